package motirtest

import (
	"net/http"
	"slices"
	"time"
)

// Request is what was asked of the site, and what it answered.
type Request struct {
	Path        string // with the query
	Status      int    // 0 while under way, and if the connection was dropped without an answer
	Conditional bool   // validators were sent
	UserAgent   string
	Overlapped  bool // another request was in flight when this one came
	At          time.Time
}

// Requests returns what was asked so far, in order of arrival.
func (s *Site) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Request, len(s.requests))
	for i, r := range s.requests {
		list[i] = *r
	}
	return list
}

// Forget empties the record.
func (s *Site) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}

// Overlapped reports whether two requests were ever in flight at once.
func (s *Site) Overlapped() bool {
	return slices.ContainsFunc(s.Requests(), func(r Request) bool { return r.Overlapped })
}

func (s *Site) recorded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		request := &Request{
			Path: r.URL.RequestURI(), UserAgent: r.UserAgent(), At: time.Now(), Overlapped: s.inFlight > 0,
			Conditional: r.Header.Get("If-None-Match") != "" || r.Header.Get("If-Modified-Since") != "",
		}
		s.requests = append(s.requests, request)
		s.inFlight++
		s.mu.Unlock()
		answer := &statusWriter{ResponseWriter: w}
		defer func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.inFlight--
			request.Status = answer.status
		}()
		next.ServeHTTP(answer, r)
	})
}

// statusWriter notes the status as it passes.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach Flush.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
