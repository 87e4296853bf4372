package retrieval

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"motirbot/release"
)

// WithIssuers says whose releases those are that name no issuer, and whose the
// index is to hold: "" for everybody's, else an issuer's label.
func WithIssuers(unnamed release.Issuer, only string) Option {
	return func(r *Retriever) { r.issuers = issuers{unnamed, only} }
}

// issuers is what a Retriever is told of them.
type issuers struct {
	unnamed release.Issuer
	only    string
}

// UnknownIssuerError says that the index holds no release of an issuer.
type UnknownIssuerError struct {
	Issuer string
	Known  []string // labels of those it holds
}

func (e *UnknownIssuerError) Error() string {
	if len(e.Known) == 0 {
		return fmt.Sprintf("no release of %q is in the index", e.Issuer)
	}
	return fmt.Sprintf("no release of %q is in the index: it holds those of %s", e.Issuer, strings.Join(e.Known, ", "))
}

// about is what the title of a release says, and who issued it where that does
// not go without saying: it is not the one that issued most.
func (v *View) about(r release.Release) string {
	if len(v.issuers) < 2 || r.Issuer.IsZero() || r.Issuer.Label() == v.issuers[0].Label() {
		return r.Title
	}
	return r.Title + "\n" + v.issuedBy(r.Issuer)
}

// issuedBy names an issuer and its country.
func (s *setup) issuedBy(issuer release.Issuer) string {
	if country, ok := s.topics.ofCountry(issuer.Country); ok {
		return issuer.Label() + "\n" + country.Name
	}
	return issuer.Label()
}

// subjects are the countries for which an answer to a question has to speak:
// those at home and those with a ministry in the index. What one country did is
// not told by another's ministry that does not so much as name it. Of several,
// the first is who acts, alone or with those joined to it, unless the question
// compares them.
func (v *View) subjects(text string, compares bool) []*subject {
	var found []*subject
	end := 0
	for _, term := range byStart(v.analyzer.all(text)) {
		s := v.countries[term.text[1:]]
		if !term.isTopic() && !term.isHome() || s == nil {
			continue
		}
		if len(found) > 0 && !compares && (term.start < end || !joined.MatchString(text[end:term.start])) {
			break
		}
		if end = term.end; !slices.Contains(found, s) {
			found = append(found, s)
		}
	}
	return found
}

// WithoutHome is a text without the names of the country at home and of an
// issuer, which go without saying: "trade minister" of "Korea's trade minister".
func (v *View) WithoutHome(text string, issuer release.Issuer) string {
	for _, name := range issuer.Names() {
		text = regexp.MustCompile(`(?i)(^|\s)`+regexp.QuoteMeta(name)+`(?:[’']s)?(\s|$)`).ReplaceAllString(text, "$1$2")
	}
	var out strings.Builder
	end := 0
	for _, term := range byStart(v.analyzer.all(text)) {
		if term.isHome() && term.start >= end {
			out.WriteString(text[end:term.start])
			end = term.end
		}
	}
	out.WriteString(text[end:])
	return strings.Trim(strings.Join(strings.Fields(loose.ReplaceAllString(out.String(), " ")), " "), "’' ")
}

// loose is what a name that was taken out leaves behind.
var loose = regexp.MustCompile(`(?i)(?:^|\s)(?:[’']s|of(?: the)?\s*$)|의(?:\s|$)`)

// joined is what stands between two that act together: "Korea and the EU".
var joined = regexp.MustCompile(`(?i)^\W*(?:and|or)?\W*(?:the)?\W*$`)

// subject is a country for which releases may speak.
type subject struct {
	topic  Topic
	once   sync.Once
	spoken []bool // record → it is of that country's ministry or names it
}

// newSubjects lists the countries at home and those of the issuers.
func (v *View) newSubjects() map[string]*subject {
	countries := map[string]*subject{}
	add := func(topic Topic) { countries[topic.Key] = &subject{topic: topic} }
	for _, home := range v.topics.homes {
		add(home)
	}
	for _, issuer := range v.issuers {
		if topic, ok := v.topics.ofCountry(issuer.Country); ok {
			add(topic)
		}
	}
	return countries
}

// speaksFor reports whether a release may answer for a country: it is of that
// country's ministry or names it, or one of its usual institutions; what another
// country's ministry says in passing does not count.
func (v *View) speaksFor(s *subject, record int) bool {
	s.once.Do(func() {
		names := []string{"@" + s.topic.Key}
		if s.topic.Kind == KindHome {
			names = []string{"!" + s.topic.Key}
			for _, topic := range v.topics.list {
				if topic.Usual && topic.Country == s.topic.Country {
					names = append(names, "@"+topic.Key)
				}
			}
		}
		s.spoken = make([]bool, len(v.records))
		for i, r := range v.records {
			s.spoken[i] = r.Issuer.Country == s.topic.Country
		}
		for _, name := range names {
			for doc, p := range v.wholes.of(name) {
				s.spoken[doc] = s.spoken[doc] || p.about() > inPassing || v.records[doc].Issuer.Country == ""
			}
		}
	})
	return s.spoken[record]
}

// speaks reports whether a release may answer for one of the countries.
func (v *View) speaks(subjects []*subject, record int) bool {
	return len(subjects) == 0 || slices.ContainsFunc(subjects, func(s *subject) bool { return v.speaksFor(s, record) })
}
