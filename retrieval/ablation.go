package retrieval

// Ablation is a part of the search that helps one kind of question. Each can be
// left out, to measure what it gives: see `motirbot eval --ablate`.
type Ablation string

// What can be left out, each named after what it knows.
const (
	AblateTopics     Ablation = "topics"     // other names of partners, agreements, industries
	AblateSynonyms   Ablation = "synonyms"   // plain English for officialese
	AblateGlossary   Ablation = "glossary"   // Korean for English, and the reverse
	AblateSpelling   Ablation = "spelling"   // misspelt words mended
	AblateTimes      Ablation = "times"      // days, months and years named in a question
	AblateComparison Ablation = "comparison" // each subquery looked for by itself
	AblateNewness    Ablation = "newness"    // "latest" weighs the date
	AblateVectors    Ablation = "vectors"    // the embeddings' share of the ranking
)

// Ablations returns all of them.
func Ablations() []Ablation {
	return []Ablation{
		AblateTopics, AblateSynonyms, AblateGlossary, AblateSpelling, AblateTimes, AblateComparison, AblateNewness, AblateVectors,
	}
}

// Option changes how a Retriever works.
type Option func(*Retriever)

// Without leaves parts out.
func Without(parts ...Ablation) Option {
	return func(r *Retriever) {
		for _, part := range parts {
			r.without[part] = true
		}
	}
}

// topicsWithout returns the topics less what is left out.
func topicsWithout(topics *Topics, without map[Ablation]bool) *Topics {
	if len(without) == 0 {
		return topics
	}
	known := *topics
	known.analysis = nil
	if without[AblateTopics] {
		known.list = nil
	}
	if without[AblateSynonyms] {
		known.synonyms = nil
	}
	if without[AblateGlossary] {
		known.glossary = nil
	}
	return &known
}
