package retrieval

// Cure is one of the means by which a kind of question is helped. Each can be
// left out, to measure what it gives: see `motirbot eval --ablate`.
type Cure string

// The cures, each named after what it knows.
const (
	CureTopics     Cure = "topics"     // other names of partners, agreements, industries
	CureSynonyms   Cure = "synonyms"   // plain English for officialese
	CureSpelling   Cure = "spelling"   // misspelt words mended
	CureTimes      Cure = "times"      // days, months and years named in a question
	CureComparison Cure = "comparison" // each side looked for by itself
	CureNewness    Cure = "newness"    // "latest" weighs the date
	CureVectors    Cure = "vectors"    // the embeddings' share of the ranking
)

// Cures returns all of them.
func Cures() []Cure {
	return []Cure{
		CureTopics, CureSynonyms, CureSpelling, CureTimes, CureComparison, CureNewness, CureVectors,
	}
}

// Option changes how a Retriever works.
type Option func(*Retriever)

// Without leaves cures out.
func Without(cures ...Cure) Option {
	return func(r *Retriever) {
		for _, cure := range cures {
			r.without[cure] = true
		}
	}
}

// analyzerWithout builds the analyzer less what is left out.
func analyzerWithout(topics *Topics, without map[Cure]bool) *analyzer {
	known := *topics
	if without[CureTopics] {
		known.list = nil
	}
	if without[CureSynonyms] {
		known.synonyms = nil
	}
	return newAnalyzer(&known)
}
