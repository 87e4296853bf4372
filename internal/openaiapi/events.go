package openaiapi

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// events rewrites a stream of server-sent events into the form that go-openai
// reads without loss: data lines, each followed by one empty line. go-openai
// mixes comments into error objects, waits for one more line after an error,
// and drops a last line without a line end.
type events struct {
	in   *bufio.Reader
	out  []byte // rewritten, not read yet
	err  error  // how the stream ended
	data bool   // whether any data line came
}

func newEvents(r io.Reader) *events { return &events{in: bufio.NewReader(r)} }

func (e *events) Read(p []byte) (int, error) {
	for len(e.out) == 0 {
		if e.err != nil {
			return 0, e.err
		}
		e.next()
	}
	n := copy(p, e.out)
	e.out = e.out[n:]
	return n, nil
}

func (e *events) next() {
	var line []byte
	line, e.err = e.in.ReadBytes('\n')
	line = bytes.TrimPrefix(bytes.TrimSpace(line), []byte("\uFEFF"))
	if len(line) == 0 || noise(line) {
		return
	}
	e.data = e.data || bytes.HasPrefix(line, []byte("data:"))
	e.out = append(line, '\n', '\n')
}

// broken reports whether the stream ended other than by its end.
func (e *events) broken() bool { return e.err != nil && !errors.Is(e.err, io.EOF) }

func noise(line []byte) bool {
	for _, field := range []string{":", "event:", "id:", "retry:"} {
		if bytes.HasPrefix(line, []byte(field)) {
			return true
		}
	}
	return false
}
