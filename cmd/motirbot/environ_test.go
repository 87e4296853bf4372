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
	got, err := readLayer(write("A=file\nB=\"two words\" # why\nC=\n"))
	if err != nil || got.values["A"] != "file" || got.values["B"] != "two words" || len(got.values) != 2 {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err := readLayer(filepath.Join(t.TempDir(), ".env")); err != nil || len(got.values) != 0 {
		t.Errorf("no file: got %v, %v", got, err)
	}
	_, err = readLayer(write("OPENAI_API_KEY sk-do-not-print\n"))
	if err == nil || strings.Contains(err.Error(), "sk-") || strings.Contains(err.Error(), "\n") {
		t.Errorf("bad file: %v", err)
	}
}

// What is trusted more counts, and it is known where a value comes from.
func TestLayers(t *testing.T) {
	m := merge(layer{ofProcess, environ{"A": "process", "D": ""}}, layer{"the file config.env", environ{"A": "user", "B": "user"}},
		layer{"the file .env", environ{"A": "folder", "B": "folder", "C": "folder", "D": "folder"}})
	want := map[string][2]string{"A": {"process", ofProcess}, "B": {"user", "the file config.env"}, "C": {"folder", "the file .env"}, "D": {"", ofProcess}}
	for name, w := range want {
		if got := [2]string{m.environ[name], m.from[name]}; got != w {
			t.Errorf("%s: %q, want %q", name, got, w)
		}
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
			file, err := readLayer(path)
			if err != nil {
				t.Fatal(err)
			}
			file.name = "the file .env"
			// Whichever two of three places they are.
			empty := layer{"the file config.env", environ{}}
			for i, layers := range [][]layer{{{ofProcess, test.env}, file}, {{ofProcess, test.env}, empty, file}, {{ofProcess, test.env}, file, empty}, {empty, {ofProcess, test.env}, file}} {
				got := merge(layers...)
				said := got.withheld["OPENAI_API_KEY"]
				if got.environ["OPENAI_API_KEY"] != test.key || !strings.Contains(said, test.says) || (said == "") != (test.says == "") {
					t.Errorf("%d: the key is %q, said %q", i, got.environ["OPENAI_API_KEY"], said)
				}
			}
		})
	}
}

// With three places: the environment, the user's file and the folder's.
func TestKeyStaysBesideItsServerOfThree(t *testing.T) {
	const address, key, server, other = "OPENAI_BASE_URL", "OPENAI_API_KEY", "https://models.example/v1", "https://others.example/v1"
	tests := []struct {
		name                  string
		process, user, folder environ
		key, says             string
	}{
		{"the folder may not redirect the user's key", nil, environ{key: "u"}, environ{address: other}, "", "of the file config.env is not used, for the file .env"},
		{"nor one that the user has set a server for", nil, environ{key: "u", address: server}, environ{address: other}, "u", ""},
		{"the user's file may not redirect the process's", environ{key: "p"}, environ{address: other}, nil, "", "of the environment is not used, for the file config.env"},
		{"and then its own key is used", environ{key: "p"}, environ{key: "u", address: other}, environ{key: "f"}, "u", "of the environment is not used"},
		{"the process may redirect the user's", environ{address: other}, environ{key: "u"}, nil, "u", ""},
		{"but not where that has a server", environ{address: other}, environ{key: "u", address: server}, nil, "", "of the file config.env is not used"},
		{"nor the folder's", environ{address: other}, nil, environ{key: "f", address: server}, "", "of the file .env is not used"},
		{"the folder's key goes to the user's server", nil, environ{address: server}, environ{key: "f"}, "f", ""},
		{"switched off in the environment", environ{key: ""}, environ{key: "u"}, environ{key: "f", address: other}, "", ""},
		{"OpenAI's own in the environment", environ{address: ""}, environ{key: "u", address: other}, nil, "", "of the file config.env is not used"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := merge(layer{ofProcess, test.process}, layer{"the file config.env", test.user}, layer{"the file .env", test.folder})
			said := got.withheld[key]
			if got.environ[key] != test.key || !strings.Contains(said, test.says) || (said == "") != (test.says == "") {
				t.Errorf("the key is %q, said %q", got.environ[key], said)
			}
		})
	}
}

func TestQuotedIsReadBack(t *testing.T) {
	for _, value := range []string{"plain", "two words", "it's", `say "yes"`, "$HOME and `id`", `back\slash`, "#not a comment", "a=b", "두 단어", `'"$`, "two\nlines", "sk-proj_AbC-123"} {
		text := withSettings("", [][2]string{{"NO_COLOR", value}})
		if mistakes := checkSettings(text, [][2]string{{"NO_COLOR", value}}); len(mistakes) > 0 {
			t.Errorf("%q: %v:\n%s", value, mistakes, text)
		}
	}
	const odd = `'"\` // the library cannot read it back, however it is written
	if mistakes := checkSettings(withSettings("", [][2]string{{"NO_COLOR", odd}}), [][2]string{{"NO_COLOR", odd}}); len(mistakes) == 0 {
		t.Error("a value was written that is read as another")
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
