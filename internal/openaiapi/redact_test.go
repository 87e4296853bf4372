package openaiapi_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"motirbot/internal/openaiapi"
)

const testKey = "k3y-of-a-server-that-has-its-own-form"

func TestClean(t *testing.T) {
	long := strings.Repeat("0123456789", 500)
	for name, tc := range map[string]struct{ text, sent, want string }{
		"plain":                    {"Rate limit reached.", question, "Rate limit reached."},
		"key":                      {"bad key " + testKey + "!", "", "bad key [redacted]!"},
		"key in pieces":            {"bad " + testKey[:9] + "\x00" + testKey[9:], "", "bad [redacted]"},
		"key after a long text":    {long[:1990] + testKey, "", long[:1990] + "[redacted]"},
		"another's key":            {"bad key sk-proj-Abc_123-xyz.", "", "bad key [redacted]"},
		"bearer":                   {"header 'Authorization: bearer abc'", "", "header 'Authorization: [redacted]"},
		"question":                 {"cannot answer: " + question + " Sorry.", question, "cannot answer: […] Sorry."},
		"part of the question":     {"near '" + question[10:50] + "'", question, "near '[…]'"},
		"question on other lines":  {strings.ReplaceAll(question, " ", "\n"), question, "[…]"},
		"short question":           {"no answer to What is new?", "What is new?", "no answer to […]"},
		"lines":                    {" a\r\n\tb \u2028c", "", "a b c"},
		"escapes":                  {"\x1b[31mred\u202egnorw\u200b", "", "[31mredgnorw"},
		"invalid UTF-8":            {"a\xffb", "", "ab"},
		"key cut by the truncator": {long[:1995] + testKey, "", long[:1995] + "[reda…"},
	} {
		t.Run(name, func(t *testing.T) {
			got := openaiapi.Clean(testKey, tc.text, tc.sent)
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
	if got := openaiapi.Clean("x", "exceeded the maximum"); got != "exceeded the maximum" {
		t.Errorf("a placeholder for a key spoils the text: %q", got)
	}
}

func FuzzClean(f *testing.F) {
	f.Add("bad key "+testKey, question)
	f.Add(testKey[:20]+"\u200b"+testKey[20:], testKey[:20])
	f.Add("수출이 늘었다 수출이 늘었다", "출이 늘었다 수출이 늘었")
	f.Fuzz(func(t *testing.T, text, sent string) {
		got := openaiapi.Clean(testKey, text, sent)
		switch {
		case strings.Contains(got, testKey):
			t.Fatalf("key in %q", got)
		case !utf8.ValidString(got) || strings.ContainsFunc(got, unicode.IsControl):
			t.Fatalf("not fit to show: %q", got)
		case len(sent) >= 30 && printable(sent) && strings.Contains(got, sent):
			t.Fatalf("what was sent is in %q", got)
		}
	})
}

// printable spares texts that cleaning itself would change.
func printable(s string) bool {
	return utf8.ValidString(s) && strings.Join(strings.Fields(s), " ") == s && !strings.ContainsAny(s, "[…]") &&
		!strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar })
}
