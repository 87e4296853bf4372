package quote

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"motirbot/release"
	"motirbot/retrieval"
)

// Features say of a candidate how it stands to the question, each from 0 to 1,
// in the order of FeatureNames.
type Features [featureCount]float64

// The features of a candidate. What stands before the dot is the family, which
// an ablation leaves out as a whole.
const (
	termsOwn = iota
	termsRest
	termsBefore
	termsRelease
	termsHeaviest
	termsPeak
	termsAcross
	termsTitle
	focusOwn
	focusCounted
	namesOwn
	namesRelease
	typeMissed
	typeMoney
	typePercent
	typeCount
	typeDay
	typePerson
	typePlace
	typeReason
	typeSpeech
	typeList
	typeFigure
	timeOwn
	timeTitle
	timeBefore
	timeOther
	rankScore
	rankFirst
	recent
	newer
	lead
	early
	fresh
	long
	short
	leaning
	otherLanguage
	favoured
	beyondLead
	bothTimeRest
	bothLeadMissed
	featureCount
)

// FeatureNames are the names of the features in the file of weights.
var FeatureNames = [featureCount]string{
	termsOwn: "terms.own", termsRest: "terms.rest", termsBefore: "terms.before", termsRelease: "terms.release",
	termsHeaviest: "terms.heaviest", termsPeak: "terms.peak", termsTitle: "terms.title", termsAcross: "terms.across", focusOwn: "focus.own", focusCounted: "focus.counted",
	namesOwn: "names.own", namesRelease: "names.release",
	typeMissed: "type.missed", typeMoney: "type.money", typePercent: "type.percent", typeCount: "type.count", typeDay: "type.day",
	typePerson: "type.person", typePlace: "type.place", typeReason: "type.reason", typeSpeech: "type.speech", typeList: "type.list", typeFigure: "type.figure",
	timeOwn: "time.own", timeTitle: "time.title", timeBefore: "time.before", timeOther: "time.other",
	rankScore: "rank.score", rankFirst: "rank.first", recent: "recent.newest", newer: "recent.any",
	lead: "place.lead", early: "place.early", fresh: "fresh.share", long: "length.long", short: "length.short",
	leaning: "leaning.leans", otherLanguage: "language.other",
	favoured:     "turns.favoured",
	beyondLead:   "beyond.lead",
	bothTimeRest: "both.time+rest", bothLeadMissed: "both.lead+missed",
}

// Family returns the family of a feature's name.
func Family(name string) string {
	family, _, _ := strings.Cut(name, ".")
	return family
}

// Candidate is a sentence that may be quoted, with the one before it where it
// means little without.
type Candidate struct {
	Release  release.ID
	Text     string
	Features Features

	doc         *document
	passage     retrieval.Passage
	first, last int // sentences of the document
	quote       string
}

// asked is what of a question every candidate is held against.
type asked struct {
	query  retrieval.Query
	terms  []retrieval.QueryTerm
	total  float64
	times  []release.Period
	wanted facts
	list   bool
	focus  int            // the term that the question word asks for: "which companies"; -1: none is told
	counts *regexp.Regexp // how a number of what is counted looks; nil: nothing is
}

func newAsked(q retrieval.Query, terms []retrieval.QueryTerm, times []retrieval.TimeExpr) asked {
	a := asked{query: q, terms: terms, wanted: wanted(q), list: q.Asks == retrieval.AsksList}
	for _, u := range terms {
		a.total += u.IDF
	}
	a.focus, a.counts = focusOf(q.Text, terms), countOf(q.Text)
	if !q.Released {
		for _, t := range times {
			a.times = append(a.times, t.Period)
		}
	}
	return a
}

// matches returns how well a bag meets each of the question's terms.
func (a asked) matches(bag retrieval.Bag) []float64 {
	out := make([]float64, len(a.terms))
	for i, u := range a.terms {
		out[i] = u.Match(bag)
	}
	return out
}

// weighed returns the share of the question's information that values stand for.
func (a asked) weighed(value func(i int) float64) float64 {
	sum := 0.0
	for i, u := range a.terms {
		sum += u.IDF * value(i)
	}
	return ratio(sum, a.total)
}

func ratio(part, whole float64) float64 {
	if whole <= 0 {
		return 0
	}
	return part / whole
}

