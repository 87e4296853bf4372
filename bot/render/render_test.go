package render_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"

	"motirbot/answer"
	"motirbot/bot/render"
	"motirbot/release"
	"motirbot/retrieval"
)

// view is an answer as somebody is shown it.
func view(ans answer.Answer) render.View {
	return render.View{ID: "1", Asker: "2", Question: "What about batteries?", Answer: ans, Texts: &render.English}
}

// embedOf is the embed of what is shown of an answer.
func embedOf(ans answer.Answer) *discordgo.MessageEmbed { return view(ans).Message().Embeds[0] }

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

func TestSourcesStandInOrder(t *testing.T) {
	const text = "One is first. Two follows. Three is here. Four is left out. Five comes. Six ends it."
	at := func(words string) int { return strings.Index(text, words) }
	first := answer.Citation{
		N: 1, ReleaseID: "a", Title: "Counting", Date: release.NewDate(2025, 12, 18), URL: "https://example.org/1",
	}
	second := answer.Citation{N: 2, ReleaseID: "b", Title: "Other", Date: release.NewDate(2025, 12, 17)}
	ans := many(1, 60)
	ans.Claims = nil
	for _, quote := range []string{"Six ends it.", "One is first.", "Two follows.", "Three is here."} {
		ans.Claims = append(ans.Claims, answer.Claim{Citations: []answer.ClaimCitation{{N: 1, ReleaseID: "a", Quote: quote}}})
	}
	ans.Claims = append(ans.Claims, answer.Claim{Citations: []answer.ClaimCitation{{N: 2, ReleaseID: "b", Quote: "Not indexed."}}})
	ans.Citations = []answer.Citation{first, second}
	// Best first, as a search returns them; the first two share a sentence.
	ans.Passages = passagesOf(first, text, [2]int{at("Five"), len(text)}, [2]int{0, at(" Three")}, [2]int{at("Two"), at(" Four")})
	passages := view(ans).Passages().Embeds[0]
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
		{"quoted", func(a *answer.Answer) { a.Mode = answer.ModeExtractive }, "Quoted · 12 releases, newest 2025-12-18"},
		{"short model", func(a *answer.Answer) { a.Model = "m1" }, "Worded by m1, checked\n12 releases, newest 2025-12-18"},
		{"long text", func(a *answer.Answer) {
			a.Mode, a.Claims[0].Text = answer.ModeExtractive, strings.Repeat("Much was said here. ", 100)
		}, "Quoted · 12 releases, newest 2025-12-18\npage 1 of 2"},
		{"refused", func(a *answer.Answer) {
			a.Kind, a.Refusal = answer.KindRefusal, &answer.Refusal{Reason: answer.ReasonNoEvidence}
		}, ""},
		{"nothing released", func(a *answer.Answer) { *a = answer.Answer{Kind: answer.KindDigest, Coverage: a.Coverage} }, "12 releases, newest 2025-12-18"},
	}
	for _, test := range tests {
		changed := many(1, 60)
		test.change(&changed)
		got := ""
		if shown := embedOf(changed); shown.Footer != nil {
			got = shown.Footer.Text
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// TestMarkersLeadToTheWords: the link of a marker has a browser show the quoted
// words.
func TestMarkersLeadToTheWords(t *testing.T) {
	const page = "https://english.motir.go.kr/eng/article/EATCLdfa319ada/2480/view"
	tests := []struct {
		name, url, quote, want string
	}{
		{"short", page, "Korea met Norway.", page + "#:~:text=Korea%20met%20Norway"},
		{"first and last words", page, "The two sides agreed to share information on supply chain risks early, and to meet every year.",
			page + "#:~:text=The%20two%20sides%20agreed%20to,and%20to%20meet%20every%20year"},
		{"signs of the syntax", page, "R&D, EV-batteries", page + "#:~:text=R%26D%2C%20EV%2Dbatteries"},
		{"around the words", page, "“(Korea) met.”", page + "#:~:text=Korea%29%20met"},
		{"over lines", page, "ㅇ Exports rose.\nImports fell.", page + "#:~:text=%E3%85%87%20Exports%20rose,Imports%20fell"},
		{"Korean", page, "양측은 합의했다.", page + "#:~:text=%EC%96%91%EC%B8%A1%EC%9D%80%20%ED%95%A9%EC%9D%98%ED%96%88%EB%8B%A4"},
		{"a fragment of its own", page + "#body", "Korea met.", page + "#body:~:text=Korea%20met"},
		{"signs only", page, "…", page},
		{"no quote", page, "", page},
		{"endless words", page, strings.Repeat("x", 400), page},
		{"no address", "", "Korea met.", ""},
		{"a script", "javascript:alert(1)", "Korea met.", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ans := many(1, 60)
			ans.Citations[0].URL, ans.Claims[0].Citations[0].Quote = test.url, test.quote
			want := "\u00a0\\[1\\]"
			if test.want != "" {
				want = "\u00a0[\\[1\\]](" + test.want + ")"
			}
			if shown := embedOf(ans).Description; !strings.HasSuffix(shown, want) {
				t.Errorf("shows %q, want %q at its end", shown, want)
			}
		})
	}
	sample := view(many(1, 60))
	if sample.Sample = true; strings.Contains(sample.Message().Embeds[0].Description, ":~:") {
		t.Error("a link leads to words of the sample, which no page of the ministry has")
	}
}

// TestLinksMakeNoPages: words in links go before an answer needs another page, and
// every page keeps to Discord's limits.
func TestLinksMakeNoPages(t *testing.T) {
	for n := 1; n <= 25; n++ {
		ans := many(n, 40)
		for i := range ans.Claims {
			ans.Claims[i].Citations[0].Quote = strings.Repeat("공급망 협력을 강화하기로 합의했다 ", 5)
		}
		linked := view(ans)
		for i := range ans.Citations {
			ans.Citations[i].URL = ""
		}
		bare := view(ans)
		for page := range 4 {
			linked.Page, bare.Page = page, page
			shown, want := linked.Message().Embeds[0], bare.Message().Embeds[0]
			checkSize(t, linked.Message())
			if fmt.Sprint(shown.Footer) != fmt.Sprint(want.Footer) {
				t.Errorf("%d claims: %q, without links %q", n, shown.Footer.Text, want.Footer.Text)
			}
		}
	}
}

// TestSourcesBelowAnAnswer: five at most, the rest counted; never without a date.
func TestSourcesBelowAnAnswer(t *testing.T) {
	for n, more := range map[int]string{1: "", 5: "", 6: "\n-# and 1 more: press Sources", 9: "\n-# and 4 more: press Sources"} {
		ans := many(n, 20)
		for i := range ans.Citations {
			ans.Citations[i].URL += strings.Repeat("x", 120) // too long for links of all
		}
		field := embedOf(ans).Fields[0]
		if got := strings.Count(field.Value, "2025-12-"); got != min(n, 5) || !strings.HasSuffix(field.Value, more) {
			t.Errorf("%d releases: %s", n, field.Value)
		}
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
