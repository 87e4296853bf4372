// Package answer makes answers of passages: in the releases' own sentences, or
// in a chat model's words that have been checked against them. Each claim of an
// answer leads to a dated release; where the releases do not hold what is asked,
// the answer says so and why.
package answer

import (
	"slices"
	"time"

	"motirbot/release"
	"motirbot/retrieval"
)

// Kind tells the shape of an answer.
type Kind string

const (
	KindAnswer Kind = "answer" // sentences with markers
	KindLatest Kind = "latest" // the newest releases on a topic, newest first
	KindDigest Kind = "digest" // every release of a period
	KindHelp   Kind = "help"   // what motirbot is and can do; quotes no release
)

// Mode tells who worded the answer.
type Mode string

const (
	ModeExtractive Mode = "extractive" // sentences verbatim from the index
	ModeLLM        Mode = "llm"        // a chat model, checked against the evidence
)

// Reason says why an answer was withheld. It is stable: programs may test it.
type Reason string

const (
	ReasonNone          Reason = ""
	ReasonEmptyIndex    Reason = "empty_index"    // nothing is indexed
	ReasonNoEvidence    Reason = "no_evidence"    // the releases do not hold it
	ReasonUnknownName   Reason = "unknown_name"   // a name the index has never heard of
	ReasonOutsidePeriod Reason = "outside_period" // nothing indexed in the period asked about
	ReasonFuture        Reason = "future"         // asks about days to come
	ReasonOtherMinistry Reason = "other_ministry" // another ministry's business
	ReasonFalsePremise  Reason = "false_premise"  // the releases contradict the question
	ReasonUngrounded    Reason = "ungrounded"     // the model's text was not borne out
)

// Turn is an earlier question of the same conversation.
type Turn struct {
	Question string
	Answer   string
	Releases []release.ID // evidence it was answered from
}

// MaxTurns is how many earlier turns a follow-up may lean on.
const MaxTurns = 5

// TurnOf is an answered question as a follow-up sees it: with the releases it
// cites before those it was only shown.
func TurnOf(question string, a Answer) Turn {
	turn := Turn{Question: question, Answer: a.Text}
	add := func(id release.ID) {
		if !slices.Contains(turn.Releases, id) {
			turn.Releases = append(turn.Releases, id)
		}
	}
	for _, c := range a.Citations {
		add(c.ReleaseID)
	}
	for _, p := range a.Passages {
		add(p.ReleaseID)
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
	NoLLM    bool           // extract even where a model is configured
}

// Citation leads from a marker [N] in the text to a dated release.
type Citation struct {
	N         int          `json:"n"`
	ReleaseID release.ID   `json:"release_id"`
	Title     string       `json:"title"`
	Date      release.Date `json:"date"`
	URL       string       `json:"url"`
	Quote     string       `json:"quote"` // the span of the release that bears the claim out
	Revision  int          `json:"revision,omitempty"`
}

// Item is one release in a list: Latest and Digest.
type Item struct {
	N         int          `json:"n"` // its citation
	ReleaseID release.ID   `json:"release_id"`
	Title     string       `json:"title"`
	Date      release.Date `json:"date"`
	URL       string       `json:"url"`
	Topics    []string     `json:"topics"`   // topic names, partner first
	Sentence  string       `json:"sentence"` // one sentence of the release
}

// Usage counts the model's tokens, zero in extractive mode.
type Usage struct {
	PromptTokens     int `json:"prompt_tokens"`
	CompletionTokens int `json:"completion_tokens"`
}

// Answer is what a reader gets. Text is complete by itself; Items repeats the
// lists in a form that a face can lay out and page through.
type Answer struct {
	Kind      Kind
	Text      string // plain text with markers [1]; never a link or a mention of ours
	Items     []Item
	Citations []Citation // in order of N, each used by the text at least once
	Passages  []retrieval.Passage
	Abstained bool
	Reason    Reason
	Nearest   []Citation // where the answer was withheld: the nearest releases
	Mode      Mode
	Model     string // the chat model, in ModeLLM
	Notice    string // one short line a reader should know, e.g. that the model failed
	Removed   int    // sentences that the grounding check took out
	Period    release.Period
	Language  string // of our own words: "en" or "ko"
	Coverage  retrieval.Coverage
	Usage     Usage
	Took      time.Duration
}
