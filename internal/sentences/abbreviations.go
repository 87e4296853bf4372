package sentences

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	// titles stand before a name and end no sentence.
	titles = set("Mr Mrs Ms Messrs Dr Prof Sen Gov Rep Gen Lt Col Capt Sgt St Mt Amb Rev Hon vs cf e.g i.e approx ca viz al")
	// numbered stand before a number; before anything else they are words.
	numbered = set("No Nos no nos Art Sec Vol Fig Ch Para Ver Tel pp p")
	// shortened are words of which only a capital that opens a sentence shows
	// that their point ended one.
	shortened = set(`Inc Co Corp Bros Jr Sr Dept Univ Assn Ave Est
		Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun`)
	// openers are the English function words: after an abbreviation a capital on
	// one of them opens a sentence, where that of a noun may belong to a name.
	openers = set(`the a an this that these those it its he she his her they their we our you your i who what when where
		which why how there here in on at by for from to with of as after before during since over through among between
		within without despite upon and but or nor so yet if while although though because unless until however moreover meanwhile
		also both each all some many most more several such no not only then thus therefore instead another other every`)
	// quotatives are the Korean particles by which a clause takes up the quotation
	// before it.
	quotatives = set("고 라고 이라고 며 라며 이라며 면서 라면서 이라면서 는 라는 이라는 하고 하며 하면서")

	// clock matches the half of the day, zone what may follow on it.
	clock = regexp.MustCompile(`^[AaPp]\.[Mm]$`)
	zone  = regexp.MustCompile(`^\p{Lu}{2,4}$`)
	// initials matches letters with points between them, and a letter alone.
	initials = regexp.MustCompile(`^\p{L}{1,2}(?:\.\p{L}{1,2})+$`)
	// consonants matches a capitalised word without a vowel, which English has
	// none of: "Ltd", "Bhd", "Blvd".
	consonants = regexp.MustCompile(`^[B-DF-HJ-NP-TV-XZ][b-df-hj-np-tv-xz]+$`)
)

func isAbbreviation(word string) bool {
	r, size := utf8.DecodeRuneInString(word)
	return shortened[word] || initials.MatchString(word) || consonants.MatchString(word) || size == len(word) && unicode.IsUpper(r)
}

// isMonthOrDay holds for the names of months and weekdays, short or long.
func isMonthOrDay(word string) bool {
	if len(word) < 3 {
		return false
	}
	switch strings.ToLower(word[:3]) {
	case "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec":
		return true
	}
	return strings.HasSuffix(word, "day") && word != "Today"
}

func set(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}
