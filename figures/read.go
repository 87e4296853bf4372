// Package figures reads the statistics out of releases: what was measured, of
// what, when, how much, and how far that is from before. It reads English and
// Korean sentences and tables, and stores nothing that it is not certain of.
package figures

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"maps"
	"regexp"
	"slices"
	"strings"

	"motirbot/figures/observation"
	"motirbot/internal/dates"
	"motirbot/internal/sentences"
	"motirbot/internal/tables"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// Reader reads observations. It does not change after NewReader, and may be
// used by several goroutines.
type Reader struct {
	lexicon *node
	names   *names
	version string
}

// readerVersion is part of what stored figures are known by: raise it when
// Check reads differently, so that releases are read again.
const readerVersion = 7

// maxSentence is the longest sentence that is read, in bytes.
const maxSentence = 20_000

// NewReader returns a Reader that knows the partners among the topics.
func NewReader(topics *retrieval.Topics) *Reader {
	names := newNames(topics)
	sum := fnv.New64a()
	sum.Write([]byte(vocabularyText))
	for _, key := range slices.Sorted(maps.Keys(names.partners)) {
		fmt.Fprintln(sum, key, names.partners[key].all)
	}
	return &Reader{lexicon: newLexicon(topics), names: names, version: fmt.Sprintf("%d/%x", readerVersion, sum.Sum64())}
}

// Observations reads a release for the store.
func (r *Reader) Observations(rel release.Release) *store.Observations {
	return &store.Observations{Reader: r.version, List: r.Check(rel).Observations}
}

// Store is the store as Update writes it.
type Store interface {
	Unread(ctx context.Context, reader string, n int) ([]store.Record, error)
	PutObservations(ctx context.Context, of []store.Record, read []store.Observations) error
	Renew(ctx context.Context) error
}

// Update reads the releases that another reader, or none, has read. It returns
// how many; what is read before an error is kept.
func (r *Reader) Update(ctx context.Context, kept Store) (read int, err error) {
	const batch = 200
	for {
		of, err := kept.Unread(ctx, r.version, batch)
		if err == nil && len(of) == 0 && read > 0 {
			err = kept.Renew(ctx)
		}
		if err != nil || len(of) == 0 {
			return read, err
		}
		list := make([]store.Observations, len(of))
		for i, rec := range of {
			if err := ctx.Err(); err != nil {
				return read, err
			}
			list[i] = *r.Observations(rec.Release)
		}
		if err := kept.PutObservations(ctx, of, list); err != nil {
			return read, fmt.Errorf("storing the figures of %d releases: %w", len(of), err)
		}
		read += len(of)
	}
}

// Left is an amount of a release that no observation was made of.
type Left struct {
	Written    string `json:"written"`
	Why        string `json:"why"`
	Start, End int    `json:"-"` // of its sentence or row
}

// Reading is what was read of a release.
type Reading struct {
	Observations []observation.Observation
	Left         []Left
	Period       release.Period // what the release reports on; zero if that is not told
}

// Read returns the observations of a release, in the order of its text.
func (r *Reader) Read(rel release.Release) []observation.Observation {
	return r.Check(rel).Observations
}

// Check reads a release and keeps what it could not use.
func (r *Reader) Check(rel release.Release) Reading {
	if rel.Issuer.Country != "" && rel.Issuer.Country != "KR" || !strings.ContainsAny(rel.Body, "0123456789") {
		return Reading{} // another country's exports are not what is asked for
	}
	d := document{reader: r, rel: rel, rowEnd: -2, recent: map[observation.Grain]release.Period{}, marks: readTriangles(rel.Body)}
	spans := sentences.Split(rel.Body)
	if !slices.ContainsFunc(spans, func(s sentences.Span) bool { return mayTell(rel.Body[s.Start:s.End]) }) {
		return Reading{}
	}
	d.orient(spans)
	done := 0
	for _, s := range spans {
		if s.Start < done {
			continue
		}
		if s.Start == 0 || rel.Body[s.Start-1] == '\n' {
			if end, ok := d.plainTable(s.Start); ok {
				done = end
				continue
			}
		}
		if tables.IsRow(rel.Body[s.Start:s.End]) {
			d.row(s.Start, s.End)
			continue
		}
		if _, ok := unitOf(rel.Body[s.Start:s.End]); ok && tables.Tops(rel.Body, s.Start, s.End) {
			continue
		}
		if s.End-s.Start > maxSentence {
			continue // no sentence, but something that came without its line breaks
		}
		d.sentence(s.Start, s.End)
	}
	d.finish()
	return Reading{Observations: d.found, Left: d.left, Period: d.period}
}

