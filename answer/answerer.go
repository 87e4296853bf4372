package answer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"motirbot/release"
	"motirbot/retrieval"
)

// MaxQuestion is the longest question answered, in characters. A Discord
// message holds 2,000; a question of more is a document, not a question.
const MaxQuestion = 4000

var (
	// ErrEmptyQuestion is returned for a question without a letter or digit.
	ErrEmptyQuestion = errors.New("the question is empty: ask something like \"latest on the EU\"")
	// ErrQuestionTooLong is returned for more than MaxQuestion characters.
	ErrQuestionTooLong = fmt.Errorf("the question is too long: at most %d characters", MaxQuestion)
)

// UnknownTopicError says that a topic is neither in the topics file nor a word
// of the index.
type UnknownTopicError struct {
	Name    string
	Nearest []retrieval.Topic // best first, may be empty
}

func (e *UnknownTopicError) Error() string {
	msg := fmt.Sprintf("no topic is called %q", e.Name)
	if len(e.Nearest) == 0 {
		return msg
	}
	names := make([]string, len(e.Nearest))
	for i, t := range e.Nearest {
		names[i] = t.Name
	}
	return msg + ": did you mean " + strings.Join(names, ", ") + "?"
}

// Completer is the chat model as Answerer needs it. Complete streams the
// answer to the prompt's messages to onDelta and returns the whole; an error
// means that the text so far is not to be used.
type Completer interface {
	Model() string
	Complete(ctx context.Context, system, user string, onDelta func(string) error) (text string, usage Usage, err error)
}

// Budget bounds how often the model is asked. Take spends one question; its
// error means that none is left, and the answer is extracted.
type Budget interface {
	Take(ctx context.Context) error
}

// Config is what an Answerer is made of.
type Config struct {
	Retriever *retrieval.Retriever
	Completer Completer // nil: extractive answers only
	Budget    Budget    // nil: the model may always be asked
	Now       func() time.Time
	Logger    *slog.Logger
}

// Answerer answers questions from the releases of a Retriever. It is safe for
// concurrent use.
type Answerer struct{ cfg Config }

// New returns an Answerer.
func New(cfg Config) *Answerer { return &Answerer{cfg: cfg} }

// LatestRequest asks for the newest releases on a topic.
type LatestRequest struct {
	Topic    string // key, name, alias, or any words of the releases; "": all
	N        int    // at most; 0: 5
	AsOf     release.Date
	Period   release.Period
	Language string
}

// DigestRequest asks for every release of a period.
type DigestRequest struct {
	Period   release.Period
	AsOf     release.Date
	Topic    string
	Language string
}
