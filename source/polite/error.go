package polite

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"motirbot/internal/address"
)

// Kind says what went wrong, in the few classes that a caller treats
// differently. A Kind is an error itself: errors.Is(err, polite.NotFound).
type Kind string

// The kinds of trouble.
const (
	NotFound         Kind = "not found"            // 404
	Gone             Kind = "gone"                 // 410
	Forbidden        Kind = "forbidden"            // 401, 403, 451
	Refused          Kind = "refused"              // any other status that is no page
	Unavailable      Kind = "unavailable"          // 5xx, 429; Error.RetryAfter may be set
	Unreachable      Kind = "unreachable"          // no connection, or one that broke off
	Timeout          Kind = "timeout"              // too slow
	TooLarge         Kind = "too large"            // longer than Options.MaxBytes
	TooManyRedirects Kind = "too many redirects"   // more than five, or in a circle
	RobotsDisallowed Kind = "robots disallowed"    // closed by robots.txt, or that is not to be read whole
	PrivateAddress   Kind = "private address"      // inside our own network
	NotText          Kind = "not text"             // a picture, an archive, not the asked-for type
	BadCharset       Kind = "undecodable text"     // in no character set we can tell
	BadURL           Kind = "not a usable address" // not http or https, or with a password in it
)

func (k Kind) Error() string { return string(k) }

// Error is why a page could not be had. Its text is one line.
type Error struct {
	Kind       Kind
	URL        address.Address // the one at fault, after redirects; zero if it is none
	Status     int             // HTTP status, 0 if none came
	RetryAfter time.Duration   // how long the site asked to wait, 0 if it did not say
	Err        error           // the cause, nil if the kind says it all
}

func (e *Error) Error() string {
	s := string(e.Kind)
	if !e.URL.IsZero() {
		s = e.URL.String() + ": " + s
	}
	if e.Status != 0 {
		s += fmt.Sprintf(": the site answered %d %s", e.Status, http.StatusText(e.Status))
	}
	if e.RetryAfter > 0 {
		s += fmt.Sprintf(" and asks to wait %s", e.RetryAfter)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return strings.Join(strings.Fields(s), " ")
}

// Unwrap lets errors.Is see the kind as well as the cause.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}

// KindOf returns the kind of err, or "" if it is no trouble of this package's.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return ""
}

// Missing reports whether the site says that it has no such page: 404 or 410.
func Missing(err error) bool {
	k := KindOf(err)
	return k == NotFound || k == Gone
}

// Temporary reports whether the same request may succeed later.
func Temporary(err error) bool {
	for _, k := range []Kind{Unavailable, Unreachable, Timeout} {
		if errors.Is(err, k) {
			return true
		}
	}
	return false
}

// RetryAfter is how long the site asked to be left alone, 0 if it did not say.
func RetryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.RetryAfter
	}
	return 0
}

func statusKind(status int) Kind {
	switch {
	case status == http.StatusNotFound:
		return NotFound
	case status == http.StatusGone:
		return Gone
	case status == http.StatusUnauthorized, status == http.StatusForbidden,
		status == http.StatusUnavailableForLegalReasons:
		return Forbidden
	case status == http.StatusTooManyRequests, status >= 500:
		return Unavailable
	}
	return Refused
}

// transportError names what the network said. outer is the context of the
// whole Get: when that has ended, the end of the single request is no news.
func transportError(outer context.Context, u *url.URL, err error) error {
	at := address.Of(u)
	var timeout net.Error
	switch {
	case errors.Is(outer.Err(), context.Canceled):
		return fmt.Errorf("%s: %w", at, context.Canceled)
	case errors.Is(outer.Err(), context.DeadlineExceeded):
		return &Error{Kind: Timeout, URL: at, Err: errors.New("the time for the whole fetch is over")}
	case errors.Is(err, PrivateAddress):
		return &Error{Kind: PrivateAddress, URL: at, Err: addressCause(err)}
	case errors.As(err, &timeout) && timeout.Timeout():
		return &Error{Kind: Timeout, URL: at, Err: errors.New("the answer did not arrive in time")}
	}
	return &Error{Kind: Unreachable, URL: at, Err: withoutURL(err)}
}
