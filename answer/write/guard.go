package write

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/publicsuffix"

	"motirbot/internal/words"
)

// A model that obeys somebody else can harm a reader in ways that no comparison
// of facts sees: it recites its orders, or passes an address on.

// reciteRun is how many words in a row make a recital.
const reciteRun = 5

// joined are the stems of a text with a blank around each.
func joined(text string) string { return " " + strings.Join(stemsOf(text), " ") + " " }

func stemsOf(text string) []string {
	var stems []string
	for _, t := range words.Split(text) {
		if !t.Joined {
			stems = append(stems, words.Stem(t.Text))
		}
	}
	return stems
}

// ordersOf are the joined stems of a model's orders. Who issued the releases is
// left out: that is in the orders and in every release.
func ordersOf(system string, issuers []string) string {
	const cut = "\x00"
	for _, issuer := range issuers {
		system = strings.ReplaceAll(system, issuer, cut)
	}
	orders := ""
	for part := range strings.SplitSeq(system, cut) {
		orders += joined(part) + cut
	}
	return orders
}

// recites reports whether a sentence holds a run of the orders that the releases
// do not hold. Both are joined stems.
func recites(sentence, orders, releases string) bool {
	stems := stemsOf(sentence)
	for i := range len(stems) - reciteRun + 1 {
		run := " " + strings.Join(stems[i:i+reciteRun], " ") + " "
		if strings.Contains(orders, run) && !strings.Contains(releases, run) {
			return true
		}
	}
	return false
}

// An address is a link in any form, a mail address, a mention or a tag that a
// client acts upon. No answer needs one: citations bring their links.
var (
	address = regexp.MustCompile(`(?i)[a-z][a-z0-9+.-]*:/|\b(?:javascript|mailto|data|tel):\S|[\w.+-]+@[\w-]+|@\w+|[a-z0-9-]\.[a-z]{2,}/\S|</?[\w:@#&!]`)
	host    = regexp.MustCompile(`(?i)\b(?:[a-z0-9-]{2,}\.)+[a-z]{2,}\b`)
)

// addressIn returns an address in a sentence, "" if there is none.
func addressIn(sentence string) string {
	if found := address.FindString(sentence); found != "" {
		return found
	}
	for _, found := range host.FindAllString(sentence, -1) {
		if _, managed := publicsuffix.PublicSuffix(strings.ToLower(found)); managed {
			return found
		}
	}
	return ""
}

// longest is longer than any word but those made to carry something.
const longest = 60

// isStrange reports whether a sentence has nothing to do with the releases. It
// is foreign where no word of it that tells anything stands in any of them ("I
// hope this helps."); one in another script than theirs may be a translation.
// It is code where a word is none, and as strange where it is a word or two, one
// of which no release holds: that is no answer, and too little to be judged by.
func isStrange(sentence, releases string, stems map[string]bool) (strange, foreign bool) {
	said := stemsOf(sentence)
	telling := 0
	for _, stem := range said {
		strange = strange || len(said) <= 2 && !stems[stem]
		switch {
		case words.IsHangul(stem), stems[stem] && !words.IsStop(stem):
			telling = -len(said)
		case !words.IsStop(stem):
			telling++
		}
	}
	for word := range strings.FieldsSeq(sentence) {
		strange = strange || len(word) > longest && !strings.Contains(releases, word) && !words.IsHangul(word)
	}
	return strange || telling > 0, telling > 0
}

// visible drops what a reader would not see: control and format characters
// and fillers.
func visible(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
		return -1
	}
	return r
}
