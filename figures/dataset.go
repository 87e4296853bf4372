package figures

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"motirbot/figures/observation"
	"motirbot/internal/tables"
	"motirbot/release"
	"motirbot/store"
)

// Cited is an observation with what a citation of it needs.
type Cited struct {
	observation.Observation
	Title  string
	Date   release.Date
	URL    string
	Issuer string
	Quote  string // the sentence or row that it was read from
	Heads  string // of a row: what stands above the table, and its heads
}

// Total, as the item or partner of a Query, asks for the sum of all.
const Total = "total"

// Query says which observations are asked for. What is empty does not matter.
type Query struct {
	Measure string
	Item    string // a key; Total for no item
	Partner string // a key; Total for no partner
	Period  release.Period
	Grain   observation.Grain
}

// Count is a measure, item or partner, with how many observations there are.
type Count struct {
	Key  string
	Name string
	Of   int
}

// Dataset is all figures of the releases at one moment. It does not change.
type Dataset struct {
	all   []Cited
	alike map[string][]Cited // by key: the same figure as older releases tell it
	names *names
}

// Statistics is the store as Load reads it.
type Statistics interface {
	// Observations calls each with the releases that have figures, the newest first.
	Observations(ctx context.Context, asOf release.Date, each func(store.Statistics)) error
}

