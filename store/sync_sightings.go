package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"motirbot/release"
)

// Sighting is what a source last showed of a release.
type Sighting struct {
	Source    string     // name of the source
	ID        release.ID // as the source's own text has it
	ReleaseID release.ID // under which the release is shown; Sightings fills it in
	Number    string
	ListedAs  string // title in the source's list
	URL       string
	Date      release.Date
	Hash      string // ContentHash of the text shown, which need not be the one kept
	Checked   time.Time
	Gone      bool
}

// Seen is a sighting to be recorded, and what goes with it.
type Seen struct {
	Sighting
	Page       string     // key of the address that the validators belong to; "": keep none
	Validators Validators // saved unless zero
	Quiet      bool       // not news, whatever its date
}

// newsFor is how long after its date a release still is news.
const newsFor = 7 // days

// Sightings returns what the source has shown so far, in no order.
func (s *Store) Sightings(ctx context.Context, source string) ([]Sighting, error) {
	var all []Sighting
	err := s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `
			SELECT g.source, g.id, CASE r.shown_as WHEN '' THEN r.id ELSE r.shown_as END, g.number, g.listed_as, g.url, g.date, g.hash, g.checked_at, g.gone
			FROM sightings g JOIN identities i ON i.id = g.id JOIN releases r ON r.id = i.release_id WHERE g.source = ?`, source)
		if err != nil {
			return err
		}
		all, err = scanAll(rows, scanSighting)
		return err
	})
	return all, err
}

func scanSighting(row scanner) (Sighting, error) {
	var g Sighting
	var date string
	err := row.Scan(&g.Source, &g.ID, &g.ReleaseID, &g.Number, &g.ListedAs, &g.URL, &date, &g.Hash, timeOrZero{&g.Checked}, &g.Gone)
	return g, errors.Join(err, g.Date.UnmarshalText([]byte(date)))
}

// RecordSightings notes, in one transaction, what a source showed: it saves the
// validators, ends the troubles of these releases, and announces those that
// are news. It returns the announced. Every ID must be known to the store.
//
// A release is news when it is sighted for the first time, another source's
// copy has not been announced, it was dated at most a week before
// it was stored, is not withdrawn, and is not Quiet. The note that it was
// sighted is written with the announcement, so each release is announced once
// at most, and one whose storing was cut short is announced when it is sighted
// again.
func (s *Store) RecordSightings(ctx context.Context, seen []Seen) (announced []release.ID, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		announced = nil
		for _, g := range seen {
			news, err := s.announce(ctx, tx, g)
			if err != nil {
				return err
			}
			if news {
				announced = append(announced, g.ID)
			}
			if err := recordSighting(ctx, tx, g); err != nil {
				return err
			}
		}
		return nil
	})
	return announced, err
}

func recordSighting(ctx context.Context, tx *sql.Tx, g Seen) error {
	_, err := tx.ExecContext(ctx, `
		INSERT OR REPLACE INTO sightings (source, id, number, listed_as, url, date, hash, checked_at, gone)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		g.Source, g.ID, g.Number, g.ListedAs, g.URL, g.Date.String(), g.Hash, stampOrZero(g.Checked), g.Gone)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM troubles WHERE source = ? AND id = ?", g.Source, g.ID); err != nil {
		return err
	}
	if g.Page == "" || g.Validators.IsZero() {
		return nil
	}
	return putValidators(ctx, tx, g.Page, g.Validators)
}

// MarkGone notes that the source's pages of these releases are gone, in one
// transaction, and withdraws the releases, whose place another source's copies
// take. It returns those that were not withdrawn yet.
func (s *Store) MarkGone(ctx context.Context, source string, ids []release.ID) (withdrawn []release.ID, err error) {
	err = s.write(ctx, func(tx *sql.Tx) error {
		withdrawn = nil
		for _, id := range ids {
			gone, err := markGone(ctx, tx, source, id)
			if err != nil {
				return err
			}
			if gone != "" {
				withdrawn = append(withdrawn, gone)
			}
		}
		if len(withdrawn) == 0 {
			return nil
		}
		return s.bump(ctx, tx)
	})
	return withdrawn, err
}

// markGone returns the release that was withdrawn for it, or "".
func markGone(ctx context.Context, tx *sql.Tx, source string, id release.ID) (release.ID, error) {
	_, err := tx.ExecContext(ctx, "UPDATE sightings SET gone = 1 WHERE source = ? AND id = ?", source, id)
	if err != nil {
		return "", err
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM troubles WHERE source = ? AND id = ?", source, id); err != nil {
		return "", err
	}
	var withdrawn release.ID
	err = tx.QueryRowContext(ctx, `
		UPDATE releases SET withdrawn = 1 WHERE withdrawn = 0 AND id = (SELECT release_id FROM identities WHERE id = ?)
		RETURNING id`, id).Scan(&withdrawn)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return withdrawn, takeOver(ctx, tx, withdrawn)
}
