package dump_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"motirbot/release"
	"motirbot/source/dump"
)

// readOne reads content as the only file of a file system.
func readOne(t *testing.T, name, content string) dump.Batch {
	t.Helper()
	batch, err := dump.ReadFS(t.Context(), oneFile(name, content), name)
	if err != nil {
		t.Fatal(err)
	}
	return batch
}

func oneFile(name, content string) fstest.MapFS {
	return fstest.MapFS{name: {Data: []byte(content)}}
}

// want is what a case of a table expects.
type want struct {
	releases []release.Release
	problems []string // "line: reason"
}

func check(t *testing.T, got dump.Batch, want want) {
	t.Helper()
	if diff := cmp.Diff(want.releases, got.Releases); diff != "" {
		t.Errorf("releases (-want +got):\n%s", diff)
	}
	var problems []string
	for _, p := range got.Problems {
		problems = append(problems, fmt.Sprintf("%d: %s", p.Line, p.Reason))
	}
	if diff := cmp.Diff(want.problems, problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// dumped is a release as the text form gives it.
func dumped(title, date, body string) release.Release {
	day, err := release.ParseDate(date)
	if err != nil {
		panic(err)
	}
	return release.Release{
		ID: release.NewID("dump", "", title, day), Source: "dump", Title: title, Date: day, Body: body,
	}
}

func with(r release.Release, change func(*release.Release)) release.Release {
	change(&r)
	return r
}

// ministrys is an entry of the ministry's own list.
func ministrys(title, date, body string) release.Release {
	r := dumped(title, date, body)
	r.Issuer.Name = "MOTIR"
	return r
}
