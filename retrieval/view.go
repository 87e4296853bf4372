package retrieval

import (
	"context"
	"slices"
	"sort"

	"motirbot/internal/sentences"
	"motirbot/internal/tables"
	"motirbot/internal/words"
	"motirbot/release"
	"motirbot/store"
)

// View is everything the index knew at one moment. It never changes: a
// question that holds a View is answered from one state of the store, however
// much is indexed meanwhile.
type View struct {
	records   []store.Record // newest first, ties by ID
	byID      map[release.ID]int
	chunks    []store.Chunk
	owner     []int   // chunk → record
	ownChunk  [][]int // record → its chunks, in order
	chunkLex  *lexical
	wholeLex  *lexical // whole releases: words that stand far apart in one
	vectors   *vectorIndex
	analyzer  *analyzer
	homes     *analyzer // finds the names of countries at home
	topics    *Topics
	issuers   []release.Issuer    // those of the store's releases, most releases first
	countries map[string]*subject // by key of their topic
	without   map[Ablation]bool
	plain     map[string]bool
	vocab     vocabulary
	embedder  Embedder
	titles    []Bag              // record → terms of its title
	reports   [][]release.Period // record → the times that its title and first sentence name
}

// newView builds the indexes of a snapshot.
func newView(ctx context.Context, snap store.Snapshot, topics *Topics, embedder Embedder, without map[Ablation]bool, told issuers) (*View, error) {
	known := topicsWithout(topics, without)
	v := &View{
		byID:     map[release.ID]int{},
		topics:   topics,
		analyzer: newAnalyzer(known),
		homes:    newAnalyzer(&Topics{list: topics.homes}),
		without:  without,
		plain:    plainStems(known),
		embedder: embedder,
	}
	if err := v.takeIssuers(snap, told); err != nil {
		return nil, err
	}
	v.countries = v.newSubjects()
	sort.SliceStable(v.records, func(i, j int) bool {
		if c := v.records[i].Date.Compare(v.records[j].Date); c != 0 {
			return c > 0
		}
		return v.records[i].ID < v.records[j].ID
	})
	for i, r := range v.records {
		v.byID[r.ID] = i
	}
	for id, front := range snap.ShownAs {
		if i, ok := v.byID[front]; ok {
			v.byID[id] = i // it was told of, perhaps, before its place was taken
		}
	}
	v.adopt(snap.Chunks)
	v.analyzer.building = true
	err := v.buildLexical(ctx)
	v.analyzer.building = false
	if err != nil {
		return nil, err
	}
	vectors := make([][]float32, len(v.chunks))
	for i, c := range v.chunks {
		vectors[i] = snap.Vectors[c.EmbedHash]
	}
	v.vectors, err = newVectorIndex(ctx, vectors)
	return v, err
}

// adopt takes the chunks, in the order of their releases.
func (v *View) adopt(chunks []store.Chunk) {
	v.ownChunk = make([][]int, len(v.records))
	chunks = slices.DeleteFunc(chunks, func(c store.Chunk) bool { _, held := v.byID[c.ReleaseID]; return !held })
	sort.SliceStable(chunks, func(i, j int) bool {
		a, b := v.byID[chunks[i].ReleaseID], v.byID[chunks[j].ReleaseID]
		if a != b {
			return a < b
		}
		return chunks[i].Seq < chunks[j].Seq
	})
	v.chunks = chunks
	v.owner = make([]int, len(chunks))
	for i, c := range chunks {
		v.owner[i] = v.byID[c.ReleaseID]
		v.ownChunk[v.owner[i]] = append(v.ownChunk[v.owner[i]], i)
	}
}

func (v *View) buildLexical(ctx context.Context) error {
	wholes, parts := newLexicalBuilder(), newLexicalBuilder()
	v.vocab = newVocabulary()
	v.titles = make([]Bag, len(v.records))
	v.reports = make([][]release.Period, len(v.records))
	for i, r := range v.records {
		if err := ctx.Err(); err != nil {
			return err
		}
		title, body := v.analyzer.terms(v.about(r.Release)), byStart(v.analyzer.terms(r.Body))
		v.titles[i], v.reports[i] = bagOf(title), reported(head(r.Release), r.Date)
		wholes.add(body, title)
		for _, chunk := range v.ownChunk[i] {
			// A name that reaches over the end of a chunk is in none.
			start, end := v.chunks[chunk].Start, v.chunks[chunk].End
			own := slices.Clone(within(body, start, end))
			own = slices.DeleteFunc(own, func(t term) bool { return t.end > end })
			if table, ok := tables.Of(r.Body, start); ok {
				own = append(own, within(body, table.Start, table.End)...)
			}
			parts.add(own, title)
		}
		v.vocab.add(r.Title + "\n" + r.Body)
	}
	for _, topic := range v.topics.list {
		for _, name := range topic.names() {
			v.vocab.know(name)
		}
	}
	v.wholeLex, v.chunkLex = wholes.build(), parts.build()
	return nil
}

