package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"motirbot/internal/motirtest"
	"motirbot/release"
)

// A statistics release whose table is in its PDF only: the row is quoted with
// its heads, its unit and the link of the release.
func TestTableInThePDFOnly(t *testing.T) {
	if testing.Short() {
		t.Skip("the first PDF on a machine waits for the compiler")
	}
	table := motirtest.Grid(60, 680, 120, [][]string{
		{"Item", "Aug. 2026", "Sep. 2026", "YoY (%)"}, {"Semiconductors", "55,100", "60,300", "262.8"}, {"Ships", "2,500", "3,100", "11.0"},
	})
	page := append([]motirtest.Put{{X: 60, Y: 700, Text: "Exports by item (Unit: USD million)"}}, table...)
	office := motirtest.New(t, motirtest.Options{})
	added := office.Add(motirtest.Release{
		Title: "Korea's Exports in September 2026", Date: release.NewDate(2026, 10, 1),
		Paragraphs:  []string{"The ministry announced the exports of September 2026. The figures are in the attached file."},
		Attachments: []string{"Exports.pdf", "Exports.hwp"}, Files: [][]byte{motirtest.PDF(page)},
	})
	env := []string{
		"MOTIRBOT_DB=" + filepath.Join(t.TempDir(), "motirbot.db"), "MOTIRBOT_ALLOW_PRIVATE=1", "MOTIRBOT_SOURCE_URL=" + office.ListURL(),
		"XDG_STATE_HOME=" + filepath.Join(os.TempDir(), "motirbot-test-state"),
	}
	ask := func(env []string) string {
		t.Helper()
		if status, out, errs := runIn(t, env, "", "sync"); status != 0 {
			t.Fatal(out, errs)
		}
		_, out, _ := runIn(t, env, "", "ask", "How much did ships export in September 2026?")
		return strings.Join(strings.Fields(out), " ")
	}
	out := ask(env)
	for _, want := range []string{"Exports of ships, September 2026: USD 3,100 million, up 11.0 percent", "2026-10-01", office.URL(office.ViewPath(added.Number))} {
		if !strings.Contains(out, want) {
			t.Errorf("the answer lacks %q:\n%s", want, out)
		}
	}
	_, list, _ := runIn(t, env, "", "releases", "--json")
	for _, want := range []string{`"name":"Exports.pdf"`, `"size":186368`} {
		if !strings.Contains(list, want) {
			t.Errorf("the list lacks %s:\n%s", want, list)
		}
	}
	off := append([]string{"MOTIRBOT_ATTACHMENTS=off"}, env...)
	off[1] = "MOTIRBOT_DB=" + filepath.Join(t.TempDir(), "other.db")
	before := len(office.Requests())
	if out := ask(off); strings.Contains(out, "3,100") {
		t.Errorf("attachments are off, and yet:\n%s", out)
	}
	for _, r := range office.Requests()[before:] {
		if strings.HasPrefix(r.Path, "/attach/") {
			t.Errorf("attachments are off, and yet %s was asked for", r.Path)
		}
	}
}
