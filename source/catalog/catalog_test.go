package catalog_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"motirbot/source/catalog"
)

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sources.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func followed(c *catalog.Catalog) string {
	var names []string
	for _, s := range c.Sources() {
		if s.Follow {
			names = append(names, s.Name)
		}
	}
	return strings.Join(names, " ")
}

func TestReady(t *testing.T) {
	c, err := catalog.Load("")
	if err != nil {
		t.Fatal(err)
	}
	if got := followed(c); got != "motir" {
		t.Errorf("followed by themselves: %q, want motir alone", got)
	}
	names := map[string]string{} // of issuers → label
	for _, s := range c.Sources() {
		if s.Issuer.Country == "" || s.Issuer.Zone == "" || s.Issuer.Language == "" {
			t.Errorf("%s: its issuer lacks country, zone or language: %+v", s.Name, s.Issuer)
		}
		if s.Name != "motir" && s.Note == "" {
			t.Errorf("%s: nothing is said of what is verified", s.Name)
		}
		for _, name := range s.Issuer.Names() {
			if other, taken := names[name]; taken && other != s.Issuer.Label() {
				t.Errorf("%q names %s and, at %s, %s", name, other, s.Name, s.Issuer.Label())
			}
			names[name] = s.Issuer.Label()
			if got := c.Issuer(strings.ToUpper(name)); got.Label() != s.Issuer.Label() {
				t.Errorf("issuer %q is %q, want %q", name, got.Label(), s.Issuer.Label())
			}
		}
	}
}

func TestIssuer(t *testing.T) {
	c, err := catalog.Load("")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"METI": "METI", "the Ministry of Economy, Trade and Industry": "METI", "MOTIE": "MOTIR",
		"UK Department for Business and Trade": "DBT", "Office of Nothing": "Office of Nothing", " ": "",
	} {
		if got := c.Issuer(name).Label(); got != want {
			t.Errorf("issuer %q is %q, want %q", name, got, want)
		}
	}
	for link, want := range map[string]string{
		"https://ustr.gov/rss/other.xml": "USTR", "https://www.korea.kr/rss/dept.xml": "MOTIR", "%": "MOTIR",
	} {
		if got := c.At(link).Label(); got != want {
			t.Errorf("issuer at %q is %q, want %q", link, got, want)
		}
	}
}

func TestUserFile(t *testing.T) {
	c, err := catalog.Load(write(t, `
- name: motir
  follow: false
- name: ustr
  topics: [steel, korea]
- name: mine
  feed: https://example.org/press.xml?key=hidden
  issuer: {name: Ministry of Trade of Ruritania, short: MTR, country: DE, zone: Europe/Berlin}
- name: mine-too
  feed: https://example.org/more.xml
  issuer: MTR
`))
	if err != nil {
		t.Fatal(err)
	}
	if got := followed(c); got != "ustr mine mine-too" {
		t.Errorf("followed: %q", got)
	}
	for _, s := range c.Sources() {
		switch {
		case s.Name == "ustr" && (len(s.Topics) != 2 || !strings.HasSuffix(s.Topics[1].At, "sources.yaml:5:19") || s.Feed.Reveal() != "https://ustr.gov/rss.xml"):
			t.Errorf("ustr is %+v", s)
		case s.Name == "mine-too" && s.Issuer.Zone != "Europe/Berlin":
			t.Errorf("mine-too has the issuer %+v", s.Issuer)
		}
	}
}

func TestWrong(t *testing.T) {
	issuer := "\n  issuer: {name: M, country: DE"
	for name, test := range map[string]struct{ text, want string }{
		"unknown key":          {"- name: ustr\n  isuer: USTR", `:2:3: unknown key "isuer": a source has name, feed, site, issuer, topics, follow, note`},
		"unknown issuer's key": {"- name: m\n  feed: https://example.org/a" + issuer + ", town: B}", `:3:34: unknown key "town": an issuer has name`},
		"zone":                 {"- name: m\n  feed: https://example.org/a" + issuer + ", zone: Mars/Base}", `:3:40: "Mars/Base" is no time zone: write one of the IANA database, such as Asia/Tokyo`},
		"zone of the machine":  {"- name: m\n  feed: https://example.org/a" + issuer + ", zone: Local}", `"Local" is no time zone`},
		"country":              {"- name: m\n  feed: https://example.org/a\n  issuer: {name: M, country: Ruritania}", `:3:30: "Ruritania" is no country: write its ISO 3166 code`},
		"no country":           {"- name: m\n  feed: https://example.org/a\n  issuer: {name: M}", `the issuer has no country: write "country: "`},
		"unknown issuer":       {"- name: m\n  feed: https://example.org/a\n  issuer: METY", `:3:11: no issuer is called "METY": write what is known of it`},
		"no issuer":            {"- name: m\n  feed: https://example.org/a", `the source "m" has no issuer`},
		"address":              {"- name: ustr\n  feed: ustr.gov/rss.xml", `:2:9: not an address that can be asked: write http:// or https://`},
		"password":             {"- name: ustr\n  feed: https://me:hidden@ustr.gov/rss.xml", `without user or password`},
		"no address":           {"- name: usrt", `:1:9: the source "usrt" has no address: write "feed: https://…", or one of the names that are ready: motir, motir-ko, meti`},
		"no source of it":      {"- name: india-commerce", `no address is known of the source "india-commerce"`},
		"doubled name":         {"- name: ustr\n- name: dbt\n- name: ustr", `:3:9: the name "ustr" stands in line 1 already`},
		"two words":            {"- name: my feed", `the name "my feed" has a space or comma in it: write one word, such as my-feed`},
		"no name":              {"- feed: https://example.org/a", `the source has no name: write "name: …"`},
		"no list":              {"sources: none", `:1:8: want a list of sources`},
		"follow":               {"- name: ustr\n  follow: perhaps", `:2:11: "perhaps" is neither true nor false`},
		"topics":               {"- name: ustr\n  topics: steel", `:2:11: want a list in brackets`},
		"YAML":                 {"- name: ustr\n  note: a: b", `:2:9: not valid YAML`},
		"feed and site":        {"- name: ustr\n  site: https://example.org/a", `the source "ustr" has both a feed and a site`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := catalog.Load(write(t, test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v\nwant %s", err, test.want)
			}
			if err != nil && (strings.Contains(err.Error(), "hidden") || strings.Contains(err.Error(), "\n")) {
				t.Errorf("the error shows a secret or has several lines: %v", err)
			}
		})
	}
	if _, err := catalog.Load(filepath.Join(t.TempDir(), "none.yaml")); err == nil || !strings.Contains(err.Error(), "none.yaml, cannot be read: no such file") {
		t.Errorf("no file: %v", err)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("- name: ustr\n  topics: [a, &b c, *b]\n- {name: m, feed: 'https://example.org', issuer: {name: a, country: DE}}")
	f.Add("- &a [*a]\n- name: !!str x\n---\nnull")
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := catalog.Load(write(t, text)); err == nil {
			for _, s := range c.Sources() {
				if s.Follow && (s.Issuer.IsZero() || s.Feed.IsZero() == s.Site.IsZero()) {
					t.Errorf("followed without issuer or address: %+v", s)
				}
			}
		}
	})
}
