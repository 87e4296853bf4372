package render_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/answer/intent"
	"motirbot/bot/render"
	"motirbot/embed"
	"motirbot/figures"
	"motirbot/internal/goldentest"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/source/dump"
	"motirbot/source/sample"
	"motirbot/store"
)

// now is the day on which the conversations take place, in Seoul.
var now = time.Date(2025, 12, 19, 3, 0, 0, 0, time.UTC)

// desk answers from the sample and four releases of ours, two of them Korean.
type desk struct {
	*answer.Answerer
	store  *store.Store
	topics *retrieval.Topics
	data   *figures.Dataset
}

func openDesk(t *testing.T) *desk {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	briefs, err := dump.ReadFS(ctx, sample.FS(), ".")
	must(err)
	ours, err := dump.Read(ctx, "testdata/releases.jsonl")
	must(err)
	topics, err := retrieval.LoadTopics("")
	must(err)
	kept, err := store.Open(ctx, filepath.Join(t.TempDir(), "motirbot.db"), store.WithClock(func() time.Time { return now }))
	must(err)
	t.Cleanup(func() { _ = kept.Close() })
	_, err = retrieval.NewIndexer(kept, embed.NewLocal(), topics).WithFigures(figures.NewReader(topics).Observations).Index(ctx, append(briefs.Releases, ours.Releases...), nil)
	must(err)
	retriever, err := retrieval.New(kept, embed.NewLocal(), topics)
	must(err)
	_, err = retriever.Refresh(ctx)
	must(err)
	known := figures.NewSource(topics, kept)
	data, err := known.Dataset(ctx, release.DateOf(now))
	must(err)
	return &desk{
		Answerer: answer.New(answer.Config{Retriever: retriever, Figures: known, Now: func() time.Time { return now }}),
		store:    kept, topics: topics, data: data,
	}
}

// conversation is what somebody asks and is shown, as text.
type conversation struct {
	t *testing.T
	*desk
	texts   *render.Texts
	sample  bool
	history []answer.Turn
	last    render.View
	log     strings.Builder
}

// ask asks a question, in the conversation so far.
func (c *conversation) ask(question string) {
	ans, err := c.Ask(c.t.Context(), answer.Question{Text: question, Language: c.texts.Lang, AsOf: release.DateOf(now), History: c.history}, nil)
	c.show(question, question, ans, err)
}

func (c *conversation) latest(topic string) {
	ans, err := c.Latest(c.t.Context(), answer.LatestRequest{Topic: topic, N: 5, AsOf: release.DateOf(now), Language: c.texts.Lang})
	found, _ := c.topics.Find(topic)
	c.show("/latest topic:"+topic, fmt.Sprintf(c.texts.LatestTitle, c.texts.TopicName(found)), ans, err)
}

func (c *conversation) week(year int, month time.Month, day int) {
	week := release.WeekOf(release.NewDate(year, month, day))
	ans, err := c.Digest(c.t.Context(), answer.DigestRequest{Period: week, AsOf: release.DateOf(now), Language: c.texts.Lang})
	c.show(fmt.Sprintf("/week of:%04d-%02d-%02d", year, month, day), fmt.Sprintf(c.texts.WeekTitle, week.From, week.To), ans, err)
}

// show shows an answer under a title.
func (c *conversation) show(asked, title string, ans answer.Answer, err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatalf("%s: %v", asked, err)
	}
	c.history = append(c.history, answer.TurnOf(asked, ans))
	c.last = render.View{ID: "1", Asker: "2", Question: title, Answer: ans, Texts: c.texts, Sample: c.sample}
	var listed []release.ID
	for _, item := range ans.Items {
		listed = append(listed, item.ReleaseID)
	}
	c.last.Figures = render.FigureLines(c.data, listed, c.texts)
	c.message(asked, c.last.Message())
}

// page shows another page of the last answer, and sources its passages.
func (c *conversation) page(n int) {
	c.last.Page = n - 1
	c.message(fmt.Sprintf("page %d", n), c.last.Message())
}

func (c *conversation) sources() { c.message("Sources", c.last.Passages()) }

