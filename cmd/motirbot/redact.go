package main

import (
	"bytes"
	"io"
)

// shortestSecret keeps stand-ins such as "none", which local servers are given
// for a key, from blotting out words.
const shortestSecret = 8

// redact returns a writer that writes "[secret]" where a secret stands. It
// sees secrets within one Write, which holds for lines of errors and logs.
func redact(w io.Writer, secrets ...string) io.Writer {
	var hide [][]byte
	for _, s := range secrets {
		if len(s) >= shortestSecret {
			hide = append(hide, []byte(s))
		}
	}
	if len(hide) == 0 {
		return w
	}
	return &redacting{w: w, hide: hide}
}

type redacting struct {
	w    io.Writer
	hide [][]byte
}

func (r *redacting) Write(p []byte) (int, error) {
	shown := p
	for _, s := range r.hide {
		shown = bytes.ReplaceAll(shown, s, []byte("[secret]"))
	}
	if _, err := r.w.Write(shown); err != nil {
		return 0, err
	}
	return len(p), nil
}
