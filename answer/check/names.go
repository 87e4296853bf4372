package check

import (
	"regexp"
	"slices"
	"sort"
	"strings"

	"motirbot/internal/words"
)

// aliases bring together names of countries that share no letters.
var aliases = map[string][]string{
	"uk": {"british", "britain", "brits", "united kingdom", "영국"}, "us": {"american", "america", "americans", "usa", "united states", "미국"},
	"eu": {"european", "europe", "european union", "유럽연합"}, "netherlands": {"dutch"},
	"france": {"french"}, "switzerland": {"swiss"}, "spain": {"spanish"}, "denmark": {"danish"}, "poland": {"polish"}, "czechia": {"czech"},
	"norway": {"norwegian"}, "uae": {"emirati", "emirates"},
}

// syllable is a Korean syllable in Latin letters, as the second part of a
// given name ("Jung-kwan") and unlike "-led" and "-based".
var syllable = regexp.MustCompile(`^[bcdghjklmnprstwy]{0,2}[aeiouy]{1,3}(?:[klmnpt]|ng)?$`)

// hangulTitles are titles that follow a person's name in Korean.
var hangulTitles = []string{
	"장관", "차관", "본부장", "실장", "국장", "대사", "위원장", "사장", "회장", "의장", "대표", "총리", "대통령", "교섭관", "시장", "지사", "원장",
}

const surnames = "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구민진나지엄채원천방공현변여추도석선설길연위표명라왕옥제"

// name is a name or title of a sentence: words in a row that are written with
// capitals, or a Korean person with a title.
type name struct {
	words    []string
	text     string
	tok      int
	of       int  // words before the last "of" or "for" in it: 1 in "Minister of Trade"
	optional bool // its first word opens the sentence and may be no name
}

// readNames finds the names of a sentence. A capital that only opens the
// sentence makes no name.
func (d *text) readNames() []name {
	inFigure := make([]bool, len(d.toks))
	for _, f := range d.figures {
		for i := f.tok; i < f.next; i++ {
			inFigure[i] = true
		}
	}
	var out []name
	for i := 0; i < len(d.toks); i++ {
		if n, ok := d.person(i); ok {
			out = append(out, n)
			continue
		}
		if !d.capital(i) || inFigure[i] || d.dated[i] {
			continue
		}
		opens := i == 0 || strings.ContainsAny(d.gap(i), ".:!?“”\"‘;") || d.gap(i) == "\n"
		n := name{tok: i}
		j := i
		for ; j < len(d.toks) && !inFigure[j] && !d.dated[j]; j++ {
			gap := d.gap(j)
			if j > i && gap != "" && gap != "-" && gap != "&" && gap != "‑" {
				break
			}
			w := d.word(j)
			switch {
			case d.capital(j):
				n.words = append(n.words, w)
				continue
			case gap == "-" && len(n.words) > 1 && syllable.MatchString(w):
				n.words = append(n.words, w)
				continue
			case gap == "-":
				continue
			case (w == "of" || w == "for") && j+1 < len(d.toks) && d.gap(j+1) == "" && d.capital(j+1):
				n.of = len(n.words)
				continue
			}
			break
		}
		n.text = d.s[d.toks[i].Start:d.toks[j-1].End]
		if len(n.words) == 1 && words.IsStop(n.words[0]) {
			continue
		}
		n.optional = opens && (len(n.words) > 1 || !isAcronym(d.raw(i)))
		out = append(out, n)
		i = j - 1
	}
	return out
}

// capital reports whether token i is written with a capital and is no currency.
func (d *text) capital(i int) bool {
	if i >= len(d.toks) || !isUpper(d.raw(i)) {
		return false
	}
	_, unit := unitWords[d.word(i)]
	return !unit
}

func isAcronym(w string) bool { return len(w) > 1 && strings.ToUpper(w) == w }

// person reads "김정관 장관" and "김 장관" at token i.
func (d *text) person(i int) (name, bool) {
	w := d.word(i)
	if !words.IsHangul(w) || len(w) > 4*len("김") || !strings.Contains(surnames, w[:len("김")]) || !d.near(i+1) {
		return name{}, false
	}
	for _, title := range hangulTitles {
		if strings.HasPrefix(d.word(i+1), title) && len(w) != 2*len("김") {
			return name{words: []string{w}, text: w + " " + title, tok: i}, true
		}
	}
	return name{}, false
}

