package eval

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sort"
	"time"

	"motirbot/answer"
)

// Asker is the Answerer as eval uses it.
type Asker interface {
	Ask(ctx context.Context, q answer.Question, onText func(string)) (answer.Answer, error)
}

// Row is one line of the table. Shares lie between 0 and 1; one with nothing
// to share is 0.
type Row struct {
	N                 int     `json:"n"`
	RecallAt5         float64 `json:"recall_at_5"`
	Answer            float64 `json:"answer"`             // answerable questions answered rightly
	Answered          float64 `json:"answered"`           // answerable questions not abstained from
	Abstained         float64 `json:"abstained"`          // unanswerable questions abstained from
	CitationPrecision float64 `json:"citation_precision"` // citations of a gold release, averaged over the questions that cite
	P50               float64 `json:"p50_ms"`
	P95               float64 `json:"p95_ms"`
	PromptTokens      int     `json:"prompt_tokens,omitempty"`
	CompletionTokens  int     `json:"completion_tokens,omitempty"`
	Removed           int     `json:"removed,omitempty"` // sentences the grounding check took out
	Worded            int     `json:"worded,omitempty"`  // answers that the model worded
	CostPerQuestion   float64 `json:"cost_per_question,omitempty"`
}

// Report is the whole table and what it was counted from.
type Report struct {
	All      Row            `json:"all"`
	Types    map[string]Row `json:"types"`
	Outcomes []Outcome      `json:"-"`
}

// Run asks every question as of its day and scores the answers.
func Run(ctx context.Context, asker Asker, questions []Question, noLLM bool) (Report, error) {
	var outcomes []Outcome
	for _, q := range questions {
		a, err := asker.Ask(ctx, answer.Question{Text: q.Question, AsOf: q.AskedOn, NoLLM: noLLM}, nil)
		if err != nil {
			return Report{}, fmt.Errorf("question %s: %w", q.ID, err)
		}
		outcomes = append(outcomes, score(q, a))
	}
	return tabulate(outcomes), nil
}

func tabulate(outcomes []Outcome) Report {
	report := Report{All: row(outcomes), Types: map[string]Row{}, Outcomes: outcomes}
	byType := map[string][]Outcome{}
	for _, o := range outcomes {
		byType[o.Question.Type] = append(byType[o.Question.Type], o)
	}
	for name, group := range byType {
		report.Types[name] = row(group)
	}
	return report
}

func row(outcomes []Outcome) Row {
	r := Row{N: len(outcomes)}
	var answerable, unanswerable, citing float64
	var took []time.Duration
	for _, o := range outcomes {
		took = append(took, o.Answer.Took)
		r.PromptTokens += o.Answer.Usage.PromptTokens
		r.CompletionTokens += o.Answer.Usage.CompletionTokens
		r.Removed += o.Answer.Removed
		if o.Answer.Mode == answer.ModeLLM {
			r.Worded++
		}
		if o.Question.Unanswerable {
			unanswerable++
			r.Abstained += one(o.Answer.Abstained)
			continue
		}
		answerable++
		r.RecallAt5 += o.Recall
		r.Answer += one(o.Right)
		r.Answered += one(!o.Answer.Abstained)
		if o.Cited > 0 {
			citing++
			r.CitationPrecision += float64(o.CitedGold) / float64(o.Cited)
		}
	}
	r.RecallAt5 = share(r.RecallAt5, answerable)
	r.Answer = share(r.Answer, answerable)
	r.Answered = share(r.Answered, answerable)
	r.Abstained = share(r.Abstained, unanswerable)
	r.CitationPrecision = share(r.CitationPrecision, citing)
	r.P50, r.P95 = percentile(took, 0.50), percentile(took, 0.95)
	return r
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func share(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

// percentile returns milliseconds, by the nearest rank.
func percentile(took []time.Duration, p float64) float64 {
	if len(took) == 0 {
		return 0
	}
	sorted := slices.Clone(took)
	slices.Sort(sorted)
	rank := max(0, int(math.Ceil(p*float64(len(sorted))))-1)
	return float64(sorted[rank].Microseconds()) / 1000
}

// TypeNames returns the question types in the order of the alphabet.
func (r Report) TypeNames() []string {
	names := make([]string, 0, len(r.Types))
	for name := range r.Types {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
