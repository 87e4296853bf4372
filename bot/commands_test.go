package bot_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/bot"
	"motirbot/bot/command"
	"motirbot/internal/discordtest"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

func TestAskTakesItsOptions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	answered := w.ask("what happened?", discordtest.Opt("topic", "eu"), discordtest.Opt("since", "2025-11"), discordtest.Opt("private", true)).Wait(w.ctx())
	if !answered.Ephemeral() {
		t.Error("a private answer is shown to everybody")
	}
	q := w.answers.questions()[0]
	if q.Text != "what happened?" || q.Topic != "eu" || q.Period.String() != "since 2025-11-01" || q.AsOf != release.NewDate(2025, 12, 19) || q.Language != "en" {
		t.Errorf("asked %+v", q)
	}
}

func TestMistakesAreExplainedPrivately(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for since, want := range map[string]string{
		"2025-13-40": "“2025-13-40” is not a date that I know",
		"*soon*":     `“\*soon\*” is not a date`,
	} {
		said := w.ask("x", discordtest.Opt("since", since)).Wait(w.ctx())
		shows(t, said, want)
		if !said.Ephemeral() {
			t.Errorf("everybody sees the mistake %q", since)
		}
	}
	if len(w.answers.questions()) != 0 {
		t.Error("asked all the same")
	}
}

func TestErrorsInWords(t *testing.T) {
	t.Parallel()
	nearest := []retrieval.Topic{{Name: "European Union"}, {Name: "EU_RoW"}}
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"empty", answer.ErrEmptyQuestion, "The question is empty"},
		{"long", answer.ErrQuestionTooLong, "at most 4000 characters"},
		{"topic", &answer.UnknownTopicError{Name: "Europa*", Nearest: nearest}, `No topic is called “Europa\*”. Did you mean **European Union**, **EU\_RoW**?`},
		{"deadline", context.DeadlineExceeded, "took too long"},
		{"other", errors.New("secret path /srv"), "name incident `INC1`"},
	}
	w := newWorld(t, nil)
	for _, test := range tests {
		w.answers.ask = func(context.Context, answer.Question, func(answer.Answer)) (answer.Answer, error) {
			return answer.Answer{}, test.err
		}
		said := w.ask(test.name).Wait(w.ctx())
		shows(t, said, test.want)
		if strings.Contains(said.Text(), "/srv") {
			t.Errorf("%s tells the user about the machine: %s", test.name, said.Text())
		}
	}
	if !strings.Contains(w.log.String(), "secret path /srv") {
		t.Error("the log does not explain the incident")
	}
}

func TestPanic(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.answers.ask = func(context.Context, answer.Question, func(answer.Answer)) (answer.Answer, error) {
		panic("out of cheese")
	}
	shows(t, w.ask("x").Wait(w.ctx()), "name incident `INC1`")
	mention := w.mina().Mention(w.channel, "x")
	shows(t, w.srv.WaitAnswer(w.ctx(), mention, hasText("INC1")), "name incident `INC1`")
	for _, want := range []string{"out of cheese", "INC1", "commands_test.go"} {
		if !strings.Contains(w.log.String(), want) {
			t.Errorf("the log lacks %q", want)
		}
	}
	w.answers.ask = nil
	shows(t, w.ask("y").Wait(w.ctx()), "batteries")
}

func hasText(words string) func(*discordtest.Message) bool {
	return func(m *discordtest.Message) bool { return strings.Contains(m.Text(), words) }
}

func TestAutocomplete(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	tests := []struct{ command, option, typed, label, value string }{
		{"latest", "topic", "europe", "European Union", ""},
		{"ask", "topic", "semiconducter", "Semiconductors", ""},
		{"release", "title", "critcal minerals", "2025-12-18 · Korea and Japan Discuss Critical Minerals Cooperation", "motir:2479"},
		{"release", "title", "", "2025-12-18 · Korea and Japan Discuss", "motir:2479"},
		{"week", "of", "december", "2025-12-15 to 2025-12-21 · releases: 7", "2025-12-15"},
		{"week", "of", "2025-12-03", "2025-12-03", "2025-12-03"},
		{"ask", "since", "last mo", "Last month · Since 2025-11-01", "2025-11-01"},
		{"ask", "since", "lats month", "Last month", "2025-11-01"},
	}
	for _, test := range tests {
		got := w.mina().Autocomplete(w.ctx(), w.channel, test.command, test.option, test.typed)
		if len(got) == 0 || !strings.HasPrefix(got[0].Name, test.label) || test.value != "" && got[0].Value != test.value {
			t.Errorf("/%s %s: %q proposes %v", test.command, test.option, test.typed, got)
		}
	}
	if got := w.mina().Autocomplete(w.ctx(), w.channel, "release", "title", "xyzzy"); len(got) != 0 {
		t.Errorf("xyzzy proposes %v", got)
	}
}

