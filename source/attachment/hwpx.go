package attachment

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"motirbot/internal/tables"
)

const (
	maxXML     = 16 << 20 // bytes of all sections, unpacked
	maxEntries = 2000     // of the archive
)

var section = regexp.MustCompile(`^Contents/section(\d{1,4})\.xml$`)

// readHWPX reads the sections of a document in their order. One that is damaged
// halfway gives what stands before the damage.
func readHWPX(content []byte) (Text, error) {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil || len(archive.File) > maxEntries {
		return Text{}, ErrBroken
	}
	var sections []*zip.File
	for _, f := range archive.File {
		if section.MatchString(f.Name) {
			if f.Flags&1 != 0 {
				return Text{}, ErrEncrypted
			}
			sections = append(sections, f)
		}
	}
	if len(sections) == 0 {
		return Text{}, ErrForm
	}
	if encrypted(archive) {
		return Text{}, ErrEncrypted
	}
	number := func(f *zip.File) int {
		n, _ := strconv.Atoi(section.FindStringSubmatch(f.Name)[1])
		return n
	}
	slices.SortFunc(sections, func(a, b *zip.File) int { return cmp.Compare(number(a), number(b)) })
	var text Text
	left := int64(maxXML)
	for _, f := range sections {
		r, err := f.Open()
		if err != nil {
			text.Cut = join(text.Cut, fmt.Sprintf("section %d is damaged", number(f)+1))
			continue
		}
		limited := &io.LimitedReader{R: r, N: left}
		lines, err := readSection(limited)
		r.Close()
		text.Lines = append(text.Lines, lines...)
		if left = limited.N; left <= 0 {
			text.Cut = join(text.Cut, fmt.Sprintf("what comes after the first %d MB, unpacked, is left out", maxXML>>20))
			break
		}
		if err != nil {
			text.Cut = join(text.Cut, fmt.Sprintf("section %d is damaged", number(f)+1))
		}
	}
	if len(text.Lines) == 0 && text.Cut != "" {
		return Text{}, ErrBroken
	}
	return text, nil
}

// encrypted reports whether the manifest says that parts are encrypted.
func encrypted(archive *zip.Reader) bool {
	f, err := archive.Open("META-INF/manifest.xml")
	if err != nil {
		return false
	}
	defer f.Close()
	manifest, _ := io.ReadAll(io.LimitReader(f, 1<<20))
	return bytes.Contains(manifest, []byte("encryption-data"))
}

// hwpxReader puts lines together while the elements of a section go by.
type hwpxReader struct {
	lines []string
	line  strings.Builder
	size  int // of the text so far, in bytes

	inText int // depth of t elements
	depth  int // of tables
	rows   [][]tables.Cell
	cell   *tables.Cell
}

func readSection(r io.Reader) ([]string, error) {
	decoder := xml.NewDecoder(r)
	var h hwpxReader
	for h.size <= maxText {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			h.breakLine()
			return h.lines, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			h.start(t)
		case xml.EndElement:
			h.end(t.Name.Local)
		case xml.CharData:
			if h.inText > 0 {
				t = t[:min(len(t), maxText+1-h.size)]
				h.size += len(t)
				h.line.Write(t)
			}
		}
	}
	h.breakLine()
	return h.lines, nil
}

func (h *hwpxReader) breakLine() {
	if s := strings.TrimSpace(h.line.String()); s != "" {
		h.lines = append(h.lines, s)
	}
	h.line.Reset()
}

func (h *hwpxReader) start(e xml.StartElement) {
	switch e.Name.Local {
	case "t":
		h.inText++
	case "p":
		if h.depth == 0 {
			h.breakLine()
		} else {
			h.line.WriteByte(' ')
		}
	case "lineBreak", "tab", "nbSpace", "fwSpace":
		h.line.WriteByte(' ')
	case "tbl":
		if h.depth++; h.depth == 1 {
			h.breakLine()
			h.rows = nil
		}
	case "tr":
		if h.depth == 1 {
			h.rows = append(h.rows, nil)
		}
	case "tc":
		if h.depth == 1 {
			h.cell = &tables.Cell{Head: attribute(e, "header") == 1}
			h.line.Reset()
		}
	case "cellAddr":
		if h.depth == 1 && h.cell != nil {
			h.cell.Row, h.cell.Col, h.cell.Placed = attribute(e, "rowAddr"), attribute(e, "colAddr"), true
		}
	case "cellSpan":
		if h.depth == 1 && h.cell != nil {
			h.cell.Rows, h.cell.Columns = attribute(e, "rowSpan"), attribute(e, "colSpan")
		}
	}
}

func (h *hwpxReader) end(name string) {
	switch name {
	case "t":
		h.inText = max(h.inText-1, 0)
	case "p":
		if h.depth == 0 {
			h.breakLine()
		}
	case "tc":
		if h.depth == 1 && h.cell != nil && len(h.rows) > 0 {
			h.cell.Text = clean(h.line.String())
			h.line.Reset()
			h.rows[len(h.rows)-1] = append(h.rows[len(h.rows)-1], *h.cell)
			h.cell = nil
		}
	case "tbl":
		if h.depth = max(h.depth-1, 0); h.depth == 0 {
			h.lines = append(h.lines, tables.Plain(h.rows)...)
			h.rows, h.cell = nil, nil
			h.line.Reset()
		}
	}
}

// attribute is a number, 0 where there is none. "header" is 1 or true.
func attribute(e xml.StartElement, name string) int {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			if n, err := strconv.Atoi(a.Value); err == nil {
				return n
			}
			if yes, _ := strconv.ParseBool(a.Value); yes {
				return 1
			}
		}
	}
	return 0
}