// tellers stand in every sentence with a figure: parts of its unit.
var tellers = []string{
	"%", "ercent", "cent", "illion", "bn", "$", "usd", "krw", "units", "vehicle", "cars", "days", "tons", "barrel", "억", "조", "만", "달러", "대", "일", "배럴", "톤",
}

// mayTell is a quick look whether a sentence or row is worth reading.
func mayTell(text string) bool {
	if tables.IsRow(text) {
		return strings.ContainsAny(text, "0123456789")
	}
	if !strings.ContainsAny(text, "0123456789") {
		return false
	}
	lower := strings.ToLower(text)
	return slices.ContainsFunc(tellers, func(t string) bool { return strings.Contains(lower, t) })
}

// document is a release that is being read.
type document struct {
	reader  *Reader
	rel     release.Release
	marks   triangles
	period  release.Period   // that the release is about
	mains   []release.Period // that its title names
	carried release.Period   // of them, the one last named
	strayed bool             // of a longer period by its title, it has told of a part of that
	recent  map[observation.Grain]release.Period
	measure string // that its title names
	item    string // that its title narrows everything to: "ict", "cars"
	korean  bool   // figures in brackets are changes, falls marked by △
	prov    bool
	plain   bool   // its title or first sentence names a measure of all
	bare    string // measure of an item that is named alone
	pairs   []*fact
	before  []*fact // that the sentence before ended with
	found   []observation.Observation
	left    []Left
	facts   []*fact
	sheet   sheet
	rowEnd  int                       // of the last row
	rows    []observation.Observation // of tables
}

// fact is an observation in the making.
type fact struct {
	subject
	period  release.Period
	value   amount
	change  amount
	prior   amount // what the value was in the period that before names
	before  observation.Basis
	basis   observation.Basis
	record  string
	loose   bool // its period is that of a clause before
	double  bool // it is told in two units
	start   int  // of the sentence, in the body
	end     int
	trigger int // token of the subject
}

// empty reports whether a fact has neither a value nor a change.
func (f *fact) empty() bool { return f.value.IsZero() && f.change.IsZero() }

// orient finds what a release is about: its period, and the item that all of
// its figures are of. The title tells, or else the first sentences.
func (d *document) orient(spans []sentences.Span) {
	d.korean = strings.Contains(d.rel.Body, "△") && triangleSigns(d.rel.Body)
	lead := []string{d.rel.Title}
	for _, s := range spans[:min(len(spans), 4)] {
		lead = append(lead, d.rel.Body[s.Start:s.End])
	}
	best, coarse := d.periods(lead)
	if d.period = best; best.IsZero() || d.period.To.DaysUntil(d.rel.Date) > 200 && !coarse.IsZero() {
		d.period = coarse
	}
	if !d.period.IsZero() && d.period.To.DaysUntil(d.rel.Date) > 400 {
		d.period = release.Period{} // history, and no report
	}
	d.prov = strings.Contains(strings.ToLower(d.rel.Title+" "+d.rel.Body), "provisional") || strings.Contains(d.rel.Body, "잠정치")
	d.topic(lead)
}