func TestAutocompleteLearnsOfNewReleases(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.addRelease(release.Release{
		ID: "motir:2999", Source: "motir", Number: "2999", Title: "Hydrogen Strategy Announced",
		Date: release.NewDate(2025, 12, 19), Body: "Body.", URL: "https://english.motir.go.kr/x",
	})
	ctx := w.ctx()
	for ctx.Err() == nil {
		got := w.mina().Autocomplete(ctx, w.channel, "release", "title", "hydrogen")
		if len(got) == 1 && got[0].Value == "motir:2999" {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("never proposed")
}

func TestRelease(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	shown := w.mina().Slash(w.channel, "release", discordtest.Opt("title", "motir:2480")).Wait(w.ctx())
	shows(t, shown, "**[2025-12-18 · Korea and the EU Launch", "> The Ministry of Trade")
	record(t, "release", shown)
	if shown.Component("Read it at the ministry") == nil {
		t.Error("no link to the ministry")
	}
	shows(t, w.mina().Slash(w.channel, "release", discordtest.Opt("title", "trade day ceremny")).Wait(w.ctx()), "62nd Trade Day")
	shows(t, w.mina().Slash(w.channel, "release", discordtest.Opt("title", "@everyone xyzzy")).Wait(w.ctx()), "No release is called “@\u200beveryone xyzzy”")

	form := w.mina().Click(shown, "Ask about this")
	form.WaitModal(w.ctx())
	w.mina().SubmitModal(form, map[string]string{"q": "who was there?"}).Wait(w.ctx())
	q := w.answers.questions()[0]
	if len(q.History) != 1 || len(q.History[0].Releases) != 1 || q.History[0].Releases[0] != "motir:2480" {
		t.Errorf("asked %+v", q)
	}
}

// TestSeveralIssuers holds that a reader is told whose release it is as soon as
// there are those of two ministries, and not before.
func TestSeveralIssuers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	shows(t, w.mina().Slash(w.channel, "help").Wait(w.ctx()), "press releases of the Ministry of Trade, Industry and Resources (MOTIR), and")
	rel := releases()[0]
	rel.ID, rel.Number, rel.Title = "feed:jp", "jp", "Talks in Tokyo"
	rel.Issuer = release.Issuer{Name: "Ministry of Economy, Trade and Industry", Short: "METI", Country: "JP"}
	w.addRelease(rel)
	for help := ""; !strings.Contains(help, "press releases of MOTIR and METI, and"); time.Sleep(20 * time.Millisecond) {
		if help = w.mina().Slash(w.channel, "help").Wait(w.ctx()).Text(); w.ctx().Err() != nil {
			t.Fatal(help)
		}
	}
	shows(t, w.mina().Slash(w.channel, "release", discordtest.Opt("title", "feed:jp")).Wait(w.ctx()), "**[2025-12-18 · METI · Talks in Tokyo")
	shows(t, w.mina().Slash(w.channel, "release", discordtest.Opt("title", "motir:2480")).Wait(w.ctx()), "**[2025-12-18 · MOTIR · Korea and the EU")
}

func TestUpdatedRelease(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	rel := releases()[0]
	rel.Body += " Corrected."
	w.addRelease(rel)
	shown := w.mina().Slash(w.channel, "release", discordtest.Opt("title", "motir:2480")).Wait(w.ctx())
	shows(t, shown, "Updated <t:", "revision 2")
}

func TestMessageCommand(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	said := w.srv.User("jun").Say(w.channel, "Did Korea really sign with the **UK**? <@1234567890123456789>")
	answered := w.mina().MessageCommand("Ask about this", said).Wait(w.ctx())
	shows(t, answered, `About: Did Korea really sign with the \*\*UK\*\*?`)
	if q := w.answers.questions()[0]; q.Text != "Did Korea really sign with the **UK**?" {
		t.Errorf("asked %q", q.Text)
	}
	tag := w.srv.User("jun").Say(w.channel, "<@1234567890123456789>")
	shows(t, w.mina().MessageCommand("Ask about this", tag).Wait(w.ctx()), "no text to ask about")
}

func TestStatusAndHelp(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *bot.Config) { c.Model, c.Limits.ModelCalls, c.Sample = "gpt-x", 50, true })
	status := w.mina().Slash(w.channel, "status").Wait(w.ctx())
	shows(t, status, "2025-12-15 –\n2025-12-18", "connected", "gpt-x", "at most 50 a day", "sample")
	record(t, "status", status)
	help := w.mina().Slash(w.channel, "help").Wait(w.ctx())
	shows(t, help, "/ask", "90 days", w.srv.Bot.Tag())
	for _, m := range []*discordtest.Message{status, help} {
		if !m.Ephemeral() {
			t.Error("everybody sees it")
		}
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	other := w.guild.AddChannel("chat")
	owner := w.guild.Owner
	if w.mina().Offered(w.channel, "settings") {
		t.Error("settings are offered to everybody")
	}
	panel := owner.Slash(w.channel, "settings").Wait(w.ctx())
	has := func(want ...string) {
		t.Helper()
		for ctx := w.ctx(); ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
			if slices.Equal(picked(w.srv.Message(panel.ID)), want) {
				return
			}
		}
		t.Errorf("shows %q, want %q", picked(w.srv.Message(panel.ID)), want)
	}
	const (
		everyone, asker = "Answers to commands: for everyone", "Answers to commands: for the asker only"
		heard, unheard  = "Answer to mentions and replies: yes", "Answer to mentions and replies: no"
		anyLanguage     = "Language: as each person's Discord"
	)
	has(everyone, heard, "A thread for each question: no", anyLanguage, "")
	record(t, "settings", panel)
	if !panel.Ephemeral() {
		t.Error("everybody sees the settings")
	}
	set := func(page int, of string) string { return fmt.Sprintf("m1:set:%d:%s:%s", page, owner.ID, of) }
	owner.Select(panel, set(0, "visibility"), "private")
	has(asker, heard, "A thread for each question: no", anyLanguage, "")
	owner.Select(panel, set(0, "mentions"), "off")
	has(asker, unheard, "A thread for each question: no", anyLanguage, "")
	owner.Select(panel, set(0, "threads"), "on")
	has(asker, unheard, "A thread for each question: yes", anyLanguage, "")
	owner.Select(panel, set(0, "threads"), "off")
	has(asker, unheard, "A thread for each question: no", anyLanguage, "")
	owner.Click(panel, "Channels")
	has("Picked channels: only there", "No channel is picked: I answer in all", "")
	record(t, "settings-channels", w.srv.Message(panel.ID))
	owner.Pick(panel, set(1, "channels"), w.channel)
	has("Picked channels: only there", w.channel.ID, "")
	shows(t, w.srv.Message(panel.ID), "Saved.")

	shows(t, w.mina().Slash(other, "ask", discordtest.Opt("question", "x")).Wait(w.ctx()), "I answer in <#"+w.channel.ID+"> only")
	if !w.ask("x").Wait(w.ctx()).Ephemeral() {
		t.Error("an answer is public against the settings")
	}
	if w.ask("x", discordtest.Opt("private", false)).Wait(w.ctx()).Ephemeral() {
		t.Error("the asker's own wish does not count")
	}
	before := len(w.srv.Messages(w.channel))
	w.mina().Mention(w.channel, "x")
	shows(t, w.ask("y", discordtest.Opt("private", true)).Wait(w.ctx()), "batteries")
	if got := len(w.srv.Messages(w.channel)); got != before+1 {
		t.Errorf("%d messages after an unwanted mention, want %d", got, before+1)
	}

	owner.Select(panel, set(1, "deny"), "on")
	has("Picked channels: everywhere else", w.channel.ID, "")
	shows(t, w.mina().Slash(other, "ask", discordtest.Opt("question", "x")).Wait(w.ctx()), "batteries")
	shows(t, w.ask("x").Wait(w.ctx()), "I answer everywhere but in <#"+w.channel.ID+">")
	owner.Select(panel, set(1, "deny"), "off")
	has("Picked channels: only there", w.channel.ID, "")

	w.restart()
	panel = owner.Slash(w.channel, "settings").Wait(w.ctx())
	has(asker, unheard, "A thread for each question: no", anyLanguage, "")
	owner.Select(panel, set(0, "language"), "ko")
	has("명령어 답변: 질문한 사람에게만", "멘션과 답장에 답하기: 아니요", "질문마다 스레드 열기: 아니요", "언어: 한국어", "")
	shows(t, w.ask("x").Wait(w.ctx()), "원문 인용")
}

