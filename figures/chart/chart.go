// Package chart draws figures: a course of periods as lines, a few periods or
// the items of one period as bars. It reads nothing and writes nothing.
package chart

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"motirbot/figures"
	"motirbot/figures/observation"
	"motirbot/release"
)

// Format is what an image is encoded as.
type Format string

// The formats.
const (
	PNG Format = "png"
	SVG Format = "svg"
)

// Options say how to draw.
type Options struct {
	Format Format
	Dark   bool // a dark ground
	Korean bool
	Name   func(key string, korean bool) string // what a measure, item or partner is called
}

// Chart is a drawing of figures.
type Chart struct {
	Image []byte
	Title string
	Drawn []figures.Cited // one for each point or bar
	Left  int             // figures given that are not in it, since they cannot be compared with the others or are too many
	plan  plan
}

// ErrNothing means that no figure was given that can be drawn.
var ErrNothing = errors.New("there are no figures to draw")

// UnitsError means that the figures are of several units, which share no axis.
type UnitsError struct{ Units []string } // with most figures first

func (e *UnitsError) Error() string {
	return "the figures are in several units (" + strings.Join(e.Units, ", ") + "), which one chart cannot show: ask for one measure or item"
}

const (
	maxLines = 5
	maxBars  = 12
	// fewPeriods are drawn as bars side by side, whatever lies between: a line of two or
	// three points tells little.
	fewPeriods = 4
	maxPoints  = 120
)

// plan is what is to be drawn.
type plan struct {
	options Options
	title   string
	scale   scale
	periods []string // labels of the axis, without those between that nobody tells
	lines   []line
	across  bool // bars of one period, one below the other
	bars    bool
}

// line is a subject's figures, by period; nil where there is none.
type line struct {
	name   string
	points []*figures.Cited
	told   int
}

// Draw draws figures of one unit. Of figures whose periods differ in kind, such as
// months and quarters, it draws the kind that most are of. Errors: ErrNothing, *UnitsError
// and those of the drawing library.
func Draw(rows []figures.Cited, o Options) (Chart, error) {
	alike, err := alikeOf(rows)
	if err != nil {
		return Chart{}, err
	}
	p := newPlan(alike, o)
	c := Chart{Title: p.title, plan: p}
	for _, l := range p.lines {
		for _, point := range l.points {
			if point != nil {
				c.Drawn = append(c.Drawn, *point)
			}
		}
	}
	c.Left = len(rows) - len(c.Drawn)
	c.Image, err = p.draw(c.Alt(0))
	return c, err
}

// alikeOf are the figures that share an axis: those with a value or, where
// none has one, with a change; of the kind of period that most have.
func alikeOf(rows []figures.Cited) ([]figures.Cited, error) {
	told := slices.DeleteFunc(slices.Clone(rows), func(c figures.Cited) bool { return c.Value.IsZero() || c.Period.IsZero() })
	if len(told) == 0 {
		told = slices.DeleteFunc(slices.Clone(rows), func(c figures.Cited) bool { return c.Period.IsZero() })
		for i := range told {
			told[i].Value = told[i].Change
		}
	}
	if len(told) == 0 {
		return nil, ErrNothing
	}
	if units := most(told, func(c figures.Cited) string { return c.Value.Unit }); len(units) > 1 {
		for i, unit := range units {
			units[i] = cmp.Or(unit, "without a unit")
		}
		return nil, &UnitsError{Units: units}
	}
	kind := most(told, kindOf)[0]
	return slices.DeleteFunc(told, func(c figures.Cited) bool { return kindOf(c) != kind }), nil
}

// Comparable are those figures of the unit that most have.
func Comparable(rows []figures.Cited) []figures.Cited {
	told := slices.DeleteFunc(slices.Clone(rows), func(c figures.Cited) bool { return c.Value.IsZero() })
	if len(told) == 0 {
		return rows
	}
	unit := most(told, func(c figures.Cited) string { return c.Value.Unit })[0]
	return slices.DeleteFunc(told, func(c figures.Cited) bool { return c.Value.Unit != unit })
}

// most are the different values of a figure, those that most have first.
func most(rows []figures.Cited, of func(figures.Cited) string) []string {
	var all []string
	count := map[string]int{}
	for _, c := range rows {
		if count[of(c)]++; count[of(c)] == 1 {
			all = append(all, of(c))
		}
	}
	slices.SortStableFunc(all, func(a, b string) int { return count[b] - count[a] })
	return all
}

