package dump_test

import (
	"strings"
	"testing"

	"motirbot/release"
)

func TestText(t *testing.T) {
	steel := ministrys("Korea and the EU Talk Steel", "2025-12-16", "They met in Seoul.")
	truncated := func(r *release.Release) { r.Truncated = true }
	category := func(c string) func(*release.Release) { return func(r *release.Release) { r.Category = c } }
	cases := []struct {
		name, text string
		want       want
	}{
		{"plain", "-\nKorea and the EU Talk Steel\nThey met in Seoul. date2025-12-16\n", want{releases: []release.Release{steel}}},
		{"no separator first", "Korea and the EU Talk Steel\nThey met in Seoul. date2025-12-16", want{releases: []release.Release{steel}}},
		{"date glued to the full stop", "-\nKorea and the EU Talk Steel\nThey met in Seoul.date2025-12-16", want{releases: []release.Release{steel}}},
		{"date after a space", "-\nKorea and the EU Talk Steel\nThey met in Seoul. date 2025-12-16  \n", want{releases: []release.Release{steel}}},
		{"registration date", "-\nKorea and the EU Talk Steel\nThey met in Seoul. Registration date2025-12-16", want{releases: []release.Release{steel}}},
		{"date on its own line", "-\nKorea and the EU Talk Steel\nThey met in Seoul.\n\ndate2025-12-16\n\n", want{releases: []release.Release{steel}}},
		{"byte order mark and CRLF", "\uFEFF-\r\nKorea and the EU Talk Steel\r\nThey met in Seoul. date2025-12-16\r\n", want{releases: []release.Release{steel}}},
		{"cut within a word", "-\nK-Trade\nAn Order of Indust date2025-12-16", want{releases: []release.Release{
			with(ministrys("K-Trade", "2025-12-16", "An Order of Indust"), truncated)}}},
		{"cut, date glued to the word", "-\nK-Trade\nAn Order of Industdate2025-12-16", want{releases: []release.Release{
			with(ministrys("K-Trade", "2025-12-16", "An Order of Indust"), truncated)}}},
		{"cut with an ellipsis", "-\nK-Trade\nAn Order… date2025-12-16", want{releases: []release.Release{
			with(ministrys("K-Trade", "2025-12-16", "An Order…"), truncated)}}},
		{"ends in a quotation", "-\nK-Trade\nHe said, “Go.” date2025-12-16", want{releases: []release.Release{
			ministrys("K-Trade", "2025-12-16", "He said, “Go.”")}}},
		{"bullets and quotes kept", "-\nK-Trade\n△ ‘Steel’ and △ Japan's ships. date2025-12-16", want{releases: []release.Release{
			ministrys("K-Trade", "2025-12-16", "△ ‘Steel’ and △ Japan's ships.")}}},
		{"each line a paragraph", "-\nK-Trade\nFirst.\nSecond. date2025-12-16", want{releases: []release.Release{
			ministrys("K-Trade", "2025-12-16", "First.\n\nSecond.")}}},
		{"lines wrapped by hand", "-\nK-Trade\n\nFirst\npart.\n△ Item.\n\nSecond. date2025-12-16", want{releases: []release.Release{
			ministrys("K-Trade", "2025-12-16", "First part.\n\n△ Item.\n\nSecond.")}}},
		{"known category", "-\nTrade/Investment\nKorea and the EU Talk Steel\nThey met in Seoul. date2025-12-16", want{releases: []release.Release{
			with(steel, category("Trade/Investment"))}}},
		{"new category", "-\nGreen Shipping\nKorea and the EU Talk Steel\nThey met in Seoul. date2025-12-16", want{releases: []release.Release{
			with(steel, category("Green Shipping"))}}},
		{"short title is no category", "-\nK-Trade Opens\nThey met in Seoul today.\nThey left. date2025-12-16", want{releases: []release.Release{
			ministrys("K-Trade Opens", "2025-12-16", "They met in Seoul today.\n\nThey left.")}}},
		{"no date", "-\nA Title\nA body.\n-\nKorea and the EU Talk Steel\nThey met in Seoul. date2025-12-16", want{
			releases: []release.Release{steel},
			problems: []string{"2: the entry has no date: its last line must end in dateYYYY-MM-DD"}}},
		{"impossible date", "-\nA Title\n\nA body. date2025-13-40\n-\nKorea and the EU Talk Steel\nThey met in Seoul. date2025-12-16", want{
			releases: []release.Release{steel},
			problems: []string{`4: "2025-13-40" is not a date: want a real day written YYYY-MM-DD`}}},
		{"date before the ministry", "-\nA Title\nA body. date0225-12-16", want{
			problems: []string{`3: "0225-12-16" is not a plausible date: the ministry has published since 1948`}}},
		{"no body", "-\nA Title date2025-12-16", want{problems: []string{"2: the entry has no body"}}},
		{"no body after a category", "-\nIndustry\nA Title date2025-12-16", want{problems: []string{"2: the entry has no body"}}},
		{"date only", "-\n\ndate2025-12-16", want{problems: []string{"3: the entry has no title and no body"}}},
		{"no title", "-\n" + strings.Repeat("A long sentence. ", 30) + "\nMore. date2025-12-16", want{
			problems: []string{"2: the entry has no title: its first line is longer than 400 characters"}}},
		{"separator missing", "-\nA Title\nA body. date2025-12-15\nAnother Title\nMore. date2025-12-16", want{
			problems: []string{`3: a date stands within the entry; is a line "-" missing after it?`}}},
		{"nothing between separators", "-\n\n-\n-\nKorea and the EU Talk Steel\nThey met in Seoul. date2025-12-16\n-\n", want{releases: []release.Release{steel}}},
		{"the same entry twice", strings.Repeat("-\nKorea and the EU Talk Steel\nThey met in Seoul. date2025-12-16\n", 2), want{releases: []release.Release{steel}}},
		{"two bodies under one title", "-\nKorea and the EU Talk Steel\nThey met in Seoul. date2025-12-16\n-\nKorea and the EU talk steel\nNo. date2025-12-16", want{
			releases: []release.Release{steel, second(steel)}}},
		{"a line in another encoding", "-\nCaf\xe9 Title\nA body. date2025-12-16\n-\nKorea and the EU Talk Steel\nThey met in Seoul. date2025-12-16", want{
			releases: []release.Release{steel},
			problems: []string{"2: the line is not UTF-8 from byte 4 on; save it as UTF-8 and try again"}}},
		{"a line too long", "-\nA Title\n" + strings.Repeat("a", 4<<20+1) + "\n date2025-12-16\n-\nKorea and the EU Talk Steel\nThey met in Seoul. date2025-12-16", want{
			releases: []release.Release{steel},
			problems: []string{"3: the line is longer than 4 MiB"}}},
		{"an entry too long", "-\nA Title\n" + strings.Repeat(strings.Repeat("a", 1<<20)+"\n", 5) + "-\nKorea and the EU Talk Steel\nThey met in Seoul. date2025-12-16", want{
			releases: []release.Release{steel},
			problems: []string{`6: the entry is longer than 4 MiB; is a line "-" missing?`}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { check(t, readOne(t, "in.txt", c.text), c.want) })
	}
}

func TestTextIsCleaned(t *testing.T) {
	cases := []struct{ name, body, want string }{
		{"spaces to one", "They  met\t in\u00A0\u3000Seoul .", "They met in Seoul ."},
		{"composed to NFC", "Maros\u030C S\u030Cefc\u030Covic\u030C.", "Maroš Šefčovič."},
		{"bidirectional overrides", "USD \u202E046\u202C billion \u2066won\u2069.", "USD 046 billion won."},
		{"zero width", "Ko\u200Brea\uFEFF and\u200D Ja\u00ADpan.", "Korea and Japan."},
		{"control characters", "Korea\x1b[31m\x07 and\u0085Japan.", "Korea[31m and Japan."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			batch := readOne(t, "in.txt", "-\nA Title\n"+c.body+" date2025-12-16\n")
			check(t, batch, want{releases: []release.Release{ministrys("A Title", "2025-12-16", c.want)}})
		})
	}
}

// second is another release of that title and day, which is told by its place.
func second(r release.Release) release.Release {
	r.ID, r.Title, r.Body = r.ID+"#2", "Korea and the EU talk steel", "No."
	return r
}
