package main

import (
	"context"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"motirbot/internal/discordtest"
	"motirbot/internal/motirtest"
	"motirbot/release"
)

// TestServeSyncs begins with an empty index: the sample answers until the
// first sync has stored something. What comes after it is announced, what is
// edited is told of by /release only, and so is what is withdrawn.
func TestServeSyncs(t *testing.T) {
	srv := discordtest.New(t)
	guild := srv.AddGuild("Trade desk")
	channel := guild.AddChannel("news")
	office := motirtest.New(t, motirtest.Options{First: release.DateOf(time.Now()).AddDays(-6)})
	office.Generate(12)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()

	s := startServing(t, "DISCORD_TOKEN="+srv.Token, "DISCORD_API_URL="+srv.URL(),
		"MOTIRBOT_DB="+filepath.Join(t.TempDir(), "motirbot.db"),
		"MOTIRBOT_SOURCE_URL="+office.ListURL(), "MOTIRBOT_ALLOW_PRIVATE=1", "MOTIRBOT_SYNC_EVERY=1s")
	srv.WaitReady(ctx)
	guild.Owner.Slash(channel, "subscribe", discordtest.Opt("topic", "*")).Wait(ctx)
	status := func() string { return srv.User("mina").Slash(channel, "status").Wait(ctx).Text() }
	// With the line's end: the times beside it have many digits.
	for !strings.Contains(status(), "Releases\n12\n") || strings.Contains(status(), "sample") {
		wait(ctx, t)
	}
	if posts := unasked(srv, channel); len(posts) > 0 {
		t.Errorf("a first sync announced: %s", posts[0].Text())
	}

	known := office.Releases()
	edited, withdrawn := known[3], known[6]
	published := office.Generate(3)
	office.Edit(edited.Number, func(r *motirtest.Release) { r.Paragraphs[0] = "A zeppelin accord was signed in Busan." })
	office.Withdraw(withdrawn.Number)
	for len(unasked(srv, channel)) < len(published) {
		wait(ctx, t)
	}
	read := func(r motirtest.Release) string {
		return srv.User("mina").Slash(channel, "release", discordtest.Opt("title", "motir:"+r.Number)).Wait(ctx).Shown()
	}
	for !strings.Contains(read(edited), "zeppelin") || !strings.Contains(read(withdrawn), "withdrawn") {
		wait(ctx, t)
	}
	if said := read(edited); !strings.Contains(said, "Updated") || !strings.Contains(said, "revision 2") {
		t.Errorf("the edited release:\n%s", said)
	}
	t.Logf("/release of the edited one:\n%s\n/release of the withdrawn one:\n%s", read(edited), read(withdrawn))
	posts := unasked(srv, channel)
	for i, post := range posts {
		t.Logf("posted:\n%s", post.Shown())
		if i >= len(published) || !strings.Contains(post.Text(), published[i].Title) || post.Component("Ask about this") == nil {
			t.Error("which is not as it should be")
		}
	}
	if said := status(); !strings.Contains(said, "Last sync") || strings.Contains(said, "does not sync") {
		t.Errorf("status:\n%s", said)
	}
	s.ends(t, srv)
}

