package eval

import (
	"slices"
	"testing"

	"motirbot/answer/quote"
)

// A signal that says what is missing is never taken for a reason to answer, even
// where the examples happen to suggest it.
func TestFitAnswersKeepsSigns(t *testing.T) {
	unmet := slices.Index(quote.SignalNames[:], "names.unmet")
	met := slices.Index(quote.SignalNames[:], "release.mass")
	of := func(names, mass float64) (s quote.Signals) {
		s[unmet], s[met] = names, mass
		return s
	}
	for _, test := range []struct {
		name             string
		answered, denied quote.Signals
		unmet, met       bool // whether the weight counts
	}{
		{"as it should be", of(0, 1), of(1, 0), true, true},
		{"upside down", of(1, 0), of(0, 1), false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			var inputs []quote.Signals
			var labels []float64
			for range 50 {
				inputs, labels = append(inputs, test.answered, test.denied), append(labels, 1, 0)
			}
			w := fitAnswers(inputs, labels, func(int) bool { return true })
			if got := w["names.unmet"] < -0.1; got != test.unmet || w["names.unmet"] > 0 {
				t.Errorf("names.unmet weighs %.3f", w["names.unmet"])
			}
			if got := w["release.mass"] > 0.1; got != test.met || w["release.mass"] < 0 {
				t.Errorf("release.mass weighs %.3f", w["release.mass"])
			}
		})
	}
}
