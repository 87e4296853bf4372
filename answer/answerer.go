package answer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"motirbot/answer/model"
	"motirbot/answer/quote"
	"motirbot/answer/understand"
	"motirbot/answer/verify"
	"motirbot/answer/write"
	"motirbot/release"
	"motirbot/retrieval"
)

// MaxQuestion is the longest question answered, in characters. A Discord
// message holds 2,000; a question of more is a document, not a question.
const MaxQuestion = 4000

// DefaultEvidenceTokens is how much of the releases a model is shown.
const DefaultEvidenceTokens = 8000

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

// Budget bounds how often the model words an answer. Take spends one answer for
// the payer of the question; its error means that none is left, and the answer
// is quoted.
type Budget interface {
	Take(ctx context.Context, payer Payer) error
}

// Verifier reads claims a second time: *verify.Verifier. An error means that
// none of them was read.
type Verifier interface {
	Verify(ctx context.Context, question string, claims []verify.Claim, releases []verify.Release) ([]verify.Verdict, model.Usage, error)
}

// Understander makes a question stand alone: *understand.Reader. An error means
// that the rules have to serve.
type Understander interface {
	Read(ctx context.Context, asOf release.Date, history []understand.Turn, question string) (understand.Understood, model.Usage, error)
}

// Config is what an Answerer is made of. Without a Writer answers are quoted;
// the other parts of a model are optional beside it.
type Config struct {
	Retriever      *retrieval.Retriever
	Writer         write.Model
	Verifier       Verifier
	Understander   Understander
	Figures        Figures     // nil: figures are quoted like everything else
	Quotes         quote.Model // chooses what is quoted; zero: the embedded one
	EvidenceTokens int         // 0: DefaultEvidenceTokens
	Budget         Budget      // nil: the model may always be asked
	Meter          *Meter      // nil: nothing is counted
	Now            func() time.Time
	Logger         *slog.Logger
}

// Answerer answers questions from the releases of a Retriever. It is safe for
// concurrent use.
type Answerer struct {
	cfg    Config
	quotes *quote.Quoter
	shared *flights
	known  examples
}

// New returns an Answerer.
func New(cfg Config) *Answerer {
	if cfg.EvidenceTokens == 0 {
		cfg.EvidenceTokens = DefaultEvidenceTokens
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Quotes.Sentences == nil {
		cfg.Quotes = quote.Embedded()
	}
	return &Answerer{cfg: cfg, quotes: quote.New(cfg.Quotes), shared: newFlights(cfg.Logger)}
}

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
	Only     []release.ID // nil: every one; else these, of whatever period
	AsOf     release.Date
	Topic    string
	Language string
}
