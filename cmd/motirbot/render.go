package main

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/rivo/uniseg"

	"motirbot/answer"
	"motirbot/answer/text"
	"motirbot/release"
)

// printer lays answers out for a person. Everything it prints is cleaned of
// what could act on a terminal.
type printer struct {
	w       io.Writer
	on      screen
	notes   io.Writer // for what is said beside; nil: nowhere
	notesOn screen
	err     error
}

func (p *printer) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// paragraph prints text wrapped, lines after the first behind indent, each in
// the colours of paint.
func (p *printer) paragraph(words, indent string, paint func(string) string) {
	p.after(0, clean(words), indent, paint)
}

// after is paragraph on a line that has text up to a column already.
func (p *printer) after(column int, words, indent string, paint func(string) string) {
	var lines strings.Builder
	wrap := wrapper{w: &lines, width: p.on.width, indent: indent, column: column}
	wrap.write(strings.TrimRight(words, "\n"))
	_ = wrap.flush() // a Builder takes everything
	for line := range strings.SplitSeq(lines.String(), "\n") {
		if paint != nil {
			line = paint(line)
		}
		p.printf("%s\n", line)
	}
}

// answer prints the text unless the reader has it already, then where each
// marker leads.
func (p *printer) answer(ans answer.Answer, shown bool) {
	cited := ans.Citations
	switch {
	case shown:
	case len(ans.Items) > 0:
		cited = p.list(ans)
	default:
		p.paragraph(text.Plain(ans), "", p.paintMarkers)
	}
	p.citations(cited)
	for i, notice := range text.Notices(ans) {
		if i == 0 {
			p.printf("\n")
		}
		p.paragraph(notice, "", p.on.warn)
	}
	if !ans.Abstained() {
		for _, r := range ans.Removed {
			p.paragraph("- "+cleanLine(r.Text)+" ("+cleanLine(r.Why)+")", "  ", p.on.faint)
		}
	}
}

func (p *printer) citations(list []answer.Citation) {
	if len(list) > 0 {
		p.printf("\n")
	}
	for _, c := range list {
		p.link(p.dated(c.N, c.Date, c.By, c.Title), c.URL)
	}
}

// dated prints "[1] 2025-12-18 · METI · Title" and returns the indent of what
// belongs below it. There is no marker for n 0, and no issuer for "".
func (p *printer) dated(n int, date release.Date, issuer, title string) (indent string) {
	if issuer != "" {
		title = issuer + " · " + title
	}
	mark := ""
	if n > 0 {
		mark = fmt.Sprintf("[%d] ", n)
	}
	before := mark + date.String() + " · "
	if indent = strings.Repeat(" ", len(mark)); indent == "" {
		indent = strings.Repeat(" ", uniseg.StringWidth(before))
	}
	p.printf("%s%s · ", p.on.marker(mark), p.on.date(date.String()))
	p.after(uniseg.StringWidth(before), cleanLine(title), indent, p.on.strong)
	return indent
}

func (p *printer) link(indent, url string) {
	if url = cleanLine(url); url != "" {
		p.printf("%s%s\n", indent, p.on.faint(url))
	}
}

// sample says once what the words above were taken from.
func (p *printer) sample(is bool) {
	if is {
		p.note(sampleNote)
	}
}

// note says something about what was printed, where it is not in the way of a
// program that reads that.
func (p *printer) note(text string) {
	if p.notes == nil || p.err != nil {
		return
	}
	said := &printer{w: p.notes, on: p.notesOn}
	if p.on.terminal && said.on.terminal {
		said.printf("\n")
	}
	said.paragraph(text, "", said.on.faint)
}

// paintMarkers colours the markers in a text such as "in Seoul.[1][2]".
func (p *printer) paintMarkers(words string) string {
	if !p.on.colours || !strings.Contains(words, "[") {
		return words
	}
	return regexp.MustCompile(`\[\d+\]`).ReplaceAllStringFunc(words, p.on.marker)
}
