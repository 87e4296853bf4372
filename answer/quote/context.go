package quote

import "regexp"

// pointsBack finds sentences that mean nothing by themselves.
var pointsBack = regexp.MustCompile(`^(?:One(?:, | is\b| was\b| of (?:them|these|those)\b)|(?:Others?|The others?|Another|He|She|They|It|His|Her|Their|Its|This|These|Those|That|Both|The (?:two|sides?|meeting|event|forum|ceremony|session|talks|group|fund|committee|company|center|plant|conference|plan|agreement|project|minister|ministry))\b)`)

// withContext puts the sentence that explains it before a chosen sentence that
// points back: the one right before, or the release's first.
func withContext(sources []source, chosen []rating) []rating {
	var out []rating
	for i, r := range chosen {
		opens := i == 0 || chosen[i-1].source != r.source
		if opens && r.sentence > 0 && pointsBack.MatchString(sources[r.source].sentences[r.sentence].text) {
			out = append(out, rating{source: r.source, sentence: contextOf(sources[r.source], r.sentence)})
		}
		out = append(out, r)
	}
	return out
}

func contextOf(src source, i int) int {
	if pointsBack.MatchString(src.sentences[i-1].text) {
		return 0
	}
	return i - 1
}
