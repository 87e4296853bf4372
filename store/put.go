package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"motirbot/release"
)

// Chunk is a stored span of a release's body.
type Chunk struct {
	ReleaseID  release.ID
	Seq        int // 0-based order in the release
	Start, End int // byte offsets into Body; Text == Body[Start:End]
	Text       string
	EmbedHash  string // hex SHA-256 of the text that was embedded (title, date and chunk)
}

// Entry is a release with its chunks and figures, written as one.
type Entry struct {
	Release      release.Release
	Chunks       []Chunk
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

// PutReleases writes the entries and the model's vectors, by EmbedHash, in one
// transaction, and returns what became of each entry, in order.
//
// An entry whose content hash and chunks are as stored is Unchanged. One with
// another content hash becomes the next revision: the old text is kept, the
// old chunks go. One with the same content and other chunks is Changed
// without a new revision, and so is one with another issuer. A withdrawn
// release that is put again is listed again, and Changed. Where another origin
// has the same release, one of the two is shown from then on; both are kept.
//
// On an error nothing is written. A release or chunk that cannot be stored is
// one; else ErrReadOnly, ErrFull, ErrBusy, ErrCorrupt.
func (s *Store) PutReleases(ctx context.Context, entries []Entry, model string, vectors map[string][]float32) ([]Outcome, error) {
	if err := errors.Join(checkEntries(entries), checkVectors(model, vectors)); err != nil {
		return nil, err
	}
	outcomes := make([]Outcome, len(entries))
	err := s.write(ctx, func(tx *sql.Tx) error {
		if err := putVectors(ctx, tx, model, vectors); err != nil {
			return err
		}
		renamed, err := putIssuers(ctx, tx, entries)
		if err != nil {
			return err
		}
		for i, entry := range entries {
			if outcomes[i], err = s.put(ctx, tx, entry); err != nil {
				return err
			}
		}
		if !renamed && !slices.ContainsFunc(outcomes, func(o Outcome) bool { return o != Unchanged }) {
			return nil
		}
		return s.bump(ctx, tx)
	})
	if err != nil {
		return nil, err
	}
	return outcomes, nil
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

func (s *Store) put(ctx context.Context, tx *sql.Tx, entry Entry) (Outcome, error) {
	rel := entry.Release
	id, err := identify(ctx, tx, rel.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return Added, s.add(ctx, tx, entry)
	}
	if err != nil {
		return 0, err
	}
	stored, err := current(ctx, tx, id)
	if err != nil {
		return 0, err
	}
	return s.change(ctx, tx, stored, entry)
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
	if err := errors.Join(s.putText(ctx, tx, rel.ID, 1, rel), putChunks(ctx, tx, rel.ID, entry.Chunks)); err != nil {
		return err
	}
	if _, err := entry.Observations.put(ctx, tx, rel.ID, 1); err != nil {
		return err
	}
	return regroup(ctx, tx, rel.ID, false)
}

// change brings a stored release to what the entry says.
func (s *Store) change(ctx context.Context, tx *sql.Tx, stored Record, entry Entry) (Outcome, error) {
	rel, revision := entry.Release, stored.Revision
	sameText := stored.Hash == rel.ContentHash()
	sameChunks, err := hasChunks(ctx, tx, stored.ID, entry.Chunks)
	if err != nil {
		return 0, err
	}
	if !sameText {
		revision++
	}
	reread, err := entry.Observations.put(ctx, tx, stored.ID, revision)
	if err != nil {
		return 0, err
	}
	issuer := cmp.Or(rel.Issuer.Label(), stored.Issuer.Label()) // a source that names none takes none away
	if sameText && sameChunks && !reread && !stored.Withdrawn && issuer == stored.Issuer.Label() {
		return Unchanged, nil
	}
	if !sameText {
		if err := s.putText(ctx, tx, stored.ID, revision, rel); err != nil {
			return 0, err
		}
	}
	_, err = tx.ExecContext(ctx, `
		UPDATE releases SET title_key = ?, date = ?, revision = ?, withdrawn = 0, of_record = max(of_record, ?), issuer = ? WHERE id = ?`,
		release.TitleKey(rel.Title, rel.Date), rel.Date.String(), revision, rel.OfRecord, issuer, stored.ID)
	if err == nil && !sameChunks {
		err = putChunks(ctx, tx, stored.ID, entry.Chunks)
	}
	sameIssuer := issuer == stored.Issuer.Label()
	if err != nil || sameText && sameIssuer && !stored.Withdrawn {
		return Changed, err
	}
	return Changed, regroup(ctx, tx, stored.ID, rel.Date != stored.Date || !sameIssuer)
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
