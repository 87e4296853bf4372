package check

import (
	"regexp"
	"slices"
	"strings"

	"motirbot/internal/words"
)

// syllable is a Korean syllable in Latin letters, as the second part of a
// given name ("Jung-kwan") and unlike "-led" and "-based".
var syllable = regexp.MustCompile(`^[bcdghjklmnprstwy]{0,2}[aeiouy]{1,3}(?:[klmnpt]|ng)?$`)

// hangulPerson is a Korean name, or a surname, with a title.
var hangulPerson = regexp.MustCompile(`^(?:[김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민진나지엄채원천방공현변여추도석선설길연위표명라왕옥제](?:[가-힣]{2,3})?) ` +
	`(?:장관|차관|본부장|실장|국장|대사|위원장|사장|회장|의장|대표|총리|대통령|교섭관|시장|지사|원장)`)

// name is a name or title of a sentence: words in a row that are written with
// capitals, or a Korean person with a title.
type name struct {
	words    []string
	text     string
	of       int  // words before the last "of" or "for" in it: 1 in "Minister of Trade"
	optional bool // its first word opens the sentence and may be no name
}

// readNames finds the names of a sentence. A capital that only opens the
// sentence makes no name.
func (d *text) readNames() []name {
	taken := slices.Clone(d.dated)
	for _, f := range d.figures {
		for i := f.tok; i < f.next; i++ {
			taken[i] = true
		}
	}
	isCapital := func(i int) bool {
		return i < len(d.toks) && !taken[i] && isUpper(d.raw(i)) && unitWords[d.word(i)].unit == ""
	}
	var out []name
	for i := 0; i < len(d.toks); i++ {
		if person := hangulPerson.FindString(d.word(i) + " " + d.word(i+1)); person != "" && d.near(i+1) {
			out = append(out, name{words: []string{d.word(i)}, text: person})
			continue
		}
		if !isCapital(i) {
			continue
		}
		n := name{}
		j := i
		for ; j < len(d.toks) && !taken[j]; j++ {
			w, gap := d.word(j), d.gap(j)
			if j > i && gap != "" && gap != "-" && gap != "&" && gap != "‑" {
				break
			}
			switch {
			case isCapital(j), gap == "-" && len(n.words) > 1 && syllable.MatchString(w):
				n.words = append(n.words, w)
				continue
			case (w == "of" || w == "for") && isCapital(j+1) && d.gap(j+1) == "":
				n.of = len(n.words)
				continue
			case gap == "-":
				continue
			}
			break
		}
		n.text = d.s[d.toks[i].Start:d.toks[j-1].End]
		if len(n.words) == 1 && words.IsStop(n.words[0]) {
			continue
		}
		acronym := len(d.raw(i)) > 1 && strings.ToUpper(d.raw(i)) == d.raw(i)
		n.optional = (i == 0 || strings.ContainsAny(d.gap(i), ".:!?“”\"‘;\n")) && (len(n.words) > 1 || !acronym)
		out = append(out, n)
		i = j - 1
	}
	return out
}

// findName returns the passages of s that hold all words of a name. A person
// and the title may be named some sentences apart.
func (s *source) findName(n name) (passages []int) {
	list := n.words
	country := s.findCountry(list[0])
	if n.optional && len(list) > 1 && country == nil && s.findWord(list[0]) == nil {
		list = list[1:]
	}
	found := make([][]int, len(list))
	for i, w := range list {
		found[i] = s.findWord(w)
	}
	switch {
	case len(country) > 0 && len(list) > 2:
		found[0] = []int{0} // a people may be named apart: "Norwegian State Secretary Syrstad"
	case len(found[0]) == 0:
		found[0] = country
	}
	// "European Union" may be spelled EU there.
	for from := range list {
		initials := ""
		for to, w := range list[from:min(len(list), from+maxInitials)] {
			initials += w[:1]
			for i := from; i <= from+to && to > 0; i++ {
				if len(found[i]) == 0 {
					found[i] = s.terms[initials]
				}
			}
		}
	}
	for i, at := range found {
		if len(at) == 0 {
			return nil
		}
		if i == 0 || passages[0] == 0 { // what the title names is meant throughout
			passages = at
			continue
		}
		reach := 2
		if i+len(n.words)-len(list) == n.of {
			reach = 0
		}
		passages = slices.DeleteFunc(slices.Clone(passages), func(p int) bool {
			k, _ := slices.BinarySearch(at, p-reach)
			return at[0] != 0 && (k == len(at) || at[k] > p+reach)
		})
		if len(passages) == 0 {
			return nil
		}
	}
	return passages
}

// findWord returns the passages that hold a word of a name in any form, its
// initials.
func (s *source) findWord(w string) []int {
	switch {
	case s.terms[w] != nil:
		return s.terms[w]
	case words.IsHangul(w):
		if at := strings.Index(s.s, w); at >= 0 {
			return []int{s.passageAt(at)}
		}
		return nil
	case s.terms[words.Stem(w)] != nil:
		return s.terms[words.Stem(w)]
	case s.initials[w] != nil:
		return s.initials[w]
	}
	return nil
}

// people is how the names of peoples end.
var people = regexp.MustCompile(`(?:an|ish|ese|ch|i)s?$`)

// findCountry returns the passages that name the country of a people or the
// people of a country, which begin alike: "Norway" and "Norwegian". Every
// release is of Korea's ministry, and need not say so.
func (s *source) findCountry(w string) (at []int) {
	if strings.HasPrefix(w, "korea") {
		return []int{0}
	}
	for other, written := range s.cases {
		n := 0
		for n < min(len(w), len(other)) && w[n] == other[n] {
			n++
		}
		if n >= 4 && written&capital != 0 && w != other && max(len(w), len(other))-n <= 5 && (people.MatchString(w) || people.MatchString(other)) {
			at = append(at, s.terms[other]...)
		}
	}
	slices.Sort(at)
	return slices.Compact(at)
}
