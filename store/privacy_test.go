package store_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motirbot/store"
)

// rows counts what is in the tables about people and servers.
func rows(t *testing.T, s *store.Store) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for _, table := range []string{"answers", "votes", "subscriptions", "digests", "deliveries", "guilds", "guilds_left", "meta"} {
		n := 0
		if err := s.Value(t.Context(), "SELECT count(*) FROM "+table, &n); err != nil {
			t.Fatal(err)
		}
		counts[table] = n
	}
	return counts
}

// settled is a store with the data of two people and two servers.
func settled(t *testing.T) (*store.Store, *clock) {
	t.Helper()
	c := newClock()
	s := fresh(t, store.WithClock(c.now))
	var errs []error
	for i, asker := range []string{"mina", "jun"} {
		guild := fmt.Sprintf("g%d", i+1)
		for _, in := range []string{guild, ""} {
			errs = append(errs, s.SaveAnswer(t.Context(), store.SavedAnswer{
				ID: asker + " in " + in, Guild: in, Asker: asker, Question: "what of " + asker, Answer: []byte("{}"), Given: c.at,
			}))
		}
		_, _, err := s.Subscribe(t.Context(), store.Subscription{Target: store.Target{User: asker}, Topic: "chips"})
		_, _, err2 := s.Subscribe(t.Context(), store.Subscription{Target: store.Target{Guild: guild, Channel: "c"}, Topic: "chips", CreatedBy: "mina"})
		errs = append(errs, err, err2,
			s.SaveGuildSettings(t.Context(), store.GuildSettings{GuildID: guild}),
			s.SaveDigest(t.Context(), store.DigestSettings{Guild: guild, Channel: "c", Active: true, CreatedBy: "mina"}),
			s.SetMeta(t.Context(), "language of "+asker, "ko"))
		plan(t, s, planned("to "+asker, store.Target{User: asker}, c.at), planned("to "+guild, store.Target{Guild: guild, Channel: "c"}, c.at))
	}
	for _, v := range []struct{ answer, voter string }{{"mina in ", "mina"}, {"mina in g1", "jun"}, {"jun in g2", "mina"}, {"jun in g2", "jun"}} {
		errs = append(errs, s.Vote(t.Context(), v.answer, v.voter, v.voter == "jun"))
	}
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	return s, c
}

func TestForgetPerson(t *testing.T) {
	s, _ := settled(t)
	want := store.Personal{Answers: 2, Votes: 2, Subscriptions: 1}
	if got := must[store.Personal](t)(s.PersonalData(t.Context(), "mina")); got != want {
		t.Errorf("%+v is kept", got)
	}
	before := rows(t, s)
	if got := must[store.Personal](t)(s.ForgetPerson(t.Context(), "mina", "language of mina")); got != want {
		t.Errorf("%+v was deleted", got)
	}
	// Of votes, the one on mina's answer goes with it.
	for table, n := range map[string]int{"answers": 2, "votes": 3, "subscriptions": 1, "deliveries": 1, "meta": 1} {
		before[table] -= n
	}
	if diff := cmp.Diff(before, rows(t, s)); diff != "" {
		t.Error(diff)
	}
	if got := must[store.Personal](t)(s.PersonalData(t.Context(), "mina")); got != (store.Personal{}) {
		t.Errorf("%+v is left", got)
	}
	if got := must[store.Personal](t)(s.PersonalData(t.Context(), "jun")); got != (store.Personal{Answers: 2, Votes: 1, Subscriptions: 1}) {
		t.Errorf("of the other person %+v is left", got)
	}
	named := 0
	err := s.Value(t.Context(), `SELECT (SELECT count(*) FROM subscriptions WHERE created_by <> '') + (SELECT count(*) FROM digests WHERE created_by <> '')`, &named)
	if err != nil || named != 0 {
		t.Errorf("%d times named as who set it up, %v", named, err)
	}
}

func TestForgetQuestion(t *testing.T) {
	s, _ := settled(t)
	if err := s.ForgetQuestion(t.Context(), "mina in g1"); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{"mina in g1": "", "mina in ": "what of mina", "jun in g2": "what of jun"} {
		if got := must[store.SavedAnswer](t)(s.Answer(t.Context(), id)); got.Question != want {
			t.Errorf("%s: %q", id, got.Question)
		}
	}
}

