// Package check compares a sentence of a model's text exactly with the
// releases that it may rest on: figures with their units, dates and periods,
// names, quotations, and arithmetic on figures. What it cannot compare exactly
// it leaves to a second reading.
package check

import (
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"motirbot/internal/dates"
	"motirbot/internal/sentences"
	"motirbot/internal/words"
	"motirbot/release"
)

// Release is one release of the evidence, whole.
type Release struct {
	N           int // its number in the prompt
	Title, Body string
	Date        release.Date
}

// Span is a stretch of a release's body, in bytes.
type Span struct{ Start, End int }

// Evidence is the releases that an answer may rest on. It is safe for
// concurrent use.
type Evidence struct{ releases []*source }

// NewEvidence takes the releases of an answer; each is read when a sentence is
// first compared with it.
func NewEvidence(releases []Release) *Evidence {
	e := &Evidence{}
	for _, r := range releases {
		e.releases = append(e.releases, &source{Release: r})
	}
	return e
}

// source is a release prepared for comparison. Its text is the title, a line
// break and the body; the title is its first passage.
type source struct {
	Release
	once sync.Once
	*text
	body       int                     // where the body starts in the text
	passages   []sentences.Span        // sentences, items and rows of tables
	passageOf  []int32                 // by token
	stems      []string                // by token
	heading    []int32                 // by passage: where its table starts, -1 outside tables
	terms      map[string][]int32      // passages of words and of their stems
	capitals   []string                // words with a capital, folded, sorted
	cases      map[string]letterCase   // how words are written inside sentences
	initials   map[string][]int32      // of names in a row: "International Energy Agency" is iea
	byUnit     map[string][]int        // figures by unit, smallest first
	cells      []int                   // figures without a unit that a heading may supply, smallest first
	cellScales []float64               // what headings say that cells are counted in
	letters    string                  // letters and digits only, for quotations
	lettersAt  []int                   // by passage, where it starts in letters
	dateToks   map[dates.Mention][]int // tokens of dates, by date without its place
}

func (s *source) prepare() *source {
	s.once.Do(func() {
		title := strings.TrimSpace(strings.ReplaceAll(s.Title, "\n", " "))
		s.body = len(title) + 1
		s.text = read(title+"\n"+s.Body, s.Date)
		s.passages = sentences.Split(s.s)
		s.passageOf = make([]int32, len(s.toks))
		s.stems = make([]string, len(s.toks))
		s.terms, s.cases = map[string][]int32{}, map[string]letterCase{}
		p := 0
		for i, t := range s.toks {
			for p+1 < len(s.passages) && s.passages[p+1].Start <= t.Start {
				p++
			}
			s.passageOf[i] = int32(p)
			add(s.terms, t.Text, p)
			s.stems[i] = words.Stem(t.Text)
			if s.stems[i] != t.Text {
				add(s.terms, s.stems[i], p)
			}
			switch upper := isUpper(s.raw(i)); {
			case !upper:
				s.cases[t.Text] |= small
			case i > 0 && p > 0 && s.passageOf[i-1] == int32(p) && s.gap(i) == "":
				s.cases[t.Text] |= capital
				fallthrough
			default:
				s.capitals = append(s.capitals, t.Text)
			}
		}
		slices.Sort(s.capitals)
		s.capitals = slices.Compact(s.capitals)
		s.readInitials()
		s.indexFigures()
		var all strings.Builder
		for _, p := range s.passages {
			s.lettersAt = append(s.lettersAt, all.Len())
			all.WriteString(letters(s.s[p.Start:p.End]))
		}
		s.letters = all.String()
		s.indexDates()
	})
	return s
}

// letterCase says how a word is written inside sentences: a name never small.
type letterCase uint8

const (
	small letterCase = 1 << iota
	capital
)

// add keeps the passages of a term in order, each once.
func add(terms map[string][]int32, term string, passage int) {
	list := terms[term]
	if n := len(list); n == 0 || list[n-1] != int32(passage) {
		terms[term] = append(list, int32(passage))
	}
}

// maxInitials is the longest name whose initials are kept.
const maxInitials = 7

// readInitials keeps the initials of names in a row, small words left out, and
// of hyphenated given names ("Jung-kwan": jk).
func (s *source) readInitials() {
	s.initials = map[string][]int32{}
	var run []byte
	for i := range s.toks {
		w, gap := s.raw(i), s.gap(i)
		switch {
		case gap == "-" && len(run) > 0, isUpper(w) && (gap == "" || gap == "&"):
		case isUpper(w):
			run = run[:0]
		case gap == "" && words.IsStop(s.word(i)) && len(run) > 0:
			continue
		default:
			run = run[:0]
			continue
		}
		run = append(run, s.word(i)[0])
		run = run[max(0, len(run)-maxInitials):]
		for from := 0; from+2 <= len(run); from++ {
			add(s.initials, string(run[from:]), int(s.passageOf[i]))
		}
	}
}

