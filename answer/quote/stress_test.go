package quote

import (
	"slices"
	"testing"

	"motirbot/release"
)

func TestStressed(t *testing.T) {
	published := release.NewDate(2025, 3, 4)
	for _, c := range []struct {
		name   string
		wanted facts
		asks   string // a question that counts
		text   string
		want   []string
	}{
		{"a date for when", day, "", "The fair opens in Daegu on Monday, May 5, 2025.", []string{"Monday, May 5, 2025"}},
		{"an amount for how much", money, "", "Sales came to USD 3.25 billion, up 4 percent.", []string{"USD 3.25 billion"}},
		{"a rate", percent, "", "Sales came to USD 3.25 billion, up 4 percent.", []string{"4 percent"}},
		{"won in Korean", money, "", "예산은 1,200억 원이다.", []string{"1,200억 원"}},
		{"a name for who", person, "", "The award went to Hong Mi-rae of Busan.", []string{"Hong Mi-rae"}},
		{"what is counted", count, "how many ships were built?", "The yards built 12 ships for 3 owners.", []string{"12 ships"}},
		{"nothing is asked for", 0, "", "Sales came to USD 3 billion.", nil},
		{"too many to stand out", percent, "", "1 percent, 2 percent, 3 percent and 4 percent.", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, s := range (asked{wanted: c.wanted, counts: countOf(c.asks)}).stressed(c.text, published) {
				got = append(got, c.text[s.Start:s.End])
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
