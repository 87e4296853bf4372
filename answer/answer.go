// Package answer makes answers from releases: in the releases' own sentences, or
// in a chat model's words that have been checked against them. Each claim of an
// answer leads to a dated release; where the releases do not hold what is asked,
// the answer says so and why.
//
// An Answer is data. Package text makes plain text of it, package bot a message.
package answer

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"motirbot/answer/intent"
	"motirbot/answer/model"
	"motirbot/answer/quote"
	"motirbot/release"
	"motirbot/retrieval"
)

// Kind tells the shape of an answer.
type Kind string

const (
	KindAnswer  Kind = "answer"  // claims
	KindList    Kind = "latest"  // the newest releases on a topic, newest first
	KindDigest  Kind = "digest"  // every release of a period
	KindHelp    Kind = "help"    // what motirbot is and can do; quotes no release
	KindRefusal Kind = "refusal" // the releases do not hold what is asked
)

// Mode tells who worded the answer.
type Mode string

const (
	ModeExtractive Mode = "extractive" // sentences verbatim from the index
	ModeLLM        Mode = "llm"        // a chat model, checked against the evidence
)

// Status says how far a claim has been held against the releases it cites.
type Status string

const (
	StatusQuoted    Status = "quoted"     // it is the release's own sentence
	StatusChecked   Status = "checked"    // its figures, dates, names and quotations are in the releases
	StatusSupported Status = "supported"  // a second reading found the words that bear it out
	StatusNotStated Status = "not_stated" // a second reading did not; it is shown with a mark
)

// Claim is a sentence or list entry of an answer. Its text holds no marker, no
// markup and no line break.
type Claim struct {
	Text      string
	Bold      []Span // stressed parts of the text, in order
	Block     Block  // how it begins
	Citations []ClaimCitation
	Status    Status
	Item      int // the place from 1 on the list of the release it belongs to; 0: none
}

// Span is a range of bytes.
type Span struct{ Start, End int }

// Block is how a claim stands to the one before it.
type Block string

const (
	BlockRun       Block = ""          // it goes on in the same paragraph
	BlockParagraph Block = "paragraph" // it begins a paragraph
	BlockBullet    Block = "bullet"    // it begins an entry of a list
)

// ClaimCitation leads from a claim to a release and the words that bear it out.
type ClaimCitation struct {
	N         int        `json:"n"` // of the Citation
	ReleaseID release.ID `json:"release_id"`
	Quote     string     `json:"quote"` // a span of the release, as it stands there
}

// Citation is a release that an answer cites. Each has one number.
type Citation struct {
	N         int
	ReleaseID release.ID
	Title     string
	Date      release.Date
	URL       string
	Issuer    string // its label
	By        string // the same where the index holds releases of several, else ""
	Revision  int
}

// Item is one release of a list.
type Item struct {
	N         int // its citation
	ReleaseID release.ID
	Title     string
	Date      release.Date
	URL       string
	Issuer    string // as in Citation
	By        string
	Topics    []string // topic names, partner first
	Mentions  bool     // it is about something else, and mentions the list's subject
}

// Reason says why an answer was withheld. It is stable: programs may test it.
type Reason = quote.Reason

// Why an answer was withheld.
const (
	ReasonNone          = quote.ReasonNone
	ReasonEmptyIndex    = quote.ReasonEmptyIndex
	ReasonNoEvidence    = quote.ReasonNoEvidence
	ReasonUnknownName   = quote.ReasonUnknownName
	ReasonOutsidePeriod = quote.ReasonOutsidePeriod
	ReasonFuture        = quote.ReasonFuture
	ReasonUngrounded    = quote.ReasonUngrounded
	ReasonNoReason      = quote.ReasonNoReason

	ReasonOffTopic Reason = "off_topic" // nothing that releases are about
	ReasonLanguage Reason = "language"  // neither English nor Korean, and no model to read it
)

// Refusal says why there is no answer and what is nearest.
type Refusal struct {
	Reason  Reason
	Missing string     // the words of the question that no release bears out
	Nearest []Citation // best first
}

