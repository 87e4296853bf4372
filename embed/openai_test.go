package embed_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"motirbot/embed"
	"motirbot/internal/openaiapi"
	"motirbot/internal/openaitest"
)

const model = "text-embedding-3-small"

func newOpenAI(t testing.TB, srv *openaitest.Server, dims int) *embed.OpenAI {
	t.Helper()
	api, err := openaiapi.New(openaiapi.Config{
		BaseURL: srv.URL(), Key: openaiapi.Secret(srv.Key), BackoffMin: time.Millisecond, BackoffMax: time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(api.Close)
	return embed.NewOpenAI(api, model, dims)
}

func numbered(n int) []string {
	texts := make([]string, n)
	for i := range texts {
		texts[i] = fmt.Sprintf("text number %d", i)
	}
	return texts
}

func TestOpenAI(t *testing.T) {
	srv := openaitest.New(t)
	srv.Fail(openaitest.ShuffledIndices())
	o := newOpenAI(t, srv, 64)
	if o.Model() != model+"@64" || o.Dim() != 64 {
		t.Errorf("model %s of %d", o.Model(), o.Dim())
	}
	texts := numbered(600)
	vectors, err := o.Embed(t.Context(), texts)
	if err != nil || len(vectors) != 600 {
		t.Fatalf("%d vectors, %v", len(vectors), err)
	}
	for i, v := range vectors {
		checkUnit(t, v)
		want := openaitest.Vector(texts[i], 64)
		if c := cosine(v, want) / norm(want); c < 0.9999 {
			t.Fatalf("vector %d is that of another text (cosine %v)", i, c)
		}
	}
	if n := len(srv.EmbeddingRequests()); n != 3 {
		t.Errorf("%d requests for 600 texts, want 3", n)
	}
}

func TestOpenAIOwnDimensions(t *testing.T) {
	o := newOpenAI(t, openaitest.New(t), 0)
	if o.Model() != model || o.Dim() != 0 {
		t.Errorf("before: model %s of %d", o.Model(), o.Dim())
	}
	if _, err := o.Embed(t.Context(), []string{"x"}); err != nil || o.Dim() != 1536 {
		t.Errorf("after: %d dimensions, %v", o.Dim(), err)
	}
}

// Through the cache, an unchanged text costs no request.
func TestOpenAICached(t *testing.T) {
	srv := openaitest.New(t)
	c := embed.NewCached(newOpenAI(t, srv, 16), newMemory())
	texts := append(numbered(300), numbered(10)...)
	for range 2 {
		if _, err := c.Embed(t.Context(), texts); err != nil {
			t.Fatal(err)
		}
	}
	if len(srv.Requests()) != 2 || len(srv.TextsEmbedded()) != 300 {
		t.Errorf("%d requests, %d texts", len(srv.Requests()), len(srv.TextsEmbedded()))
	}
}

func TestOpenAIFaults(t *testing.T) {
	for _, tc := range []struct {
		fault openaitest.Fault
		kind  openaiapi.Kind
	}{
		{openaitest.Unauthorized(), openaiapi.Auth},
		{openaitest.RateLimited(2 * time.Minute), openaiapi.RateLimited},
		{openaitest.ServerError(500), openaiapi.ServerError},
		{openaitest.WrongDimension(), openaiapi.Malformed},
		{openaitest.MissingIndex(), openaiapi.Malformed},
		{openaitest.GarbageJSON(), openaiapi.Malformed},
		{openaitest.DropConnection(), openaiapi.Unreachable},
		{openaitest.ZeroVectors(), 0},
	} {
		t.Run(tc.fault.Name, func(t *testing.T) {
			srv := openaitest.New(t)
			srv.Fail(tc.fault)
			got, err := newOpenAI(t, srv, 16).Embed(t.Context(), numbered(3))
			if err == nil || got != nil {
				t.Fatalf("got %v, %v", got, err)
			}
			if e, ok := errors.AsType[*openaiapi.Error](err); tc.kind != 0 && (!ok || e.Kind != tc.kind) {
				t.Errorf("got %v, want kind %s", err, tc.kind)
			}
		})
	}
}

// A server that changes its model under the same name is noticed.
func TestOpenAIDimensionChangesBetweenRequests(t *testing.T) {
	srv := openaitest.New(t)
	o := newOpenAI(t, srv, 0)
	if _, err := o.Embed(t.Context(), []string{"x"}); err != nil {
		t.Fatal(err)
	}
	srv.Fail(openaitest.WrongDimension())
	if _, err := o.Embed(t.Context(), []string{"x"}); err == nil || !strings.Contains(err.Error(), "1536 dimensions and now of 1534") {
		t.Errorf("got %v", err)
	}
}

func TestOpenAIEmptyText(t *testing.T) {
	srv := openaitest.New(t)
	if _, err := newOpenAI(t, srv, 16).Embed(t.Context(), []string{"x", ""}); err == nil || len(srv.Requests()) != 0 {
		t.Errorf("got %v after %d requests", err, len(srv.Requests()))
	}
}

// The test server refuses what the real one would: more than 8,192 tokens a
// text and 300,000 a request.
func TestOpenAILongTexts(t *testing.T) {
	srv := openaitest.New(t)
	texts := make([]string, 60)
	for i := range texts {
		texts[i] = strings.Repeat("무역 agreement ", 2000)
	}
	vectors, err := newOpenAI(t, srv, 16).Embed(t.Context(), texts)
	if err != nil || len(vectors) != len(texts) {
		t.Fatalf("%d vectors, %v", len(vectors), err)
	}
	for _, sent := range srv.TextsEmbedded() {
		if !utf8.ValidString(sent) || !strings.HasPrefix(texts[0], sent) || len(sent) < 8000 {
			t.Fatalf("%d bytes sent, cut badly", len(sent))
		}
	}
}

func norm(v []float32) float64 { return math.Sqrt(cosine(v, v)) }

// One text that the server refuses costs no other its vector, and an outage
// only those that are still to come.
func TestOpenAIKeepsWhatWasMade(t *testing.T) {
	srv := openaitest.New(t)
	srv.Fail(openaitest.Refuse(func(body map[string]any) (int, string) {
		for _, text := range body["input"].([]any) {
			if text == "text number 7" {
				return 422, `{"detail":"cannot embed this"}`
			}
		}
		return 0, ""
	}))
	got, err := newOpenAI(t, srv, 16).Embed(t.Context(), numbered(300))
	if err == nil || len(got) != 300 || got[7] != nil || got[6] == nil || got[299] == nil {
		t.Errorf("%d vectors, %v", len(got), err)
	}
	srv.Heal()
	srv.FailNext(1, openaitest.BatchLimit(1000)) // serves the first request
	srv.Fail(openaitest.Unauthorized())
	got, err = newOpenAI(t, srv, 16).Embed(t.Context(), numbered(300))
	if err == nil || len(got) != 300 || got[255] == nil || got[256] != nil {
		t.Errorf("%d vectors, %v", len(got), err)
	}
}
