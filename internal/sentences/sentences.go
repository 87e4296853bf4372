// Package sentences cuts text into sentences. The boundaries are those of
// Unicode text segmentation (UAX #29, through clipperhouse/uax29), tailored as
// the standard leaves it to its users: breaks are suppressed after
// abbreviations, inside dates and where a quotation is part of a clause, and
// added before the bullets of a list.
package sentences

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// Span is one sentence of a text, without the white space around it.
type Span struct {
	Start, End int // byte offsets: the sentence is text[Start:End]
	Paragraph  int // 0-based number of the paragraph it stands in
	// Heading marks a line that is no sentence and stands over further text.
	Heading bool
	// Cut marks the last sentence of a text that breaks off: the text is prose,
	// and its end lacks a full stop. Of a part of a text it says nothing.
	Cut bool
}

// Split returns the sentences of text in order. Where one ends depends only on
// what stands between its start and the end of its line, so the sentences of a
// part that starts with one are those of the whole. A sentence never reaches
// over a line break. The row of a table, a line that begins with a bar, is one;
// the rule below its heads is none.
func Split(text string) []Span {
	var spans []Span
	paragraph, offset := 0, 0
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			offset += len(line)
			continue
		}
		split := splitLine
		if strings.HasPrefix(line, "|") {
			split = row
		}
		for _, s := range split(line) {
			spans = append(spans, Span{Start: offset + s.Start, End: offset + s.End, Paragraph: paragraph})
		}
		paragraph++
		offset += len(line)
	}
	mark(text, spans)
	return spans
}

func row(line string) []Span {
	s, ok := trimmed(line, 0, len(line))
	if !ok || strings.Trim(line[s.Start:s.End], "|-: ") == "" {
		return nil
	}
	return []Span{s}
}

func splitLine(line string) []Span {
	var spans []Span
	start, offset := 0, 0
	add := func(end int) {
		for start < end {
			next := nextItem(line, start, end)
			if s, ok := trimmed(line, start, next); ok {
				spans = append(spans, s)
			}
			start = next
		}
	}
	tokens := sentences.FromString(line)
	for tokens.Next() {
		offset += len(tokens.Value())
		// UAX #29 leaves an opening bracket that follows without a space before
		// the break.
		end := start + len(strings.TrimRight(line[start:offset], openings))
		if offset == len(line) {
			end = offset
		}
		head := strings.TrimRightFunc(line[start:end], unicode.IsSpace)
		if offset == len(line) || head != "" && endsSentence(head, line[start+len(head):]) {
			add(end)
		}
	}
	return spans
}

func trimmed(line string, start, end int) (Span, bool) {
	segment := line[start:end]
	left := len(segment) - len(strings.TrimLeftFunc(segment, unicode.IsSpace))
	right := len(strings.TrimRightFunc(segment, unicode.IsSpace))
	if left >= right {
		return Span{}, false
	}
	return Span{Start: start + left, End: start + right}, true
}

const (
	openings = "([{<“‘「『《〈"
	closings = ")]}>”’\"'」』》〉"
	// itemBullets begin an item wherever they stand between spaces; the others
	// also list things inside a sentence.
	itemBullets = "□■ㅇ○●◦◇◆▷▶▪•※"
	bullets     = itemBullets + "△▲▽▼*‣·ㆍ-–—"
)

// What is looked at around a break, in bytes, is bounded: a line may be as long
// as a text.
const (
	maxQuotation = 2000
	maxDate      = 24
)

// nextItem returns where the next item of a list starts in line[start:end], or
// end: at a bullet between spaces that opens items, that the sentence itself
// started with, or that follows on a full stop. After a comma or a colon a
// bullet lists parts of the sentence.
func nextItem(line string, start, end int) int {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(line[start:end], unicode.IsSpace))
	before, spaced, empty := ' ', true, true
	for i, r := range line[start:end] {
		if unicode.IsSpace(r) {
			spaced = true
			continue
		}
		if spaced && !empty && strings.ContainsRune(bullets, r) && !strings.ContainsRune("-–—", r) && before != ',' && before != ':' {
			after, _ := utf8.DecodeRuneInString(line[start+i+utf8.RuneLen(r) : end])
			if unicode.IsSpace(after) && (r == first || strings.ContainsRune(itemBullets, r) || isTerminator(before)) {
				return start + i
			}
		}
		before, spaced, empty = r, false, false
	}
	return end
}

var (
	// dateGoesOn matches what follows on a number and a point inside a date such
	// as "2026. 4. 14." and "’25. 11월".
	dateGoesOn = regexp.MustCompile(`^\s?\d{1,2}\s?(?:[.월일]|[~∼～-]\s?\d)`)
	// wholeDate matches a date in points: what it is the date of follows on it.
	wholeDate = regexp.MustCompile(`\b\d{4}\.\s?\d{1,2}\.\s?\d{1,2}\.$`)
	// enumerator matches the number of an item, which is no sentence.
	enumerator = regexp.MustCompile(`^[^\pL\pN]*(?:\d{1,3}|[IVX]{1,5}|[가-하])\.$`)
)

