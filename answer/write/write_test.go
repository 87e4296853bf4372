package write_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motirbot/answer/model"
	"motirbot/answer/write"
	"motirbot/internal/openaiapi"
	"motirbot/release"
	"motirbot/retrieval"
)

// said replies with its text, a few runes at a time.
type said struct {
	reply   string
	window  int
	refuses int // so many requests, for their length
	limit   int // that it then names
	prompts []string
}

func (*said) Name() string  { return "m" }
func (s *said) Window() int { return s.window }

func (s *said) Stream(_ context.Context, _, user string, onDelta func(string) error) (string, model.Usage, error) {
	s.prompts = append(s.prompts, user)
	if len(s.prompts) <= s.refuses {
		return "", model.Usage{Requests: 1}, &openaiapi.ContextTooSmall{Limit: s.limit}
	}
	for piece := range slices.Chunk([]rune(s.reply), 3) {
		if err := onDelta(string(piece)); err != nil {
			return "", model.Usage{}, err
		}
	}
	return s.reply, model.Usage{Requests: 1, CompletionTokens: len(s.reply)}, nil
}

var sources = []write.Source{
	{Passage: retrieval.Passage{ReleaseID: "oslo", Title: "Korea and Norway Meet in Oslo", Date: release.NewDate(2025, time.December, 17)}, Body: "Park Jung-sung and Ragnhild Syrstad met in Oslo on December 16. They spoke about ships with 20 companies. Trade reached USD 2.3 billion, up 4.7%."},
	{Passage: retrieval.Passage{ReleaseID: "steel", Title: "Steel Talks Begin in Seoul", Date: release.NewDate(2025, time.December, 16)}, Body: "Talks on steel quotas began in Seoul on December 15. Korea asked the EU for 300 tons more. The area is 40 km² of land."},
}

