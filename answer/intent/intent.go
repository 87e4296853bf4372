// Package intent tells questions for the releases from small talk, questions
// about motirbot and requests that no release is about. It is a multinomial
// logistic regression; `make fit` fits it to testdata/messages.tsv, which were
// written from imagination, and writes weights.tsv.
package intent

import (
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"motirbot/retrieval"
)

// Class is what a message is.
type Class string

// The classes: questions, which the model knows in three forms; what is off
// topic; and small talk and questions about motirbot, which are met with help.
const (
	Question Class = "question" // a whole sentence
	Keywords Class = "keywords"
	Followup Class = "followup" // "and imports?", "why?"
	OffTopic Class = "offtopic"

	Greeting      Class = "greeting"
	Thanks        Class = "thanks"
	Bye           Class = "bye"
	Chat          Class = "chat"          // other small talk
	What          Class = "what"          // what motirbot is and can do
	How           Class = "how"           // how to use it
	Sources       Class = "sources"       // where its answers come from
	Coverage      Class = "coverage"      // which releases it has, from when to when
	Languages     Class = "languages"     // that it understands
	Citations     Class = "citations"     // numbers in brackets, links, quotations
	Subscriptions Class = "subscriptions" // alerts and digests
	Privacy       Class = "privacy"       // what is kept
	Model         Class = "model"         // what it runs on, who made it, what it costs
)

// IsSmallTalk reports whether a word is enough.
func (c Class) IsSmallTalk() bool { return slices.Contains([]Class{Greeting, Thanks, Bye, Chat}, c) }

// Asks reports whether a class is a question for the releases.
func (c Class) Asks() bool { return c == Question || c == Keywords || c == Followup }

// Scores are what a message is, as probabilities. What is left is that it asks.
type Scores struct {
	Help     float64 // small talk, or about motirbot
	OffTopic float64
	Class    Class // the likeliest of those met with help, whatever Help is
}

// Thresholds, from the cross-validation that weights.tsv reports. Help for a
// question is worse than a refusal for a greeting; in a conversation, short words
// are more often a follow-up.
const (
	helpAt, helpInConversation = 0.75, 0.9
	offTopicAt, likelyOffTopic = 0.85, 0.7
	offTopicNamed              = 0.92
)

// IsHelp reports whether a message is to be met with help. In a conversation
// "in English, please" asks for the answer before in English.
func (s Scores) IsHelp(inConversation bool) bool {
	if inConversation {
		return s.Help >= helpInConversation && s.Class != Languages
	}
	return s.Help >= helpAt
}

// IsOffTopic reports whether there is no need to look for an answer: what comes
// nearest in the releases has the message's words and not its subject. A message
// that names what releases name, such as a partner, has to be clearer about it.
func (s Scores) IsOffTopic(named bool) bool {
	return s.OffTopic >= offTopicAt && (!named || s.OffTopic >= offTopicNamed)
}

// MayBeOffTopic reports whether that is the likely reason why no release answers.
func (s Scores) MayBeOffTopic() bool { return s.OffTopic >= likelyOffTopic }

// Classify reads a message as the index understood it.
func Classify(q retrieval.Query) Scores { return fitted().classify(read(q)) }

//go:embed weights.tsv
var weights string

var fitted = sync.OnceValue(func() *model {
	m, err := parse(weights)
	if err != nil {
		panic(err) // built in, and read by a test
	}
	return m
})

// model weighs the features of a message for each class.
type model struct {
	classes []Class
	bias    []float64
	weights map[string][]float64 // feature → weight by class
}

const biasRow = "(bias)"

// parse reads weights.tsv: comments, a head that names the classes, and a line a
// feature with its weights, 0 left empty.
func parse(file string) (*model, error) {
	m := &model{weights: map[string][]float64{}}
	for line := range strings.Lines(file) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "# ") {
			continue
		}
		cells := strings.Split(line, "\t")
		if m.classes == nil {
			for _, c := range cells[1:] {
				m.classes = append(m.classes, Class(c))
			}
			continue
		}
		row := make([]float64, len(m.classes))
		if len(cells) != 1+len(row) {
			return nil, fmt.Errorf("intent: %q has %d weights for %d classes", cells[0], len(cells)-1, len(row))
		}
		for i, cell := range cells[1:] {
			if cell == "" {
				continue
			}
			w, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				return nil, fmt.Errorf("intent: weights of %q: %w", cells[0], err)
			}
			row[i] = w
		}
		if cells[0] == biasRow {
			m.bias = row
		} else {
			m.weights[cells[0]] = row
		}
	}
	return m, nil
}

func (m *model) known(word string) bool { return m.weights[word] != nil }

// classify leaves a message of which it knows no word to the releases: help is
// never a guess.
func (m *model) classify(message []word) Scores {
	s := Scores{Class: Chat}
	known := false
	for _, w := range message {
		known = known || m.known(w.text)
	}
	if !known {
		return s
	}
	p := append([]float64(nil), m.bias...)
	list := features(message, m.known)
	scale := scaleOf(list)
	for _, f := range list {
		for i, w := range m.weights[f] {
			p[i] += scale * w
		}
	}
	softmax(p)
	likeliest := 0.0
	for i, c := range m.classes {
		switch {
		case c.Asks():
		case c == OffTopic:
			s.OffTopic = p[i]
		default:
			s.Help += p[i]
			if p[i] > likeliest {
				likeliest, s.Class = p[i], c
			}
		}
	}
	return s
}

// scaleOf makes long and short messages count alike.
func scaleOf(features []string) float64 { return 1 / math.Sqrt(float64(max(1, len(features)))) }

// softmax turns log-odds into probabilities, in place.
func softmax(p []float64) {
	top := math.Inf(-1)
	for _, x := range p {
		top = max(top, x)
	}
	sum := 0.0
	for i, x := range p {
		p[i] = math.Exp(x - top)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
}
