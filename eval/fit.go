package eval

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/optimize"

	"motirbot/answer"
	"motirbot/answer/quote"
	"motirbot/release"
)

// Learner is an Answerer that shows what it chooses from, and that can be given
// another model to choose with.
type Learner interface {
	Asker
	Evidence(ctx context.Context, q answer.Question) (quote.Evidence, error)
}

// Example is a question with the candidates for its answer.
type Example struct {
	Question Question
	Evidence quote.Evidence
	right    [][]float64 // by part and candidate: the share of what an answer must hold; below 0: left out
}

// Examples gathers the candidates for the answers to questions.
func Examples(ctx context.Context, learner Learner, questions []Question) ([]Example, error) {
	var all []Example
	for _, q := range questions {
		evidence, err := learner.Evidence(ctx, answer.Question{Text: q.Question, AsOf: q.AskedOn, NoLLM: true})
		if err != nil {
			return nil, fmt.Errorf("question %s: %w", q.ID, err)
		}
		all = append(all, newExample(q, evidence))
	}
	return all, nil
}

// ConversationExamples does the same for the turns of conversations, each after
// the turns before it as they were answered.
func ConversationExamples(ctx context.Context, learner Learner, conversations []Conversation) ([][]Example, error) {
	var all [][]Example
	for _, c := range conversations {
		var examples []Example
		err := converse(ctx, learner, c, true, func(turn Question, asked answer.Question, _ answer.Answer) error {
			evidence, err := learner.Evidence(ctx, asked)
			examples = append(examples, newExample(turn, evidence))
			return err
		})
		if err != nil {
			return nil, err
		}
		all = append(all, examples)
	}
	return all, nil
}

func newExample(q Question, evidence quote.Evidence) Example {
	x := Example{Question: q, Evidence: evidence}
	groups := q.MustContain
	if q.Expect == ExpectAbstain {
		groups = slices.Concat(q.Correction, q.CorrectIf)
	}
	for _, part := range evidence.Parts {
		right := make([]float64, len(part.Candidates))
		for i, c := range part.Candidates {
			right[i] = rightness(q, groups, c.Release, c.Text)
		}
		x.right = append(x.right, right)
	}
	return x
}

// rightness is the share of the groups that a sentence of a gold release meets.
// A sentence of another release that meets them all is below 0: nobody has said
// that it does not answer.
func rightness(q Question, groups Groups, id release.ID, text string) float64 {
	if len(groups) == 0 {
		return 0
	}
	met := 0.0
	for _, group := range groups {
		met += one(contains(text, Groups{group}))
	}
	met /= float64(len(groups))
	if slices.ContainsFunc(q.MustNotContain, func(phrase string) bool { return holds(text, phrase) }) {
		return 0
	}
	if !slices.Contains(q.GoldIDs, id) {
		return -math.Floor(met)
	}
	return met
}

// How strongly weights are held back from growing beyond what the examples bear
// out: the inverse of the variance of a normal prior.
const (
	sentencePrior = 0.5
	answerPrior   = 2
)

// enough is how probable the sentences of an answer have to be together for
// another one to be left out.
const enough = 0.85

// innerFolds is into how many folds the examples of a fit are dealt, so that the
// second model sees the first one's mistakes as they are on new questions.
const innerFolds = 5

// Fitting is how the models are fitted.
type Fitting struct {
	Without string // a family of features that is left out
}

// Fit fits both models on examples: what makes a sentence the answer, a
// conditional logit over the candidates of a question (McFadden 1974,
// "Conditional Logit Analysis of Qualitative Choice Behavior"), and what makes
// the best sentences an answer, a logistic regression. folds deals the examples
// out.
func Fit(examples []Example, folds []int, how Fitting) quote.Model {
	inner := make([]int, len(folds))
	for i, f := range folds {
		inner[i] = f % innerFolds
	}
	sentences := map[int]map[string]float64{}
	for f := range innerFolds {
		sentences[f] = fitSentences(but(examples, inner, f), how)
	}
	var inputs []quote.Signals
	var labels []float64
	var dealt []int
	for i, x := range examples {
		if len(x.Evidence.Parts) == 0 || x.Question.Expect == ExpectHelp || x.Question.AbstainOK {
			continue
		}
		m := quote.Model{Sentences: sentences[inner[i]], Enough: enough}
		if x.corrected(m) {
			continue
		}
		inputs = append(inputs, x.Evidence.Signals(m))
		labels = append(labels, one(x.Question.Expect == ExpectAnswer))
		dealt = append(dealt, inner[i])
	}
	m := quote.Model{Sentences: fitSentences(examples, how), Enough: enough}
	probabilities := make([]float64, len(inputs))
	for f := range innerFolds {
		keep := func(i int) bool { return dealt[i] != f }
		part := quote.Model{Answers: fitAnswers(inputs, labels, keep)}
		for i := range inputs {
			if !keep(i) {
				probabilities[i] = part.ProbabilityOf(inputs[i])
			}
		}
	}
	m.Answers = fitAnswers(inputs, labels, func(int) bool { return true })
	m.Threshold = thresholdOf(probabilities, labels)
	return m
}

// shown is what a model would quote.
func (x Example) shown(m quote.Model) string {
	text := ""
	for _, c := range m.Shown(x.Evidence) {
		text += c.Text + "\n"
	}
	return text
}

// corrected reports whether what a model would quote corrects what a question
// takes for granted.
func (x Example) corrected(m quote.Model) bool {
	text := x.shown(m)
	return corrects(text, x.Question.Correction) || corrects(text, x.Question.CorrectIf)
}