func (s *source) indexFigures() {
	s.byUnit = map[string][]int{}
	s.heading = make([]int32, len(s.passages))
	for i, p := range s.passages {
		line := s.s[p.Start:p.End]
		switch {
		case !isRow(line):
			s.heading[i] = -1
		case i > 0 && s.heading[i-1] >= 0:
			s.heading[i] = s.heading[i-1]
		case i > 1 && !strings.HasPrefix(line, "|"):
			s.heading[i-1], s.heading[i] = int32(i-1), int32(i-1)
		default:
			s.heading[i] = int32(i)
		}
	}
	// "(million barrels)", "(단위: 백만 달러)": a scale that stands behind no number.
	s.cellScales = []float64{1}
	for i := range s.toks {
		scale := scales[strings.TrimSuffix(s.word(i), "s")]
		if words.IsHangul(s.word(i)) {
			scale = 1
			for _, r := range s.word(i) {
				scale *= hangulScales[r]
			}
		}
		if scale > 1 && len(s.word(i)) > 2 && (i == 0 || !isNumber(s.word(i-1)) || s.gap(i) != "") && !slices.Contains(s.cellScales, scale) {
			s.cellScales = append(s.cellScales, scale)
		}
	}
	for i, f := range s.figures {
		s.byUnit[f.unit] = append(s.byUnit[f.unit], i)
		beside := i > 0 && s.figures[i-1].next == f.tok || i+1 < len(s.figures) && s.figures[i+1].tok == f.next
		if f.bare && (f.digit < 1 || beside || s.heading[s.passageOf[f.tok]] >= 0) {
			s.cells = append(s.cells, i)
		}
	}
	byValue := func(list []int) {
		sort.Slice(list, func(a, b int) bool { return s.figures[list[a]].value < s.figures[list[b]].value })
	}
	for _, list := range s.byUnit {
		byValue(list)
	}
	byValue(s.cells)
}

func (s *source) indexDates() {
	s.dateToks = map[dates.Mention][]int{}
	i := 0
	for _, m := range s.dates {
		for i+1 < len(s.toks) && s.toks[i].Start < m.Start {
			i++
		}
		m.Start, m.End = 0, 0
		s.dateToks[m] = append(s.dateToks[m], i)
	}
}

// between returns the figures of a list, ordered by value, within bounds.
func (s *source) between(list []int, low, high float64) []int {
	from := sort.Search(len(list), func(i int) bool { return s.figures[list[i]].value >= low })
	to := sort.Search(len(list), func(i int) bool { return s.figures[list[i]].value > high })
	if from >= to {
		return nil
	}
	return list[from:to]
}

// namesUnit reports whether the release names a unit at all, in a heading or
// beside another number.
func (s *source) namesUnit(unit string) bool {
	for w, u := range unitWords {
		if u.unit == unit && len(s.terms[w])+len(s.terms[w+"s"]) > 0 {
			return true
		}
	}
	return len(s.byUnit[unit]) > 0
}

func isUpper(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}

// letters keeps the letters and digits of a text, folded, so that spaces,
// quote styles and punctuation do not count.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, words.Fold(s))
}

// sameDate reports whether a date of a sentence is one of a release: the same,
// or a month or year that holds it, or an end of a span.
func sameDate(said, there dates.Mention) bool {
	s, t := aligned(said, there), there.Period
	switch {
	case said.Monthless || there.Monthless:
		return said.Kind == dates.Day && there.Kind == dates.Day && t.From.Day == s.From.Day
	case said.Kind == dates.Weekday:
		return there.Named == said.Named || t.From == t.To && weekday(t.From) == said.Named
	case said.Named != 0 && there.Named != 0 && said.Named != there.Named:
		return false
	case said.Named != 0 && there.Named == 0 && weekday(s.From) != said.Named && weekday(said.Period.From) != said.Named:
		return false
	case s == t:
		return true
	}
	inside := s.Contains(t.From) && s.Contains(t.To)
	switch said.Kind {
	case dates.Day:
		return there.Kind == dates.Span && (s.From == t.From || s.To == t.To)
	case dates.Span:
		return false
	case dates.Quarter, dates.Half:
		return there.Kind == dates.Span && s.To == t.To // "up to the third quarter"
	case dates.Part:
		return inside || there.Kind == dates.Part && (s.To == t.To || s.From == t.From) || there.Kind == dates.Year && s.Days() > 31 && t.Contains(s.From)
	}
	return inside
}

// weekday counts from Monday = 1, as dates.Mention.Named does.
func weekday(d release.Date) int { return (int(d.Weekday())+6)%7 + 1 }

// aligned is the period of a date of a sentence, in the year of one of a
// release where only one of them names its year.
func aligned(said, there dates.Mention) release.Period {
	p := said.Period
	shift := there.Period.From.Year - p.From.Year
	if shift == 0 || !said.Yearless && (!there.Yearless || shift != 1 && shift != -1) {
		return p
	}
	p.From.Year += shift
	p.To.Year += shift
	return release.Period{From: release.NewDate(p.From.Year, p.From.Month, p.From.Day), To: release.NewDate(p.To.Year, p.To.Month, p.To.Day)}
}

func isNumber(w string) bool { return w != "" && w[0] >= '0' && w[0] <= '9' }

// isRow reports whether a line is the row of a table: between bars, or with two
// numbers at its end.
func isRow(line string) bool {
	if strings.HasPrefix(line, "|") {
		return true
	}
	fields := strings.Fields(line)
	return len(fields) > 2 && isCell(fields[len(fields)-1]) && isCell(fields[len(fields)-2])
}

func isCell(field string) bool {
	field = strings.TrimLeft(field, "+-−△▲")
	return isNumber(field) && !strings.HasSuffix(field, ".") && strings.Trim(field, "0123456789.,%") == ""
}
