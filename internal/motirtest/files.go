package motirtest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
)

// Put is a text on a page of a PDF, in points from its lower left corner.
type Put struct {
	X, Y float64
	Text string // in Latin letters
}

// Grid puts rows of a table on a page, a column every so many points.
func Grid(x, y, column float64, rows [][]string) []Put {
	var puts []Put
	for i, row := range rows {
		for j, cell := range row {
			if cell != "" {
				puts = append(puts, Put{x + float64(j)*column, y - float64(i)*16, cell})
			}
		}
	}
	return puts
}

// PDF is a document with a page for each list of texts.
func PDF(pages ...[]Put) []byte { return pdf("", pages...) }

// EncryptedPDF is one that opens with a password only.
func EncryptedPDF(pages ...[]Put) []byte {
	key := strings.Repeat("ab", 32)
	return pdf(fmt.Sprintf("/Encrypt << /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >> /ID [<01><02>]", key, key), pages...)
}

func pdf(trailer string, pages ...[]Put) []byte {
	var b bytes.Buffer
	var offsets []int
	object := func(format string, args ...any) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n"+format+"\nendobj\n", append([]any{len(offsets)}, args...)...)
	}
	b.WriteString("%PDF-1.4\n")
	var kids strings.Builder
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", 4+2*i)
	}
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object("<< /Type /Pages /Kids [%s] /Count %d >>", kids.String(), len(pages))
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
	escape := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`)
	for i, page := range pages {
		var text strings.Builder
		for _, p := range page {
			fmt.Fprintf(&text, "BT /F1 10 Tf %g %g Td (%s) Tj ET\n", p.X, p.Y, escape.Replace(p.Text))
		}
		object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", 5+2*i)
		object("<< /Length %d >>\nstream\n%s\nendstream", text.Len(), text.String())
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, trailer, xref)
	return b.Bytes()
}

// HWPX is a document of sections, each the XML between its root's tags.
func HWPX(sections ...string) []byte {
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	add := func(name, text string) {
		if w, err := archive.Create(name); err == nil {
			w.Write([]byte(text))
		}
	}
	add("mimetype", "application/hwp+zip")
	for i, s := range sections {
		add(fmt.Sprintf("Contents/section%d.xml", i),
			`<?xml version="1.0" encoding="UTF-8"?><hs:sec xmlns:hs="s" xmlns:hp="p">`+s+`</hs:sec>`)
	}
	archive.Close()
	return b.Bytes()
}

// HWPXTable is a table as those documents hold it, for HWPX.
func HWPXTable(rows [][]string) string {
	var b strings.Builder
	b.WriteString(`<hp:p><hp:run><hp:tbl>`)
	for r, row := range rows {
		b.WriteString("<hp:tr>")
		for c, cell := range row {
			fmt.Fprintf(&b, `<hp:tc><hp:subList><hp:p><hp:run><hp:t>%s</hp:t></hp:run></hp:p></hp:subList><hp:cellAddr colAddr="%d" rowAddr="%d"/><hp:cellSpan colSpan="1" rowSpan="1"/></hp:tc>`, cell, c, r)
		}
		b.WriteString("</hp:tr>")
	}
	b.WriteString(`</hp:tbl></hp:run></hp:p>`)
	return b.String()
}

// HWPXParagraph is a paragraph, for HWPX.
func HWPXParagraph(text string) string {
	return "<hp:p><hp:run><hp:t>" + text + "</hp:t></hp:run></hp:p>"
}
