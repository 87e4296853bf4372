package tables_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motirbot/internal/tables"
)

func TestFromText(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"columns held apart by space": {
			"Exports by item (USD million, %)\nItem            Nov. 2024   Nov. 2025   YoY\nChips           12,450      17,260      38.6\nPlastics         3,600       3,090     -14.1\nThe end.",
			"Exports by item (USD million, %)\n| Item | Nov. 2024 | Nov. 2025 | YoY |\n|---|---|---|---|\n| Chips | 12,450 | 17,260 | 38.6 |\n| Plastics | 3,600 | 3,090 | -14.1 |\nThe end.",
		},
		"heads in two rows": {
			"               2024             2025\nItem      Value   YoY      Value   YoY\nChips       120   1.5        140   16.7\nShips        80   2.0         70  △12.5",
			"| Item | 2024 Value | 2024 YoY | 2025 Value | 2025 YoY |\n|---|---|---|---|---|\n| Chips | 120 | 1.5 | 140 | 16.7 |\n| Ships | 80 | 2.0 | 70 | △12.5 |",
		},
		"tabs without heads": {
			"China\t11,280\t6.9\nMiddle East\t1,640\t33.1",
			"| China | 11,280 | 6.9 |\n| Middle East | 1,640 | 33.1 |",
		},
		"tabs with an empty corner": {
			"\tOct.\tNov.\nChina\t11,280\t12,000\nJapan\t2,100\t-",
			"| | Oct. | Nov. |\n|---|---|---|\n| China | 11,280 | 12,000 |\n| Japan | 2,100 | - |",
		},
		"tabs between words": {
			"Oslo\tNorway\nRome\tItaly", "| Oslo | Norway |\n| Rome | Italy |",
		},
		"Korean columns": {
			"(단위: 억 달러)\n품목        10월    11월\n반도체      157.3   172.6\n석유화학     34.1    30.9",
			"(단위: 억 달러)\n| 품목 | 10월 | 11월 |\n|---|---|---|\n| 반도체 | 157.3 | 172.6 |\n| 석유화학 | 34.1 | 30.9 |",
		},
		"Markdown": {
			"Item | 2024 | 2025\n:--- | ---: | ---:\nChips | 1 | 2\\|3\n\nText", "| Item | 2024 | 2025 |\n|---|---|---|\n| Chips | 1 | 2｜3 |\n\nText",
		},
		"the plain form stays": {
			"| A | 2024 |\n|---|---|\n| B | 1 |\n| C | |", "| A | 2024 |\n|---|---|\n| B | 1 |\n| C | |",
		},
		"rows between bars without a rule": {
			"Item | 2024 | 2025\nChips | 1,000 | 1,100", "| Item | 2024 | 2025 |\n|---|---|---|\n| Chips | 1,000 | 1,100 |",
		},
		"sentences two spaces apart": {
			"It rose by 3.1 percent.  That is much.\nIt fell in May.  It rose in June.", "It rose by 3.1 percent.  That is much.\nIt fell in May.  It rose in June.",
		},
		"one line with a bar": {"Press release | 2025", "Press release | 2025"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := strings.Join(tables.FromText(strings.Split(test.in, "\n")), "\n")
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			if again := strings.Join(tables.FromText(strings.Split(got, "\n")), "\n"); again != got {
				t.Errorf("read again: %s", cmp.Diff(got, again))
			}
		})
	}
}

