package check_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"motirbot/answer/check"
	"motirbot/internal/goldentest"
	"motirbot/release"
	"motirbot/source/dump"
	"motirbot/source/sample"
)

// corpus is the sample as evidence, numbered from 1.
func corpus(t testing.TB) []check.Release {
	t.Helper()
	batch, err := dump.ReadFS(t.Context(), sample.FS(), ".")
	if err != nil {
		t.Fatal(err)
	}
	all := batch.Releases
	slices.SortFunc(all, func(a, b release.Release) int { return strings.Compare(string(a.ID), string(b.ID)) })
	var out []check.Release
	for i, r := range all {
		out = append(out, check.Release{N: i + 1, Title: r.Title, Body: r.Body, Date: r.Date})
	}
	return out
}

// TestSample keeps what becomes of true and false sentences on the sample as a
// file to review.
func TestSample(t *testing.T) {
	data, err := os.ReadFile("testdata/sample.txt")
	if err != nil {
		t.Fatal(err)
	}
	releases := corpus(t)
	e := check.NewEvidence(releases)
	var out strings.Builder
	kept, section := map[string][2]int{}, ""
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "= "); ok {
			section = name
			fmt.Fprintf(&out, "= %s\n", section)
		}
		numbers, text, ok := strings.Cut(line, " | ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		s := check.Sentence{Text: text}
		for n := range strings.FieldsSeq(numbers) {
			if cite, err := strconv.Atoi(n); err == nil {
				s.Cites = append(s.Cites, cite)
			}
		}
		r := e.Check(s)
		count := kept[section]
		count[0]++
		if r.Kept {
			count[1]++
			fmt.Fprintf(&out, "kept %v %q: %s\n", r.Cites, r.Computed, text)
		} else {
			fmt.Fprintf(&out, "GONE %s: %s\n", r.Why, text)
		}
		kept[section] = count
		quotesLieIn(t, r, releases)
	}
	for _, name := range []string{"true", "false"} {
		fmt.Fprintf(&out, "%s: %d of %d kept\n", name, kept[name][1], kept[name][0])
	}
	goldentest.Check(t, "testdata/sample.golden", out.String())
}

// quotesLieIn holds a kept sentence to one quotation a citation, a
// stretch of its release.
func quotesLieIn(t *testing.T, r check.Result, releases []check.Release) {
	t.Helper()
	if !r.Kept {
		if r.Why == "" {
			t.Error("gone without a reason")
		}
		return
	}
	if !slices.IsSorted(r.Cites) || len(r.Quotes) != len(r.Cites) {
		t.Errorf("cites %v, quotes %v", r.Cites, r.Quotes)
	}
	for _, n := range r.Cites {
		i := slices.IndexFunc(releases, func(x check.Release) bool { return x.N == n })
		if i < 0 {
			t.Fatalf("release %d is cited", n)
		}
		if q := r.Quotes[n]; q.Start < 0 || q.Start > q.End || q.End > len(releases[i].Body) {
			t.Errorf("quotation %v of %d bytes", q, len(releases[i].Body))
		}
	}
}

const (
	tableBody = "Budget by field (KRW billion)\n| Field | 2025 | 2026 | Change (%) |\n|---|---|---|---|\n| Robots | 197 | 351 | +78.2 |\n" +
		"| Displays | 226 | 241 | +6.6 |\n| Bio | 402 | 497 | +23.6 |\n| Total | 825 | 1,089 | +32.0 |\nThe first call opens on January 15.\n"
	koreanBody = "□ 산업통상부(장관 김정관)는 12.1.(월) 수출입 동향을 발표하였다.\n ㅇ 수출은 8.7% 증가한 611억 4,000만 달러, 수입은 515억 2,000만 달러이다.\n" +
		"□ 김 장관은 “위기를 기회로 바꾸었다.”고 말했다.\n ㅇ 지원 규모를 2,000억 원에서 4,500억 원으로 늘리고, ’27년 상반기에 6개월 연속 점검한다.\n"
)

