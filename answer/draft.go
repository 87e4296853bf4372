package answer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"motirbot/release"
)

// draft puts an answer together from sentences and keeps its citations.
type draft struct {
	citations []Citation
	text      strings.Builder
	last      release.ID
	said      []string
	named     bool // the ministry has been introduced
}

// cite returns the number of the citation for a span of a release. A release
// cited again keeps its number; its quote grows by what is new.
func (d *draft) cite(src source, s sentence) int {
	p := src.passage
	for i := range d.citations {
		c := &d.citations[i]
		if c.ReleaseID == p.ReleaseID {
			if !strings.Contains(c.Quote, s.text) {
				c.Quote += " … " + s.text
			}
			return c.N
		}
	}
	n := len(d.citations) + 1
	d.citations = append(d.citations, Citation{
		N: n, ReleaseID: p.ReleaseID, Title: p.Title, Date: p.Date,
		URL: p.URL, Quote: s.text, Revision: p.Revision,
	})
	return n
}

// say adds a sentence with its marker, once. The date stands with the first
// sentence of each release, and a new release begins a new line.
func (d *draft) say(src source, s sentence) {
	if slices.Contains(d.said, s.text) {
		return
	}
	d.said = append(d.said, s.text)
	n := d.cite(src, s)
	same := d.last == src.passage.ReleaseID
	switch {
	case d.text.Len() == 0:
	case same:
		d.text.WriteString(" ")
	default:
		d.text.WriteString("\n")
	}
	d.text.WriteString(d.introduceOnce(s.text))
	if !same {
		fmt.Fprintf(&d.text, " (%s)", src.passage.Date)
	}
	fmt.Fprintf(&d.text, " [%d]", n)
	d.last = src.passage.ReleaseID
}

// introduction is how nearly every release introduces the ministry.
var introduction = regexp.MustCompile(` \((?:hereinafter )?[‘'“"]?(?:MOTIR|MOTIE)[’'”"]?(?:, Minister [^()]+(?:\([^()]*\)[^()]*)?)?\)`)

// introduceOnce takes the ministry's bracketed name out of every sentence but
// the first that has it.
func (d *draft) introduceOnce(text string) string {
	text = unmarked(text)
	if d.named {
		return introduction.ReplaceAllString(text, "")
	}
	d.named = introduction.MatchString(text)
	return text
}

// ownMarker finds what would pass for a marker of ours: a footnote of the
// release, or one that somebody has planted.
var ownMarker = regexp.MustCompile(`\[(\d+)\]`)

// unmarked puts a release's own markers into round brackets.
func unmarked(text string) string { return ownMarker.ReplaceAllString(text, "($1)") }
