package answer_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/embed"
	"motirbot/internal/librarytest"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/source/catalog"
	"motirbot/source/dump"
	"motirbot/source/sample"
)

// lastDay is the day after the sample's newest release: all of it exists.
var lastDay = release.NewDate(2025, time.December, 19)

// corpus is releases with an Answerer over them.
type corpus struct {
	releases map[release.ID]release.Release
	*answer.Answerer
}

func newCorpus(t testing.TB, releases []release.Release) corpus {
	t.Helper()
	topics, err := readTopics()
	if err != nil {
		t.Fatal(err)
	}
	retriever, err := librarytest.Retriever(context.Background(), embed.NewLocal(), topics, releases...)
	if err != nil {
		t.Fatal(err)
	}
	c := corpus{releases: map[release.ID]release.Release{}}
	for _, r := range releases {
		c.releases[r.ID] = r
	}
	noon := func() time.Time { return lastDay.Start().Add(12 * time.Hour) }
	c.Answerer = answer.New(answer.Config{Retriever: retriever, Now: noon})
	return c
}

var readTopics = sync.OnceValues(func() (*retrieval.Topics, error) { return retrieval.LoadTopics("") })

var readSample = sync.OnceValues(func() ([]release.Release, error) {
	known, err := catalog.Load("")
	if err != nil {
		return nil, err
	}
	batch, err := dump.ReadFS(context.Background(), sample.FS(), ".", dump.WithIssuers(known.Issuer))
	return batch.Releases, err
})

// sampleCorpus is the eight briefs.
func sampleCorpus(t testing.TB) corpus {
	t.Helper()
	releases, err := readSample()
	if err != nil {
		t.Fatal(err)
	}
	return newCorpus(t, releases)
}

// sharedFolder names the folder with data/ that is not part of the repository.
const sharedFolder = "MOTIRBOT_SHARED"

// developmentFile returns a file of the development set.
func developmentFile(t testing.TB, name string) string {
	t.Helper()
	folder := os.Getenv(sharedFolder)
	if folder == "" {
		t.Skipf("%s names no folder with data/%s", sharedFolder, name)
	}
	return filepath.Join(folder, "data", name)
}

// developmentCorpus is the releases of the development set. Identities do not
// matter here, so the text form keeps those it has.
func developmentCorpus(t testing.TB) corpus {
	t.Helper()
	var releases []release.Release
	for _, name := range []string{"motir-december-2025.txt", "dev-releases.jsonl"} {
		batch, err := dump.Read(t.Context(), developmentFile(t, name))
		if err != nil {
			t.Fatal(err)
		}
		releases = append(releases, batch.Releases...)
	}
	return newCorpus(t, releases)
}
