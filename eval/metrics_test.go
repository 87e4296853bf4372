package eval_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"motirbot/eval"
)

// The values are worked out by hand. With log2(3) = 1.58496 and log2(5) =
// 2.32193, the second place counts 0.63093 and the fourth 0.43068.
func TestMetrics(t *testing.T) {
	graded := eval.Judgements{"a": 2, "b": 1, "c": 0, "d": 1, "e": -1}
	for name, tc := range map[string]struct {
		judged  eval.Judgements
		ranking string
		k       int
		ndcg    float64
		ap      float64
		recall  float64
	}{
		// Best: 2 + 1×0.63093 + 1×0.5 = 3.13093.
		"ideal":              {graded, "a b d", 10, 1, 1, 1},
		"ties may swap":      {graded, "a d b c", 10, 1, 1, 1},
		"grades swapped":     {graded, "b a d", 10, (1 + 2*0.63093 + 0.5) / 3.13093, 1, 1},
		"gaps":               {graded, "x a c b", 10, (2*0.63093 + 0.43068) / 3.13093, (1./2 + 2./4) / 3, 2. / 3},
		"cut in rank":        {graded, "x a c b", 2, 2 * 0.63093 / 2.63093, 1. / 2 / 3, 1. / 3},
		"cut before all":     {graded, "x y a", 2, 0, 0, 0},
		"fewer than k":       {graded, "d", 10, 1 / 3.13093, 1. / 3, 1. / 3},
		"negative is none":   {graded, "e a", 10, 2 * 0.63093 / 3.13093, 1. / 2 / 3, 1. / 3},
		"nothing found":      {graded, "", 10, 0, 0, 0},
		"nothing relevant":   {eval.Judgements{"a": 0}, "a b", 10, 0, 0, 0},
		"nothing judged":     {nil, "a b", 10, 0, 0, 0},
		"more than k wanted": {eval.Judgements{"a": 1, "b": 1, "c": 1}, "a b", 2, 1, 2. / 3, 2. / 3},
	} {
		t.Run(name, func(t *testing.T) {
			ranking := strings.Fields(tc.ranking)
			got := fmt.Sprintf("nDCG %.4f, AP %.4f, recall %.4f", near(tc.judged.NDCG(ranking, tc.k)),
				tc.judged.AveragePrecision(ranking, tc.k), tc.judged.Recall(ranking, tc.k))
			want := fmt.Sprintf("nDCG %.4f, AP %.4f, recall %.4f", near(tc.ndcg), tc.ap, tc.recall)
			if got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// near rounds to the four digits that five-digit logarithms are good for.
func near(x float64) float64 { return math.Round(x*1e4) / 1e4 }
