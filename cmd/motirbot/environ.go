package main

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/joho/godotenv"

	"motirbot/internal/address"
)

// environ is the environment of the process. Nothing else in motirbot reads
// environment variables.
type environ map[string]string

func newEnviron(list []string) environ {
	env := make(environ, len(list))
	for _, entry := range list {
		name, value, _ := strings.Cut(entry, "=")
		env[name] = value
	}
	return env
}

// server is a server that is asked with a key.
type server struct{ key, address, standard string }

// servers are all of them: the setting of the key, that of the address, and the
// address that goes without saying.
var servers = []server{
	{"OPENAI_API_KEY", "OPENAI_BASE_URL", openAIBaseURL},
	{"DISCORD_TOKEN", "DISCORD_API_URL", "https://discord.com/api"},
}

// withFile adds what a .env file sets and the process does not. No file is no
// error.
func (e environ) withFile(path string) (environ, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return e, nil
	}
	if err != nil {
		return nil, usageError{err}
	}
	file, err := godotenv.UnmarshalBytes(text)
	if err != nil {
		// The library quotes the line, which may be the one with the key.
		return nil, usagef("%s is not in the form NAME=value, one a line; mend it or move it away", path)
	}
	maps.Copy(file, e)
	return file, nil
}

// secrets are the values that must not get into any output, wherever they come
// from.
func (e environ) secrets() []string {
	var all []string
	addresses := strings.Split(e["MOTIRBOT_FEEDS"], ",")
	for _, s := range servers {
		all = append(all, strings.TrimSpace(e[s.key]))
		addresses = append(addresses, e[s.address])
	}
	for _, raw := range append(addresses, e["MOTIRBOT_SOURCE_URL"]) {
		if at, err := address.Parse(raw); err == nil {
			all = append(all, at.Secrets()...)
		}
	}
	return all
}

// dataDir is where programs keep what users would miss, stateDir where they
// keep what users would not. Both are "" where no home is known.
func (e environ) dataDir() string  { return e.userDir("XDG_DATA_HOME", ".local/share") }
func (e environ) stateDir() string { return e.userDir("XDG_STATE_HOME", ".local/state") }

func (e environ) userDir(xdg, underHome string) string {
	if dir := e[xdg]; filepath.IsAbs(dir) { // the specification ignores relative ones
		return filepath.Join(dir, "motirbot")
	}
	home, fixed := e["HOME"], filepath.FromSlash(underHome)
	switch runtime.GOOS {
	case "windows":
		home, fixed = e["LocalAppData"], ""
		if home == "" {
			home = e["LOCALAPPDATA"]
		}
	case "darwin", "ios":
		fixed = filepath.Join("Library", "Application Support")
	}
	if home == "" {
		return ""
	}
	return filepath.Join(home, fixed, "motirbot")
}