// periods returns the period that the title, or else the first sentences, report
// on, and the first year among them. It notes the periods that are named.
func (d *document) periods(lead []string) (best, coarse release.Period) {
	for n, text := range lead {
		text = pointDays.ReplaceAllString(text, "${1}월 ${2}~${3}일")
		for _, m := range dates.Read(unquoted(text), d.rel.Date) {
			if !reported(m, d.rel.Date) {
				continue
			}
			g := observation.GrainOf(m.Period)
			same := func(p release.Period) bool { return observation.GrainOf(p) == g }
			if n == 0 && g != observation.Span && !slices.ContainsFunc(d.mains, same) {
				d.mains = append(d.mains, m.Period)
			}
			if d.recent[g].IsZero() {
				d.recent[g] = m.Period
			}
			closer := n == 1 && best.To.Before(m.Period.To) && m.Period.From.DaysUntil(d.rel.Date) < best.From.DaysUntil(d.rel.Date)
			switch {
			case g == observation.Year && coarse.IsZero():
				coarse = m.Period
			case g == observation.Year, g == observation.Span, g == observation.YearToDate:
			case best.IsZero(), closer && !strings.Contains(d.rel.Title, text[m.Start:m.End]):
				best = m.Period
			}
		}
		if n == 0 && best.IsZero() && len(d.mains) == 1 {
			best = d.mains[0] // a year, or the part of one
		}
		if n == 0 && !best.IsZero() {
			break
		}
	}
	return best, coarse
}

// hyphened ends in a compound adjective.
var hyphened = regexp.MustCompile(`\w-\w+ $`)

// bothWays is the title of statistics of all trade.
var bothWays = regexp.MustCompile(`(?i)^(?:\P{L}|korea\S*\s)*exports? (?:and|&) imports?\b|수출입`)

// pointDays matches days of a month in points, which look like a decimal:
// "4.1~20일".
var pointDays = regexp.MustCompile(`\b(\d{1,2})\.(\d{1,2})[~∼～-](\d{1,2})일`)

// reported reports whether a release of that day can have statistics of a
// period.
func reported(m dates.Mention, day release.Date) bool {
	p := m.Period
	switch {
	case p.From.IsZero() || p.To.IsZero() || p.From.After(day):
		return false
	case m.Kind == dates.Day || m.Kind == dates.Week || m.Kind == dates.Weekday || m.Kind == dates.Part || p.From == p.To:
		return false
	case observation.GrainOf(p) == observation.Days:
		return p.From.Day == 1 || p.From.Day == 11 || p.From.Day == 21
	case observation.GrainOf(p) == observation.Span && p.From.Day != 1:
		return false
	}
	return p.To.Before(day) || p.To == day
}

// industry follows the item that all figures of a release are of.
var industry = regexp.MustCompile(`^(?i:\s*industry|산업)`)

// topic finds the measure and the item that the title, or else the first
// sentence, gives all figures.
func (d *document) topic(lead []string) {
	for n := range 2 {
		named, plain, done := d.heading(lead, n)
		if done {
			return
		}
		switch of := umbrellas[named]; {
		case named == "" || plain:
		case of == "" || of == named:
			d.item = named
		case n > 0:
			d.item = of // its figures may be of the whole
		}
		if named != "" || plain {
			break
		}
	}
	if d.plain = d.plain || bothWays.MatchString(d.rel.Title); d.item != "" || d.plain {
		return
	}
	for _, text := range lead[1:] {
		for _, t := range d.reader.tokens(text, d.rel.Date, d.marks) {
			if t.class == item && umbrellas[t.key] != "" {
				d.item = umbrellas[t.key]
				return
			}
		}
	}
}

