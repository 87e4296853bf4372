package attachment_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motirbot/internal/motirtest"
	"motirbot/internal/tables"
	"motirbot/source/attachment"
)

// reader shares the compiled PDFium of all tests of this package.
var reader *attachment.Reader

func TestMain(m *testing.M) {
	dir := filepath.Join(os.TempDir(), "motirbot-test-pdfium")
	reader = attachment.New(dir)
	os.Exit(m.Run())
}

func release() []byte {
	page := []motirtest.Put{
		{X: 60, Y: 780, Text: "Exports in September 2026"},
		{X: 60, Y: 740, Text: "The ministry said on October 1 that exports of the country rose for the sixth month in a row and that"},
		{X: 60, Y: 726, Text: "ships did best of all."},
		{X: 60, Y: 700, Text: "Exports by item (USD million, %)"},
		{X: 260, Y: 684, Text: "Aug. 2026"}, {X: 460, Y: 684, Text: "Sep. 2026"},
	}
	page = append(page, motirtest.Grid(60, 668, 110, [][]string{
		{"Item", "Value", "YoY", "Value", "YoY"}, {"Chips", "55,100", "264.0", "60,300", "262.8"}, {"Machine tools", "5,900", "-7.1", "5,300", "-"},
	})...)
	return motirtest.PDF(append(page, motirtest.Put{X: 290, Y: 30, Text: "- 1 -"}), []motirtest.Put{{X: 60, Y: 780, Text: "The second page."}})
}

func TestPDF(t *testing.T) {
	got, err := reader.Read(t.Context(), release())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"Exports in September 2026",
		"The ministry said on October 1 that exports of the country rose for the sixth month in a row and that ships did best of all.",
		"Exports by item (USD million, %)",
		"| Item | Aug. 2026 Value | Aug. 2026 YoY | Sep. 2026 Value | Sep. 2026 YoY |",
		"|---|---|---|---|---|",
		"| Chips | 55,100 | 264.0 | 60,300 | 262.8 |",
		"| Machine tools | 5,900 | -7.1 | 5,300 | - |",
		"The second page.",
	}
	if diff := cmp.Diff(attachment.Text{Lines: want}, got); diff != "" {
		t.Error(diff)
	}
}

