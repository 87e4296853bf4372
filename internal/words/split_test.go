package words_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"motirbot/internal/words"

	"github.com/google/go-cmp/cmp"
)

func TestSplit(t *testing.T) {
	for in, want := range map[string]string{
		"":                              "",
		" \t— △ … ":                     "",
		"Korea's chips":                 "korea chips",
		"Korea’s companies’ VAT":        "korea companies vat",
		"K-beauty exports":              "k beauty +kbeauty exports",
		"the U.S. and U.S.A.":           "the us and usa",
		"He met us.":                    "he met us",
		"M.AX Alliance":                 "max alliance",
		"Ph.D. level":                   "phd level",
		"ended talks.Minister Yeo":      "ended talks minister yeo",
		"USD 640.2 billion":             "usd 640.2 billion",
		"$640.2bn":                      "640.2 bn",
		"USD640.2bn":                    "usd 640.2 bn",
		"US$1,689.5":                    "us 1689.5",
		"1,689 items, 12,13 and 14":     "1689 items 12 13 and 14",
		"75% of 43.35%p":                "75 percent of 43.35 percent p",
		"100 %":                         "100",
		"2nd G7 5G 28nm":                "2nd g7 5g 28 nm",
		"2025-12-18":                    "2025 12 18",
		"2025.12.18":                    "2025 12 18",
		"Yeo Han-koo":                   "yeo han koo +hankoo",
		"state-of-the-art":              "state of the art",
		"R&D":                           "r d +rd",
		"F-15":                          "f 15 +f15",
		"A - B":                         "a b",
		"Korea–EU TC/RC":                "korea eu tc rc",
		"Maroš Šefčovič":                "maros sefcovic",
		"ＥＵ　６８９％":                       "eu 689 percent",
		"snake_case a:b x·y":            "snake case a b x y",
		"EU와 12월 반도체":                   "eu 와 12 월 반도체",
		"don't O'Brien":                 "dont obrien",
		"한국-일본":                         "한국 일본 +한국일본",
		"english.motir.go.kr":           "english motir go kr",
		"(MOTIR, Minister JK Kim), met": "motir minister jk kim met",
	} {
		t.Run(in, func(t *testing.T) {
			if diff := cmp.Diff(want, render(words.Split(in))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSplitOffsets(t *testing.T) {
	text := "The U.S. and Korea’s K-beauty: 75%, 1,689"
	var got []string
	for _, tok := range words.Split(text) {
		got = append(got, text[tok.Start:tok.End])
	}
	want := []string{"The", "U.S.", "and", "Korea", "K", "beauty", "K-beauty", "75", "%", "1,689"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func render(tokens []words.Token) string {
	var texts []string
	for _, tok := range tokens {
		if tok.Joined {
			texts = append(texts, "+"+tok.Text)
			continue
		}
		texts = append(texts, tok.Text)
	}
	return strings.Join(texts, " ")
}

func FuzzSplit(f *testing.F) {
	for _, seed := range []string{
		"Korea’s K-beauty grew 75% to USD 1,689.5bn", "U.S.-Korea R&D M.AX", "EU와 12월 ½ İ ﬁ", "\xff1,\xfe.a", "1.,2 'S a.b.c %",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		for _, tok := range words.Split(s) {
			checkToken(t, s, tok)
			if !tok.Joined && tok.Start < end {
				t.Fatalf("%q: token %+v overlaps the one before, which ends at %d", s, tok, end)
			}
			end = max(end, tok.End)
		}
	})
}

func checkToken(t *testing.T, s string, tok words.Token) {
	t.Helper()
	if tok.Text == "" || tok.Start < 0 || tok.Start >= tok.End || tok.End > len(s) {
		t.Fatalf("%q: bad token %+v", s, tok)
	}
	if utf8.ValidString(s) && !utf8.ValidString(s[tok.Start:tok.End]) {
		t.Fatalf("%q: token %+v cuts a rune", s, tok)
	}
	if again := words.Fold(tok.Text); again != tok.Text {
		t.Fatalf("%q: token %+v is not folded: %q", s, tok, again)
	}
}

func BenchmarkSplit(b *testing.B) {
	text := strings.Repeat("MOTIR held the 2nd ROK-Japan Mineral Resources Cooperation Dialogue in Seoul; exports rose 4.3% to USD 640.2 billion. ", 10)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		words.Split(text)
	}
}