// Load returns the figures of all releases up to a day, or of all where it is
// zero. Where several releases tell the same figure, it is that of the newest
// which reports on it; figures that were only named to compare with come last.
func (r *Reader) Load(ctx context.Context, from Statistics, asOf release.Date) (*Dataset, error) {
	d := &Dataset{names: r.names, alike: map[string][]Cited{}}
	best := map[string]int{}
	err := from.Observations(ctx, asOf, func(rel store.Statistics) {
		for _, o := range rel.Observations {
			// A value and a change told apart are two figures of one key.
			kind := "change " + string(o.Basis)
			if !o.Value.IsZero() {
				kind = "value " + o.Value.Unit
			}
			k := o.Key() + "|" + kind
			at, known := best[k]
			switch {
			case !known:
				best[k] = len(d.all)
				d.all = append(d.all, cite(rel, o))
			case d.all[at].Earlier && !o.Earlier, !o.Earlier && d.all[at].Change.IsZero() && !o.Change.IsZero() && o.Value.Agrees(d.all[at].Value):
				d.all[at] = cite(rel, o)
			case d.all[at].ReleaseID == o.ReleaseID && o.Value.Agrees(d.all[at].Value) && o.Change.IsZero() == d.all[at].Change.IsZero() && o.Basis != d.all[at].Basis:
				d.all = append(d.all, cite(rel, o)) // the same value with another change
			case !o.Earlier && !o.Value.IsZero() && o.Value.Agrees(d.all[at].Value) && o.Basis == d.all[at].Basis && o.Change.Agrees(d.all[at].Change):
				d.alike[o.Key()] = append(d.alike[o.Key()], cite(rel, o))
			}
		}
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(d.all, func(a, b Cited) int {
		return cmp.Or(a.Period.From.Compare(b.Period.From), a.Period.To.Compare(b.Period.To), strings.Compare(a.Measure, b.Measure),
			strings.Compare(a.Item, b.Item), strings.Compare(a.Partner, b.Partner))
	})
	return d, nil
}

// Reads reports whether any figure of a release is among them.
func (d *Dataset) Reads(id release.ID) bool {
	return slices.ContainsFunc(d.all, func(c Cited) bool { return c.ReleaseID == id })
}

func cite(rel store.Statistics, o observation.Observation) Cited {
	c := Cited{Observation: o, Title: rel.Title, Date: rel.Date, URL: rel.URL, Issuer: rel.Issuer.Label()}
	if o.End <= len(rel.Body) && o.Start <= o.End {
		c.Quote = rel.Body[o.Start:o.End]
	}
	if context, ok := tables.Of(rel.Body, o.Start); ok && tables.IsRow(c.Quote) {
		c.Heads = context.String()
	}
	return c
}

// Select returns the figures that a query asks for, those of the oldest period
// first.
func (d *Dataset) Select(q Query) []Cited {
	var found []Cited
	for _, c := range d.all {
		if q.holds(c.Observation) {
			found = append(found, c)
		}
	}
	return found
}

func (q Query) holds(o observation.Observation) bool {
	part := func(asked, own string) bool { return asked == "" || asked == own || asked == Total && own == "" }
	if q.Measure != "" && q.Measure != o.Measure || !part(q.Item, o.Item) || !part(q.Partner, o.Partner) || q.Grain != "" && q.Grain != o.Grain {
		return false
	}
	if q.Period.IsZero() {
		return true
	}
	return !o.Period.From.IsZero() && (q.Period.From.IsZero() || !o.Period.From.Before(q.Period.From)) && (q.Period.To.IsZero() || !o.Period.To.After(q.Period.To))
}

// Nearest returns what comes closest to a query that nothing answers: the same
// subject in the nearest periods, at most n of them, the nearest first.
func (d *Dataset) Nearest(q Query, n int) []Cited {
	wanted := q.Period
	q.Period = release.Period{}
	found := d.Select(q)
	if len(found) == 0 && q.Grain != "" {
		q.Grain = ""
		found = d.Select(q)
	}
	far := func(p release.Period) int {
		days := 0
		if !wanted.From.IsZero() {
			days += abs(p.From.DaysUntil(wanted.From))
		}
		if !wanted.To.IsZero() {
			days += abs(p.To.DaysUntil(wanted.To))
		}
		return days
	}
	found = slices.DeleteFunc(found, func(c Cited) bool { return c.Period.IsZero() })
	slices.SortStableFunc(found, func(a, b Cited) int { return far(a.Period) - far(b.Period) })
	return found[:min(n, len(found))]
}

func abs(n int) int { return max(n, -n) }

// Measure returns the key of a measure by any of its names, also one of a
// table's own; "" if there is no figure of it.
func (d *Dataset) Measure(name string) string {
	return d.key(d.names.measures, name, func(c Cited) string { return c.Measure })
}

// Item returns the key of an item by any of its names, also the label of a
// table's row; "" if there is no figure of it.
func (d *Dataset) Item(name string) string {
	return d.key(d.names.items, name, func(c Cited) string { return c.Item })
}

// Partner is Item for partners.
func (d *Dataset) Partner(name string) string {
	return d.key(d.names.partners, name, func(c Cited) string { return c.Partner })
}

func (d *Dataset) key(in map[string]name, word string, of func(Cited) string) string {
	key := cmp.Or(find(in, word), strings.ToLower(strings.TrimSpace(word)))
	if key == "" || !slices.ContainsFunc(d.all, func(c Cited) bool { return of(c) == key }) {
		return ""
	}
	return key
}

// Measures returns the measures there are, those with most figures first.
func (d *Dataset) Measures() []Count {
	return d.count(func(c Cited) string { return c.Measure }, func(Cited) bool { return true }, d.names.measures)
}

// Items returns the items of a measure, or of all where it is "".
func (d *Dataset) Items(measure string) []Count {
	return d.count(func(c Cited) string { return c.Item }, func(c Cited) bool { return measure == "" || c.Measure == measure }, d.names.items)
}

// Partners returns the partners of a measure, or of all where it is "".
func (d *Dataset) Partners(measure string) []Count {
	return d.count(func(c Cited) string { return c.Partner }, func(c Cited) bool { return measure == "" || c.Measure == measure }, d.names.partners)
}

func (d *Dataset) count(of func(Cited) string, holds func(Cited) bool, in map[string]name) []Count {
	byKey := map[string]int{}
	var counts []Count
	for _, c := range d.all {
		key := of(c)
		if key == "" || !holds(c) {
			continue
		}
		at, known := byKey[key]
		if !known {
			at = len(counts)
			byKey[key] = at
			counts = append(counts, Count{Key: key, Name: cmp.Or(in[key].english, key)})
		}
		counts[at].Of++
	}
	slices.SortStableFunc(counts, func(a, b Count) int { return cmp.Or(b.Of-a.Of, strings.Compare(a.Key, b.Key)) })
	return counts
}

// Name is what the key of a measure, item or partner is called.
func (d *Dataset) Name(key string, korean bool) string {
	for _, in := range []map[string]name{d.names.partners, d.names.items, d.names.measures} {
		if one, ok := in[key]; ok {
			if korean {
				return cmp.Or(one.korean, one.english, key)
			}
			return cmp.Or(one.english, one.korean, key)
		}
	}
	return key
}

// UnknownError says that there are no figures of a name, and of what there are.
type UnknownError struct {
	Kind  string // "measure", "item" or "partner"
	Name  string // as given
	Known []Count
}

func (e *UnknownError) Error() string {
	return fmt.Sprintf("there are no figures of the %s %q", e.Kind, e.Name)
}

// Resolve makes a query of names that people use. Empty ones do not matter;
// Total asks for the total alone. The error is an *UnknownError.
func (d *Dataset) Resolve(measure, item, partner string) (Query, error) {
	var q Query
	for _, part := range []struct {
		kind, name string
		to         *string
		find       func(string) string
		known      func() []Count
	}{
		{"measure", measure, &q.Measure, d.Measure, d.Measures},
		{"item", item, &q.Item, d.Item, func() []Count { return d.Items(q.Measure) }},
		{"partner", partner, &q.Partner, d.Partner, func() []Count { return d.Partners(q.Measure) }},
	} {
		switch {
		case part.name == "":
		case part.name == Total && part.to != &q.Measure:
			*part.to = Total
		default:
			if *part.to = part.find(part.name); *part.to == "" {
				return q, &UnknownError{Kind: part.kind, Name: part.name, Known: part.known()}
			}
		}
	}
	return q, nil
}
