package answer_test

import (
	"strings"
	"testing"

	"motirbot/answer"
	"motirbot/answer/intent"
	"motirbot/answer/text"
)

func TestHelp(t *testing.T) {
	tests := []struct {
		message string
		on      intent.Class
		want    string
	}{
		{"hello", intent.Greeting, "Hello! I am motirbot."},
		{"thank you very much", intent.Thanks, "You're welcome!"},
		{"안녕하세요", intent.Greeting, "안녕하세요! 저는 motirbot입니다."},
		{"how many releases do you have?", intent.Coverage, "I have 8 releases of the Ministry of Trade, Industry and Resources (MOTIR), the oldest of 2025-12-15, the newest of 2025-12-18."},
		{"가장 오래된 보도자료는 언제 거야", intent.Coverage, "가장 오래된 것은 2025-12-15, 가장 최근 것은 2025-12-18입니다."},
	}
	c := sampleCorpus(t)
	for _, tt := range tests {
		t.Run(tt.message, func(t *testing.T) {
			a := c.ask(t, answer.Question{Text: tt.message})
			if a.Kind != answer.KindHelp || a.HelpOn != tt.on || len(a.Citations) > 0 || len(a.Passages) > 0 {
				t.Fatalf("%s on %s with %d citations and %d passages", a.Kind, a.HelpOn, len(a.Citations), len(a.Passages))
			}
			if got := text.Plain(a); !strings.Contains(got, tt.want) {
				t.Errorf("said %q, want %q in it", got, tt.want)
			}
			if want := map[bool]int{true: 0, false: 3}[tt.on == intent.Thanks]; len(a.Examples) != want {
				t.Errorf("examples %q, want %d", a.Examples, want)
			}
			for _, example := range a.Examples {
				if shown := c.ask(t, answer.Question{Text: example}); shown.Abstained() || len(shown.Citations) == 0 {
					t.Errorf("example %q is answered with %q", example, text.Plain(shown))
				}
			}
		})
	}
}

func TestOffTopic(t *testing.T) {
	c := sampleCorpus(t)
	for _, message := range []string{"write me a poem about cats", "what's the weather like today", "내일 날씨 알려줘"} {
		a := c.ask(t, answer.Question{Text: message})
		if a.Reason() != answer.ReasonOffTopic || len(a.Refusal.Nearest) > 0 || len(a.Examples) != 1 {
			t.Errorf("%q: %q", message, text.Plain(a))
		}
		if lines := strings.Split(text.Plain(a), "\n"); len(lines) != 2 || !strings.HasSuffix(lines[1], a.Examples[0]) {
			t.Errorf("%q: said %q", message, lines)
		}
	}
}

func TestHelpWithoutReleases(t *testing.T) {
	c := newCorpus(t, nil)
	if a := c.ask(t, answer.Question{Text: "hello"}); a.Kind != answer.KindHelp || len(a.Examples) > 0 {
		t.Errorf("a greeting: %q", text.Plain(a))
	}
	if a := c.ask(t, answer.Question{Text: "how many releases do you have?"}); text.Plain(a) != "Nothing is indexed yet." {
		t.Errorf("a question on the index: %q", text.Plain(a))
	}
	if a := c.ask(t, answer.Question{Text: "write me a poem"}); a.Reason() != answer.ReasonEmptyIndex {
		t.Errorf("off topic: %q", text.Plain(a))
	}
}

// TestSmallTalkIsNoPartOfTheConversation: a follow-up leans on the question
// before the thanks.
func TestSmallTalkIsNoPartOfTheConversation(t *testing.T) {
	c := sampleCorpus(t)
	turn := func(question string, history ...answer.Turn) (answer.Answer, answer.Turn) {
		a := c.ask(t, answer.Question{Text: question, History: history})
		return a, answer.TurnOf(question, a)
	}
	_, first := turn("What did Korea and Norway agree on?")
	_, thanks := turn("great, thanks!", first)
	_, poem := turn("write me a poem about cats", first, thanks)
	want, _ := turn("and when did they meet?", first)
	got, _ := turn("and when did they meet?", first, thanks, poem)
	if text.Plain(got) != text.Plain(want) || want.Abstained() {
		t.Errorf("after small talk %q, else %q", text.Plain(got), text.Plain(want))
	}
}

// TestHelpCostsNothing: neither small talk nor its examples ask the model.
func TestHelpCostsNothing(t *testing.T) {
	m := withModel(t, setting{reads: true})
	for _, message := range []string{"hello", "안녕하세요", "write me a poem about cats"} {
		a, _ := m.asks(t, answer.Question{Text: message})
		if n := len(m.server.ChatRequests()); n > 0 || len(a.Examples) == 0 {
			t.Errorf("%q: %d requests, examples %q", message, n, a.Examples)
		}
	}
}
