package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoSecretIsPrinted runs every command in many ways, against a server that
// repeats the key in its errors, and looks for the key in all that is printed.
func TestNoSecretIsPrinted(t *testing.T) {
	const key = "sk-test-do-not-print-1234567890"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, `{"error":{"message":"wrong key: `+r.Header.Get("Authorization")+`"}}`, http.StatusUnauthorized)
	}))
	defer server.Close()
	file := filepath.Join(t.TempDir(), "one.jsonl")
	text := `{"id":"one","title":"Korea and Norway Meet","date":"2025-12-17","body":"They met in Oslo."}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	settings := [][]string{
		{},
		{"OPENAI_BASE_URL=" + server.URL, "OPENAI_CHAT_MODEL=chat"},
		{"OPENAI_BASE_URL=" + server.URL, "OPENAI_EMBED_MODEL=embed"},
		{"OPENAI_BASE_URL=" + key},
		{"MOTIRBOT_EMBEDDER=wrong"},
	}
	for _, args := range secretCommands(file) {
		for _, set := range settings {
			env := append([]string{"OPENAI_API_KEY=" + key, "MOTIRBOT_LOG_LEVEL=debug"}, set...)
			_, stdout, stderr := runIn(t, env, "What happened?\n", args...)
			if strings.Contains(stdout+stderr, "do-not-print") {
				t.Errorf("motirbot %s with %s prints the key:\n%s%s", strings.Join(args, " "), set, stdout, stderr)
			}
		}
	}
}

func secretCommands(file string) [][]string {
	commands := [][]string{
		{"ask", "Who met in Oslo?"}, {"ask"}, {"ask", "--json", "Who met?"}, {"ask", "--as-of", "never", "x"},
		{"latest", "EU"}, {"week"}, {"releases"}, {"status"}, {"status", "--json"},
		{"index", file}, {"index", "nowhere"}, {"frobnicate"}, {"__complete", "latest", ""},
		{"eval", "--releases", file, "--questions", file},
	}
	for _, name := range []string{"ask", "latest", "week", "releases", "status", "index", "eval", "completion"} {
		commands = append(commands, []string{name, "--help"}, []string{name, "--wrong"})
	}
	return commands
}