// message writes down what is sent.
func (c *conversation) message(asked string, m any) {
	c.t.Helper()
	checkSize(c.t, m)
	raw, err := json.Marshal(m)
	if err != nil {
		c.t.Fatal(err)
	}
	var sent discordgo.Message
	if err := json.Unmarshal(raw, &sent); err != nil {
		c.t.Fatal(err)
	}
	fmt.Fprintf(&c.log, ">>> %s\n%s", asked, sent.Content)
	for _, e := range sent.Embeds {
		fmt.Fprintf(&c.log, "== %s == #%06x\n%s\n", e.Title, e.Color, e.Description)
		for _, f := range e.Fields {
			fmt.Fprintf(&c.log, "-- %s --\n%s\n", f.Name, f.Value)
		}
		if e.Footer != nil {
			fmt.Fprintf(&c.log, "__ %s\n", strings.ReplaceAll(e.Footer.Text, "\n", "\n__ "))
		}
	}
	for _, row := range sent.Components {
		var labels []string
		for _, component := range row.(*discordgo.ActionsRow).Components {
			if b, ok := component.(*discordgo.Button); ok {
				label := b.Label
				if b.Emoji != nil {
					label += b.Emoji.Name
				}
				labels = append(labels, "["+label+"]")
			}
		}
		fmt.Fprintf(&c.log, "%s\n", strings.Join(labels, " "))
	}
	c.log.WriteString("\n")
}

// TestConversations are messages as they are sent, for a reader to judge. What
// a release is quoted for is chosen by package answer.
func TestConversations(t *testing.T) {
	d := openDesk(t)
	for _, test := range []struct {
		name   string
		lang   string
		sample bool
		talk   func(*conversation)
	}{
		{"readme", "en", true, func(c *conversation) {
			c.ask("What did Korea ask the EU for on batteries?")
			c.ask("and on steel?")
			c.sources()
			c.latest("EU")
			c.week(2025, 12, 17)
			c.ask("Why did Korea leave the WTO?")
		}},
		{"follow-ups", "en", false, func(c *conversation) {
			c.ask("What did Korea and the UK conclude?")
			c.ask("who signed it?")
			c.ask("what about Norway?")
			c.sources()
		}},
		{"figures", "en", false, func(c *conversation) {
			c.ask("What were Korea's exports in November 2025?")
			c.ask("and chip exports?")
			c.sources()
			c.table("exports", "", "")
		}},
		{"small-talk", "en", false, func(c *conversation) {
			c.ask("hello!")
			c.ask("what can you do?")
			c.ask("how do the citations work?")
			c.ask("thanks")
		}},
		{"refusals", "en", false, func(c *conversation) {
			c.ask("What did the ministry say about whaling in Antarctica?")
			c.ask("What happened in March 2011?")
			c.ask("What will exports be in December 2030?")
			c.ask("What is the weather in Paris?")
			c.ask("Why did imports fall in November 2025?")
		}},
		{"lists", "en", false, func(c *conversation) {
			c.ask("latest on the EU")
			c.latest("africa")
			c.latest("brazil")
			c.ask("what do the releases of this week have in common?")
		}},
		{"digest", "en", false, func(c *conversation) {
			c.week(2025, 12, 15)
			c.page(2)
			c.week(2011, 3, 8)
		}},
		{"model", "en", false, func(c *conversation) {
			c.show("What came of the meeting?", "What came of the meeting?", worded(), nil)
			c.sources()
			ans := worded()
			ans.Mode, ans.Model, ans.Removed = answer.ModeExtractive, "", nil
			ans.Notices = []answer.Notice{{Code: answer.NoticeModel, Trouble: answer.TroubleLate}, {Code: answer.NoticeWordsOnly}, {Code: answer.NoticeUnread}}
			c.show("What came of the meeting?", "What came of the meeting?", ans, nil)
		}},
		{"many-sources", "en", false, func(c *conversation) { c.show("Everything", "Everything", many(8, 60), nil) }},
		{"two-pages", "en", false, func(c *conversation) {
			c.show("Everything", "Everything", many(7, 320), nil)
			c.page(2)
		}},
		{"issuers", "en", false, func(c *conversation) {
			ans := many(2, 60)
			ans.Citations[0].By, ans.Citations[1].By = "KR MOTIR", "EU Office_of_Trade"
			c.show("What do both say?", "What do both say?", ans, nil)
			c.show("latest", "Latest", list(ans), nil)
		}},
		{"inert", "en", false, func(c *conversation) {
			ans := many(2, 60)
			ans.Claims[0].Text = "See discord.gg/abc, www.example.com or t.me/x, says *he* of Ltd. @everyone, e.g. in the U.S."
			ans.Claims[1].Text = "1. https://evil.example is [not](https://evil.example) a link, 2025-12-18 is no date of ours."
			ans.Citations[0].Title = "Join discord.gg/abc, or visit www.example.com"
			c.show("discord.gg/abc or www.example.com?", "discord.gg/abc or www.example.com?", ans, nil)
			c.sources()
		}},
		{"posts", "en", false, func(c *conversation) { c.posts() }},
		{"ko-english-releases", "ko", false, func(c *conversation) {
			c.ask("EU에 배터리와 관련해 무엇을 요청했나요?")
			c.ask("그럼 철강은요?")
			c.latest("유럽연합")
			c.ask("2011년 3월에 무슨 일이 있었나요?")
			c.ask("안녕하세요")
		}},
		{"ko-korean-releases", "ko", false, func(c *conversation) {
			c.ask("11월 반도체 수출은 얼마였나요?")
			c.ask("한-EU 공급망 대화에서 무엇에 합의했나요?")
			c.sources()
			c.week(2025, 12, 1)
			c.show("회의 결과는?", "회의 결과는?", korean(worded()), nil)
			c.table("exports", "semiconductors", "")
			c.posts()
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := &conversation{t: t, desk: d, texts: render.For(test.lang), sample: test.sample}
			test.talk(c)
			goldentest.Check(t, filepath.Join("testdata", "conversations", test.name+".golden"), c.log.String())
		})
	}
}

