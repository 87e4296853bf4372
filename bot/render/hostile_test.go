package render_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/bot/render/markdown"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// attacks are texts that must show as they are and do nothing.
var attacks = map[string]string{
	"everyone":      "@everyone @here come",
	"mention":       "<@123456789012345678> <@&123456789012345678> <#123456789012345678>",
	"masked link":   "[the ministry](https://evil.example/login) and https://evil.example",
	"link in title": "x](https://evil.example) [y",
	"fence":         "```\n@everyone\n``` and `code` and ||spoiler||",
	"right to left": "\u202efdp.exe\u202c \u200f\u2067x\u2069",
	"invisible":     "@\u200beveryone <\u2060@123456789012345678> https:\u00ad//evil.example",
	"heading":       "# Big\n-# small\n> quote\n- list\n1. first",
	"tags":          "<t:0:R> </ask:123456789012345678> <:x:123456789012345678> <id:guide>",
	"bare hosts":    "discord.gg/abc www.evil.example t.me/x discord.com/invite/abc",
	"tower":         "Z" + strings.Repeat("\u0300\u0301\u0302", 200),
	"long word":     strings.Repeat("x", 4500),
	"long text":     strings.TrimSpace(strings.Repeat("Korea met the EU. ", 250)),
	"long markup":   strings.Repeat("*_~", 1500),
	"long emoji":    strings.Repeat("👩‍🚀", 900),
}

// poisoned is an answer in which everything that others write is the attack.
func poisoned(kind answer.Kind, attack string) answer.Answer {
	ans := answer.Answer{
		Kind: kind, Mode: answer.ModeLLM, Model: attack, Coverage: retrieval.Coverage{Releases: 7, From: release.NewDate(2025, 12, 15), To: release.NewDate(2025, 12, 18)},
		Removed: []answer.Removed{{Text: attack, Why: attack}},
	}
	if kind == answer.KindRefusal {
		ans.Refusal = &answer.Refusal{Reason: answer.ReasonUnknownName, Missing: attack}
	}
	for n := 1; n <= 12; n++ {
		rel := release.Release{
			ID: release.ID("x:" + attack), Title: attack, Date: release.NewDate(2025, 12, n),
			URL: "https://english.motir.go.kr/view?x=(" + attack + ")",
		}
		c := answer.Citation{N: n, ReleaseID: rel.ID, Title: attack, Date: rel.Date, URL: rel.URL, Revision: 2}
		ans.Citations = append(ans.Citations, c)
		claim := answer.Claim{
			Text: attack, Status: answer.StatusNotStated, Citations: []answer.ClaimCitation{{N: n, ReleaseID: rel.ID, Quote: attack}},
			Bold: []answer.Span{{Start: 0, End: len(attack) / 2}, {Start: len(attack) / 2, End: len(attack)}},
		}
		switch kind {
		case answer.KindAnswer, answer.KindRefusal:
		default:
			claim.Item = n
		}
		if n <= 2 || claim.Item > 0 {
			ans.Claims = append(ans.Claims, claim)
		}
		if ans.Refusal != nil {
			ans.Refusal.Nearest = append(ans.Refusal.Nearest, c)
		}
		ans.Passages = append(ans.Passages, retrieval.Passage{ReleaseID: rel.ID, Title: attack, Date: rel.Date, URL: rel.URL, Text: attack + " and " + attack})
		if claim.Item > 0 {
			ans.Items = append(ans.Items, answer.Item{N: n, ReleaseID: rel.ID, Title: attack, Date: rel.Date, URL: rel.URL})
		}
	}
	return ans
}

