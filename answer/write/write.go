// Package write lets a chat model word an answer from whole releases, takes its
// text apart into claims, and keeps those that the check lets pass. The model's
// markers, dates and markup never reach a reader: citations are written from
// the index.
package write

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"motirbot/answer/check"
	"motirbot/answer/model"
	"motirbot/internal/openaiapi"
	"motirbot/internal/words"
	"motirbot/prompts"
)

// Model is a chat model that streams. Stream's text is the whole reply, without
// reasoning; where it is not what onDelta was given, the text counts. Errors are
// those of openaiapi; the usage is what is known of it, also beside an error.
type Model interface {
	Name() string
	Stream(ctx context.Context, system, user string, onDelta func(string) error) (text string, usage model.Usage, err error)
	Window() int // how many tokens prompt and reply may have together; 0: not known
}

// Request is what an answer is to be written from.
type Request struct {
	Prompt   prompts.AnswerData // without the evidence
	Digest   bool               // say what the releases of a period bring
	Tokens   int                // for the evidence
	Evidence func(tokens int) []Source
}

// Claim is a sentence or list entry that passed the check.
type Claim struct {
	Text   string
	Bold   []Span
	Bullet bool // it begins an entry of a list
	Opens  bool // it begins a paragraph
	Cites  []int
	Quotes map[int]check.Span // for each number cited, the words of the body that bear it out
}

// Removed is a sentence that did not pass.
type Removed struct{ Text, Why string }

// Result is what came of the model's text.
type Result struct {
	Claims   []Claim
	Removed  []Removed
	Sources  []Source
	Declined bool // the model found no answer in the evidence
}

const (
	// mostWritten bounds a model's answer, in bytes: one that writes on has lost
	// the question.
	mostWritten = 6000
	// reserve is kept of a server's context for what the model writes, in tokens.
	reserve     = 800
	leastTokens = 300
	leastNews   = 40 // bytes of text that are worth another look
	mostTries   = 3
)

// Write asks the model and shows its claims as far as they are certain. Where
// the server's context is too small, it asks again with less evidence. The
// error is the model's or the context's.
func Write(ctx context.Context, m Model, r Request, onClaims func([]Claim, []Source)) (Result, model.Usage, error) {
	var spent model.Usage
	tokens := r.Tokens
	for try := 1; ; try++ {
		empty, user, err := r.render(nil)
		if err != nil {
			return Result{}, spent, err
		}
		if limit := m.Window(); limit > 0 {
			tokens = min(tokens, max(leastTokens, limit-reserve-model.Tokens(empty)-model.Tokens(user)))
		}
		sources := r.Evidence(tokens)
		system, user, err := r.render(sources)
		if err != nil {
			return Result{}, spent, err
		}
		rd := newReader(sources, system, r.Prompt.Issuers, onClaims)
		text, usage, err := m.Stream(ctx, system, user, rd.write)
		spent = spent.Add(usage)
		if tooSmall, ok := errors.AsType[*openaiapi.ContextTooSmall](err); ok && try < mostTries && tokens > leastTokens {
			if tokens /= 2; tooSmall.Limit > 0 && tooSmall.Prompt > tooSmall.Limit {
				tokens = max(leastTokens, min(tokens, tokens*2*(tooSmall.Limit-reserve)/tooSmall.Prompt))
			}
			continue
		}
		if err != nil {
			return Result{}, spent, err
		}
		return rd.close(text), spent, nil
	}
}

func (r Request) render(sources []Source) (system, user string, err error) {
	passages := make([]prompts.Passage, len(sources))
	for i, s := range sources {
		passages[i] = prompts.Passage{N: i + 1, Title: s.Passage.Title, Date: s.Passage.Date.String(), Text: s.Shown}
		if len(r.Prompt.Issuers) > 1 {
			passages[i].By = s.Passage.Issuer.Full()
		}
	}
	data := r.Prompt
	data.Passages = passages
	if r.Digest {
		return prompts.Digest(data)
	}
	return prompts.Answer(data)
}

// reader takes the model's text in piece by piece.
type reader struct {
	sources  []Source
	titles   []string
	evidence *check.Evidence
	whole    string          // all text of the evidence
	stems    map[string]bool // of its words
	joined   string          // the same, in order
	orders   string          // of the model's orders
	onClaims func([]Claim, []Source)

	text    strings.Builder
	looked  int                // bytes of the text when it was last parsed
	checked map[string]verdict // by sentence
	shown   int
}

// verdict is what the check says of a sentence.
type verdict struct {
	claim  Claim
	why    string // it was removed
	leadIn bool   // it goes without a word
}

func newReader(sources []Source, system string, issuers []string, onClaims func([]Claim, []Source)) *reader {
	r := &reader{sources: sources, onClaims: onClaims, orders: ordersOf(system, issuers), stems: map[string]bool{}, checked: map[string]verdict{}}
	releases := make([]check.Release, len(sources))
	for i, s := range sources {
		p := s.Passage
		releases[i] = check.Release{N: i + 1, Title: p.Title, Body: s.Body, Date: p.Date}
		r.titles = append(r.titles, p.Title)
		r.whole += p.Title + "\n" + s.Body + "\n"
	}
	r.evidence, r.joined = check.NewEvidence(releases), joined(r.whole)
	for stem := range strings.FieldsSeq(r.joined) {
		r.stems[stem] = true
	}
	return r
}

