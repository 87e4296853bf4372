package main

import (
	"errors"
	"fmt"
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
	{"OPENAI_VERIFY_API_KEY", "OPENAI_VERIFY_BASE_URL", ""},
	{"DISCORD_TOKEN", "DISCORD_API_URL", "https://discord.com/api"},
}

// withFile adds what a .env file sets and the process does not. No file is no
// error. A key goes only to the server that it was set beside: one that would
// go elsewhere is left out, and withheld says why, by the key's name.
func (e environ) withFile(path string) (merged environ, withheld map[string]string, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return e, nil, nil
	}
	if err != nil {
		return nil, nil, usageError{err}
	}
	file, err := godotenv.UnmarshalBytes(text)
	if err != nil {
		// The library quotes the line, which may be the one with the key.
		return nil, nil, usagef("%s is not in the form NAME=value, one a line; mend it or move it away", path)
	}
	merged, withheld = maps.Clone(file), map[string]string{}
	maps.Copy(merged, e)
	for _, s := range servers {
		why := s.mismatch(e, file)
		if why == "" {
			continue
		}
		withheld[s.key], merged[s.key] = why, ""
		if _, named := e[s.address]; !named {
			merged[s.key] = file[s.key] // the one beside that address, if there is one
		}
	}
	return merged, withheld, nil
}

// mismatch says why the key may not go to the server. Whoever wrote the .env
// file of a folder may be a stranger, and must not get the key of the process
// sent to a server of theirs. The process may send the key of the file to
// another server, for both are before the eyes of whoever starts it; but not
// if the file names the server that its key is for.
func (s server) mismatch(process, file environ) string {
	key, ofProcess := process[s.key]
	at, namedByProcess := process[s.address]
	switch {
	case ofProcess && key != "" && key != file[s.key] && !namedByProcess && file[s.address] != "" && !sameServer(file[s.address], s.standard):
		return fmt.Sprintf("%s of the environment is not used, for the file .env names another server with %s, %s: set both in one place", s.key, s.address, address.Redact(file[s.address]))
	case !ofProcess && file[s.key] != "" && at != "" && file[s.address] != "" && !sameServer(file[s.address], at):
		return fmt.Sprintf("%s of the file .env is not used, for the environment names another server with %s, %s, than the file does: set both in one place", s.key, s.address, address.Redact(at))
	}
	return ""
}

func sameServer(a, b string) bool {
	one, err := address.Parse(a)
	other, err2 := address.Parse(b)
	return err == nil && err2 == nil && one.SameServer(other)
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
