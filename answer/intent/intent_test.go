package intent_test

import (
	"strings"
	"testing"

	"motirbot/answer/intent"
	"motirbot/embed"
	"motirbot/internal/librarytest"
	"motirbot/release"
	"motirbot/retrieval"
)

// view is of no releases: only topics and times are known.
func view(t testing.TB) *retrieval.View {
	t.Helper()
	topics, err := retrieval.LoadTopics("")
	if err != nil {
		t.Fatal(err)
	}
	retriever, err := librarytest.Retriever(t.Context(), embed.NewLocal(), topics)
	if err != nil {
		t.Fatal(err)
	}
	return retriever.View()
}

// TestClassify has messages that the weights were not fitted on.
func TestClassify(t *testing.T) {
	tests := []struct {
		message string
		help    intent.Class // "": it asks, or is off topic
	}{
		{"Hello!!", intent.Greeting},
		{"good morning motirbot", intent.Greeting},
		{"안녕하세요~", intent.Greeting},
		{"thank you so so much", intent.Thanks},
		{"고맙습니다 ㅎㅎ", intent.Thanks},
		{"ok bye now", intent.Bye},
		{"hahahaha", intent.Chat},
		{"hi, what can you do", intent.What},
		{"What can I ask you?", intent.What},
		{"이 봇은 뭐 하는 거야?", intent.What},
		{"how do I use this bot please", intent.How},
		{"what does [3] mean", intent.Citations},
		{"how many press releases do you have", intent.Coverage},
		{"do you speak Korean or English", intent.Languages},
		{"do you store my questions", intent.Privacy},
		{"how can i subscribe to updates", intent.Subscriptions},

		{"hello, exports in June?", ""},
		{"thanks, and what about batteries?", ""},
		{"thank you! who signed the FTA with Malaysia?", ""},
		{"안녕하세요, 반도체 수출은 얼마인가요?", ""},
		{"감사합니다. 그럼 일본은?", ""},
		{"who is the trade minister", ""},
		{"what does MOTIR stand for", ""},
		{"recent trade-ministry activity", ""},
		{"can you tell me how much steel went to the EU", ""},
		{"do you know what the tariff on cars is", ""},
		{"semiconductors", ""},
		{"gadolinium", ""},
		{"latest on Canada", ""},
		{"please write down the exports to Vietnam", ""},
	}
	v := view(t)
	for _, tt := range tests {
		t.Run(tt.message, func(t *testing.T) {
			s := intent.Classify(v.Understand(tt.message, retrieval.Frame{AsOf: release.NewDate(2026, 1, 1)}))
			if got := s.IsHelp(false); got != (tt.help != "") || got && s.Class != tt.help {
				t.Errorf("help %t of class %q (%.2f), want class %q", got, s.Class, s.Help, tt.help)
			}
			if s.IsOffTopic(false) {
				t.Errorf("off topic (%.2f)", s.OffTopic)
			}
		})
	}
}

func TestOffTopic(t *testing.T) {
	v := view(t)
	for _, message := range []string{
		"write me a poem about the sea", "what's the weather like tomorrow", "tell me a joke please", "how do i cook rice", "시 한 편 써줘", "내일 날씨 어때?",
	} {
		s := intent.Classify(v.Understand(message, retrieval.Frame{AsOf: release.NewDate(2026, 1, 1)}))
		if !s.MayBeOffTopic() || s.IsHelp(false) {
			t.Errorf("%q: off topic %.2f, help %.2f", message, s.OffTopic, s.Help)
		}
	}
	if s := intent.Classify(v.Understand("which steel makers share the quota", retrieval.Frame{AsOf: release.NewDate(2026, 1, 1)})); s.IsOffTopic(false) {
		t.Error("a question for the releases is refused without a look at them")
	}
}

// TestInConversation: there, asking for a language is asking for the answer in it.
func TestInConversation(t *testing.T) {
	v := view(t)
	for message, want := range map[string]bool{"thank you!": true, "in English please": false, "한국어로 답해줘": false, "why?": false} {
		s := intent.Classify(v.Understand(message, retrieval.Frame{AsOf: release.NewDate(2026, 1, 1)}))
		if s.IsHelp(true) != want {
			t.Errorf("%q: help %.2f of class %s, want %t", message, s.Help, s.Class, want)
		}
	}
}

func FuzzClassify(f *testing.F) {
	f.Add("hello")
	f.Add("수출은 얼마 ㅋㅋㅋㅋㅋ 12,000")
	f.Add("^ $ <topic> (bias) marked:0 ~a")
	v := view(f)
	f.Fuzz(func(t *testing.T, message string) {
		s := intent.Classify(v.Understand(message, retrieval.Frame{AsOf: release.NewDate(2026, 1, 1)}))
		if !(s.Help >= 0 && s.OffTopic >= 0 && s.Help+s.OffTopic <= 1.000001) {
			t.Errorf("%q: %+v", message, s)
		}
	})
}

func BenchmarkClassify(b *testing.B) {
	v := view(b)
	for name, message := range map[string]string{"short": "thanks", "usual": "what did Korea ask the EU for on batteries?", "long": strings.Repeat("exports of steel to the EU in May ", 100)} {
		q := v.Understand(message, retrieval.Frame{AsOf: release.NewDate(2026, 1, 1)})
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				intent.Classify(q)
			}
		})
	}
}
