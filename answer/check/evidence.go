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

// NewEvidence takes the releases of an answer; they are read when a sentence is
// first compared with them.
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
	passageOf  []int                   // by token
	stems      []string                // by token
	heading    []int                   // by passage: where its table starts, -1 outside tables
	terms      map[string][]int        // passages of words and of their stems
	initials   map[string][]int        // passages of names by their initials
	cases      map[string]letterCase   // how words are written inside sentences
	cell       []bool                  // by figure: a heading may hold its unit
	cellScales []float64               // what headings say that cells are counted in
	units      map[string]bool         // that the release names at all
	dateAt     map[dates.Mention][]int // passages of dates, by date without its place
	quotable   words.Quotable
}

// letterCase says how a word is written inside sentences: a name never small.
type letterCase uint8

const (
	small letterCase = 1 << iota
	capital
)

func (s *source) prepare() {
	s.once.Do(func() {
		title := strings.TrimSpace(strings.ReplaceAll(s.Title, "\n", " "))
		s.body = len(title) + 1
		s.text = read(title+"\n"+s.Body, s.Date)
		s.passages, s.quotable = sentences.Split(s.s), words.NewQuotable(s.s)
		s.terms, s.cases, s.dateAt = map[string][]int{}, map[string]letterCase{}, map[dates.Mention][]int{}
		p := 0
		for i, t := range s.toks {
			for p+1 < len(s.passages) && s.passages[p+1].Start <= t.Start {
				p++
			}
			s.passageOf = append(s.passageOf, p)
			add(s.terms, t.Text, p)
			s.stems = append(s.stems, words.Stem(t.Text))
			add(s.terms, s.stems[i], p)
			if !isUpper(s.raw(i)) {
				s.cases[t.Text] |= small
			} else if i > 0 && p > 0 && s.passageOf[i-1] == p && s.gap(i) == "" {
				s.cases[t.Text] |= capital
			}
		}
		for _, m := range s.dates {
			p := s.passageAt(m.Start)
			m.Start, m.End = 0, 0
			s.dateAt[m] = append(s.dateAt[m], p)
		}
		s.readInitials()
		s.readTables()
	})
}

// add keeps the passages of a term in order, each once.
func add(terms map[string][]int, term string, passage int) {
	list := terms[term]
	if n := len(list); n == 0 || list[n-1] < passage {
		terms[term] = append(list, passage)
	}
}

// passageAt returns the passage that a byte of the text stands in.
func (s *source) passageAt(at int) int {
	return max(0, sort.Search(len(s.passages), func(p int) bool { return s.passages[p].Start > at })-1)
}

// maxInitials is the longest name whose initials are kept.
const maxInitials = 7

// readInitials keeps the initials of names in a row, small words left out, and
// of hyphenated given names: "International Energy Agency" is iea, "Jung-kwan" jk.
func (s *source) readInitials() {
	s.initials = map[string][]int{}
	var run []byte
	for i := range s.toks {
		upper, gap := isUpper(s.raw(i)), s.gap(i)
		if gap == "" && !upper && words.IsStop(s.word(i)) {
			continue
		}
		if !(gap == "-" && len(run) > 0 || upper && (gap == "" || gap == "&")) {
			run = run[:0]
		}
		if !upper && len(run) == 0 {
			continue
		}
		run = append(run, s.word(i)[0])
		run = run[max(0, len(run)-maxInitials):]
		for from := 0; from+2 <= len(run); from++ {
			add(s.initials, string(run[from:]), s.passageOf[i])
		}
	}
}

// readTables finds the tables and what their cells may be counted in:
// "(million barrels)" and "(단위: 백만 달러)" stand behind no number.
func (s *source) readTables() {
	for i, p := range s.passages {
		switch line := s.s[p.Start:p.End]; {
		case !isRow(line):
			s.heading = append(s.heading, -1)
		case i > 0 && s.heading[i-1] >= 0:
			s.heading = append(s.heading, s.heading[i-1])
		default:
			s.heading = append(s.heading, i)
		}
	}
	s.cellScales, s.units = []float64{1}, map[string]bool{}
	for i := range s.toks {
		w := s.word(i)
		s.units[unitOf(w).unit] = true
		scale := scales[strings.TrimSuffix(w, "s")]
		if words.IsHangul(w) {
			scale = 1
			for _, r := range w {
				scale *= hangulScales[r]
			}
		}
		if scale > 1 && len(w) > 2 && !(isNumber(s.word(i-1)) && s.gap(i) == "") && !slices.Contains(s.cellScales, scale) {
			s.cellScales = append(s.cellScales, scale)
		}
	}
	for i, f := range s.figures {
		s.units[f.unit] = true
		beside := i > 0 && s.figures[i-1].next == f.tok || i+1 < len(s.figures) && s.figures[i+1].tok == f.next
		s.cell = append(s.cell, f.bare && (f.digit < 1 || beside || s.heading[s.passageOf[f.tok]] >= 0))
	}
}

func isUpper(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}

func isNumber(w string) bool { return w != "" && w[0] >= '0' && w[0] <= '9' }

// isRow reports whether a line is the row of a table: between bars, or with two
// numbers at its end.
func isRow(line string) bool {
	fields := strings.Fields(line)
	n := len(fields)
	return strings.HasPrefix(line, "|") || n > 2 && isCell(fields[n-1]) && isCell(fields[n-2])
}

func isCell(field string) bool {
	field = strings.TrimLeft(field, "+-−△▲")
	return isNumber(field) && !strings.HasSuffix(field, ".") && strings.Trim(field, "0123456789.,%") == ""
}

// sameDate reports whether a date of a sentence is one of a release: the same,
// or a month or year that holds it, or an end of a span. One without a year has
// that of the release.
func sameDate(said, there dates.Mention) bool {
	s, t := said.Period, there.Period
	weekday := func(d release.Date) int { return (int(d.Weekday())+6)%7 + 1 } // as dates.Mention.Named
	if shift := t.From.Year - s.From.Year; said.Yearless && shift != 0 {
		s = release.Period{From: release.NewDate(s.From.Year+shift, s.From.Month, s.From.Day), To: release.NewDate(s.To.Year+shift, s.To.Month, s.To.Day)}
	}
	switch {
	case said.Monthless || there.Monthless:
		return said.Kind == dates.Day && there.Kind == dates.Day && t.From.Day == s.From.Day
	case said.Kind == dates.Weekday:
		return there.Named == said.Named || t.From == t.To && weekday(t.From) == said.Named
	case said.Named != 0 && there.Named != 0 && said.Named != there.Named,
		said.Named != 0 && there.Named == 0 && weekday(s.From) != said.Named:
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
	}
	return inside
}