// kindOf names periods that can be compared: the first 20 days of months, but
// not those with the first 10.
func kindOf(c figures.Cited) string {
	switch c.Grain {
	case observation.Days:
		return fmt.Sprintf("days %d-%d", c.Period.From.Day, c.Period.To.Day)
	case observation.YearToDate:
		return fmt.Sprintf("to month %d", c.Period.To.Month)
	}
	return string(c.Grain)
}

func newPlan(rows []figures.Cited, o Options) plan {
	p := plan{options: o}
	periods := periodsOf(rows)
	at := map[release.Period]int{}
	for i, period := range periods {
		at[period] = i
		p.periods = append(p.periods, observation.Observation{Period: period, Grain: rows[0].Grain}.When())
	}
	lines := map[string]*line{}
	var order []*line
	common, name := p.subjects(rows)
	for _, c := range rows {
		i, drawn := at[c.Period]
		key := c.Measure + "|" + c.Item + "|" + c.Partner
		if lines[key] == nil {
			lines[key] = &line{name: name(c), points: make([]*figures.Cited, len(periods))}
			order = append(order, lines[key])
		}
		if drawn && lines[key].points[i] == nil {
			lines[key].points[i] = &c
			lines[key].told++
		}
	}
	p.across = len(periods) == 1
	p.bars = p.across || len(periods) <= fewPeriods
	last := func(l *line) float64 {
		for _, c := range slices.Backward(l.points) {
			if c != nil {
				return c.Value.Number
			}
		}
		return 0
	}
	slices.SortStableFunc(order, func(a, b *line) int { return cmp.Or(b.told-a.told, cmp.Compare(last(b), last(a))) })
	limit := maxLines
	if p.across {
		limit = maxBars
	}
	for _, l := range order[:min(limit, len(order))] {
		p.lines = append(p.lines, *l)
	}
	p.scale = scaleOf(p.lines, o.Korean)
	p.title = strings.Join(common, " · ")
	if p.across {
		p.title += " · " + p.periods[0]
	}
	return p
}

// subjects tells what all figures have in common, and how to name what differs.
func (p plan) subjects(rows []figures.Cited) (common []string, name func(figures.Cited) string) {
	parts := []func(figures.Cited) string{
		func(c figures.Cited) string { return c.Measure },
		func(c figures.Cited) string { return c.Item },
		func(c figures.Cited) string { return c.Partner },
	}
	named := func(i int, key string) string {
		if i == 0 && !p.options.Korean {
			return figures.MeasureName(key)
		}
		return p.name(key)
	}
	var differ []int
	for i, of := range parts {
		if all := most(rows, of); len(all) > 1 {
			differ = append(differ, i)
		} else if all[0] != "" {
			common = append(common, named(i, all[0]))
		}
	}
	if len(common) == 0 {
		common = []string{p.word("Figures", "통계")}
	}
	first, size := utf8.DecodeRuneInString(common[0])
	common[0] = string(unicode.ToUpper(first)) + common[0][size:]
	return common, func(c figures.Cited) string {
		var words []string
		for _, i := range differ {
			if key := parts[i](c); key != "" {
				words = append(words, named(i, key))
			}
		}
		if len(words) == 0 && len(differ) > 0 {
			return p.word("Total", "합계")
		}
		return strings.Join(words, " · ")
	}
}

func (p plan) name(key string) string {
	if p.options.Name == nil {
		return key
	}
	return p.options.Name(key, p.options.Korean)
}

func (p plan) word(english, korean string) string {
	if p.options.Korean {
		return korean
	}
	return english
}

// periodsOf are the periods on the axis, with those between that nobody tells, so that
// equal times take equal room; the newest where there are too many.
func periodsOf(rows []figures.Cited) []release.Period {
	var all []release.Period
	for _, c := range rows {
		all = append(all, c.Period)
	}
	slices.SortFunc(all, func(a, b release.Period) int { return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To)) })
	all = slices.Compact(all)
	months := map[observation.Grain]int{observation.Month: 1, observation.Quarter: 3, observation.Half: 6, observation.Year: 12}[rows[0].Grain]
	if months > 0 && len(all) > fewPeriods {
		var whole []release.Period
		for from := all[0].From; !from.After(all[len(all)-1].From); {
			next := release.NewDate(from.Year, from.Month+time.Month(months), 1)
			whole = append(whole, release.Period{From: from, To: next.AddDays(-1)})
			from = next
		}
		all = whole
	}
	return all[max(0, len(all)-maxPoints):]
}
