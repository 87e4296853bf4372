package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"motirbot/release"
)

// DigestSettings say when a channel gets its weekly digest.
type DigestSettings struct {
	Guild     string
	Channel   string
	Active    bool
	Weekday   time.Weekday
	Minute    int    // of the local day
	Zone      string // IANA name
	SayEmpty  bool   // say that a week had no releases, rather than skip it
	CreatedBy string // who changed the settings last

	Since       time.Time // digests due up to then are not sent
	PausedAt    time.Time // zero unless it was paused
	PauseReason string

	PlannedWeek string       // the last one planned, as "2025-W51"; "" before the first
	CoveredTo   release.Date // the last day told of in it
}

const digestColumns = `guild, channel, active, weekday, minute, zone, say_empty, created_by, since,
	paused_at, pause_reason, planned_week, covered_to`

func scanDigest(row scanner) (DigestSettings, error) {
	var d DigestSettings
	var covered string
	err := row.Scan(&d.Guild, &d.Channel, &d.Active, &d.Weekday, &d.Minute, &d.Zone, &d.SayEmpty, &d.CreatedBy,
		timeOrZero{&d.Since}, timeOrZero{&d.PausedAt}, &d.PauseReason, &d.PlannedWeek, &covered)
	if err != nil {
		return DigestSettings{}, err
	}
	return d, d.CoveredTo.UnmarshalText([]byte(covered))
}

// SaveDigest stores when the channel gets its digest, and resumes it if it was
// paused. Digests that were due before now are not sent any more; that a
// week's digest has been planned is not forgotten.
func (s *Store) SaveDigest(ctx context.Context, d DigestSettings) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO digests (`+digestColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', '', '')
			ON CONFLICT DO UPDATE SET active = excluded.active, weekday = excluded.weekday,
				minute = excluded.minute, zone = excluded.zone, say_empty = excluded.say_empty,
				created_by = excluded.created_by, since = excluded.since, paused_at = 0, pause_reason = ''`,
			d.Guild, d.Channel, d.Active, int(d.Weekday), d.Minute, d.Zone, d.SayEmpty, d.CreatedBy, timestamp(s.now()))
		return err
	})
}

// Digest returns the settings of a channel, or ErrNotFound.
func (s *Store) Digest(ctx context.Context, guild, channel string) (DigestSettings, error) {
	var d DigestSettings
	err := s.read(ctx, func(tx *sql.Tx) (err error) {
		d, err = scanDigest(tx.QueryRowContext(ctx,
			"SELECT "+digestColumns+" FROM digests WHERE guild = ? AND channel = ?", guild, channel))
		if errors.Is(err, sql.ErrNoRows) {
			return fail(ErrNotFound, nil, "channel %s of server %s has no digest in %s", channel, guild, s.path)
		}
		return err
	})
	return d, err
}

// Digests lists the digests of a guild, those that are off or paused too.
func (s *Store) Digests(ctx context.Context, guild string) ([]DigestSettings, error) {
	return s.digests(ctx, "WHERE guild = ? ORDER BY channel", guild)
}

// ActiveDigests lists every digest that is on and not paused, but those of
// servers that the bot has left.
func (s *Store) ActiveDigests(ctx context.Context) ([]DigestSettings, error) {
	return s.digests(ctx, "WHERE active AND paused_at = 0 AND "+onServer+" ORDER BY guild, channel")
}

func (s *Store) digests(ctx context.Context, where string, args ...any) ([]DigestSettings, error) {
	var all []DigestSettings
	err := s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT "+digestColumns+" FROM digests "+where, args...)
		if err != nil {
			return err
		}
		all, err = scanAll(rows, scanDigest)
		return err
	})
	return all, err
}

// PlanDigest adds the delivery of a week's digest and notes in the settings of
// its channel the week and the last day it tells of, both or neither. It
// returns false, and does nothing, if there is a delivery with this key.
func (s *Store) PlanDigest(ctx context.Context, d Delivery, week string, covers release.Date) (bool, error) {
	var planned bool
	err := s.write(ctx, func(tx *sql.Tx) (err error) {
		if planned, err = planDelivery(ctx, tx, d); err != nil || !planned {
			return err
		}
		_, err = tx.ExecContext(ctx,
			"UPDATE digests SET planned_week = ?, covered_to = ? WHERE guild = ? AND channel = ?",
			week, covers.String(), d.Target.Guild, d.Target.Channel)
		return err
	})
	return planned && err == nil, err
}
