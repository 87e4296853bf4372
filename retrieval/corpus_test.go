package retrieval_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"motirbot/embed"
	"motirbot/internal/librarytest"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/source/dump"
	"motirbot/source/sample"
	"motirbot/store"
)

// friday is the day on which tests ask; the sample's week is almost over.
var friday = release.NewDate(2025, time.December, 19)

// builtIn reads the topics once: they do not change, and reading takes a while.
var builtIn = sync.OnceValues(func() (*retrieval.Topics, error) { return retrieval.LoadTopics("") })

func topics(t testing.TB) *retrieval.Topics {
	t.Helper()
	topics, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	return topics
}

// libraryOf indexes releases in memory with the local embedder.
func libraryOf(t testing.TB, releases ...release.Release) *librarytest.Library {
	t.Helper()
	library, err := librarytest.New(context.Background(), embed.NewLocal(), topics(t), releases...)
	if err != nil {
		t.Fatal(err)
	}
	return library
}

func viewOf(t testing.TB, releases ...release.Release) *retrieval.View {
	t.Helper()
	retriever := retrieverOver(t, libraryOf(t, releases...))
	refresh(t, retriever)
	return retriever.View()
}

// sampleReleases is the eight briefs that come with motirbot.
func sampleReleases(t testing.TB) []release.Release {
	t.Helper()
	batch, err := dump.ReadFS(context.Background(), sample.FS(), ".")
	if err != nil {
		t.Fatal(err)
	}
	return batch.Releases
}

func sampleView(t testing.TB) *retrieval.View {
	t.Helper()
	return viewOf(t, sampleReleases(t)...)
}

// rel is a release of a title, a day and a body.
func rel(id, date, title, body string) release.Release {
	day, err := release.ParseDate(date)
	if err != nil {
		panic(err)
	}
	return release.Release{ID: release.ID(id), Source: "test", Title: title, Date: day, Body: body}
}

func period(from, to string) release.Period {
	var p release.Period
	for _, end := range []struct {
		date *release.Date
		text string
	}{{&p.From, from}, {&p.To, to}} {
		if err := end.date.UnmarshalText([]byte(end.text)); err != nil {
			panic(err)
		}
	}
	return p
}

// search asks as of friday and returns the releases in order, each once.
func search(t testing.TB, v *retrieval.View, question string) []release.ID {
	t.Helper()
	return idsOf(searchIn(t, v, question, retrieval.Frame{AsOf: friday}))
}

func searchIn(t testing.TB, v *retrieval.View, question string, frame retrieval.Frame) []retrieval.Passage {
	t.Helper()
	passages, err := v.Search(context.Background(), v.Understand(question, frame))
	if err != nil {
		t.Fatal(err)
	}
	return passages
}

func idsOf(passages []retrieval.Passage) []release.ID {
	var ids []release.ID
	for _, p := range passages {
		if len(ids) == 0 || ids[len(ids)-1] != p.ReleaseID {
			ids = append(ids, p.ReleaseID)
		}
	}
	return ids
}

func recordIDs(records []store.Record) string {
	ids := make([]string, len(records))
	for i, r := range records {
		ids[i] = string(r.ID)
	}
	return strings.Join(ids, " ")
}

// sentencesOf makes a body of n sentences of so many words each.
func sentencesOf(n, words int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "Sentence number %d says%s. ", i+1, strings.Repeat(" more", words-4))
	}
	return strings.TrimSpace(b.String())
}
