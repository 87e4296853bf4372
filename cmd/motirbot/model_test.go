package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"motirbot/internal/openaitest"
)

// withServer is the environment of a program whose chat model is scripted.
func withServer(t *testing.T) (*openaitest.Server, []string) {
	t.Helper()
	server := openaitest.New(t)
	return server, []string{"OPENAI_BASE_URL=" + server.URL(), "OPENAI_API_KEY=" + server.Key, "OPENAI_CHAT_MODEL=gpt-4o-mini"}
}

const askedOnNorway = "What did Korea and Norway welcome?"

func TestAskWithModel(t *testing.T) {
	server, env := withServer(t)
	server.ReplyText("Both sides welcomed that the Korea–Norway Economic Cooperation Committee meets again [1]. It met 12 times [1].")
	status, out, errOut := runIn(t, env, "", "ask", "--as-of", "2025-12-18", askedOnNorway)
	if status != 0 || errOut != "" || !strings.Contains(out, "meets again. (2025-12-17) [1]") || strings.Contains(out, "12 times") {
		t.Errorf("status %d, %s\n%s", status, errOut, out)
	}
	_, out, _ = runIn(t, env, "", "ask", "--json", "--as-of", "2025-12-18", askedOnNorway)
	for _, want := range []string{`"mode":"llm"`, `"model":"gpt-4o-mini"`, `"removed":1`, `"prompt_tokens":`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in %s", want, out)
		}
	}
	server.Fail(openaitest.ServerError(500))
	env = append(env, "MOTIRBOT_ANSWER_TIMEOUT=2s")
	status, out, errOut = runIn(t, env, "", "ask", "--as-of", "2025-12-18", askedOnNorway)
	if status != 0 || errOut != "" || !strings.Contains(strings.Join(strings.Fields(out), " "), "The language model failed; this answer is taken from the releases word for word.") {
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
	if status != 0 || !regexp.MustCompile(`(?m)^ *all +1 +1 +0 +\d{3,} +\d+ +0\.[1-9]`).MatchString(out) {
		t.Errorf("status %d, %s\n%s", status, errOut, out)
	}
	if sent := server.ChatRequests(); len(sent) != 1 {
		t.Errorf("the model was asked %d times", len(sent))
	}
}
