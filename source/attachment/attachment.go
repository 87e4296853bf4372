// Package attachment reads the text of the files that a ministry offers beside
// a release: PDF, by PDFium in a WebAssembly sandbox that sees neither files nor
// the network, and HWPX, the zip of XML that Korean offices write. Tables come
// out in the form of motirbot/internal/tables.
//
// Files come from strangers: what one may cost in bytes, pages, time and memory
// is bounded, and every file that is not read, or not to its end, has a reason
// that a person understands.
package attachment

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"motirbot/internal/tables"
)

// Bounds of one file.
const (
	MaxBytes = 20 << 20
	maxPages = 60
	maxText  = 256 << 10 // bytes
	maxTime  = 30 * time.Second
)

// Reasons why a file is not read.
var (
	ErrEncrypted = errors.New("it is encrypted")
	ErrForm      = errors.New("it is neither a PDF nor an HWPX file")
	ErrHWP       = errors.New("it is an HWP file, a form that is not read")
	ErrNoText    = errors.New("it holds no text, only pictures perhaps")
	ErrBroken    = errors.New("it is damaged")
	ErrTooLong   = fmt.Errorf("reading it took longer than %s", maxTime)
)

// Text is what a file says.
type Text struct {
	Lines []string // paragraphs and rows of tables, none empty
	Cut   string   // what of the file is left out and why, "" if nothing
}

// Reader reads files, one at a time.
type Reader struct {
	cacheDir string

	mu  sync.Mutex
	pdf *pdfEngine // nil until the first PDF
}

// New returns a Reader that keeps compiled code in a folder, so that only the
// first PDF on a machine waits for the compiler; "" keeps it in memory.
func New(cacheDir string) *Reader { return &Reader{cacheDir: cacheDir} }

// Close frees what the Reader holds in memory. The Reader stays usable.
func (r *Reader) Close(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pdf == nil {
		return nil
	}
	err := r.pdf.cache.Close(ctx)
	r.pdf = nil
	return err
}

// Read returns the text of a file, told by its content, whatever its name. The
// error says why nothing of it is read: one of the reasons above, or the
// context's.
func (r *Reader) Read(ctx context.Context, content []byte) (Text, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var text Text
	var err error
	switch head := content[:min(len(content), 1024)]; {
	case len(content) > MaxBytes:
		return Text{}, fmt.Errorf("it is larger than %d MB", MaxBytes>>20)
	case bytes.Contains(head, []byte("%PDF-")):
		text, err = r.readPDF(ctx, content)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		text, err = readHWPX(content)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return Text{}, ErrHWP
	default:
		return Text{}, ErrForm
	}
	if err != nil {
		return Text{}, err
	}
	return bounded(text)
}

// bounded cleans the lines and keeps as many as the limit allows.
func bounded(text Text) (Text, error) {
	kept, size := text.Lines[:0], 0
	for _, l := range text.Lines {
		if l = clean(l); l == "" {
			continue
		}
		if size += len(l) + 1; size > maxText {
			if fits := strings.ToValidUTF8(l[:max(0, len(l)-(size-maxText))], ""); !tables.IsRow(l) && fits != "" {
				kept = append(kept, strings.TrimSpace(fits))
			}
			text.Cut = join(text.Cut, fmt.Sprintf("what comes after the first %d KB of its text is left out", maxText>>10))
			break
		}
		kept = append(kept, l)
	}
	if text.Lines = kept; len(kept) == 0 {
		return Text{}, ErrNoText
	}
	return text, nil
}

func join(a, b string) string { return strings.TrimPrefix(a+"; "+b, "; ") }

// clean makes a line comparable: valid UTF-8 in one Unicode form, without
// invisible characters, its white space single.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(norm.NFC.String(s)), " ")
}