// Notice is something a reader should know about an answer.
type Notice struct {
	Code    NoticeCode
	Trouble Trouble // of NoticeModel and NoticeNoAnswer
	N       int     // of NoticeMore
	Missing string  // of NoticeNotHeld
}

// NoticeCode tells notices apart.
type NoticeCode string

const (
	NoticeModel     NoticeCode = "model"      // the model is in trouble: the answer is quoted
	NoticeNoAnswer  NoticeCode = "no_answer"  // the model is in trouble, and nothing could be quoted
	NoticeMore      NoticeCode = "more"       // N releases of the list are not shown
	NoticeUnread    NoticeCode = "unread"     // there was no second reading
	NoticeWordsOnly NoticeCode = "words_only" // the embeddings server is down: found by words alone
	NoticeNotHeld   NoticeCode = "not_held"   // no release tells the figure of Missing; others it does
	NoticeQuotes    NoticeCode = "quotes"     // nothing the model wrote was found stated: quotations follow
)

// Removed is a sentence of the model's that was taken out.
type Removed struct {
	Text string `json:"text"`
	Why  string `json:"why"`
}

// Usage is what an answer cost at the model's servers, zero without a model.
type Usage struct {
	model.Usage
	Steps map[string]model.Usage // by StepUnderstand, StepWrite, StepVerify
}

// The steps of Usage.
const (
	StepUnderstand = "understand"
	StepWrite      = "write"
	StepVerify     = "verify"
)

func (u *Usage) add(step string, cost model.Usage) {
	if cost == (model.Usage{}) {
		return
	}
	u.Usage = u.Usage.Add(cost)
	if u.Steps == nil {
		u.Steps = map[string]model.Usage{}
	}
	u.Steps[step] = u.Steps[step].Add(cost)
}

// Answer is what a reader gets.
type Answer struct {
	Kind      Kind
	Claims    []Claim      // in order; those of a list's items first
	Items     []Item       // of a list
	Citations []Citation   // in order of N, each cited by a claim
	Refusal   *Refusal     // of KindRefusal
	HelpOn    intent.Class // of KindHelp: what it is about
	Examples  []string     // of KindHelp, ReasonOffTopic and ReasonLanguage: questions that the index answers
	Removed   []Removed
	Notices   []Notice
	Passages  []retrieval.Passage
	Mode      Mode
	Model     string // the chat model, in ModeLLM
	Usage     Usage
	Period    release.Period
	Language  string // of our own words: "en" or "ko"
	Coverage  retrieval.Coverage
	Issuers   []release.Issuer // of the releases of the index, most releases first
	Took      time.Duration
}

// Abstained reports whether the answer was withheld.
func (a Answer) Abstained() bool { return a.Kind == KindRefusal }

// Reason is why the answer was withheld, ReasonNone if it was not.
func (a Answer) Reason() Reason {
	if a.Refusal == nil {
		return ReasonNone
	}
	return a.Refusal.Reason
}

// Quotes are the words of a release that the claims rest on, in their order.
func (a Answer) Quotes(id release.ID) []string {
	var quotes []string
	for _, claim := range a.Claims {
		for _, c := range claim.Citations {
			if c.ReleaseID == id && c.Quote != "" && !slices.Contains(quotes, c.Quote) {
				quotes = append(quotes, c.Quote)
			}
		}
	}
	return quotes
}

// Without is the answer without releases that are gone, and without the claims
// that rest on them.
func (a Answer) Without(gone map[release.ID]bool) Answer {
	place := make([]int, len(a.Items)+1) // old place on the list → new one, 0: gone
	var items []Item
	for i, it := range a.Items {
		if !gone[it.ReleaseID] {
			items = append(items, it)
			place[i+1] = len(items)
		}
	}
	var claims []Claim
	for _, c := range a.Claims {
		if slices.ContainsFunc(c.Citations, func(one ClaimCitation) bool { return gone[one.ReleaseID] }) {
			continue
		}
		c.Item = place[c.Item]
		claims = append(claims, c)
	}
	a.Items, a.Claims = items, claims
	a.Citations = slices.DeleteFunc(slices.Clone(a.Citations), func(c Citation) bool { return gone[c.ReleaseID] })
	a.Passages = slices.DeleteFunc(slices.Clone(a.Passages), func(p retrieval.Passage) bool { return gone[p.ReleaseID] })
	return a
}

