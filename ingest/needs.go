package ingest

import (
	"context"
	"time"

	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/source/motir"
	"motirbot/store"
)

// Store is what an Ingester needs of the store.
type Store interface {
	Library
	Notes
	Leases
}

// Library holds the releases.
type Library interface {
	// Find returns what is stored under rel's ID, or ErrNotFound.
	Find(ctx context.Context, rel release.Release) (store.Record, error)
	// Release returns the release known under an ID, or ErrNotFound.
	Release(ctx context.Context, id release.ID) (store.Record, error)
	// Group returns the release that is shown for the one with this ID, and then
	// those of other sources that stand behind it.
	Group(ctx context.Context, id release.ID) ([]release.ID, error)
	// Owner returns the source that an ID belongs to, "" if nothing is known by it.
	Owner(ctx context.Context, id release.ID) (source string, err error)
	// Forgotten reports whether a release was taken out for good, ForgottenIDs
	// are the IDs of all that were, and KeepForgotten adds one.
	Forgotten(ctx context.Context, rel release.Release) (bool, error)
	ForgottenIDs(ctx context.Context) (map[release.ID]bool, error)
	KeepForgotten(ctx context.Context, rel release.Release) error
}

// Notes are what an Ingester remembers of the sources.
type Notes interface {
	SourceStates(ctx context.Context) ([]store.SourceState, error)
	SaveSourceState(ctx context.Context, state store.SourceState) error
	Sightings(ctx context.Context, source string) ([]store.Sighting, error)
	// RecordSightings notes what is stored, and announces what is news of it.
	RecordSightings(ctx context.Context, seen []store.Seen) (announced []release.ID, err error)
	// MarkGone notes that pages are gone, and withdraws what no page shows.
	MarkGone(ctx context.Context, source string, ids []release.ID) (withdrawn []release.ID, err error)
	Troubles(ctx context.Context, source string) ([]store.Trouble, error)
	PutTrouble(ctx context.Context, t store.Trouble) error
	DropTrouble(ctx context.Context, source string, id release.ID) error
}

// Leases keep two processes from syncing at once.
type Leases interface {
	TakeLease(ctx context.Context, name, holder string, length time.Duration) (taken bool, until time.Time, err error)
	DropLease(ctx context.Context, name, holder string) error
}

// Indexer stores releases, chunked and embedded.
type Indexer interface {
	Index(ctx context.Context, releases []release.Release, progress func(done int)) (retrieval.Report, error)
}

// Refresher puts a new index in place of the old one, in one step.
type Refresher interface {
	Refresh(ctx context.Context) (changed bool, err error)
}

// Site is a list of releases, each with a page of its own: see package motir,
// whose Site it is.
type Site interface {
	List(ctx context.Context, page int) (items []motir.Item, notModified bool, err error)
	ListInFull(ctx context.Context, page int) ([]motir.Item, error)
	Changed(page int) bool
	ConfirmList(ctx context.Context, page int) error
	View(ctx context.Context, item motir.Item) (release.Release, motir.ViewMeta, error)
	ReleaseID(item motir.Item) release.ID
	Has(link string) bool
	Recheck(ctx context.Context, item motir.Item) (release.Release, motir.ViewMeta, error)
}

// Feed gives what is new of its releases at once: see package feed, whose Feed
// it is. What is wrong with an item and is feed.ErrCut concerns a release that
// is there in part.
type Feed interface {
	Fetch(ctx context.Context) (releases []release.Release, notModified bool, problems []error, err error)
	Confirm(ctx context.Context) error
}

// Source brings releases: made by FromSite or FromFeed.
type Source interface {
	// Name names the source in reports and in the store. Under another name it
	// is another source, which begins with a first sync.
	Name() string
	// bring stores what is new and changes state as far as it got. An error
	// is a *failure of the source, or one of ours. confirm, if not nil, makes
	// the source's 304 count; it is called when everything else is stored.
	bring(ctx context.Context, r *run, state *store.SourceState) (confirm func(context.Context) error, err error)
}