// write takes a piece in. It never fails: a model that declines is heard out,
// since the count of its tokens comes last.
func (r *reader) write(delta string) error {
	r.text.WriteString(delta)
	if r.onClaims == nil || r.text.Len() < r.looked+leastNews || r.looked > mostWritten || declines(r.text.String()) {
		return nil
	}
	r.looked = r.text.Len()
	if result := r.read(certain(r.parse(r.text.String()))); len(result.Claims) > r.shown {
		r.shown = len(result.Claims)
		r.onClaims(result.Claims, r.sources)
	}
	return nil
}

// certain are the sentences of an unfinished text that can change no more: not
// the last one, nor those before it that may still find their marker at the end
// of the paragraph.
func certain(sentences []sentence) []sentence {
	n := len(sentences) - 1
	for n > 0 && !sentences[n-1].own && sentences[n-1].block == sentences[len(sentences)-1].block {
		n--
	}
	return sentences[:max(n, 0)]
}

// close reads the whole text.
func (r *reader) close(text string) Result {
	if declines(text) {
		return Result{Sources: r.sources, Declined: true}
	}
	sentences := r.parse(text)
	if len(text) > mostWritten {
		sentences = certain(sentences) // the last one is cut
	}
	return r.read(sentences)
}

// bracketedDate is how the date of a release stands in an answer: none but the
// index's may stand there, and models write it as the evidence shows it.
var bracketedDate = regexp.MustCompile(`\s*[(（\[]\d{4}-\d{2}-\d{2}[)）\]]`)

func (r *reader) parse(text string) []sentence {
	return parse(bracketedDate.ReplaceAllString(text[:min(len(text), mostWritten)], ""), len(r.sources), r.titles)
}

// read checks sentences and puts the result together. What was checked before
// in the same place is not checked again.
func (r *reader) read(sentences []sentence) Result {
	result := Result{Sources: r.sources}
	said := map[string]bool{}
	uncited := len(sentences) > 0
	for _, s := range sentences {
		key := fmt.Sprint(s)
		v, known := r.checked[key]
		if !known {
			v = r.check(s)
			r.checked[key] = v
		}
		uncited = uncited && s.Cites == nil
		switch {
		case said[s.Text] || declines(s.Text) || v.leadIn:
			continue
		case v.why != "":
			result.Removed = append(result.Removed, Removed{s.Text, v.why})
		default:
			result.Claims = append(result.Claims, v.claim)
		}
		said[s.Text] = true
	}
	// A line that leads in a list is nothing without it.
	result.Claims = slices.DeleteFunc(result.Claims, func(c Claim) bool {
		return strings.HasSuffix(c.Text, ":") && c.Text == result.Claims[len(result.Claims)-1].Text
	})
	// In its own words, too, a model may say that there is no answer: nothing it
	// wrote rests on a release, and nothing of it is wrong.
	result.Declined = uncited && len(result.Claims) == 0 &&
		!slices.ContainsFunc(result.Removed, func(x Removed) bool { return x.Why != noCite })
	if result.Declined {
		result.Removed = nil
	}
	return result
}

const (
	noCite = "it cites no release"
	// leastEcho is the share of the words of a sentence without a marker that the
	// release has to have in one place: only what it plainly says is attributed.
	leastEcho = 0.6
)

// echoes reports whether a sentence says what a release says in its words.
func (r *reader) echoes(said string, result check.Result) bool {
	there := map[string]bool{}
	for _, n := range result.Cites {
		s := r.sources[n-1]
		for _, stem := range stemsOf(s.Passage.Title) {
			there[stem] = true
		}
		for _, stem := range stemsOf(s.Body[result.Quotes[n].Start:result.Quotes[n].End]) {
			there[stem] = true
		}
	}
	all, met := 0, 0
	for _, stem := range stemsOf(said) {
		if words.IsStop(stem) {
			continue
		}
		all++
		if there[stem] {
			met++
		}
	}
	return float64(met) >= leastEcho*float64(all)
}

// enumerator finds numbers in brackets that count what follows.
var enumerator = regexp.MustCompile(`\(\d{1,2}\)`)

func (r *reader) check(s sentence) verdict {
	leadIn := strings.HasSuffix(s.Text, ":")
	strange, foreign := isStrange(s.Text, r.whole, r.stems)
	switch {
	case recites(s.Text, r.orders, r.joined):
		return verdict{why: "it recites instructions"}
	case addressIn(s.Text) != "":
		return verdict{why: "it holds a link or a mention"}
	case foreign && !leadIn && s.Cites == nil:
		return verdict{why: noCite}
	case strange && !leadIn:
		return verdict{why: "it says nothing of the releases"}
	}
	result := r.evidence.Check(check.Sentence{Text: enumerator.ReplaceAllString(s.Text, ""), Cites: s.Cites})
	v := verdict{claim: s.Claim}
	v.claim.Cites, v.claim.Quotes = result.Cites, result.Quotes
	switch {
	case leadIn && (!result.Kept || s.Cites == nil):
		v.leadIn = true // the list says what it says without it
	case !result.Kept:
		v.why = strings.Replace(result.Why, `" beside`, `" is in none of the releases beside`, 1)
		if strings.HasSuffix(v.why, `"`) {
			v.why += " is in none of the releases"
		}
	case len(result.Cites) == 0 || s.Cites == nil && !r.echoes(s.Text, result):
		v.why = noCite
	}
	return v
}

// declines reports whether a text says that there is no answer, however the
// model has dressed it.
func declines(text string) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	first = strings.TrimLeftFunc(first, func(r rune) bool { return !unicode.IsLetter(r) })
	rest, shouted := strings.CutPrefix(first, prompts.NoAnswer)
	if shouted && strings.IndexFunc(rest, unicode.IsLetter) != 0 {
		return true
	}
	return lettersOf(first) == lettersOf(prompts.NoAnswer)
}
