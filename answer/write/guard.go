package write

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/publicsuffix"

	"motirbot/internal/words"
)

// A model that obeys somebody else can harm a reader in ways that no comparison
// of facts sees: it recites its orders, or passes an address on.

// reciteRun is how many words in a row make a recital.
const reciteRun = 5

// recital knows the runs of words of a model's orders.
type recital map[string]bool

// newRecital leaves out who issued the releases: that is in the orders and in
// every release.
func newRecital(system string, issuers []string) recital {
	known := recital{}
	const cut = "\x00"
	for _, issuer := range issuers {
		system = strings.ReplaceAll(system, issuer, cut)
	}
	for part := range strings.SplitSeq(system, cut) {
		for _, run := range runs(part) {
			known[run] = true
		}
	}
	return known
}

// in reports whether a sentence holds a run of the orders that the releases do
// not hold.
func (k recital) in(sentence, releases string) bool {
	var released map[string]bool
	for _, run := range runs(sentence) {
		if !k[run] {
			continue
		}
		if released == nil {
			released = map[string]bool{}
			for _, r := range runs(releases) {
				released[r] = true
			}
		}
		if !released[run] {
			return true
		}
	}
	return false
}

func stemsOf(text string) []string {
	var stems []string
	for _, t := range words.Split(text) {
		if !t.Joined {
			stems = append(stems, words.Stem(t.Text))
		}
	}
	return stems
}

func runs(text string) []string {
	stems := stemsOf(text)
	var out []string
	for i := range len(stems) - reciteRun + 1 {
		out = append(out, strings.Join(stems[i:i+reciteRun], " "))
	}
	return out
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

// isCode reports whether a sentence holds a word that is none.
func isCode(sentence, releases string) bool {
	for word := range strings.FieldsSeq(sentence) {
		if len(word) > longest && !strings.Contains(releases, word) && !words.IsHangul(word) {
			return true
		}
	}
	return false
}

// isTiny reports whether a sentence is a word or two, one of which no release
// holds: that is no answer, and too little to be judged by.
func isTiny(sentence string, stems map[string]bool) bool {
	said := stemsOf(sentence)
	return len(said) <= 2 && slices.ContainsFunc(said, func(stem string) bool { return !stems[stem] })
}

// isForeign reports whether no word of a sentence that tells anything stands in
// any release: "I hope this helps." A sentence in another script than the
// releases' may be a translation.
func isForeign(sentence string, stems map[string]bool) bool {
	telling := 0
	for _, stem := range stemsOf(sentence) {
		switch {
		case words.IsHangul(stem), stems[stem] && !words.IsStop(stem):
			return false
		case !words.IsStop(stem):
			telling++
		}
	}
	return telling > 0
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
