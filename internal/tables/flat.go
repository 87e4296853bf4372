package tables

import (
	"regexp"
	"strings"
	"unicode"
)

// FlatRow is a row of a table that has lost its lines: its label and figures,
// and where they stand in the text.
type FlatRow struct {
	Start, End int
	Cells      []string // the label first
	At         []int
}

// flatNumber is a figure as it stands in a cell.
var flatNumber = regexp.MustCompile(`^[+−△▲-]?\d[\d,]*(?:\.\d+)?%?$`)

// FlatHeads cuts heads after their units, "Volume (tons) Share (%)", or before
// their capitals.
func FlatHeads(text string) []string {
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
	for w := range strings.FieldsSeq(text) {
		if n := len(heads); n > 0 && !unicode.IsUpper([]rune(w)[0]) {
			heads[n-1] += " " + w
		} else {
			heads = append(heads, w)
		}
	}
	return heads
}

// FlatRows returns the longest run of rows with as many figures each. The label
// of a row is up to four words, or a year.
func FlatRows(body string, start, end int) []FlatRow {
	const longestLabel = 4
	var rows, best []FlatRow
	var words []int // where the words of the label begin
	keep := func() {
		if n := len(rows); n > 1 && len(rows[n-1].Cells) != len(rows[n-2].Cells) {
			rows = rows[n-1:]
		}
		if len(rows) > len(best) {
			best = append([]FlatRow{}, rows...)
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
		case number && (!inRow || IsYear(w)):
			r := FlatRow{Start: at, Cells: []string{w}, At: []int{at}, End: to}
			if !IsYear(w) || len(words) > 0 && len(rows) > 0 && !IsYear(rows[len(rows)-1].Cells[0]) {
				if len(words) == 0 {
					break
				}
				from := words[max(0, len(words)-longestLabel)]
				r = FlatRow{Start: from, Cells: []string{strings.TrimSpace(body[from:at]), w}, At: []int{from, at}, End: to}
			}
			keep()
			if len(words) > longestLabel {
				rows = nil
			}
			rows, words, inRow = append(rows, r), nil, true
		case number:
			r := &rows[len(rows)-1]
			r.Cells, r.At, r.End = append(r.Cells, w), append(r.At, at), to
		default:
			words, inRow = append(words, at), false
		}
		at = to
	}
	keep()
	if len(best) > 0 && len(best[0].Cells) < 3 {
		return nil
	}
	return best
}

// IsYear reports whether a word is a year.
func IsYear(w string) bool {
	return len(w) == 4 && (w[:2] == "19" || w[:2] == "20") && strings.Trim(w[2:], "0123456789") == ""
}