// A server's data goes 30 days after the bot has left it, and not if it is back.
func TestGuildsThatWereLeft(t *testing.T) {
	s, c := settled(t)
	days := func(n int) { c.at = c.at.Add(time.Duration(n) * 24 * time.Hour) }
	step := func(present []string, wantPruned, wantSubscriptions, wantDigests int) {
		t.Helper()
		if err := s.RecordGuilds(t.Context(), present, allKnown); err != nil {
			t.Fatal(err)
		}
		pruned := must[int](t)(s.PruneGuilds(t.Context(), c.at.Add(-30*24*time.Hour)))
		subs := must[[]store.Subscription](t)(s.ActiveSubscriptions(t.Context()))
		digests := must[[]store.DigestSettings](t)(s.ActiveDigests(t.Context()))
		if pruned != wantPruned || len(subs) != wantSubscriptions || len(digests) != wantDigests {
			t.Errorf("%d servers pruned, %d subscriptions and %d digests active", pruned, len(subs), len(digests))
		}
	}
	step([]string{"g1", "g2", "g3"}, 0, 4, 2)
	step([]string{"g1"}, 0, 3, 1) // g2 is left
	if d, found, err := s.ClaimDelivery(t.Context(), store.Claim{At: c.at, By: "p", Lease: time.Minute, PerMinute: 9}); !found || err != nil || d.Key != "to mina" {
		t.Errorf("%q is sent first, %v", d.Key, err)
	}
	days(29)
	step([]string{"g1", "g2"}, 0, 4, 2) // it is back
	days(29)
	step([]string{"g1"}, 0, 3, 1) // left again: the days begin anew
	days(30)
	step([]string{"g1"}, 0, 3, 1)
	before := rows(t, s)
	days(1)
	step([]string{"g1"}, 1, 3, 1)
	for table, n := range map[string]int{"answers": 1, "votes": 2, "subscriptions": 1, "digests": 1, "deliveries": 1, "guilds": 1, "guilds_left": 1} {
		before[table] -= n
	}
	if diff := cmp.Diff(before, rows(t, s)); diff != "" {
		t.Error(diff)
	}
}

// What was planned for a server that the bot has left is not sent, and does not
// keep anybody awake.
func TestNothingIsSentWhereTheBotIsNot(t *testing.T) {
	s, c := settled(t)
	claim := store.Claim{At: c.at, By: "p", Lease: time.Minute, PerMinute: 9}
	if err := s.RecordGuilds(t.Context(), []string{"g2"}, allKnown); err != nil {
		t.Fatal(err)
	}
	var sent []string
	for {
		d, found, err := s.ClaimDelivery(t.Context(), claim)
		if err != nil {
			t.Fatal(err)
		}
		if !found {
			break
		}
		sent = append(sent, d.Key)
		d.State = store.DeliverySent
		must[bool](t)(s.SettleDelivery(t.Context(), d, c.at))
	}
	if diff := cmp.Diff([]string{"to mina", "to jun", "to g2"}, sent); diff != "" {
		t.Error(diff)
	}
	if _, waiting, err := s.NextDelivery(t.Context(), c.at); waiting || err != nil {
		t.Errorf("something is waited for, %v", err)
	}
	if err := s.RecordGuilds(t.Context(), []string{"g1", "g2"}, allKnown); err != nil {
		t.Fatal(err)
	}
	if d, found, err := s.ClaimDelivery(t.Context(), claim); !found || d.Key != "to g1" || err != nil {
		t.Errorf("back, %q is sent, %v", d.Key, err)
	}
}

func allKnown(string) bool { return true }

// A process that has a share of the servers says nothing of the others.
func TestServersOfOtherProcesses(t *testing.T) {
	s, _ := settled(t)
	of := func(want string) func(string) bool { return func(guild string) bool { return guild == want } }
	for _, step := range []struct {
		present []string
		known   func(string) bool
		digests int
	}{
		{[]string{"g1"}, of("g1"), 2},
		{nil, of("g2"), 1}, // left
		{[]string{"g1"}, of("g1"), 1},
		{[]string{"g2"}, of("g2"), 2},
		{nil, of("g1"), 1},
	} {
		if err := s.RecordGuilds(t.Context(), step.present, step.known); err != nil {
			t.Fatal(err)
		}
		if n := len(must[[]store.DigestSettings](t)(s.ActiveDigests(t.Context()))); n != step.digests {
			t.Errorf("%v: %d digests active, want %d", step.present, n, step.digests)
		}
	}
}

func TestJudgedAnswers(t *testing.T) {
	s, c := settled(t)
	var got []string
	for _, j := range must[[]store.JudgedAnswer](t)(s.JudgedAnswers(t.Context(), c.at)) {
		got = append(got, fmt.Sprintf("%s, %s: +%d -%d", j.ID, j.Question, j.Up, j.Down))
	}
	want := []string{"mina in , what of mina: +0 -1", "jun in g2, what of jun: +1 -1", "mina in g1, what of mina: +1 -0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if v := must[store.Votes](t)(s.VotesOn(t.Context(), "g2", c.at)); v != (store.Votes{Up: 1, Down: 1}) {
		t.Errorf("%+v", v)
	}
	if later := must[[]store.JudgedAnswer](t)(s.JudgedAnswers(t.Context(), c.at.Add(time.Second))); len(later) != 0 {
		t.Errorf("%d of later", len(later))
	}
}