// ranked is a document with its place in the ranking.
type ranked struct {
	*document
	passage retrieval.Passage // its best
	body    string
	rank    int
	score   float64 // relative to the best: 1 for the first
	newer   int     // how many of the documents are newer
}

// longest is how many words a sentence may have to be read with the one before.
const longest = 90

// candidates returns the sentences of a document with their features.
func (a asked) candidates(d ranked) []Candidate {
	title := a.matches(d.title)
	own := make([][]float64, len(d.sentences))
	whole := slices.Clone(title)
	for j, s := range d.sentences {
		own[j] = a.matches(s.bag)
		for i, m := range own[j] {
			whole[i] = max(whole[i], m)
		}
	}
	var base Features
	a.ofRelease(&base, d, title, whole)
	out := make([]Candidate, 0, len(d.sentences))
	peak := 0.0
	defer func() {
		for i := range out {
			out[i].Features[termsPeak] = ratio(out[i].Features[termsOwn], peak)
		}
	}()
	for j, s := range d.sentences {
		if s.apart {
			continue
		}
		c := Candidate{Release: d.passage.ReleaseID, doc: d.document, passage: d.passage, first: j, last: j, Features: base}
		met := own[j]
		if s.leans && s.words+d.sentences[j-1].words <= longest && !d.sentences[j-1].row && !d.sentences[j-1].apart {
			c.first = j - 1
			met = slices.Clone(met)
			for i, m := range own[j-1] {
				met[i] = max(met[i], m)
			}
		}
		c.Text, c.quote = s.text, d.body[d.sentences[c.first].start:s.end]
		why := a.query.Asks == retrieval.AsksWhy && s.facts&reason != 0
		if !why && slices.ContainsFunc(a.query.Said, func(said string) bool { return strings.Contains(said, c.quote) }) {
			continue // "what else?"; "why?", unless the reason was among it
		}
		if c.first < j {
			c.Text = d.sentences[j-1].text + " " + s.text
		}
		var before []float64
		if c.first > 0 {
			before = own[c.first-1]
		}
		f := &c.Features
		a.ofTerms(f, title, met, before)
		if a.focus >= 0 {
			f[focusOwn] = met[a.focus]
		}
		f[focusCounted] = flag(a.counts != nil && a.counts.MatchString(c.Text))
		a.ofFacts(f, d.sentences[c.first:j+1])
		a.ofTimes(f, d, c)
		a.ofForm(f, d, c, met)
		f[beyondLead] = a.beyond(union(title, own[0], c.first > 0), met)
		a.ofProducts(f)
		peak = max(peak, f[termsOwn])
		out = append(out, c)
	}
	return out
}

// union is how well terms are met by either of two texts, by the first alone
// unless both count.
func union(one, other []float64, both bool) []float64 {
	out := slices.Clone(one)
	for i := 0; both && i < len(out); i++ {
		out[i] = max(out[i], other[i])
	}
	return out
}

// ofRelease: how well the release as a whole meets the question, and its rank.
func (a asked) ofRelease(f *Features, d ranked, title, whole []float64) {
	f[termsRelease] = a.weighed(func(i int) float64 { return whole[i] })
	f[termsTitle] = a.weighed(func(i int) float64 { return title[i] })
	f[newer] = 1 / float64(1+d.newer)
	f[namesRelease] = a.unmetNames(whole)
	f[rankScore] = d.score
	f[rankFirst] = flag(d.rank == 0)
	if a.query.Newest {
		f[recent] = 1 / float64(1+d.newer)
	}
	f[otherLanguage] = flag(a.query.Korean != d.korean)
	if i := slices.Index(a.query.Favoured, d.passage.ReleaseID); i >= 0 {
		f[favoured] = 1 / float64(1+i)
	}
	for _, period := range a.times {
		for _, t := range d.times {
			f[timeTitle] = max(f[timeTitle], overlap(period, t))
		}
	}
}

