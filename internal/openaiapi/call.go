package openaiapi

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

const (
	opChat       = "chat"
	opEmbeddings = "embeddings"

	maxEmbeddingsBody = 64 << 20
	maxChatBody       = 8 << 20
	maxErrorBody      = 64 << 10
)

var errTooLarge = errors.New("response too large")

// call is one request with its retries. It stands between go-openai and the
// network as the doer of its HTTP requests, and keeps what go-openai loses:
// status, Retry-After and the number of attempts.
type call struct {
	c        *Client
	op       string
	model    string
	sent     []string                         // texts that must not come back in an error
	deadline time.Time                        // no wait may pass it; zero: none
	timeout  time.Duration                    // for one attempt with its body; 0: none
	limit    int64                            // bytes of a good response
	patch    func(map[string]json.RawMessage) // changes the JSON sent; nil: none
	stream   bool

	status     int
	attempts   int // of the request under way
	requests   int // in all
	retryAfter time.Duration
	wait       time.Duration // before the next attempt
	lost       error         // why no response came
	events     *events       // the answer to a chat, once it has begun
	said       *said         // what the server reported as an error
}

// Do sends a request until it is answered for good.
func (k *call) Do(req *http.Request) (*http.Response, error) {
	body, err := k.body(req)
	if err != nil {
		return nil, err
	}
	r, err := retryablehttp.NewRequestWithContext(req.Context(), req.Method, req.URL.String(), body)
	if err != nil {
		return nil, err
	}
	r.Header = req.Header
	k.c.endpoint.apply(r.Request, k.c.reveal())
	k.said, k.events, k.lost = nil, nil, nil
	if !k.stream {
		// Within the retry loop, so that a connection lost in mid-body is retried.
		r.SetResponseHandler(k.readAll)
	}
	resp, err := k.retrier().Do(r)
	if err != nil {
		k.lost = err
		return nil, err
	}
	return resp, k.bound(resp)
}

func (k *call) retrier() *retryablehttp.Client {
	client := *k.c.cfg.HTTPClient
	client.Timeout = k.timeout
	client.CheckRedirect = sameHost
	return &retryablehttp.Client{
		HTTPClient: &client,
		RetryMax:   k.c.cfg.MaxRetries,
		// Attempts are counted where they start: a lost body is checked twice.
		RequestLogHook: func(_ retryablehttp.Logger, _ *http.Request, n int) { k.attempts, k.requests = n+1, k.requests+1 },
		CheckRetry:     k.shouldRetry,
		Backoff:        func(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return k.wait },
		ErrorHandler:   retryablehttp.PassthroughErrorHandler,
	}
}

// body is the JSON to send, patched.
func (k *call) body(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, nil
	}
	defer func() { _ = req.Body.Close() }()
	body, err := io.ReadAll(req.Body)
	if err != nil || k.patch == nil {
		return body, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return nil, err
	}
	k.patch(fields)
	return json.Marshal(fields)
}

// readAll replaces the body of a good response by one held in memory.
func (k *call) readAll(resp *http.Response) error {
	if resp.StatusCode >= http.StatusBadRequest {
		return nil
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(&limited{r: resp.Body, left: k.limit})
	if err != nil {
		return err
	}
	resp.Body = io.NopCloser(bytes.NewReader(data))
	return nil
}

// bound limits what go-openai, which reads bodies whole, can be made to read,
// and rewrites it into what go-openai understands. The body of an error is
// taken here, for go-openai leaves it open.
func (k *call) bound(resp *http.Response) error {
	switch {
	case resp.StatusCode < 200 || resp.StatusCode >= 400:
		data, _ := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody))
		_ = resp.Body.Close()
		resp.Body = http.NoBody
		k.said = cmp.Or(readError(data), &said{})
	case k.op == opChat:
		k.events = newEvents(&limited{r: resp.Body, left: k.limit})
		resp.Body = body{k.events, resp.Body}
	default:
		data, err := io.ReadAll(resp.Body) // in memory already
		if err == nil {
			data, err = readEmbeddings(data)
		}
		if err != nil {
			return err
		}
		resp.Body = io.NopCloser(bytes.NewReader(data))
	}
	return nil
}

// body reads from one place and closes another.
type body struct {
	io.Reader
	io.Closer
}

// limited fails with errTooLarge where io.LimitReader would pretend an end.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, errTooLarge
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err
}