// table shows /figures.
func (c *conversation) table(measure, item, partner string) {
	c.t.Helper()
	q, err := c.data.Resolve(measure, item, partner)
	if err != nil {
		c.t.Fatal(err)
	}
	rows := c.data.Select(q)
	m, ans := render.Figures{Title: measure, Data: c.data, Rows: rows, All: len(rows), Texts: c.texts}.Message()
	m.Components = append(m.Components, render.FigureButtons("1", c.texts))
	c.message("/figures measure:"+measure+" item:"+item, m)
	c.last = render.View{ID: "1", Question: measure, Answer: ans, Texts: c.texts}
	c.sources()
}

// posts shows what is posted unasked, and a release.
func (c *conversation) posts() {
	c.t.Helper()
	all, err := c.store.Releases(c.t.Context(), store.Filter{})
	if err != nil {
		c.t.Fatal(err)
	}
	var ids []release.ID
	for _, rec := range all {
		ids = append(ids, rec.ID)
	}
	alert := render.Alert{
		Releases: all[:1], By: func(store.Record) string { return "" }, Topics: []string{"EU"},
		Figures: render.FigureLines(c.data, ids, c.texts), Nonce: "n", Texts: c.texts,
	}
	c.message("(alert)", alert.Message())
	alert.Releases, alert.Topics, alert.Roles = all, []string{c.texts.AllReleases}, []string{"77"}
	c.message("(alert of several)", alert.Message())
	c.message("/release", render.Release(all[len(all)-1], "", c.texts, nil, false))
	c.message("(notice)", render.Notice("1", "Trade *desk*", "5", "news", "POST /channels/5/messages: 403 Missing Access", "n", c.texts))
	c.message("/help", render.Help([]release.Issuer{{Name: "Ministry of Trade, Industry and Resources", Short: "MOTIR", Korean: "산업통상부"}}, "<@1>", []string{"What was agreed with the EU?"}, c.texts))
}

