package figures

import (
	"regexp"
	"strings"

	"motirbot/internal/dates"
	"motirbot/internal/tables"
)

// flattened reads a table whose rows stand in one line, as the ministry's list
// page has them: "Origin Volume (tons) Share (%) Chile 84.6 33.9 Peru 41.2 16.5
// …". It returns where the table ends, ok if there is one: at least three rows
// of as many figures as there are heads.
func (d *document) flattened(start, end int) (rest int, ok bool) {
	rows := tables.FlatRows(d.rel.Body, start, end)
	if len(rows) < 3 {
		return start, false
	}
	first := &rows[0]
	heads := d.rel.Body[start:first.Start]
	if !tables.IsYear(first.Cells[0]) { // the heads and the first label run into each other
		heads += first.Cells[0]
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
		at := strings.LastIndex(d.rel.Body[:first.At[1]], words[len(words)-cut])
		if !strings.HasPrefix(d.rel.Body[at:], name) {
			return start, false
		}
		first.Cells[0], first.Start, first.At[0] = name, at, at
		heads = d.rel.Body[start:at]
	}
	names := tables.FlatHeads(heads)
	if len(names) != len(first.Cells) {
		return start, false
	}
	d.sheet = d.newSheet(tables.Context{Head: heads, Heads: names})
	for _, r := range rows {
		d.cells(r.Start, r.End, r.Cells, r.At)
	}
	d.sheet = sheet{}
	return rows[len(rows)-1].End, true
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
	var rows []tables.FlatRow
	for at = start + len(head) + 1; at < len(body); {
		line := firstLine(body[at:])
		m := plainRow.FindStringSubmatchIndex(line)
		if m == nil {
			break
		}
		r := tables.FlatRow{Start: at, End: at + len(line), Cells: []string{line[m[2]:m[3]]}, At: []int{at + m[2]}}
		for i := m[4]; i < m[5]; {
			n := i + strings.IndexByte(line[i:]+" ", ' ')
			for n < m[5] && line[n-1] == ',' && tornRow.MatchString(line[n-2:min(n+4, len(line))]) {
				n += 1 + strings.IndexByte(line[n+1:]+" ", ' ')
			}
			r.Cells, r.At = append(r.Cells, line[i:n]), append(r.At, at+i)
			for i = n; i < m[5] && line[i] == ' '; i++ {
			}
		}
		if len(r.Cells) != len(names) {
			break
		}
		rows = append(rows, r)
		at += len(line) + 1
	}
	if len(rows) < 3 {
		return start, false
	}
	var above []string
	for l := range strings.SplitSeq(strings.TrimSpace(body[:start]), "\n") {
		above = append(above, strings.TrimLeft(l, "0123456789. "))
	}
	d.sheet = d.newSheet(tables.Context{Above: strings.Join(above[max(0, len(above)-2):], "\n"), Head: head, Heads: names})
	for _, r := range rows {
		d.cells(r.Start, r.End, r.Cells, r.At)
	}
	d.sheet = sheet{}
	return rows[len(rows)-1].End, true
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}
