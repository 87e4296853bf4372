package openaiapi

import (
	"fmt"
	"time"
)

// Kind says what went wrong, for a caller that decides what to do about it.
type Kind int

// The kinds of Error.
const (
	Auth              Kind = iota + 1 // key missing, wrong or without the right
	RateLimited                       // too many requests, or the quota is used up
	BadRequest                        // refused as asked, an unknown model among it
	ServerError                       // the server failed, also in mid-stream
	Unreachable                       // no connection, or it broke before an answer
	FirstTokenTimeout                 // no text within ChatRequest.FirstToken
	Stalled                           // the text stopped coming
	TotalTimeout                      // not done within the time for the whole
	CutOff                            // the stream ended without a finish reason
	Length                            // the answer reached its token limit
	ContentFilter                     // the server withheld or declined the answer
	Malformed                         // the answer breaks the protocol
)

var kindNames = [...]string{
	"unknown", "auth", "rate-limited", "bad-request", "server-error", "unreachable",
	"first-token-timeout", "stalled", "total-timeout", "cut-off", "length", "content-filter", "malformed",
}

func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		k = 0
	}
	return kindNames[k]
}

// Error is the failure of a request to the model server. Its text is one line
// fit for a user: it names host and port, and never holds the key or what was
// sent, even when the server echoes them.
type Error struct {
	Kind       Kind
	Status     int           // HTTP status; 0 where none was received
	RetryAfter time.Duration // how long the server asks to wait; 0 if it does not say
	Op         string        // "embeddings" or "chat"

	msg    string
	server string // the server's own words, cleaned, of up to maxServerText runes
	all    string // these and whatever else it said, cleaned too
	cause  error  // context.DeadlineExceeded or nil: anything else may hold secrets
}

func (e *Error) Error() string { return e.msg }

// Unwrap gives context.DeadlineExceeded where the caller's own deadline ended
// the request, else nil.
func (e *Error) Unwrap() error { return e.cause }

// fail makes an Error of one line: "model server HOST WHAT (STATUS): SERVER".
func (k *call) fail(kind Kind, what, server string) *Error {
	e := &Error{Kind: kind, Status: k.failedStatus(), RetryAfter: k.retryAfter, Op: k.op, server: server}
	e.msg = fmt.Sprintf("model server %s %s", k.c.Host(), what)
	if e.Status != 0 {
		e.msg += fmt.Sprintf(" (%d%s)", e.Status, k.tries())
	}
	if server != "" {
		e.msg += ": " + truncate(server, maxShown)
	}
	return e
}

// tries tells of repeated attempts, so that nobody asks whether it was retried.
func (k *call) tries() string {
	if k.attempts < 2 {
		return ""
	}
	return fmt.Sprintf(", tried %d times", k.attempts)
}

func (k *call) failedStatus() int {
	if k.status >= 200 && k.status < 300 {
		return 0
	}
	return k.status
}
