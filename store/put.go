package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"motirbot/release"
)

// Entry is a release with its index and figures, written as one.
type Entry struct {
	Release      release.Release
	Index        *Index        // nil: nobody has made one
	Observations *Observations // nil: nobody has read them
}

// Outcome says what became of an entry.
type Outcome int

// The outcomes of PutReleases.
const (
	Added Outcome = iota + 1
	Changed
	Unchanged
)

// String returns "added", "changed" or "unchanged".
func (o Outcome) String() string {
	switch o {
	case Added:
		return "added"
	case Changed:
		return "changed"
	case Unchanged:
		return "unchanged"
	}
	return fmt.Sprintf("Outcome(%d)", int(o))
}

// PutReleases writes the entries, with vectors of the model, in one transaction,
// and returns what became of each, in order.
//
// An entry whose content hash is as stored is Unchanged, though its index may be
// replaced. One with another content hash becomes the next revision; the old text
// is kept. One with the same content and other figures or another issuer is
// Changed without a new revision. A withdrawn release that is put again is listed
// again, and Changed. Where another origin has the same release, one of the two is
// shown from then on; both are kept.
//
// On an error nothing is written. A release that cannot be stored is one; else
// ErrReadOnly, ErrFull, ErrBusy, ErrCorrupt.
func (s *Store) PutReleases(ctx context.Context, entries []Entry, model string) ([]Outcome, error) {
	if err := checkEntries(entries); err != nil {
		return nil, err
	}
	outcomes := make([]Outcome, len(entries))
	err := s.write(ctx, func(tx *sql.Tx) error {
		now, err := generation(ctx, tx)
		if err != nil {
			return err
		}
		touched, err := putIssuers(ctx, tx, entries)
		if err != nil {
			return err
		}
		for i, entry := range entries {
			outcome, id, revision, err := s.put(ctx, tx, entry)
			if err != nil {
				return err
			}
			outcomes[i] = outcome
			if entry.Index == nil && outcome != Unchanged {
				if err := notIndexed(ctx, tx); err != nil {
					return err
				}
			}
			reindexed, err := entry.Index.put(ctx, tx, id, revision, entry.Release, model)
			if err != nil {
				return err
			}
			if outcome == Unchanged && !reindexed {
				continue
			}
			touched = true
			if _, err := tx.ExecContext(ctx, "UPDATE releases SET changed = ? WHERE id = ?", now+1, id); err != nil {
				return err
			}
		}
		if !touched {
			return nil
		}
		return s.bump(ctx, tx)
	})
	if err != nil {
		return nil, err
	}
	return outcomes, nil
}

// checkEntries returns every reason why an entry cannot be stored, joined.
func checkEntries(entries []Entry) error {
	var errs []error
	for _, entry := range entries {
		if err := errors.Join(entry.Release.Validate(), entry.Observations.check(entry.Release)); err != nil {
			errs = append(errs, fmt.Errorf("release %q cannot be stored: %w", entry.Release.ID, err))
		}
	}
	return errors.Join(errs...)
}

// putIssuers keeps what the entries say of their issuers, once for all their
// releases, and reports whether it is news about an issuer known before.
func putIssuers(ctx context.Context, tx *sql.Tx, entries []Entry) (renamed bool, err error) {
	done := map[string]bool{}
	for _, entry := range entries {
		issuer := entry.Release.Issuer
		if issuer.IsZero() || done[issuer.Label()] {
			continue
		}
		done[issuer.Label()] = true
		data, err := json.Marshal(issuer)
		if err != nil {
			return false, err
		}
		result, err := tx.ExecContext(ctx, `
			INSERT INTO issuers (label, data) VALUES (?, ?)
			ON CONFLICT (label) DO UPDATE SET data = excluded.data WHERE data <> excluded.data`, issuer.Label(), string(data))
		if err != nil {
			return false, err
		}
		rows, err := result.RowsAffected()
		if err != nil {
			return false, err
		}
		renamed = renamed || rows > 0
	}
	return renamed, nil
}

// UpdateIssuers brings what is stored of issuers up to what is known of them
// now. Those without a release here are passed over. Errors are those of
// PutReleases.
func (s *Store) UpdateIssuers(ctx context.Context, issuers []release.Issuer) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		changed := int64(0)
		for _, issuer := range issuers {
			data, err := json.Marshal(issuer)
			if err != nil {
				return err
			}
			result, err := tx.ExecContext(ctx, "UPDATE issuers SET data = ?1 WHERE label = ?2 AND data <> ?1", string(data), issuer.Label())
			if err != nil {
				return err
			}
			rows, err := result.RowsAffected()
			if err != nil {
				return err
			}
			changed += rows
		}
		if changed == 0 {
			return nil
		}
		return s.bump(ctx, tx)
	})
}

