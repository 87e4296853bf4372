package polite

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"motirbot/internal/address"
)

// readText reads a body of at most limit bytes, counted after decompression
// so that a small archive cannot unfold in memory, and decodes it.
func readText(resp *http.Response, limit int64, o getOptions) ([]byte, string, error) {
	url := address.Of(resp.Request.URL)
	mediaType, params, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if o.robots {
		limit = min(limit, maxRobots)
	}
	if !acceptable(mediaType, o) {
		return nil, "", &Error{Kind: NotText, URL: url, Err: fmt.Errorf("it is %s", mediaType)}
	}
	if coding := resp.Header.Get("Content-Encoding"); coding != "" && coding != "identity" {
		return nil, "", &Error{Kind: NotText, URL: url, Err: fmt.Errorf("it is compressed as %q, which was not asked for", coding)}
	}
	raw, err := readLimited(resp, limit)
	if err != nil {
		return nil, "", err
	}
	text, err := decode(raw, params["charset"])
	if err != nil {
		return nil, "", &Error{Kind: BadCharset, URL: url, Err: err}
	}
	if bytes.IndexByte(text, 0) >= 0 {
		return nil, "", &Error{Kind: NotText, URL: url, Err: errors.New("it holds zero bytes")}
	}
	return text, mediaType, nil
}

func readLimited(resp *http.Response, limit int64) ([]byte, error) {
	tooLarge := &Error{Kind: TooLarge, URL: address.Of(resp.Request.URL), Err: fmt.Errorf("more than %d bytes", limit)}
	if resp.ContentLength > limit {
		return nil, tooLarge
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if err != nil {
		return nil, fmt.Errorf("the answer broke off after %d bytes: %w", len(raw), err)
	}
	if int64(len(raw)) > limit {
		return nil, tooLarge
	}
	return raw, nil
}

// acceptable admits text. A site that states no type gets the benefit of the
// doubt, and so does a robots.txt without a name that tells its type: what it
// sent must still decode as text.
func acceptable(mediaType string, o getOptions) bool {
	switch mediaType {
	case "", "text/html", "application/xhtml+xml":
		return true
	}
	if o.htmlOnly {
		return false
	}
	return o.robots && mediaType == "application/octet-stream" || strings.HasPrefix(mediaType, "text/") || strings.HasSuffix(mediaType, "+xml") ||
		mediaType == "application/xml" || mediaType == "application/rss"
}
