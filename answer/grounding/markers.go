package grounding

import (
	"regexp"
	"strconv"
	"strings"
)

// marker is a citation as the model wrote it, cut out of the text at a place.
type marker struct {
	at      int // byte offset in the text without markers
	numbers []int
}

// The forms that chat models use: [1], [1][2], [1, 2], [1-3], [^1], 【1】,
// 【1†source】, [Source 1], [passage 2].
var markerForm = regexp.MustCompile(`(?i)^(?:\[|【|［)\s*\^?(?:(?:source|passage|release|ref|doc|document|evidence|citation|no)s?\.?\s*)?#?\s*(\d{1,3}(?:\s*(?:[,;&–-]|and)\s*\^?\[?\d{1,3})*)\s*(?:†[^\]】］]*)?(?:\]|】|］)`)

var markerSplit = regexp.MustCompile(`\s*(?:[,;&]|and)\s*\^?\[?`)

// mostRange bounds "[1-9]": a longer range is no citation.
const mostRange = 10

// readMarker reads the marker at s[i:] and returns the offset after it, or i.
func readMarker(s string, i int) ([]int, int) {
	if c := s[i]; c != '[' && c != "【"[0] && c != "［"[0] {
		return nil, i
	}
	m := markerForm.FindStringSubmatch(s[i:])
	if m == nil {
		return nil, i
	}
	var numbers []int
	for _, part := range markerSplit.Split(m[1], -1) {
		numbers = append(numbers, markerRange(part)...)
	}
	return numbers, i + len(m[0])
}

func markerRange(part string) []int {
	from, to, isRange := strings.Cut(strings.ReplaceAll(part, "–", "-"), "-")
	a, err := strconv.Atoi(strings.TrimSpace(from))
	if err != nil {
		return nil
	}
	b, err := strconv.Atoi(strings.Trim(to, " ^["))
	if !isRange || err != nil || b <= a || b-a >= mostRange {
		return []int{a}
	}
	var numbers []int
	for n := a; n <= b; n++ {
		numbers = append(numbers, n)
	}
	return numbers
}

// markers writes numbers the clean way: "[1][2]".
func markers(numbers []int) string {
	var b strings.Builder
	for _, n := range numbers {
		b.WriteString("[" + strconv.Itoa(n) + "]")
	}
	return b.String()
}
