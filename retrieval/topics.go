package retrieval

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/hbollon/go-edlib"

	"motirbot/internal/words"
)

//go:embed topics.yaml
var builtinTopics []byte

//go:embed synonyms.yaml
var builtinSynonyms []byte

//go:embed glossary.yaml
var builtinGlossary []byte

// Kinds of topic, in the order in which they are listed.
const (
	KindPartner     = "partner"
	KindAgreement   = "agreement"
	KindIndustry    = "industry"
	KindInstitution = "institution"
	KindHome        = "home" // a country whose ministries publish here: no topic to list
)

// Topic is a partner, agreement, industry or institution that releases are
// about, with every name people use for it.
type Topic struct {
	Key     string   `yaml:"key"`
	Name    string   `yaml:"name"`
	Korean  string   `yaml:"ko"`
	Kind    string   `yaml:"kind"`
	Country string   `yaml:"country"` // ISO 3166 code of a partner or home
	Usual   bool     `yaml:"usual"`   // named in nearly every release
	Aliases []string `yaml:"aliases"`

	// Of a user's file only.
	Hide    bool `yaml:"hide"`    // the built-in topic of this key is none
	Replace bool `yaml:"replace"` // nothing of the built-in one is kept
}

func (t Topic) names() []string {
	return append([]string{t.Key, t.Name, t.Korean}, t.Aliases...)
}

// Topics is the topics file, read. It does not change after LoadTopics.
type Topics struct {
	list     []Topic // without homes
	homes    []Topic
	byKey    map[string]int
	byName   map[string]int // folded name → index in list
	synonyms [][]string
	glossary [][]string // words of one meaning in English, the first, and Korean

	analysis func() *analysis // made once; nil: anew each time
}

// LoadTopics reads the built-in topics and, where userFile is not "", a YAML
// file of the same form: its new keys are added, and the aliases under known
// keys join the built-in ones, unless it hides or replaces those. Errors name
// the file and the line. The built-in ones are read once.
func LoadTopics(userFile string) (*Topics, error) {
	if userFile == "" {
		return readBuiltin()
	}
	return readTopics(userFile)
}

var readBuiltin = sync.OnceValues(func() (*Topics, error) { return readTopics("") })

func readTopics(userFile string) (*Topics, error) {
	list, err := parseTopics("topics.yaml", builtinTopics)
	if err != nil {
		return nil, err
	}
	if userFile != "" {
		data, err := os.ReadFile(userFile)
		if err != nil {
			return nil, fmt.Errorf("reading the topics file: %w", err)
		}
		extra, err := parseTopics(userFile, data)
		if err != nil {
			return nil, err
		}
		if list, err = mergeTopics(list, extra); err != nil {
			return nil, fmt.Errorf("%s: %w", userFile, err)
		}
	}
	t := newTopics(list)
	if err := yaml.Unmarshal(builtinSynonyms, &t.synonyms); err != nil {
		return nil, fmt.Errorf("synonyms.yaml: %w", err)
	}
	if err := yaml.Unmarshal(builtinGlossary, &t.glossary); err != nil {
		return nil, fmt.Errorf("glossary.yaml: %w", err)
	}
	t.analysis = sync.OnceValue(func() *analysis { return analyse(t) })
	return t, nil
}

func parseTopics(name string, data []byte) ([]Topic, error) {
	var list []Topic
	decoder := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict())
	if err := decoder.Decode(&list); err != nil {
		return nil, fmt.Errorf("%s: %s", name, yaml.FormatError(err, false, false))
	}
	for i, t := range list {
		if err := checkTopic(t); err != nil {
			return nil, fmt.Errorf("%s: topic %d: %w", name, i+1, err)
		}
	}
	return list, nil
}

func checkTopic(t Topic) error {
	switch {
	case t.Key == "" || strings.ContainsFunc(t.Key, func(r rune) bool { return r == ' ' || r == ':' || r == '|' }):
		return errors.New("key is missing or has a space, colon or bar in it")
	case t.Hide && (t.Replace || t.Name != "" || len(t.Aliases) > 0):
		return fmt.Errorf("%q is hidden, so that nothing else can be said of it: write {key: %s, hide: true}", t.Key, t.Key)
	case t.Hide:
		return nil
	case t.Name == "":
		return fmt.Errorf("%q has no name", t.Key)
	case !slices.Contains([]string{KindPartner, KindAgreement, KindIndustry, KindInstitution, KindHome}, t.Kind):
		return fmt.Errorf("%q is of kind %q: want partner, agreement, industry or institution", t.Key, t.Kind)
	}
	return nil
}

func mergeTopics(list, extra []Topic) ([]Topic, error) {
	for _, t := range extra {
		i := slices.IndexFunc(list, func(known Topic) bool { return known.Key == t.Key })
		switch {
		case i < 0 && (t.Hide || t.Replace):
			return nil, fmt.Errorf("there is no topic %q to hide or replace: look up its key in retrieval/topics.yaml", t.Key)
		case t.Hide:
			list = slices.Delete(list, i, i+1)
		case i < 0:
			list = append(list, t)
		case t.Replace:
			list[i] = t
		default:
			list[i].Aliases = append(slices.Clone(list[i].Aliases), t.names()...)
		}
	}
	return list, nil
}

