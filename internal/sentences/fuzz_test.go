package sentences_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"motirbot/internal/sentences"
)

// inNumber matches what ends inside a number, and restOfNumber what goes on with
// it.
var (
	inNumber     = regexp.MustCompile(`\d[.,:/]?$`)
	restOfNumber = regexp.MustCompile(`^[.,:/]?\d`)
)

// FuzzSplit: nothing of a text is lost, nothing stands in two sentences, no
// number is split, and the rest of a text has the sentences that it has there.
func FuzzSplit(f *testing.F) {
	for _, text := range []string{
		"Korea-U.S. FTA. No. 5, “It is done.” He left.", "△ one\n\n△ two", "회의가 열렸다. 양국은", "\xff. A", "a\u2028b\u0085c\r\nd",
		" . . . ", "그는 “힘껏 돕겠다.”고 말했다. 8.18.(화)", "△ a △ b, □ c ㅇ d. ※ e", "1. “A. B,” he said.(C) 5 p.m. KST", "Washington, D.C. from", "A.", "(\u3000.",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end, paragraph := 0, 0
		for _, s := range sentences.Split(text) {
			if s.Start < end || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("%q: %d to %d after %d", text, s.Start, s.End, end)
			}
			if gap := text[end:s.Start]; lost(gap) {
				t.Fatalf("%q: %q is in no sentence", text, gap)
			}
			got := text[s.Start:s.End]
			if got != strings.TrimSpace(got) || strings.Contains(got, "\n") {
				t.Fatalf("%q: the sentence %q", text, got)
			}
			if s.Start == end && inNumber.MatchString(text[:end]) && restOfNumber.MatchString(got) {
				t.Fatalf("%q: a number is split before %q", text, got)
			}
			if !strings.HasPrefix(got, "|") {
				if rest := sentences.Split(text[s.Start:]); rest[0].End != s.End-s.Start {
					t.Fatalf("%q: %q is %q at the start of a text", text, got, text[s.Start:s.Start+rest[0].End])
				}
			}
			if s.Paragraph != paragraph && s.Paragraph != paragraph+1 {
				t.Fatalf("%q: paragraph %d after %d", text, s.Paragraph, paragraph)
			}
			end, paragraph = s.End, s.Paragraph
		}
		if rest := text[end:]; lost(rest) {
			t.Fatalf("%q: %q is in no sentence", text, rest)
		}
	})
}

// lost reports whether a stretch that no sentence holds is more than white space
// and the rules of tables.
func lost(gap string) bool {
	for line := range strings.Lines(gap) {
		if strings.TrimSpace(line) != "" && (line[0] != '|' || strings.Trim(line, "|-: \r\n\t") != "") {
			return true
		}
	}
	return false
}

// FuzzDates: no way of writing a day is split, wherever it stands.
func FuzzDates(f *testing.F) {
	f.Add(uint16(2025), uint8(12), uint8(18))
	f.Fuzz(func(t *testing.T, year uint16, month, day uint8) {
		y, m, d := 1990+int(year)%90, 1+int(month)%12, 1+int(day)%28
		name := time.Month(m).String()
		short := name[:3] + "."
		if m == 5 {
			short = name // a dot behind May ends the sentence
		}
		for _, date := range []string{
			fmt.Sprintf("%d. %d. %d.(목)", y, m, d), fmt.Sprintf("%d.%d.%d.", y, m, d), fmt.Sprintf("%d.%d.(월)~%d.%d.(화)", m, d, m, d),
			fmt.Sprintf("%d. %d.", m, d), fmt.Sprintf("’%d.%d월", y%100, m), fmt.Sprintf("’%d. %d월", y%100, m), fmt.Sprintf("%d.%d.%d.(수) 10:30", y, m, d),
			fmt.Sprintf("%d.%d.%d", d, m, y), fmt.Sprintf("%d/%d/%d", m, d, y), fmt.Sprintf("%s %d", short, d), fmt.Sprintf("%d %s %d", d, short, y),
			fmt.Sprintf("%d-%02d-%02d", y, m, d), fmt.Sprintf("%s %d, %d", name, d, y),
		} {
			for _, text := range []string{"회의는 " + date + " 서울에서 열렸다.", date + " 회의가 열렸다.", "회의(" + date + ")가 열렸다."} {
				if got := split(text); len(got) != 1 {
					t.Errorf("%q is %q", text, got)
				}
			}
		}
	})
}