// put stores an entry but for its index, and returns under which ID and revision.
func (s *Store) put(ctx context.Context, tx *sql.Tx, entry Entry) (Outcome, release.ID, int, error) {
	id, err := identify(ctx, tx, entry.Release.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return Added, entry.Release.ID, 1, s.add(ctx, tx, entry)
	}
	if err != nil {
		return 0, "", 0, err
	}
	stored, err := current(ctx, tx, id)
	if err != nil {
		return 0, "", 0, err
	}
	outcome, revision, err := s.change(ctx, tx, stored, entry)
	return outcome, id, revision, err
}

func (s *Store) add(ctx context.Context, tx *sql.Tx, entry Entry) error {
	rel := entry.Release
	_, err := tx.ExecContext(ctx, `
		INSERT INTO releases (id, title_key, date, revision, first_seen, of_record, issuer) VALUES (?, ?, ?, 1, ?, ?, ?)`,
		rel.ID, release.TitleKey(rel.Title, rel.Date), rel.Date.String(), timestamp(s.now()), rel.OfRecord, rel.Issuer.Label())
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO identities (id, source, release_id) VALUES (?, ?, ?)",
		rel.ID, cmp.Or(rel.Origin, rel.Source), rel.ID)
	if err != nil {
		return err
	}
	if err := s.putText(ctx, tx, rel.ID, 1, rel); err != nil {
		return err
	}
	if _, err := entry.Observations.put(ctx, tx, rel.ID, 1); err != nil {
		return err
	}
	return regroup(ctx, tx, rel.ID, false)
}

// change brings a stored release to what the entry says, and returns its revision.
func (s *Store) change(ctx context.Context, tx *sql.Tx, stored Record, entry Entry) (Outcome, int, error) {
	rel, revision := entry.Release, stored.Revision
	sameText := stored.Hash == rel.ContentHash()
	if !sameText {
		revision++
	}
	reread, err := entry.Observations.put(ctx, tx, stored.ID, revision)
	if err != nil {
		return 0, 0, err
	}
	issuer := cmp.Or(rel.Issuer.Label(), stored.Issuer.Label()) // a source that names none takes none away
	sameIssuer := issuer == stored.Issuer.Label()
	if sameText && sameIssuer && !reread && !stored.Withdrawn {
		return Unchanged, revision, nil
	}
	if !sameText {
		if err := s.putText(ctx, tx, stored.ID, revision, rel); err != nil {
			return 0, 0, err
		}
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE releases SET title_key = ?, date = ?, revision = ?, withdrawn = 0, of_record = max(of_record, ?), issuer = ? WHERE id = ?`,
		release.TitleKey(rel.Title, rel.Date), rel.Date.String(), revision, rel.OfRecord, issuer, stored.ID)
	if err != nil || sameText && sameIssuer && !stored.Withdrawn {
		return Changed, revision, err
	}
	return Changed, revision, regroup(ctx, tx, stored.ID, rel.Date != stored.Date || !sameIssuer)
}

// putText stores rel as a revision of the release with this ID.
func (s *Store) putText(ctx context.Context, tx *sql.Tx, id release.ID, revision int, rel release.Release) error {
	attachments, err := encodeAttachments(rel.Attachments)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO revisions (release_id, revision, hash, stored_at, source, number, title, date,
			category, body, url, attachments, truncated)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		id, revision, rel.ContentHash(), timestamp(s.now()), rel.Source, rel.Number, rel.Title,
		rel.Date.String(), rel.Category, rel.Body, rel.URL, attachments, rel.Truncated)
	return err
}

// Withdraw marks a release as taken back by the ministry. It stays stored, and
// Find, Release and Revisions still return it; it is no longer listed or in
// snapshots. To withdraw it again changes nothing. ErrNotFound if there is no
// such release; else as PutReleases.
func (s *Store) Withdraw(ctx context.Context, id release.ID) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		rec, err := s.resolved(ctx, tx, id)
		if err != nil || rec.Withdrawn {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE releases SET withdrawn = 1 WHERE id = ?", rec.ID); err != nil {
			return err
		}
		if err := takeOver(ctx, tx, rec.ID); err != nil {
			return err
		}
		return s.bump(ctx, tx)
	})
}
