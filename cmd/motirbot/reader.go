package main

import (
	"cmp"
	"log/slog"
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"motirbot/bot"
	"motirbot/internal/address"
	"motirbot/internal/openaiapi"
)

// maxShards is far more than any bot has.
const maxShards = 100_000

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

// address does not quote what it refuses: addresses may carry passwords. Where
// nothing is set, otherwise is taken, or none where that is "".
func (r *reader) address(name, otherwise string) address.Address {
	value := cmp.Or(r.env[name], otherwise)
	if value == "" {
		return address.Address{}
	}
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || (u.Scheme != "http" && u.Scheme != "https") {
		r.wrong("%s: want an address such as http://localhost:11434/v1, without user, password or query", name)
		return address.Address{}
	}
	return address.Of(u)
}

// server is the address of a model server, Azure's with their api-version.
func (r *reader) server(name, otherwise string) address.Address {
	value := cmp.Or(strings.TrimSpace(r.env[name]), otherwise)
	if value == "" {
		return address.Address{}
	}
	at, err := address.Parse(value)
	if err != nil || openaiapi.CheckBaseURL(value) != nil {
		r.wrong("%s: want an address such as http://localhost:11434/v1, without user, password or query other than Azure's api-version", name)
		return address.Address{}
	}
	return at
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

func (r *reader) yes(name string) bool {
	value := strings.TrimSpace(r.env[name])
	if value == "" {
		return false
	}
	yes, err := strconv.ParseBool(value)
	if err != nil {
		r.wrong("%s: %q is not known: want 1 or 0", name, value)
	}
	return yes
}

// choice is one of the words, or "" where nothing is set.
func (r *reader) choice(name string, words ...string) string {
	value := strings.ToLower(strings.TrimSpace(r.env[name]))
	if value != "" && !slices.Contains(words, value) {
		r.wrong("%s: %q is not known: want %s", name, value, strings.Join(words, " or "))
	}
	return value
}

// shards is into how many shards the bot is split, and which of them this process
// has; nil for all.
func (r *reader) shards() (count int, ids []int) {
	switch value := strings.ToLower(strings.TrimSpace(r.env["DISCORD_SHARDS"])); value {
	case "auto":
		count = bot.AutoShards
	case "":
		count = 1
	default:
		var err error
		if count, err = strconv.Atoi(value); err != nil || count < 1 || count > maxShards {
			r.wrong("DISCORD_SHARDS: %q is neither auto nor a number from 1 to %d", value, maxShards)
		}
	}
	list := strings.TrimSpace(r.env["DISCORD_SHARD_IDS"])
	if list == "" {
		return count, nil
	}
	if value := r.env["DISCORD_SHARDS"]; count == bot.AutoShards || value == "" {
		r.wrong("DISCORD_SHARD_IDS is set, so every process needs the same number of shards: set DISCORD_SHARDS to it")
		return count, nil
	}
	for part := range strings.SplitSeq(list, ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			last = first
		}
		from, err := strconv.Atoi(first)
		to, err2 := strconv.Atoi(last)
		if err != nil || err2 != nil || from < 0 || from > to || to >= count {
			r.wrong("DISCORD_SHARD_IDS: %q names no shards from 0 to %d: want ids such as 0-3 or 0,2,5-7", part, count-1)
			return count, nil
		}
		for id := from; id <= to; id++ {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return count, slices.Compact(ids)
}

// listen is an address to listen on, or "".
func (r *reader) listen(name string) string {
	value := strings.TrimSpace(r.env[name])
	if value == "" {
		return ""
	}
	if _, port, err := net.SplitHostPort(value); err != nil || port == "" {
		r.wrong("%s: %q is not an address to listen on, such as 127.0.0.1:9464", name, value)
	}
	return value
}
