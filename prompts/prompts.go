// Package prompts holds what motirbot says to a chat model: templates as files,
// rendered by typed functions.
//
// Evidence and questions are written by others. They are shown to the model as
// quoted data: every line of them begins with a bar, and what could pass for a
// fence, a role, a marker or markup is reworded so that only its words and
// figures are left. That lowers the chance that a model obeys them; what it
// writes is checked all the same.
package prompts

import (
	"embed"
	"strings"
	"text/template"
)

// Version names the wording of the templates. Answers are stored with it, so
// that those of different prompts can be told apart: change it with them.
const Version = "2026-11"

// NoAnswer is the line by which a model says that the evidence does not hold
// the answer.
const NoAnswer = "NO ANSWER"

// Passage is one piece of the evidence.
type Passage struct {
	N     int // what the model cites it by
	Title string
	Date  string // of the release, 2025-12-18
	By    string // who issued it, where not all are by one
	Text  string
}

// Turn is an earlier question of the same conversation and its answer.
type Turn struct{ Question, Answer string }

// AnswerData is what a question is answered from, or the releases of a period
// are put together from.
type AnswerData struct {
	Question string
	Meant    string   // the question made to stand alone; "" where it does
	AsOf     string   // the day of asking, 2025-12-18
	From, To string   // the period of a digest
	Language string   // of the answer, in English: "English", "Korean"
	Issuers  []string // whose releases there are, in full
	Passages []Passage
	Figures  []string // read from the passages: what is asked for
	History  []Turn   // oldest first
}

const (
	answerFile = "answer.tmpl"
	digestFile = "digest.tmpl"
)

//go:embed *.tmpl
var files embed.FS

var templates = template.Must(template.New("").
	Funcs(template.FuncMap{"line": line, "quote": quote, "whole": whole, "plain": plain, "noAnswer": func() string { return NoAnswer }}).
	Option("missingkey=error").
	ParseFS(files, "*.tmpl"))

// Answer renders the messages that ask for an answer.
func Answer(d AnswerData) (system, user string, err error) { return render(answerFile, d) }

// Digest renders the messages that ask what the releases of a period bring.
func Digest(d AnswerData) (system, user string, err error) { return render(digestFile, d) }

// render executes the two templates that a file defines: "FILE/system" with
// the rules and "FILE/user" with the data.
func render(file string, data any) (system, user string, err error) {
	name := strings.TrimSuffix(file, ".tmpl")
	if system, err = execute(name+"/system", data); err != nil {
		return "", "", err
	}
	user, err = execute(name+"/user", data)
	return system, user, err
}

func execute(name string, data any) (string, error) {
	var b strings.Builder
	err := templates.ExecuteTemplate(&b, name, data)
	return strings.TrimSpace(b.String()), err
}
