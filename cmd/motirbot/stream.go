package main

import "strings"

// stream shows an answer while it grows. It is told the whole text so far each
// time and prints what is new.
type stream struct {
	p    *printer
	wrap wrapper
	text string // shown so far
}

func newStream(p *printer) *stream {
	return &stream{p: p, wrap: wrapper{w: p.w, width: p.on.width, paint: p.paintMarkers}}
}

// show prints what so far adds. A text that does not go on from the one shown
// waits for finish: lines on a terminal cannot be taken back.
func (s *stream) show(soFar string) {
	soFar = clean(soFar)
	added, ok := strings.CutPrefix(soFar, s.text)
	if !ok {
		return
	}
	s.wrap.write(added)
	s.text = soFar
}

// finish ends the lines shown and reports whether they are the whole of text.
// Where the text turned out otherwise it is to be printed again.
func (s *stream) finish(text string) bool {
	if s.text == "" {
		return false
	}
	text = clean(text)
	s.show(text)
	whole := s.text == text
	if err := s.wrap.flush(); s.p.err == nil {
		s.p.err = err
	}
	s.p.printf("\n")
	if !whole && text != "" {
		s.p.printf("\n%s\n", s.p.on.faint("Some of that did not hold. The answer is:"))
	}
	return whole
}