// TestHostileTexts: nothing but the links to the ministry can be clicked, and
// nothing formats, mentions or pings, whatever others write.
func TestHostileTexts(t *testing.T) {
	for name, attack := range attacks {
		t.Run(name, func(t *testing.T) {
			for _, kind := range []answer.Kind{answer.KindAnswer, answer.KindList, answer.KindDigest, answer.KindRefusal} {
				v := view(poisoned(kind, attack))
				v.Question = attack
				for v.Page = range 2 {
					isInert(t, v.Message())
					isInert(t, v.Passages())
				}
				isInert(t, render.English.Draft("1", "2", attack, render.Body(v.Answer)))
			}
			rec := store.Record{Release: release.Release{
				ID: "x:1", Title: attack, Date: release.NewDate(2025, 12, 1), Body: attack, Category: attack, URL: "javascript:alert(1)",
				Attachments: []release.Attachment{{Name: attack, URL: "javascript:alert(1)"}},
			}}
			isInert(t, render.Release(rec, attack, &render.English, nil, false))
			isInert(t, render.Notice("1", attack, "5", attack, attack, "n", &render.English))
			alert := render.Alert{Releases: []store.Record{rec}, By: func(store.Record) string { return attack }, Topics: []string{attack}, Texts: &render.English}
			isInert(t, alert.Message())
			alert.Releases = []store.Record{rec, rec}
			isInert(t, alert.Message())
			isInert(t, discord.Plain(render.Quoted(attack)))
		})
	}
}

var (
	ministryLink = regexp.MustCompile(`\[(?:[^\[\]\\]|\\.)*\]\(https://english\.motir\.go\.kr/[^\s()]*\)`)
	backslashed  = regexp.MustCompile(`\\[^0-9A-Za-z\s]`)
	ourTags      = regexp.MustCompile(`<t:\d+:R>|(?m)^> |^-# |\n-# |\*\*`)
	active       = regexp.MustCompile("[_~`|<>\\[\\]#]|://|(?i)\\w\\.(?:gg|example|com|me)\\b|(?i)@(?:everyone|here)|[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
)

// isInert fails the test if the message holds anything active, or is too large.
func isInert(t *testing.T, m discord.Message) {
	t.Helper()
	checkSize(t, m)
	if len(m.Mentions.Roles) > 0 {
		t.Errorf("pings %v", m.Mentions.Roles)
	}
	texts := []string{m.Content}
	for _, e := range m.Embeds {
		texts = append(texts, e.Title, e.Description)
		for _, f := range e.Fields {
			texts = append(texts, f.Name, f.Value)
		}
	}
	for _, text := range texts {
		bare := ministryLink.ReplaceAllString(text, "LINK")
		bare = ourTags.ReplaceAllString(backslashed.ReplaceAllString(bare, "·"), "")
		if found := active.FindString(bare); found != "" {
			t.Errorf("%q is active in %.300q", found, text)
		}
	}
}

// FuzzRender holds every page of an answer to Discord's limits, whatever is in it.
func FuzzRender(f *testing.F) {
	for _, attack := range attacks {
		f.Add(attack, 0, true)
	}
	f.Fuzz(func(t *testing.T, text string, page int, list bool) {
		kind := answer.KindAnswer
		if list {
			kind = answer.KindDigest
		}
		if page%2 == 1 {
			kind = answer.KindRefusal
		}
		ans := poisoned(kind, text)
		v := view(ans)
		v.Question, v.Page = text, page
		checkSize(t, v.Message())
		checkSize(t, v.Passages())
	})
}

func checkSize(t *testing.T, m any) {
	t.Helper()
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var sent struct {
		Content string                    `json:"content"`
		Embeds  []*discordgo.MessageEmbed `json:"embeds"`
	}
	if err := json.Unmarshal(raw, &sent); err != nil {
		t.Fatal(err)
	}
	within := func(what, text string, limit int) int {
		n := markdown.Len(text)
		if n > limit {
			t.Errorf("%s has %d characters, limit %d", what, n, limit)
		}
		return n
	}
	total := within("content", sent.Content, 2000)
	for _, e := range sent.Embeds {
		total += within("title", e.Title, 256) + within("description", e.Description, 4096)
		if e.Footer != nil {
			total += within("footer", e.Footer.Text, 2048)
		}
		if len(e.Fields) > 25 {
			t.Errorf("%d fields", len(e.Fields))
		}
		for _, f := range e.Fields {
			if f.Name == "" || f.Value == "" {
				t.Error("an empty field")
			}
			total += within("field's name", f.Name, 256) + within("field's value", f.Value, 1024)
		}
	}
	if total > 6000 || total == 0 {
		t.Errorf("%d characters in all", total)
	}
}
