package words

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
)

// maxStem is the longest word worth stemming, in bytes; longer "words" are
// noise, and cost time.
const maxStem = 40

// particles are the Korean case endings, longest first.
var particles = []string{
	"에서는", "에게서", "으로서", "으로써", "이라고",
	"에서", "에게", "으로", "까지", "부터", "와의", "과의", "에는", "에도", "처럼", "보다", "이랑",
	"은", "는", "이", "가", "을", "를", "의", "에", "와", "과", "도", "로", "만",
}

// Stem returns the stem of a folded word: English by the Porter2 algorithm
// (Porter 2001, "Snowball: a language for stemming algorithms"), Hangul by
// taking off a case particle when at least two syllables stay. Anything else,
// numbers among it, comes back as it is.
func Stem(s string) string {
	if len(s) <= 2 || len(s) > maxStem {
		return s
	}
	if IsHangul(s) {
		return trimParticle(s)
	}
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return s
		}
	}
	return english.Stem(s, true)
}

func trimParticle(s string) string {
	for _, p := range particles {
		if rest, ok := strings.CutSuffix(s, p); ok && utf8.RuneCountInString(rest) >= 2 {
			return rest
		}
	}
	return s
}

// IsStop reports whether a folded word carries no subject of its own. Not on
// the list, though common: "us" (the country, once its points are gone),
// "may" (the month) and "first", "second" (which round of talks it was).
func IsStop(s string) bool { return stop[s] }

// Stops returns the words for which IsStop holds, in no order.
func Stops() []string { return slices.Collect(maps.Keys(stop)) }

var stop = set(`
a an the this that these those such same
and or but nor so if then than because while although though unless until
of in on at by for from to into onto upon with without within about against
between among through during before after above below over under up down out off via per as
i me my mine we our ours ourselves you your yours he him his she her hers it its itself
they them their theirs themselves one someone something anyone anything everyone everything
is am are was were be been being do does did done doing have has had having
will would shall should can could might must ought
dont doesnt didnt isnt arent wasnt werent wont wouldnt cant couldnt hasnt havent hadnt
im ive ill youre youve theyre theyve weve thats whats whos wheres hows theres heres lets
what which who whom whose when where why how
not no yes also too very just only even still ever again already yet both each either neither
any some all most more much many few less least other another own several
there here now please tell know let get got give say says said
s t re ve ll d m
hereinafter namely etc ie eg vs
은 는 이 가 을 를 의 에 와 과 도 로 만 으로 에서 에게 그 저 것 수 등 및 또는 그리고
`)
