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
	Ask(ctx context.Context, q answer.Question, onPart func(answer.Answer)) (answer.Answer, error)
}

// Row is one line of the table. Shares lie between 0 and 1; one with nothing
// to share is 0.
type Row struct {
	N                 int     `json:"n"`
	RecallAt5         float64 `json:"recall_at_5"`
	Answer            float64 `json:"answer"`             // questions to be answered that were answered rightly
	First             float64 `json:"first"`              // the same, by the first claim alone
	Answered          float64 `json:"answered"`           // questions to be answered that were not refused
	WronglyRefused    float64 `json:"wrongly_refused"`    // questions to be answered that were refused
	Abstained         float64 `json:"abstained"`          // questions to be refused that were
	RightlyRefused    float64 `json:"rightly_refused"`    // the same, corrected premises included
	Help              float64 `json:"help"`               // small talk met as such
	CitationPrecision float64 `json:"citation_precision"` // citations of a gold release, averaged over the questions that cite
	Words             int     `json:"words"`              // median of the answers to questions to be answered
	ToAnswer          int     `json:"to_answer"`          // by what a question expects: an answer,
	ToRefuse          int     `json:"to_refuse"`          // a refusal,
	ToHelp            int     `json:"to_help"`            // or help
	P50               float64 `json:"p50_ms"`
	P95               float64 `json:"p95_ms"`
	Wishes            int     `json:"wishes,omitempty"`     // turns that ask for a language
	WishesMet         float64 `json:"wishes_met,omitempty"` // of these, answered in it
	Requests          int     `json:"requests,omitempty"`   // to the model's servers
	PromptTokens      int     `json:"prompt_tokens,omitempty"`
	CompletionTokens  int     `json:"completion_tokens,omitempty"`
	Removed           int     `json:"removed,omitempty"` // sentences that the check took out
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
	return tabulate(outcomes, func(o Outcome) string { return o.Question.Type }), nil
}

// Select scores the questions that keep holds for by themselves.
func (r Report) Select(keep func(Question) bool) Row {
	var kept []Outcome
	for _, o := range r.Outcomes {
		if keep(o.Question) {
			kept = append(kept, o)
		}
	}
	return row(kept)
}

func tabulate(outcomes []Outcome, group func(Outcome) string) Report {
	report := Report{All: row(outcomes), Types: map[string]Row{}, Outcomes: outcomes}
	groups := map[string][]Outcome{}
	for _, o := range outcomes {
		groups[group(o)] = append(groups[group(o)], o)
	}
	for name, members := range groups {
		report.Types[name] = row(members)
	}
	return report
}

func row(outcomes []Outcome) Row {
	r := Row{N: len(outcomes)}
	var citing float64
	var took []time.Duration
	var words []int
	for _, o := range outcomes {
		took = append(took, o.Answer.Took)
		r.Requests += o.Answer.Usage.Requests
		r.PromptTokens += o.Answer.Usage.PromptTokens
		r.CompletionTokens += o.Answer.Usage.CompletionTokens
		r.Removed += len(o.Answer.Removed)
		if o.Answer.Mode == answer.ModeLLM {
			r.Worded++
		}
		if o.WantedLang {
			r.Wishes++
			r.WishesMet += one(o.GotItsLang)
		}
		switch o.Question.Expect {
		case ExpectHelp:
			r.ToHelp++
			r.Help += one(o.Right)
			continue
		case ExpectAbstain:
			r.ToRefuse++
			r.Abstained += one(o.Refused)
			r.RightlyRefused += one(o.Right)
			continue
		}
		r.ToAnswer++
		r.RecallAt5 += o.Recall
		r.Answer += one(o.Right)
		r.First += one(o.First)
		r.Answered += one(!o.NotAnAnswer)
		r.WronglyRefused += one(o.NotAnAnswer && !o.Right)
		if !o.NotAnAnswer {
			words = append(words, o.Words)
		}
		if o.Cited > 0 {
			citing++
			r.CitationPrecision += float64(o.CitedGold) / float64(o.Cited)
		}
	}
	for _, sum := range []*float64{&r.RecallAt5, &r.Answer, &r.First, &r.Answered, &r.WronglyRefused} {
		*sum = share(*sum, float64(r.ToAnswer))
	}
	r.Abstained, r.RightlyRefused = share(r.Abstained, float64(r.ToRefuse)), share(r.RightlyRefused, float64(r.ToRefuse))
	r.Help = share(r.Help, float64(r.ToHelp))
	r.WishesMet = share(r.WishesMet, float64(r.Wishes))
	r.CitationPrecision = share(r.CitationPrecision, citing)
	r.P50, r.P95 = percentile(took, 0.50), percentile(took, 0.95)
	if len(words) > 0 {
		slices.Sort(words)
		r.Words = words[(len(words)-1)/2]
	}
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

// Prices are those of a model, for a million tokens, in whatever currency.
type Prices struct{ Prompt, Completion float64 }

// Price writes into every row what a question of it cost.
func (r *Report) Price(p Prices) {
	r.All.price(p)
	for name, row := range r.Types {
		row.price(p)
		r.Types[name] = row
	}
}

func (r *Row) price(p Prices) {
	const million = 1e6
	whole := (float64(r.PromptTokens)*p.Prompt + float64(r.CompletionTokens)*p.Completion) / million
	r.CostPerQuestion = share(whole, float64(r.N))
}
