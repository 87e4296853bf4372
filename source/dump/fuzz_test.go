package dump_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/unicode/norm"

	"motirbot/release"
	"motirbot/source/dump"
)

func FuzzText(f *testing.F) {
	f.Add(entry)
	f.Add("Energy\r\nA Longer Title Follows Here\r\n\r\nA body\r\nin two lines.\r\n\r\n△ Itemdate2025-13-40\r\n")
	f.Add("A Title\nA body date2025-12-1\n-\n-\n\xff\n-\nIndustry\nX date 2025-12-16")
	f.Fuzz(func(t *testing.T, text string) { checkInvariants(t, "in.txt", "-\n"+text) })
}

func FuzzJSONLines(f *testing.F) {
	f.Add(goodLine)
	f.Add(`{"title":"T","date":"2025-12-16T00:00:00+09:00","body":"\ud800 \u202e\n\nB","number":12,"attachments":[{"name":"n","url":"https://a/b"}]}`)
	f.Add("{\"id\":\"a\"\n[]\n{\"title\":{},\"body\":null}\n" + goodLine + "\n" + goodLine)
	f.Fuzz(func(t *testing.T, text string) { checkInvariants(t, "in.jsonl", text) })
}

func FuzzMarkdown(f *testing.F) {
	light, err := os.ReadFile("testdata/light.md")
	if err != nil {
		f.Fatal(err)
	}
	_, body, _ := strings.Cut(string(light), "\n---\n")
	f.Add("title: A\ndate: 2025-12-16", body)
	f.Add("title: >-\n  A\n  B\ndate: \"2025-12-16\"\nid: !!str &a x\nurl: *a", "a_b_ **c*d** [x](y(z)) \\[\\] &lt;\n===\n")
	f.Add("? [a, {b: c}]\n: |\n  d\n<<: {title: x}\n", "> > # x #\n~~~\n\t- y")
	f.Fuzz(func(t *testing.T, matter, body string) {
		checkInvariants(t, "in.md", "---\n"+matter+"\n---\n"+body)
	})
}

// checkInvariants holds for any content of a file, whatever form it is taken
// for.
func checkInvariants(t *testing.T, name, content string) {
	read := func() (dump.Batch, error) { return dump.ReadFS(context.Background(), oneFile(name, content), name) }
	batch, err := read()
	again, errAgain := read()
	if diff := cmp.Diff(batch, again); diff != "" || (err == nil) != (errAgain == nil) {
		t.Errorf("read twice, with %v and %v: %s", err, errAgain, diff)
	}
	if err != nil {
		checkReason(t, err.Error())
	}
	if empty := len(batch.Releases)+len(batch.Problems) == 0; empty != (err != nil) {
		t.Errorf("error %v with %d releases and %d problems", err, len(batch.Releases), len(batch.Problems))
	}
	ids := map[release.ID]bool{}
	for _, r := range batch.Releases {
		checkRelease(t, r)
		if ids[r.ID] {
			t.Errorf("the ID %q twice", r.ID)
		}
		ids[r.ID] = true
	}
	for _, p := range batch.Problems {
		if p.File != name || p.Line < 1 || p.Line > 1+strings.Count(content, "\n") {
			t.Errorf("%v is at no line of %s", p, name)
		}
		checkReason(t, p.Reason)
	}
	checkRoundTrip(t, batch.Releases)
}

func checkReason(t *testing.T, reason string) {
	t.Helper()
	if reason == "" || strings.ContainsAny(reason, "\n\r\x00\x1b") || strings.Contains(reason, "interface {}") {
		t.Errorf("%q is not one plain line", reason)
	}
}

func checkRelease(t *testing.T, r release.Release) {
	t.Helper()
	if err := r.Validate(); err != nil {
		t.Errorf("%+v: %v", r, err)
	}
	lines := append(strings.Split(r.Body, "\n\n"), r.Title)
	for _, l := range lines {
		hidden := func(r rune) bool {
			return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || (unicode.IsSpace(r) && r != ' ')
		}
		if l == "" || l != strings.TrimSpace(l) || strings.Contains(l, "  ") || strings.ContainsFunc(l, hidden) {
			t.Errorf("%q is not clean", l)
		}
		if !norm.NFC.IsNormalString(l) {
			t.Errorf("%q is not in NFC", l)
		}
	}
}

// checkRoundTrip writes the releases as JSON Lines, whose fields have the same
// names but for the issuer, of which files give the name alone, and wants them
// back as they are.
func checkRoundTrip(t *testing.T, releases []release.Release) {
	t.Helper()
	var lines strings.Builder
	for _, r := range releases {
		text, err := json.Marshal(struct {
			release.Release
			Issuer string `json:"issuer"`
		}{r, r.Issuer.Name})
		if err != nil {
			t.Fatal(err)
		}
		lines.Write(append(text, '\n'))
	}
	if len(releases) == 0 {
		return
	}
	batch := readOne(t, "again.jsonl", lines.String())
	// Only the text form can tell that a body was cut.
	if diff := cmp.Diff(releases, batch.Releases, cmpopts.IgnoreFields(release.Release{}, "Truncated")); diff != "" {
		t.Errorf("not the same when written and read again: %s", diff)
	}
}
