package quote

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"motirbot/release"
)

// Model is what was learnt from questions whose answers are known: how much
// each feature of a sentence and of a question counts. The zero Model knows
// nothing and answers everything.
type Model struct {
	Sentences map[string]float64 `json:"sentences"` // feature → weight; the sum is a sentence's utility
	Answers   map[string]float64 `json:"answers"`   // signal → weight; the sum is the log-odds that the best sentences answer
	Threshold float64            `json:"threshold"` // an answer less probable is withheld
	Enough    float64            `json:"enough"`    // once the sentences chosen are as probable as this, no further one is
	Fitted    Fitted             `json:"fitted"`
}

// Fitted says what a model was fitted on, and how well it did.
type Fitted struct {
	On          []string           `json:"on"` // names of the question sets
	Date        release.Date       `json:"date"`
	InSample    map[string]float64 `json:"in_sample"`
	OutOfFold   map[string]float64 `json:"out_of_fold"`
	Fingerprint string             `json:"fingerprint"` // of the features on the sample
}

//go:embed weights.json
var weights []byte

// Embedded returns the model that comes with the program.
func Embedded() Model {
	var m Model
	if err := json.Unmarshal(weights, &m); err != nil {
		panic(fmt.Sprintf("weights.json: %v", err)) // a test reads the file
	}
	return m
}

// utility is the weighted sum of a candidate's features.
func utility(w, f *Features) float64 {
	sum := 0.0
	for i, x := range f {
		sum += w[i] * x
	}
	return sum
}

// weightsOf are the weights of sentences in the order of FeatureNames.
func (m Model) weightsOf() Features {
	var w Features
	for i, name := range FeatureNames {
		w[i] = m.Sentences[name]
	}
	return w
}

// graded is a candidate with its utility and the probability that it is the one
// that answers.
type graded struct {
	*Candidate
	utility, p float64
}

// grade returns the candidates best first; ties keep their order.
func (m Model) grade(candidates []Candidate) []graded {
	w := m.weightsOf()
	out := make([]graded, len(candidates))
	top := math.Inf(-1)
	for i := range candidates {
		out[i] = graded{Candidate: &candidates[i], utility: utility(&w, &candidates[i].Features)}
		top = max(top, out[i].utility)
	}
	total := 0.0
	for i := range out {
		out[i].p = math.Exp(out[i].utility - top)
		total += out[i].p
	}
	for i := range out {
		out[i].p /= total
	}
	slices.SortStableFunc(out, func(a, b graded) int {
		switch {
		case a.utility > b.utility:
			return -1
		case a.utility < b.utility:
			return 1
		}
		return 0
	})
	return out
}

// ProbabilityOf returns how probable it is that sentences of such signals answer.
func (m Model) ProbabilityOf(s Signals) float64 {
	sum := m.Answers["bias"]
	for i, name := range SignalNames {
		sum += m.Answers[name] * s[i]
	}
	return squash(sum)
}

// Signals say of a question how well its best sentences answer it, each from 0
// to 1, in the order of SignalNames.
type Signals [signalCount]float64

const (
	sigUtility = iota
	sigMedian
	sigRelease
	sigNear
	sigContent
	sigFocus
	sigNames
	sigNamesNear
	sigType
	sigMeanType
	sigTime
	sigFuture
	sigFew
	sigLanguage
	sigKorean
	sigFavoured
	signalCount
)

// SignalNames are the names of the signals in the file of weights. What ends in
// "unmet" may only speak against an answer.
var SignalNames = [signalCount]string{
	sigUtility: "utility", sigMedian: "margin", sigRelease: "release.mass",
	sigNear: "terms.unmet", sigContent: "content.unmet", sigFocus: "focus.unmet", sigNames: "names.unmet", sigNamesNear: "near.names.unmet",
	sigType: "type.unmet", sigMeanType: "type.all.unmet", sigTime: "time.unmet", sigFuture: "future.unmet",
	sigFew: "terms.few", sigLanguage: "language.other", sigKorean: "language.korean", sigFavoured: "turns.favoured",
}

// Signals returns the signals of the evidence as a model grades it: the mean
// over the parts of a comparing question.
func (e Evidence) Signals(m Model) Signals {
	var sum Signals
	for _, part := range e.Parts {
		one := e.signals(part, m)
		for i, x := range one {
			sum[i] += x / float64(len(e.Parts))
		}
	}
	return sum
}

func (e Evidence) signals(part Part, m Model) Signals {
	var s Signals
	a, grades := part.asked, m.grade(part.Candidates)
	if len(grades) == 0 {
		s[sigNear], s[sigContent], s[sigNames], s[sigNamesNear] = 1, 1, 1, 1
		return s
	}
	best := grades[0]
	s[sigUtility] = squash(best.utility / 4)
	s[sigMedian] = squash((best.utility-grades[len(grades)/2].utility)/4) - 0.5
	for _, g := range grades {
		if g.Release == best.Release {
			s[sigRelease] += g.p
		}
		s[sigMeanType] += g.p * g.Features[typeMissed]
	}
	near := a.matches(best.doc.title)
	for _, one := range best.doc.sentences[max(0, best.first-1) : best.last+1] {
		for i, v := range a.matches(one.bag) {
			near[i] = max(near[i], v)
		}
	}
	a.unmet(&s, near)
	s[sigNames], s[sigType] = best.Features[namesRelease], best.Features[typeMissed]
	if len(a.times) > 0 {
		s[sigTime] = 1 - max(best.Features[timeOwn], best.Features[timeTitle], best.Features[timeBefore])
	}
	s[sigFuture] = flag(a.query.Future())
	s[sigLanguage] = best.Features[otherLanguage]
	s[sigKorean] = flag(a.query.Korean)
	s[sigFavoured] = best.Features[favoured]
	return s
}

// UtilityOf returns the utility of a candidate of such features.
func (m Model) UtilityOf(f Features) float64 {
	w := m.weightsOf()
	return utility(&w, &f)
}

// Shown returns the candidates that would be quoted.
func (m Model) Shown(e Evidence) []Candidate {
	var out []Candidate
	for _, part := range e.Parts {
		for _, g := range m.choose(part, len(e.Parts)) {
			out = append(out, *g.Candidate)
		}
	}
	return out
}

// unmet fills in the signals of the terms that are not met near the best
// sentence.
func (a asked) unmet(s *Signals, near []float64) {
	informative, content := 0, 0.0
	for i, u := range a.terms {
		if u.Plain {
			continue
		}
		informative++
		unmet := u.IDF * (1 - near[i])
		s[sigNear] += unmet / a.total
		if !u.Name {
			content += u.IDF
			s[sigContent] += unmet
		}
		if i == a.focus {
			s[sigFocus] = 1 - near[i]
		}
	}
	s[sigContent] = ratio(s[sigContent], content)
	s[sigNamesNear] = a.unmetNames(near)
	s[sigFew] = 1 / float64(1+informative)
}
