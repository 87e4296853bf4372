package polite

import (
	"strings"
	"testing"
)

// FuzzRobots: whatever a robots.txt holds, it is read or refused, and a last
// group that closes everything to us by name does.
func FuzzRobots(f *testing.F) {
	for _, body := range []string{
		"User-agent: *\nDisallow: /a*b$\nCrawl-delay: 1e99\n", "user-agent:m\nallow:\n\ruser-agent:*\ndisallow: *", "\xff:\xfe#\nuser-agent: *#x\n",
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		rules, err := parseRobots([]byte(body), "motirbot")
		if err != nil {
			return
		}
		rules.TestAgent("/a/b?c=d", "motirbot")
		if len(body) > 10_000 || strings.Contains(strings.ToLower(body), "allow") {
			return
		}
		rules, err = parseRobots([]byte(body+"\nUser-agent: motirbot\nDisallow: /\n"), "motirbot")
		if err != nil || rules.TestAgent("/a", "motirbot") {
			t.Errorf("%q: open, %v", body, err)
		}
	})
}
