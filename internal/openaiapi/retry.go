package openaiapi

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// maxRetryAfter is the longest wait a server may ask for. Nobody waits longer
// for an answer; the error then says when to come back.
const maxRetryAfter = 60 * time.Second

// shouldRetry notes how an attempt ended and decides on another one. It also
// sets the wait, and refuses one that the deadline would not outlast: the
// server's own error says more than "deadline exceeded".
func (k *call) shouldRetry(ctx context.Context, resp *http.Response, err error) (bool, error) {
	k.note(resp)
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if !k.retryable(ctx, resp, err) {
		return false, nil
	}
	k.wait = k.backoff()
	if k.retryAfter > 0 {
		k.wait = k.retryAfter
	}
	if k.retryAfter > maxRetryAfter || !k.deadline.IsZero() && time.Now().Add(k.wait).After(k.deadline) {
		return false, nil
	}
	if k.attempts <= k.c.cfg.MaxRetries {
		k.c.cfg.Logger.WarnContext(ctx, "model server request failed, will retry",
			"op", k.op, "host", k.c.Host(), "status", k.status, "attempt", k.attempts, "wait", k.wait)
	}
	return true, nil
}

// note is called twice for an attempt whose body failed: once with the
// response and once with the error, which then has the same response.
func (k *call) note(resp *http.Response) {
	k.status, k.retryAfter = 0, 0
	if resp != nil {
		k.status, k.retryAfter = resp.StatusCode, retryAfter(resp.Header)
	}
}

func (k *call) retryable(ctx context.Context, resp *http.Response, err error) bool {
	if err != nil {
		// A server that let one attempt time out would let the next one too.
		if errors.Is(err, errRedirect) || errors.Is(err, errTooLarge) || timedOut(err) && !dialing(err) {
			return false
		}
		again, _ := retryablehttp.DefaultRetryPolicy(ctx, nil, err)
		return again
	}
	switch resp.StatusCode {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return !vain(resp)
	}
	return false
}

// backoff is full jitter: any time up to a bound that doubles with each
// attempt (Brooker 2015, "Exponential backoff and jitter").
func (k *call) backoff() time.Duration {
	bound := k.c.cfg.BackoffMin << min(max(k.attempts-1, 0), 16)
	return k.c.cfg.Jitter(min(bound, k.c.cfg.BackoffMax))
}

// vain tells the errors that no waiting mends: a used-up quota, and servers
// that answer 500 to a request they do not understand. It reads the body and
// puts it back.
func vain(resp *http.Response) bool {
	start, _ := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
	resp.Body = body{io.MultiReader(bytes.NewReader(start), resp.Body), resp.Body}
	if resp.StatusCode == http.StatusTooManyRequests {
		return bytes.Contains(start, []byte("insufficient_quota"))
	}
	s := readError(start)
	return resp.StatusCode == http.StatusInternalServerError && s != nil && hopeless(s)
}

// retryAfter reads the header in both its forms, seconds and date (RFC 9110,
// 10.2.3); 0 if it is missing or unreadable. A date counts from the server's
// clock where it shows one, for ours may be wrong.
func retryAfter(h http.Header) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.ParseFloat(value, 64); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, 1e6) * float64(time.Second))
	}
	until, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return max(until.Sub(now), 0)
}

func timedOut(err error) bool {
	e, ok := errors.AsType[net.Error](err)
	return ok && e.Timeout()
}

func dialing(err error) bool {
	e, ok := errors.AsType[*net.OpError](err)
	return ok && e.Op == "dial"
}
