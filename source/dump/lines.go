package dump

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// line is one line of a file without its end. A line with a fault has no text:
// the fault is the reason why.
type line struct {
	number int
	text   string
	fault  string
}

func (l line) blank() bool { return l.fault == "" && strings.TrimSpace(l.text) == "" }

// lineReader hands out lines one at a time, so that a file is never in memory
// as a whole.
type lineReader struct {
	ctx    context.Context
	r      *bufio.Reader
	number int
}

// next returns io.EOF after the last line.
func (l *lineReader) next() (line, error) {
	if err := l.ctx.Err(); err != nil {
		return line{}, err
	}
	raw, tooLong, err := l.raw()
	if err != nil {
		return line{}, err
	}
	l.number++
	if l.number == 1 {
		raw = bytes.TrimPrefix(raw, byteOrderMark)
	}
	raw = bytes.TrimSuffix(bytes.TrimSuffix(raw, []byte("\n")), []byte("\r"))
	switch {
	case tooLong:
		return line{number: l.number, fault: fmt.Sprintf("the line is longer than %d MiB", maxEntry>>20)}, nil
	case bytes.IndexByte(raw, 0) >= 0:
		return line{number: l.number, fault: "the line is not text: it holds a zero byte"}, nil
	case !utf8.Valid(raw):
		return line{number: l.number, fault: badUTF8(raw)}, nil
	}
	return line{number: l.number, text: string(raw)}, nil
}

// raw reads up to the end of the line and gives up keeping it, but not reading
// it, past the limit.
func (l *lineReader) raw() (text []byte, tooLong bool, err error) {
	for {
		part, err := l.r.ReadSlice('\n')
		if len(text)+len(part) > maxEntry {
			tooLong, text = true, text[:0]
		}
		if !tooLong {
			text = append(text, part...)
		}
		switch {
		case err == nil:
			return text, tooLong, nil
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && (len(text) > 0 || tooLong):
			return text, tooLong, nil
		}
		return nil, false, err
	}
}

// each calls visit with every line until one of them fails.
func (l *lineReader) each(visit func(line)) error {
	for {
		next, err := l.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		visit(next)
	}
}
