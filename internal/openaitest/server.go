// Package openaitest is a model server for tests. It speaks OpenAI's protocol
// over a real socket: embeddings, chat answers streamed and whole, and the list
// of models. It refuses what the real one refuses, records what it was asked,
// answers what a script tells it to, and fails in every way that a client must
// survive.
//
//	srv := openaitest.New(t)
//	srv.ReplyText("Exports rose to USD 640.2 billion [1].")
//	srv.FailNext(1, openaitest.RateLimited(time.Second))
//	client := … srv.URL(), srv.Key …
//
// Protocol: https://platform.openai.com/docs/api-reference (as of 2025).
package openaitest

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"
)

const maxBody = 32 << 20

// Server is a model server on a loopback port. All methods are safe for
// concurrent use.
type Server struct {
	// Key is the only API key the server accepts.
	Key string

	http *httptest.Server
	done chan struct{} // closed when the server stops, to end slow answers

	mu        sync.Mutex
	embedders map[string]int  // embedding model → its own dimensions
	chatters  map[string]bool // chat model → whether it is a reasoning model
	faults    []*planned
	requests  []Request
	embedded  []string
	reply     func(ChatRequest) string
	chunk     int
	delay     time.Duration
}

// New starts a server that knows a few of OpenAI's models by name. It stops
// with the test.
func New(t testing.TB) *Server {
	t.Helper()
	s := &Server{
		Key:       "sk-test-4f1c9a7e0b2d6853",
		done:      make(chan struct{}),
		embedders: map[string]int{"text-embedding-3-small": 1536, "text-embedding-3-large": 3072, "text-embedding-ada-002": 1536},
		chatters:  map[string]bool{"gpt-4o": false, "gpt-4o-mini": false, "gpt-4.1-mini": false, "o3-mini": true, "o4-mini": true, "gpt-5-mini": true},
		reply:     func(ChatRequest) string { return "This is a scripted answer [1]." },
		chunk:     4,
	}
	s.http = httptest.NewServer(s.routes())
	t.Cleanup(s.Close)
	return s
}

// Close ends answers under way and stops the server. New arranges for it; a
// test calls it to take the server away early.
func (s *Server) Close() {
	s.mu.Lock()
	select {
	case <-s.done:
	default:
		close(s.done)
	}
	s.mu.Unlock()
	s.http.CloseClientConnections()
	s.http.Close()
}

// URL is the base URL for a client, with its version: "http://127.0.0.1:PORT/v1".
func (s *Server) URL() string { return s.http.URL + "/v1" }

// AddEmbedder makes a further embedding model known, with its dimensions.
func (s *Server) AddEmbedder(model string, dims int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.embedders[model] = dims
}

// AddChatModel makes a further chat model known. A reasoning model refuses a
// temperature and max_tokens.
func (s *Server) AddChatModel(model string, reasoning bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chatters[model] = reasoning
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+embeddingsPath, s.handle(s.embeddings))
	mux.HandleFunc("POST "+chatPath, s.handle(s.chat))
	mux.HandleFunc("GET /v1/models", s.handle(s.models))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		writeError(w, http.StatusNotFound, apiError{Message: "Invalid URL (" + r.Method + " " + r.URL.Path + ")", Type: invalidRequest})
	})
	return mux
}

// handle records a request, lets a fault answer it, checks the key, and only
// then serves it.
func (s *Server) handle(serve func(http.ResponseWriter, *exchange)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			writeError(w, http.StatusRequestEntityTooLarge, apiError{Message: "Request too large.", Type: invalidRequest})
			return
		}
		x := &exchange{s: s, r: r, raw: raw}
		s.record(r, raw)
		x.fault = s.nextFault(r.URL.Path)
		if x.fault.answer != nil {
			x.fault.answer(w, x)
			return
		}
		if r.Header.Get("Authorization") != "Bearer "+s.Key {
			refuseKey(w, r)
			return
		}
		serve(w, x)
	}
}

// exchange is one request on its way to an answer.
type exchange struct {
	s     *Server
	r     *http.Request
	raw   []byte
	fault Fault
}

// wait pauses, and returns false when client or server have gone meanwhile.
func (x *exchange) wait(d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-x.r.Context().Done():
	case <-x.s.done:
	}
	return false
}

func (s *Server) models(w http.ResponseWriter, _ *exchange) {
	type model struct {
		ID      string `json:"id"`
		Object  string `json:"object"`
		Created int64  `json:"created"`
		OwnedBy string `json:"owned_by"`
	}
	s.mu.Lock()
	names := slices.Sorted(maps.Keys(s.embedders))
	names = append(names, slices.Sorted(maps.Keys(s.chatters))...)
	s.mu.Unlock()
	list := make([]model, len(names))
	for i, name := range names {
		list[i] = model{ID: name, Object: "model", Created: created, OwnedBy: "openaitest"}
	}
	writeJSON(w, http.StatusOK, map[string]any{"object": "list", "data": list})
}

func (s *Server) record(r *http.Request, raw []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, Request{
		Method: r.Method, Path: r.URL.Path, Header: r.Header.Clone(), Raw: bytes.Clone(raw), At: time.Now(),
	})
}