func newTopics(list []Topic) *Topics {
	t := &Topics{byKey: map[string]int{}, byName: map[string]int{}}
	for _, topic := range list {
		if topic.Kind == KindHome {
			t.homes = append(t.homes, topic)
		} else {
			t.list = append(t.list, topic)
		}
	}
	for i, topic := range t.list {
		t.byKey[topic.Key] = i
		for _, name := range topic.names() {
			if folded := foldName(name); folded != "" {
				if _, taken := t.byName[folded]; !taken {
					t.byName[folded] = i
				}
			}
		}
	}
	return t
}

// foldName joins the words of a name, so that spelling of spaces, case, points
// and hyphens does not matter.
func foldName(name string) string {
	var b strings.Builder
	for _, token := range words.Split(name) {
		if !token.Joined {
			b.WriteString(token.Text)
			b.WriteByte(' ')
		}
	}
	return strings.TrimSpace(b.String())
}

// All returns the topics, partners first, then agreements, industries and
// institutions, each by name.
func (t *Topics) All() []Topic {
	order := map[string]int{KindPartner: 0, KindAgreement: 1, KindIndustry: 2, KindInstitution: 3}
	all := slices.Clone(t.list)
	sort.SliceStable(all, func(i, j int) bool {
		if all[i].Kind != all[j].Kind {
			return order[all[i].Kind] < order[all[j].Kind]
		}
		return all[i].Name < all[j].Name
	})
	return all
}

// Find returns the topic with that key, name or alias, in any letter case.
func (t *Topics) Find(name string) (Topic, bool) {
	folded := foldName(name)
	for _, candidate := range []string{folded, strings.TrimPrefix(folded, "the ")} {
		if i, ok := t.byName[candidate]; ok {
			return t.list[i], true
		}
	}
	return Topic{}, false
}

// of returns the topic that a concept term stands for.
func (t *Topics) of(concept string) (Topic, bool) {
	i, ok := t.byKey[strings.TrimPrefix(concept, "@")]
	if !ok {
		return Topic{}, false
	}
	return t.list[i], true
}

// In returns whether a text names one of the topics of these names.
func (t *Topics) In(text string, names []string) bool {
	for _, term := range newAnalyzer(t).terms(text) {
		topic, ok := t.of(term.text)
		if ok && term.isTopic() && slices.ContainsFunc(names, func(name string) bool {
			wanted, known := t.Find(name)
			return known && wanted.Key == topic.Key
		}) {
			return true
		}
	}
	return false
}

// ofCountry returns the partner or home of a country's code.
func (t *Topics) ofCountry(code string) (Topic, bool) {
	for _, topic := range append(slices.Clone(t.homes), t.list...) {
		if topic.Country == code && code != "" {
			return topic, true
		}
	}
	return Topic{}, false
}

// maxName is how much of a name, in bytes, is compared with those of topics.
const maxName = 200

// Nearest returns up to n topics whose names look most like name, best first.
// Likeness is that of Jaro and Winkler, which favours a common beginning: what
// one has typed of a word so far.
func (t *Topics) Nearest(name string, n int) []Topic {
	type scored struct {
		index int
		score float32
	}
	wanted := foldName(name[:min(len(name), maxName)]) // likeness costs the product of the lengths
	best := map[int]float32{}
	for alias, i := range t.byName {
		score := edlib.JaroWinklerSimilarity(wanted, alias)
		switch {
		case wanted != "" && strings.HasPrefix(alias, wanted):
			score++
		case !alike(wanted, alias) && !alike(wanted[:min(len(wanted), len(alias))], alias) && !containsWord(wanted, alias):
			continue // some letters in common make no likeness: "nosuch", "KNOC"
		}
		best[i] = max(best[i], score)
	}
	ranked := make([]scored, 0, len(best))
	for i, score := range best {
		if score >= 0.75 {
			ranked = append(ranked, scored{i, score})
		}
	}
	sort.Slice(ranked, func(i, j int) bool {
		if ranked[i].score != ranked[j].score {
			return ranked[i].score > ranked[j].score
		}
		return ranked[i].index < ranked[j].index
	})
	var nearest []Topic
	for _, s := range ranked[:min(n, len(ranked))] {
		nearest = append(nearest, t.list[s.index])
	}
	return nearest
}

// alike reports whether a name is another with a typing error in every three or
// four letters at most.
func alike(a, b string) bool {
	return 3*edlib.OSADamerauLevenshteinDistance(a, b) <= utf8.RuneCountInString(a)+1
}

// containsWord reports whether text holds word with no letter or digit right
// beside it.
func containsWord(text, word string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(word)
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		after, _ := utf8.DecodeRuneInString(text[end:])
		if !wordRune(before) && !wordRune(after) {
			return true
		}
		from = end
	}
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
