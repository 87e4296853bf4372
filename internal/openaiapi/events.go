package openaiapi

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// events rewrites what a server sends for a chat answer into the stream that
// go-openai reads: one data line a chunk, each followed by an empty line, with
// the fields that are used and no others. The server may send server-sent
// events, JSON lines, or one JSON object, whether it was asked for a stream or
// not.
type events struct {
	in      *bufio.Reader
	out     []byte // rewritten, not read yet
	err     error  // how the stream ended; a *said where the server reported an error
	begun   bool
	values  *json.Decoder // for JSON that is not wrapped in events
	name    string        // of the event under way
	pending []byte        // its data, as long as they are no whole JSON
	lines   int           // of pending
	data    bool          // whether any data came
	done    bool          // whether the server said that the answer is whole
}

// maxDataLines bounds how often one event is looked at.
const maxDataLines = 200

func newEvents(r io.Reader) *events { return &events{in: bufio.NewReader(r)} }

func (e *events) Read(p []byte) (int, error) {
	for len(e.out) == 0 {
		if e.err != nil {
			return 0, e.err
		}
		switch {
		case !e.begun:
			e.begin()
		case e.values != nil:
			e.nextValue()
		default:
			e.nextLine()
		}
	}
	n := copy(p, e.out)
	e.out = e.out[n:]
	return n, nil
}

// begin skips what may stand before the first line and looks at what follows.
func (e *events) begin() {
	for {
		r, _, err := e.in.ReadRune()
		if err != nil {
			e.err = err
			return
		}
		if strings.ContainsRune(" \t\r\n\uFEFF", r) {
			continue
		}
		_ = e.in.UnreadRune()
		if r == '{' || r == '[' {
			e.values = json.NewDecoder(e.in)
		}
		e.begun = true
		return
	}
}

func (e *events) nextValue() {
	var raw json.RawMessage
	err := e.values.Decode(&raw)
	if _, ok := errors.AsType[*json.SyntaxError](err); ok {
		err = errMalformed
	}
	if err != nil {
		e.err = err
		return
	}
	for _, value := range list(raw) {
		e.take(value)
	}
}

func (e *events) nextLine() {
	line, err := e.in.ReadBytes('\n')
	e.err = err
	line = bytes.TrimSpace(line)
	field, value, _ := bytes.Cut(line, []byte(":"))
	switch {
	case len(line) == 0 && err == nil: // the end of an event
		if len(e.pending) > 0 {
			e.err = errMalformed
		}
		e.name = ""
		return
	case string(field) == "event":
		e.name = strings.TrimSpace(string(value))
		return
	case string(field) == "data":
		e.pending = append(e.pending, bytes.TrimSpace(value)...)
	case first(line) == '{' || isDone(line):
		e.pending = append(e.pending, line...)
	default: // comments, ids, and what is no field at all
		return
	}
	switch {
	case len(e.pending) == 0:
		return
	case isDone(e.pending):
		e.done, e.data = true, true
		e.out = []byte("data: [DONE]\n\n")
	case json.Valid(e.pending) || bytes.Contains(e.pending, []byte("NaN")) || bytes.Contains(e.pending, []byte("Infinity")):
		e.take(e.pending)
	case errors.Is(err, io.EOF):
		e.err = io.ErrUnexpectedEOF
		return
	case e.lines == maxDataLines:
		e.err = errMalformed
		return
	default:
		e.lines++
		return // the rest of the JSON is on the next line
	}
	e.pending, e.lines = nil, 0
}

func isDone(data []byte) bool {
	return strings.EqualFold(strings.Trim(string(data), `[]" `), "done")
}

// take rewrites one JSON value.
func (e *events) take(raw []byte) {
	e.data = true
	if first(raw) != '{' && e.name != "error" {
		return // null, a list or a number says nothing
	}
	chunk, whole, err := readChunk(raw)
	if e.name == "error" && err == nil {
		err = readError(raw)
	}
	if err != nil {
		e.err = err
		return
	}
	line, err := json.Marshal(chunk)
	if err != nil {
		e.err = errMalformed
		return
	}
	e.out = append(append(append(e.out, "data: "...), line...), "\n\n"...)
	e.done = e.done || whole && e.values != nil // JSON by itself is there to its last brace, or not at all
}

// broken reports whether the stream ended other than by its end.
func (e *events) broken() bool { return e.err != nil && !errors.Is(e.err, io.EOF) }
