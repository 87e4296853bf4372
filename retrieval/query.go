package retrieval

import (
	"sync"

	"motirbot/release"
)

// Wants is the shape of answer that a question asks for.
type Wants int

const (
	WantsAnswer Wants = iota // sentences that answer it
	WantsLatest              // the newest releases on a subject
	WantsList                // the releases of a period on a subject
	WantsDigest              // everything of a period
)

// Expansion is one term that a query term may be met by, and how much it counts.
type Expansion struct {
	Term   string
	Weight float64
}

// QueryTerm is a word or name of a question with everything that stands for it.
type QueryTerm struct {
	Text       string // as typed
	Start, End int    // byte offsets in the question
	Weight     float64
	Expansions []Expansion
	IDF        float64 // how much finding it tells, in nats: its idf, less for plain words
	Name       bool    // written as a name, or known as one
	Known      bool    // some release of the index holds it
	Plain      bool    // an everyday word
	Ordinal    bool    // which of a series: the "fourth" round
	Corrected  string  // the word of the index it was taken for, where misspelt

	carried bool // from an earlier turn
}

// Subquery is one of the things a comparing question puts beside another.
type Subquery struct {
	Terms  []QueryTerm
	Times  []TimeExpr
	Period release.Period

	found *subranking // shared by the copies of a subquery
}

// subranking keeps what a subquery has been answered with: a comparing question is
// searched as a whole, and then one by one.
type subranking struct {
	mu       sync.Mutex
	view     *View // that releases are numbered by; nil: not searched yet
	releases []ranked
}

// Query is a question as the index understands it.
type Query struct {
	Text       string
	AsOf       release.Date
	Period     release.Period // releases of other days are out; zero: none are
	Times      []TimeExpr     // every time expression, in order
	Released   bool           // the times say when it was released, and Period holds them
	Wants      Wants
	Asks       Asks
	Topics     []Topic // named in the question or asked for beside it
	Terms      []QueryTerm
	Subqueries []Subquery   // two or more where the question compares, else none
	Compares   bool         // puts things side by side, of whatever kind
	Newest     bool         // newer releases count for more
	Korean     bool         // written in Hangul
	Favoured   []release.ID // releases of earlier turns on the same subject, best first
	Only       []release.ID // not nil: the answer has to come from these
	Follows    bool         // it was read with the turns before it
	Said       []string     // quotations that earlier turns showed, where those alone do not answer

	analyzer *analyzer
	favours  map[release.ID]float64 // of Favoured, from 0 to 1
	subjects []*subject             // a release has to speak for one of these countries
	about    []QueryTerm            // the topic that the frame asks for: other releases are out
}

// Future reports whether every time the question names is still to come.
func (q Query) Future() bool {
	for _, t := range q.Times {
		if !t.Future {
			return false
		}
	}
	return len(q.Times) > 0
}
