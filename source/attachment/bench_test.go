package attachment_test

import (
	"archive/zip"
	"bytes"
	"io"
	"testing"
)

// zipOf is an archive with one file.
func zipOf(name string, content io.Reader) []byte {
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	if w, err := archive.Create(name); err == nil {
		io.Copy(w, content)
	}
	archive.Close()
	return b.Bytes()
}

// repeat is a text over and over.
type repeat struct {
	head, text string
	left       int
}

func (r *repeat) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, io.EOF
	}
	n := copy(p, r.head)
	r.head = r.head[n:]
	for n < len(p) && r.head == "" {
		k := copy(p[n:], r.text)
		if k < len(r.text) {
			n += k
			r.head = r.text[k:]
			break
		}
		n += k
	}
	r.left -= n
	return n, nil
}

func BenchmarkRelease(b *testing.B) {
	content := release()
	for b.Loop() {
		if _, err := reader.Read(b.Context(), content); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkHard reads the costly files; -benchmem tells what the parsers take.
func BenchmarkHard(b *testing.B) {
	for name, content := range hard() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				reader.Read(b.Context(), content)
			}
		})
	}
}
