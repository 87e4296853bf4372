package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"motirbot/release"
)

// SourceState is what is known of a source that brings releases. A zero time
// is never.
type SourceState struct {
	Name        string
	LastAttempt time.Time
	LastSuccess time.Time
	LastError   string // one line; kept after the source has recovered
	LastErrorAt time.Time
	Failures    int // attempts in a row that failed; 0: the source is well
	// FailingSince is when the first of these was.
	FailingSince time.Time
	RetryAt      time.Time    // the site asked to be left alone until then
	Backfilled   time.Time    // when the first sync was through
	Floor        release.Date // the day that the first sync went back to; zero: it read all
	Crawled      time.Time    // when the whole list was last read

	// Stuck counts single releases that cannot be read although the source is
	// well. SourceStates fills these three in; SaveSourceState ignores them.
	Stuck       int
	StuckSince  time.Time
	StuckReason string // of the newest of them
}

// Healthy reports whether nothing of the source is amiss.
func (s SourceState) Healthy() bool { return s.Failures == 0 && s.Stuck == 0 }

// SourceStates returns the state of every source there ever was, by name.
func (s *Store) SourceStates(ctx context.Context) ([]SourceState, error) {
	var all []SourceState
	err := s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `
			SELECT s.name, last_attempt, last_success, last_error, last_error_at, failures,
				failing_since, retry_at, backfilled, floor, walked,
				count(t.id), coalesce(min(t.since), 0), coalesce((SELECT reason FROM troubles n
					WHERE n.source = s.name ORDER BY n.since DESC, n.id LIMIT 1), '')
			FROM sources s LEFT JOIN troubles t ON t.source = s.name
			GROUP BY s.name ORDER BY s.name`)
		if err != nil {
			return err
		}
		all, err = scanAll(rows, scanSourceState)
		return err
	})
	return all, err
}

func scanSourceState(row scanner) (SourceState, error) {
	var st SourceState
	var floor string
	err := row.Scan(&st.Name, timeOrZero{&st.LastAttempt}, timeOrZero{&st.LastSuccess}, &st.LastError,
		timeOrZero{&st.LastErrorAt}, &st.Failures, timeOrZero{&st.FailingSince}, timeOrZero{&st.RetryAt},
		timeOrZero{&st.Backfilled}, &floor, timeOrZero{&st.Crawled},
		&st.Stuck, timeOrZero{&st.StuckSince}, &st.StuckReason)
	return st, errors.Join(err, st.Floor.UnmarshalText([]byte(floor)))
}

// SaveSourceState stores the state in place of what was there.
func (s *Store) SaveSourceState(ctx context.Context, st SourceState) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT OR REPLACE INTO sources (name, last_attempt, last_success, last_error, last_error_at,
				failures, failing_since, retry_at, backfilled, floor, walked)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			st.Name, stampOrZero(st.LastAttempt), stampOrZero(st.LastSuccess), st.LastError,
			stampOrZero(st.LastErrorAt), st.Failures, stampOrZero(st.FailingSince),
			stampOrZero(st.RetryAt), stampOrZero(st.Backfilled), st.Floor.String(), stampOrZero(st.Crawled))
		return err
	})
}

// stampOrZero is timestamp with 0 for no time.
func stampOrZero(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return timestamp(t)
}

// timeOrZero scans what stampOrZero wrote.
type timeOrZero struct{ at *time.Time }

// Scan implements sql.Scanner.
func (o timeOrZero) Scan(value any) error {
	n, ok := value.(int64)
	if !ok {
		return errors.New("a time is not stored as a number")
	}
	*o.at = time.Time{}
	if n != 0 {
		*o.at = fromTimestamp(n)
	}
	return nil
}
