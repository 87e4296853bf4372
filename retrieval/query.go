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

// Asks is what a single fact would have to be to answer the question.
type Asks int

const (
	AsksAnything Asks = iota
	AsksWho
	AsksWhen
	AsksWhere
	AsksNumber
	AsksWhy
)

// Alternative is one term that a unit may be met by, and how much it counts.
type Alternative struct {
	Term   string
	Weight float64
}

// Unit is a word or name of a question with everything that stands for it.
type Unit struct {
	Text         string // as typed
	Start, End   int    // byte offsets in the question
	Weight       float64
	Alternatives []Alternative
	Info         float64 // how much finding it tells, in nats: its idf, less for plain words
	Name         bool    // written as a name, or known as one
	Known        bool    // some release of the index holds it
	Plain        bool    // an everyday word
	Ordinal      bool    // which of a series: the "fourth" round
	Corrected    string  // the word of the index it was taken for, where misspelt
}

// Side is one of the things a comparing question puts beside another.
type Side struct {
	Units  []Unit
	Times  []TimeExpr
	Period release.Period

	found *subranking // shared by the copies of a side
}

// subranking keeps what a side has been answered with: a comparing question is
// searched as a whole, and then side by side.
type subranking struct {
	mu       sync.Mutex
	view     *View // that releases are numbered by; nil: not searched yet
	releases []ranked
}

// Query is a question as the index understands it.
type Query struct {
	Text     string
	AsOf     release.Date
	Period   release.Period // releases of other days are out; zero: none are
	Times    []TimeExpr     // every time expression, in order
	Released bool           // the times say when it was released, and Period holds them
	Wants    Wants
	Asks     Asks
	Topics   []Topic // named in the question or asked for beside it
	Units    []Unit
	Sides    []Side       // two or more where the question compares, else none
	Compares bool         // puts things side by side, of whatever kind
	Newest   bool         // newer releases count for more
	Korean   bool         // written in Hangul
	Favoured []release.ID // the evidence of the question this one follows up

	analyzer *analyzer
	subjects []*subject // a release has to speak for one of these countries
	about    []Unit     // the topic that the frame asks for: other releases are out
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