// cite returns the number of the citation of a passage's release.
func (a *Answer) cite(p retrieval.Passage) int {
	for _, c := range a.Citations {
		if c.ReleaseID == p.ReleaseID {
			return c.N
		}
	}
	n := len(a.Citations) + 1
	a.Citations = append(a.Citations, a.citationOf(p, n))
	return n
}

func (a *Answer) citationOf(p retrieval.Passage, n int) Citation {
	c := Citation{N: n, ReleaseID: p.ReleaseID, Title: p.Title, Date: p.Date, URL: p.URL, Issuer: p.Issuer.Label(), Revision: p.Revision}
	if len(a.Issuers) > 1 {
		c.By = c.Issuer
	}
	return c
}

// quote adds a release's own sentence. What a reader could not see, such as a
// mark that turns the direction of writing, makes room for a space.
func (a *Answer) quote(s quote.Sentence, block Block, item int) {
	seen := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, s.Text)
	var bold []Span
	if len(seen) == len(s.Text) {
		for _, b := range s.Bold {
			bold = append(bold, Span(b))
		}
	}
	a.Claims = append(a.Claims, Claim{
		Text: seen, Bold: bold, Block: block, Status: StatusQuoted, Item: item,
		Citations: []ClaimCitation{{N: a.cite(s.Passage), ReleaseID: s.Passage.ReleaseID, Quote: s.Quote}},
	})
}

// notice adds a notice, once.
func (a *Answer) notice(n Notice) {
	if !slices.Contains(a.Notices, n) {
		a.Notices = append(a.Notices, n)
	}
}

// MaxTurns is how many earlier turns a follow-up may lean on.
const MaxTurns = 5

// Turn is an earlier question of the same conversation.
type Turn struct {
	Question string
	Aside    bool         // small talk and the like: no follow-up leans on it
	Pinned   bool         // it was pointed at: what follows is about it
	Answer   string       // what it was answered; "" where that was a refusal
	Releases []release.ID // that the answer cites, in order
	Shown    []release.ID // that were found beside them, best first
	Items    []release.ID // of the list that the answer was, in order
	Quotes   []string     // the words of releases that its claims rest on, in order
}

// onReleases reports whether the turn is releases that were shown and pointed at.
func (t Turn) onReleases() bool { return t.Pinned && t.Question == "" && len(t.Releases) > 0 }

// TurnOf is an answered question as a follow-up sees it.
func TurnOf(question string, a Answer) Turn {
	turn := Turn{Question: question, Aside: a.Kind == KindHelp || a.Reason() == ReasonOffTopic || a.Reason() == ReasonLanguage}
	var said []string
	for _, c := range a.Claims {
		said = append(said, c.Text)
		for _, cited := range c.Citations {
			if cited.Quote != "" {
				turn.Quotes = append(turn.Quotes, cited.Quote)
			}
		}
	}
	if !a.Abstained() {
		turn.Answer = strings.Join(said, " ")
	}
	for _, item := range a.Items {
		turn.Items = append(turn.Items, item.ReleaseID)
	}
	for _, c := range a.Citations {
		turn.Releases = append(turn.Releases, c.ReleaseID)
	}
	for _, p := range a.Passages {
		if !slices.Contains(turn.Releases, p.ReleaseID) && !slices.Contains(turn.Shown, p.ReleaseID) {
			turn.Shown = append(turn.Shown, p.ReleaseID)
		}
	}
	return turn
}

// Question is what a user asks and the frame it is to be read in.
type Question struct {
	Text     string
	AsOf     release.Date   // later releases do not exist yet; zero: today in Seoul
	Period   release.Period // only releases of these days; zero: as the text says
	Topic    string         // a topic's key, name or alias; "": as the text says
	Language string         // "en" or "ko" for our own words; "": the question's
	History  []Turn         // oldest first
	NoLLM    bool           // quote even where a model is configured
	Payer    Payer          // who uses up the Budget
}

// Payer is who uses up a Budget, and how much of it they may, in percent.
type Payer struct {
	ID      string
	Percent int
}