// TestCheck tries one thing a case on short releases of our own.
func TestCheck(t *testing.T) {
	e := check.NewEvidence([]check.Release{
		{N: 1, Title: "R&D Budget for 2026", Body: tableBody, Date: release.NewDate(2026, 1, 8)},
		{N: 2, Title: "11월 수출입 동향", Body: koreanBody, Date: release.NewDate(2025, 12, 1)},
		{N: 3, Title: "Plant Opened", Date: release.NewDate(2025, 6, 2), Body: "Minister Kim Jung-kwan opened a plant of 1.1 to 1.5 million tons " +
			"in Ulsan on Sunday, June 1. The International Energy Agency (IEA) sent Director Ann Lee. Costs rose 4 percentage points to 12 percent."},
	})
	for _, c := range []struct {
		name string
		cite int
		text string
		why  string // "" where it stays
	}{
		{"difference in a table", 1, "Robots get KRW 154 billion more in 2026.", ""},
		{"wrong difference", 1, "Robots get KRW 164 billion more in 2026.", `figure "KRW 164 billion"`},
		{"sum of rows", 1, "Displays and bio together get KRW 738 billion in 2026.", ""},
		{"scale of a heading", 1, "Bio gets KRW 497 million.", `figure "KRW 497 million"`},
		{"currency", 1, "Bio gets USD 497 billion.", `figure "USD 497 billion"`},
		{"rows counted", 1, "The table has three fields.", ""},
		{"percentage points", 1, "Money for robots rose by 78.2 percentage points.", `figure "78.2 percentage points"`},
		{"units of Korean in English", 2, "Exports rose 8.7 percent to USD 61.14 billion.", ""},
		{"rounded", 2, "Exports came to some 61 billion dollars.", ""},
		{"rounded wrongly", 2, "Exports came to some 62 billion dollars.", `figure "62 billion dollars"`},
		{"ten times too much", 2, "수출은 6,114억 달러이다.", `figure "6,114억 달러이다"`},
		{"balance", 2, "무역수지는 96억 2,000만 달러 흑자이다.", ""},
		{"date in points", 2, "산업통상부는 12월 1일(월) 이를 발표하였다.", ""},
		{"day first in points", 2, "Exports were announced on 01.12.2025.", ""},
		{"month first with slashes", 2, "Exports were announced on 12/1/2025.", ""},
		{"wrong day with slashes", 2, "Exports were announced on 12/2/2025.", `date "12/2/2025"`},
		{"wrong weekday", 2, "산업통상부는 12월 1일(화) 이를 발표하였다.", `date "12월 1일(화"`},
		{"half-year", 2, "The check is due in the first half of 2027.", ""},
		{"the other half-year", 2, "점검은 2027년 하반기이다.", `date "2027년 하반기"`},
		{"quotation", 2, "김 장관은 “위기를 기회로 바꾸었다”고 말했다.", ""},
		{"invented quotation", 2, "김 장관은 “기회를 놓치지 않겠다”고 말했다.", `quotation "기회를 놓치지 않겠다"`},
		{"quotation translated", 2, "Kim said they had “turned a crisis into a chance”.", ""},
		{"another minister", 2, "안덕근 장관이 발표하였다.", `name "안덕근 장관"`},
		{"name in the other script", 2, "Minister Kim Jung-kwan announced it.", ""},
		{"initials of a given name", 3, "Minister JK Kim was in Ulsan.", ""},
		{"another given name", 3, "Minister Kim Jung-soo was in Ulsan.", `name "Minister Kim Jung-soo"`},
		{"initials of an agency", 3, "IEA Director Ann Lee came.", ""},
		{"a capital that opens a sentence", 3, "Furthermore the plant is in Ulsan.", ""},
		{"range", 3, "The plant makes up to 1.5 million tonnes, at least 1.1 million.", ""},
		{"points are no percent", 3, "Costs rose by 4 percent.", `figure "4 percent"`},
		{"fact under the wrong number", 1, "The plant in Ulsan was opened on June 1.", ""},
		{"number of another release", 2, "Ulsan got 351 billion won.", `name "Ulsan" beside the other facts`},
		{"number of another release than the one cited", 3, "Ulsan got 351 billion won.", `figure "351 billion won" beside the other facts`},
		{"foreign number", 3, "The plant cost USD 900 billion.", `figure "USD 900 billion"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := e.Check(check.Sentence{Text: c.text, Cites: []int{c.cite}})
			if r.Kept != (c.why == "") || r.Why != c.why {
				t.Errorf("kept %t, why %s, computed %q", r.Kept, r.Why, r.Computed)
			}
			if c.name == "fact under the wrong number" && !slices.Equal(r.Cites, []int{3}) {
				t.Errorf("cites %v", r.Cites)
			}
		})
	}
}

// TestLongSentence: what nobody would read is not compared.
func TestLongSentence(t *testing.T) {
	if r := check.NewEvidence(corpus(t)).Check(check.Sentence{Text: strings.Repeat("word ", 5_000)}); r.Kept {
		t.Error("a sentence of 25,000 bytes stays")
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("Title", tableBody, "Robots get KRW 154 billion more than in 2025.")
	f.Add("11월", koreanBody, "“위기를 기회로” 96억 2,000만 달러, 두 배, 세 번째 \xff")
	f.Add("IEA", "U.S. Trade Representative, 1/4분기 2.7 to 3.7 million tons", "USTR said $3bn, a third of it, 9 out of 10 on May 5–7")
	f.Fuzz(func(t *testing.T, title, body, text string) {
		releases := []check.Release{{N: 4, Title: title, Body: body, Date: december}, {N: 7, Title: body, Body: title}}
		s := check.Sentence{Text: text, Cites: []int{4, 9}}
		r := check.NewEvidence(releases).Check(s)
		quotesLieIn(t, r, releases)
		if again := check.NewEvidence(releases).Check(s); again.Kept != r.Kept || again.Why != r.Why || !slices.Equal(again.Cites, r.Cites) {
			t.Fatalf("first %v, then %v", r, again)
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	releases := corpus(b)
	for i := range 2 {
		r := releases[i]
		r.N = len(releases) + 1
		releases = append(releases, r)
	}
	s := check.Sentence{Cites: []int{7}, Text: "At the 62nd Trade Day on December 4, 2025, 1,689 companies received Export Towers and exports of USD 640.2 billion were reported."}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			check.NewEvidence(releases).Check(s)
		}
	})
	e := check.NewEvidence(releases)
	b.Run("again", func(b *testing.B) {
		for b.Loop() {
			e.Check(s)
		}
	})
}
