package motir_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"motirbot/internal/motirtest"
	"motirbot/release"
	"motirbot/source/attachment"
	"motirbot/source/motir"
)

// files is shared, since each reader compiles PDFium or loads what was compiled.
var files = attachment.New(filepath.Join(os.TempDir(), "motirbot-test-pdfium"))

func newSiteWithFiles(t *testing.T, opts motirtest.Options) (*motirtest.Site, *motir.Site) {
	t.Helper()
	office := motirtest.New(t, opts)
	return office, motir.New(newClient(t, office, time.Minute), motir.Config{ListURL: office.ListURL(), Files: files})
}

func statisticsPDF() []byte {
	page := append([]motirtest.Put{
		{X: 60, Y: 780, Text: "Exports in September 2026"}, {X: 60, Y: 700, Text: "Exports by item (Unit: USD million)"},
	}, motirtest.Grid(60, 680, 120, [][]string{{"Item", "Aug. 2026", "Sep. 2026"}, {"Ships", "2,500", "3,100"}, {"Cars", "5,900", "5,300"}})...)
	return motirtest.PDF(page)
}

// view publishes a release and reads it.
func view(t *testing.T, opts motirtest.Options, r motirtest.Release) (*motirtest.Site, release.Release) {
	t.Helper()
	office, site := newSiteWithFiles(t, opts)
	office.Generate(1)
	r.Date = release.NewDate(2026, 10, 1)
	added := office.Add(r)
	items, _, err := site.List(t.Context(), 1)
	if err != nil || items[0].Number != added.Number {
		t.Fatal(items, err)
	}
	got, _, err := site.View(t.Context(), items[0])
	if err != nil {
		t.Fatal(err)
	}
	return office, got
}

const pdfTable = "Exports by item (Unit: USD million)\n| Item | Aug. 2026 | Sep. 2026 |\n|---|---|---|\n| Ships | 2,500 | 3,100 |\n| Cars | 5,900 | 5,300 |"

func TestAttachmentsAreRead(t *testing.T) {
	long := strings.Repeat("The ministry met with companies of many branches about what they need in the coming year. ", 10)
	numbers := strings.Repeat("Exports of one item rose by 4.1 percent to USD 3.1 billion in the month that the report is on. ", 10)
	hwpx := motirtest.HWPX(motirtest.HWPXParagraph("(단위: 억 달러)") + motirtest.HWPXTable([][]string{{"구분", "8월", "9월"}, {"선박", "25.0", "31.0"}}))
	tests := map[string]struct {
		korean     bool
		paragraph  string
		names      []string
		files      [][]byte
		want       string   // behind the paragraph
		unread     []string // by attachment
		downloaded int
	}{
		"a page that says little": {
			paragraph: "Exports rose. See the attached file.", names: []string{"Exports.pdf"}, files: [][]byte{statisticsPDF()},
			want: "\nAttachment: Exports.pdf\nExports in September 2026\n" + pdfTable, downloaded: 1,
		},
		"figures without a table": {
			paragraph: numbers, names: []string{"Exports.pdf"}, files: [][]byte{statisticsPDF()},
			want: "\nAttachment: Exports.pdf\nExports in September 2026\n" + pdfTable, downloaded: 1,
		},
		"a page that says all": {paragraph: long, names: []string{"Press release.pdf"}, files: [][]byte{statisticsPDF()}},
		"two forms of one": {
			korean: true, paragraph: "수출이 늘었다.", names: []string{"수출.hwpx", "수출.pdf"}, files: [][]byte{hwpx, statisticsPDF()},
			want: "\nAttachment: 수출.pdf\nExports in September 2026\n" + pdfTable, downloaded: 1,
		},
		"HWPX where the PDF is none": {
			korean: true, paragraph: "수출이 늘었다.", names: []string{"수출.pdf", "수출.hwpx", "그림.jpg"}, files: [][]byte{[]byte("<html>로그인</html>"), hwpx, {1}},
			want:       "\nAttachment: 수출.hwpx\n(단위: 억 달러)\n| 구분 | 8월 | 9월 |\n|---|---|---|\n| 선박 | 25.0 | 31.0 |",
			unread:     []string{"it is neither a PDF nor an HWPX file", "", "only PDF and HWPX files are read"},
			downloaded: 2,
		},
		"encrypted, gone": {
			paragraph: "See the files.", names: []string{"a.pdf", "b.pdf"}, files: [][]byte{motirtest.EncryptedPDF([]motirtest.Put{{X: 9, Y: 9, Text: "x"}})},
			unread: []string{"it is encrypted", "it could not be fetched: not found: the site answered 404 Not Found"}, downloaded: 2,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			office, got := view(t, motirtest.Options{Korean: test.korean}, motirtest.Release{Title: "A title", Paragraphs: []string{strings.TrimSpace(test.paragraph)}, Attachments: test.names, Files: test.files})
			if want := strings.TrimSpace(test.paragraph) + test.want; got.Body != want {
				t.Errorf("got\n%s\nwant\n%s", got.Body, want)
			}
			if len(got.Attachments) != len(test.names) {
				t.Fatal(got.Attachments)
			}
			for i, a := range got.Attachments {
				want := ""
				if i < len(test.unread) {
					want = test.unread[i]
				}
				if a.Name != test.names[i] || (a.Unread == "") != (want == "") || !strings.Contains(a.Unread, want) {
					t.Errorf("attachment %d is %+v", i, a)
				}
			}
			downloaded := 0
			for _, r := range office.Requests() {
				if strings.HasPrefix(r.Path, "/attach/") {
					downloaded++
				}
			}
			if downloaded != test.downloaded {
				t.Errorf("%d files were asked for, want %d", downloaded, test.downloaded)
			}
		})
	}
}

// TestFileServerInTrouble: a new release is stored without its files and asked
// for again; one that is stored keeps its text.
func TestFileServerInTrouble(t *testing.T) {
	office, site := newSiteWithFiles(t, motirtest.Options{})
	r := office.Add(motirtest.Release{Title: "A title", Date: release.NewDate(2026, 10, 1), Paragraphs: []string{"See the file."}, Attachments: []string{"a.pdf"}, Files: [][]byte{statisticsPDF()}})
	fault := motirtest.Fault{Kind: motirtest.Status503, Times: 2}
	office.Fail(office.FilePath(r.Number, 0), fault)
	items, _, err := site.List(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	got, meta, err := site.View(t.Context(), items[0])
	if err != nil || got.Body != "See the file." || got.Attachments[0].Unread == "" || !meta.Validators.IsZero() {
		t.Fatalf("%+v, %+v, %v", got, meta, err)
	}
	if err := site.ConfirmView(t.Context(), meta); err != nil {
		t.Fatal(err)
	}
	got, meta, err = site.Recheck(t.Context(), items[0])
	if err != nil || !strings.Contains(got.Body, pdfTable) || got.Attachments[0].Unread != "" {
		t.Fatalf("%+v, %v", got, err)
	}
	if err := site.ConfirmView(t.Context(), meta); err != nil {
		t.Fatal(err)
	}
	office.Edit(r.Number, func(r *motirtest.Release) { r.Title += " (corrected)" })
	office.Fail(office.FilePath(r.Number, 0), fault)
	if got, _, err = site.Recheck(t.Context(), items[0]); err == nil {
		t.Errorf("%+v", got)
	}
}
