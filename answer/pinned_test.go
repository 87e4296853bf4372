package answer_test

import (
	"strings"
	"testing"

	"motirbot/answer"
	"motirbot/answer/text"
	"motirbot/release"
)

// TestPinned: what is asked pointing at a release is about that release, unless
// the question names what it does not hold.
func TestPinned(t *testing.T) {
	a := newStatistics(t, talks, nil, nil)
	for _, tt := range []struct {
		name     string
		releases []int // of talks
		question string
		says     string
	}{
		{"who", []int{2}, "who was it?", "Park Min-ho"},
		{"who, in Korean", []int{0}, "누가 만났나요?", "Kari Berg"},
		{"all of it", []int{0}, "what is it about?", "joint fund"},
		{"where", []int{0}, "where was that?", "Oslo"},
		{"Korean", []int{3}, "어디에서?", "서울에서"},
		{"a figure of it", []int{1}, "how much for cars?", "6.0 billion"},
		{"a name it does not hold", []int{0}, "What did Korea and Japan sign on minerals?", "accord on minerals"},
		{"one of several", []int{0, 2, 4}, "tell me more about the second one", "Rare earths"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var shown []release.ID
			for _, i := range tt.releases {
				shown = append(shown, talks[i].ID)
			}
			ans, err := a.Ask(t.Context(), answer.Question{
				Text: tt.question, AsOf: release.NewDate(2025, 11, 20), History: []answer.Turn{{Releases: shown, Items: shown, Pinned: true}},
			}, nil)
			if got := text.Plain(ans); err != nil || !strings.Contains(got, tt.says) {
				t.Errorf("said %q, %v; want %q in it", got, err, tt.says)
			}
		})
	}
}