// picked is what each menu of a message shows while it is closed.
func picked(m *discordtest.Message) []string {
	var all []string
	for _, row := range m.Components {
		menu := row.Components[0]
		shown := menu.Placeholder
		for _, channel := range menu.Picked {
			shown = channel.ID
		}
		for _, option := range menu.Options {
			if option.Default {
				shown = option.Label
			}
		}
		all = append(all, shown)
	}
	return all
}

func TestThreadOfAnAllowedChannel(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	other := w.guild.AddChannel("chat")
	w.answerOnlyIn(w.channel)
	thread := w.channel.StartThread("talk")
	shows(t, w.mina().Slash(thread, "ask", discordtest.Opt("question", "x")).Wait(w.ctx()), "batteries")
	shows(t, w.mina().Slash(other.StartThread("talk"), "ask", discordtest.Opt("question", "x")).Wait(w.ctx()), "only")
}

func TestMissingPermissions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.channel.Deny(w.guild.BotRole(), discordtest.EmbedLinks)
	answered := w.ask("x").Wait(w.ctx())
	shows(t, answered, "batteries", "I lack **Embed Links**")
	if !answered.Ephemeral() {
		t.Error("shown to everybody where it cannot be")
	}
	w.mina().Mention(w.channel, "x")
	dm := w.srv.WaitMessage(w.ctx(), w.mina().DMChannel(), hasText("I lack"))
	shows(t, dm, "You mentioned me in <#"+w.channel.ID+">, where I lack **Embed Links**")
	if got := len(w.srv.Messages(w.channel)); got != 1 {
		t.Errorf("%d messages in the channel, want mina's alone", got)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *bot.Config) {
		c.Limits = command.Limits{UserBurst: 2, UserEvery: time.Minute, GuildBurst: 3, GuildEvery: time.Hour}
	})
	w.ask("1").Wait(w.ctx())
	w.ask("2").Wait(w.ctx())
	said := w.ask("3").Wait(w.ctx())
	shows(t, said, "You are asking faster than I may answer. Try again <t:1766113260:R>.")
	if !said.Ephemeral() {
		t.Error("everybody sees that somebody is too fast")
	}
	jun := w.srv.User("jun")
	shows(t, jun.Slash(w.channel, "ask", discordtest.Opt("question", "4")).Wait(w.ctx()), "batteries")
	shows(t, jun.Slash(w.channel, "ask", discordtest.Opt("question", "5")).Wait(w.ctx()), "This server is asking faster")
	if got := len(w.answers.questions()); got != 3 {
		t.Errorf("%d questions answered, want 3", got)
	}
}

