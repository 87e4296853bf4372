package figures

import (
	"regexp"
	"strings"
	"unicode"

	"motirbot/internal/dates"
	"motirbot/internal/tables"
)

// flatNumber is a figure as it stands in a cell.
var flatNumber = regexp.MustCompile(`^[+−△▲-]?\d[\d,]*(?:\.\d+)?%?$`)

// flatRow is a row of a table that has lost its lines: label and figures, as
// byte offsets in the body.
type flatRow struct {
	label, end int
	cells      []string
	at         []int
}

// flattened reads a table whose rows stand in one line, as the ministry's list
// page has them: "Origin Volume (tons) Share (%) Chile 84.6 33.9 Peru 41.2 16.5
// …". It returns where the table ends, ok if there is one: at least three rows
// of as many figures as there are heads.
func (d *document) flattened(start, end int) (rest int, ok bool) {
	rows := d.flatRows(start, end)
	if len(rows) < 3 {
		return start, false
	}
	first := &rows[0]
	heads := d.rel.Body[start:first.label]
	if !yearWord(first.cells[0]) { // the heads and the first label run into each other
		heads += first.cells[0]
		words := strings.Fields(heads)
		cut := 0
		for n := 1; n <= min(4, len(words)-1); n++ {
			name := strings.Join(words[len(words)-n:], " ")
			ts := d.reader.tokens(name, d.rel.Date, d.marks)
			if len(ts) == 1 && (ts[0].class == partner || ts[0].class == item) {
				cut = n
			}
		}
		if cut == 0 {
			return start, false
		}
		name := strings.Join(words[len(words)-cut:], " ")
		at := strings.LastIndex(d.rel.Body[:first.at[1]], words[len(words)-cut])
		if !strings.HasPrefix(d.rel.Body[at:], name) {
			return start, false
		}
		first.cells[0], first.label, first.at[0] = name, at, at
		heads = d.rel.Body[start:at]
	}
	names := flatHeads(heads)
	if len(names) != len(first.cells) {
		return start, false
	}
	d.sheet = d.newSheet(tables.Context{Head: heads, Heads: names})
	for _, r := range rows {
		d.cells(r.label, r.end, r.cells, r.at)
	}
	d.sheet = sheet{}
	return rows[len(rows)-1].end, true
}

// flatHeads cuts heads after their units, "Volume (tons) Share (%)", or before
// their capitals.
func flatHeads(text string) []string {
	if strings.Contains(text, ")") {
		corner, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
		heads := []string{corner}
		for part := range strings.SplitAfterSeq(rest, ")") {
			if part = strings.TrimSpace(part); part != "" {
				heads = append(heads, part)
			}
		}
		return heads
	}
	var heads []string
	for _, w := range strings.Fields(text) {
		if n := len(heads); n > 0 && !unicode.IsUpper([]rune(w)[0]) {
			heads[n-1] += " " + w
		} else {
			heads = append(heads, w)
		}
	}
	return heads
}

// flatRows returns the longest run of rows with as many figures each. The label
// of a row is up to four words, or a year.
func (d *document) flatRows(start, end int) []flatRow {
	const longestLabel = 4
	body := d.rel.Body
	var rows, best []flatRow
	var words []int // where the words of the label begin
	keep := func(to int) {
		if n := len(rows); n > 1 && len(rows[n-1].cells) != len(rows[n-2].cells) {
			rows = rows[n-1:]
		}
		if len(rows) > len(best) {
			best = append([]flatRow{}, rows...)
		}
	}
	inRow := false
	for at := start; at < end; {
		for at < end && body[at] == ' ' {
			at++
		}
		to := at
		for to < end && body[to] != ' ' {
			to++
		}
		w := body[at:to]
		switch number := flatNumber.MatchString(w); {
		case w == "":
		case number && (!inRow || yearWord(w)):
			r := flatRow{label: at, cells: []string{w}, at: []int{at}, end: to}
			if !yearWord(w) || len(words) > 0 && len(rows) > 0 && !yearWord(rows[len(rows)-1].cells[0]) {
				if len(words) == 0 {
					break
				}
				from := words[max(0, len(words)-longestLabel)]
				r = flatRow{label: from, cells: []string{strings.TrimSpace(body[from:at]), w}, at: []int{from, at}, end: to}
			}
			keep(at)
			if len(words) > longestLabel {
				rows = nil
			}
			rows, words, inRow = append(rows, r), nil, true
		case number:
			r := &rows[len(rows)-1]
			r.cells, r.at, r.end = append(r.cells, w), append(r.at, at), to
		default:
			words, inRow = append(words, at), false
		}
		at = to
	}
	keep(end)
	if len(best) > 0 && len(best[0].cells) < 3 {
		return nil
	}
	return best
}

func yearWord(w string) bool {
	return len(w) == 4 && (w[:2] == "19" || w[:2] == "20") && isDigit(w[2]) && isDigit(w[3])
}

// plainRow is a row of a table whose cells single spaces hold apart.
var (
	plainRow = regexp.MustCompile(`^\s*([^\d\s|][^\d|]*?)\s+([+−△▲-]?\d[\d,.]*%?(?:\s+(?:[+−△▲-]?\d[\d,.]*%?|-))*)\s*$`)
	tornRow  = regexp.MustCompile(`(\d), (\d{3})`)
)

// plainTable reads a table from the line that starts at an offset of the body
// on: heads, and at least three rows of a label and as many figures each. It
// returns where the table ends, ok if there is one.
func (d *document) plainTable(start int) (end int, ok bool) {
	body := d.rel.Body
	head, rest, _ := strings.Cut(body[start:], "\n")
	if strings.HasPrefix(head, "|") || plainRow.MatchString(head) || !plainRow.MatchString(firstLine(rest)) {
		return start, false
	}
	var names []string
	at := 0
	for _, m := range dates.Read(head, d.rel.Date) {
		names = append(names, strings.Fields(head[at:m.Start])...)
		names, at = append(names, head[m.Start:m.End]), m.End
		if strings.HasPrefix(head[at:], ".") {
			at++
		}
	}
	names = append(names, strings.Fields(head[at:])...)
	var rows []flatRow
	for at = start + len(head) + 1; at < len(body); {
		line := firstLine(body[at:])
		m := plainRow.FindStringSubmatchIndex(line)
		if m == nil {
			break
		}
		r := flatRow{label: at, end: at + len(line), cells: []string{line[m[2]:m[3]]}, at: []int{at + m[2]}}
		for i := m[4]; i < m[5]; {
			n := i + strings.IndexByte(line[i:]+" ", ' ')
			for n < m[5] && line[n-1] == ',' && tornRow.MatchString(line[n-2:min(n+4, len(line))]) {
				n += 1 + strings.IndexByte(line[n+1:]+" ", ' ')
			}
			r.cells, r.at = append(r.cells, line[i:n]), append(r.at, at+i)
			for i = n; i < m[5] && line[i] == ' '; i++ {
			}
		}
		if len(r.cells) != len(names) {
			break
		}
		rows = append(rows, r)
		at += len(line) + 1
	}
	if len(rows) < 3 {
		return start, false
	}
	var above []string
	for _, l := range strings.Split(strings.TrimSpace(body[:start]), "\n") {
		above = append(above, strings.TrimLeft(l, "0123456789. "))
	}
	d.sheet = d.newSheet(tables.Context{Above: strings.Join(above[max(0, len(above)-2):], "\n"), Head: head, Heads: names})
	for _, r := range rows {
		d.cells(r.label, r.end, r.cells, r.at)
	}
	d.sheet = sheet{}
	return rows[len(rows)-1].end, true
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}
