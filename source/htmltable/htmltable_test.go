package htmltable_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"motirbot/source/htmltable"
)

func flat(t testing.TB, page string) string {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return ""
	}
	htmltable.Flatten(doc)
	var out strings.Builder
	if err := html.Render(&out, doc); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestFlatten(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"spans and caption": {
			`<table><caption>Items</caption><thead><tr><th rowspan="2">Item<th colspan="2">Aug.</tr><tr><th>USD<th>%</tr></thead><tr><td>Ships<td>2,500<td>△20.4</table>`,
			"<p>Items</p><p>| Item | Aug. USD | Aug. % |</p><p>|---|---|---|</p><p>| Ships | 2,500 | △20.4 |</p>",
		},
		"a hidden caption":  {`<table><caption class="blind">Read me</caption><tr><td>a<td>1<tr><td>b<td>2</table>`, "<p>| a | 1 |</p><p>| b | 2 |</p>"},
		"layout":            {`<table><tr><td>Side<td><table><tr><td>a<td>1</table></table>`, `<td>Side</td><td><p>| a | 1 |</p></td>`},
		"a frame":           {`<table><tr><td><p>One.</p><p>Two.</p></table>`, `<td><p>One.</p><p>Two.</p></td>`},
		"spans without end": {`<table><tr><td rowspan=99999999>a<td>1<tr><td>2</table>`, "<p>| a | 1 |</p><p>| a | 2 |</p>"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := flat(t, test.in); !strings.Contains(got, test.want) {
				t.Errorf("got %s\nwant %s", got, test.want)
			}
		})
	}
}

func FuzzFlatten(f *testing.F) {
	f.Add(`<table><tr><td rowspan=3 colspan=9>a<table><tr><th>b<td>c</table><td>d<tr><td>e`)
	f.Fuzz(func(t *testing.T, page string) {
		if out := flat(t, page); len(out) > 4096+len(page)*1200 {
			t.Errorf("%d bytes from %d", len(out), len(page))
		}
	})
}

func BenchmarkNested(b *testing.B) {
	page := strings.Repeat("<table><tr><td>a<td>1", 100) + strings.Repeat("<table><tr><td colspan=60 rowspan=60>x<td>2</table>", 100_000)
	for b.Loop() {
		flat(b, page)
	}
}
