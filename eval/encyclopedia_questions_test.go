package eval_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"motirbot/eval"
	"motirbot/internal/words"
)

// writeEncyclopedia writes the encyclopedia of a seed, with so many questions,
// as a collection into a folder of its own.
func writeEncyclopedia(t testing.TB, seed uint64, questions int) string {
	t.Helper()
	e := newEncyclopedia(t, seed)
	documents := e.documents()
	asked, qrels := e.ask(questions)
	dir := t.TempDir()
	writeFile(t, dir, "corpus.jsonl", jsonLines(t, documents))
	writeFile(t, dir, "queries.jsonl", jsonLines(t, asked))
	writeFile(t, dir, "qrels/test.tsv", []byte(qrels))
	return dir
}

func jsonLines(t testing.TB, documents []eval.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	lines := json.NewEncoder(&b)
	for _, d := range documents {
		if err := lines.Encode(d); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func writeFile(t testing.TB, dir, name string, data []byte) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// ask returns questions of every kind in turn, each about an article drawn by
// lot, and the judgements of all articles on them.
func (e *encyclopedia) ask(n int) ([]eval.Document, string) {
	var asked []eval.Document
	qrels := "query-id\tcorpus-id\tscore\n"
	for i := range n {
		kind := e.Questions[i%len(e.Questions)]
		about := pick(e.random, e.byKind[kind.Kind])
		id := fmt.Sprintf("q%d", i+1)
		asked = append(asked, eval.Document{ID: id, Text: e.typed(e.fill(pick(e.random, kind.Texts), about))})
		for _, a := range e.articles {
			if grade := kind.grade(about, a); grade > 0 {
				qrels += fmt.Sprintf("%s\t%s\t%d\n", id, a.id, grade)
			}
		}
	}
	return asked, qrels
}

// grade judges an article on a question about another one, as the comment over
// the questions in the YAML file says.
func (k questionKind) grade(about, a *article) int {
	shared := 0
	for _, name := range k.Same {
		if a.kind == k.Kind && a.facts[name].key == about.facts[name].key {
			shared++
		}
	}
	key := about.facts[k.Same[0]].key
	linked := slices.Contains([]string{a.facts[about.kind].key, a.id}, key)
	switch {
	case shared == len(k.Same):
		return 2
	case shared == 2, len(k.Same) == 1 && linked:
		return 1
	}
	return 0
}

// typed turns a question into what people send: half of them as they should
// be, a quarter with a slip of the fingers in the longest word or two, and a
// quarter in lower case with some chat. Few type the marks on a letter.
func (e *encyclopedia) typed(question string) string {
	if e.random.IntN(2) == 0 {
		question = unmarked(question)
	}
	switch e.random.IntN(4) {
	case 0:
		return e.slips(question, 1+e.random.IntN(2))
	case 1:
		chat := pick(e.random, []string{"hi, %s", "%s thx", "does anyone know: %s", "%s pls", "hey quick one, %s"})
		return fmt.Sprintf(chat, strings.ToLower(question))
	}
	return question
}

// unmarked takes the marks off letters and leaves their case.
func unmarked(text string) string {
	return strings.Map(func(r rune) rune {
		if plain := []rune(words.Fold(string(r))); r > 127 && len(plain) == 1 {
			return plain[0]
		}
		return r
	}, text)
}

// slips misspells n of the four longest words.
func (e *encyclopedia) slips(question string, n int) string {
	typed := strings.Fields(question)
	byLength := make([]int, len(typed))
	for i := range byLength {
		byLength[i] = i
	}
	slices.SortStableFunc(byLength, func(a, b int) int { return len(typed[b]) - len(typed[a]) })
	byLength = byLength[:min(4, len(byLength))]
	for range n {
		i := pick(e.random, byLength)
		typed[i] = slip(e.random, typed[i])
	}
	return strings.Join(typed, " ")
}

// slip misspells a word in one of the four ways that Damerau counted (1964, "A
// technique for computer detection and correction of spelling errors"): two
// letters swapped, one lost, one too many, one wrong.
func slip(random *rand.Rand, word string) string {
	letters := []rune(word)
	if len(letters) < 3 {
		return word
	}
	at := random.IntN(len(letters) - 1)
	other := rune('a' + random.IntN(26))
	switch random.IntN(4) {
	case 0:
		letters[at], letters[at+1] = letters[at+1], letters[at]
	case 1:
		letters = slices.Delete(letters, at, at+1)
	case 2:
		letters = slices.Insert(letters, at, letters[at])
	default:
		letters[at] = other
	}
	return string(letters)
}