// TestServeMetrics has a page change its layout under a bot that follows the
// site: everyone who can look is told.
func TestServeMetrics(t *testing.T) {
	srv := discordtest.New(t)
	channel := srv.AddGuild("Trade desk").AddChannel("news")
	office := motirtest.New(t, motirtest.Options{First: release.DateOf(time.Now()).AddDays(-6)})
	broken := office.Generate(5)[2]
	office.Fail(office.ViewPath(broken.Number), motirtest.Fault{Kind: motirtest.LayoutChange})
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()

	s := startServing(t, "DISCORD_TOKEN="+srv.Token, "DISCORD_API_URL="+srv.URL(),
		"MOTIRBOT_DB="+filepath.Join(t.TempDir(), "motirbot.db"), "MOTIRBOT_METRICS=127.0.0.1:0",
		"MOTIRBOT_SOURCE_URL="+office.ListURL(), "MOTIRBOT_ALLOW_PRIVATE=1", "MOTIRBOT_SYNC_EVERY=1s")
	srv.WaitReady(ctx)
	const unread = `motirbot_source_unread_pages{kind="layout",source="motir"} `
	for _, want := range []string{ // the last of them once the sync is through
		unread + "1\n", "motirbot_releases 4\n", `motirbot_source_failures{source="motir"} 0` + "\n",
		`motirbot_sync_problems_total{kind="layout",source="motir"} `,
	} {
		for !strings.Contains(s.metrics(ctx, t), want) {
			wait(ctx, t)
		}
	}
	if said := srv.User("mina").Slash(channel, "status").Wait(ctx).Text(); !strings.Contains(said, "releases that could not be read: 1") {
		t.Errorf("status:\n%s", said)
	}
	if logged := s.errOut.String(); !strings.Contains(logged, `"a page has changed its layout"`) {
		t.Errorf("logged:\n%s", logged)
	}
	office.Heal(office.ViewPath(broken.Number))
	for !strings.Contains(s.metrics(ctx, t), unread+"0\n") {
		wait(ctx, t)
	}
	for _, want := range []string{`motirbot_build_info{`, "motirbot_gateway_connected 1\n", "motirbot_index_bytes "} {
		if got := s.metrics(ctx, t); !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	_, at, _ := strings.Cut(s.out.String(), "Metrics at http://")
	at, _, _ = strings.Cut(at, "/metrics")
	status, said, complaint := runIn(t, []string{"MOTIRBOT_METRICS=" + at}, "", "healthcheck")
	if status != exitOK || !strings.HasPrefix(said, "gateway: connected\nindex: 5 releases\nsync: motir was last read ") {
		t.Errorf("healthcheck: status %d, said %q, complained %q", status, said, complaint)
	}
	s.ends(t, srv)
}

// metrics reads them where the bot says that they are, "" before it says so.
func (s *serving) metrics(ctx context.Context, t *testing.T) string {
	t.Helper()
	_, after, _ := strings.Cut(s.out.String(), "Metrics at ")
	address, _, said := strings.Cut(after, ".\n")
	if !said {
		return ""
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return fetch(t, req)
}

func fetch(t *testing.T, req *http.Request) string {
	t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("status %d, error %v", resp.StatusCode, err)
	}
	return string(text)
}

// unasked are the messages that answer nobody.
func unasked(srv *discordtest.Server, channel *discordtest.Channel) []*discordtest.Message {
	return slices.DeleteFunc(srv.Messages(channel), func(m *discordtest.Message) bool {
		return m.Author != srv.Bot || m.Nonce == ""
	})
}

func wait(ctx context.Context, t *testing.T) {
	t.Helper()
	select {
	case <-ctx.Done():
		t.Fatal("waited in vain")
	case <-time.After(100 * time.Millisecond):
	}
}

func TestSyncPlan(t *testing.T) {
	tests := []struct {
		env        string // separated by spaces
		every      time.Duration
		note, want string
	}{
		{"", 0, noContactNote, ""},
		{"MOTIRBOT_SYNC=on", 0, "", "MOTIRBOT_CONTACT is not set"},
		{"MOTIRBOT_SYNC=off MOTIRBOT_CONTACT=you@example.org", 0, "", ""},
		{"MOTIRBOT_CONTACT=you@example.org", defaultSyncEvery, "Syncing every 15m.", ""},
		{"MOTIRBOT_CONTACT=you@example.org MOTIRBOT_SYNC_EVERY=2h", 2 * time.Hour, "Syncing every 2h0m.", ""},
		{"MOTIRBOT_CONTACT=you@example.org MOTIRBOT_SYNC_EVERY=1m30s", 90 * time.Second, "Syncing every 1m30s.", ""},
		{"MOTIRBOT_CONTACT=you@example.org MOTIRBOT_SYNC_EVERY=2s", 0, "", "MOTIRBOT_SYNC_EVERY: want"},
		{"MOTIRBOT_SYNC=perhaps", 0, "", "want on or off"},
		{"MOTIRBOT_ALLOW_PRIVATE=maybe", 0, "", "want 1 or 0"},
		{"MOTIRBOT_ALLOW_PRIVATE=1 MOTIRBOT_SOURCE_URL=http://127.0.0.1:1/list MOTIRBOT_SYNC_EVERY=2s", 2 * time.Second, "Syncing every 2s.", ""},
		{"MOTIRBOT_SOURCE_URL=https://example.org/list", 0, "", "MOTIRBOT_CONTACT is not set"},
	}
	for _, test := range tests {
		plan, err := loadSyncPlan(newEnviron(strings.Fields(test.env)))
		if err != nil {
			if test.want == "" || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s: %v", test.env, err)
			}
			continue
		}
		if test.want != "" || plan.every != test.every || plan.note != test.note {
			t.Errorf("%s: %+v", test.env, plan)
		}
	}
}
