package tables

import (
	"strings"
	"unicode/utf8"
)

// Context is what a row of a stored text has to be read with.
type Context struct {
	Above string   // the lines right above the table: its caption, its unit
	Head  string   // the line of the heads, "" if they are not known
	Heads []string // its cells
	// Where all that stands in the text: from the first line above to the end
	// of the heads. Both are 0 where there is nothing.
	Start, End int
}

// String is the context as it stands in a text, "" if there is none.
func (c Context) String() string {
	return strings.TrimSpace(c.Above + "\n" + c.Head)
}

const (
	maxAbove   = 2   // lines
	longestTop = 140 // characters: what is longer is a paragraph
)

// Of returns the context of the row that starts at an offset of a text. It is
// not ok for what is no row, or the heads themselves.
func Of(text string, start int) (c Context, ok bool) {
	if start < 0 || start >= len(text) || !IsRow(text[start:]) {
		return Context{}, false
	}
	line := func(end int) (from int, s string) { // the line that ends there
		from = strings.LastIndexByte(text[:end], '\n') + 1
		return from, text[from:end]
	}
	own, after, _ := strings.Cut(text[start:], "\n")
	first := start == 0 || !IsRow(text[strings.LastIndexByte(text[:start-1], '\n')+1:])
	if IsRule(own) || IsRule(firstLine(after)) || first && isTopRow(own, firstLine(after)) {
		return Context{}, false
	}
	at := start
	for at > 0 {
		from, s := line(at - 1)
		if !IsRow(s) {
			break
		}
		if at = from; IsRule(s) && from > 0 {
			c.End = from - 1
			// Where two tables touch, the second need not have heads.
			if at, c.Head = line(from - 1); IsRow(c.Head) && len(Cells(c.Head)) == len(Cells(own)) {
				c.Heads, c.Start = Cells(c.Head), at
			} else {
				c.Head, c.End = "", 0
			}
			break
		}
	}
	if top := firstLine(text[at:]); c.Head == "" && at < start && isTopRow(top, own) {
		c.Head, c.Heads, c.Start, c.End = top, Cells(top), at, at+len(top)
	}
	var above []string
	for at > 0 && len(above) < maxAbove {
		from, s := line(at - 1)
		at = from
		if end := strings.LastIndex(s, ". ") + len(". "); end >= len(". ") && !IsRow(s) && isTop(s[end:]) {
			from, s, at = from+end, s[end:], 0 // it ran on behind a sentence
		}
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		if IsRow(s) || !isTop(s) {
			break
		}
		if above = append([]string{s}, above...); c.End == 0 {
			c.End = from + len(s)
		}
		c.Start = from
	}
	c.Above = strings.Join(above, "\n")
	return c, true
}

// isTopRow reports whether the first row of a table without a rule is its heads:
// it holds no value, and the row below does.
func isTopRow(first, below string) bool {
	heads, cells := Cells(first), Cells(below)
	return IsRow(below) && len(heads) == len(cells) && len(heads) > 1 && values(heads[1:]) == 0 && values(cells[1:]) > 0
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// Read returns a row as a sentence that needs nothing else: "Ships – Aug. 2026:
// 2,500; Sep. 2026: 3,100 (USD million)". Without heads the cells stand in
// their order: "Ships: 2,500; 3,100".
func (c Context) Read(row string) string {
	cells := Cells(row)
	var parts []string
	colon := ": "
	for i, cell := range cells[1:] {
		if i+1 < len(c.Heads) && cell != "" && c.Heads[i+1] != "" {
			cell, colon = c.Heads[i+1]+": "+cell, " – "
		}
		if cell != "" {
			parts = append(parts, cell)
		}
	}
	s := cells[0]
	if len(parts) > 0 {
		s = strings.TrimPrefix(s+colon+strings.Join(parts, "; "), colon)
	}
	if c.Above == "" {
		return s
	}
	above := strings.Split(c.Above, "\n")
	for i, l := range above {
		if above[i] = strings.Trim(l, "<>[] "); strings.HasPrefix(l, "(") {
			above[i] = strings.Trim(l, "() ")
		}
	}
	return s + " (" + strings.Join(above, ", ") + ")"
}

// Tops reports whether the line that ends at an offset of a text stands right
// above a table, as its caption or unit.
func Tops(text string, start, end int) bool {
	for range maxAbove {
		own := text[start:end]
		if IsRow(own) || !isTop(own) {
			return false
		}
		for end < len(text) && (text[end] == '\n' || text[end] == ' ') {
			end++
		}
		start, end = end, end+len(firstLine(text[end:]))
		if IsRow(text[start:end]) {
			return true
		}
	}
	return false
}

func isTop(line string) bool {
	line = strings.TrimSpace(line)
	return utf8.RuneCountInString(line) <= longestTop && !strings.HasSuffix(line, ".")
}

// Only returns the tables among the lines of a text, each with what stands
// right above it.
func Only(lines []string) []string {
	var kept []string
	done := 0 // lines before it are kept or left out
	for i, l := range lines {
		if !IsRow(l) {
			continue
		}
		top := i
		for top > done && i-top < maxAbove && isTop(lines[top-1]) && !IsRow(lines[top-1]) {
			top--
		}
		kept = append(kept, lines[max(top, done):i+1]...)
		done = i + 1
	}
	return kept
}
