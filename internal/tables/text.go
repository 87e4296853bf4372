package tables

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Word is a stretch of text on a line, with where it stands across the page.
type Word struct {
	Text        string
	Left, Right float64
}

// maxGridRows bounds the rows of one table that is found by its columns.
const maxGridRows = 2000

// FromColumns finds the tables among lines whose words stand in columns, and
// returns all lines as text, those tables in their plain form.
func FromColumns(lines [][]Word) []string {
	var out []string
	for i := 0; i < len(lines); {
		end := i
		for end < len(lines) && isFigures(lines[end]) && end-i < maxGridRows {
			end++
		}
		// A single row is a table only below heads.
		if end == i || end == i+1 && (len(lines[i]) < 3 || i == 0 || len(lines[i-1]) < len(lines[i])-1 || !isHead(lines[i-1], lines[i])) {
			out = append(out, joined(lines[i], " "))
			i++
			continue
		}
		columns := columnsOf(lines[i:end])
		var grid [][]string
		heads := 0
		for heads < min(i, maxHeads, len(out)) && isHead(lines[i-heads-1], columns) {
			heads++
			grid = append([][]string{headCells(lines[i-heads], columns)}, grid...)
		}
		for _, l := range lines[i:end] {
			grid = append(grid, placed(l, columns))
		}
		out = append(out[:len(out)-heads], set(grid, heads)...)
		i = end
	}
	return out
}

// isFigures reports whether a line is a label followed by figures, or figures.
func isFigures(line []Word) bool {
	if len(line) < 2 {
		return false
	}
	n := 0
	for _, w := range line[1:] {
		if isValue(w.Text) {
			n++
		}
	}
	return n*2 > len(line)-1
}

// columnsOf returns where the columns of a table stand: those of its rows that
// have the most common number of words.
func columnsOf(rows [][]Word) []Word {
	counts := map[int]int{}
	best := 0
	for _, row := range rows {
		if counts[len(row)]++; counts[len(row)] > counts[best] || counts[len(row)] == counts[best] && len(row) > best {
			best = len(row)
		}
	}
	best = min(best, maxColumns)
	var columns []Word
	for _, row := range rows {
		switch {
		case len(row) != best:
		case columns == nil:
			columns = slices.Clone(row)
		default:
			for i, w := range row {
				columns[i].Left, columns[i].Right = min(columns[i].Left, w.Left), max(columns[i].Right, w.Right)
			}
		}
	}
	return columns
}

// isHead reports whether a line heads the columns below it: it stands in about
// as many, or in one that is not the first, and reaches beyond none.
func isHead(line, columns []Word) bool {
	if len(line) == 0 || len(line) > len(columns) {
		return false
	}
	last := columns[len(columns)-1].Right
	slack := (last - columns[0].Left) / 4
	if line[0].Left < columns[0].Left-slack || line[len(line)-1].Right > last+slack {
		return false
	}
	for _, w := range line {
		if isValue(w.Text) || utf8.RuneCountInString(w.Text) > 60 || IsRow(w.Text) {
			return false
		}
	}
	if len(line) == 1 { // "2026" over two columns, not a caption over all
		return len(columns) > 2 && line[0].Left > columns[0].Right && line[0].Right < last && !strings.ContainsAny(line[0].Text, "()<>:：[]")
	}
	return len(line)*2 >= len(columns)-1
}

// placed puts the words of a row into columns.
func placed(row, columns []Word) []string {
	cells := make([]string, len(columns))
	if len(row) == len(columns) {
		for i, w := range row {
			cells[i] = w.Text
		}
		return cells
	}
	for _, w := range row {
		at := nearest(w, columns)
		cells[at] = strings.TrimSpace(cells[at] + " " + w.Text)
	}
	return cells
}

// headCells gives every column its head of a line. Where there are fewer heads
// than columns, a head may stand over several.
func headCells(line, columns []Word) []string {
	switch {
	case len(line) >= len(columns):
		return placed(line, columns)
	case len(line) == len(columns)-1 && line[0].Left > columns[0].Left+(columns[1].Left-columns[0].Left)/2:
		return append([]string{""}, placed(line, columns[1:])...)
	}
	cells := make([]string, len(columns))
	wide := line
	if nearest(line[0], columns) == 0 {
		cells[0], wide = line[0].Text, line[1:]
	}
	for i := 1; i < len(columns) && len(wide) > 0; i++ {
		cells[i] = wide[nearest(columns[i], wide)].Text
	}
	return cells
}

