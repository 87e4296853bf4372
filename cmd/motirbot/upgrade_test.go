package main

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"motirbot/embed"
	"motirbot/internal/openaitest"
	"motirbot/release"
	"motirbot/store"
)

// schema9 is an index as a motirbot wrote it that kept chunks and vectors by
// themselves, and no words: three releases, one of which has been edited, with
// local vectors and with those of a paid model, house.
//
//go:embed testdata/schema9.db.gz
var schema9 []byte

// TestUpgradeOfOldIndex: the index is made anew by itself, once and with
// progress; nothing is lost, and nothing is paid for again.
func TestUpgradeOfOldIndex(t *testing.T) {
	server := openaitest.New(t)
	server.AddEmbedder("house", 16)
	house := []string{"OPENAI_BASE_URL=" + server.URL(), "OPENAI_API_KEY=" + server.Key, "OPENAI_EMBED_MODEL=house"}
	db := filepath.Join(t.TempDir(), "old.db")
	unpacked, err := gzip.NewReader(bytes.NewReader(schema9))
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(db, content, 0o600); err != nil {
		t.Fatal(err)
	}
	const lithium, made = "How much lithium will Chile supply?", "3 of 3 releases stored"
	for _, step := range []struct {
		name string
		env  []string
		args []string
		out  string
		err  string
		paid string // texts that the paid model was asked for
	}{
		{"the first question", nil, []string{"ask", lithium}, "20,000 tons", made, ""},
		{"the second", nil, []string{"ask", "What did steel exports come to in October 2025?"}, "USD 2.5 billion", "^$", ""},
		{"what there is", nil, []string{"status", "--json"}, `"chunks":3.*"vectors":3,`, "^$", ""},
		{"with the paid model", house, []string{"ask", lithium}, "20,000 tons", made, "lithium Chile supply "},
		{"and again", house, []string{"status", "--json"}, `"vectors":3,.*"` + embed.NewLocal().Model() + `":3`, "^$", ""},
	} {
		server.ForgetRequests()
		status, out, errOut := runIn(t, step.env, "", append(step.args, "--db", db)...)
		if status != 0 || !regexp.MustCompile("(?s)"+step.out).MatchString(out) || !regexp.MustCompile(step.err).MatchString(errOut) {
			t.Errorf("%s: status %d\n%s%s", step.name, status, out, errOut)
		}
		if paid := strings.Join(server.TextsEmbedded(), "; "); paid != step.paid {
			t.Errorf("%s: the model was asked for %q", step.name, paid)
		}
	}
	kept, err := store.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	all, err := kept.Releases(t.Context(), store.Filter{})
	if err != nil || len(all) != 3 {
		t.Fatalf("%d releases, %v", len(all), err)
	}
	texts, err := kept.Revisions(t.Context(), all[2].ID)
	if err != nil || len(texts) != 2 || !strings.Contains(texts[0].Body, "10,000") || texts[1].Date != release.NewDate(2025, 11, 3) {
		t.Errorf("%+v, %v", texts, err)
	}
}

// TestPaidModelIsAsked: of what was indexed without it, a paid model makes
// vectors when it is asked to, and what that takes is said before.
func TestPaidModelIsAsked(t *testing.T) {
	server := openaitest.New(t)
	server.AddEmbedder("house", 16)
	house := []string{"OPENAI_BASE_URL=" + server.URL(), "OPENAI_API_KEY=" + server.Key, "OPENAI_EMBED_MODEL=house"}
	folder := t.TempDir()
	db, one, two := filepath.Join(folder, "i.db"), filepath.Join(folder, "one.jsonl"), filepath.Join(folder, "two.jsonl")
	for file, line := range map[string]string{
		one: `{"id":"1","title":"Korea and Chile Agree on Lithium","date":"2025-11-03","body":"Chile will supply 20,000 tons of lithium a year."}`,
		two: `{"id":"2","title":"Steel Talks Begin","date":"2025-11-04","body":"Talks on steel began in Seoul."}`,
	} {
		if err := os.WriteFile(file, []byte(line), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const unasked = "1 chunk stored earlier has no vector of house and is found by words alone: `motirbot index --embed` has it made, of about 12 tokens"
	for _, step := range []struct {
		name     string
		env      []string
		args     []string
		embedded int
		err      string
	}{
		{"without it", nil, []string{"index", one}, 0, ""},
		{"asking", house, []string{"ask", "How much lithium will Chile supply?"}, 0, unasked},
		{"asking again", house, []string{"ask", "How much lithium will Chile supply?"}, 0, ""},
		{"another release", house, []string{"index", two}, 1, ""},
		{"asked for", house, []string{"index", "--embed"}, 1, ""},
		{"asked for again", house, []string{"index", "--embed"}, 0, ""},
	} {
		server.ForgetRequests()
		status, out, errOut := runIn(t, step.env, "", append(step.args, "--db", db)...)
		if status != 0 || !strings.Contains(errOut, step.err) {
			t.Errorf("%s: status %d\n%s%s", step.name, status, out, errOut)
		}
		if n := len(server.TextsEmbedded()); n != step.embedded {
			t.Errorf("%s: %d texts were embedded", step.name, n)
		}
	}
}
