package discordtest_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"motirbot/internal/discordtest"
)

func TestHistory(t *testing.T) {
	at := time.Date(2025, time.December, 19, 3, 0, 0, 0, time.UTC)
	srv := discordtest.New(t, discordtest.Clock(func() time.Time { return at }))
	ch := srv.AddGuild("g").AddChannel("c")
	dg := newSession(t, srv)
	var ids []string
	for n := range 9 {
		at = at.Add(time.Second)
		sent, err := dg.ChannelMessageSend(ch.ID, fmt.Sprint(n))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, sent.ID)
	}
	fifth, _ := strconv.ParseUint(ids[5], 10, 64)
	between := strconv.FormatUint(fifth-1, 10) // a moment before it
	for _, c := range []struct {
		limit                 int
		before, after, around string
		want                  string
	}{
		{limit: 0, want: "876543210"},
		{limit: 3, want: "876"},
		{limit: 3, before: ids[4], want: "321"},
		{limit: 3, before: ids[1], want: "0"},
		{limit: 3, before: ids[0], want: ""},
		{limit: 3, after: ids[4], want: "765"}, // what follows, newest first
		{limit: 3, after: between, want: "765"},
		{limit: 3, after: ids[8], want: ""},
		{limit: 1, after: "1", want: "0"},
		{limit: 3, around: ids[4], want: "543"},
		{limit: 4, around: between, want: "6543"},
		{limit: 3, around: ids[0], want: "210"},
	} {
		page, err := dg.ChannelMessages(ch.ID, c.limit, c.before, c.after, c.around)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, message := range page {
			got += message.Content
		}
		if c.want != got {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

// Who may look into a channel and not read its history gets an empty page, who
// may not look into it a refusal.
func TestHistoryNeedsPermission(t *testing.T) {
	srv := discordtest.New(t)
	guild := srv.AddGuild("g")
	ch := guild.AddChannel("c")
	dg := newSession(t, srv)
	if _, err := dg.ChannelMessageSend(ch.ID, "x"); err != nil {
		t.Fatal(err)
	}
	ch.Deny(guild.BotRole(), discordtest.ReadMessageHistory)
	if page, err := dg.ChannelMessages(ch.ID, 10, "", "", ""); err != nil || len(page) != 0 {
		t.Errorf("%d messages, %v", len(page), err)
	}
	ch.Deny(guild.BotRole(), discordtest.ViewChannel)
	status, body := raw(t, srv, "GET", "/channels/"+ch.ID+"/messages", nil)
	refused(t, status, body, 403, 50001)
}

func TestPagesThatCannotBe(t *testing.T) {
	srv := discordtest.New(t, discordtest.ExpectViolations(), discordtest.Described(""))
	ch := srv.AddGuild("g").AddChannel("c")
	for n, query := range []string{"limit=0", "limit=101", "limit=many", "after=yesterday", "after=1&before=2"} {
		status, body := raw(t, srv, "GET", "/channels/"+ch.ID+"/messages?"+query, nil)
		refused(t, status, body, 400, 50035)
		if got := len(srv.Violations()); got != n+1 {
			t.Errorf("%s: %d violations", query, got)
		}
	}
}

// A nonce makes no second message for some minutes; after that it does, and
// the history does not show it.
func TestNonceIsForgotten(t *testing.T) {
	at := time.Date(2025, time.December, 19, 3, 0, 0, 0, time.UTC)
	srv := discordtest.New(t, discordtest.Clock(func() time.Time { return at }))
	ch := srv.AddGuild("g").AddChannel("c")
	path, body := "/channels/"+ch.ID+"/messages", m{"content": "once", "nonce": "n-1", "enforce_nonce": true}
	_, first := raw(t, srv, "POST", path, body)
	at = at.Add(time.Minute)
	_, second := raw(t, srv, "POST", path, body)
	at = at.Add(10 * time.Minute)
	_, third := raw(t, srv, "POST", path, body)
	if first["id"] != second["id"] || first["id"] == third["id"] || first["nonce"] != "n-1" {
		t.Errorf("%v, %v, %v", first, second, third)
	}
	id, _ := third["id"].(string)
	_, shown := raw(t, srv, "GET", path+"/"+id, nil)
	if _, kept := shown["nonce"]; kept || shown["content"] != "once" {
		t.Errorf("the history shows %v", shown)
	}
}
