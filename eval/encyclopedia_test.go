package eval_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"motirbot/eval"

	"github.com/goccy/go-yaml"
)

// encyclopedia is about a country that does not exist. It grows from
// testdata/encyclopedia.yaml: articles that name one thing in several ways,
// link to each other and have near doubles, and questions as people type them.
// The same seed gives the same one.
type encyclopedia struct {
	Pools     map[string][][]string
	Kinds     []articleKind
	Questions []questionKind

	random   *rand.Rand
	coined   []string // every word made up so far
	articles []*article
	byKind   map[string][]*article
}

type articleKind struct {
	Kind         string
	Count        int
	Facts, Links []string
	Sentences    [][]string
}

type questionKind struct {
	Kind        string
	Same, Texts []string
}

// article is what one tells of. Its facts are those of the pools, the articles
// it links to by their kind, its name and a word that only it has.
type article struct {
	id, kind, title string
	facts           map[string]fact
}

// fact is one thing in all the ways it is written.
type fact struct {
	key   string // equal where two articles share it
	forms []string
}

func newEncyclopedia(t testing.TB, seed uint64) *encyclopedia {
	t.Helper()
	data, err := os.ReadFile("testdata/encyclopedia.yaml")
	if err != nil {
		t.Fatal(err)
	}
	e := &encyclopedia{random: rand.New(rand.NewPCG(seed, 1)), byKind: map[string][]*article{}}
	if err := yaml.UnmarshalWithOptions(data, e, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	for _, kind := range e.Kinds {
		for range kind.Count {
			e.add(kind)
		}
	}
	return e
}

// add makes an article. What it links to is there already.
func (e *encyclopedia) add(kind articleKind) {
	earlier := e.byKind[kind.Kind]
	a := &article{id: fmt.Sprintf("%s-%d", kind.Kind, len(earlier)+1), kind: kind.Kind, facts: map[string]fact{}}
	for _, name := range kind.Facts {
		forms := pick(e.random, e.Pools[name])
		a.facts[name] = fact{forms[0], forms}
	}
	for _, other := range kind.Links {
		a.facts[other] = fact{"", []string{"a place that is forgotten"}}
		if known := e.byKind[other]; len(known) > 0 {
			to := pick(e.random, known)
			a.facts[other] = fact{to.id, []string{to.title}}
		}
	}
	a.title = e.title(a, earlier)
	a.facts["name"] = fact{a.id, []string{a.title}}
	coined := e.coin()
	a.facts["coined"] = fact{coined, []string{coined}}
	e.articles = append(e.articles, a)
	e.byKind[kind.Kind] = append(earlier, a)
}

// title names an article. Animals are called what they are, masters have two
// names, and of the rest one in eight is called after an earlier one.
func (e *encyclopedia) title(a *article, earlier []*article) string {
	name := capital(e.coin())
	switch {
	case a.kind == "animal":
		return a.facts["colour"].forms[0] + " " + name + " " + a.facts["creature"].forms[0]
	case a.kind == "master":
		return capital(e.coin()) + " " + name
	case len(earlier) > 0 && e.random.IntN(8) == 0:
		first := pick(e.random, strings.Fields("Upper Lower New Old Little Great"))
		title := first + " " + pick(e.random, earlier).title
		if !slices.ContainsFunc(earlier, func(b *article) bool { return b.title == title }) {
			return title
		}
	}
	return name
}

func capital(word string) string {
	first, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(first)) + word[size:]
}

var (
	onsets = strings.Fields("b br c d dr f g gl h k kr l m n p pr qu r s sh st t th tr v w z")
	vowels = strings.Fields("a a a e e e i i o o u ai ea ie ou é ö")
	codas  = strings.Fields("l m n r s t nd rn sk th x")
)

// coin makes up a word that was not there before. One in six is a letter away
// from an earlier one.
func (e *encyclopedia) coin() string {
	for {
		word := e.syllables(2 + e.random.IntN(2))
		if len(e.coined) > 0 && e.random.IntN(6) == 0 {
			word = slip(e.random, pick(e.random, e.coined))
		}
		if !slices.Contains(e.coined, word) {
			e.coined = append(e.coined, word)
			return word
		}
	}
}

func (e *encyclopedia) syllables(n int) string {
	word := ""
	for range n {
		word += pick(e.random, onsets) + pick(e.random, vowels)
		if e.random.IntN(2) == 0 {
			word += pick(e.random, codas)
		}
	}
	return word
}

// documents writes the articles out.
func (e *encyclopedia) documents() []eval.Document {
	var all []eval.Document
	for _, kind := range e.Kinds {
		for _, a := range e.byKind[kind.Kind] {
			var text []string
			for _, ways := range kind.Sentences {
				text = append(text, capital(e.fill(pick(e.random, ways), a)))
			}
			all = append(all, eval.Document{ID: a.id, Title: capital(a.title), Text: strings.Join(text, " ")})
		}
	}
	return all
}

// fill puts the facts of an article into a sentence, each in any of its forms.
func (e *encyclopedia) fill(sentence string, a *article) string {
	blanks := []string{"{year}", strconv.Itoa(1100 + e.random.IntN(800)), "{number}", strconv.Itoa(400 + e.random.IntN(90000))}
	for _, name := range slices.Sorted(maps.Keys(a.facts)) {
		blanks = append(blanks, "{"+name+"}", pick(e.random, a.facts[name].forms))
	}
	return strings.NewReplacer(blanks...).Replace(sentence)
}

func pick[T any](random *rand.Rand, list []T) T { return list[random.IntN(len(list))] }
