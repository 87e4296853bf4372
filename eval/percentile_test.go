package eval_test

import (
	"fmt"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/eval"
)

// Nearest rank: the smallest value that so large a share of all does not exceed.
func TestPercentiles(t *testing.T) {
	for _, c := range []struct {
		n        int // answers, which took 1 to n milliseconds
		p50, p95 float64
	}{{1, 1, 1}, {3, 2, 3}, {99, 50, 95}} {
		answers, questions := scripted{}, []eval.Question(nil)
		for i := range c.n {
			text := fmt.Sprint(i)
			answers[text] = answer.Answer{Took: time.Duration(c.n-i) * time.Millisecond}
			questions = append(questions, eval.Question{Question: text})
		}
		report, err := eval.Run(t.Context(), answers, questions, true)
		if err != nil {
			t.Fatal(err)
		}
		if report.All.P50 != c.p50 || report.All.P95 != c.p95 {
			t.Errorf("of 1 to %d: %v and %v, want %v and %v", c.n, report.All.P50, report.All.P95, c.p50, c.p95)
		}
	}
}
