package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Target is where a delivery goes: a channel of a guild, a person in direct
// messages (User alone), or the owner of a guild (Guild alone).
type Target struct {
	Guild   string
	Channel string
	User    string
}

// String tells targets apart: "12/34", "@56" or "12/owner".
func (t Target) String() string {
	switch {
	case t.User != "":
		return "@" + t.User
	case t.Channel == "":
		return t.Guild + "/owner"
	}
	return t.Guild + "/" + t.Channel
}

// DeliveryState is how far a delivery has come.
type DeliveryState string

const (
	DeliveryPlanned   DeliveryState = "planned"   // to be sent, perhaps once more
	DeliverySending   DeliveryState = "sending"   // somebody is at it, or died of it
	DeliverySent      DeliveryState = "sent"      // Discord has confirmed it
	DeliveryUncertain DeliveryState = "uncertain" // given up; it may have arrived
	DeliveryFailed    DeliveryState = "failed"    // given up; it has not arrived
	DeliverySkipped   DeliveryState = "skipped"   // not wanted any more, or too old
)

// Delivery is one post in the outbox.
type Delivery struct {
	Seq     int64  // order of planning
	Key     string // what it is: there is one delivery with a key
	Kind    string
	Target  Target
	Payload []byte // JSON
	Nonce   string
	State   DeliveryState

	Attempts     int
	NotBefore    time.Time
	ClaimedBy    string
	ClaimedUntil time.Time
	TriedAt      time.Time // when the last attempt began
	UnsureAt     time.Time // when the first attempt without an answer began; zero if there is none
	Repeated     bool      // sent again although the first may have arrived
	GoneSince    time.Time // since when the channel has been refusing it; zero if it does not
	MessageID    string
	Error        string
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// alertCursor is the setting that holds the last announcement planned.
const alertCursor = "alerts_planned_to"

// AlertCursor returns the last announcement whose alerts are planned.
func (s *Store) AlertCursor(ctx context.Context) (int64, error) {
	var n int64
	err := s.read(ctx, func(tx *sql.Tx) (err error) {
		n, err = readAlertCursor(ctx, tx)
		return err
	})
	return n, err
}

func readAlertCursor(ctx context.Context, tx *sql.Tx) (int64, error) {
	var text string
	err := tx.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = ?", alertCursor).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(text, 10, 64)
}

// PlanAlerts adds the deliveries and moves the cursor from one announcement to
// a later one, both or neither. It returns false, and does nothing, if the
// cursor stands elsewhere: then another process has planned them.
func (s *Store) PlanAlerts(ctx context.Context, from, to int64, planned []Delivery) (bool, error) {
	var done bool
	err := s.write(ctx, func(tx *sql.Tx) error {
		at, err := readAlertCursor(ctx, tx)
		if err != nil || at != from {
			return err
		}
		for _, d := range planned {
			if _, err := planDelivery(ctx, tx, d); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO meta (key, value) VALUES (?, ?)
			ON CONFLICT DO UPDATE SET value = excluded.value`, alertCursor, strconv.FormatInt(to, 10))
		done = err == nil
		return err
	})
	return done && err == nil, err
}

// planDelivery adds d unless there is one with its key. Of d, what is known
// before the first attempt is taken.
func planDelivery(ctx context.Context, tx *sql.Tx, d Delivery) (bool, error) {
	bucket := d.Target.Guild
	if bucket == "" {
		bucket = d.Target.String()
	}
	result, err := tx.ExecContext(ctx, `
		INSERT INTO deliveries (key, kind, guild, channel, person, lane, bucket, payload, nonce, state, not_before,
			error, created_at, updated_at,
			attempts, claimed_by, claimed_until, tried_at, unsure_at, repeated, gone_since, message_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', 0, 0, 0, 0, 0, '')
		ON CONFLICT (key) DO NOTHING`,
		d.Key, d.Kind, d.Target.Guild, d.Target.Channel, d.Target.User, d.Kind+":"+d.Target.String(), bucket,
		string(d.Payload), d.Nonce, d.State, stampOrZero(d.NotBefore),
		d.Error, stampOrZero(d.CreatedAt), stampOrZero(d.CreatedAt))
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

const deliveryColumns = `seq, key, kind, guild, channel, person, payload, nonce, state, attempts, not_before,
	claimed_by, claimed_until, tried_at, unsure_at, repeated, gone_since, message_id, error, created_at, updated_at`

func scanDelivery(row scanner) (Delivery, error) {
	var d Delivery
	err := row.Scan(&d.Seq, &d.Key, &d.Kind, &d.Target.Guild, &d.Target.Channel, &d.Target.User, &d.Payload,
		&d.Nonce, &d.State, &d.Attempts, timeOrZero{&d.NotBefore}, &d.ClaimedBy, timeOrZero{&d.ClaimedUntil},
		timeOrZero{&d.TriedAt}, timeOrZero{&d.UnsureAt}, &d.Repeated, timeOrZero{&d.GoneSince},
		&d.MessageID, &d.Error, timeOrZero{&d.CreatedAt}, timeOrZero{&d.UpdatedAt})
	return d, err
}

// Delivery returns the delivery with this key, or ErrNotFound.
func (s *Store) Delivery(ctx context.Context, key string) (Delivery, error) {
	var d Delivery
	err := s.read(ctx, func(tx *sql.Tx) (err error) {
		d, err = scanDelivery(tx.QueryRowContext(ctx, "SELECT "+deliveryColumns+" FROM deliveries WHERE key = ?", key))
		if errors.Is(err, sql.ErrNoRows) {
			return fail(ErrNotFound, nil, "no delivery %q is in %s", key, s.path)
		}
		return err
	})
	return d, err
}

// Deliveries returns the deliveries planned after the one with number seq, in
// that order, at most limit.
func (s *Store) Deliveries(ctx context.Context, seq int64, limit int) ([]Delivery, error) {
	var all []Delivery
	err := s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx,
			"SELECT "+deliveryColumns+" FROM deliveries WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit)
		if err != nil {
			return err
		}
		all, err = scanAll(rows, scanDelivery)
		return err
	})
	return all, err
}

// DeliveryCounts returns how many deliveries are in each state.
func (s *Store) DeliveryCounts(ctx context.Context) (map[DeliveryState]int, error) {
	counts := map[DeliveryState]int{}
	err := s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT state, count(*) FROM deliveries GROUP BY state")
		if err != nil {
			return err
		}
		_, err = scanAll(rows, func(row scanner) (struct{}, error) {
			var state DeliveryState
			var n int
			err := row.Scan(&state, &n)
			counts[state] = n
			return struct{}{}, err
		})
		return err
	})
	return counts, err
}

// PruneDeliveries forgets deliveries that ended before then and returns how
// many; of those to persons, what ended before toPersons. Their keys are free
// again, so keep them for longer than a clock may ever be wrong.
func (s *Store) PruneDeliveries(ctx context.Context, before, toPersons time.Time) (int, error) {
	n, err := s.prune(ctx, "DELETE FROM deliveries WHERE updated_at < ? AND person <> '' AND state NOT IN ('planned', 'sending')", toPersons)
	if err != nil {
		return n, err
	}
	more, err := s.prune(ctx, "DELETE FROM deliveries WHERE updated_at < ? AND state NOT IN ('planned', 'sending')", before)
	return n + more, err
}

// changedOne reports whether a statement changed a row.
func changedOne(result sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	if err != nil {
		return false, fmt.Errorf("counting rows: %w", err)
	}
	return n > 0, nil
}
