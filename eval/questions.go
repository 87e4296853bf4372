// Package eval measures retrieval, answers, conversations and the check of a
// model's text on question sets, and rankings on standard retrieval
// collections.
package eval

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"motirbot/release"
)

// What a question wants of a good bot.
const (
	ExpectAnswer  = "answer"
	ExpectAbstain = "abstain" // a refusal, or a correction of what it takes for granted
	ExpectHelp    = "help"    // small talk: no refusal, no citation, no release's words
)

// Question is one line of a question set, or one turn of a conversation.
type Question struct {
	ID             string       `json:"id"`
	Type           string       `json:"type"`
	Question       string       `json:"question"`
	AskedOn        release.Date `json:"asked_on"`         // later releases do not exist yet
	GoldIDs        []release.ID `json:"gold_ids"`         // releases that hold the answer
	MustContain    Groups       `json:"must_contain"`     // a right answer holds one of each group
	MustNotContain []string     `json:"must_not_contain"` // a right answer holds none
	Expect         string       `json:"expect"`
	Unanswerable   bool         `json:"unanswerable"` // says expect=abstain in sets without expect
	Lang           string       `json:"lang"`
	Set            string       `json:"-"` // that it is of, where several are asked

	Need       string       `json:"need"`       // "any": one retrieved gold is full recall
	MayCite    []release.ID `json:"may_cite"`   // citations of these count neither way
	AbstainOK  bool         `json:"abstain_ok"` // a refusal is as good as the answer
	Correction Groups       `json:"correction"` // an answer that holds these corrects a false premise
	CorrectIf  Groups       `json:"correct_if"` // the same, under its other name

	WantLang string `json:"want_lang"` // the language that a turn asks for
	Followup *bool  `json:"followup"`  // whether a turn leans on those before it; nil: all but the first
}

// Groups are lists of alternatives. In JSON a plain list of strings is one
// group.
type Groups [][]string

// UnmarshalJSON reads [["a","b"],["c"]] or ["a","b"].
func (g *Groups) UnmarshalJSON(data []byte) error {
	var one []string
	if err := json.Unmarshal(data, &one); err == nil {
		*g = nil
		if len(one) > 0 {
			*g = Groups{one}
		}
		return nil
	}
	return json.Unmarshal(data, (*[][]string)(g))
}

// complete fills in what older sets leave out and returns what is wrong.
func (q *Question) complete() error {
	if q.Expect == "" {
		q.Expect = ExpectAnswer
		if q.Unanswerable {
			q.Expect = ExpectAbstain
		}
	}
	switch {
	case q.Question == "" || q.AskedOn.IsZero():
		return errors.New("question and asked_on are needed")
	case q.Expect != ExpectAnswer && q.Expect != ExpectAbstain && q.Expect != ExpectHelp:
		return fmt.Errorf("expect is %q: want answer, abstain or help", q.Expect)
	case q.Need != "" && q.Need != "any" && q.Need != "all":
		return fmt.Errorf("need is %q: want any or all", q.Need)
	}
	return nil
}

// Conversation is turns that are asked one after the other.
type Conversation struct {
	ID    string     `json:"id"`
	Note  string     `json:"note"`
	Turns []Question `json:"turns"`
}

// Claim is a sentence with the releases it is to be checked against.
type Claim struct {
	ID       string       `json:"id"`
	Evidence []release.ID `json:"evidence"`
	Claim    string       `json:"claim"`
	True     bool         `json:"true"` // the evidence says it, or it follows from it
	Kind     string       `json:"kind"`
	Lang     string       `json:"lang"`
	Question string       `json:"question"`
	Before   joined       `json:"before"` // earlier sentences of the same answer
}

// joined is a text; in JSON it may be a list of sentences as well.
type joined string

func (t *joined) UnmarshalJSON(data []byte) error {
	var list []string
	if json.Unmarshal(data, &list) == nil {
		*t = joined(strings.Join(list, " "))
		return nil
	}
	return json.Unmarshal(data, (*string)(t))
}

// ReadQuestions reads JSON Lines. An error names the line.
func ReadQuestions(r io.Reader) ([]Question, error) {
	return readLines(r, "question", func(q *Question) error {
		if q.Type == "" {
			return errors.New("question, type and asked_on are needed")
		}
		return q.complete()
	})
}

// ReadConversations reads JSON Lines. An error names the line.
func ReadConversations(r io.Reader) ([]Conversation, error) {
	return readLines(r, "conversation", func(c *Conversation) error {
		if len(c.Turns) == 0 {
			return errors.New("turns are needed")
		}
		for i := range c.Turns {
			if err := c.Turns[i].complete(); err != nil {
				return fmt.Errorf("turn %d: %w", i+1, err)
			}
		}
		return nil
	})
}

// ReadClaims reads JSON Lines. An error names the line.
func ReadClaims(r io.Reader) ([]Claim, error) {
	return readLines(r, "claim", func(c *Claim) error {
		if c.Claim == "" || len(c.Evidence) == 0 {
			return errors.New("claim and evidence are needed")
		}
		return nil
	})
}

func readLines[T any](r io.Reader, what string, complete func(*T) error) ([]T, error) {
	var all []T
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var one T
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			return nil, fmt.Errorf("line %d: not a %s: %w", n, what, err)
		}
		if err := complete(&one); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		all = append(all, one)
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("it holds no %s", what)
	}
	return all, nil
}
