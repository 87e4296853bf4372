package verify

import (
	"slices"
	"strings"
	"unicode"

	"motirbot/answer/model"
	"motirbot/internal/words"
)

// finding is a verdict as the model gave it.
type finding struct {
	claim      int // index in its request
	status     Status
	release    int // 0: not named
	words, why string
}

// parse reads the verdicts on n claims out of a reply. What is said of claims
// that are not there is dropped. Verdicts without a number are taken in order
// where there is one for each claim.
func parse(reply string, n int) []finding {
	var found []finding
	unnumbered := 0
	for _, o := range model.Objects(reply) {
		status := statusOf(o.String("status", "verdict", "label", "judgment", "judgement", "supported"))
		if status == "" {
			continue
		}
		f := finding{status: status, words: o.String("words", "quote", "evidence", "span"), why: model.OneLine(o.String("why", "reason", "explanation"), maxWhy)}
		f.release, _ = o.Int("release", "release_number", "source", "cite")
		number, ok := o.Int("claim", "claim_number", "n", "id", "number", "index")
		switch {
		case ok && number == 0:
			return nil // counted from 0: which claim is meant is not sure
		case !ok:
			number = unnumbered + 1
			unnumbered++
		}
		f.claim = number - 1
		found = append(found, f)
	}
	if unnumbered > 0 && (unnumbered < len(found) || unnumbered != n) {
		return nil
	}
	return slices.DeleteFunc(found, func(f finding) bool { return f.claim >= n })
}

// statusOf reads a status in the words that models have for it, "" if it is
// none of them. What is denied or limited ("unsupported", "partially
// supported", "no") is not stated.
func statusOf(s string) Status {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
	begins := func(with ...string) bool {
		return slices.ContainsFunc(with, func(w string) bool { return strings.HasPrefix(s, w) })
	}
	switch {
	case begins("support", "entail", "fullysupport", "confirm", "yes", "true"):
		return Supported
	case begins("contradict", "refut", "conflict"):
		return Contradicted
	case begins("not", "no", "un", "in", "partial", "partly", "neutral", "neither", "false"):
		return NotStated
	}
	return ""
}

// proven is a finding as far as its words are found in the release it names,
// or in one that the claim cites if it names none.
func (f finding) proven(cites []int, parts []part) Verdict {
	v := Verdict{Status: NotStated, Why: f.why}
	if f.status == NotStated {
		return v
	}
	for _, p := range parts {
		r := p.release
		if f.release != r.N && (f.release != 0 || len(cites) > 0 && !slices.Contains(cites, r.N)) {
			continue
		}
		start, end, ok := words.NewQuotable(r.Text).Find(f.words)
		if !ok { // shown by its title or its date
			start, end = 0, 0
			_, _, inTitle := words.NewQuotable(r.Title).Find(f.words)
			_, _, inDate := words.NewQuotable(r.Date.String()).Find(f.words)
			ok = inTitle || inDate
		}
		if ok {
			return Verdict{Status: f.status, Release: r.N, Start: start, End: end, Why: f.why}
		}
	}
	v.Why = "the words shown for it are not in the release"
	return v
}
