package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// AnyTopic is the topic of a subscription to every release.
const AnyTopic = "*"

// Subscription asks for a post at every new release on a topic.
type Subscription struct {
	ID        int64
	Target    Target // a channel, or a person
	Topic     string // key of a topic, or AnyTopic
	Role      string // may be mentioned in the post; "": nobody is
	CreatedBy string
	CreatedAt time.Time

	// PausedAt is zero while the subscription is active.
	PausedAt    time.Time
	PauseReason string

	// Only announcements with a greater number are posted.
	FromAnnouncement int64
}

const subscriptionColumns = `id, guild, channel, person, topic, role, created_by, created_at,
	paused_at, pause_reason, from_announcement`

func scanSubscription(row scanner) (Subscription, error) {
	var sub Subscription
	err := row.Scan(&sub.ID, &sub.Target.Guild, &sub.Target.Channel, &sub.Target.User, &sub.Topic, &sub.Role,
		&sub.CreatedBy, timeOrZero{&sub.CreatedAt}, timeOrZero{&sub.PausedAt}, &sub.PauseReason, &sub.FromAnnouncement)
	return sub, err
}

// newestAnnouncement is the number of the last announcement ever made, 0
// before the first: SQLite keeps it though announcements be deleted.
const newestAnnouncement = "coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'announcements'), 0)"

// Subscribe stores a subscription from now on: releases announced before are
// not posted. A target has one subscription to a topic: asked for again, it
// gets the new role and, if it was paused, is resumed from now on. What is
// stored is returned, and whether it is new.
func (s *Store) Subscribe(ctx context.Context, sub Subscription) (Subscription, bool, error) {
	var created bool
	err := s.write(ctx, func(tx *sql.Tx) (err error) {
		t := sub.Target
		created, err = changedOne(tx.ExecContext(ctx, `
			INSERT INTO subscriptions (guild, channel, person, topic, role, created_by, created_at,
				paused_at, pause_reason, from_announcement)
			VALUES (?, ?, ?, ?, ?, ?, ?, 0, '', `+newestAnnouncement+`) ON CONFLICT DO NOTHING`,
			t.Guild, t.Channel, t.User, sub.Topic, sub.Role, sub.CreatedBy, timestamp(s.now())))
		if err != nil {
			return err
		}
		row := tx.QueryRowContext(ctx, `
			UPDATE subscriptions SET role = ?, paused_at = 0, pause_reason = '',
				from_announcement = CASE paused_at WHEN 0 THEN from_announcement ELSE `+newestAnnouncement+` END
			WHERE guild = ? AND channel = ? AND person = ? AND topic = ? RETURNING `+subscriptionColumns,
			sub.Role, t.Guild, t.Channel, t.User, sub.Topic)
		sub, err = scanSubscription(row)
		return err
	})
	return sub, created && err == nil, err
}

// Unsubscribe deletes a subscription of the guild, or of the person if guild
// is "", and returns what it was. ErrNotFound if they have none with this id.
func (s *Store) Unsubscribe(ctx context.Context, guild, person string, id int64) (Subscription, error) {
	return s.changeSubscription(ctx, id, `
		DELETE FROM subscriptions WHERE id = ? AND guild = ? AND person = ? RETURNING `+subscriptionColumns,
		id, guild, person)
}

// ResumeSubscription makes a paused subscription of the guild, or of the
// person if guild is "", active again, from now on. ErrNotFound if they have
// none with this id.
func (s *Store) ResumeSubscription(ctx context.Context, guild, person string, id int64) (Subscription, error) {
	return s.changeSubscription(ctx, id, `
		UPDATE subscriptions SET paused_at = 0, pause_reason = '',
			from_announcement = CASE paused_at WHEN 0 THEN from_announcement ELSE `+newestAnnouncement+` END
		WHERE id = ? AND guild = ? AND person = ? RETURNING `+subscriptionColumns, id, guild, person)
}

func (s *Store) changeSubscription(ctx context.Context, id int64, statement string, args ...any) (Subscription, error) {
	var sub Subscription
	err := s.write(ctx, func(tx *sql.Tx) (err error) {
		sub, err = scanSubscription(tx.QueryRowContext(ctx, statement, args...))
		if errors.Is(err, sql.ErrNoRows) {
			return fail(ErrNotFound, nil, "no such subscription (%d) is in %s", id, s.path)
		}
		return err
	})
	return sub, err
}

// Subscriptions lists the subscriptions of a guild, or of a person if guild is
// "", paused ones too, the oldest first.
func (s *Store) Subscriptions(ctx context.Context, guild, person string) ([]Subscription, error) {
	return s.subscriptions(ctx, "WHERE guild = ? AND person = ? ORDER BY id", guild, person)
}

// SubscriptionsOf lists the active subscriptions of a target.
func (s *Store) SubscriptionsOf(ctx context.Context, t Target) ([]Subscription, error) {
	return s.subscriptions(ctx,
		"WHERE guild = ? AND channel = ? AND person = ? AND paused_at = 0 ORDER BY id", t.Guild, t.Channel, t.User)
}

// onServer holds for what goes to a server that the bot has not left, or to a
// person.
const onServer = "guild NOT IN (SELECT id FROM guilds_left)"

// ActiveSubscriptions lists every subscription that is not paused, but those of
// servers that the bot has left.
func (s *Store) ActiveSubscriptions(ctx context.Context) ([]Subscription, error) {
	return s.subscriptions(ctx, "WHERE paused_at = 0 AND "+onServer+" ORDER BY id")
}

func (s *Store) subscriptions(ctx context.Context, where string, args ...any) ([]Subscription, error) {
	var all []Subscription
	err := s.read(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, "SELECT "+subscriptionColumns+" FROM subscriptions "+where, args...)
		if err != nil {
			return err
		}
		all, err = scanAll(rows, scanSubscription)
		return err
	})
	return all, err
}