// nearest returns which of the places w is nearest to, by what lies between
// them and then by their middles.
func nearest(w Word, places []Word) int {
	best := 0
	var least, middle float64
	for i, p := range places {
		apart := max(0, p.Left-w.Right, w.Left-p.Right)
		off := math.Abs(w.Left + w.Right - p.Left - p.Right)
		if i == 0 || apart < least || apart == least && off < middle {
			best, least, middle = i, apart, off
		}
	}
	return best
}

func joined(line []Word, with string) string {
	parts := make([]string, len(line))
	for i, w := range line {
		parts[i] = w.Text
	}
	return strings.Join(parts, with)
}

var (
	gap  = regexp.MustCompile(` {2,}`)
	rule = regexp.MustCompile(`^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$`)
	bars = regexp.MustCompile(`\s\|\s|^\s*\||\|\s*$`)
)

// FromText finds the tables in plain text: rows between bars, cells set apart
// by tabs, columns held apart by space. Lines of a table come back in its plain
// form and the others as they are.
func FromText(lines []string) []string {
	var out []string
	for i := 0; i < len(lines); {
		how := separator(lines, i)
		end := i
		for end < len(lines) && how != 0 && separates(lines[end], how) {
			end++
		}
		switch {
		case how == 0:
			out = append(out, lines[i])
			i++
			continue
		case how == '|':
			out = append(out, barred(lines[i:end])...)
		default:
			out = append(out, spaced(lines[i:end], how)...)
		}
		i = end
	}
	return out
}

// separator tells by what the cells of a line and of the next are set apart, 0
// if by nothing.
func separator(lines []string, i int) rune {
	for _, how := range []rune{'|', '\t', ' '} {
		if separates(lines[i], how) && (i+1 < len(lines) && separates(lines[i+1], how) || how == '|' && strings.HasPrefix(lines[i], "|")) {
			return how
		}
	}
	return 0
}

func separates(line string, how rune) bool {
	switch how {
	case '|':
		return strings.Contains(line, "|") && (bars.MatchString(line) || rule.MatchString(line))
	case '\t':
		return strings.Contains(strings.TrimSpace(line), "\t")
	}
	line = strings.TrimSpace(line)
	return strings.Contains(line, "  ") && !strings.Contains(line, "\t")
}

// barred sets rows between bars. The line of a Markdown table that sets its
// heads apart says which they are.
func barred(lines []string) []string {
	var grid [][]string
	heads := 0
	for _, l := range lines {
		switch {
		case rule.MatchString(l):
			if heads == 0 && len(grid) <= maxHeads {
				heads = len(grid)
			}
		default:
			l = strings.ReplaceAll(l, `\|`, "｜")
			cells := Cells(l)
			grid = append(grid, cells[:min(len(cells), maxColumns)])
		}
	}
	if len(grid) == 0 {
		return nil
	}
	if heads == 0 && !strings.HasPrefix(lines[0], "|") {
		heads = headRows(grid, make([]bool, len(grid)))
	}
	return set(grid, heads)
}

// spaced sets rows whose cells tabs or space hold apart. Text that is no table
// comes back as it was.
func spaced(lines []string, how rune) []string {
	rows := make([][]Word, len(lines))
	same := true
	for i, l := range lines {
		if how == '\t' {
			rows[i] = tabbed(l)
		} else {
			rows[i] = aligned(l)
		}
		same = same && len(rows[i]) == len(rows[0])
	}
	found := FromColumns(rows)
	if slices.ContainsFunc(found, IsRow) {
		return found
	}
	if how == '\t' && same && len(rows) > 1 { // a table of words
		var grid [][]string
		for _, row := range rows {
			grid = append(grid, strings.Split(joined(row, "\t"), "\t"))
		}
		return set(grid, 0)
	}
	return lines
}

// tabbed gives every cell a column of its own.
func tabbed(line string) []Word {
	var words []Word
	for i, cell := range strings.Split(strings.TrimRightFunc(line, unicode.IsSpace), "\t") {
		if cell = strings.TrimSpace(cell); cell != "" {
			words = append(words, Word{cell, float64(i), float64(i) + 0.5})
		}
	}
	return words
}

// aligned splits a line where two spaces or more stand.
func aligned(line string) []Word {
	var words []Word
	at := 0
	add := func(from, to int) {
		if text := strings.TrimSpace(line[from:to]); text != "" {
			words = append(words, Word{text, columns(line[:from]), columns(line[:to])})
		}
	}
	for _, m := range gap.FindAllStringIndex(line, -1) {
		add(at, m[0])
		at = m[1]
	}
	add(at, len(line))
	return words
}

// columns is how wide a text is in a typewriter's columns, in which Hangul and
// Chinese characters take two.
func columns(s string) float64 {
	n := 0
	for _, r := range s {
		if n++; unicode.In(r, unicode.Hangul, unicode.Han) {
			n++
		}
	}
	return float64(n)
}
