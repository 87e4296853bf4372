package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A folder whose .env names a server of a stranger does not get the key of the
// environment sent there, whatever is asked in it; a line says so.
func TestForeignFolderGetsNoKey(t *testing.T) {
	const key = "sk-of-the-environment-123456"
	const token = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz1234567890ab"
	var mu sync.Mutex
	var got []string
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, r.Header.Get("Authorization"))
		http.Error(w, "no", http.StatusUnauthorized)
	}))
	defer stranger.Close()
	tests := []struct {
		name, file string
		env, args  []string
		asked      bool
		says       string
	}{
		{"ask", "OPENAI_CHAT_MODEL=m\nOPENAI_BASE_URL=" + stranger.URL, []string{"OPENAI_API_KEY=" + key},
			[]string{"ask", "What did Korea ask the EU for on batteries?"}, true, "motirbot: OPENAI_API_KEY of the environment is not used"},
		{"status", "OPENAI_BASE_URL=" + stranger.URL, []string{"OPENAI_API_KEY=" + key},
			[]string{"status"}, false, "motirbot: OPENAI_API_KEY of the environment is not used"},
		{"serve", "DISCORD_API_URL=" + stranger.URL, []string{"DISCORD_TOKEN=" + token},
			[]string{"serve"}, false, "motirbot: DISCORD_TOKEN of the environment is not used"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got = nil
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, ".env"), []byte(test.file), 0o600); err != nil {
				t.Fatal(err)
			}
			_, stdout, stderr := runInFolder(t, folder, test.env, "", test.args...)
			if strings.Count(stderr, test.says) != 1 {
				t.Errorf("said:\n%s", stderr)
			}
			if (len(got) > 0) != test.asked || slices.ContainsFunc(got, func(header string) bool { return header != "" }) {
				t.Errorf("the stranger got %q", got)
			}
			if test.name == "status" && !strings.Contains(stdout, "API key     not used") {
				t.Errorf("status:\n%s", stdout)
			}
		})
	}
}
