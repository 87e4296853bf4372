package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/joho/godotenv"

	"motirbot/internal/address"
)

// environ is settings by name. Nothing else in motirbot reads environment
// variables.
type environ map[string]string

func newEnviron(list []string) environ {
	env := make(environ, len(list))
	for _, entry := range list {
		name, value, _ := strings.Cut(entry, "=")
		env[name] = value
	}
	return env
}

// layer is one place in which settings stand.
type layer struct {
	name   string // as a user is told of it
	values environ
}

const ofProcess = "the environment"

// readLayer reads a file of lines NAME=value. No file is no error, and says
// nothing. What is left empty in a file, as in a form, is not set.
func readLayer(path string) (layer, error) {
	l := layer{name: "the file " + path}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return l, usageError{err}
	}
	l.values, err = godotenv.UnmarshalBytes(text)
	if err != nil {
		// The library quotes the line, which may be the one with the key.
		return l, usagef("%s is not in the form NAME=value, one a line; mend it or move it away", path)
	}
	maps.DeleteFunc(l.values, func(_, value string) bool { return value == "" })
	return l, nil
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

// merged is what layers say together.
type merged struct {
	environ
	places   []string          // names of the layers
	from     map[string]string // one of them, by setting
	withheld map[string]string // keys that are not used, and why
}

// merge puts layers together, the most trusted first, whose values count. A key
// goes only to the server that it was set beside: one that would go elsewhere is
// left out, and the next layer's is looked at.
func merge(layers ...layer) merged {
	m := merged{environ: environ{}, from: map[string]string{}, withheld: map[string]string{}}
	for _, l := range slices.Backward(layers) {
		m.places = slices.Insert(m.places, 0, l.name)
		for name, value := range l.values {
			m.environ[name], m.from[name] = value, l.name
		}
	}
	for _, s := range servers {
		delete(m.environ, s.key)
		for i, l := range layers {
			key, has := l.values[s.key]
			if !has {
				continue
			}
			if why := s.mismatch(layers, i); why != "" {
				m.withheld[s.key] = cmp.Or(m.withheld[s.key], why)
				continue
			}
			m.environ[s.key], m.from[s.key] = key, l.name
			break
		}
	}
	return m
}

// mismatch says why the key of a layer may not go to the server. Whoever wrote
// the .env file of a folder may be a stranger, and must not get the key of the
// process sent to a server of theirs. The process may send the key of a file to
// another server, for both are before the eyes of whoever starts it; but not
// if the file names the server that its key is for.
func (s server) mismatch(layers []layer, i int) string {
	key, own := layers[i].values[s.key], layers[i].values[s.address]
	named := slices.IndexFunc(layers, func(l layer) bool { _, named := l.values[s.address]; return named })
	if named < 0 || named == i || key == "" {
		return ""
	}
	at, by := layers[named].values[s.address], strings.TrimPrefix(layers[i].name, "the ")
	switch {
	case i < named && !sameServer(at, s.standard) && layers[named].values[s.key] != key:
		return fmt.Sprintf("%s of the %s is not used, for %s names another server with %s, %s: set both in one place", s.key, by, layers[named].name, s.address, address.Redact(at))
	case i > named && own != "" && !sameServer(own, cmp.Or(at, s.standard)):
		return fmt.Sprintf("%s of the %s is not used, for %s names another server with %s, %s, than the file does: set both in one place", s.key, by, layers[named].name, s.address, address.Redact(cmp.Or(at, s.standard)))
	}
	return ""
}

func sameServer(a, b string) bool {
	one, err := address.Parse(a)
	other, err2 := address.Parse(b)
	return err == nil && err2 == nil && one.SameServer(other)
}

// strangers names the settings of ours that do not exist, each with the nearest
// that does.
func strangers(layers ...layer) []string {
	var all []string
	for _, l := range layers {
		for _, name := range slices.Sorted(maps.Keys(l.values)) {
			if _, known := settingOf(name); !known && strings.HasPrefix(name, "MOTIRBOT_") && name != testData {
				all = append(all, fmt.Sprintf("%s of %s %s", name, l.name, noSetting(name)))
			}
		}
	}
	return all
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
// keep what users would not, configDir where users keep settings. All are ""
// where no home is known.
func (e environ) dataDir() string   { return e.userDir("XDG_DATA_HOME", ".local/share") }
func (e environ) stateDir() string  { return e.userDir("XDG_STATE_HOME", ".local/state") }
func (e environ) configDir() string { return e.userDir("XDG_CONFIG_HOME", ".config") }

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
