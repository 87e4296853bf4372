package main

import (
	"io"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// wrapper breaks text between words at the screen's width. It takes a text in
// pieces, as a model sends it, and counts columns as terminals do: a Korean
// syllable takes two.
type wrapper struct {
	w      io.Writer
	width  int                 // 0: do not wrap
	indent string              // before lines that wrapping begins
	paint  func(string) string // colours one word; nil: none

	column int
	space  string
	word   strings.Builder
	err    error
}

// write takes more of the text. The last word is held back until a space or flush
// ends it, and an error until flush.
func (p *wrapper) write(s string) {
	for _, r := range s {
		switch {
		case r == '\n':
			p.endWord()
			p.print("\n")
			p.column, p.space = 0, ""
		case unicode.IsSpace(r) && r != '\u00A0':
			p.endWord()
			p.space += " "
		default:
			p.word.WriteRune(r)
		}
	}
}

// flush prints the word held back.
func (p *wrapper) flush() error {
	p.endWord()
	return p.err
}

func (p *wrapper) endWord() {
	if p.word.Len() == 0 {
		return
	}
	word := p.word.String()
	p.word.Reset()
	size := uniseg.StringWidth(word)
	if p.width > 0 && p.column > len(p.indent) && p.column+len(p.space)+size > p.width {
		p.print("\n" + p.indent)
		p.column, p.space = len(p.indent), ""
	}
	p.column += len(p.space) + size
	shown := word
	if p.paint != nil {
		shown = p.paint(word)
	}
	p.print(p.space + shown)
	p.space = ""
}

func (p *wrapper) print(s string) {
	if p.err == nil {
		_, p.err = io.WriteString(p.w, s)
	}
}
