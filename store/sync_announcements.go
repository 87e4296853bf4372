package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"motirbot/release"
)

// Announcement says that a release is news.
type Announcement struct {
	ID        int64 // grows with every announcement
	ReleaseID release.ID
	At        time.Time
	Withdrawn bool // the release has been since
}

// Announcements returns at most limit announcements with an ID above after,
// the oldest first.
func (s *Store) Announcements(ctx context.Context, after int64, limit int) ([]Announcement, error) {
	var all []Announcement
	err := s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `
			SELECT a.id, a.release_id, a.at, r.withdrawn AND r.shown_as = '' FROM announcements a JOIN releases r ON r.id = a.release_id
			WHERE a.id > ? ORDER BY a.id LIMIT ?`, after, limit)
		if err != nil {
			return err
		}
		all, err = scanAll(rows, func(row scanner) (Announcement, error) {
			var a Announcement
			err := row.Scan(&a.ID, &a.ReleaseID, timeOrZero{&a.At}, &a.Withdrawn)
			return a, err
		})
		return err
	})
	return all, err
}

// LateReleases returns the releases dated upTo or before that were announced
// since, as they are shown, in the order of their announcement.
func (s *Store) LateReleases(ctx context.Context, since time.Time, upTo release.Date) (ids []release.ID, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `
			SELECT f.id FROM announcements a JOIN releases r ON r.id = a.release_id
			JOIN releases f ON f.id = CASE r.shown_as WHEN '' THEN r.id ELSE r.shown_as END
			WHERE a.at >= ? AND f.date <= ? AND f.withdrawn = 0 ORDER BY a.id`, timestamp(since), upTo.String())
		if err != nil {
			return err
		}
		ids, err = scanAll(rows, scanID)
		return err
	})
	return ids, err
}

// announce announces g if it is news, as RecordSightings explains.
func (s *Store) announce(ctx context.Context, tx *sql.Tx, g Seen) (bool, error) {
	if g.Quiet || g.Gone {
		return false, nil
	}
	var id, date string
	var firstSeen time.Time
	err := tx.QueryRowContext(ctx, `
		SELECT r.id, r.date, r.first_seen FROM releases r
		WHERE r.id = ? AND r.withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM sightings g WHERE g.id = r.id)
			AND NOT EXISTS (SELECT 1 FROM announcements a JOIN releases d ON d.id = a.release_id
				WHERE d.shown_as = r.id OR d.id = r.shown_as OR d.shown_as = r.shown_as AND d.shown_as <> '')`,
		g.ID).Scan(&id, &date, timeOrZero{&firstSeen})
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	released, err := release.ParseDate(date)
	if err != nil || released.DaysUntil(release.DateOf(firstSeen)) > newsFor {
		return false, err
	}
	result, err := tx.ExecContext(ctx,
		"INSERT INTO announcements (release_id, at) VALUES (?, ?) ON CONFLICT DO NOTHING", g.ID, timestamp(s.now()))
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}
