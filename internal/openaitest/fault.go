package openaitest

import (
	"slices"
)

// Fault is one way in which a request can fail. Exactly one of its parts is
// set; which one says what kinds of request it applies to.
type Fault struct {
	// Name is that of the function that makes it, for test names.
	Name string

	path   string // the only path it applies to; empty: those its part fits
	answer answerFunc
	plan   func(*plan)
	items  func([]embeddingItem) []embeddingItem
}

// planned is a fault with the number of requests it is still to spoil.
type planned struct {
	fault Fault
	left  int // negative: for ever
}

// Fail makes every request fail from now on, as far as the fault applies to
// it: faults of streams apply to chat, faults of vectors to embeddings, the
// others to both.
func (s *Server) Fail(f Fault) { s.FailNext(-1, f) }

// FailNext makes the next n requests fail that the fault applies to. Faults
// are used up in the order in which they were given.
func (s *Server) FailNext(n int, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &planned{fault: f, left: n})
}

// Heal takes back all faults.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// OnlyChat limits a fault to chat requests.
func (f Fault) OnlyChat() Fault { f.path = chatPath; return f }

// OnlyEmbeddings limits a fault to requests for embeddings.
func (f Fault) OnlyEmbeddings() Fault { f.path = embeddingsPath; return f }

func (f Fault) applies(path string) bool {
	switch {
	case f.path != "":
		return f.path == path
	case f.plan != nil:
		return path == chatPath
	case f.items != nil:
		return path == embeddingsPath
	}
	return true
}

// nextFault takes the fault for a request; the zero Fault does nothing.
func (s *Server) nextFault(path string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.faults, func(p *planned) bool { return p.left != 0 && p.fault.applies(path) })
	if i < 0 {
		return Fault{}
	}
	s.faults[i].left--
	return s.faults[i].fault
}
