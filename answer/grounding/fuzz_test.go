package grounding_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motirbot/answer/grounding"
)

var markerOut = regexp.MustCompile(`\[\d+\]`)

// FuzzCheck: whatever a model writes, the check does not panic, returns no
// marker without evidence, no link, mention or markup, and says the same when
// the text comes in pieces.
func FuzzCheck(f *testing.F) {
	for _, seed := range []string{
		"ICT exports rose 1.2% [1]. Imports fell [2].\n\n- **The** ceremony [x](http://a.b) <@1> @everyone",
		"```go\nICT exports rose 1.2% [1].\n```\n> quote [^2] 【1】 [1, 2] [1-3]",
		"2025년 2월 ICT 수출은 1.2% 증가했다 [1]. 서울.",
		"The U.S. [1] Trade \"quoted words\" of Dec. 4, 2025 (see [2]). (2025) and so on.",
		"[a](b [1] <b ](( ]]> \u202e\u200b [[1]](http://x) ht<b>tp://x.y/z discord.gg/a www.x.com",
		"Trade Day of Dec. 4, 20? (see [2]). ",
		"ICT exports rose q.2% [1]. Imports-",
		"Exports rose respectively by 1, 2 and 3 percent. 1. 2. 3. a. b.",
	} {
		f.Add(seed, uint8(3))
		f.Add(seed, uint8(1))
	}
	ev := evidence(f, "ict-feb", "trade-day")
	f.Fuzz(func(t *testing.T, text string, step uint8) {
		if len(text) > 2000 {
			t.Skip()
		}
		whole := grounding.Check(text, ev)
		harmless(t, whole)
		s := grounding.NewStream(ev)
		size := int(step)%17 + 1
		var streamed []grounding.Sentence
		for rest := text; rest != ""; {
			n := min(size, len(rest))
			streamed = append(streamed, s.Write(rest[:n])...)
			rest = rest[n:]
		}
		pieces := s.Close()
		if diff := cmp.Diff(whole, pieces); diff != "" {
			t.Fatalf("in pieces of %d (-whole +pieces)\n%s", size, diff)
		}
		if len(streamed) > len(whole.Sentences) || len(streamed) > 0 && !cmp.Equal(streamed, whole.Sentences[:len(streamed)]) {
			t.Fatalf("streamed %+v, which is not how %+v begins", streamed, whole.Sentences)
		}
	})
}

func harmless(t *testing.T, r grounding.Result) {
	t.Helper()
	for _, s := range r.Sentences {
		words := markerOut.ReplaceAllString(s.Text, "")
		for _, bad := range []string{"[", "]", "<", ">", "://", "@", "`", "\u202e", "\u200b", "\x00", "discord.gg/"} {
			if strings.Contains(words, bad) {
				t.Fatalf("%q holds %q", s.Text, bad)
			}
		}
		for _, m := range markerOut.FindAllString(s.Text, -1) {
			if m != "[1]" && m != "[2]" {
				t.Fatalf("%q has a marker without evidence", s.Text)
			}
		}
	}
}
