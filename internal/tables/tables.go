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

// fill puts cells on a grid, each into all the places that it spans, and tells
// which rows are marked as heads.
func fill(rows [][]Cell) (grid [][]string, marked []bool) {
	type place struct{ row, col int }
	taken, heads, plain := map[place]string{}, map[int]bool{}, map[int]bool{}
	height := 0
	for r, cells := range rows {
		col := 0
		for _, c := range cells {
			row := r
			if c.Placed {
				row, col = c.Row, c.Col
			}
			for !c.Placed {
				if _, used := taken[place{row, col}]; !used {
					break
				}
				col++
			}
			// A span reaches no farther than the rows there are.
			down, across := min(max(c.Rows, 1), max(len(rows)-row, 1)), min(max(c.Columns, 1), maxColumns-col)
			for i := range down {
				for j := range across {
					at := place{row + i, col + j}
					if _, used := taken[at]; !used && len(taken) < maxCells {
						taken[at] = c.Text
						height = max(height, at.row+1)
					}
				}
			}
			if c.Text != "" {
				heads[row], plain[row] = heads[row] || c.Head, plain[row] || !c.Head
			}
			if col += across; col >= maxColumns && !c.Placed {
				break
			}
		}
	}
	byRow := make([]map[int]string, height)
	for at, text := range taken {
		if at.row < 0 || at.col < 0 {
			continue
		}
		if byRow[at.row] == nil {
			byRow[at.row] = map[int]string{}
		}
		byRow[at.row][at.col] = text
	}
	for r, cells := range byRow {
		last := -1
		for col := range cells {
			last = max(last, col)
		}
		row := make([]string, last+1)
		for col, text := range cells {
			row[col] = text
		}
		if strings.Join(row, "") != "" {
			grid, marked = append(grid, row), append(marked, heads[r] && !plain[r])
		}
	}
	return grid, marked
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
	cell = strings.TrimSpace(cell)
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
