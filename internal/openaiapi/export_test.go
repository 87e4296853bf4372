package openaiapi

import (
	"io"
	"strings"
)

// Clean shows a server's words as an error would, for a client with this key
// after sending these texts.
func Clean(key, text string, sent ...string) string {
	k := &call{c: &Client{reveal: func() string { return key }}, sent: sent}
	return k.clean(text)
}

// Normalise rewrites what a server sends for a chat answer.
func Normalise(body string) (string, error) {
	out, err := io.ReadAll(newEvents(strings.NewReader(body)))
	return string(out), err
}

// NormaliseEmbeddings rewrites what a server sends for vectors.
func NormaliseEmbeddings(body string) (string, error) {
	out, err := readEmbeddings([]byte(body))
	return string(out), err
}

// WithoutReasoning returns the answer in a text that comes in pieces, as it is
// passed on and as it is in the end.
func WithoutReasoning(pieces ...string) (passed, text string) {
	r := reasoning{}
	for _, piece := range pieces {
		passed += r.write(piece)
	}
	passed += r.close()
	return passed, r.passed.String()
}

// TooSmall reads the numbers out of an error about the context.
func TooSmall(words string) (limit, prompt int, ok bool) {
	s := readError([]byte(words))
	if s == nil {
		return 0, 0, false
	}
	e, ok := contextError(&Error{Kind: BadRequest, server: s.message, all: s.message + " " + s.all}).(*ContextTooSmall)
	if !ok {
		return 0, 0, false
	}
	return e.Limit, e.Prompt, true
}
