// Package understand asks a model what a question means: the question made to
// stand alone, English words to search by, and what is wanted. What comes back
// is checked, and used whole or not at all.
package understand

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"motirbot/answer/model"
	"motirbot/prompts"
	"motirbot/release"
)

type (
	// Model is that of package model.
	Model = model.Model
	// Usage is that of package model.
	Usage = model.Usage
)

// Turn is an earlier question of the conversation with its answer.
type Turn struct{ Question, Answer string }

// Understood is what a question means.
type Understood struct {
	Question string         // stands alone, in the language of the question
	Search   string         // English words to search by
	Wants    string         // answer, latest, digest, figures, help; "" unknown
	Period   release.Period // asked about; zero if none
	Language string         // "en", "ko" if the answer is asked for in it; "" that of the question
	Format   string         // "short", "summary", "list" if asked for
}

const (
	defaultTimeout = 5 * time.Second
	replyTokens    = 1000 // room for a model that reasons first
	maxTurns       = 3
	maxTurn        = 700 // runes of an earlier answer, whose beginning answers
	maxQuestion    = 400
	maxSearch      = 250
)

var schema = json.RawMessage(`{"type":"object","additionalProperties":false,"required":["question","search","wants","from","to","language","format"],"properties":{` +
	`"question":{"type":"string"},"search":{"type":"string"},"wants":{"type":"string","enum":["answer","latest","digest","figures","help"]},` +
	`"from":{"type":"string"},"to":{"type":"string"},"language":{"type":"string","enum":["en","ko",""]},"format":{"type":"string","enum":["short","summary","list",""]}}}`)

// Reader asks one model. It is safe for concurrent use.
type Reader struct {
	model   Model
	timeout time.Duration
}

// New returns a Reader that waits for a reply as long as timeout, 5 seconds if
// it is 0.
func New(m Model, timeout time.Duration) *Reader {
	if timeout <= 0 {
		timeout = defaultTimeout
	}
	return &Reader{model: m, timeout: timeout}
}

// Read asks what a question means that is asked on asOf after history, oldest
// turn first. Its errors are those of the model, or wrap model.ErrUnusable: the caller
// then reads the question by rules.
func (r *Reader) Read(ctx context.Context, asOf release.Date, history []Turn, question string) (Understood, Usage, error) {
	const op = "understanding the question"
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	data := prompts.UnderstandData{AsOf: asOf.String(), Weekday: asOf.Weekday().String(), Question: question}
	for _, t := range history[max(0, len(history)-maxTurns):] {
		data.History = append(data.History, prompts.Turn{Question: t.Question, Answer: model.Head(t.Answer, maxTurn)})
	}
	system, user, err := prompts.Understand(data)
	if err != nil {
		return Understood{}, Usage{}, err
	}
	reply, usage, err := r.model.Complete(ctx, system, user, schema, replyTokens)
	if err != nil {
		return Understood{}, usage, fmt.Errorf("%s: %w", op, err)
	}
	u, err := parse(reply)
	if u.Search == "" {
		u.Search = u.Question // it may do as it is
	}
	if err == nil {
		err = u.check(asOf, user)
	}
	if err != nil {
		return Understood{}, usage, fmt.Errorf("%s: %w: %w", op, model.ErrUnusable, err)
	}
	return u, usage, nil
}

// parse takes the last object of the reply that holds a question.
func parse(reply string) (Understood, error) {
	objects := model.Objects(reply)
	for _, o := range slices.Backward(objects) {
		u := Understood{Question: model.OneLine(o.String("question"), maxQuestion+1), Search: model.OneLine(o.String("search"), maxSearch+1)}
		u.Wants = oneOf(o.String("wants"), "answer", "latest", "digest", "figures", "help")
		if u.Question == "" && u.Wants != "help" {
			continue
		}
		u.Language = oneOf(o.String("language"), "en", "ko")
		u.Format = oneOf(o.String("format"), "short", "summar", "list")
		if u.Format == "summar" {
			u.Format = "summary" // "summarise", "summarized"
		}
		var err error
		if u.Period.From, err = day(o.String("from"), false); err == nil {
			u.Period.To, err = day(o.String("to"), true)
		}
		return u, err
	}
	return Understood{}, errors.New("the reply holds no question")
}

// oneOf returns the value that s begins with, "" if there is none.
func oneOf(s string, values ...string) string {
	for _, v := range values {
		if strings.HasPrefix(strings.ToLower(s), v) {
			return v
		}
	}
	return ""
}

// day reads a day, or the first or last day of a month or year.
func day(s string, last bool) (release.Date, error) {
	if none := strings.ToLower(s); none == "" || none == "none" || none == "null" || none == "n/a" || none == "unknown" {
		return release.Date{}, nil
	}
	months := 0
	switch len(s) {
	case len("2006"):
		s, months = s+"-01-01", 12
	case len("2006-01"):
		s, months = s+"-01", 1
	}
	d, err := release.ParseDate(s)
	if err == nil && last && months > 0 {
		d = release.NewDate(d.Year, d.Month+time.Month(months), 0)
	}
	return d, err
}

// check returns what is wrong with u, given what was sent.
func (u Understood) check(asOf release.Date, user string) error {
	if u.Wants == "help" {
		return nil // nothing is searched for
	}
	latin, letters := 0, 0
	for _, r := range u.Search {
		if unicode.IsLetter(r) {
			letters++
		}
		if unicode.Is(unicode.Latin, r) {
			latin++
		}
	}
	switch {
	case u.Search == "":
		return errors.New("there are no search words")
	case len([]rune(u.Question)) > maxQuestion || len([]rune(u.Search)) > maxSearch:
		return errors.New("question or search words are too long")
	case latin*2 < letters || latin == 0:
		return errors.New("the search words are not English")
	case u.Period.IsEmpty():
		return fmt.Errorf("the period %v ends before it begins", u.Period)
	}
	known := map[string]bool{}
	for _, d := range []release.Date{u.Period.From, u.Period.To} {
		if !d.IsZero() && (d.Before(release.NewDate(1990, time.January, 1)) || d.After(asOf.AddDays(3*366))) {
			return fmt.Errorf("the period %v is absurd", u.Period)
		}
		known[strconv.Itoa((int(d.Month)+2)/3)] = true // the quarter that the period is
	}
	for _, n := range numbers(user + " " + asOf.String() + " " + u.Period.String()) {
		known[n] = true
	}
	for _, n := range numbers(u.Question + " " + u.Search) {
		if !known[n] {
			return fmt.Errorf("the number %.20s stands neither in the conversation nor in the period", n)
		}
	}
	return nil
}

var (
	number = regexp.MustCompile(`\p{Nd}+(?:[.,]\p{Nd}+)*`)
	date   = regexp.MustCompile(`^\d{4}\.`)
)

// numbers returns the numbers in s without commas and leading zeros; of a date
// such as 2025.11.30 its parts.
func numbers(s string) []string {
	var out []string
	for _, n := range number.FindAllString(s, -1) {
		parts := []string{strings.ReplaceAll(n, ",", "")}
		if date.MatchString(n) {
			parts = strings.Split(n, ".")
		}
		for _, p := range parts {
			out = append(out, strings.TrimLeft(p, "0"))
		}
	}
	return out
}
