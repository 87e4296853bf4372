package dump

import (
	"fmt"
	"path/filepath"

	"motirbot/release"
)

// maxProblems bounds the problems kept of one file: a file of another kind
// would otherwise have one on every line.
const maxProblems = 1000

// collector gathers what the parsers find, file after file.
type collector struct {
	batch    Batch
	seen     map[release.ID]place
	file     string
	origin   string // the file, however it is named
	problems int    // of this file
	issuers  func(name string) release.Issuer
	until    release.Date // zero: no bound
}

// place is where a release was first read.
type place struct {
	file  string
	line  int
	index int // in Batch.Releases
}

// originOf is the Release.Origin of what a file at this path brings.
func originOf(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	return "file:" + path
}

func newCollector() *collector {
	return &collector{
		seen:    map[release.ID]place{},
		issuers: func(name string) release.Issuer { return release.Issuer{Name: name} },
	}
}

func (c *collector) startFile(shown string) {
	c.file, c.origin, c.problems = shown, originOf(shown), 0
}

func (c *collector) problem(line int, reason string) {
	switch c.problems++; {
	case c.problems < maxProblems:
	case c.problems == maxProblems:
		reason = "too many problems in this file; further ones are not listed"
	default:
		return
	}
	c.batch.Problems = append(c.batch.Problems, Problem{File: c.file, Line: line, Reason: reason})
}

// fault is a problem for a line that has one.
func (c *collector) fault(l line) {
	if l.fault != "" {
		c.problem(l.number, l.fault)
	}
}

// entry keeps the release that the record describes, or says why it cannot.
// The same release twice is one. Two texts under an ID that the file gives are a
// Problem, since nothing tells which of them is right. Without one, a release is
// where it stands: its file, and its place among those of its title and day.
func (c *collector) entry(line int, rec record) {
	r, err := rec.release(c.issuers)
	if err == nil && !c.until.IsZero() && r.Date.After(c.until) {
		err = fmt.Errorf("%q is not a plausible date: it is after %s", r.Date, c.until)
	}
	if err != nil {
		c.problem(line, oneLine(err))
		return
	}
	first, known := c.seen[r.ID]
	for n, id := 2, r.ID; rec.id == "" && r.Number == "" && known && c.batch.Releases[first.index].ContentHash() != r.ContentHash(); n++ {
		if r.ID = release.ID(fmt.Sprintf("%s#%d", id, n)); first.file != c.file {
			id, n = id.Qualified(c.origin), 1
			r.ID = id
		}
		first, known = c.seen[r.ID]
	}
	switch {
	case !known:
		c.seen[r.ID] = place{c.file, line, len(c.batch.Releases)}
		c.batch.Releases = append(c.batch.Releases, r)
		c.batch.Origins = append(c.batch.Origins, c.origin)
	case c.batch.Releases[first.index].ContentHash() != r.ContentHash():
		c.problem(line, fmt.Sprintf("the id %q stands at %s:%d with other content; the first is kept", r.ID, first.file, first.line))
	}
}