// find returns the passages of s that hold the name; ok is false if it does not.
func (s *source) find(n name) (passages []int32, ok bool) {
	list := n.words
	if n.optional && len(list) > 1 && len(s.findWord(list[0])) == 0 && len(s.findCountry(list[0])) == 0 {
		list = list[1:]
	}
	found := make([][]int32, len(list))
	for i, w := range list {
		found[i] = s.findWord(w)
		if country := s.findCountry(w); len(country) > 0 && (len(found[i]) == 0 || len(list) > 2) {
			// A people may be named apart: "Norwegian State Secretary Syrstad".
			found[i] = country
			if len(list) > 2 {
				found[i] = []int32{0}
			}
		}
	}
	s.spelledOut(list, found)
	for i, at := range found {
		if len(at) == 0 {
			return nil, false
		}
		if i == 0 || passages[0] == 0 {
			passages = at
		} else if at[0] != 0 {
			reach := int32(2) // a person and the title may be named some sentences apart
			if i+len(n.words)-len(list) == n.of {
				reach = 0
			}
			passages = common(passages, at, reach)
		}
		if len(passages) == 0 {
			return nil, false
		}
	}
	return passages, true
}

// spelledOut finds words of a name whose initials a release has: "European
// Union" where it writes EU.
func (s *source) spelledOut(list []string, found [][]int32) {
	for from := range list {
		for to := from + 2; to <= min(len(list), from+maxInitials); to++ {
			var initials strings.Builder
			for _, w := range list[from:to] {
				initials.WriteByte(w[0])
			}
			if at := s.terms[initials.String()]; len(at) > 0 {
				for i := from; i < to; i++ {
					if len(found[i]) == 0 {
						found[i] = at
					}
				}
			}
		}
	}
}

// common returns the passages of a that lie within reach of one of b.
func common(a, b []int32, reach int32) []int32 {
	var out []int32
	for _, p := range a {
		if i, _ := slices.BinarySearch(b, p-reach); i < len(b) && b[i] <= p+reach {
			out = append(out, p)
		}
	}
	return out
}

// findWord returns the passages that hold a word of a name, in another form of
// it, or its initials.
func (s *source) findWord(w string) []int32 {
	if at := s.terms[w]; len(at) > 0 {
		return at
	}
	if words.IsHangul(w) {
		for p, span := range s.passages {
			if strings.Contains(s.s[span.Start:span.End], w) {
				return []int32{int32(p)}
			}
		}
		return nil
	}
	if at := s.terms[words.Stem(w)]; len(at) > 0 {
		return at
	}
	if at := s.initials[w]; len(at) > 0 && len(w) > 1 {
		return at
	}
	return nil
}

// findCountry returns the passages that name the country or people of w.
func (s *source) findCountry(w string) []int32 {
	if w == "korea" || w == "korean" || w == "koreans" {
		return []int32{0} // every release is of Korea's ministry, and need not say so
	}
	for key, others := range aliases {
		group := append([]string{key}, others...)
		for _, other := range group {
			if other != w {
				continue
			}
			for _, o := range group {
				first, second, _ := strings.Cut(o, " ")
				if at := s.terms[first]; len(at) > 0 && (second == "" || len(s.terms[second]) > 0) {
					return at
				}
			}
		}
	}
	// "Norwegian" and "Norway" share their beginning, "Uzbekistan" begins with "Uzbek".
	if len(w) >= 4 {
		stem := w[:4]
		for i := sort.SearchStrings(s.capitals, stem); i < len(s.capitals) && strings.HasPrefix(s.capitals[i], stem); i++ {
			if demonym(w, s.capitals[i]) {
				return s.terms[s.capitals[i]]
			}
		}
	}
	return nil
}

// demonym reports whether one word is the other with the ending of a people or
// a language.
func demonym(a, b string) bool {
	for _, pair := range [][2]string{{a, b}, {b, a}} {
		if rest, ok := strings.CutPrefix(pair[1], pair[0]); ok && (rest == "ia" || rest == "istan" || rest == "land") {
			return true
		}
		for _, ending := range []string{"ian", "ians", "ese", "an", "ans", "n", "i", "ish"} {
			if root, ok := strings.CutSuffix(pair[0], ending); ok && len(root) >= 4 && strings.HasPrefix(pair[1], root[:len(root)-min(1, len(root)-4)]) && len(pair[1]) <= len(root)+3 {
				return true
			}
		}
	}
	return false
}