// byStart sorts terms by where they start, for within.
func byStart(terms []term) []term {
	slices.SortStableFunc(terms, func(a, b term) int { return a.start - b.start })
	return terms
}

// within returns the terms that start between two offsets, of terms sorted by
// their start.
func within(terms []term, start, end int) []term {
	place := func(at int) int {
		i, _ := slices.BinarySearchFunc(terms, at, func(t term, at int) int { return t.start - at })
		return i
	}
	return terms[place(start):place(end)]
}

// maxHead bounds the first sentence that is kept beside the title: a release
// without full stops is a single one.
const maxHead = 2000

// head returns the title and the first sentence of a release.
func head(r release.Release) string {
	body := r.Body[:min(len(r.Body), maxHead)]
	spans := sentences.Split(body)
	if len(spans) == 0 {
		return r.Title
	}
	return r.Title + "\n" + body[spans[0].Start:spans[0].End]
}

// Coverage returns what the view holds as of a day; the zero date means all.
func (v *View) Coverage(asOf release.Date) Coverage {
	var c Coverage
	for _, r := range v.records {
		if !asOf.IsZero() && r.Date.After(asOf) {
			continue
		}
		if c.To.IsZero() {
			c.To = r.Date
		}
		c.From = r.Date
		c.Releases++
	}
	return c
}

// Issuers returns those whose releases the view holds as of a day, most
// releases in the store first; the zero date means all.
func (v *View) Issuers(asOf release.Date) []release.Issuer {
	held := map[string]bool{}
	for _, r := range v.records {
		held[r.Issuer.Label()] = held[r.Issuer.Label()] || asOf.IsZero() || !r.Date.After(asOf)
	}
	return slices.DeleteFunc(slices.Clone(v.issuers), func(i release.Issuer) bool { return !held[i.Label()] })
}

// Topics returns the topics the view was built with.
func (v *View) Topics() *Topics { return v.topics }

// Record returns a release of the view.
func (v *View) Record(id release.ID) (store.Record, bool) {
	i, ok := v.byID[id]
	if !ok {
		return store.Record{}, false
	}
	return v.records[i], true
}

// Records returns the releases dated in a period and not after asOf (zero: no
// bound), newest first.
func (v *View) Records(period release.Period, asOf release.Date) []store.Record {
	var out []store.Record
	for _, r := range v.records {
		if period.Contains(r.Date) && (asOf.IsZero() || !r.Date.After(asOf)) {
			out = append(out, r)
		}
	}
	return out
}

// TopicsOf returns the topics a release is about: those its title names, in
// the order of the title, then those that its body names three times or more.
func (v *View) TopicsOf(id release.ID) []Topic {
	i, ok := v.byID[id]
	if !ok {
		return nil
	}
	seen := map[string]bool{}
	var out []Topic
	add := func(concept string) {
		if topic, ok := v.topics.of(concept); ok && !seen[concept] && !topic.Usual && (topic.Country == "" || topic.Country != v.records[i].Issuer.Country) {
			seen[concept] = true
			out = append(out, topic)
		}
	}
	for _, t := range v.analyzer.terms(v.records[i].Title) {
		if t.isTopic() {
			add(t.text)
		}
	}
	counts := map[string]int{}
	for _, t := range v.analyzer.terms(v.records[i].Body) {
		if t.isTopic() {
			if counts[t.text]++; counts[t.text] == 3 {
				add(t.text)
			}
		}
	}
	return out
}

// vocabulary holds every word of the releases, to mend misspelt questions.
type vocabulary struct {
	df    map[string]int // folded word → number of releases, at least 1
	alike map[likeness][]string
}

// likeness is what a misspelt word nearly always shares with the one that was
// meant: its first letter, and a length that differs by a slip or two.
type likeness struct {
	first byte
	size  int
}

func newVocabulary() vocabulary {
	return vocabulary{df: map[string]int{}, alike: map[likeness][]string{}}
}

// add counts the words of one release.
func (b vocabulary) add(text string) {
	seen := map[string]bool{}
	for _, t := range words.Split(text) {
		if !seen[t.Text] {
			seen[t.Text] = true
			b.count(t.Text)
		}
	}
}

// know adds the words of a name that no release need hold.
func (b vocabulary) know(name string) {
	for _, t := range words.Split(name) {
		if b.df[t.Text] == 0 {
			b.count(t.Text)
		}
	}
}

func (b vocabulary) count(word string) {
	if b.df[word] == 0 {
		like := likeness{word[0], len(word)}
		b.alike[like] = append(b.alike[like], word)
	}
	b.df[word]++
}
