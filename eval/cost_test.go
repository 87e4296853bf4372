package eval_test

import (
	"testing"

	"motirbot/eval"
)

func TestPrice(t *testing.T) {
	r := eval.Report{
		All:   eval.Row{N: 4, PromptTokens: 8000, CompletionTokens: 400},
		Types: map[string]eval.Row{"factoid": {N: 1, PromptTokens: 1000}, "none": {}},
	}
	r.Price(eval.Prices{Prompt: 0.5, Completion: 10})
	for name, tc := range map[string]struct{ got, want float64 }{
		"all":     {r.All.CostPerQuestion, 0.002},
		"factoid": {r.Types["factoid"].CostPerQuestion, 0.0005},
		"none":    {r.Types["none"].CostPerQuestion, 0},
	} {
		if d := tc.got - tc.want; d > 1e-12 || d < -1e-12 {
			t.Errorf("%s: %g, want %g", name, tc.got, tc.want)
		}
	}
}
