package grounding

import (
	_ "embed"
	"strings"

	"motirbot/internal/words"
)

//go:embed lexicon/acts.txt
var actsText string

// kind is a kind of act: asking, granting, signing.
type kind struct {
	name   string
	strict bool            // no other words can say it
	deed   bool            // nor that it has been done
	borne  map[string]bool // kinds that bear it out
}

var actForms, longestAct = readActs(actsText)

// readActs returns the kinds by their forms, and the words of the longest form.
func readActs(s string) (forms map[string]*kind, longest int) {
	forms, longest = map[string]*kind{}, 1
	for line := range strings.Lines(s) {
		head, list, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		name, borne, _ := strings.Cut(head, "<")
		plain, strict := strings.CutSuffix(strings.TrimSpace(name), "!")
		plain, deed := strings.CutSuffix(plain, "+")
		k := &kind{name: plain, strict: strict, deed: deed, borne: map[string]bool{plain: true}}
		for other := range strings.FieldsSeq(borne) {
			k.borne[other] = true
		}
		for form := range strings.SplitSeq(list, ", ") {
			if strings.HasPrefix(form, "=") {
				forms[form] = k
				continue
			}
			stems := stemsOf(form)
			longest = max(longest, len(stems))
			forms[strings.Join(stems, " ")] = k
		}
	}
	return forms, longest
}

// actAt returns the kind of act that the words from i on name, and the token
// after them.
func (t text) actAt(i int) (*kind, int) {
	var found *kind
	next, key := i, ""
	if noAct[t.word(i)] {
		return nil, i
	}
	if k := actForms["="+t.word(i)]; k != nil {
		found, next = k, i+1
	}
	for n := 1; n <= longestAct && i+n <= len(t.toks); n++ {
		if n > 1 {
			if strings.Trim(t.gap(i+n-1), " -") != "" {
				break
			}
			key += " "
		}
		key += words.Stem(t.word(i + n - 1))
		if k := actForms[key]; k != nil {
			found, next = k, i+n
		}
	}
	return found, next
}

// noAct are words that are stemmed like an act and are none.
var noAct = wordSet("concerned concerning critical including regarding objective objectives committee presently sharing planning expectation initiative initiatives thanks president presidents presidency chairman final finally leading headquarters objection state states")

// tense tells an act that has been done from one that is meant to be.
type tense int

const (
	either  tense = iota // "signs", "the signature"
	carried              // carried out: "signed", "has been signed"
	meant                // "will sign", "asked it to sign", "before signing"
)

var (
	modals     = wordSet("will would shall may might could can should must ought wont cannot")
	auxiliary  = wordSet("is are was were be been being has have had do does did not also already newly formally officially jointly recently finally now then fully further")
	determiner = wordSet("a an the whose its their his her our this that these those no any each every such said new first second formal official")
	pastForms  = wordSet(`held met began took gave made led put set sought won chose became brought built came drew fell
		found got grew kept knew left lost paid ran rose said saw sent shut spoke stood told went wrote begun chosen given
		taken shown known written withdrawn withdrew`)
	// unreal are words after which a deed is a wish, a condition or a plan.
	unreal = wordSet(`will would shall may might could should must to toward towards before if unless once plan plans
		planned aim aims aimed ways necessary need needed required request requests requested requesting ask asked asks
		urge urged call calls called hope hopes hoped want wants wanted seek seeks sought expected expects propose
		proposed consider considers considered considering discuss discussed prepare prepares scheduled intends
		following after upon pending until`)
	nominalEnds = []string{"tion", "sion", "ment", "ure", "ance", "ence", "ntry", "oval", "awal"}
)

// tenseOf reads the tense of the act at token i.
func (t text) tenseOf(i int, deed bool) (out tense, passive, nominal, before bool) {
	w := t.word(i)
	past := strings.HasSuffix(w, "ed") || pastForms[w]
	at := i - 1
	for ; at >= 0 && i-at <= 5 && (auxiliary[t.word(at)] || strings.HasSuffix(t.word(at), "ly")); at-- {
		switch t.word(at) {
		case "is", "are", "was", "were", "be", "been", "being":
			passive = passive || past
		}
		before = before || t.word(at) == "had"
	}
	prev := t.word(at)
	switch {
	case modals[prev] || prev == "to" || t.conditional(i) || past && hasWord(t, max(0, i-7), i, "wants", "want", "wanted", "like"):
		return meant, passive, false, false
	case passive && !t.finite(at+1, i):
		return meant, true, false, false // "that it be signed"
	case nominalForm(w) || at == i-1 && (determiner[prev] || prev == "of" || t.ownerAt(at)):
		if deed && t.unrealBefore(i) {
			return meant, false, true, false
		}
		return either, false, true, false
	case past:
		trailing := at == i-1 && at >= 0 && !t.capital(at) && oblique[t.word(i+1)] // "a declaration signed in London"
		return carried, passive || trailing && deed, false, before
	}
	if at < i-1 && hasWord(t, at+1, i, "did", "has", "have", "had") {
		return carried, passive, false, before
	}
	if deed && t.unrealBefore(i) {
		return meant, passive, false, false
	}
	return either, passive, false, false
}

// conditional reports whether the clause of the act at i says when or whether
// it is to be.
func (t text) conditional(i int) bool {
	for at := i - 1; at >= 0 && !strings.ContainsAny(t.gap(at+1), ",;:"); at-- {
		switch t.word(at) {
		case "before", "if", "once", "until", "unless", "whether":
			return true
		}
	}
	return false
}

// lightVerbs say no more than that the noun after them is done: "gave its
// consent", "expressed concern".
var lightVerbs = wordSet("give gives gave given make makes made reach reached express expressed expresses voice voiced voices raise raised hold held issue issued take took taken")

// lightVerb returns the light verb of the noun at i, or -1.
func (t text) lightVerb(i int) int {
	for at := i - 1; at >= max(0, i-4); at-- {
		if lightVerbs[t.word(at)] {
			return at
		}
		if w := t.word(at); oblique[w] || w == "and" || strings.TrimSpace(t.gap(at+1)) != "" {
			break
		}
	}
	return -1
}

// ownerAt reports whether "'s" follows token i.
func (t text) ownerAt(i int) bool {
	gap := t.gap(i + 1)
	return i >= 0 && i < len(t.toks) && (strings.HasPrefix(gap, "’s") || strings.HasPrefix(gap, "'s"))
}

// finite reports whether one of the tokens is a finite form of "be" or "have".
func (t text) finite(i, j int) bool {
	return hasWord(t, i, j, "is", "are", "was", "were", "has", "have", "had")
}

func hasWord(t text, i, j int, list ...string) bool {
	for ; i < j; i++ {
		if contains(list, t.word(i)) {
			return true
		}
	}
	return false
}

func nominalForm(w string) bool {
	for _, end := range nominalEnds {
		if strings.HasSuffix(strings.TrimSuffix(w, "s"), end) {
			return true
		}
	}
	return false
}

// unrealBefore looks for a word that makes the act at i a wish or a plan.
func (t text) unrealBefore(i int) bool {
	for at := i - 1; at >= 0 && i-at <= 40; at-- {
		if unreal[t.word(at)] {
			return true
		}
	}
	return false
}
