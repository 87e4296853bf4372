package openaiapi

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"
)

// explain turns whatever a request ended with into an *Error, or into the
// caller's own context.Canceled. Texts of libraries are never passed on: they
// may hold addresses, headers or bodies.
func (k *call) explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return k.interrupted(ctx)
	}
	if k.said == nil {
		k.said, _ = errors.AsType[*said](err)
	}
	if k.said != nil {
		return contextError(k.refusal())
	}
	switch {
	case errors.Is(err, errTooLarge):
		return k.fail(Malformed, fmt.Sprintf("sent more than %d MiB", k.limit>>20), "")
	case errors.Is(err, errRedirect):
		return k.fail(BadRequest, "redirects to another host, which is not followed: check the base URL", "")
	case k.lost != nil:
		return k.unreachable(k.lost)
	case k.attempts == 0:
		return k.fail(BadRequest, "was not asked: the client library refuses such a request for this model", "")
	case k.events != nil && k.events.broken() && !errors.Is(err, errMalformed):
		return k.fail(CutOff, "lost the connection in the middle of the answer", "")
	}
	return k.fail(Malformed, "answered with something that is not the expected JSON", "")
}

// interrupted explains a request that a context ended: ours or the caller's.
func (k *call) interrupted(ctx context.Context) error {
	k.status, k.retryAfter = 0, 0
	if late, ok := errors.AsType[overdue](context.Cause(ctx)); ok {
		return k.fail(late.kind, late.Error(), "")
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		e := k.fail(TotalTimeout, "did not finish in the time allowed", "")
		e.cause = context.DeadlineExceeded
		return e
	}
	return fmt.Errorf("%s request: %w", k.op, context.Canceled)
}

// refusal explains an error that the server itself reported: by its status or,
// where that says nothing, by the status, type and code that it names inside.
func (k *call) refusal() *Error {
	status := k.failedStatus()
	if status == 0 && k.said.status >= 400 && k.said.status < 600 {
		status = k.said.status
	}
	kind := kindOfStatus(status)
	if kind == 0 || kind == BadRequest {
		kind = kindOfCode(k.said.code, kind)
	}
	e := k.fail(kind, k.describe(kind), k.clean(k.said.message))
	e.all = e.server + " " + k.clean(k.said.code) + " " + k.clean(k.said.all)
	return e
}

func kindOfStatus(status int) Kind {
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return Auth
	case status == http.StatusTooManyRequests:
		return RateLimited
	case status >= 400 && status < 500:
		return BadRequest
	case status != 0:
		return ServerError
	}
	return 0
}

func kindOfCode(code string, otherwise Kind) Kind {
	for part, kind := range map[string]Kind{
		"content_filter": ContentFilter, "content_policy": ContentFilter, "rate_limit": RateLimited,
		"invalid_request": BadRequest, "authentication": Auth,
	} {
		if strings.Contains(code, part) && (otherwise == 0 || kind == ContentFilter) {
			return kind
		}
	}
	if otherwise == 0 {
		return ServerError
	}
	return otherwise
}

func (k *call) describe(kind Kind) string {
	switch {
	case kind == Auth && k.status == http.StatusForbidden:
		return "denies access"
	case kind == Auth && k.c.reveal() == "":
		return "asks for an API key and none is set"
	case kind == Auth:
		return "refused the API key"
	case kind == RateLimited && k.retryAfter > 0:
		return fmt.Sprintf("is limiting requests and asks to wait %s", k.retryAfter.Round(time.Second))
	case kind == RateLimited:
		return "is limiting requests"
	case kind == ContentFilter:
		return "withheld the answer"
	case kind == BadRequest && k.status == http.StatusNotFound:
		return "does not know this model or address"
	case kind == BadRequest:
		return "refused the request"
	case k.failedStatus() == 0:
		return "failed in the middle of the answer"
	}
	return "failed"
}

// unreachable explains why no response came.
func (k *call) unreachable(err error) *Error {
	k.status = 0
	if timedOut(err) && !dialing(err) {
		return k.fail(TotalTimeout, fmt.Sprintf("did not answer within %s", k.timeout), "")
	}
	return k.fail(Unreachable, "cannot be reached: "+reason(err)+k.triesInBrackets(), "")
}

func (k *call) triesInBrackets() string {
	if tries := k.tries(); tries != "" {
		return " (" + strings.TrimPrefix(tries, ", ") + ")"
	}
	return ""
}

func reason(err error) string {
	dns, isDNS := errors.AsType[*net.DNSError](err)
	_, plain := errors.AsType[tls.RecordHeaderError](err)
	_, cert := errors.AsType[*tls.CertificateVerificationError](err)
	_, authority := errors.AsType[x509.UnknownAuthorityError](err)
	switch {
	case isDNS && dns.IsNotFound:
		return "no such host"
	case isDNS:
		return "its name could not be looked up"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case plain || strings.Contains(err.Error(), "HTTP response to HTTPS client"):
		return "it does not speak TLS, is the base URL meant to begin with http://?"
	case cert || authority:
		return "its certificate is not trusted"
	case dialing(err) && timedOut(err):
		return "no connection in time"
	case dialing(err):
		return "no connection"
	}
	return "the connection broke before an answer"
}
