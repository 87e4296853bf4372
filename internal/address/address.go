// Package address holds web addresses of which a part may be secret: a user
// and a password, the query, the fragment, long parts of the path.
//
// However an [Address] is printed, logged or encoded, those parts are left out.
// Only [Address.Reveal] gives the whole of it, and is to be called where the
// request is made and nowhere else. Links of releases are public, and are no
// addresses in this sense.
package address

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"regexp"
	"strings"
)

// Address is a web address. The zero Address is none.
type Address struct {
	// In a closure, fmt cannot look at it, not even where the Address is an
	// unexported field whose methods fmt cannot call.
	parts func() (whole, shown string)
}

// Parse reads an address that is written out in full. Its error does not quote
// it.
func Parse(raw string) (Address, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return Address{}, errors.New("not an http or https address")
	}
	return Of(u), nil
}

// Of is the address of u.
func Of(u *url.URL) Address {
	whole, shown := u.String(), shown(u)
	return Address{func() (string, string) { return whole, shown }}
}

// Reveal returns the whole address, for a request.
func (a Address) Reveal() string {
	if a.parts == nil {
		return ""
	}
	whole, _ := a.parts()
	return whole
}

// String returns the address without what may be secret in it: scheme, host,
// and the short parts of the path.
func (a Address) String() string {
	if a.parts == nil {
		return ""
	}
	_, shown := a.parts()
	return shown
}

// Format covers every verb, for %q and %x would bypass String.
func (a Address) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, a.String()) }

// LogValue implements slog.LogValuer.
func (a Address) LogValue() slog.Value { return slog.StringValue(a.String()) }

// MarshalText implements encoding.TextMarshaler, and so JSON.
func (a Address) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// IsZero reports whether there is no address.
func (a Address) IsZero() bool { return a.parts == nil }

// Equal reports whether both are the same address, as a whole.
func (a Address) Equal(b Address) bool { return a.Reveal() == b.Reveal() }

// Key names the address where something is kept under it. It is the address
// itself if nothing in that may be secret; else a hash of the whole tells it
// from others that look the same.
func (a Address) Key() string {
	if a.Reveal() == a.String() {
		return a.String()
	}
	sum := sha256.Sum256([]byte(a.Reveal()))
	return a.String() + "#" + hex.EncodeToString(sum[:4])
}

// SameServer reports whether both lead to one server: scheme, host and port.
func (a Address) SameServer(b Address) bool { return server(a) == server(b) }

func server(a Address) string {
	u, err := url.Parse(a.Reveal())
	if err != nil {
		return ""
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme + "://" + strings.ToLower(u.Hostname()) + ":" + port
}

// Redact is what may be shown of an address in a text; a text that is no
// address is not shown.
func Redact(raw string) string {
	a, err := Parse(raw)
	if err != nil {
		return hidden
	}
	return a.String()
}

const (
	hidden = "…"
	// Parts of a path that are longer may be tokens. Names of pages and of
	// lists, such as EATCLdfa319ada or pressReleaseView.do, are shorter.
	longPart   = 20
	longNumber = 16 // with digits in it
)

func shown(u *url.URL) string {
	parts := strings.Split(u.EscapedPath(), "/")
	for i, part := range parts {
		if isLong(part) {
			parts[i] = hidden
		}
	}
	s := u.Scheme + "://" + u.Host + strings.Join(parts, "/")
	if u.RawQuery != "" {
		s += "?" + hidden
	}
	return s
}

func isLong(part string) bool {
	return len(part) > longPart || len(part) >= longNumber && strings.ContainsAny(part, "0123456789")
}

// named matches the names under which credentials are sent.
var named = regexp.MustCompile(`(?i)key$|token|auth$|secret|pass(w(or)?d|phrase|code)?$|pwd|^sig$|signature|cred|session(id)?$`)

// shortest is the length from which a value can be looked for in texts without
// blotting out words.
const shortest = 6

// credentials are the values in the address that surely should not get about:
// password, long parts of the path, and what stands in the query under the
// name of a credential or is too long to be a number or a word. Others, such as
// the number of a board, rightly stand in public links as well. By value, it
// has the name of the parameter, "" where there is none.
func (a Address) credentials() map[string]string {
	all := map[string]string{}
	u, err := url.Parse(a.Reveal())
	if err != nil {
		return all
	}
	for part := range strings.SplitSeq(u.Path, "/") {
		if isLong(part) {
			all[part] = ""
		}
	}
	for name, values := range u.Query() {
		for _, value := range values {
			if named.MatchString(name) || len(value) >= longNumber {
				all[value] = name
			}
		}
	}
	if u.User != nil {
		password, _ := u.User.Password()
		all[password], all[u.User.Username()] = "", ""
	}
	delete(all, "")
	return all
}

// Secrets are the credentials in the address, in every form in which they are
// looked for in a text.
func (a Address) Secrets() []string {
	var forms []string
	for value := range a.credentials() {
		if len(value) >= shortest {
			forms = append(forms, value, url.QueryEscape(value), url.PathEscape(value))
		}
	}
	return forms
}

// Hide returns a text without the address and its credentials.
func (a Address) Hide(text string) string {
	if a.IsZero() {
		return text
	}
	text = strings.ReplaceAll(text, a.Reveal(), a.String())
	for _, form := range a.Secrets() {
		text = strings.ReplaceAll(text, form, "[redacted]")
	}
	return text
}

// Strip takes out of a link every parameter that holds a credential of the
// address. A link that holds one elsewhere is "": without it, it leads nowhere.
func (a Address) Strip(link string) string {
	credentials, secrets := a.credentials(), a.Secrets()
	u, err := url.Parse(link)
	if err != nil || len(credentials) == 0 {
		return a.Hide(link)
	}
	var kept []string
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(value); err == nil {
			value = plain
		}
		of, same := credentials[value]
		if same && of == name || containsAny(pair, secrets) {
			continue
		}
		kept = append(kept, pair)
	}
	if query := strings.Join(kept, "&"); query != u.RawQuery {
		u.RawQuery = query
		link = u.String()
	}
	if containsAny(link, secrets) {
		return ""
	}
	return link
}

// Leads reports whether a request to the address may go on to next: not if
// that is another host, or one that would be asked without encryption, and
// would be told a credential.
func (a Address) Leads(next Address) bool {
	if a.Strip(next.Reveal()) == next.Reveal() {
		return true
	}
	from, err := url.Parse(a.Reveal())
	to, err2 := url.Parse(next.Reveal())
	return err == nil && err2 == nil && strings.EqualFold(from.Hostname(), to.Hostname()) &&
		(to.Scheme == "https" || from.Scheme == to.Scheme)
}

func containsAny(text string, parts []string) bool {
	for _, part := range parts {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}
