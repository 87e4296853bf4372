// Package catalog says which sources of releases there are, who publishes there
// and which of them are followed: those that motirbot knows, in ready.yaml, and
// those of a user's file of the same form, whose entries change those of the
// same name and add others.
package catalog

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strings"

	"motirbot/internal/address"
	"motirbot/internal/words"
	"motirbot/release"
)

//go:embed ready.yaml
var ready []byte

// Source is a place where an issuer publishes releases.
type Source struct {
	Name   string
	Feed   address.Address // of an RSS or Atom feed
	Site   address.Address // of a list that is built as MOTIR's is
	Issuer release.Issuer
	Topics []Topic // a release has to name one of them; none: all do
	Follow bool
	Note   string // what is not verified about it
}

// Topic is the name of a topic, and where a file says so.
type Topic struct{ Name, At string }

// Catalog is what the files say. It does not change after Load.
type Catalog struct {
	sources []Source
	byName  map[string]release.Issuer // folded name → issuer
}

// Load reads the sources that motirbot knows and, where userFile is not "", the
// user's. Its errors name file, line and column, and what to write there.
func Load(userFile string) (*Catalog, error) {
	c := &Catalog{byName: map[string]release.Issuer{}}
	if err := c.read("ready.yaml", ready, false); err != nil || userFile == "" {
		return c, err
	}
	data, err := os.ReadFile(userFile)
	var path *fs.PathError
	switch {
	case errors.As(err, &path):
		return nil, fmt.Errorf("the file of sources, %s, cannot be read: %w", userFile, path.Err)
	case err != nil:
		return nil, err
	case len(data) > maxFile:
		return nil, fmt.Errorf("%s is larger than %d KiB, which no list of sources is", userFile, maxFile>>10)
	}
	return c, c.read(userFile, data, true)
}

const maxFile = 1 << 20

// Sources are all that are known, followed or not, in the order of the files.
func (c *Catalog) Sources() []Source { return slices.Clone(c.sources) }

// Issuer is the one of that name, short, full or an alias. One that is not
// known has only that name; "" is the zero Issuer.
func (c *Catalog) Issuer(name string) release.Issuer {
	if known, ok := c.byName[fold(name)]; ok {
		return known
	}
	return release.Issuer{Name: strings.TrimSpace(name)}
}

// Default is the issuer of releases whose source names none: that of the first
// source.
func (c *Catalog) Default() release.Issuer { return c.sources[0].Issuer }

// At is the issuer whose only source stands on the host of an address, else
// Default.
func (c *Catalog) At(link string) release.Issuer {
	u, err := url.Parse(link)
	if err != nil || u.Host == "" {
		return c.Default()
	}
	found := map[string]release.Issuer{}
	for _, s := range c.sources {
		for _, at := range []address.Address{s.Feed, s.Site} {
			if own, err := url.Parse(at.Reveal()); err == nil && own.Host != "" && strings.EqualFold(own.Host, u.Host) {
				found[s.Issuer.Label()] = s.Issuer
			}
		}
	}
	for _, issuer := range found {
		if len(found) == 1 {
			return issuer
		}
	}
	return c.Default()
}

// know makes an issuer findable under its names. A later one takes those of an
// earlier one of the same label.
func (c *Catalog) know(issuer release.Issuer) {
	for _, name := range issuer.Names() {
		if known, taken := c.byName[fold(name)]; !taken || known.Label() == issuer.Label() {
			c.byName[fold(name)] = issuer
		}
	}
}

// fold makes spellings alike that differ in letter case, spaces and points.
func fold(name string) string {
	var b strings.Builder
	for _, token := range words.Split(name) {
		if !token.Joined && token.Text != "the" {
			b.WriteString(token.Text + " ")
		}
	}
	return b.String()
}
