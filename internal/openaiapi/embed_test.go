package openaiapi_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"motirbot/internal/openaiapi"
	"motirbot/internal/openaitest"

	"github.com/google/go-cmp/cmp"
)

const model = "text-embedding-3-small"

func TestEmbed(t *testing.T) {
	texts := []string{question, "chips", "반도체"}
	for _, fault := range []openaitest.Fault{{Name: "nothing wrong"}, openaitest.ShuffledIndices()} {
		t.Run(fault.Name, func(t *testing.T) {
			srv := openaitest.New(t)
			srv.Fail(fault)
			got, err := newClient(t, srv).Embed(t.Context(), model, 8, texts)
			if err != nil {
				t.Fatal(err)
			}
			want := [][]float32{openaitest.Vector(texts[0], 8), openaitest.Vector(texts[1], 8), openaitest.Vector(texts[2], 8)}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEmbedOwnDimensions(t *testing.T) {
	srv := openaitest.New(t)
	got, err := newClient(t, srv).Embed(t.Context(), model, 0, []string{"chips"})
	if err != nil || len(got[0]) != 1536 {
		t.Fatalf("%d dimensions, %v", len(got[0]), err)
	}
	if srv.EmbeddingRequests()[0].Dimensions != nil {
		t.Error("dimensions sent although not asked for")
	}
}

func TestEmbedNothing(t *testing.T) {
	srv := openaitest.New(t)
	got, err := newClient(t, srv).Embed(t.Context(), model, 0, nil)
	if got != nil || err != nil || len(srv.Requests()) != 0 {
		t.Errorf("got %v, %v after %d requests", got, err, len(srv.Requests()))
	}
}

func TestEmbedFaults(t *testing.T) {
	const once, allTries = 1, 5 // with the default of four retries
	for _, tc := range []struct {
		fault    openaitest.Fault
		kind     openaiapi.Kind
		requests int
	}{
		{openaitest.Unauthorized(), openaiapi.Auth, once},
		{openaitest.RateLimited(0), openaiapi.RateLimited, allTries},
		{openaitest.RateLimited(61 * time.Second), openaiapi.RateLimited, once},
		{openaitest.OutOfQuota(), openaiapi.RateLimited, once},
		{openaitest.ServerError(500), openaiapi.ServerError, allTries},
		{openaitest.ServerError(502), openaiapi.ServerError, allTries},
		{openaitest.ServerError(504), openaiapi.ServerError, allTries},
		{openaitest.HTMLError(), openaiapi.ServerError, allTries},
		{openaitest.DropConnection(), openaiapi.Unreachable, allTries},
		{openaitest.EchoKeyInError(), openaiapi.BadRequest, once},
		{openaitest.EchoBodyInError(), openaiapi.BadRequest, once},
		{openaitest.Redirect("http://localhost:9/v1/embeddings"), openaiapi.BadRequest, once},
		{openaitest.NotTheAPI(), openaiapi.Malformed, once},
		{openaitest.GarbageJSON(), openaiapi.Malformed, once},
		{openaitest.Endless(), openaiapi.Malformed, once},
		{openaitest.Hang(), openaiapi.TotalTimeout, once},
		{openaitest.WrongDimension(), openaiapi.Malformed, once},
		{openaitest.MixedDimensions(), openaiapi.Malformed, once},
		{openaitest.MissingIndex(), openaiapi.Malformed, once},
		{openaitest.DuplicateIndex(), openaiapi.Malformed, once},
		{openaitest.IndexOutOfRange(), openaiapi.Malformed, once},
	} {
		t.Run(tc.fault.Name, func(t *testing.T) {
			t.Parallel()
			srv := openaitest.New(t)
			srv.Fail(tc.fault)
			c := newClient(t, srv, func(cfg *openaiapi.Config) {
				if tc.kind == openaiapi.TotalTimeout {
					cfg.EmbedTimeout = 300 * time.Millisecond
				}
			})
			_, err := c.Embed(t.Context(), model, 16, []string{question, "chips"})
			wantError(t, err, tc.kind, srv)
			if n := len(srv.Requests()); n != tc.requests {
				t.Errorf("%d requests, want %d", n, tc.requests)
			}
		})
	}
}

func TestEmbedRefusals(t *testing.T) {
	srv := openaitest.New(t)
	c := newClient(t, srv)
	many := make([]string, 2049)
	for i := range many {
		many[i] = fmt.Sprint("text ", i)
	}
	for name, ask := range map[string]func() ([][]float32, error){
		"unknown model":  func() ([][]float32, error) { return c.Embed(t.Context(), "nonsense-1", 0, []string{"x"}) },
		"too many texts": func() ([][]float32, error) { return c.Embed(t.Context(), model, 0, many) },
		"empty text":     func() ([][]float32, error) { return c.Embed(t.Context(), model, 0, []string{""}) },
		"too wide":       func() ([][]float32, error) { return c.Embed(t.Context(), model, 4096, []string{"x"}) },
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ask()
			wantError(t, err, openaiapi.BadRequest, srv)
		})
	}
}

func TestEmbedRecovers(t *testing.T) {
	srv := openaitest.New(t)
	srv.FailNext(1, openaitest.ServerError(503))
	srv.FailNext(1, openaitest.DropConnection())
	srv.FailNext(1, openaitest.RateLimited(0))
	if _, err := newClient(t, srv).Embed(t.Context(), model, 16, []string{question}); err != nil {
		t.Fatal(err)
	}
	if n := len(srv.Requests()); n != 4 {
		t.Errorf("%d requests, want 4", n)
	}
}

// Retry-After is waited for in both its forms.
func TestRetryAfter(t *testing.T) {
	for _, fault := range []openaitest.Fault{openaitest.RateLimited(time.Second), openaitest.RateLimitedUntil(time.Second)} {
		t.Run(fault.Name, func(t *testing.T) {
			t.Parallel()
			srv := openaitest.New(t)
			srv.FailNext(1, fault)
			if _, err := newClient(t, srv).Embed(t.Context(), model, 16, []string{question}); err != nil {
				t.Fatal(err)
			}
			requests := srv.Requests()
			if wait := requests[1].At.Sub(requests[0].At); wait < time.Second || wait > 10*time.Second {
				t.Errorf("waited %s, asked were 1s", wait)
			}
		})
	}
}

// A wait that the caller would not live to see is not begun.
func TestRetryAfterBeyondTheDeadline(t *testing.T) {
	srv := openaitest.New(t)
	srv.Fail(openaitest.RateLimited(20 * time.Second))
	ctx, cancel := context.WithTimeout(t.Context(), 19*time.Second)
	defer cancel()
	start := time.Now()
	_, err := newClient(t, srv).Embed(ctx, model, 16, []string{question})
	e := wantError(t, err, openaiapi.RateLimited, srv)
	if e.RetryAfter != 20*time.Second || e.Status != 429 || e.Op != "embeddings" || time.Since(start) > 15*time.Second {
		t.Errorf("got %+v after %s", e, time.Since(start))
	}
}

func TestBackoffIsFullJitterWithinDoublingBounds(t *testing.T) {
	srv := openaitest.New(t)
	srv.Fail(openaitest.ServerError(500))
	var bounds []time.Duration
	c := newClient(t, srv, func(cfg *openaiapi.Config) {
		cfg.BackoffMin, cfg.BackoffMax = 100*time.Millisecond, 500*time.Millisecond
		cfg.Jitter = func(bound time.Duration) time.Duration { bounds = append(bounds, bound); return 0 }
	})
	_, err := c.Embed(t.Context(), model, 16, []string{question})
	wantError(t, err, openaiapi.ServerError, srv)
	want := []time.Duration{100e6, 200e6, 400e6, 500e6, 500e6} // the last is not waited for
	if diff := cmp.Diff(want, bounds); diff != "" {
		t.Error(diff)
	}
}

func TestEmbedCancelled(t *testing.T) {
	srv := openaitest.New(t)
	srv.Fail(openaitest.Hang())
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	_, err := newClient(t, srv).Embed(ctx, model, 16, []string{question})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
