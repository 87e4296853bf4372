package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"motirbot/internal/discordtest"
	"motirbot/internal/motirtest"
	"motirbot/release"
	"motirbot/store"
)

const feedKey = "s3cr3t-of-the-feed"

// keyedFeed is a feed that wants a key, and repeats it in the links of its items.
type keyedFeed struct {
	*httptest.Server
	down  atomic.Bool
	items atomic.Int32
}

func newKeyedFeed(t *testing.T) *keyedFeed {
	f := &keyedFeed{}
	f.items.Store(1)
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case f.down.Load() && r.URL.Path == "/rss":
			http.Error(w, "down", http.StatusGone)
		case r.URL.Path != "/rss" || r.URL.Query().Get("key") != feedKey:
			http.NotFound(w, r)
		default:
			w.Header().Set("Content-Type", "application/rss+xml")
			w.Header().Set("ETag", fmt.Sprintf(`"%d"`, f.items.Load()))
			fmt.Fprint(w, `<rss version="2.0"><channel><title>T</title>`)
			for n := range f.items.Load() {
				fmt.Fprintf(w, `<item><title>Talks no. %d on ships</title><link>/view?no=%d&amp;key=%s</link><pubDate>%s</pubDate>
<description><![CDATA[<p>Both sides met in Geoje.</p><p>They signed it.</p>]]></description></item>`, n, n, feedKey, time.Now().Format(time.RFC1123Z))
			}
			fmt.Fprint(w, `</channel></rss>`)
		}
	}))
	t.Cleanup(f.Close)
	return f
}

func (f *keyedFeed) address() string { return f.URL + "/rss?board=81&key=" + feedKey }

// A feed that wants a key is followed, and the key is nowhere but in the
// requests: not in what commands print, in logs, in the index or on Discord.
func TestKeyOfFeedIsNowhere(t *testing.T) {
	feed := newKeyedFeed(t)
	office := motirtest.New(t, motirtest.Options{First: release.DateOf(time.Now()).AddDays(-6)})
	office.Generate(2)
	folder := t.TempDir()
	db := filepath.Join(folder, "motirbot.db")
	env := []string{"MOTIRBOT_DB=" + db, "MOTIRBOT_FEEDS=" + feed.address(), "MOTIRBOT_SOURCE_URL=" + office.ListURL(),
		"MOTIRBOT_ALLOW_PRIVATE=1", "MOTIRBOT_LOG_LEVEL=debug"}
	var seen strings.Builder
	command := func(want int, args ...string) string {
		t.Helper()
		status, stdout, stderr := runInFolder(t, folder, env, "", args...)
		if status != want {
			t.Errorf("motirbot %s: status %d:\n%s%s", strings.Join(args, " "), status, stdout, stderr)
		}
		fmt.Fprintf(&seen, "$ motirbot %s\n%s%s", strings.Join(args, " "), stdout, stderr)
		return stdout + stderr
	}
	if got := command(0, "sync"); !strings.Contains(got, "added 3,") {
		t.Errorf("synced:\n%s", got)
	}
	command(0, "sync", "--json") // 304
	feed.down.Store(true)
	command(3, "sync")
	command(3, "sync", "--json")
	if got := command(0, "status"); !strings.Contains(got, "/rss?…#") || !strings.Contains(got, "failing, 2 times so far: feed: http://127.0.0.1:") {
		t.Errorf("status:\n%s", got)
	}
	command(0, "status", "--json")
	command(0, "releases", "--json")
	command(0, "ask", "--json", "Who met in Geoje?")

	srv := discordtest.New(t)
	channel := srv.AddGuild("Trade desk").AddChannel("news")
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	s := startServing(t, append(env, "DISCORD_TOKEN="+srv.Token, "DISCORD_API_URL="+srv.URL(), "MOTIRBOT_METRICS=127.0.0.1:0", "MOTIRBOT_SYNC_EVERY=1s")...)
	srv.WaitReady(ctx)
	said := srv.User("mina").Slash(channel, "status").Wait(ctx).Shown()
	if !strings.Contains(said, "rss?…") || !strings.Contains(said, "not read since") {
		t.Errorf("/status:\n%s", said)
	}
	for !strings.Contains(s.metrics(ctx, t), "rss?…") {
		wait(ctx, t)
	}
	seen.WriteString(said + s.metrics(ctx, t) + srv.User("mina").Slash(channel, "ask", discordtest.Opt("question", "Who met in Geoje?")).Wait(ctx).Shown())
	s.ends(t, srv)
	seen.WriteString(s.out.String() + s.errOut.String())
	if at := strings.Index(seen.String(), feedKey); at >= 0 {
		t.Errorf("the key is printed: …%s…", seen.String()[max(at-300, 0):at+40])
	}
	for _, suffix := range []string{"", "-wal"} {
		if content, err := os.ReadFile(db + suffix); err == nil && bytes.Contains(content, []byte(feedKey)) {
			t.Errorf("the key is in motirbot.db%s", suffix)
		}
	}
}

// An earlier motirbot called a feed by host and path alone. Its state goes on
// under the new name: nothing is announced again, and what comes after it is.
func TestFeedOfAnEarlierVersion(t *testing.T) {
	feed := newKeyedFeed(t)
	office := motirtest.New(t, motirtest.Options{First: release.DateOf(time.Now()).AddDays(-6)})
	folder := t.TempDir()
	db := filepath.Join(folder, "motirbot.db")
	env := []string{"MOTIRBOT_DB=" + db, "MOTIRBOT_FEEDS=" + feed.address(), "MOTIRBOT_SOURCE_URL=" + office.ListURL(), "MOTIRBOT_ALLOW_PRIVATE=1"}
	sync := func() string {
		t.Helper()
		_, stdout, stderr := runInFolder(t, folder, env, "", "sync", "--json")
		return stdout + stderr
	}
	sync()
	old := strings.TrimPrefix(feed.URL, "http://") + "/rss"
	edit := func(do func(kept *store.Store) error) {
		t.Helper()
		kept, err := store.Open(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		defer kept.Close()
		if err := do(kept); err != nil {
			t.Fatal(err)
		}
	}
	now := feedName(addressOf(t, feed.address()))
	edit(func(kept *store.Store) error { // as the earlier one would have left it
		return kept.MoveSource(t.Context(), now, []string{old}, func(link string) string { return link })
	})
	if got := sync(); !strings.Contains(got, `"added":0,"changed":0,"unchanged":1,`) || !strings.Contains(got, `"new":[]`) {
		t.Errorf("after the update: %s", got)
	}
	feed.items.Add(1)
	if got := sync(); !strings.Contains(got, `"new":[{`) {
		t.Errorf("what is new is not announced: %s", got)
	}
	edit(func(kept *store.Store) error {
		states, err := kept.SourceStates(t.Context())
		for _, state := range states {
			if state.Name == old {
				t.Errorf("%s is still there", old)
			}
		}
		return err
	})
}