// endsSentence reports whether a break proposed between head and tail holds; the
// white space between them belongs to tail.
func endsSentence(head, tail string) bool {
	bare := strings.TrimRight(head, closings)
	if bare != head && quotationGoesOn(tail) || insideQuotation(head, tail) {
		return false
	}
	point, ok := strings.CutSuffix(bare, ".")
	if !ok {
		return true
	}
	rest := strings.TrimLeftFunc(tail, isOpening)
	next, _ := utf8.DecodeRuneInString(rest)
	last, _ := utf8.DecodeLastRuneInString(point)
	switch {
	case unicode.IsLower(next), len(bare) < maxDate && enumerator.MatchString(bare):
		return false
	case unicode.IsDigit(last):
		if wholeDate.MatchString(bare[max(0, len(bare)-maxDate):]) {
			return false
		}
		// A Korean sentence ends in a verb: Hangul after a number goes on with it.
		return !unicode.Is(unicode.Hangul, next) && !dateGoesOn.MatchString(tail)
	}
	word := lastWord(point)
	following := firstWord(rest)
	switch {
	case titles[word]:
		return false
	case numbered[word]:
		return !unicode.IsDigit(next)
	case clock.MatchString(word):
		return !zone.MatchString(following) && !isMonthOrDay(following)
	case isAbbreviation(word):
		return openers[strings.ToLower(following)] && !strings.HasPrefix(rest[len(following):], ".")
	}
	return true
}

// quotationGoesOn reports whether what follows a closed quotation goes on with
// the clause that it stands in.
func quotationGoesOn(tail string) bool {
	next, _ := utf8.DecodeRuneInString(tail)
	if unicode.Is(unicode.Hangul, next) {
		return true
	}
	tail = strings.TrimLeftFunc(tail, unicode.IsSpace)
	next, _ = utf8.DecodeRuneInString(tail)
	return unicode.IsLower(next) || unicode.Is(unicode.Hangul, next) && quotatives[firstWord(tail)]
}

// insideQuotation reports whether head opens a quotation that tail closes in the
// middle of a clause: “A. B,” he said; “A. B.”고 말했다.
func insideQuotation(head, tail string) bool {
	head, tail = head[max(0, len(head)-maxQuotation):], tail[:min(len(tail), maxQuotation)]
	closing := "”"
	if strings.LastIndex(head, "“") <= strings.LastIndex(head, closing) {
		if strings.Count(head, `"`)%2 == 0 {
			return false
		}
		closing = `"`
	}
	_, after, ok := strings.Cut(tail, closing)
	return ok && quotationGoesOn(after)
}

func isOpening(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(openings+`"'`, r) }

func isTerminator(r rune) bool { return unicode.Is(unicode.STerm, r) || r == '.' || r == '…' }

func lastWord(s string) string {
	i := strings.LastIndexFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(openings+"\"'-–—/,", r)
	})
	if i < 0 {
		return s
	}
	_, size := utf8.DecodeRuneInString(s[i:])
	return s[i+size:]
}

func firstWord(s string) string {
	i := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '’' && r != '\'' })
	if i < 0 {
		return s
	}
	return s[:i]
}

// mark finds the headings and the sentence that breaks off: one without an end,
// on a line with others or after a line that has its end.
func mark(text string, spans []Span) {
	whole := false // of the sentence before
	for i := range spans {
		s := &spans[i]
		said := text[s.Start:s.End]
		opens, last := i == 0 || spans[i-1].Paragraph != s.Paragraph, i+1 == len(spans)
		closes := last || spans[i+1].Paragraph != s.Paragraph
		first, _ := utf8.DecodeRuneInString(said)
		item := strings.HasPrefix(said, "|") || strings.ContainsRune(bullets, first) || unicode.Is(unicode.No, first)
		before := whole
		if whole = isWhole(said); whole || item || !closes {
			continue
		}
		s.Heading = opens && !last
		s.Cut = last && i > 0 && (before || !opens)
	}
}

// isWhole reports whether a sentence has an end: a terminator, or in Korean the
// ending of a verb or of a verb made a noun (-다, -ㅁ).
func isWhole(s string) bool {
	s = strings.TrimRight(s, closings)
	r, _ := utf8.DecodeLastRuneInString(s)
	if strings.HasSuffix(s, "..") || r == '…' {
		return false
	}
	const syllables, finals, finalM = 0xAC00, 28, 16
	return isTerminator(r) || r == '다' || unicode.Is(unicode.Hangul, r) && r >= syllables && (r-syllables)%finals == finalM
}