func TestModelBudget(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(c *bot.Config) { c.Model, c.Limits.ModelCalls = "gpt-x", 2 })
	budget := bot.NewBudget(w.store, 2, func() time.Time { return now })
	w.answers.ask = func(ctx context.Context, q answer.Question, _ func(answer.Answer)) (answer.Answer, error) {
		ans := batteries()
		if budget.Take(ctx, q.Payer) == nil {
			ans.Mode, ans.Model = answer.ModeLLM, "gpt-x"
		} else {
			ans.Notices = []answer.Notice{{Code: answer.NoticeModel, Trouble: answer.TroubleSpent}}
		}
		return ans, nil
	}
	for range 2 {
		shows(t, w.ask("x").Wait(w.ctx()), "Worded by gpt-x, checked")
	}
	spent := w.ask("x").Wait(w.ctx())
	// Until midnight in Seoul.
	shows(t, spent, "has worded as many answers as it may today", "<t:1766156400:R>", "Quoted · 7 releases")
	if strings.Contains(spent.Text(), "has been asked") {
		t.Error("the same is said twice")
	}
}

// answerOnlyIn sets the channel that the server's managers allow, as another
// process on the store would, and waits until the bot knows.
func (w *world) answerOnlyIn(c *discordtest.Channel) {
	w.t.Helper()
	if err := w.store.SaveGuildSettings(w.ctx(), store.GuildSettings{GuildID: w.guild.ID, Channels: []string{c.ID}}); err != nil {
		w.t.Fatal(err)
	}
	for ctx := w.ctx(); ctx.Err() == nil; {
		panel := w.guild.Owner.Slash(w.channel, "settings").Wait(ctx)
		w.guild.Owner.Click(panel, "Channels").Wait(ctx)
		panel = w.srv.Message(panel.ID)
		if slices.Contains(picked(panel), c.ID) {
			return
		}
	}
	w.t.Fatal("the bot does not learn of the settings")
}

// addRelease stores a release, or its next revision.
func (w *world) addRelease(rel release.Release) {
	w.t.Helper()
	put(w.t, w.store, rel)
}
