package store_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"motirbot/release"
	"motirbot/store"
)

// before makes a store as the first build wrote it, by statements.
func before(t *testing.T, statements ...string) string {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range must[[]string](t)(fs.Glob(store.Builtin(), "*.sql")) {
		if name < "0006" {
			files[name] = &fstest.MapFile{Data: must[[]byte](t)(fs.ReadFile(store.Builtin(), name))}
		}
	}
	path := filepath.Join(t.TempDir(), "motirbot.db")
	s := must[*store.Store](t)(store.Open(t.Context(), path, store.WithMigrations(files)))
	for _, statement := range statements {
		if err := s.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%v in %s", err, statement)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// oldText is a text of a release that an earlier version stored as revision n.
func oldText(id string, n int, source, number, title, date, body, url string) string {
	day, err := release.ParseDate(date)
	if err != nil {
		panic(err)
	}
	r := release.Release{Title: title, Date: day, Body: body, URL: url}
	text := fmt.Sprintf("INSERT INTO revisions VALUES ('%s', %d, '%s', %d, '%s', '%s', '%s', '%s', '', '%s', '%s', '', 0);",
		id, n, r.ContentHash(), 1000*n, source, number, title, date, body, url)
	if n == 1 {
		return fmt.Sprintf("INSERT INTO releases VALUES ('%s', '%s', '%s', 1, 1000, 0);", id, release.TitleKey(title, day), date) + text
	}
	return text + fmt.Sprintf("UPDATE releases SET title_key = '%s', date = '%s', revision = %d WHERE id = '%s';", release.TitleKey(title, day), date, n, id)
}

func oldName(id, source, of, seenBy, number, url string) string {
	return fmt.Sprintf("INSERT INTO identities VALUES ('%s', '%s', '%s'); INSERT INTO sightings VALUES ('%s', '%s', '%s', 'T', '%s', '2025-12-01', '', 5, 0);",
		id, source, of, seenBy, id, number, url)
}

func price(figure string) string {
	return "Petrol cost " + figure + " won a litre at the filling stations of the country, the ministry said, which goes on watching."
}

func TestSplit(t *testing.T) {
	chunks := "INSERT INTO chunks VALUES ('%s', 0, 0, 5, 'h');"
	tests := map[string]struct {
		statements []string
		want       []string // id, date and revisions of what is shown
		leads      map[release.ID]release.ID
		troubles   []release.ID
		notice     string // "": nothing is said, nothing copied
	}{
		"weeks of one title": {
			statements: []string{
				oldText("motir:1", 1, "motir", "1", "Weekly", "2025-12-04", price("1,702.4"), ""),
				oldText("motir:1", 2, "motir", "2", "Weekly", "2025-12-11", price("1,689.9"), ""),
				oldText("motir:1", 3, "motir", "2", "Weekly", "2025-12-11", price("1,689.8"), ""), // a correction
				oldText("motir:1", 4, "motir", "3", "Weekly", "2025-12-18", price("1,650.1"), ""),
				oldName("motir:1", "motir", "motir:1", "motir", "1", ""), oldName("motir:2", "motir", "motir:1", "motir", "2", ""),
				oldName("motir:3", "motir", "motir:1", "motir", "3", ""), fmt.Sprintf(chunks, "motir:1"),
			},
			want:   []string{"motir:3 2025-12-18 1", "motir:2 2025-12-11 2", "motir:1 2025-12-04 1"},
			notice: "1 into 3",
		},
		"a week that was not kept": {
			statements: []string{
				oldText("motir:1", 1, "motir", "1", "Weekly", "2025-12-04", price("1,702.4"), ""),
				oldName("motir:1", "motir", "motir:1", "motir", "1", ""), oldName("motir:2", "motir", "motir:1", "motir", "2", ""),
			},
			want: []string{"motir:1 2025-12-04 1"}, troubles: []release.ID{"motir:2"}, notice: "not kept: 1",
		},
		"items under one link": {
			statements: []string{
				oldText("feed:https://a.test/x", 1, "feed", "https://a.test/x", "October", "2025-11-01", price("1,702.4"), "https://a.test/x"),
				oldText("feed:https://a.test/x", 2, "feed", "https://a.test/x", "November", "2025-12-01", price("1,602.9"), "https://a.test/x"),
				oldName("feed:https://a.test/x", "feed", "feed:https://a.test/x", "a.test/feed", "x", "https://a.test/x"),
			},
			want:   []string{"feed:https://a.test/x 2025-12-01 1", "feed:" + release.ItemNumber("https://a.test/x", "October", release.NewDate(2025, 11, 1)) + " 2025-11-01 1"},
			notice: "1 into 2",
		},
		"a file and the site": {
			statements: []string{
				oldText("dump:k", 1, "dump", "", "Talks", "2025-12-04", price("1,702.4"), ""),
				oldText("dump:k", 2, "motir", "9", "Talks", "2025-12-04", price("1,702.4"), "https://m.test/9"),
				"INSERT INTO identities VALUES ('dump:k', 'dump', 'dump:k');", oldName("motir:9", "motir", "dump:k", "motir", "9", ""),
			},
			want: []string{"motir:9 2025-12-04 1"}, leads: map[release.ID]release.ID{"dump:k": "motir:9"}, notice: "1 into 2",
		},
		"a corrected release": {
			statements: []string{
				oldText("motir:1", 1, "motir", "1", "Weekly", "2025-12-04", price("1,702.4"), ""),
				oldText("motir:1", 2, "motir", "1", "Weekly prices", "2025-12-05", price("1,702.5"), ""),
				oldName("motir:1", "motir", "motir:1", "motir", "1", ""),
			},
			want: []string{"motir:1 2025-12-05 2"},
		},
		"a feed's corrected item": {
			statements: []string{
				oldText("feed:a#1", 1, "feed", "a#1", "Weekly", "2025-12-04", price("1,702.4"), "https://a.test/x"),
				oldText("feed:a#1", 2, "feed", "a#1", "Weekly prices", "2025-12-11", price("1,402.5"), "https://a.test/x"),
				oldName("feed:a#1", "feed", "feed:a#1", "a.test/feed", "a#1", "https://a.test/x"),
			},
			want: []string{"feed:a#1 2025-12-11 2"},
		},
		"nothing": {},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			path := before(t, test.statements...)
			var notices []string
			s := open(t, path, store.WithNotice(func(line string) { notices = append(notices, line) }))
			var got []string
			for _, r := range must[[]store.Record](t)(s.Releases(t.Context(), store.Filter{})) {
				got = append(got, fmt.Sprint(r.ID, " ", r.Date, " ", len(must[[]store.Record](t)(s.Revisions(t.Context(), r.ID)))))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for id, want := range test.leads {
				if r := must[store.Record](t)(s.Release(t.Context(), id)); r.ID != want {
					t.Errorf("%s leads to %s", id, r.ID)
				}
			}
			var troubles []release.ID
			for _, trouble := range must[[]store.Trouble](t)(s.Troubles(t.Context(), "motir")) {
				troubles = append(troubles, trouble.ID)
				if !trouble.Quiet || trouble.Kind != store.TroubleMerged {
					t.Errorf("%+v", trouble)
				}
			}
			if diff := cmp.Diff(test.troubles, troubles); diff != "" {
				t.Errorf("to be read again (-want +got):\n%s", diff)
			}
			if all := must[[]store.Announcement](t)(s.Announcements(t.Context(), 0, 9)); len(all) > 0 {
				t.Errorf("announced %v", all)
			}
			_, err := os.Stat(path + ".before-0006")
			if said := strings.Join(notices, "\n"); !strings.Contains(said, test.notice) || (test.notice == "") != (said == "") || err != nil && said != "" || strings.Contains(said, "\n") {
				t.Errorf("said %q; the copy: %v", said, err)
			}
			again := open(t, path, store.WithNotice(func(line string) { t.Errorf("said again: %s", line) }))
			if n := len(must[[]store.Record](t)(again.Releases(t.Context(), store.Filter{}))); n != len(test.want) {
				t.Errorf("%d releases after another look", n)
			}
		})
	}
}

// The copy is the store as it was, and a store that cannot be copied is left
// alone.
func TestCopyBeforeSplit(t *testing.T) {
	statements := []string{
		oldText("motir:1", 1, "motir", "1", "Weekly", "2025-12-04", price("1,702.4"), ""),
		oldText("motir:1", 2, "motir", "2", "Weekly", "2025-12-11", price("1,689.9"), ""),
		oldName("motir:1", "motir", "motir:1", "motir", "1", ""), oldName("motir:2", "motir", "motir:1", "motir", "2", ""),
	}
	path := before(t, statements...)
	if os.Getuid() != 0 { // root may write anywhere
		if err := os.Chmod(filepath.Dir(path), 0o500); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(t.Context(), path); err == nil {
			t.Error("no error though there is no place for the copy")
		}
		if err := os.Chmod(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	open(t, path)
	copied := path + ".before-0006"
	info := must[os.FileInfo](t)(os.Stat(copied))
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	// Opened, the copy is taken apart as well: it is whole.
	var notice string
	s := open(t, copied, store.WithNotice(func(line string) { notice = line }))
	if n := len(must[[]store.Record](t)(s.Releases(t.Context(), store.Filter{}))); n != 2 || !strings.Contains(notice, "1 into 2") {
		t.Errorf("%d releases, %q", n, notice)
	}
}

// What names a release by its ID, an announcement say, leads to it as before.
func TestSplitKeepsWhatNamesARelease(t *testing.T) {
	path := before(t,
		oldText("motir:1", 1, "motir", "1", "Weekly", "2025-12-04", price("1,702.4"), ""),
		oldText("motir:1", 2, "motir", "2", "Weekly", "2025-12-11", price("1,689.9"), ""),
		oldName("motir:1", "motir", "motir:1", "motir", "1", ""), oldName("motir:2", "motir", "motir:1", "motir", "2", ""),
		"INSERT INTO announcements VALUES (1, 'motir:1', 1000);")
	s := open(t, path)
	all := must[[]store.Announcement](t)(s.Announcements(t.Context(), 0, 9))
	if len(all) != 1 || all[0].ReleaseID != "motir:1" || all[0].Withdrawn {
		t.Errorf("announcements %+v", all)
	}
	if r := must[store.Record](t)(s.Release(t.Context(), "motir:1")); r.Number != "1" {
		t.Errorf("motir:1 leads to %s", r.Number)
	}
}

// Opened by several at once, a store is taken apart once.
func TestSplitOnce(t *testing.T) {
	path := before(t,
		oldText("motir:1", 1, "motir", "1", "Weekly", "2025-12-04", price("1,702.4"), ""),
		oldText("motir:1", 2, "motir", "2", "Weekly", "2025-12-11", price("1,689.9"), ""),
		oldName("motir:1", "motir", "motir:1", "motir", "1", ""), oldName("motir:2", "motir", "motir:1", "motir", "2", ""))
	var openers sync.WaitGroup
	var said atomic.Int32
	for range 4 {
		openers.Go(func() {
			s, err := store.Open(t.Context(), path, store.WithNotice(func(string) { said.Add(1) }))
			if err != nil {
				t.Error(err)
				return
			}
			if all, err := s.Releases(t.Context(), store.Filter{}); err != nil || len(all) != 2 {
				t.Errorf("%d releases, %v", len(all), err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	openers.Wait()
	if said.Load() != 1 {
		t.Errorf("said %d times", said.Load())
	}
}