// ofTerms: how much of the question the sentence says itself, of what the title
// leaves open, and how much the sentence before says.
func (a asked) ofTerms(f *Features, title, met, before []float64) {
	f[termsOwn] = a.weighed(func(i int) float64 { return met[i] })
	f[termsAcross] = f[termsOwn] * f[otherLanguage]
	open, closed, heaviest := 0.0, 0.0, -1
	for i, u := range a.terms {
		open += u.IDF * (1 - title[i])
		closed += u.IDF * max(0, met[i]-title[i])
		if title[i] < 0.5 && (heaviest < 0 || u.IDF > a.terms[heaviest].IDF) {
			heaviest = i
		}
	}
	f[termsRest] = 1
	if open > 0.1*a.total {
		f[termsRest] = closed / open
	}
	f[termsHeaviest] = 1
	if heaviest >= 0 {
		f[termsHeaviest] = met[heaviest]
	}
	if before != nil {
		f[termsBefore] = a.weighed(func(i int) float64 { return max(0, before[i]-max(met[i], title[i])) })
	}
	f[namesOwn] = 1 - a.unmetNames(met)
}

// beyond returns how much of what is not known yet is met; 1 where all is known.
func (a asked) beyond(known, met []float64) float64 {
	open := a.weighed(func(i int) float64 { return 1 - known[i] })
	if open <= 0.1 {
		return 1
	}
	return a.weighed(func(i int) float64 { return max(0, met[i]-known[i]) }) / open
}

// ofProducts: what counts only together.
func (a asked) ofProducts(f *Features) {
	f[bothTimeRest] = max(f[timeOwn], f[timeTitle]/2) * f[termsRest]
	f[bothLeadMissed] = f[lead] * f[typeMissed]
}

// unmetNames returns the share of the question's names that are not met.
func (a asked) unmetNames(met []float64) float64 {
	names, unmet := 0.0, 0.0
	for i, u := range a.terms {
		if (u.Name || u.Ordinal) && !u.Plain {
			names++
			unmet += 1 - met[i]
		}
	}
	return ratio(unmet, names)
}

// ofFacts: whether the sentence holds the kind of fact that is asked for.
func (a asked) ofFacts(f *Features, said []sentence) {
	var held facts
	for _, s := range said {
		held |= s.facts
	}
	if a.wanted != 0 {
		f[typeMissed] = flag(held&a.wanted == 0)
		for i := range int(speechBit) + 1 {
			f[typeMoney+i] = flag(held&a.wanted&(1<<i) != 0)
		}
	}
	if a.list {
		for _, s := range said {
			f[typeList] = max(f[typeList], s.listed)
		}
	}
	f[typeFigure] = flag(a.wanted == 0 && held&(money|percent) != 0)
}

// ofTimes: whether the sentence, or what stands before it, names the time asked
// about, or only another one.
func (a asked) ofTimes(f *Features, d ranked, c Candidate) {
	if len(a.times) == 0 {
		return
	}
	best := func(said []sentence) (score float64, named bool) {
		for _, s := range said {
			for _, t := range s.times {
				named = true
				for _, period := range a.times {
					score = max(score, overlap(period, t))
				}
			}
		}
		return score, named
	}
	own, named := best(d.sentences[c.first : c.last+1])
	f[timeOwn] = own
	f[timeOther] = flag(named && own == 0)
	if own == 0 && c.first > 0 {
		f[timeBefore], _ = best(d.sentences[c.first-1 : c.first])
	}
}

// overlap returns how well a time that is named meets the one asked about: the
// same days 1, some of them 0.7, a longer time that holds them 0.3.
func overlap(asked, named release.Period) float64 {
	both := asked.Intersect(named)
	switch {
	case both.IsZero(), both.IsEmpty():
		return 0
	case named == asked:
		return 1
	case both == named:
		return 0.7
	}
	return 0.3
}

// ofForm: where the sentence stands, how long it is, and how much of it is new
// beside the question's own words.
func (a asked) ofForm(f *Features, d ranked, c Candidate, met []float64) {
	s := d.sentences[c.last]
	words, terms := 0, 0
	for _, one := range d.sentences[c.first : c.last+1] {
		words += one.words
		terms += len(one.bag)
	}
	f[lead] = flag(c.first == 0)
	f[early] = 1 / (1 + float64(c.first)/4)
	known := 0.0
	for _, m := range met {
		known += m
	}
	f[fresh] = 1 - min(1, ratio(known, float64(terms)))
	f[long] = min(1, float64(words)/80)
	f[short] = max(0, 1-float64(words)/8)
	f[leaning] = flag(s.leans)
}

func flag(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// squash takes any number into 0 to 1, 0 to one half.
func squash(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
