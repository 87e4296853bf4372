package retrieval

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"maps"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"motirbot/release"
	"motirbot/store"
)

// loading is a View in the making. The catalog is read and compared, year by
// year, with what the last View was made of, and then with the segments that the
// store keeps. Of years that differ the rows are read. As soon as a year is
// complete its segment is built, while others are still being read.
type loading struct {
	*Retriever
	generation int64
	shownAs    map[release.ID]release.ID
	issuers    []release.Issuer // most releases first
	issued     map[string][]term
	years      map[int]*year
	place      map[release.ID]*listed // those whose rows are wanted
	group      *errgroup.Group
	unknown    error // the issuer asked for has no release
}

// year is the releases of one.
type year struct {
	number  int
	key     uint64
	listed  []*listed // as in the segment
	missing int       // rows that are still to come
	segment *segment
	built   bool // from rows, just now
}

// listed is a release with its row of the index, nil while that has not come.
type listed struct {
	*record
	year         *year
	row, vectors []byte
}

func (r *Retriever) load(ctx context.Context) (*loading, *View, error) {
	l := &loading{Retriever: r, years: map[int]*year{}, place: map[release.ID]*listed{}}
	l.group, ctx = errgroup.WithContext(ctx)
	l.group.SetLimit(runtime.GOMAXPROCS(0))
	plan := func(c store.Catalog, kept func(int, uint64) []byte) []release.Period { return l.plan(ctx, c, kept) }
	err := r.library.ReadIndex(ctx, r.setup.embedder.Model(), plan, func(row store.IndexRow) error { return l.take(ctx, row) })
	for _, y := range l.years {
		if err == nil && y.missing > 0 && y.segment == nil { // one of which nothing is missing is being built
			l.build(ctx, y) // some rows are missing or out of date
		}
	}
	if failed := l.group.Wait(); failed != nil {
		err = failed // the other one is only that the context has ended
	}
	if l.unknown != nil {
		return nil, nil, l.unknown
	}
	if err != nil {
		return nil, nil, fmt.Errorf("reading the index: %w", err)
	}
	var segments []*segment
	for _, y := range slices.Backward(slices.Sorted(maps.Keys(l.years))) {
		segments = append(segments, l.years[y].segment)
	}
	view, err := newView(r.setup, r.texts, segments, l.shownAs, l.issuers)
	return l, view, err
}

// plan says which rows are wanted.
func (l *loading) plan(ctx context.Context, c store.Catalog, kept func(year int, key uint64) []byte) []release.Period {
	l.generation, l.shownAs = c.Generation, c.ShownAs
	issuers := l.takeIssuers(c)
	for _, listing := range c.Listings {
		issuer := issuers[listing.Issuer]
		if l.Retriever.issuers.only != "" && issuer.Label() != l.Retriever.issuers.only {
			continue
		}
		y := l.years[listing.Date.Year]
		if y == nil {
			y = &year{number: listing.Date.Year}
			l.years[listing.Date.Year] = y
		}
		r := &record{Record: store.Record{Release: release.Release{ID: listing.ID, Date: listing.Date, Issuer: issuer}, Revision: listing.Revision}, changed: listing.Changed}
		y.listed = append(y.listed, &listed{record: r, year: y})
	}
	held := map[uint64]*segment{}
	for _, s := range l.view.Load().segments {
		held[s.key] = s
	}
	var wanted []release.Period
	for number, y := range l.years {
		slices.SortFunc(y.listed, func(a, b *listed) int {
			return cmp.Or(b.Date.Compare(a.Date), cmp.Compare(a.ID, b.ID))
		})
		sum := fnv.New64a()
		fmt.Fprintln(sum, number, l.setup.maker, l.setup.embedder.Model(), l.issuers)
		for _, r := range y.listed {
			fmt.Fprintln(sum, r.ID, r.Date, r.Revision, r.changed, r.Issuer.Label())
		}
		if y.key = sum.Sum64(); held[y.key] != nil {
			y.segment = held[y.key]
			continue
		}
		if data := kept(number, y.key); sound(data) {
			l.group.Go(func() (err error) {
				y.segment, err = unpackSegment(ctx, y.key, data, y.listed)
				return err
			})
			continue
		}
		y.missing = len(y.listed)
		for _, r := range y.listed {
			l.place[r.ID] = r
		}
		wanted = append(wanted, release.Period{From: release.NewDate(number, time.January, 1), To: release.NewDate(number, time.December, 31)})
	}
	if len(wanted) > 3 {
		return []release.Period{{}}
	}
	return wanted
}

