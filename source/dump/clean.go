package dump

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"motirbot/internal/tables"
)

// isInvisible holds for format characters: zero-width spaces and joiners, byte
// order marks, soft hyphens, and the bidirectional overrides that make a text
// read differently from what it says.
func isInvisible(r rune) bool { return unicode.Is(unicode.Cf, r) }

// cleanLine brings text to one line in NFC, with single spaces and without
// characters that a reader cannot see.
func cleanLine(s string) string {
	visible := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || isInvisible(r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(norm.NFC.String(visible)), " ")
}

// cleanParagraphs cleans each paragraph and sets them apart by a blank line,
// the rows of a table by a line break.
func cleanParagraphs(paragraphs []string) string {
	var b strings.Builder
	inTable := false
	for _, p := range paragraphs {
		if p = cleanLine(p); p == "" {
			continue
		}
		row := tables.IsRow(p)
		switch {
		case b.Len() == 0:
		case row && inTable:
			b.WriteString("\n")
		default:
			b.WriteString("\n\n")
		}
		b.WriteString(p)
		inTable = row
	}
	return b.String()
}

// paragraphsOf finds the paragraphs of plain text. Text with blank lines is
// wrapped by hand: the lines between two blank ones belong together. In text
// without, as pages copied to a file give it, each line is a paragraph.
func paragraphsOf(lines []string) []string {
	lines = tables.FromText(trimBlank(lines))
	wrapped := false
	for _, l := range lines {
		wrapped = wrapped || strings.TrimSpace(l) == ""
	}
	if !wrapped {
		return lines
	}
	var paragraphs, open []string
	end := func() {
		if len(open) > 0 {
			paragraphs, open = append(paragraphs, strings.Join(open, " ")), nil
		}
	}
	for _, l := range lines {
		l = strings.TrimSpace(l)
		if n := len(open) - 1; tables.IsRow(l) && n > 0 && strings.IndexAny(open[n], "([<") == 0 {
			unit := open[n] // no end of the paragraph above it
			open = open[:n]
			end()
			open = append(open, unit)
		}
		if l == "" || startsBullet(l) || tables.IsRow(l) {
			end()
		}
		if tables.IsRow(l) {
			paragraphs = append(paragraphs, l)
		} else if l != "" {
			open = append(open, l)
		}
	}
	end()
	return paragraphs
}

func trimBlank(lines []string) []string {
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// startsBullet knows the marks that the ministry sets before list items.
func startsBullet(l string) bool {
	return strings.IndexAny(l, "△▲○●□■•▪※*") == 0 || strings.HasPrefix(l, "- ")
}
