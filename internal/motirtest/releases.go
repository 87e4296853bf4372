package motirtest

import (
	"slices"
	"strconv"
	"strings"

	"motirbot/release"
)

// FirstNumber is the number of the first generated release.
const FirstNumber = 2001

// Release is a release as the press office keeps it.
type Release struct {
	Number      string
	Title       string
	Category    string
	Date        release.Date
	NoDate      bool     // the view page shows none
	Paragraphs  []string // one line each; may begin with "△ " or "- "
	Table       [][]string
	Attachments []string // file names
	Files       [][]byte // what they hold; an attachment without is not found

	modified  int // value of Site.edits at the last change
	withdrawn bool
}

// Body is the text that a reader of the page should end up with.
func (r Release) Body() string {
	lines := slices.Clone(r.Paragraphs)
	for i, row := range r.Table {
		lines = append(lines, "| "+strings.Join(row, " | ")+" |")
		if i == 0 {
			lines = append(lines, "|"+strings.Repeat("---|", len(row)))
		}
	}
	return strings.Join(lines, "\n")
}

// Generate publishes n more releases and returns them, oldest first. The same
// calls give the same releases.
func (s *Site) Generate(n int) []Release {
	s.mu.Lock()
	defer s.mu.Unlock()
	made := make([]Release, n)
	for i := range made {
		made[i] = generated(len(s.releases), s.opts.First)
		s.publish(made[i])
	}
	return made
}

// Add publishes r as the newest. Without a number it gets the next one.
func (s *Site) Add(r Release) Release {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Number == "" {
		r.Number = strconv.Itoa(FirstNumber + len(s.releases))
	}
	s.publish(r)
	return r
}

// Edit changes a release in place. It panics on a number that is not there,
// which is a mistake in the test.
func (s *Site) Edit(number string, change func(*Release)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.mustFind(number)
	change(r)
	s.edits++
	r.modified = s.edits
}

// Withdraw takes a release off the list; its page answers 404.
func (s *Site) Withdraw(number string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.edits++
	s.mustFind(number).withdrawn = true
}

// Repeat publishes a copy of a release under a new number, as happens when an
// office puts it on a second list. The copy is returned.
func (s *Site) Repeat(number string) Release {
	s.mu.Lock()
	copied := *s.mustFind(number)
	s.mu.Unlock()
	copied.Number = ""
	return s.Add(copied)
}

// Releases returns what is published, newest first, as the list shows it.
func (s *Site) Releases() []Release {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.listed()
}

func (s *Site) listed() []Release {
	var list []Release
	for _, r := range slices.Backward(s.releases) {
		if !r.withdrawn {
			list = append(list, *r)
		}
	}
	return list
}

func (s *Site) publish(r Release) {
	s.edits++
	r.modified = s.edits
	s.releases = append(s.releases, &r)
}

func (s *Site) find(number string) *Release {
	for _, r := range s.releases {
		if r.Number == number && !r.withdrawn {
			return r
		}
	}
	return nil
}

func (s *Site) mustFind(number string) *Release {
	r := s.find(number)
	if r == nil {
		panic("motirtest: no release has the number " + number)
	}
	return r
}
