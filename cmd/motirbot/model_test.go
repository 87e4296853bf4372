package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"motirbot/internal/openaitest"
)

// withServer is the environment of a program whose chat model is scripted.
func withServer(t *testing.T) (*openaitest.Server, []string) {
	t.Helper()
	server := openaitest.New(t)
	return server, []string{"OPENAI_BASE_URL=" + server.URL(), "OPENAI_API_KEY=" + server.Key, "OPENAI_CHAT_MODEL=gpt-4o-mini", "MOTIRBOT_VERIFY=off"}
}

const askedOnNorway = "What did Korea and Norway welcome?"

func TestAskWithModel(t *testing.T) {
	server, env := withServer(t)
	server.ReplyText("Both sides welcomed that the Korea–Norway Economic Cooperation Committee meets again [1]. It met 12 times [1].")
	status, out, errOut := runIn(t, env, "", "ask", "--as-of", "2025-12-18", askedOnNorway)
	if status != 0 || !strings.HasPrefix(errOut, "sample corpus: ") || !strings.Contains(out, "meets again. (2025-12-17) [1]") || strings.Contains(out, "12 times. [1]") {
		t.Errorf("status %d, %s\n%s", status, errOut, out)
	}
	_, out, _ = runIn(t, env, "", "ask", "--json", "--as-of", "2025-12-18", askedOnNorway)
	for _, want := range []string{`"mode":"llm"`, `"model":"gpt-4o-mini"`, `"removed":[{"text":"It met 12 times.","why":`, `"prompt_tokens":`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in %s", want, out)
		}
	}
	server.Fail(openaitest.ServerError(500))
	env = append(env, "MOTIRBOT_ANSWER_TIMEOUT=2s")
	status, out, errOut = runIn(t, env, "", "ask", "--as-of", "2025-12-18", askedOnNorway)
	if status != 0 || !strings.HasPrefix(errOut, "sample corpus: ") || !strings.Contains(strings.Join(strings.Fields(out), " "), "The language model failed; this answer is taken from the releases word for word.") {
		t.Errorf("status %d, %s\n%s", status, errOut, out)
	}
}

func TestEvalWithModel(t *testing.T) {
	server, env := withServer(t)
	server.ReplyText("The ministers of Korea and Norway met in Oslo [1].")
	folder := t.TempDir()
	files := map[string]string{
		"releases.jsonl":  `{"id":"one","title":"Korea and Norway Meet in Oslo","date":"2025-12-17","body":"The ministers of Korea and Norway met in Oslo."}`,
		"questions.jsonl": `{"id":"q1","type":"factoid","question":"Where did Korea and Norway meet?","asked_on":"2025-12-18","gold_ids":["one"],"must_contain":[["Oslo"]]}`,
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{"eval", "--releases", filepath.Join(folder, "releases.jsonl"), "--questions", filepath.Join(folder, "questions.jsonl"), "--llm", "--prompt-price", "1000"}
	status, out, errOut := runIn(t, env, "", args...)
	if status != 0 || !regexp.MustCompile(`(?m)^ *all +1 +1 +0 +1 +\d{3,} +\d+ +0\.[1-9]`).MatchString(out) {
		t.Errorf("status %d, %s\n%s", status, errOut, out)
	}
	if sent := server.ChatRequests(); len(sent) != 1 {
		t.Errorf("the model was asked %d times", len(sent))
	}
}

// Indexed while the embedding server was up, asked while it is down, and the
// other way round.
func TestEmbeddingServerDown(t *testing.T) {
	server := openaitest.New(t)
	server.AddEmbedder("house", 16)
	server.Fail(openaitest.BatchLimit(2))
	folder := t.TempDir()
	db, releases := filepath.Join(folder, "i.db"), filepath.Join(folder, "releases.jsonl")
	lines := `{"id":"1","title":"Korea and Chile Agree on Lithium","date":"2025-11-03","body":"Chile will supply 20,000 tons of lithium a year."}
{"id":"2","title":"Steel Talks Begin","date":"2025-11-04","body":"Talks on steel began in Seoul."}
{"id":"3","title":"Chips Are Shipped","date":"2025-11-05","body":"Chips were shipped from Busan."}
`
	if err := os.WriteFile(releases, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"OPENAI_BASE_URL=" + server.URL(), "OPENAI_API_KEY=" + server.Key, "OPENAI_EMBED_MODEL=house"}
	down := append(slices.Clone(env), "OPENAI_BASE_URL=http://127.0.0.1:1/v1")
	for _, step := range []struct {
		name     string
		env      []string
		args     []string
		status   int
		out, err string
	}{
		{"index while it is down", down, []string{"index", "--db", db, releases}, 3, "3 added,.*3 chunks, 0 embedded", "3 chunks have no vector yet.*connection refused.*`motirbot index` again"},
		{"index while it is up", env, []string{"index", "--db", db, releases}, 0, "0 added, 0 changed, 3 unchanged, 0 failed .*3 embedded", ""},
		{"index again", env, []string{"index", "--db", db, releases}, 0, "3 unchanged, 0 failed .*0 embedded", ""},
		{"ask while it is up", env, []string{"ask", "--json", "--db", db, "How much lithium will Chile supply?"}, 0, `20,000 tons.*"mode":"extractive"`, ""},
		{"ask while it is down", down, []string{"ask", "--json", "--db", db, "How much lithium will Chile supply?"}, 0, `20,000 tons.*by their words alone`, ""},
	} {
		status, out, errOut := runIn(t, step.env, "", step.args...)
		if status != step.status || !regexp.MustCompile("(?s)"+step.out).MatchString(out) || !regexp.MustCompile("(?s)"+step.err).MatchString(errOut) {
			t.Errorf("%s: status %d\n%s%s", step.name, status, out, errOut)
		}
	}
}
