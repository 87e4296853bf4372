package main

import (
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestLoadConfig(t *testing.T) {
	defaults := config{Embedder: "local", BaseURL: addressOf(t, openAIBaseURL), LogLevel: slog.LevelError}
	tests := []struct {
		name string
		env  environ
		edit func(*config)
	}{
		{"defaults", environ{}, func(*config) {}},
		{"a named store", environ{"MOTIRBOT_DB": "x.db"}, func(c *config) { c.DB, c.DBNamed = "x.db", true }},
		{"an embedding model chooses its embedder", environ{"OPENAI_EMBED_MODEL": "m"}, func(c *config) {
			c.Embedder, c.EmbedModel = "openai", "m"
		}},
		{"unless the local one is asked for", environ{"OPENAI_EMBED_MODEL": "m", "MOTIRBOT_EMBEDDER": "local"}, func(c *config) {
			c.EmbedModel = "m"
		}},
		{"numbers, times and levels", environ{
			"OPENAI_EMBED_DIM": "256", "MOTIRBOT_FIRST_TOKEN_TIMEOUT": "1s", "MOTIRBOT_ANSWER_TIMEOUT": "1m30s",
			"MOTIRBOT_LOG_LEVEL": "debug",
		}, func(c *config) {
			c.EmbedDim, c.FirstToken, c.Answer, c.LogLevel, c.LogNamed = 256, time.Second, 90*time.Second, slog.LevelDebug, true
		}},
		{"a server", environ{
			"OPENAI_API_KEY": " sk-x\n", "OPENAI_BASE_URL": "http://localhost:1/v1", "OPENAI_CHAT_MODEL": "c", "MOTIRBOT_TOPICS": "t.yaml",
		}, func(c *config) {
			c.Key, c.BaseURL, c.ChatModel, c.Topics = "sk-x", addressOf(t, "http://localhost:1/v1"), "c", "t.yaml"
			c.Verify, c.VerifyModel = true, "c"
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := defaults
			test.edit(&want)
			got, err := loadConfig(test.env, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got.Key.Reveal() != want.Key.Reveal() {
				t.Error("the key is another one")
			}
			got.Key, want.Key = "", ""
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestLoadConfigMistakes(t *testing.T) {
	tests := []struct{ name, value, says string }{
		{"MOTIRBOT_EMBEDDER", "cloud", `MOTIRBOT_EMBEDDER: "cloud" is not known: want local or openai`},
		{"MOTIRBOT_EMBEDDER", "openai", "OPENAI_EMBED_MODEL is not set"},
		{"OPENAI_EMBED_DIM", "many", `OPENAI_EMBED_DIM: "many" is not a number`},
		{"OPENAI_EMBED_DIM", "0", "from 1 to"},
		{"OPENAI_BASE_URL", "localhost:11434", "OPENAI_BASE_URL: want an address"},
		{"OPENAI_BASE_URL", "http://user:hunter2@localhost/v1", "without user, password"},
		{"MOTIRBOT_FIRST_TOKEN_TIMEOUT", "10", `"10" is not a length of time`},
		{"MOTIRBOT_ANSWER_TIMEOUT", "-1s", `"-1s" is not a length of time`},
		{"MOTIRBOT_LOG_LEVEL", "loud", `MOTIRBOT_LOG_LEVEL: "loud" is not known`},
	}
	for _, test := range tests {
		_, err := loadConfig(environ{test.name: test.value}, nil)
		if err == nil || !strings.Contains(err.Error(), test.says) || !isAny[usageError](err) {
			t.Errorf("%s=%s: error %v, want a usage error with %q", test.name, test.value, err, test.says)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error holds a password", test.name)
		}
	}
}

// Whichever command reads a setting, and whatever else is set.
func TestMistakesInSettings(t *testing.T) {
	for _, test := range []struct{ name, value string }{
		{"MOTIRBOT_KEEP_DAYS", "0"}, {"MOTIRBOT_KEEP_DAYS", "minusone"}, {"MOTIRBOT_VERIFY", "maybe"}, {"MOTIRBOT_TOPICS", "none.yaml"},
		{"MOTIRBOT_SOURCES", "none.yaml"}, {"MOTIRBOT_EVIDENCE_TOKENS", "5"}, {"MOTIRBOT_ATTACHMENTS", "some"}, {"MOTIRBOT_ALLOW_PRIVATE", "maybe"},
		{"MOTIRBOT_CONTACT", "nobody"}, {"MOTIRBOT_FEEDS", "nowhere"}, {"MOTIRBOT_SOURCE_URL", "nowhere"}, {"MOTIRBOT_SYNC", "maybe"}, {"MOTIRBOT_SYNC_EVERY", "1s"},
		{"DISCORD_TOKEN", "short"}, {"DISCORD_GUILD_ID", "mine"}, {"DISCORD_SHARDS", "0"}, {"DISCORD_SHARD_IDS", "1"}, {"DISCORD_MESSAGE_CONTENT", "maybe"}, {"DISCORD_API_URL", "nowhere"},
		{"MOTIRBOT_MODEL_CALLS", "0"}, {"MOTIRBOT_MODEL_SHARE", "101"}, {"MOTIRBOT_MEMBER_HOURLY", "x"}, {"MOTIRBOT_SERVER_HOURLY", "x"}, {"MOTIRBOT_METRICS", "x"},
	} {
		a := &app{merged: merge(layer{ofProcess, environ{test.name: test.value}})}
		if got := a.mistakes(); len(got) != 1 || !strings.Contains(got[0].Error(), test.name) || !isAny[usageError](got[0]) {
			t.Errorf("%s=%s: %v", test.name, test.value, got)
		}
	}
	if got := (&app{merged: merge(layer{ofProcess, environ{}})}).mistakes(); len(got) > 0 {
		t.Errorf("nothing set: %v", got)
	}
}

func TestFlagGoesBeforeEnvironment(t *testing.T) {
	flag := "flag.db"
	cfg, err := loadConfig(environ{"MOTIRBOT_DB": "env.db"}, &flag)
	if err != nil || cfg.DB != "flag.db" || !cfg.DBNamed {
		t.Errorf("got %q, named %v, %v", cfg.DB, cfg.DBNamed, err)
	}
	flag = ""
	if _, err := loadConfig(environ{}, &flag); err == nil {
		t.Error("an empty --db was taken")
	}
}

func TestConfigPrintsNoKey(t *testing.T) {
	cfg := config{Key: "sk-do-not-print"}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if shown := fmt.Sprintf(verb, cfg); strings.Contains(shown, "do-not-print") {
			t.Errorf("%s prints the key: %s", verb, shown)
		}
	}
}

// Every setting that is read is in docs/settings.md, in .env.example and in the list
// that help and `motirbot config` show, and what they name is read.
func TestSettingsAreDocumented(t *testing.T) {
	name := regexp.MustCompile(`\b(?:MOTIRBOT|DISCORD|OPENAI)_[A-Z_]*[A-Z]\b`)
	names := func(text string) []string {
		found := name.FindAllString(text, -1)
		slices.Sort(found)
		return slices.Compact(found)
	}
	read := names(fileText(t, "config.go") + fileText(t, "reader.go"))
	var listed strings.Builder
	for _, s := range settings {
		fmt.Fprintln(&listed, s.name)
	}
	for _, place := range []struct{ name, text string }{
		{"docs/settings.md", fileText(t, "../../docs/settings.md")},
		{".env.example", fileText(t, "../../.env.example")},
		{"settings.go", listed.String()},
	} {
		named := slices.DeleteFunc(names(place.text), func(s string) bool { return s == "MOTIRBOT_SHARED" }) // of the tests
		if diff := cmp.Diff(read, named); diff != "" {
			t.Errorf("%s does not name the settings that are read (-read +named):\n%s", place.name, diff)
		}
	}
}

func fileText(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
