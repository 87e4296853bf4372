package dump

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// csvFields are the columns without which a table holds no releases.
var csvFields = []string{"title", "date", "body"}

// csvSeparator returns what parts the columns of a table of releases, 0 if the
// line is not the head of one.
func csvSeparator(head string) rune {
	for _, separator := range ",;\t" {
		columns := strings.Split(strings.TrimRight(head, "\r"), string(separator))
		for i, column := range columns {
			columns[i] = columnName(column)
		}
		if !slices.ContainsFunc(csvFields, func(name string) bool { return !slices.Contains(columns, name) }) {
			return separator
		}
	}
	return 0
}

func columnName(column string) string {
	return strings.ToLower(strings.Trim(strings.TrimSpace(column), `"`))
}

// parseCSV reads one release a row; the first row names the columns, as JSON
// Lines names its fields. Columns of other names are passed over.
func parseCSV(lines *lineReader, into *collector) error {
	head, err := lines.next()
	if err != nil {
		return err
	}
	table := csv.NewReader(lines.rest())
	table.Comma = csvSeparator(head.text)
	table.FieldsPerRecord = -1
	columns := strings.Split(strings.TrimRight(head.text, "\r"), string(table.Comma))
	for {
		if err := lines.ctx.Err(); err != nil {
			return err
		}
		row, err := table.Read()
		var wrong *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &wrong) && !errors.Is(err, csv.ErrFieldCount):
			into.problem(lines.number+wrong.StartLine, fmt.Sprintf("the row is not in the form of CSV: %v", wrong.Err))
			continue
		case err != nil:
			return err
		}
		line, _ := table.FieldPos(0)
		line += lines.number
		switch text := strings.Join(row, ""); {
		case strings.TrimSpace(text) == "":
			continue
		case len(text) > maxEntry:
			into.problem(line, fmt.Sprintf("the row is longer than %d MiB", maxEntry>>20))
			continue
		case strings.IndexByte(text, 0) >= 0:
			into.problem(line, "the row is not text: it holds a zero byte")
			continue
		case !utf8.ValidString(text):
			into.problem(line, "the row is not UTF-8; "+saveAsUTF8)
			continue
		case len(row) != len(columns):
			into.problem(line, fmt.Sprintf("the row has %d columns and the first one %d", len(row), len(columns)))
			continue
		}
		var rec record
		var body string
		for _, f := range append(rec.fields(), field{"body", &body}) {
			if i := slices.IndexFunc(columns, func(c string) bool { return columnName(c) == f.name }); i >= 0 {
				*f.to = row[i]
			}
		}
		rec.paragraphs = paragraphsOf(strings.Split(strings.ReplaceAll(body, "\r\n", "\n"), "\n"))
		into.entry(line, rec)
	}
}

// rest reads what comes after the lines that were handed out.
func (l *lineReader) rest() io.Reader {
	if mark, _ := l.r.Peek(len(byteOrderMark)); l.number == 0 && bytes.Equal(mark, byteOrderMark) {
		_, _ = l.r.Discard(len(mark)) // it is in the buffer
	}
	return l.r
}

// newlines counts the line ends that pass, so that an offset has a line.
type newlines struct {
	r    io.Reader
	read int64
	ends []int64 // offsets of line ends that nobody has asked about
	line int     // of the last offset asked for
}

func (n *newlines) Read(p []byte) (int, error) {
	got, err := n.r.Read(p)
	for rest, at := p[:got], 0; ; {
		i := bytes.IndexByte(rest[at:], '\n')
		if i < 0 {
			break
		}
		n.ends = append(n.ends, n.read+int64(at+i))
		at += i + 1
	}
	n.read += int64(got)
	return got, err
}

// lineOf returns the line of an offset; offsets are asked for in order.
func (n *newlines) lineOf(offset int64) int {
	for len(n.ends) > 0 && n.ends[0] < offset {
		n.ends = n.ends[1:]
		n.line++
	}
	return n.line + 1
}
