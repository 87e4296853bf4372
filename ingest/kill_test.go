package ingest_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql" //nolint:depguard // what a killed sync left is looked at from outside the store
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"motirbot/embed"
	"motirbot/ingest"
	"motirbot/internal/motirtest"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/source/motir"
	"motirbot/source/polite"
	"motirbot/store"
)

// childVar makes the re-executed test binary a child that syncs once.
const childVar = "MOTIRBOT_INGEST_TEST_CHILD"

var kills = flag.Int("kills", 8, "rounds of TestKilledWhileSyncing")

// childStart is when the first child begins on its simulated clock.
var childStart = time.Date(2026, 10, 1, 3, 0, 0, 0, time.UTC)

// syncUntilKilled is what a child does: it syncs and says what happens.
func syncUntilKilled(args []string) error {
	path, list := args[0], args[1]
	offset, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	began := time.Now()
	now := func() time.Time { return childStart.Add(time.Duration(offset)*time.Second + time.Since(began)) }
	ctx := context.Background()
	s, err := store.Open(ctx, path, store.WithClock(now))
	if err != nil {
		return err
	}
	defer s.Close()
	client, err := polite.New(polite.Options{
		UserAgent: "motirbot/1.0 (+https://example.org)", MinInterval: -1, AllowPrivate: true, Cache: ingest.Pages(s),
	})
	if err != nil {
		return err
	}
	in := ingest.New(ingest.Config{
		Store: s, Indexer: retrieval.NewIndexer(s, embed.NewLocal(), builtIn()), Now: now,
		Sources: []ingest.Source{ingest.FromSite("motir", motir.New(client, motir.Config{ListURL: list}))},
	})
	report, err := in.Sync(ctx, ingest.Options{Progress: func(e ingest.Event) { fmt.Println(e.What) }})
	// Withdrawals that several killed syncs did not get to may be too many to be believed at once.
	report.Failed = slices.DeleteFunc(report.Failed, func(p ingest.Problem) bool { return p.Kind == ingest.KindGone })
	if err == nil && len(report.Failed) > 0 {
		err = fmt.Errorf("%+v", report.Failed)
	}
	return err
}

// killed is a store whose syncs are killed, and an office that goes on.
type killed struct {
	*house
	path    string
	random  *rand.Rand
	elapsed time.Duration
	news    map[release.ID]bool // published after the first sync was through
	texts   map[string]bool     // every text the office ever had
}

// Syncs are killed at random moments while the office publishes, edits and
// withdraws. After each, what is stored must be whole; in the end nothing may
// be missing and every release that was news announced exactly once.
func TestKilledWhileSyncing(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d, %d rounds", seed, *kills)
	k := &killed{house: &house{t: t, clock: &clock{at: childStart}}, path: filepath.Join(t.TempDir(), "motirbot.db"),
		random: rand.New(rand.NewPCG(seed, 1)), news: map[release.ID]bool{}, texts: map[string]bool{}}
	k.office = motirtest.New(t, motirtest.Options{First: release.DateOf(childStart).AddDays(-20)})
	k.office.Generate(40)
	done := 0
	for range *kills {
		if k.round() {
			done++
		}
		k.check()
	}
	t.Logf("%d of %d syncs were through before they were to be killed", done, *kills)
	k.recover()
}

