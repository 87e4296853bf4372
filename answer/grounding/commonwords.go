package grounding

import "strings"

// alwaysKnown need not stand in a passage: every release is Korea's and the
// ministry's.
var alwaysKnown = wordSet("korea motir ministri govern")

// capitals stand for governments in the press.
var capitals = map[string]string{
	"seoul": "korea", "washington": "us", "beijing": "china", "tokyo": "japan", "brussel": "eu", "london": "uk",
	"ottawa": "canada", "hanoi": "vietnam", "berlin": "germany", "moscow": "russia", "new delhi": "india", "oslo": "norway",
	"taipei": "taiwan", "belgrad": "serbia",
}

// government returns the country that a capital stands for where it acts: not
// after "in", "to" or another word of place.
func (s *sentence) government(n Name) string {
	switch s.word(n.first - 1) {
	case "in", "at", "to", "from", "near", "visit", "visited", "visits", "for", "of", "outside", "into":
		return ""
	}
	for _, m := range s.terms {
		if m.first == n.first && m.next == n.next {
			return keyOf(capitals[m.key])
		}
	}
	return ""
}

// commonWord guesses from its ending that a word which opens a sentence is no
// name. The guess decides only about words that the evidence does not hold.
func commonWord(w string) bool {
	switch w {
	case "united", "boeing", "beijing", "nanjing", "italy", "germany", "hungary", "turkey", "norway", "sicily", "mexico":
		return false
	}
	for _, ending := range []string{
		"ly", "ing", "ed", "tion", "tions", "sion", "sions", "ment", "ments", "ers", "ors", "ies", "ity", "ness", "ance", "ence",
		"ive", "ives", "ous", "able", "ible", "ful", "ists", "ship", "ures", "ees", "ants", "ents", "als", "ness", "ages",
	} {
		if strings.HasSuffix(w, ending) && len(w) > len(ending)+2 {
			return true
		}
	}
	return plainOpener[w] || opener[w]
}

// plainOpener are common words without such an ending that open sentences.
var plainOpener = wordSet(`people staff work time money price prices cost costs demand value volume share rate rates gains
	losses growth rise fall drop increase decrease output target targets goal goals aim step progress focus part parts
	then next back yet thanks despite once years months days weeks year month week day half quarter quarters nearly
	close close-by leading top high low strong weak rising falling joint public private local national global world
	foreign overseas abroad trade tariff tariffs duty duties quota quotas tax taxes deal deals pact talks visit trip
	speech event launch signing opening closing record records fund funds project projects program programs policy
	rule rules law laws issue issues concern concerns request response reply case cases centre center centers site sites
	power oil gas coal fuel food foods beauty culture film music health care school college student students youth women
	men child children household households worker workers union unions export import surplus deficit balance budget`)