// written is what a reader gets of a reply: a line a claim, "- " before entries
// of a list, "¶" before paragraphs.
func written(t *testing.T, reply string) string {
	t.Helper()
	result, _, err := write.Write(t.Context(), &said{reply: reply}, request(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return lines(result)
}

func request() write.Request {
	return write.Request{Tokens: 1000, Evidence: func(int) []write.Source { return sources }}
}

func lines(result write.Result) string {
	var b strings.Builder
	if result.Declined {
		b.WriteString("declined\n")
	}
	for _, c := range result.Claims {
		switch {
		case c.Bullet:
			b.WriteString("- ")
		case c.Opens:
			b.WriteString("¶ ")
		}
		at := 0
		for _, bold := range c.Bold {
			b.WriteString(c.Text[at:bold.Start] + "<" + c.Text[bold.Start:bold.End] + ">")
			at = bold.End
		}
		fmt.Fprintf(&b, "%s %v\n", c.Text[at:], c.Cites)
	}
	for _, r := range result.Removed {
		b.WriteString("x " + r.Text + "\n")
	}
	return b.String()
}

func TestRead(t *testing.T) {
	const met = "Park Jung-sung and Ragnhild Syrstad met in Oslo"
	for _, c := range []struct{ name, reply, want string }{
		{"a marker before the stop", met + " [1].", "¶ " + met + ". [1]\n"},
		{"a marker behind it", met + ". [1]", "¶ " + met + ". [1]\n"},
		{"several in one", "Park met Syrstad, and Korea asked for 300 tons [1, 2].", "¶ Park met Syrstad, and Korea asked for 300 tons. [1 2]\n"},
		{"side by side", "Park met Syrstad, and Korea asked for 300 tons [1][2].", "¶ Park met Syrstad, and Korea asked for 300 tons. [1 2]\n"},
		{"in other brackets", met + "【1†source】.", "¶ " + met + ". [1]\n"},
		{"in round ones", met + " (1).", "¶ " + met + ". [1]\n"},
		{"as a footnote", met + ".[^1]", "¶ " + met + ". [1]\n"},
		{"raised", met + ".¹", "¶ " + met + ". [1]\n"},
		{"spelled out", met + " [Evidence 1].", "¶ " + met + ". [1]\n"},
		{"in Korean", met + " [근거 1].", "¶ " + met + ". [1]\n"},
		{"escaped", met + ` \[1\].`, "¶ " + met + ". [1]\n"},
		{"at the end of a paragraph", met + ". They spoke about ships. [1]", "¶ " + met + ". [1]\nThey spoke about ships. [1]\n"},
		{"of a release that is not there", met + " [7].", "¶ " + met + ". [1]\n"},
		{"under the wrong number", "Korea asked the EU for 300 tons more [1].", "¶ Korea asked the EU for 300 tons more. [2]\n"},
		{"a unit is no marker", "The area is 40 km² [2].", "¶ The area is 40 km². [2]\n"},
		{"what counts is no marker", "They named (1) ships and (2) companies [1].", "¶ They named (1) ships and (2) companies. [1]\n"},
		{"a list of sources", met + " [1].\n\nSources:\n[1] Korea and Norway Meet in Oslo (2025-12-17)\n[2]: Steel Talks Begin in Seoul", "¶ " + met + ". [1]\n"},
		{"footnotes", met + ".[^1]\n\n[^1]: Korea and Norway Meet in Oslo, 2025-12-17", "¶ " + met + ". [1]\n"},
		{"a list", "Two things:\n- " + met + " [1]\n- Korea asked for 300 tons [2]", "¶ Two things: [1]\n- " + met + " [1]\n- Korea asked for 300 tons [2]\n"},
		{"other bullets", "• " + met + " [1]\n• Korea asked for 300 tons [2]", "- " + met + " [1]\n- Korea asked for 300 tons [2]\n"},
		{"a numbered list", "1. " + met + " [1]\n2. Korea asked for 300 tons [2]", "- " + met + " [1]\n- Korea asked for 300 tons [2]\n"},
		{"a date is no list", "2025. 12. 16. 오슬로에서 만났다 [1].", "¶ 2025. 12. 16. 오슬로에서 만났다. [1]\n"},
		{"bold", "They met in **Oslo** [1].", "¶ They met in <Oslo>. [1]\n"},
		{"headings and other markup go", "## Answer\n\n> They *met* in `Oslo` [1].\n\n---\n", "¶ They met in Oslo. [1]\n"},
		{"a link's words stay", "They met in [Oslo](https://evil.example) [1].", "¶ They met in Oslo. [1]\n"},
		{"an address goes with its sentence", "They met in Oslo, see evil.com [1].", "x They met in Oslo, see evil.com.\n"},
		{"a table", "| Where | Who |\n|---|---|\n| Oslo | Park Jung-sung [1] |", "- Oslo, Who: Park Jung-sung [1]\n"},
		{"release dates of the model's", met + " (2031-05-05) [1].", "¶ " + met + ". [1]\n"},
		{"a wrong figure", met + " [1]. Trade fell to USD 9.9 billion [1].", "¶ " + met + ". [1]\nx Trade fell to USD 9.9 billion.\n"},
		{"the same twice", met + " [1].\n\n" + met + " [1].", "¶ " + met + ". [1]\n"},
		{"all of it as code", "```\nThey met in Oslo [1].\n```", "¶ They met in Oslo. [1]\n"},
		{"lines that a reader sees", "**Who:** Park Jung-sung [1]\n**Where:** in Oslo [1]", "¶ <Who:> Park Jung-sung [1]\n¶ <Where:> in Oslo [1]\n"},
		{"a marker spoken of", "According to Evidence [1], they met in Oslo.", "¶ they met in Oslo. [1]\n"},
		{"evidence in brackets", "They met in Oslo. (Evidence 1)", "¶ They met in Oslo. [1]\n"},
		{"a linked marker", "They met in Oslo [1](https://evil.example).", "¶ They met in Oslo. [1]\n"},
		{"numbers in circles", "① They met in Oslo [1]\n② They spoke about ships [1]", "- They met in Oslo [1]\n- They spoke about ships [1]\n"},
		{"a mark of ours", "They met in Oslo [1]. †", "¶ They met in Oslo. [1]\n"},
		{"chatter", "They met in Oslo [1]. I hope this helps! [1]", "¶ They met in Oslo. [1]\nx I hope this helps!\n"},
		{"no answer", "NO ANSWER", "declined\n"},
		{"no answer, dressed", "**No answer.**", "declined\n"},
		{"no answer in its own words", "The evidence does not contain information about batteries.", "declined\n"},
		{"and at some length", "I could not find this in the evidence provided. You may want to ask the ministry.", "declined\n"},
		{"in Korean", "제공된 자료에는 배터리에 관한 내용이 없습니다.", "declined\n"},
		{"without a marker, in the release's words", met + " on December 16.", "¶ " + met + " on December 16. [1]\n"},
		{"no answer at the end", met + " [1].\nNO ANSWER", "¶ " + met + ". [1]\n"},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, written(t, c.reply)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestStreaming: what is shown while the text grows is never taken back by the
// text that follows.
func TestStreaming(t *testing.T) {
	reply := "Park Jung-sung and Ragnhild Syrstad met in Oslo [1]. They spoke about ships. Trade reached USD 2.3 billion. [1]\n\n- Korea asked for **300 tons** [2]\n- Talks began in Seoul [2]"
	var shown []string
	result, usage, err := write.Write(t.Context(), &said{reply: reply}, request(), func(claims []write.Claim, _ []write.Source) {
		shown = append(shown, lines(write.Result{Claims: claims}))
	})
	if err != nil || usage.Requests != 1 {
		t.Fatal(err, usage)
	}
	whole := lines(result)
	for i, part := range shown {
		if !strings.HasPrefix(whole, part) || i > 0 && len(part) <= len(shown[i-1]) {
			t.Errorf("shown %q, the whole is %q", part, whole)
		}
	}
	if len(shown) != 3 || len(result.Claims) != 5 {
		t.Errorf("%d parts of %d claims: %q", len(shown), len(result.Claims), shown)
	}
}

// TestSmallContext: a server that takes less is asked again with less, and the
// next time at once.
func TestSmallContext(t *testing.T) {
	var asked []int
	r := request()
	r.Tokens = 8000
	r.Evidence = func(tokens int) []write.Source { asked = append(asked, tokens); return sources }
	m := &said{reply: "They met in Oslo [1].", refuses: 1}
	if _, usage, err := write.Write(t.Context(), m, r, nil); err != nil || usage.Requests != 2 {
		t.Fatal(err, usage)
	}
	if len(asked) != 2 || asked[1] >= asked[0] {
		t.Errorf("evidence of %v tokens", asked)
	}
	asked = nil
	if _, _, err := write.Write(t.Context(), &said{reply: "They met in Oslo [1].", window: 4096}, r, nil); err != nil {
		t.Fatal(err)
	}
	if len(asked) != 1 || asked[0] > 3000 || asked[0] < 1000 {
		t.Errorf("evidence of %v tokens for a window of 4096", asked)
	}
	var tooSmall *openaiapi.ContextTooSmall
	if _, _, err := write.Write(t.Context(), &said{refuses: 9}, r, nil); !errors.As(err, &tooSmall) {
		t.Error(err)
	}
}

// FuzzRead: whatever a model writes, claims hold no markup, no marker and no line
// break, and rest on releases that are there.
func FuzzRead(f *testing.F) {
	for _, reply := range []string{
		"They met in **Oslo** [1].\n- a [2]\n1. b [9]", "[1]: x\n[^1] y\n¹²³", "| a | b |\n|--|--|\n| c [1] | d |", "**a **b** c [1", "NO ANSWER", "\xff[1]\u202e<b>x</b>\n\n***\n# h",
		"2025. 12. 16.에 만났다 [1]", strings.Repeat("They met [1]. ", 900),
	} {
		f.Add(reply)
	}
	f.Fuzz(func(t *testing.T, reply string) {
		shown := 0
		result, _, err := write.Write(t.Context(), &said{reply: reply}, request(), func(claims []write.Claim, _ []write.Source) {
			if len(claims) <= shown {
				t.Fatalf("%d claims shown after %d", len(claims), shown)
			}
			shown = len(claims)
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range result.Claims {
			if c.Text != strings.TrimSpace(c.Text) || strings.ContainsAny(c.Text, "\n[]`*|\\") || len(c.Cites) == 0 {
				t.Fatalf("claim %q of %q", c.Text, reply)
			}
			for _, n := range c.Cites {
				if n < 1 || n > len(sources) {
					t.Fatalf("it cites %d", n)
				}
				if q, ok := c.Quotes[n]; ok && (q.Start < 0 || q.End > len(sources[n-1].Body) || q.Start > q.End) {
					t.Fatalf("it quotes %v of %d", q, n)
				}
			}
			for _, b := range c.Bold {
				if b.Start < 0 || b.End > len(c.Text) || b.Start >= b.End {
					t.Fatalf("bold %v of %q", b, c.Text)
				}
			}
		}
	})
}
