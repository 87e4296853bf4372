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

	got, err := env.withFile(write("A=file\nB=\"two words\" # why\n"))
	if err != nil || got["A"] != "process" || got["B"] != "two words" {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err := env.withFile(filepath.Join(t.TempDir(), ".env")); err != nil || len(got) != 1 {
		t.Errorf("no file: got %v, %v", got, err)
	}
	_, err = env.withFile(write("OPENAI_API_KEY sk-do-not-print\n"))
	if err == nil || strings.Contains(err.Error(), "sk-") || strings.Contains(err.Error(), "\n") {
		t.Errorf("bad file: %v", err)
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
