// Package eval measures retrieval and answers on question sets, and rankings
// on standard retrieval collections.
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

// Question is one line of a question set.
type Question struct {
	ID           string       `json:"id"`
	Type         string       `json:"type"`
	Question     string       `json:"question"`
	AskedOn      release.Date `json:"asked_on"`     // later releases do not exist yet
	GoldIDs      []release.ID `json:"gold_ids"`     // releases that hold the answer
	MustContain  [][]string   `json:"must_contain"` // a right answer holds one of each list
	Unanswerable bool         `json:"unanswerable"`
}

// ReadQuestions reads JSON Lines. An error names the line.
func ReadQuestions(r io.Reader) ([]Question, error) {
	var questions []Question
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var q Question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			return nil, fmt.Errorf("line %d: not a question: %w", n, err)
		}
		if q.Question == "" || q.AskedOn.IsZero() || q.Type == "" {
			return nil, fmt.Errorf("line %d: question, type and asked_on are needed", n)
		}
		questions = append(questions, q)
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(questions) == 0 {
		return nil, errors.New("it holds no question")
	}
	return questions, nil
}
