package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motirbot/store"
)

func TestFeedback(t *testing.T) {
	folder := t.TempDir()
	db := filepath.Join(folder, "f.db")
	if status, _, complaint := runInFolder(t, folder, nil, "", "feedback", "--db", db); status != exitFailure || !strings.Contains(complaint, "no index at") {
		t.Errorf("without an index: %d, %s", status, complaint)
	}
	kept, err := store.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	given := time.Date(2025, 12, 18, 8, 4, 0, 0, time.UTC)
	for i, a := range []store.SavedAnswer{
		{ID: "1", Guild: "7", Asker: "mina", Question: "batteries?", Answer: []byte(`{"Claims":[{"Text":"Korea asked the EU for \u001b[31msupport."}],"Kind":"answer"}`), Model: "gpt"},
		{ID: "2", Asker: "mina", Question: "steel?", Answer: []byte(`{"Text":"An answer in the first form. [1]","Claims":null}`)},
		{ID: "3", Guild: "7", Asker: "jun", Question: "nobody voted", Answer: []byte(`{}`)},
		{ID: "4", Guild: "7", Asker: "jun", Answer: []byte(`{"Claims":[{"Text":"` + strings.Repeat("반도체 수출이 늘었다 ", 30) + `"}]}`)},
	} {
		a.Given = given.Add(time.Duration(i) * 24 * time.Hour)
		if err := kept.SaveAnswer(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	for _, v := range []struct {
		answer, voter string
		up            bool
	}{{"1", "a", true}, {"1", "b", true}, {"2", "a", false}, {"4", "a", true}, {"4", "b", false}} {
		if err := kept.Vote(t.Context(), v.answer, v.voter, v.up); err != nil {
			t.Fatal(err)
		}
	}
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	const steel, deleted, batteries = "+0 −1  2025-12-19 17:04 KST  steel?\n" +
		"                             An answer in the first form. [1] (quoted)\n",
		"+1 −1  2025-12-21 17:04 KST  (question deleted)\n" +
			"                             반도체 수출이 늘었다 반도체 수출이 늘었다 반도체 수출이 늘었다 반도체 수출이 늘었다 반도체 수출이 늘었다 반도체 수출이 늘었다 반도체 수출이 늘었다 반도체 수출이 늘었다 반도체 수출이 늘었다 반도체 수출이 늘었다 반도체 수출이 늘었다 반도체 수출이 늘었다 반도체 수출이 늘었다 반도체… (quoted)\n",
		"+2 −0  2025-12-18 17:04 KST  batteries?\n" +
			"                             Korea asked the EU for support. (gpt)\n"
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"all":   {nil, steel + deleted + batteries + "5 votes: +3 −2\n"},
		"one":   {[]string{"-n", "1"}, steel + "\n1 of 3 answers with votes; more with -n 3\n5 votes: +3 −2\n"},
		"since": {[]string{"--since", "2025-12-21"}, deleted + "2 votes: +1 −1\n"},
		"none":  {[]string{"--since", "2026-01-01"}, "no votes\n"},
		"json": {[]string{"--json", "-n", "1"}, `{"id":"2","given":"2025-12-19T08:04:00Z","up":0,"down":1,"server":"","question":"steel?",` +
			`"answer":"An answer in the first form. [1]","model":"","prompt":""}` + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, complaint := runInFolder(t, folder, nil, "", append([]string{"feedback", "--db", db}, c.args...)...)
			if diff := cmp.Diff(c.want, out); diff != "" || status != 0 || complaint != "" {
				t.Errorf("status %d, %s\n%s", status, complaint, diff)
			}
		})
	}
}
