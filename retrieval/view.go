package retrieval

import (
	"slices"
	"sort"

	"motirbot/internal/words"
	"motirbot/release"
	"motirbot/store"
)

// View is everything the index knew at one moment. It never changes: a
// question that holds a View is answered from one state of the store, however
// much is indexed meanwhile. Texts are read from the store when they are needed:
// there they never change either.
type View struct {
	*setup
	texts       *texts
	segments    []*segment // one a year, the newest first
	firstRecord []int      // of each segment
	firstChunk  []int
	records     []*record // of all segments: newest first, ties by ID
	owner       []int32   // chunk → record
	byID        map[release.ID]int
	wholes      lexical
	parts       lexical
	dim         int                 // of the vectors
	issuers     []release.Issuer    // those of the store's releases, most releases first
	countries   map[string]*subject // by key of their topic
}

// setup is what the Views of a Retriever share.
type setup struct {
	*analysis
	topics   *Topics
	embedder Embedder
	without  map[Ablation]bool
	plain    map[string]bool
	usual    []string // words that a misspelt one may stand for, whether a release holds them or not
}

func newSetup(topics *Topics, embedder Embedder, without map[Ablation]bool) *setup {
	known := topicsWithout(topics, without)
	s := &setup{analysis: newAnalysis(known), topics: topics, embedder: embedder, without: without, plain: plainStems(known)}
	usual := words.Stops()
	for _, topic := range topics.list {
		for _, name := range topic.names() {
			for _, t := range words.Split(name) {
				usual = append(usual, t.Text)
			}
		}
	}
	s.usual = slices.DeleteFunc(usual, func(word string) bool { return !mendable(word) })
	return s
}

// newView puts segments together, the newest first.
func newView(s *setup, texts *texts, segments []*segment, shownAs map[release.ID]release.ID, issuers []release.Issuer) (*View, error) {
	v := &View{setup: s, texts: texts, segments: segments, byID: map[release.ID]int{}, issuers: issuers}
	v.countries = v.newSubjects()
	for _, s := range segments {
		v.firstRecord, v.firstChunk = append(v.firstRecord, len(v.records)), append(v.firstChunk, len(v.owner))
		for _, owner := range s.owner {
			v.owner = append(v.owner, int32(len(v.records))+owner)
		}
		for _, r := range s.records {
			v.byID[r.ID] = len(v.records)
			v.records = append(v.records, r)
		}
		v.wholes.add(s.terms, &s.wholes)
		v.parts.add(s.terms, &s.parts)
		if s.vectors.dim != 0 && v.dim != 0 && s.vectors.dim != v.dim {
			return nil, errDimensions(v.dim, s.vectors.dim)
		}
		v.dim = max(v.dim, s.vectors.dim)
	}
	for id, front := range shownAs {
		if i, ok := v.byID[front]; ok {
			v.byID[id] = i // it was told of, perhaps, before its place was taken
		}
	}
	return v, nil
}

// segmentOf returns the segment of a record.
func (v *View) segmentOf(record int) int {
	i, ok := slices.BinarySearch(v.firstRecord, record)
	if !ok {
		i--
	}
	return i
}

// later returns how many records are later than a day; the zero date is later
// than all.
func (v *View) later(asOf release.Date) int {
	if asOf.IsZero() {
		return 0
	}
	return sort.Search(len(v.records), func(i int) bool { return !v.records[i].Date.After(asOf) })
}

// Coverage returns what the view holds as of a day; the zero date means all.
func (v *View) Coverage(asOf release.Date) Coverage {
	held := v.records[v.later(asOf):]
	if len(held) == 0 {
		return Coverage{}
	}
	return Coverage{Releases: len(held), From: held[len(held)-1].Date, To: held[0].Date}
}

// Issuers returns those whose releases the view holds as of a day, most
// releases in the store first; the zero date means all.
func (v *View) Issuers(asOf release.Date) []release.Issuer {
	held := map[string]bool{}
	for _, r := range v.records[v.later(asOf):] {
		held[r.Issuer.Label()] = true
	}
	return slices.DeleteFunc(slices.Clone(v.issuers), func(i release.Issuer) bool { return !held[i.Label()] })
}

// Topics returns the topics the view was built with.
func (v *View) Topics() *Topics { return v.topics }

// Holds reports whether a release is in the view.
func (v *View) Holds(id release.ID) bool {
	_, ok := v.byID[id]
	return ok
}

// Record returns a release of the view with its text: see Mark.
func (v *View) Record(id release.ID) (store.Record, bool) {
	i, ok := v.byID[id]
	if !ok {
		return store.Record{}, false
	}
	return v.text(i), true
}

// text returns a record with its text.
func (v *View) text(i int) store.Record {
	rec := v.texts.of(v.records[i].ID, v.records[i].Revision)
	if rec.ID == "" {
		return v.records[i].Record
	}
	rec.Issuer = v.records[i].Issuer
	return rec
}

// Records returns the releases dated in a period and not after asOf (zero: no
// bound), newest first and without their texts.
func (v *View) Records(period release.Period, asOf release.Date) []store.Record {
	var out []store.Record
	for _, r := range v.records[max(v.later(asOf), v.later(period.To)):] {
		if !period.Contains(r.Date) {
			break // they come by date
		}
		out = append(out, r.Record)
	}
	return out
}

// Holding returns those of Records that hold every word of a text, stop words
// aside, in whatever order.
func (v *View) Holding(text string, period release.Period, asOf release.Date) []store.Record {
	words, held := 0, map[int]int{}
	for _, t := range v.analyzer.terms(text) {
		if t.isConcept() {
			continue
		}
		words++
		for doc := range v.wholes.of(t.text) {
			held[doc]++
		}
	}
	return slices.DeleteFunc(v.Records(period, asOf), func(r store.Record) bool { return held[v.byID[r.ID]] < words })
}

// TopicsOf returns the topics a release is about: those its title names, in
// the order of the title, then those that its body names three times or more.
func (v *View) TopicsOf(id release.ID) []Topic {
	i, ok := v.byID[id]
	if !ok {
		return nil
	}
	var out []Topic
	for _, concept := range v.records[i].topics {
		if topic, ok := v.topics.of(concept); ok && !topic.Usual && (topic.Country == "" || topic.Country != v.records[i].Issuer.Country) {
			out = append(out, topic)
		}
	}
	return out
}
