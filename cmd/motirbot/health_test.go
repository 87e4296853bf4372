package main

import (
	"motirbot/bot/discord/gateway"

	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"motirbot/answer"
	"motirbot/store"
)

func TestReady(t *testing.T) {
	connected := true
	index := emptyStore(t)
	m := newMetrics(index, new(answer.Meter), slog.New(slog.DiscardHandler))
	m.watch(link{&connected}, indexCheck(index))
	ask := func() (int, string) {
		t.Helper()
		said := httptest.NewRecorder()
		m.ready(said, httptest.NewRequestWithContext(t.Context(), "GET", "/readyz", nil))
		return said.Code, said.Body.String()
	}
	if code, said := ask(); code != 200 || said != "gateway: connected\nindex: 0 releases\n" {
		t.Errorf("status %d, said %q", code, said)
	}
	connected = false
	if code, said := ask(); code != 503 || said != "gateway: NOT READY: not connected to Discord\nindex: 0 releases\n" {
		t.Errorf("without the gateway: status %d, said %q", code, said)
	}
	connected = true
	if err := os.Remove(index.Path()); err != nil {
		t.Fatal(err)
	}
	if code, said := ask(); code != 503 || !strings.Contains(said, "index: NOT READY: the file is gone") || strings.Contains(said, index.Path()) {
		t.Errorf("without the index: status %d, said %q", code, said)
	}
}

func emptyStore(t *testing.T) *store.Store {
	t.Helper()
	index, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "motirbot.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = index.Close() }) // what is gone cannot be folded
	return index
}

func TestSyncCheck(t *testing.T) {
	now := time.Date(2025, 12, 18, 3, 0, 0, 0, time.UTC)
	tests := []struct {
		name  string
		state store.SourceState
		every time.Duration
		want  string // of the error; "": none
	}{
		{"read lately", store.SourceState{LastSuccess: now.Add(-10 * time.Minute)}, 15 * time.Minute, ""},
		{"late, but not yet too late", store.SourceState{LastSuccess: now.Add(-time.Hour)}, 15 * time.Minute, ""},
		{"too late", store.SourceState{LastSuccess: now.Add(-time.Hour - time.Second)}, 15 * time.Minute, "motir was last read 2025-12-18 10:59 KST"},
		{"seldom read", store.SourceState{LastSuccess: now.Add(-20 * time.Hour)}, 6 * time.Hour, ""},
		{"first sync", store.SourceState{}, 15 * time.Minute, ""},
		{"first sync failing", store.SourceState{Failures: 2, LastError: "secret.example refused"}, 15 * time.Minute, "motir has never been read"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			index := emptyStore(t)
			test.state.Name = "motir"
			if err := index.SaveSourceState(t.Context(), test.state); err != nil {
				t.Fatal(err)
			}
			_, err := syncCheck(index, []string{"motir"}, test.every, func() time.Time { return now }).ask(t.Context())
			if got := inWords(err); got != test.want {
				t.Errorf("error %q, want %q", got, test.want)
			}
		})
	}
}

func inWords(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestAnsweredIsCounted counts how answers ended, and what they lacked.
func TestAnsweredIsCounted(t *testing.T) {
	tests := []struct {
		name string
		ans  answer.Answer
		err  error
		want string
	}{
		{"answer", answer.Answer{Kind: answer.KindAnswer}, nil, `motirbot_answers_total outcome=answer 1`},
		{"refusal", answer.Answer{Kind: answer.KindRefusal}, nil, `motirbot_answers_total outcome=refusal 1`},
		{"stopped", answer.Answer{}, context.Canceled, `motirbot_answers_total outcome=stopped 1`},
		{"too slow", answer.Answer{}, context.DeadlineExceeded, `motirbot_answers_total outcome=failed 1`},
		{"no such topic", answer.Answer{}, &answer.UnknownTopicError{Name: "x"}, `motirbot_answers_total outcome=rejected 1`},
		{"broken", answer.Answer{}, errors.New("disk"), `motirbot_answers_total outcome=failed 1`},
		{"model down", answer.Answer{Kind: answer.KindAnswer, Notices: []answer.Notice{{Code: answer.NoticeModel, Trouble: answer.TroubleUnreachable}}}, nil, `motirbot_degraded_answers_total cause=model_unreachable 1`},
		{"words only", answer.Answer{Kind: answer.KindAnswer, Notices: []answer.Notice{{Code: answer.NoticeWordsOnly}}}, nil, `motirbot_degraded_answers_total cause=words_only 1`},
	}
	index := emptyStore(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := newMetrics(index, new(answer.Meter), slog.New(slog.DiscardHandler))
			m.answered(t.Context(), test.ans, test.err, time.Second)
			if got := counts(t, m.registry); !strings.Contains(got, test.want+"\n") {
				t.Errorf("counted:\n%s", got)
			}
		})
	}
}

