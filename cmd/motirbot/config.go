package main

import (
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"motirbot/internal/openaiapi"
)

// openAIBaseURL is the only server that surely wants a key.
const openAIBaseURL = "https://api.openai.com/v1"

// Which embedder makes the vectors.
const (
	embedderLocal  = "local"
	embedderOpenAI = "openai"
)

// config is what the environment, a .env file and the flags say, checked.
type config struct {
	DB       string // the store's file; "" where no place is known
	DBNamed  bool   // the user chose it, so it has to be there for readers
	StateDir string

	Embedder   string
	EmbedModel string
	EmbedDim   int // 0: as the model has it

	Key       openaiapi.Secret
	BaseURL   string
	ChatModel string

	FirstToken time.Duration // 0: as package answer has it
	Answer     time.Duration

	Topics   string // the user's topics file
	LogLevel slog.Level
}

// loadConfig checks every setting and returns the first mistake.
func loadConfig(env environ, dbFlag *string) (config, error) {
	read := reader{env: env}
	cfg := config{
		StateDir:   env.stateDir(),
		EmbedModel: env["OPENAI_EMBED_MODEL"],
		EmbedDim:   read.number("OPENAI_EMBED_DIM"),
		Key:        openaiapi.Secret(strings.TrimSpace(env["OPENAI_API_KEY"])),
		BaseURL:    read.address("OPENAI_BASE_URL", openAIBaseURL),
		ChatModel:  env["OPENAI_CHAT_MODEL"],
		FirstToken: read.duration("MOTIRBOT_FIRST_TOKEN_TIMEOUT"),
		Answer:     read.duration("MOTIRBOT_ANSWER_TIMEOUT"),
		Topics:     env["MOTIRBOT_TOPICS"],
		LogLevel:   read.level("MOTIRBOT_LOG_LEVEL"),
	}
	cfg.Embedder = read.embedder(cfg.EmbedModel)
	cfg.DB, cfg.DBNamed = read.db(dbFlag)
	return cfg, read.err
}

// reader reads settings and remembers the first that is wrong.
type reader struct {
	env environ
	err error
}

func (r *reader) wrong(format string, args ...any) {
	if r.err == nil {
		r.err = usagef(format, args...)
	}
}

func (r *reader) db(flag *string) (path string, named bool) {
	switch {
	case flag != nil && *flag == "":
		r.wrong("--db: want the path of a file")
	case flag != nil:
		return *flag, true
	case r.env["MOTIRBOT_DB"] != "":
		return r.env["MOTIRBOT_DB"], true
	}
	if dir := r.env.dataDir(); dir != "" {
		return filepath.Join(dir, "motirbot.db"), false
	}
	return "", false
}

func (r *reader) embedder(model string) string {
	switch value := r.env["MOTIRBOT_EMBEDDER"]; {
	case value == "" && model == "", value == embedderLocal:
		return embedderLocal
	case value == embedderOpenAI && model == "":
		r.wrong("MOTIRBOT_EMBEDDER is openai, but OPENAI_EMBED_MODEL is not set: name the model")
	case value != "" && value != embedderOpenAI:
		r.wrong("MOTIRBOT_EMBEDDER: %q is not known: want local or openai", value)
	}
	return embedderOpenAI
}

func (r *reader) number(name string) int {
	value := r.env[name]
	if value == "" {
		return 0
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > 65536 {
		r.wrong("%s: %q is not a number from 1 to 65536", name, value)
	}
	return n
}

func (r *reader) duration(name string) time.Duration {
	value := r.env[name]
	if value == "" {
		return 0
	}
	d, err := time.ParseDuration(value)
	if err != nil || d <= 0 {
		r.wrong("%s: %q is not a length of time such as 10s or 1m30s", name, value)
	}
	return d
}

// address does not quote what it refuses: addresses may carry passwords.
func (r *reader) address(name, otherwise string) string {
	value := r.env[name]
	if value == "" {
		return otherwise
	}
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || (u.Scheme != "http" && u.Scheme != "https") {
		r.wrong("%s: want an address such as http://localhost:11434/v1, without user, password or query", name)
	}
	return value
}

func (r *reader) level(name string) slog.Level {
	level := slog.LevelError // warnings would stand around the one line of an error
	if value := r.env[name]; value != "" {
		if err := level.UnmarshalText([]byte(value)); err != nil {
			r.wrong("%s: %q is not known: want debug, info, warn or error", name, value)
		}
	}
	return level
}

// needKey refuses to call OpenAI's own service without a key. Servers of other
// makers often need none.
func (c config) needKey(setting string) error {
	if c.Key != "" || c.BaseURL != openAIBaseURL {
		return nil
	}
	return usagef("%s is set but OPENAI_API_KEY is not: set the key, or OPENAI_BASE_URL for a server that needs none", setting)
}

// exists reports whether a store is there. An error other than absence counts
// as presence: opening says more about it.
func (c config) exists() bool {
	if c.DB == "" {
		return false
	}
	_, err := os.Stat(c.DB)
	return !os.IsNotExist(err)
}

func (c config) missing() error {
	return fmt.Errorf("no index at %s: make one with `motirbot index`", c.DB)
}