func TestPlain(t *testing.T) {
	th := func(s string, rows, columns int) tables.Cell {
		return tables.Cell{Text: s, Rows: rows, Columns: columns, Head: true}
	}
	td := func(s string) tables.Cell { return tables.Cell{Text: s} }
	tests := map[string]struct {
		rows [][]tables.Cell
		want []string
	}{
		"heads in two rows": {
			[][]tables.Cell{{th("Item", 2, 1), th("Aug.", 1, 2), th("Sep.", 1, 2)}, {th("USD", 1, 1), th("%", 1, 1), th("USD", 1, 1), th("%", 1, 1)}, {td("Ships"), td("1"), td("2"), td("3"), td("4")}},
			[]string{"| Item | Aug. USD | Aug. % | Sep. USD | Sep. % |", "|---|---|---|---|---|", "| Ships | 1 | 2 | 3 | 4 |"},
		},
		"a label over rows": {
			[][]tables.Cell{{td("Region"), td("Item"), td("Value")}, {{Text: "Asia", Rows: 2}, td("Ships"), td("1")}, {td("Cars"), td("2")}},
			[]string{"| Region | Item | Value |", "|---|---|---|", "| Asia | Ships | 1 |", "| Asia | Cars | 2 |"},
		},
		"the unit in a row of its own": {
			[][]tables.Cell{{{Text: "(Unit: USD million)", Columns: 2}}, {td("Item"), td("2025")}, {td("Ships"), td("5")}},
			[]string{"(Unit: USD million)", "| Item | 2025 |", "|---|---|", "| Ships | 5 |"},
		},
		"a section between rows": {
			[][]tables.Cell{{td("Item"), td("2025")}, {{Text: "Main items", Columns: 2}}, {td("Ships"), td("5")}},
			[]string{"| Item | 2025 |", "|---|---|", "| Main items | |", "| Ships | 5 |"},
		},
		"placed by address": {
			[][]tables.Cell{{{Text: "A", Placed: true}}, {{Text: "7", Placed: true, Row: 1, Col: 1}, {Text: "B", Placed: true, Row: 1}, {Text: "Y", Placed: true, Row: 0, Col: 1}}},
			[]string{"| A | Y |", "|---|---|", "| B | 7 |"},
		},
		"a frame around text": {[][]tables.Cell{{td("One.")}, {td("Two.")}}, []string{"One.", "Two."}},
		"nothing":             {nil, nil},
		"words only":          {[][]tables.Cell{{td("Place"), td("Oslo")}, {td("Host"), td("Norway")}}, []string{"| Place | Oslo |", "| Host | Norway |"}},
		"a span past the end": {[][]tables.Cell{{{Text: "A", Rows: 1 << 30, Columns: 2}}, {td("B")}}, []string{"| A | A | |", "| A | A | B |"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, tables.Plain(test.rows)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestContext(t *testing.T) {
	text := "A paragraph.\nExports by item\n(Unit: USD million)\n| Item | Aug. | Sep. |\n|---|---|---|\n| Ships | 1 | 2 |\n| Cars | | 4 |\nOther\n| a | 5 |"
	for row, want := range map[string]string{
		"| Ships":   "Ships – Aug.: 1; Sep.: 2 (Exports by item, Unit: USD million)",
		"| Cars":    "Cars – Sep.: 4 (Exports by item, Unit: USD million)",
		"| a":       "a: 5 (Other)",
		"| Item":    "",
		"|---|---|": "",
		"A para":    "",
	} {
		at := strings.Index(text, row)
		c, ok := tables.Of(text, at)
		got := ""
		if ok {
			line, _, _ := strings.Cut(text[at:], "\n")
			got = c.Read(line)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", row, got, want)
		}
	}
}

// FuzzFromText: no line is lost, nothing grows without bound, and what came
// out stays as it is when it is read again.
func FuzzFromText(f *testing.F) {
	f.Add("a  1  2\nb  3  4\nc | d\n---|---\n\te\t5")
	f.Fuzz(func(t *testing.T, in string) {
		lines := tables.FromText(strings.Split(in, "\n"))
		out := strings.Join(lines, "\n")
		if len(out) > 200+len(in)*(3*64+4) {
			t.Errorf("%d bytes from %d", len(out), len(in))
		}
		for i := range out {
			if i == 0 || out[i-1] == '\n' {
				if c, ok := tables.Of(out, i); ok {
					line, _, _ := strings.Cut(out[i:], "\n")
					c.Read(line)
				}
			}
		}
	})
}

// FuzzPlain: every row has as many cells, whatever the spans.
func FuzzPlain(f *testing.F) {
	f.Add([]byte{3, 1, 1, 0, 2, 1, 1, 0xff, 9, 9, 1, 0xff, 1, 200, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		var rows [][]tables.Cell
		for len(b) >= 4 {
			if b[0] == 0xff || rows == nil {
				rows = append(rows, nil)
			}
			rows[len(rows)-1] = append(rows[len(rows)-1], tables.Cell{Text: strings.Repeat("x", int(b[0])%3), Rows: int(int8(b[1])), Columns: int(b[2]) << (b[0] % 9), Head: b[3]&1 != 0, Placed: b[3]&2 != 0, Row: int(int8(b[3])), Col: int(int8(b[2]))})
			b = b[4:]
		}
		width := -1
		for _, l := range tables.Plain(rows) {
			if !tables.IsRow(l) {
				continue
			}
			if n := strings.Count(l, "|"); width >= 0 && n != width {
				t.Errorf("%q has %d bars, others %d", l, n, width)
			} else {
				width = n
			}
		}
	})
}
