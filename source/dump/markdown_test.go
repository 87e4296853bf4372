package dump_test

import (
	"os"
	"strings"
	"testing"

	"motirbot/internal/goldentest"
	"motirbot/release"
)

func TestMarkdown(t *testing.T) {
	steel := dumped("Korea and the EU Talk Steel", "2025-12-16", "They met.")
	const good = "---\ntitle: Korea and the EU Talk Steel\ndate: 2025-12-16\n---\nThey met.\n"
	cases := []struct {
		name, text string
		want       want
	}{
		{"native date", good, want{releases: []release.Release{steel}}},
		{"quoted date", strings.Replace(good, "2025-12-16", `"2025-12-16"`, 1), want{releases: []release.Release{steel}}},
		{"instant", strings.Replace(good, "2025-12-16", "2025-12-15T20:00:00Z", 1), want{releases: []release.Release{steel}}},
		{"byte order mark, CRLF, dots at the end", "\uFEFF" + strings.ReplaceAll(strings.Replace(good, "\n---\n", "\n...\n\n", 1), "\n", "\r\n"), want{releases: []release.Release{steel}}},
		{"every field", strings.Replace(good, "---\n", "---\nid: x-1\nurl: https://example.org/1\ncategory: Industry\nnumber: 0247\nsource: sample\nviews: [1, 2]\n", 1), want{
			releases: []release.Release{with(steel, func(r *release.Release) {
				r.ID, r.URL, r.Category, r.Number, r.Source = "x-1", "https://example.org/1", "Industry", "0247", "sample"
			})}}},
		{"folded title", strings.Replace(good, "Korea and", ">-\n  Korea and\n ", 1), want{releases: []release.Release{steel}}},
		{"tag, anchor and null", strings.Replace(good, "title: ", "id: ~\ntitle: !!str &t ", 1), want{releases: []release.Release{steel}}},
		{"no front matter", "# Title\n\nBody.", want{problems: []string{
			`1: the file has no front matter: want a line "---", then title and date, then a line "---"`}}},
		{"front matter without an end", "\n---\ntitle: x\n", want{problems: []string{
			`2: the front matter has no end: want a line "---" within 8 KiB`}}},
		{"front matter without bounds", "---\nx: " + strings.Repeat("[\n", 8<<10), want{problems: []string{
			`1: the front matter has no end: want a line "---" within 8 KiB`}}},
		{"colon in the title", strings.Replace(good, "Korea and", "Korea: and", 1), want{problems: []string{
			"2: the front matter is not valid YAML (mapping value is not allowed in this context); put quotes around values with a colon"}}},
		{"impossible date", strings.Replace(good, "2025-12-16", "2025-13-40", 1), want{problems: []string{
			`3: "2025-13-40" is not a date: want a real day written YYYY-MM-DD`}}},
		{"list for a title", strings.Replace(good, "Korea and", "[Korea, and]\nx: ", 1), want{problems: []string{
			`2: "title" in the front matter must be text on one line`}}},
		{"front matter is a list", "---\n- a\n- b\n---\nBody.", want{problems: []string{
			`2: the front matter must hold lines such as "title: …"`}}},
		{"empty front matter", "---\n---\nBody.", want{problems: []string{"1: it has no title; it has no date"}}},
		{"no body", "---\ntitle: A\ndate: 2025-12-16\n---\n\n<!-- later -->\n", want{problems: []string{"1: it has no body"}}},
		{"body in another encoding", good + "\nCaf\xe9 closed.\n", want{problems: []string{
			"7: the line is not UTF-8 from byte 4 on; save it as UTF-8 and try again"}}},
		{"file too long", good + strings.Repeat(strings.Repeat("a", 1<<18)+"\n", 5), want{problems: []string{
			"9: the body is longer than 1 MiB; one Markdown file holds one release"}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { check(t, readOne(t, "in.md", c.text), c.want) })
	}
}

func TestMarkdownIsFlattened(t *testing.T) {
	text, err := os.ReadFile("testdata/light.md")
	if err != nil {
		t.Fatal(err)
	}
	batch := readOne(t, "light.md", string(text))
	if len(batch.Problems) > 0 {
		t.Fatal(batch.Problems)
	}
	r := batch.Releases[0]
	goldentest.Check(t, "testdata/light.golden", r.Title+"\n\n"+r.Body+"\n")
}
