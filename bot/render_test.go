package bot_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"

	"motirbot/answer"
	"motirbot/answer/intent"
	"motirbot/bot/render"
	"motirbot/release"
	"motirbot/retrieval"
)

// rendered is an answer as it is sent, and its passages.
func rendered(t *testing.T, ans answer.Answer, page int) (shown, passages *discordgo.MessageEmbed) {
	t.Helper()
	var embeds []*discordgo.MessageEmbed
	a, b := laidOut(ans, "What about batteries?", page)
	for _, m := range []any{a, b} {
		raw, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var sent struct {
			Embeds []*discordgo.MessageEmbed `json:"embeds"`
		}
		if err := json.Unmarshal(raw, &sent); err != nil {
			t.Fatal(err)
		}
		embeds = append(embeds, append(sent.Embeds, &discordgo.MessageEmbed{})[0])
	}
	return embeds[0], embeds[1]
}

// passagesOf cuts a release's text into passages, as from:to of each.
func passagesOf(c answer.Citation, text string, cuts ...[2]int) []retrieval.Passage {
	var all []retrieval.Passage
	for i, cut := range cuts {
		all = append(all, retrieval.Passage{
			ReleaseID: c.ReleaseID, Title: c.Title, Date: c.Date, Seq: i, Start: cut[0], End: cut[1], Text: text[cut[0]:cut[1]],
		})
	}
	return all
}

// TestHelpIsShownAsWords: with its questions, without sources, and inert.
func TestHelpIsShownAsWords(t *testing.T) {
	ans := answer.Answer{
		Kind: answer.KindHelp, HelpOn: intent.Thanks, Language: "en", Issuers: []release.Issuer{{Name: "Office_of_Trade"}},
		Coverage: retrieval.Coverage{Releases: 8, To: release.NewDate(2025, 12, 18)}, Examples: []string{"Latest on *steel*"},
	}
	shown, _ := rendered(t, ans, 0)
	for _, want := range []string{"You're welcome!", "Office\\_of\\_Trade", "• Latest on \\*steel\\*"} {
		if !strings.Contains(shown.Description, want) {
			t.Errorf("%q is not in %q", want, shown.Description)
		}
	}
	if len(shown.Fields) > 0 || shown.Footer == nil || shown.Footer.Text != "8 releases, newest 2025-12-18" {
		t.Errorf("fields %v, footer %v", shown.Fields, shown.Footer)
	}
}

func TestSourcesStandInOrder(t *testing.T) {
	const text = "One is first. Two follows. Three is here. Four is left out. Five comes. Six ends it."
	at := func(words string) int { return strings.Index(text, words) }
	first := answer.Citation{
		N: 1, ReleaseID: "a", Title: "Counting", Date: release.NewDate(2025, 12, 18), URL: "https://example.org/1",
	}
	second := answer.Citation{N: 2, ReleaseID: "b", Title: "Other", Date: release.NewDate(2025, 12, 17)}
	ans := batteries()
	ans.Claims = nil
	for _, quote := range []string{"Six ends it.", "One is first.", "Two follows.", "Three is here."} {
		ans.Claims = append(ans.Claims, answer.Claim{Citations: []answer.ClaimCitation{{N: 1, ReleaseID: "a", Quote: quote}}})
	}
	ans.Claims = append(ans.Claims, answer.Claim{Citations: []answer.ClaimCitation{{N: 2, ReleaseID: "b", Quote: "Not indexed."}}})
	ans.Citations = []answer.Citation{first, second}
	// Best first, as a search returns them; the first two share a sentence.
	ans.Passages = passagesOf(first, text, [2]int{at("Five"), len(text)}, [2]int{0, at(" Three")}, [2]int{at("Two"), at(" Four")})
	_, passages := rendered(t, ans, 0)
	want := `**\[1\] [2025-12-18 · Counting](https://example.org/1)**
> **One is first. Two follows.** **Three is here.**
> …
> Five comes. **Six ends it.**

**\[2\] 2025-12-17 · Other**
> **Not indexed.**`
	if diff := cmp.Diff(want, passages.Description); diff != "" {
		t.Error(diff)
	}
}

func TestFootersFitAPhone(t *testing.T) {
	tests := []struct {
		name   string
		change func(*answer.Answer)
		want   string
	}{
		{"quoted", func(*answer.Answer) {}, "Quoted · 7 releases, newest 2025-12-18"},
		{"short model", func(a *answer.Answer) { a.Mode, a.Model = answer.ModeLLM, "m1" }, "Worded by m1, checked\n7 releases, newest 2025-12-18"},
		{"long text", func(a *answer.Answer) { a.Claims[0].Text = strings.Repeat("Much was said here. ", 100) }, "Quoted · 7 releases, newest 2025-12-18\npage 1 of 2"},
		{"refused", func(a *answer.Answer) {
			a.Kind, a.Refusal = answer.KindRefusal, &answer.Refusal{Reason: answer.ReasonNoEvidence}
		}, ""},
		{"nothing released", func(a *answer.Answer) { *a = answer.Answer{Kind: answer.KindDigest, Coverage: coverage()} }, "7 releases, newest 2025-12-18"},
	}
	for _, test := range tests {
		changed := batteries()
		test.change(&changed)
		shown, _ := rendered(t, changed, 0)
		got := ""
		if shown.Footer != nil {
			got = shown.Footer.Text
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestManyCitations(t *testing.T) {
	ans := batteries()
	ans.Claims, ans.Citations = nil, nil
	for range 9 {
		claim(&ans, releases()[0], "So it is.", 0)
	}
	shown, _ := rendered(t, ans, 0)
	var names []string
	for _, f := range shown.Fields {
		names = append(names, f.Name)
	}
	if diff := cmp.Diff([]string{"Releases", "Releases, continued"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestRefusal(t *testing.T) {
	ans := batteries()
	ans.Kind, ans.Refusal = answer.KindRefusal, &answer.Refusal{Reason: answer.ReasonNoEvidence, Nearest: ans.Citations}
	ans.Claims, ans.Citations = nil, nil
	shown, _ := rendered(t, ans, 0)
	if want := "The releases do not say that.\n\nThe index covers 7 releases, 2025-12-15 to 2025-12-18."; shown.Description != want {
		t.Errorf("said %q", shown.Description)
	}
	if want := "- [2025-12-18 · Korea and the EU"; len(shown.Fields) != 1 || !strings.HasPrefix(shown.Fields[0].Value, want) {
		t.Errorf("fields %+v", shown.Fields)
	}
}

func TestMarkersBeginNoLine(t *testing.T) {
	shown, _ := rendered(t, batteries(), 0)
	if !strings.HasSuffix(shown.Description, "EU. (2025-12-18)\u00a0\\[1\\]") {
		t.Errorf("shows %q", shown.Description)
	}
}

// TestButtonsFitAPhone keeps the votes on the row of the other buttons: at 420
// pixels there is room for them and about so many letters.
func TestButtonsFitAPhone(t *testing.T) {
	for _, texts := range []*render.Texts{&render.English, &render.Korean} {
		if labels := texts.Sources + texts.FollowUp; uniseg.StringWidth(labels) > 18 {
			t.Errorf("%q is too long", labels)
		}
	}
}

// laidOut is an answer on one of its pages, and its passages.
func laidOut(ans answer.Answer, question string, page int) (shown, passages any) {
	v := render.View{ID: "1", Asker: "2", Question: question, Answer: ans, Page: page, Texts: &render.English}
	return v.Message(), v.Passages()
}
