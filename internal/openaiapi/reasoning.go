package openaiapi

import "strings"

// reasoningTags open and close what a model thinks within its answer. A
// closing tag closes whatever is open.
var reasoningTags = []struct{ open, closing string }{
	{"<think>", "</think>"},
	{"<thinking>", "</thinking>"},
	{"<thought>", "</thought>"},
	{"<thoughts>", "</thoughts>"},
	{"<reasoning>", "</reasoning>"},
	{"<seed:think>", "</seed:think>"},
	{"[think]", "[/think]"},
	{"◁think▷", "◁/think▷"},
	{"<|channel|>analysis<|message|>", "<|channel|>final<|message|>"},
}

// longestTag is one byte short of the longest tag: as much as may have to be
// held back.
const longestTag = len("<|channel|>analysis<|message|>") - 1

// reasoning takes a model's reasoning out of its text, which comes in pieces.
type reasoning struct {
	hold bool // pass nothing on before a closing tag: what comes first is reasoning

	passed  strings.Builder // the answer, as far as it has been passed on
	rest    string          // not passed on: it may be the beginning of a tag, or is held
	scanned int             // bytes of rest without the beginning of a tag
	inside  bool
	opened  bool // an opening tag has come
	lone    bool // a closing tag came first: all before it was reasoning
	late    bool // and some of it had been passed on
}

// write takes a piece and returns what of the answer it brings to light.
func (r *reasoning) write(piece string) string {
	before := r.passed.Len()
	r.rest += piece
	for {
		at, length, opens := nextTag(r.rest, r.scanned)
		if length == 0 {
			break
		}
		text := r.rest[:at]
		r.rest, r.scanned = r.rest[at+length:], 0
		switch {
		case opens:
			if !r.inside {
				r.pass(text)
			}
			r.inside, r.opened, r.hold = true, true, false
		case r.inside:
			r.inside = false
		case r.opened:
			r.pass(text) // closed twice
		default:
			r.late = r.passed.Len() > 0
			r.passed.Reset()
			before, r.lone, r.hold = 0, true, false
		}
	}
	keep := partialTag(r.rest)
	r.scanned = len(r.rest) - keep
	if r.inside {
		r.rest, r.scanned = r.rest[r.scanned:], 0
	} else if !r.hold {
		r.pass(r.rest[:r.scanned])
		r.rest, r.scanned = r.rest[r.scanned:], 0
	}
	return r.passed.String()[before:]
}

// close returns what was held back and is part of the answer after all.
func (r *reasoning) close() string {
	before := r.passed.Len()
	if !r.inside {
		r.pass(r.rest)
	}
	r.rest, r.scanned = "", 0
	return r.passed.String()[before:]
}

// separate says that the server sends the reasoning in a field of its own.
func (r *reasoning) separate() { r.hold, r.opened = false, true }

func (r *reasoning) pass(text string) {
	if r.passed.Len() == 0 {
		text = strings.TrimLeft(text, " \t\r\n")
	}
	r.passed.WriteString(text)
}

// nextTag finds the first tag that ends after from; length is 0 where there is
// none.
func nextTag(text string, from int) (at, length int, opens bool) {
	if !strings.ContainsAny(text[from:], "<[◁") {
		return 0, 0, false
	}
	lower := lowerASCII(text[from:])
	at = len(lower)
	for _, tag := range reasoningTags {
		for i, form := range []string{tag.open, tag.closing} {
			if found := strings.Index(lower, form); found >= 0 && found < at {
				at, length, opens = found, len(form), i == 0
			}
		}
	}
	return from + at, length, opens
}

// partialTag is the number of bytes at the end of text that may begin a tag.
func partialTag(text string) int {
	end := lowerASCII(text[max(0, len(text)-longestTag):])
	for i := range len(end) {
		for _, tag := range reasoningTags {
			if strings.HasPrefix(tag.open, end[i:]) || strings.HasPrefix(tag.closing, end[i:]) {
				return len(end) - i
			}
		}
	}
	return 0
}

// lowerASCII keeps the length, which strings.ToLower may change.
func lowerASCII(text string) string {
	lower := []byte(text)
	for i, b := range lower {
		if b >= 'A' && b <= 'Z' {
			lower[i] = b + 'a' - 'A'
		}
	}
	return string(lower)
}