// heading reads the title, lead 0, or the first sentence, lead 1: the item that it
// names, and whether it names a measure plainly, of all. done says that it has
// told what all figures are of.
func (d *document) heading(lead []string, n int) (named string, plain, done bool) {
	text := lead[n]
	ts := d.reader.tokens(text, d.rel.Date, d.marks)
	for i := 0; i < len(ts); i++ {
		if ts[i].class != measure && ts[i].class != item {
			continue
		}
		subjects, next := d.subjects(ts, i)
		i = max(i, next-1)
		first := subjects[0]
		switch {
		case n == 0 && first.item == "retail":
			d.item, d.measure = "retail", observation.Sales
			return named, plain, true
		case !first.named && industry.MatchString(text[ts[i].end:]):
			d.item = first.item // "the automobile industry"
			return named, plain, true
		case n == 0 && !first.named && first.item != "" && next < len(ts) && ts[next].key == ":" && len(subjects) == 1:
			named = first.item // "ICT goods: …"
		}
		compound := n == 0 && hyphened.MatchString(text[:ts[i].start]) // "Eco-friendly Exports"
		for _, s := range subjects {
			if !s.named || s.measure == "-" {
				continue
			}
			if d.measure == "" || d.measure == observation.Balance {
				d.measure = s.measure
			}
			if s.unknown || compound || s.item != first.item {
				continue
			}
			named = cmp.Or(named, s.item)
			plain = plain || s.item == "" && (named == "" || !leads(d, lead, named))
			d.plain = d.plain || s.item == "" && s.partner == "" && named == ""
		}
	}
	return named, plain, false
}

// leads reports whether the first sentence begins with an item as well as the
// title: what the title names plainly after it is of that item too then.
func leads(d *document, lead []string, key string) bool {
	for _, t := range d.reader.tokens(lead[1], d.rel.Date, d.marks) {
		if t.class == item {
			return t.key == key && umbrellas[key] == key
		}
	}
	return false
}

// finish turns facts into observations. Figures of one subject and period that
// contradict each other are left out.
func (d *document) finish() {
	var all []observation.Observation
	for _, f := range d.facts {
		all = append(all, d.observations(f)...)
	}
	all = append(all, d.rows...)
	byKey := map[string][]int{}
	for i, o := range all {
		byKey[o.Key()] = append(byKey[o.Key()], i)
	}
	const said, contradicted = 1, 2
	drop := make([]int, len(all))
	for _, list := range byKey {
		for n, i := range list {
			for _, j := range list[n+1:] {
				a, b := &all[i], &all[j]
				switch {
				case drop[i] == said || drop[j] == said:
				case !a.Value.IsZero() && !b.Value.IsZero() && a.Value.Unit == b.Value.Unit && !a.Value.Agrees(b.Value),
					!a.Change.IsZero() && !b.Change.IsZero() && a.Basis == b.Basis && !a.Change.Agrees(b.Change):
					drop[i], drop[j] = contradicted, contradicted
				case drop[i] == contradicted:
				case b.Value.IsZero() && b.Change.IsZero(), a.Earlier == b.Earlier && a.Basis == b.Basis && a.Value.Unit == b.Value.Unit:
					a.Record = cmp.Or(a.Record, b.Record)
					drop[j] = said
				}
			}
		}
	}
	for i, o := range all {
		switch {
		case drop[i] == contradicted:
			d.leave(o.Start, o.End, cmp.Or(o.Value.Written, o.Change.Written), "figures of one thing contradict each other")
		case drop[i] == 0 && !(o.Value.IsZero() && o.Change.IsZero()):
			// What a release says of a time before the one it reports on, it says to
			// compare.
			o.Earlier = o.Earlier || !o.Period.IsZero() && !d.period.IsZero() && o.Period.To.Before(d.period.From)
			d.found = append(d.found, o)
		}
	}
	slices.SortStableFunc(d.found, func(a, b observation.Observation) int { return a.Start - b.Start })
}

func (d *document) leave(start, end int, written, why string) {
	d.left = append(d.left, Left{Written: written, Why: why, Start: start, End: end})
}

func mentionOf(t token) dates.Mention { return dates.Mention{Period: t.period, Kind: t.kind} }

// unquoted blanks what somebody said.
func unquoted(text string) string {
	b := []byte(text)
	for at := 0; ; {
		i := strings.Index(text[at:], "“")
		if i < 0 {
			return string(b)
		}
		end := strings.Index(text[at+i:], "”")
		if end < 0 {
			end = len(text) - at - i
		}
		for n := at + i; n < at+i+end; n++ {
			b[n] = ' '
		}
		at += i + end
	}
}
