package ingest

import (
	"errors"
	"time"

	"motirbot/internal/address"
	"motirbot/release"
	"motirbot/source/motir"
	"motirbot/source/polite"
	"motirbot/store"
)

// Report says what a sync did. What it counts is stored, unless it was a dry
// run.
type Report struct {
	Added     int
	Changed   int // new revisions, and releases that are listed again
	Unchanged int // known releases that stand as they were
	Withdrawn int
	Failed    []Problem

	// Requests are the pages asked for, without redirects, retries, robots.txt
	// and the articles that feeds link to.
	Requests    int
	NotModified int // those answered with 304

	Missing    int   // chunks that have no vector yet, for MissingErr; a later sync makes them
	MissingErr error // what the embedder failed with

	NewReleases []store.Record // news, the oldest first: what was announced
	Took        time.Duration
}

// add adds what another source's part of the sync did.
func (r *Report) add(part Report) {
	r.Added += part.Added
	r.Changed += part.Changed
	r.Withdrawn += part.Withdrawn
	r.Failed = append(r.Failed, part.Failed...)
	r.Requests += part.Requests
	r.NotModified += part.NotModified
	r.NewReleases = append(r.NewReleases, part.NewReleases...)
}

// Problem is a release, a page or a source that failed.
type Problem struct {
	Source string
	URL    string // as it may be shown; "" if it concerns the source as a whole
	Kind   string // one of the kinds below, or a polite.Kind
	Reason string // one line
}

// The kinds of problems beside those of package polite.
const (
	KindLayout     = "layout"     // the page has another form than expected
	KindGone       = "gone"       // it says that it is gone, which is not believed yet
	KindAiling     = "ailing"     // page after page failed, the rest was left for later
	KindSlow       = "slow"       // its time was over, the rest was left for later
	KindWaiting    = "waiting"    // the site asked to be left alone
	KindInvalid    = "invalid"    // no release can be made of it
	KindUnreadable = "unreadable" // anything else
)

// Event says how far a sync is.
type Event struct {
	Source string
	Page   int // of the list; 0 outside of it
	Title  string
	Date   release.Date
	What   What
}

// What happened to a release.
type What string

// The events.
const (
	Listed    What = "listed" // a list page was read
	Added     What = "added"
	Changed   What = "changed"
	Checked   What = "checked" // nothing new about it
	Withdrawn What = "withdrawn"
	Failed    What = "failed"
	Stored    What = "stored" // a batch was
)

// kindOf puts an error into a class that a person or a dashboard can count.
func kindOf(err error) string {
	switch {
	case errors.Is(err, motir.ErrLayout):
		return KindLayout
	case errors.Is(err, motir.ErrWithdrawn):
		return KindGone
	case polite.KindOf(err) != "":
		return string(polite.KindOf(err))
	}
	return KindUnreadable
}

// urlOf is the address at fault, or otherwise.
func urlOf(err error, otherwise string) string {
	var layout *motir.LayoutError
	var fetch *polite.Error
	switch {
	case errors.As(err, &layout):
		return layout.URL
	case errors.As(err, &fetch):
		return fetch.URL.String()
	}
	if otherwise == "" {
		return ""
	}
	return address.Redact(otherwise)
}

// failure is what makes a source fail as a whole.
type failure struct {
	Problem
	err        error
	retryAfter time.Duration // what the site asked for
}

func (f *failure) Error() string { return f.Reason }
func (f *failure) Unwrap() error { return f.err }

// failed makes err the failure of a source.
func failed(source string, err error) *failure {
	return &failure{
		Problem:    Problem{Source: source, URL: urlOf(err, ""), Kind: kindOf(err), Reason: oneLine(err)},
		err:        err,
		retryAfter: polite.RetryAfter(err),
	}
}
