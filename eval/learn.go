package eval

import (
	"context"
	"slices"

	"motirbot/answer/quote"
)

// Set is what a model is fitted on.
type Set struct {
	Questions     []Question
	Conversations []Conversation
}

// folds deals out the questions and the conversations into n folds: what shares
// a release shares a fold.
func (s Set) folds(n int) (questions, conversations []int) {
	all := append([]Question(nil), s.Questions...)
	for _, c := range s.Conversations {
		whole := Question{Type: "conversation"}
		for _, turn := range c.Turns {
			whole.GoldIDs = append(whole.GoldIDs, turn.GoldIDs...)
		}
		all = append(all, whole)
	}
	folds := Folds(all, n)
	return folds[:len(s.Questions)], folds[len(s.Questions):]
}

// Learned is a model with what it and its like make of the set.
type Learned struct {
	Model                   quote.Model
	InSample, OutOfFold     Report
	InTurns, OutOfFoldTurns ConversationReport
	Curve                   []Point // out of fold
}

// Point is what a threshold would do to the questions that are quoted an answer.
type Point struct {
	Threshold, WronglyRefused, RightlyRefused, Answer float64
}

// Learn fits a model on a set, and measures it twice: on the set itself, and
// with each of n folds answered by a model that was fitted on the others. with
// gives an Answerer that chooses by a model.
func Learn(ctx context.Context, set Set, n int, how Fitting, with func(quote.Model) Learner) (Learned, error) {
	folds, conversationFolds := set.folds(n)
	examples, err := Examples(ctx, with(quote.Model{}), set.Questions)
	if err != nil {
		return Learned{}, err
	}
	turns, err := ConversationExamples(ctx, with(Fit(examples, folds, how)), set.Conversations)
	if err != nil {
		return Learned{}, err
	}
	all, allFolds := slices.Clone(examples), slices.Clone(folds)
	for i, examples := range turns {
		for _, x := range examples {
			all, allFolds = append(all, x), append(allFolds, conversationFolds[i])
		}
	}
	learned := Learned{Model: Fit(all, allFolds, how)}
	if learned.InSample, learned.InTurns, err = measure(ctx, set, with(learned.Model)); err != nil {
		return Learned{}, err
	}
	outcomes := make([]Outcome, len(set.Questions))
	var turnOutcomes [][]Outcome
	var judged []judgement
	for f := range n {
		m := Fit(but(all, allFolds, f), but(allFolds, allFolds, f), how)
		var part Set
		var places []int
		for i, q := range set.Questions {
			if folds[i] == f {
				part.Questions, places = append(part.Questions, q), append(places, i)
				judged = append(judged, examples[i].judged(m)...)
			}
		}
		for i, c := range set.Conversations {
			if conversationFolds[i] == f {
				part.Conversations = append(part.Conversations, c)
			}
		}
		report, conversations, err := measure(ctx, part, with(m))
		if err != nil {
			return Learned{}, err
		}
		for i, o := range report.Outcomes {
			outcomes[places[i]] = o
		}
		at := 0
		for _, c := range part.Conversations {
			turnOutcomes = append(turnOutcomes, conversations.Outcomes[at:at+len(c.Turns)])
			at += len(c.Turns)
		}
	}
	learned.OutOfFold = tabulate(outcomes, func(o Outcome) string { return o.Question.Type })
	learned.OutOfFoldTurns = tabulateTurns(turnOutcomes)
	learned.Curve = curve(judged)
	return learned, nil
}

// but returns the elements that are not in a fold.
func but[T any](all []T, folds []int, fold int) []T {
	var out []T
	for i, x := range all {
		if folds[i] != fold {
			out = append(out, x)
		}
	}
	return out
}

func measure(ctx context.Context, set Set, learner Learner) (Report, ConversationReport, error) {
	report, err := Run(ctx, learner, set.Questions, true)
	if err != nil {
		return Report{}, ConversationReport{}, err
	}
	conversations, err := RunConversations(ctx, learner, set.Conversations, true)
	return report, conversations, err
}

// judgement is a question with the probability that it is answered, and whether
// what would be quoted is right.
type judgement struct {
	p               float64
	toAnswer, right bool
}

func (x Example) judged(m quote.Model) []judgement {
	if len(x.Evidence.Parts) == 0 || x.Question.Expect == ExpectHelp {
		return nil
	}
	one := judgement{p: m.ProbabilityOf(x.Evidence.Signals(m)), toAnswer: x.Question.Expect == ExpectAnswer}
	one.right = x.corrected(m)
	if one.toAnswer {
		one.right = meets(x.shown(m), x.Question)
	}
	return []judgement{one}
}

// curve shows what thresholds from 0 to 1 would do.
func curve(all []judgement) []Point {
	var points []Point
	for t := 0.0; t < 1; t += 0.05 {
		point := Point{Threshold: rounded(t)}
		toAnswer, toRefuse := 0.0, 0.0
		for _, x := range all {
			if x.toAnswer {
				toAnswer++
				point.WronglyRefused += one(x.p < t)
				point.Answer += one(x.p >= t && x.right)
			} else {
				toRefuse++
				point.RightlyRefused += one(x.p < t || x.right)
			}
		}
		point.WronglyRefused, point.Answer = share(point.WronglyRefused, toAnswer), share(point.Answer, toAnswer)
		point.RightlyRefused = share(point.RightlyRefused, toRefuse)
		points = append(points, point)
	}
	return points
}

// Families are what an ablation leaves out, one at a time.
func Families() []string {
	var families []string
	for _, name := range quote.FeatureNames {
		if family := quote.Family(name); !slices.Contains(families, family) {
			families = append(families, family)
		}
	}
	return families
}