// round publishes something, syncs and kills. It reports whether the sync was
// faster.
func (k *killed) round() (through bool) {
	k.t.Helper()
	k.publish()
	k.elapsed += 6 * time.Hour
	cmd := exec.Command(os.Args[0], k.path, k.office.ListURL(), strconv.Itoa(int(k.elapsed.Seconds())))
	cmd.Env = append(os.Environ(), childVar+"=1")
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.StdoutPipe()
	if err != nil {
		k.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for range k.random.IntN(24) {
		if !lines.Scan() {
			break
		}
	}
	time.Sleep(time.Duration(k.random.IntN(30_000)) * time.Microsecond)
	_ = cmd.Process.Kill()
	for lines.Scan() { // let it say what it will
	}
	_ = cmd.Wait()
	if complaint.Len() > 0 {
		k.t.Errorf("the child says: %s", complaint.String())
	}
	return cmd.ProcessState.Exited()
}

// publish lets the office do what it does in a few hours.
func (k *killed) publish() {
	backfilled := k.isBackfilled()
	for _, r := range k.office.Generate(k.random.IntN(3)) {
		if backfilled {
			k.news[release.ID("motir:"+r.Number)] = true
		}
	}
	shown := k.office.Releases()
	switch young := shown[3+k.random.IntN(8)]; k.random.IntN(4) {
	case 0:
		k.office.Edit(young.Number, func(r *motirtest.Release) {
			r.Paragraphs[0] = fmt.Sprintf("Corrected after %s. %s", k.elapsed, r.Paragraphs[0])
		})
	case 1:
		if !k.news[release.ID("motir:"+young.Number)] { // else it may go before it is seen
			k.office.Withdraw(young.Number)
		}
	}
	for _, r := range k.office.Releases() {
		k.texts[r.Body()] = true
	}
}

func (k *killed) isBackfilled() bool {
	if _, err := os.Stat(k.path); err != nil {
		return false
	}
	s := openStore(k.t, k.path)
	defer s.Close()
	states, err := s.SourceStates(context.Background())
	if err != nil {
		k.t.Fatal(err)
	}
	return len(states) == 1 && !states[0].Backfilled.IsZero()
}

// check looks at the store as the next process would find it.
func (k *killed) check() {
	k.t.Helper()
	if _, err := os.Stat(k.path); err != nil {
		return // killed before it was made
	}
	k.checkIntegrity()
	s := openStore(k.t, k.path)
	defer s.Close()
	local := embed.NewLocal()
	records, err := s.Releases(context.Background(), store.Filter{})
	if err != nil {
		k.t.Fatal(err)
	}
	chunks := 0
	for _, r := range records {
		chunks += len(retrieval.Chunks(r.Release))
		if !k.texts[r.Body] {
			k.t.Errorf("%s is stored half: %q", r.ID, r.Body)
		}
	}
	if stats, err := s.Stats(context.Background()); err != nil || stats.Chunks != chunks || stats.Vectors[local.Model()] < chunks {
		k.t.Errorf("%d chunks, %d vectors, want %d, %v", stats.Chunks, stats.Vectors[local.Model()], chunks, err)
	}
	all, err := s.Announcements(context.Background(), 0, 10_000)
	if err != nil {
		k.t.Fatal(err)
	}
	for _, a := range all {
		if !k.news[a.ReleaseID] {
			k.t.Errorf("%s was announced and is no news", a.ReleaseID)
		}
	}
}

func (k *killed) checkIntegrity() {
	k.t.Helper()
	db, err := sql.Open("sqlite", k.path)
	if err != nil {
		k.t.Fatal(err)
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		k.t.Fatalf("integrity: %s, %v", verdict, err)
	}
}

// recover syncs undisturbed until the slow round over everything is through,
// and checks that nothing is lost and nothing was announced twice.
func (k *killed) recover() {
	k.clock.advance(k.elapsed)
	k.house.recover(k.path)
	if len(k.news) != len(strings.Fields(k.announced())) {
		k.t.Errorf("%d announcements, want %d", len(strings.Fields(k.announced())), len(k.news))
	}
	for id := range k.news {
		if strings.Count(" "+k.announced()+" ", " "+string(id)+" ") != 1 {
			k.t.Errorf("%s was not announced exactly once", id)
		}
	}
}

func (h *house) recover(path string) {
	h.t.Helper()
	h.log = &bytes.Buffer{}
	h.open(path)
	h.client = newClient(h.t, h.office, ingest.Pages(h.store), h.clock, nil)
	h.follow(h.list())
	h.sync()
	h.clock.advance(8 * 24 * time.Hour) // time for the whole list, and for every recheck
	for range 30 + *kills/2 {           // two rechecks each
		h.sync()
	}
	h.wantWhole()
}
