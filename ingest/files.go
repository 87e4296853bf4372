package ingest

import (
	"context"

	"motirbot/release"
	"motirbot/store"
)

// Files is what FileIDs needs of the store.
type Files interface {
	Owner(ctx context.Context, id release.ID) (string, error)
	Find(ctx context.Context, rel release.Release) (store.Record, error)
	OfOrigin(ctx context.Context, origin string) ([]store.Record, error)
}

// FileIDs gives releases that were read from files the IDs under which they are
// stored. The ID that a file gives, or a number, stays. Without one, a release
// is known by its file, title and day; where one of these two was corrected, by
// the other and its text, or by its text alone where the file holds nothing else;
// and what another file has under its ID is another one,
// unless it is the same to the letter.
func FileIDs(ctx context.Context, files Files, releases []release.Release) error {
	stored := map[string][]store.Record{} // by origin
	here, count := map[release.ID]bool{}, map[string]int{}
	for _, rel := range releases {
		here[rel.ID] = true
		count[rel.Origin]++
	}
	for i := range releases {
		rel := &releases[i]
		if rel.Number != "" || rel.Origin == "" || rel.ID != release.NewID(rel.Source, "", rel.Title, rel.Date) {
			continue
		}
		owner, err := files.Owner(ctx, rel.ID)
		switch {
		case err != nil:
			return err
		case owner == rel.Origin, owner == rel.Source: // stored by an earlier version
			continue
		case owner != "":
			same, err := files.Find(ctx, *rel)
			if err != nil {
				return err
			}
			if same.Hash != rel.ContentHash() {
				rel.ID = rel.ID.Qualified(rel.Origin)
			}
			continue
		}
		if _, ok := stored[rel.Origin]; !ok {
			if stored[rel.Origin], err = files.OfOrigin(ctx, rel.Origin); err != nil {
				return err
			}
		}
		alone := count[rel.Origin] == 1 && len(stored[rel.Origin]) == 1
		if id := corrected(stored[rel.Origin], *rel, here, alone); id != "" {
			rel.ID = id
			here[id] = true
		}
	}
	return nil
}

// corrected returns which of a file's releases that it no longer shows as they
// were stands there now with another title or day, "" if none does.
func corrected(stored []store.Record, rel release.Release, here map[release.ID]bool, alone bool) release.ID {
	for _, old := range stored {
		sameTitle := release.TitleKey(old.Title, release.Date{}) == release.TitleKey(rel.Title, release.Date{})
		if !here[old.ID] && old.Number == "" && (sameTitle || old.Date == rel.Date || alone) &&
			!release.Follows(old.Release, rel) && release.SameText(old.Release, rel) {
			return old.ID
		}
	}
	return ""
}
