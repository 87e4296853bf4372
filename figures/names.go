package figures

import (
	"strings"

	"motirbot/retrieval"
)

// name is what a measure, item or partner is called.
type name struct {
	english, korean string
	all             []string // in lower case
}

// names are those of all keys.
type names struct{ measures, items, partners map[string]name }

// newNames takes the first English and the first Korean word of each line of
// the vocabulary for its name.
func newNames(topics *retrieval.Topics) *names {
	n := &names{measures: map[string]name{}, items: map[string]name{}, partners: map[string]name{}}
	for line := range strings.Lines(vocabularyText) {
		head, list, found := strings.Cut(strings.TrimSpace(line), " = ")
		kind, key, _ := strings.Cut(head, " ")
		key, _, _ = strings.Cut(key, "/")
		into := map[string]map[string]name{"measure": n.measures, "item": n.items, "partner": n.partners}[kind]
		if key = strings.TrimRight(key, "+-"); !found || into == nil || key == "" {
			continue
		}
		one := into[key]
		for phrase := range strings.SplitSeq(list, ", ") {
			if one.all = append(one.all, phrase); phrase[0] >= 0x80 && one.korean == "" {
				one.korean = phrase
			} else if phrase[0] < 0x80 && one.english == "" {
				one.english = phrase
				if kind == "partner" {
					one.english = capitals(phrase)
				}
			}
		}
		into[key] = one
	}
	for _, t := range topics.All() {
		if t.Kind != retrieval.KindPartner {
			continue
		}
		one := name{english: t.Name, korean: t.Korean, all: []string{strings.ToLower(t.Name), t.Korean}}
		for _, alias := range t.Aliases {
			one.all = append(one.all, strings.ToLower(alias))
		}
		n.partners[t.Key] = one
	}
	return n
}

// capitals writes "north america" as "North America".
func capitals(phrase string) string {
	words := strings.Fields(phrase)
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

// find returns the key of a name, in any letter case and number, "" if there
// is none.
func find(in map[string]name, word string) string {
	word = strings.TrimPrefix(strings.Join(strings.Fields(strings.ToLower(word)), " "), "the ")
	if _, ok := in[word]; ok {
		return word
	}
	for key, one := range in {
		for _, known := range one.all {
			if known == word || known+"s" == word || strings.TrimSuffix(known, "y")+"ies" == word && strings.HasSuffix(known, "y") {
				return key
			}
		}
	}
	return ""
}
