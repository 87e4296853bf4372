package delivery

import (
	"context"
	"fmt"
	"time"

	"motirbot/release"
	"motirbot/store"
)

// Target is where a message goes. See store.Target.
type Target = store.Target

// Kind tells what a message is.
type Kind string

const (
	KindAlert  Kind = "alert"  // new releases
	KindDigest Kind = "digest" // the releases of a week
	KindNotice Kind = "notice" // to a guild's owner: a channel was given up
)

// Message is what is to be posted, without its words: the Poster finds them.
type Message struct {
	Kind     Kind
	Key      string
	Releases []Item   // of an alert as announced, of a digest newest first
	Roles    []string // the only ones that may be mentioned; usually none

	// Of a digest.
	Week   string // "2025-W51"
	Period release.Period
	Due    time.Time
	Late   bool // it comes long after it was due, and should say so

	// Of a notice.
	Channel string // the one given up
	Reason  string // what Discord said
}

// Item is a release of a message.
type Item struct {
	Release release.ID
	Topics  []string // those of its topics that were subscribed to, store.AnyTopic among them
}

// Poster posts to Discord.
type Poster interface {
	// Post sends the message with that nonce, which is to be enforced, and
	// returns the ID of what Discord has made of it. It sends one request, or
	// more if it is sure that those before did not arrive.
	//
	// A release that has been withdrawn since is left out; a message of which
	// nothing is left is Refused. An error should be a *PostError. Any other counts as Unknown.
	Post(ctx context.Context, t Target, m Message, nonce string) (messageID string, err error)
}

// Finder is a Poster that can look whether a message has arrived.
type Finder interface {
	// Find looks for the bot's own message with that nonce among those posted
	// at the target since then. False, without an error, has to be certain:
	// the message is then sent again. Where it cannot be, since the bot may not
	// read there or there is too much to read, the error is a *PostError that
	// says Gone or Refused. Discord's history does not show nonces, so the
	// nonce has to stand elsewhere in the message, such as in the custom ID of
	// a button.
	Find(ctx context.Context, t Target, nonce string, since time.Time) (messageID string, found bool, err error)
}

// Trouble is the kind of a PostError.
type Trouble int

const (
	// Unknown: no answer came, or none that says whether the message arrived.
	Unknown Trouble = iota
	// Retry: it did not arrive and may later, perhaps after a given time.
	Retry
	// Gone: it did not arrive since the channel is no longer there or closed
	// to the bot.
	Gone
	// Refused: it did not arrive and never will, such as a malformed message.
	Refused
)

func (t Trouble) String() string {
	return [...]string{"unknown", "retry", "gone", "refused"}[t]
}

// PostError says what a failure to post means.
type PostError struct {
	Trouble Trouble
	After   time.Duration // with Retry: not before; 0 for the usual time
	Err     error
}

func (e *PostError) Error() string { return fmt.Sprintf("%s: %v", e.Trouble, e.Err) }

func (e *PostError) Unwrap() error { return e.Err }