// take takes a row, and builds the segment of a year that is complete with it.
func (l *loading) take(ctx context.Context, row store.IndexRow) error {
	r := l.place[row.ID]
	if r == nil || row.Revision != r.Revision || row.Maker != l.setup.maker {
		return nil
	}
	r.Title, r.URL = row.Title, row.URL
	r.row, r.vectors = slices.Clone(row.Words), slices.Clone(row.Vectors)
	if r.year.missing--; r.year.missing == 0 {
		l.build(ctx, r.year)
	}
	return ctx.Err()
}

// build builds the segment of a year, in a goroutine. Rows that are missing are
// made now, from the texts.
func (l *loading) build(ctx context.Context, y *year) {
	l.group.Go(func() (err error) {
		making := analysis{l.setup.analyzer.remembering(), l.setup.maker}
		size := 0
		for _, r := range y.listed {
			size += len(r.row)
		}
		b := newSegmentBuilder(y.key, size)
		for _, r := range y.listed {
			if r.row == nil {
				if err := ctx.Err(); err != nil {
					return err
				}
				rec, err := l.library.Text(ctx, r.ID, r.Revision)
				if err != nil {
					return fmt.Errorf("release %s: %w", r.ID, err)
				}
				r.Title, r.URL = rec.Title, rec.URL
				r.row = making.row(rec.Release, Chunks(rec.Release))
			}
			if err := b.add(r.record, r.row, r.vectors, l.issued[r.Issuer.Label()]); err != nil {
				return fmt.Errorf("release %s: %w", r.ID, err)
			}
			r.row, r.vectors = nil, nil
		}
		y.segment, err = b.build(ctx)
		y.built = true
		return err
	})
}

// takeIssuers finds out who issued what, most releases first, and returns the
// issuers by the labels of the store, "" being those of releases that name none.
func (l *loading) takeIssuers(c store.Catalog) map[string]release.Issuer {
	told := l.Retriever.issuers
	unnamed := told.unnamed
	unnamed.Country = "" // nobody has said that it is from there
	by := maps.Clone(c.Issuers)
	by[""] = unnamed
	count := map[string]int{} // by label
	for _, listing := range c.Listings {
		if _, ok := by[listing.Issuer]; !ok {
			by[listing.Issuer] = unnamed
		}
		label := by[listing.Issuer].Label()
		if count[label]++; count[label] == 1 && label != "" {
			l.issuers = append(l.issuers, by[listing.Issuer])
		}
	}
	for i, issuer := range l.issuers {
		if named, ok := c.Issuers[issuer.Label()]; ok {
			l.issuers[i] = named
		}
	}
	slices.SortFunc(l.issuers, func(a, b release.Issuer) int {
		return cmp.Or(count[b.Label()]-count[a.Label()], strings.Compare(a.Label(), b.Label()))
	})
	if told.only != "" && count[told.only] == 0 && len(c.Listings) > 0 {
		unknown := &UnknownIssuerError{Issuer: told.only}
		for _, known := range l.issuers {
			unknown.Known = append(unknown.Known, known.Label())
		}
		l.unknown = unknown
	}
	l.issued = map[string][]term{}
	for _, issuer := range l.issuers[min(1, len(l.issuers)):] {
		l.issued[issuer.Label()] = l.setup.analyzer.all(l.setup.issuedBy(issuer))
	}
	return by
}
