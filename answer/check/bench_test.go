package check_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"motirbot/answer/check"
	"motirbot/release"
)

var december = release.NewDate(2025, time.December, 18)

// worst are releases and sentences of the sizes that would show a quadratic step.
func worst() map[string]struct {
	body string
	s    check.Sentence
} {
	var lines, figures, sentence, names strings.Builder
	for i := range 40_000 {
		fmt.Fprintf(&lines, "△ exports %d\n", i)
	}
	for i := range 10_000 {
		fmt.Fprintf(&figures, "USD %d.%d billion and ", 100+i, i%10)
	}
	for i := range 500 {
		fmt.Fprintf(&sentence, "%d.7%% or ", 300_000+i)
		fmt.Fprintf(&names, "Korea-Ux%d ", i)
	}
	type input = struct {
		body string
		s    check.Sentence
	}
	cites := []int{1}
	return map[string]input{
		"lines":     {lines.String(), check.Sentence{Text: "Exports were 39,999.5 and 17 in December 2025.", Cites: cites}},
		"figures":   {figures.String(), check.Sentence{Text: "Exports of USD 0.35 billion and USD 123.4 billion.", Cites: cites}},
		"sentence":  {figures.String(), check.Sentence{Text: sentence.String()[:5000], Cites: cites}},
		"names":     {lines.String(), check.Sentence{Text: names.String()[:5000], Cites: cites}},
		"one line":  {strings.ReplaceAll(lines.String(), "\n", " "), check.Sentence{Text: "Exports were 1,234 in all.", Cites: cites}},
		"quotes":    {lines.String(), check.Sentence{Text: strings.Repeat("“exports 17 and more” ", 200), Cites: cites}},
		"same date": {strings.Repeat("December 15, 2025 ", 10_000), check.Sentence{Text: strings.Repeat("December 15, ", 380), Cites: cites}},
	}
}

func BenchmarkWorst(b *testing.B) {
	for name, w := range worst() {
		e := check.NewEvidence([]check.Release{{N: 1, Title: "Exports", Body: w.body, Date: december}})
		b.Run(name+"/first", func(b *testing.B) {
			for b.Loop() {
				check.NewEvidence([]check.Release{{N: 1, Title: "Exports", Body: w.body, Date: december}}).Check(w.s)
			}
		})
		b.Run(name+"/again", func(b *testing.B) {
			for b.Loop() {
				e.Check(w.s)
			}
		})
	}
}
