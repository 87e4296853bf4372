package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestEnvFile(t *testing.T) {
	write := func(text string) string {
		path := filepath.Join(t.TempDir(), ".env")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	env := environ{"A": "process"}

	got, _, err := env.withFile(write("A=file\nB=\"two words\" # why\n"))
	if err != nil || got["A"] != "process" || got["B"] != "two words" {
		t.Errorf("got %v, %v", got, err)
	}
	if got, _, err := env.withFile(filepath.Join(t.TempDir(), ".env")); err != nil || len(got) != 1 {
		t.Errorf("no file: got %v, %v", got, err)
	}
	_, _, err = env.withFile(write("OPENAI_API_KEY sk-do-not-print\n"))
	if err == nil || strings.Contains(err.Error(), "sk-") || strings.Contains(err.Error(), "\n") {
		t.Errorf("bad file: %v", err)
	}
}

// A key goes only to the server that it was set beside.
func TestKeyStaysBesideItsServer(t *testing.T) {
	const own, other = "https://models.example/v1", "https://others.example/v1"
	tests := []struct {
		name string
		env  environ
		file string
		key  string // that is used
		says string // of the key that is not
	}{
		{"both in the environment", environ{"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": own}, "", "k", ""},
		{"both in the file", environ{}, "OPENAI_API_KEY=k\nOPENAI_BASE_URL=" + own, "k", ""},
		{"a key of the environment, no address", environ{"OPENAI_API_KEY": "k"}, "OPENAI_BASE_URL=", "k", ""},
		{"a key of the file, no address", environ{}, "OPENAI_API_KEY=k", "k", ""},
		{"the file names OpenAI's own", environ{"OPENAI_API_KEY": "k"}, "OPENAI_BASE_URL=https://api.openai.com/v1/", "k", ""},
		{"the file names another server", environ{"OPENAI_API_KEY": "k"}, "OPENAI_BASE_URL=" + other, "", "OPENAI_API_KEY of the environment is not used"},
		{"the file hides the address", environ{"OPENAI_API_KEY": "k"}, "OPENAI_BASE_URL=https://api.openai.com@others.example/v1", "", "of the environment is not used"},
		{"the file names what is no address", environ{"OPENAI_API_KEY": "k"}, "OPENAI_BASE_URL=others", "", "of the environment is not used"},
		{"the file has a key for its server", environ{"OPENAI_API_KEY": "k"}, "OPENAI_API_KEY=f\nOPENAI_BASE_URL=" + other, "f", "of the environment is not used"},
		{"the file has the same key", environ{"OPENAI_API_KEY": "k"}, "OPENAI_API_KEY=k\nOPENAI_BASE_URL=" + other, "k", ""},
		{"the environment names both, the file another", environ{"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": own}, "OPENAI_BASE_URL=" + other, "k", ""},
		{"the environment names the file's", environ{"OPENAI_BASE_URL": own}, "OPENAI_API_KEY=k\nOPENAI_BASE_URL=" + own + "/", "k", ""},
		{"the environment sends the file's key elsewhere", environ{"OPENAI_BASE_URL": own}, "OPENAI_API_KEY=k", "k", ""},
		{"but not one that the file has a server for", environ{"OPENAI_BASE_URL": own}, "OPENAI_API_KEY=k\nOPENAI_BASE_URL=" + other, "", "OPENAI_API_KEY of the file .env is not used"},
		{"no key", environ{}, "OPENAI_BASE_URL=" + other, "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), ".env")
			if err := os.WriteFile(path, []byte(test.file), 0o600); err != nil {
				t.Fatal(err)
			}
			got, withheld, err := test.env.withFile(path)
			if err != nil {
				t.Fatal(err)
			}
			said := withheld["OPENAI_API_KEY"]
			if got["OPENAI_API_KEY"] != test.key || !strings.Contains(said, test.says) || (said == "") != (test.says == "") {
				t.Errorf("the key is %q, said %q", got["OPENAI_API_KEY"], said)
			}
		})
	}
}

func TestUserDirs(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the XDG folders are those of Linux")
	}
	tests := []struct {
		env  environ
		want string
	}{
		{environ{"HOME": "/h"}, "/h/.local/share/motirbot"},
		{environ{"HOME": "/h", "XDG_DATA_HOME": "/d"}, "/d/motirbot"},
		{environ{"HOME": "/h", "XDG_DATA_HOME": "relative"}, "/h/.local/share/motirbot"},
		{environ{}, ""},
	}
	for _, test := range tests {
		if got := test.env.dataDir(); got != test.want {
			t.Errorf("%v: %q, want %q", test.env, got, test.want)
		}
	}
	if got := (environ{"HOME": "/h"}).stateDir(); got != "/h/.local/state/motirbot" {
		t.Errorf("state: %q", got)
	}
}
