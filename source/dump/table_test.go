package dump_test

import (
	"encoding/json"
	"strings"
	"testing"

	"motirbot/release"
	"motirbot/source/dump"
)

func TestJSONArray(t *testing.T) {
	steel := with(dumped("Korea and the EU Talk Steel", "2025-12-16", "They met."), func(r *release.Release) { r.ID = "a1" })
	other := with(steel, func(r *release.Release) { r.ID, r.Title = "a2", "Chips, again" })
	otherLine := strings.NewReplacer("a1", "a2", "Korea and the EU Talk Steel", "Chips, again").Replace(goodLine)
	cases := []struct {
		name, text string
		want       want
	}{
		{"on one line", "[" + goodLine + "," + otherLine + "]", want{releases: []release.Release{steel, other}}},
		{"laid out", "\uFEFF[\n  " + strings.ReplaceAll(goodLine, ",", ",\n    ") + ",\n" + otherLine + "\n]\n", want{releases: []release.Release{steel, other}}},
		{"a wrong entry", "[\n" + goodLine + ",\n5,\n{\"title\":\n4},\n" + otherLine + "]", want{releases: []release.Release{steel, other}, problems: []string{
			"3: the line is not a JSON object: want {…} on one line", `4: "title" is a number, want text in quotes`}}},
		{"cut off", "[\n" + goodLine + ",\n" + otherLine[:40], want{releases: []release.Release{steel}, problems: []string{
			"3: the list is not valid JSON from here on; what stands before is kept"}}},
		{"broken", "[\n" + goodLine + ",\n{\"title\" 5},\n" + otherLine + "]", want{releases: []release.Release{steel}, problems: []string{
			"3: the list is not valid JSON from here on; what stands before is kept"}}},
		{"truncated and its issuer", `[{"title":"T","date":"2025-12-16","body":"B.","truncated":true,"issuer":{"name":"Ministry of Ruritania","short":"MOR","zone":"Europe/Berlin"}}]`,
			want{releases: []release.Release{with(dumped("T", "2025-12-16", "B."), func(r *release.Release) {
				r.Truncated, r.Issuer = true, release.Issuer{Name: "Ministry of Ruritania", Short: "MOR", Zone: "Europe/Berlin"}
			})}}},
		{"an issuer without a name", `[{"title":"T","date":"2025-12-16","body":"B.","truncated":1,"issuer":{"zone":"X"}}]`, want{problems: []string{
			`1: "issuer" must be a name, or an object with one and text in its fields; "truncated" is a number, want true or false`}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { check(t, readOne(t, "in.json", c.text), c.want) })
	}
}

// A text that was exported stays to the letter, if it is that text and harmless.
func TestHashKeepsTheText(t *testing.T) {
	exact := dumped("T", "2025-12-16", "They met\nin  Seoul.\n| a | b |")
	line := func(body, hash string) string {
		text, err := json.Marshal(map[string]string{"title": "T", "date": "2025-12-16", "body": body, "hash": hash})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for name, c := range map[string]struct{ body, hash, want string }{
		"its hash":        {exact.Body, exact.ContentHash(), exact.Body},
		"another":         {exact.Body, "5", "They met\n\nin Seoul.\n\n| a | b |"},
		"none":            {exact.Body, "", "They met\n\nin Seoul.\n\n| a | b |"},
		"what is harmful": {"a\x1b[2Jb", with(exact, func(r *release.Release) { r.Body = "a\x1b[2Jb" }).ContentHash(), "a[2Jb"},
	} {
		if got := readOne(t, "in.jsonl", line(c.body, c.hash)).Releases[0].Body; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestUntil(t *testing.T) {
	text := goodLine + "\n" + strings.NewReplacer("a1", "a2", "2025-12-16", "2027-01-01").Replace(goodLine)
	batch, err := dump.ReadFS(t.Context(), oneFile("in.jsonl", text), "in.jsonl", dump.Until(release.NewDate(2026, 12, 31)))
	if err != nil || len(batch.Releases) != 1 || len(batch.Problems) != 1 || batch.Problems[0].Error() != `in.jsonl:2: "2027-01-01" is not a plausible date: it is after 2026-12-31` {
		t.Errorf("%+v, %v", batch, err)
	}
}

func TestCSV(t *testing.T) {
	steel := with(dumped("Korea, the EU", "2025-12-16", "They met.\n\nThey \"left\"."), func(r *release.Release) { r.ID = "a1" })
	cases := []struct {
		name, text string
		want       want
	}{
		{"quoted", "id,title,date,views,body\na1,\"Korea, the EU\",2025-12-16,7,\"They met.\n\nThey \"\"left\"\".\"\n", want{releases: []release.Release{steel}}},
		{"as spreadsheets save it", "\uFEFF\"ID\";\"Title\";\"Date\";\"Body\"\r\na1;Korea, the EU;2025-12-16;\"They met.\r\n\r\nThey \"\"left\"\".\"\r\n;;;\r\n", want{releases: []release.Release{steel}}},
		{"wrong rows", "title\tdate\tbody\nT\t2025-12-40\tB.\n\nA\t2025-12-16\nT\t2025-12-16\tB.\n", want{
			releases: []release.Release{dumped("T", "2025-12-16", "B.")},
			problems: []string{`2: "2025-12-40" is not a date: want a real day written YYYY-MM-DD`, "4: the row has 2 columns and the first one 3"}}},
		{"a quote that never ends", "title,date,body\nT,2025-12-16,B.\nU,2025-12-16,\"B.\n", want{
			releases: []release.Release{dumped("T", "2025-12-16", "B.")},
			problems: []string{"3: the row is not in the form of CSV: extraneous or missing \" in quoted-field"}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { check(t, readOne(t, "in.csv", c.text), c.want) })
	}
}

func FuzzJSONArray(f *testing.F) {
	f.Add("[" + goodLine + ",\n" + goodLine + "]")
	f.Add("[\n{\"title\":\"T\",\n\"issuer\":{\"name\":5}},{}\n\n]]")
	f.Fuzz(func(t *testing.T, text string) { checkInvariants(t, "in.json", text) })
}

func FuzzCSV(f *testing.F) {
	f.Add("a,b\n1,\"2\n3\"\n")
	f.Add("x\n\"\"\"\n\xff,\x00")
	f.Fuzz(func(t *testing.T, text string) { checkInvariants(t, "in.csv", "title,date,body\n"+text) })
}