// counts are all counters of a registry, one a line.
func counts(t *testing.T, of prometheus.Gatherer) string {
	t.Helper()
	families, err := of.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, family := range families {
		for _, m := range family.GetMetric() {
			all.WriteString(family.GetName())
			for _, label := range m.GetLabel() {
				fmt.Fprintf(&all, " %s=%s", label.GetName(), label.GetValue())
			}
			fmt.Fprintf(&all, " %v\n", m.GetCounter().GetValue())
		}
	}
	return all.String()
}

// TestDeployKnowsMetrics keeps the alerts and the dashboard to what there is.
func TestDeployKnowsMetrics(t *testing.T) {
	m := newMetrics(emptyStore(t), new(answer.Meter), slog.New(slog.DiscardHandler))
	m.watch(link{new(true)})
	descs := make(chan *prometheus.Desc)
	go func() { m.registry.Describe(descs); close(descs) }()
	var known strings.Builder
	for desc := range descs {
		known.WriteString(desc.String())
	}
	for _, file := range []string{"alerts.yaml", "dashboard.json"} {
		names := regexp.MustCompile(`\b(motirbot|process|go)_\w+`).FindAllString(fileText(t, filepath.Join("..", "..", "deploy", file)), -1)
		if len(names) < 10 {
			t.Errorf("%s asks for %d metrics", file, len(names))
		}
		for _, name := range names {
			if name = strings.TrimSuffix(name, "_bucket"); !strings.Contains(known.String(), `"`+name+`"`) {
				t.Errorf("%s asks for %s, which there is not", file, name)
			}
		}
	}
}

// link is a connection that is as it is told.
type link struct{ up *bool }

func (l link) Connected() bool { return *l.up }
func (l link) Shards() []gateway.Shard {
	return []gateway.Shard{{Connected: *l.up, Reconnects: 2, Latency: 40 * time.Millisecond}}
}

// TestDocsNameWhatThereIs keeps docs/security.md to tests that exist, and has
// docs/operations.md explain every alarm.
func TestDocsNameWhatThereIs(t *testing.T) {
	root := filepath.Join("..", "..")
	var tests strings.Builder
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, "_test.go") && !entry.IsDir() {
			tests.WriteString(fileText(t, path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile("`((?:Test|Fuzz)\\w+)`").FindAllStringSubmatch(fileText(t, filepath.Join(root, "docs", "security.md")), -1)
	if len(named) < 20 {
		t.Errorf("docs/security.md names %d tests", len(named))
	}
	for _, name := range named {
		if !strings.Contains(tests.String(), "\nfunc "+name[1]+"(") {
			t.Errorf("docs/security.md names %s, which there is not", name[1])
		}
	}
	explained := fileText(t, filepath.Join(root, "docs", "operations.md"))
	for _, alarm := range regexp.MustCompile(`alert: (\w+)`).FindAllStringSubmatch(fileText(t, filepath.Join(root, "deploy", "alerts.yaml")), -1) {
		if !strings.Contains(explained, "| "+alarm[1]+" |") {
			t.Errorf("docs/operations.md does not explain %s", alarm[1])
		}
	}
}
