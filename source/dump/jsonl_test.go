package dump_test

import (
	"strings"
	"testing"

	"motirbot/release"
	"motirbot/source/dump"
)

const goodLine = `{"id":"a1","title":"Korea and the EU Talk Steel","date":"2025-12-16","body":"They met."}`

func TestJSONLines(t *testing.T) {
	steel := with(dumped("Korea and the EU Talk Steel", "2025-12-16", "They met."), func(r *release.Release) { r.ID = "a1" })
	full := with(steel, func(r *release.Release) {
		r.Source, r.Number, r.Category, r.URL = "motir", "2487", "Industry", "https://example.org/2487"
		r.Attachments = []release.Attachment{{Name: "a.pdf", URL: "https://example.org/a.pdf"}}
	})
	numbered := with(full, func(r *release.Release) { r.ID, r.Attachments = "motir:2487", nil })
	cases := []struct {
		name, text string
		want       want
	}{
		{"plain", goodLine, want{releases: []release.Release{steel}}},
		{"blank lines, CRLF, byte order mark", "\uFEFF\r\n" + goodLine + "\r\n\r\n", want{releases: []release.Release{steel}}},
		{"every field", `{"id":"a1","title":"Korea and the EU Talk Steel","date":"2025-12-16","body":"They met.","source":"motir","number":2487,` +
			`"category":"Industry","url":"https://example.org/2487","attachments":[{"name":"a.pdf","url":"https://example.org/a.pdf"}]}`,
			want{releases: []release.Release{full}}},
		{"id from source and number", `{"title":"Korea and the EU Talk Steel","date":"2025-12-16","body":"They met.","source":"motir","number":"2487",` +
			`"category":"Industry","url":"https://example.org/2487","id":null}`, want{releases: []release.Release{numbered}}},
		{"id from title and date", `{"title":"Korea and the EU Talk Steel","date":"2025-12-16","body":"They met."}`, want{releases: []release.Release{
			dumped("Korea and the EU Talk Steel", "2025-12-16", "They met.")}}},
		{"unknown fields", strings.Replace(goodLine, "{", `{"views":[1,{"x":2}],"Title":3,`, 1), want{releases: []release.Release{steel}}},
		{"a day in Seoul", strings.Replace(goodLine, "2025-12-16", "2025-12-15T15:30:00Z", 1), want{releases: []release.Release{steel}}},
		{"paragraphs", strings.Replace(goodLine, "They met.", `They\nmet.\n\n They  left.`, 1), want{releases: []release.Release{
			with(steel, func(r *release.Release) { r.Body = "They met.\n\nThey left." })}}},
		{"identical twice", goodLine + "\n" + goodLine, want{releases: []release.Release{steel}}},
		{"one id, two texts", goodLine + "\n" + strings.Replace(goodLine, "met", "left", 1), want{
			releases: []release.Release{steel},
			problems: []string{`2: the id "a1" stands at in.jsonl:1 with other content; the first is kept`}}},
		{"truncated", goodLine + "\n" + goodLine[:60], want{
			releases: []release.Release{steel}, problems: []string{"2: the line ends before its JSON object does"}}},
		{"broken", `{"id":"b",]}` + "\n" + goodLine, want{
			releases: []release.Release{steel}, problems: []string{"1: the line is not valid JSON at byte 11"}}},
		{"wrong bracket at the end", `{"id":"b"]`, want{problems: []string{"1: the line is not valid JSON at byte 10"}}},
		{"two objects on a line", goodLine + goodLine, want{problems: []string{"1: the line is not valid JSON at byte 89"}}},
		{"not an object", "[1]\n" + goodLine, want{
			releases: []release.Release{steel}, problems: []string{"1: the line is not a JSON object: want {…} on one line"}}},
		{"wrong types", `{"id":5,"title":["x"],"date":true,"body":{},"url":"u","number":1.5}`, want{problems: []string{
			`1: "id" is a number, want text in quotes; "title" is a list, want text in quotes; "date" is true or false, want text in quotes; ` +
				`"number" is a number, want text in quotes; "body" is an object, want text in quotes`}}},
		{"wrong attachments", strings.Replace(goodLine, "{", `{"attachments":["a.pdf"],`, 1), want{
			problems: []string{`1: "attachments" must be a list of objects with "name" and "url"`}}},
		{"attachment with a script", strings.Replace(goodLine, "{", `{"attachments":[{"name":"a","url":"javascript:x()"}],`, 1), want{
			problems: []string{`1: the link "javascript:x()" of an attachment is not an http or https address`}}},
		{"missing fields", `{"id":"b"}`, want{problems: []string{"1: it has no title; it has no date; it has no body"}}},
		{"blank fields", `{"title":" ","date":"","body":"\u200b\n","id":"  "}`, want{
			problems: []string{"1: it has no title; it has no date; it has no body; its id is blank"}}},
		{"impossible date", strings.Replace(goodLine, "2025-12-16", "2025-13-40", 1), want{
			problems: []string{`1: "2025-13-40" is not a date: want a real day written YYYY-MM-DD`}}},
		{"link of another kind", strings.Replace(goodLine, "{", `{"url":"ftp://example.org",`, 1), want{
			problems: []string{`1: its link "ftp://example.org" is not an http or https address`}}},
		{"id that hides something", strings.Replace(goodLine, "a1", `a\u202e1`, 1), want{
			problems: []string{`1: its id "a\u202e1" holds control or invisible characters`}}},
		{"title too long", strings.Replace(goodLine, "Steel", strings.Repeat("Steel", 100), 1), want{
			problems: []string{"1: its title is longer than 400 characters"}}},
		{"line too long", goodLine + "\n" + strings.Repeat(" ", 4<<20) + goodLine, want{
			releases: []release.Release{steel}, problems: []string{"2: the line is longer than 4 MiB"}}},
		{"zero byte", goodLine + "\n" + strings.Repeat(" ", 70<<10) + "\x00\n", want{
			releases: []release.Release{steel}, problems: []string{"2: the line is not text: it holds a zero byte"}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { check(t, readOne(t, "in.jsonl", c.text), c.want) })
	}
}

func TestProblemsOfOneFileAreBounded(t *testing.T) {
	batch := readOne(t, "in.jsonl", strings.Repeat("{\n", 5000)+goodLine)
	if len(batch.Problems) != 1000 || len(batch.Releases) != 1 {
		t.Fatalf("%d problems and %d releases, want 1000 and 1", len(batch.Problems), len(batch.Releases))
	}
	last := batch.Problems[999].Error()
	if want := "in.jsonl:1000: too many problems in this file; further ones are not listed"; last != want {
		t.Errorf("the last is %q, want %q", last, want)
	}
}

func TestIssuers(t *testing.T) {
	known := func(name string) release.Issuer {
		return map[string]release.Issuer{"USTR": {Name: "Trade Representative", Short: "USTR", Zone: "America/New_York"}}[name]
	}
	for name, content := range map[string]string{
		"in.jsonl": `{"title": "Talks", "date": "2026-03-19T20:00:00-04:00", "body": "They met.", "issuer": "USTR"}`,
		"in.md":    "---\ntitle: Talks\ndate: 2026-03-19T20:00:00-04:00\nissuer: USTR\n---\nThey met.\n",
	} {
		batch, err := dump.ReadFS(t.Context(), oneFile(name, content), name, dump.WithIssuers(known))
		if err != nil || len(batch.Problems) > 0 {
			t.Fatal(err, batch.Problems)
		}
		if r := batch.Releases[0]; r.Issuer.Short != "USTR" || r.Date != release.NewDate(2026, 3, 19) {
			t.Errorf("%s: issuer %+v, day %s, want the day in the issuer's zone", name, r.Issuer, r.Date)
		}
	}
}