// worded is an answer in a model's words.
func worded() answer.Answer {
	cite := func(n int, quote string) answer.ClaimCitation {
		return answer.ClaimCitation{N: n, ReleaseID: release.ID(fmt.Sprint("r", n)), Quote: quote}
	}
	both := []answer.ClaimCitation{cite(1, "The two sides agreed to share information on supply chain risks early, and to meet every year in Seoul or Brussels."), cite(2, "Norway was ready to\njoin the work, it said.")}
	ans := answer.Answer{
		Kind: answer.KindAnswer, Mode: answer.ModeLLM, Model: "gpt-x", Language: "en",
		Coverage: retrieval.Coverage{Releases: 12, From: release.NewDate(2025, 11, 1), To: release.NewDate(2025, 12, 18)},
		Claims: []answer.Claim{
			{Text: "Both sides agreed to meet every year.", Status: answer.StatusSupported, Citations: both[:1], Bold: []answer.Span{{Start: 26, End: 36}}},
			{Text: "They also agreed on three things:", Block: answer.BlockParagraph, Status: answer.StatusChecked, Citations: both[:1]},
			{Text: "warning each other early;", Block: answer.BlockBullet, Status: answer.StatusSupported, Citations: both[:1]},
			{Text: "work with Norway, R&D-wise;", Block: answer.BlockBullet, Status: answer.StatusSupported, Citations: both},
			{Text: "a visit next spring.", Block: answer.BlockBullet, Status: answer.StatusNotStated, Citations: both[1:]},
		},
		Removed: []answer.Removed{{Text: "Korea promised USD 5 billion.", Why: "“5 billion” is in none of the releases"}},
	}
	for n, title := range []string{"Korea and the EU Agree to Meet Every Year", "Korea, Norway Talk"} {
		ans.Citations = append(ans.Citations, answer.Citation{
			N: n + 1, ReleaseID: release.ID(fmt.Sprint("r", n+1)), Title: title, Date: release.NewDate(2025, 12, 18-n), Revision: 1 + n,
			URL: fmt.Sprintf("https://english.motir.go.kr/eng/article/EATCLdfa319ada/%d/view", 2480-n),
		})
	}
	return ans
}

func korean(ans answer.Answer) answer.Answer {
	ans.Language = "ko"
	ans.Claims = ans.Claims[2:]
	ans.Claims[0].Text, ans.Claims[1].Text, ans.Claims[2].Text = "양측은 위기를 서로 미리 알리기로 했습니다.", "노르웨이와도 협력합니다.", "내년 봄에 방문합니다."
	return ans
}

// many is an answer of n claims, each of about so many letters and of a release
// of its own.
func many(n, length int) answer.Answer {
	ans := worded()
	ans.Claims, ans.Citations, ans.Removed = nil, nil, nil
	for i := 1; i <= n; i++ {
		sentence := fmt.Sprintf("Release no. %d says that Korea and its partners %swent on.", i, strings.Repeat("talked about trade and ", length/23))
		id := release.ID(fmt.Sprint("r", i))
		ans.Citations = append(ans.Citations, answer.Citation{
			N: i, ReleaseID: id, Title: fmt.Sprintf("A Release of the Ministry with Quite a Long Title, Such as Ministries Like to Give, on Meeting No. %d", i),
			Date: release.NewDate(2025, 12, i), URL: fmt.Sprintf("https://english.motir.go.kr/eng/article/EATCLdfa319ada/%d/view", 2400+i),
		})
		ans.Claims = append(ans.Claims, answer.Claim{Text: sentence, Status: answer.StatusSupported, Citations: []answer.ClaimCitation{{N: i, ReleaseID: id, Quote: sentence}}})
	}
	return ans
}

// list makes a list of an answer.
func list(ans answer.Answer) answer.Answer {
	ans.Kind, ans.Mode = answer.KindList, answer.ModeExtractive
	for i, c := range ans.Citations {
		ans.Claims[i].Item = i + 1
		ans.Items = append(ans.Items, answer.Item{N: c.N, ReleaseID: c.ReleaseID, Title: c.Title, Date: c.Date, URL: c.URL, By: c.By, Mentions: i > 0})
	}
	return ans
}

// TestHelpIsShownAsWords: with its questions, where those are too long for
// buttons, without sources, and inert.
func TestHelpIsShownAsWords(t *testing.T) {
	ans := answer.Answer{
		Kind: answer.KindHelp, HelpOn: intent.What, Language: "en", Issuers: []release.Issuer{{Name: "Office_of_Trade"}},
		Coverage: retrieval.Coverage{Releases: 8, To: release.NewDate(2025, 12, 18)}, Examples: []string{"Latest on *steel*" + strings.Repeat(" and steel", 8)},
	}
	shown := embedOf(ans)
	for _, want := range []string{"I am motirbot", "Office\\_of\\_Trade", "- Latest on \\*steel\\*"} {
		if !strings.Contains(shown.Description, want) {
			t.Errorf("%q is not in %q", want, shown.Description)
		}
	}
	if len(shown.Fields) > 0 || shown.Footer == nil || shown.Footer.Text != "8 releases, newest 2025-12-18" {
		t.Errorf("fields %v, footer %v", shown.Fields, shown.Footer)
	}
}