// fitSentences minimises the negative logarithm of the probability that the
// model gives to the right candidates of each question.
func fitSentences(examples []Example, how Fitting) map[string]float64 {
	var sets []choiceSet
	for _, x := range examples {
		for p, part := range x.Evidence.Parts {
			var c choiceSet
			some := false
			for i, candidate := range part.Candidates {
				if x.right[p][i] >= 0 {
					c.features = append(c.features, candidate.Features)
					c.right = append(c.right, x.right[p][i])
					some = some || x.right[p][i] > 0
				}
			}
			if some {
				sets = append(sets, c)
			}
		}
	}
	out := func(i int) bool { return how.Without != "" && quote.Family(quote.FeatureNames[i]) == how.Without }
	w := minimise(len(quote.FeatureNames), func(w, gradient []float64) float64 {
		loss := 0.0
		for i := range w {
			loss += sentencePrior / 2 * w[i] * w[i]
			gradient[i] = sentencePrior * w[i]
		}
		for _, c := range sets {
			loss += c.loss(w, gradient)
		}
		for i := range w {
			if out(i) {
				gradient[i] = 0
			}
		}
		return loss
	})
	weights := map[string]float64{}
	for i, name := range quote.FeatureNames {
		weights[name] = rounded(w[i])
	}
	return weights
}

// choiceSet is the candidates of one question.
type choiceSet struct {
	features []quote.Features
	right    []float64
}

// loss adds its gradient to one.
func (c choiceSet) loss(w, gradient []float64) float64 {
	p, top := make([]float64, len(c.features)), math.Inf(-1)
	for i := range c.features {
		for k, x := range c.features[i] {
			p[i] += w[k] * x
		}
		top = max(top, p[i])
	}
	all, right := 0.0, 0.0
	for i := range p {
		p[i] = math.Exp(p[i] - top)
		all += p[i]
		right += p[i] * c.right[i]
	}
	for i := range p {
		d := p[i]/all - p[i]*c.right[i]/right
		for k, x := range c.features[i] {
			gradient[k] += d * x
		}
	}
	return math.Log(all) - math.Log(right)
}

// fitAnswers fits a logistic regression on the inputs that keep holds for. What
// is unmet may only speak against an answer, its weight is minus a square; the
// other signals only for one, but for those of the language, which are free.
func fitAnswers(inputs []quote.Signals, labels []float64, keep func(int) bool) map[string]float64 {
	n := len(quote.SignalNames)
	w, slope := make([]float64, n+1), make([]float64, n+1)
	read := func(v []float64) {
		for k := range v {
			w[k], slope[k] = v[k], 1
			if k == n || strings.Contains(quote.SignalNames[k], "language.") {
				continue
			}
			w[k], slope[k] = v[k]*v[k], 2*v[k]
			if strings.HasSuffix(quote.SignalNames[k], ".unmet") {
				w[k], slope[k] = -w[k], -slope[k]
			}
		}
	}
	v := minimise(n+1, func(v, gradient []float64) float64 {
		read(v)
		loss := 0.0
		for k := range gradient {
			gradient[k] = 0
			if k < n { // the bias is free
				loss += answerPrior / 2 * w[k] * w[k]
				gradient[k] = answerPrior * w[k]
			}
		}
		for i, s := range inputs {
			if !keep(i) {
				continue
			}
			z := w[n]
			for k, x := range s {
				z += w[k] * x
			}
			p := 1 / (1 + math.Exp(-z))
			loss += max(z, 0) - z*labels[i] + math.Log1p(math.Exp(-math.Abs(z)))
			for k, x := range s {
				gradient[k] += (p - labels[i]) * x
			}
			gradient[n] += p - labels[i]
		}
		for k := range gradient {
			gradient[k] *= slope[k]
		}
		return loss
	})
	read(v)
	weights := map[string]float64{"bias": rounded(w[n])}
	for k, name := range quote.SignalNames {
		weights[name] = rounded(w[k])
	}
	return weights
}

// minimise returns where a smooth function of n variables is least; of writes
// its gradient. A search that gives up has still got as far as it could.
func minimise(n int, of func(w, gradient []float64) float64) []float64 {
	scratch := make([]float64, n)
	problem := optimize.Problem{
		Func: func(w []float64) float64 { return of(w, scratch) },
		Grad: func(gradient, w []float64) { of(w, gradient) },
	}
	start := make([]float64, n)
	for i := range start {
		start[i] = 0.5 // 0 is a saddle of a square
	}
	settings := &optimize.Settings{GradientThreshold: 1e-4, MajorIterations: 300}
	result, _ := optimize.Minimize(problem, start, settings, &optimize.LBFGS{})
	return result.X
}

func rounded(x float64) float64 { return math.Round(x*1000) / 1000 }

// wronglyRefused is the share of questions with an answer that is given up so
// that those without one are refused. Beyond it the curve of `eval --folds` loses
// as many right answers as it gains refusals.
const wronglyRefused = 0.065

// thresholdOf returns the probability below which that share of the questions
// with an answer lies.
func thresholdOf(probabilities, labels []float64) float64 {
	var answered []float64
	for i, p := range probabilities {
		if labels[i] == 1 {
			answered = append(answered, p)
		}
	}
	if len(answered) == 0 {
		return 0
	}
	slices.Sort(answered)
	return rounded(answered[int(wronglyRefused*float64(len(answered)))])
}