func TestHWPX(t *testing.T) {
	content := motirtest.HWPX(
		motirtest.HWPXParagraph("□ 수출이 늘었다.")+motirtest.HWPXParagraph("(단위: 억 달러)")+
			motirtest.HWPXTable([][]string{{"구분", "8월", "9월"}, {"선박", "25.0", "31.0"}})+motirtest.HWPXParagraph("끝."),
		motirtest.HWPXParagraph("둘째 절 &amp; 끝"))
	got, err := reader.Read(t.Context(), content)
	want := attachment.Text{Lines: []string{"□ 수출이 늘었다.", "(단위: 억 달러)", "| 구분 | 8월 | 9월 |", "|---|---|---|", "| 선박 | 25.0 | 31.0 |", "끝.", "둘째 절 & 끝"}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func pages(n int) [][]motirtest.Put {
	list := make([][]motirtest.Put, n)
	for i := range list {
		list[i] = []motirtest.Put{{X: 60, Y: 780, Text: fmt.Sprintf("Page %d says a little.", i+1)}}
	}
	return list
}

// hard are files that cost much or cannot be read.
func hard() map[string][]byte {
	whole := release()
	var many []motirtest.Put
	for i := range 1600 {
		many = append(many, motirtest.Put{X: 60, Y: float64(20+i) / 2, Text: strings.Repeat("word ", 60)})
	}
	crowded := motirtest.PDF(many, []motirtest.Put{{X: 60, Y: 700, Text: "The page after it."}})
	return map[string][]byte{
		"10,000 pages":            motirtest.PDF(pages(10_000)...),
		"a million letters":       crowded,
		"encrypted":               motirtest.EncryptedPDF(pages(1)...),
		"claims to be a PDF":      []byte("%PDF-1.7\nno, it is not"),
		"PDF cut in half":         whole[:len(whole)/2],
		"pictures only":           motirtest.PDF([]motirtest.Put{}),
		"HTML":                    []byte("<html>Log in</html>"),
		"HWP":                     []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more"),
		"too large":               make([]byte, attachment.MaxBytes+1),
		"a zip of something else": zipOf("word/document.xml", strings.NewReader("<a/>")),
		"zip cut in half":         motirtest.HWPX(motirtest.HWPXParagraph(strings.Repeat("word ", 1000)))[:120],
		"zip bomb":                zipOf("Contents/section0.xml", &repeat{text: "<p><t>x</t></p><!-- 0000000000000000000000000000000000000000000000000 -->", left: 256 << 20}),
		"one endless word":        zipOf("Contents/section0.xml", &repeat{head: "<p><t>", text: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", left: 256 << 20}),
		"100,000 nested tables":   zipOf("Contents/section0.xml", strings.NewReader(strings.Repeat("<tbl><tr><tc><p><t>x</t>", 100_000))),
		"damaged XML":             motirtest.HWPX(motirtest.HWPXParagraph("Before it.")+"<p", motirtest.HWPXParagraph("After it.")),
	}
}

func TestHardFiles(t *testing.T) {
	want := map[string]struct {
		err   error  // or
		first string // line
		cut   string
	}{
		"10,000 pages":            {first: "Page 1 says a little.", cut: "only the first 60 of its 10000 pages are read"},
		"a million letters":       {first: "word word"},
		"encrypted":               {err: attachment.ErrEncrypted},
		"claims to be a PDF":      {err: attachment.ErrBroken},
		"PDF cut in half":         {err: attachment.ErrBroken},
		"pictures only":           {err: attachment.ErrNoText},
		"HTML":                    {err: attachment.ErrForm},
		"HWP":                     {err: attachment.ErrHWP},
		"too large":               {err: errors.New("it is larger than 20 MB")},
		"a zip of something else": {err: attachment.ErrForm},
		"zip cut in half":         {err: attachment.ErrBroken},
		"zip bomb":                {first: "x", cut: "left out"},
		"one endless word":        {first: "xxx", cut: "left out"},
		"100,000 nested tables":   {first: "x x x"},
		"damaged XML":             {first: "Before it.", cut: "section 1 is damaged"},
	}
	for name, content := range hard() {
		t.Run(name, func(t *testing.T) {
			got, err := reader.Read(t.Context(), content)
			w := want[name]
			switch {
			case w.err != nil && (err == nil || err.Error() != w.err.Error()):
				t.Errorf("%d lines %.200s, error %v; want %v", len(got.Lines), strings.Join(got.Lines, "/"), err, w.err)
			case w.err == nil && (err != nil || !strings.HasPrefix(got.Lines[0], w.first) || !strings.Contains(got.Cut, w.cut)):
				t.Errorf("%d lines %.200s, cut %q, error %v", len(got.Lines), strings.Join(got.Lines, "/"), got.Cut, err)
			}
		})
	}
	// A reader that has met all of them still reads.
	if _, err := reader.Read(t.Context(), release()); err != nil {
		t.Error(err)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := reader.Read(ctx, release()); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// FuzzHWPX: whatever a section holds, lines are clean and rows are rows.
func FuzzHWPX(f *testing.F) {
	f.Add([]byte(motirtest.HWPXTable([][]string{{"a", "b"}, {"c", "1"}})))
	f.Add([]byte(`<tbl><tc><cellAddr colAddr="-1" rowAddr="99999999"/><cellSpan rowSpan="-5" colSpan="1000000"/><t>|</t></tc><tr><tc></tbl>`))
	f.Fuzz(func(t *testing.T, section []byte) {
		checkText(t, zipOf("Contents/section0.xml", bytes.NewReader(section)))
	})
}

// FuzzFile: no file crashes the reader.
func FuzzFile(f *testing.F) {
	f.Add(release())
	f.Add(motirtest.EncryptedPDF(pages(1)...))
	f.Add(motirtest.HWPX(motirtest.HWPXParagraph("a")))
	f.Fuzz(checkText)
}

func checkText(t *testing.T, content []byte) {
	got, err := reader.Read(t.Context(), content)
	if (err == nil) != (len(got.Lines) > 0) {
		t.Fatalf("%d lines, error %v", len(got.Lines), err)
	}
	for _, l := range got.Lines {
		if l == "" || strings.TrimSpace(l) != l || strings.ContainsAny(l, "\n\x00") {
			t.Errorf("line %q", l)
		}
		if tables.IsRow(l) && !strings.HasSuffix(l, "|") && strings.Count(l, "|") > 2 {
			t.Errorf("row %q", l)
		}
	}
}
