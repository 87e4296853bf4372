// Package tables keeps tables as tables in plain text. However a source sets
// one (HTML cells with spans, bars, tabs, columns held apart by space, glyphs
// on a page), it is stored in one form:
//
//	Exports by item (USD million)
//	| Item | Aug. 2026 | Sep. 2026 |
//	|---|---|---|
//	| Ships | 2,500 | 3,100 |
//
// Heads of several rows are one row, each head from the widest to the nearest;
// cells that span others are repeated in them. A table whose heads are not
// known has neither heads nor the line below them. What stands right above a
// table, its caption or its unit, stays there, and [Of] finds it.
package tables

import (
	"regexp"
	"slices"
	"strings"
)

const (
	maxColumns = 64
	maxCells   = 20_000 // of one table, spans filled in
	maxHeads   = 3      // rows
)

// Cell is a cell as a source sets it. Spans below 1 count as 1.
type Cell struct {
	Text     string
	Rows     int // that it spans
	Columns  int
	Head     bool // marked as a head
	Row, Col int  // where it stands, if Placed
	Placed   bool
}

// Plain returns the lines of a table. Rows that are a single cell across all
// of it stand above it where they come first: captions and units are often set
// like that.
func Plain(rows [][]Cell) []string {
	grid, marked := fill(rows)
	width := 0
	for _, row := range grid {
		width = max(width, len(row))
	}
	var above []string
	for len(grid) > 0 && width > 1 && isWide(grid[0], width) {
		if grid[0][0] != "" {
			above = append(above, grid[0][0])
		}
		grid, marked = grid[1:], marked[1:]
	}
	if width == 1 { // a frame around text
		for _, row := range grid {
			if row[0] != "" {
				above = append(above, row[0])
			}
		}
		return above
	}
	for i, row := range grid {
		if isWide(row, width) {
			grid[i] = append([]string{row[0]}, make([]string, width-1)...)
		}
	}
	heads := headRows(grid, marked)
	return append(above, set(grid, heads)...)
}

// place is where a cell of a grid stands.
type place struct{ row, col int }

// fill puts cells on a grid, each into all the places that it spans, and tells
// which rows are marked as heads. A span reaches no farther than the rows there
// are.
func fill(rows [][]Cell) (grid [][]string, marked []bool) {
	taken, heads, plain := map[place]string{}, map[int]bool{}, map[int]bool{}
	for r, cells := range rows {
		at := place{row: r}
		for _, c := range cells {
			if c.Placed {
				at = place{c.Row, c.Col}
			} else {
				at = free(taken, at)
			}
			if at.row < 0 || at.col < 0 || at.row > r+len(rows) || at.col >= maxColumns {
				continue
			}
			across := min(max(c.Columns, 1), maxColumns-at.col)
			occupy(taken, at, min(max(c.Rows, 1), max(len(rows)-at.row, 1)), across, c.Text)
			if c.Text != "" {
				heads[at.row], plain[at.row] = heads[at.row] || c.Head, plain[at.row] || !c.Head
			}
			at.col += across
		}
	}
	byRow := map[int][]string{}
	last := -1
	for at, text := range taken {
		row := byRow[at.row]
		if n := at.col + 1 - len(row); n > 0 {
			row = append(row, make([]string, n)...)
		}
		row[at.col], byRow[at.row], last = text, row, max(last, at.row)
	}
	for r := 0; r <= last; r++ {
		if row := byRow[r]; strings.Join(row, "") != "" {
			grid, marked = append(grid, row), append(marked, heads[r] && !plain[r])
		}
	}
	return grid, marked
}

// free returns the first place from one on, in its row, that no span has taken.
func free(taken map[place]string, at place) place {
	for {
		if _, used := taken[at]; !used {
			return at
		}
		at.col++
	}
}

func occupy(taken map[place]string, from place, down, across int, text string) {
	for i := range down {
		for j := range across {
			if len(taken) >= maxCells {
				return
			}
			at := place{from.row + i, from.col + j}
			if _, used := taken[at]; !used {
				taken[at] = text
			}
		}
	}
}

// isWide reports whether a row is one cell across the table.
func isWide(row []string, width int) bool {
	if len(row) == 1 {
		return true
	}
	return len(row) == width && slices.Max(row) == slices.Min(row) && !isValue(row[0])
}

// headRows returns how many rows at the top are heads: those that are marked,
// else those without a value above one that has some.
func headRows(grid [][]string, marked []bool) int {
	n := 0
	for n < len(grid)-1 && n < maxHeads && marked[n] {
		n++
	}
	if n > 0 {
		return n
	}
	for n < len(grid) && n < maxHeads && values(grid[n][1:]) == 0 && (n == 0 || strings.Join(grid[n][1:], "") != "") {
		n++
	}
	for _, row := range grid[n:] {
		if values(row[1:]) > 0 {
			return n
		}
	}
	return 0
}

var (
	value = regexp.MustCompile(`^[(△▲▽▼+–−-]*\s*(?:US)?[$€¥₩]?\d[\d,. ]*(?:%|%p|p|배|건|개|억|만|조|원|달러|[a-z]{1,2})?\)?\*{0,2}$|^[–—−-]$|^(?i:n/a|n\.a\.)$`)
	year  = regexp.MustCompile(`^(?:19|20)\d\d$`)
)

// isValue reports whether a cell is a figure. A year is none: it heads a column.
func isValue(cell string) bool {
	if cell = strings.TrimSpace(cell); len(cell) > 40 || !strings.ContainsAny(cell, "0123456789-–—−aA") {
		return false
	}
	return value.MatchString(cell) && !year.MatchString(cell)
}

func values(cells []string) int {
	n := 0
	for _, c := range cells {
		if isValue(c) {
			n++
		}
	}
	return n
}

// set writes a grid whose first rows are heads.
func set(grid [][]string, heads int) []string {
	width := 0
	for _, row := range grid {
		width = max(width, len(row))
	}
	var lines []string
	if heads > 0 {
		head := make([]string, width)
		for col := range head {
			var parts []string
			for _, row := range grid[:heads] {
				if col < len(row) && row[col] != "" && !slices.Contains(parts, row[col]) {
					parts = append(parts, row[col])
				}
			}
			head[col] = strings.Join(parts, " ")
		}
		lines = append(lines, line(head, width), "|"+strings.Repeat("---|", width))
	}
	for _, row := range grid[heads:] {
		lines = append(lines, line(row, width))
	}
	return lines
}

// line sets a row. A bar in a cell would end it, so it becomes a wide one.
func line(row []string, width int) string {
	var b strings.Builder
	for i := range max(width, len(row)) {
		cell := ""
		if i < len(row) {
			cell = strings.Join(strings.Fields(strings.ReplaceAll(row[i], "|", "｜")), " ")
		}
		b.WriteString("| " + cell)
		if cell != "" {
			b.WriteByte(' ')
		}
	}
	return b.String() + "|"
}

// IsRow reports whether a line of stored text is the row of a table, the line
// below its heads included.
func IsRow(line string) bool { return strings.HasPrefix(line, "|") }

// IsRule reports whether a line stands below heads.
func IsRule(line string) bool {
	return strings.HasPrefix(line, "|---") && strings.Trim(line, "|-") == ""
}

// Cells returns the cells of a row.
func Cells(row string) []string {
	cells := strings.Split(strings.Trim(strings.TrimSpace(row), "|"), "|")
	for i, c := range cells {
		cells[i] = strings.TrimSpace(c)
	}
	return cells
}
