package polite

import (
	"bufio"
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
// so that a small archive cannot unfold in memory, and decodes it. Of a feed
// that is longer it returns the beginning, and cut.
func readText(resp *http.Response, limit int64, o getOptions) (text []byte, mediaType string, cut bool, err error) {
	url := address.Of(resp.Request.URL)
	mediaType, params, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	switch {
	case o.robots:
		limit = min(limit, maxRobots)
	case o.binary > 0:
		limit = o.binary
	}
	if coding := resp.Header.Get("Content-Encoding"); coding != "" && coding != "identity" {
		return nil, "", false, &Error{Kind: NotText, URL: url, Err: fmt.Errorf("it is compressed as %q, which was not asked for", coding)}
	}
	body := bufio.NewReaderSize(resp.Body, 4096)
	if o.binary == 0 && !acceptable(mediaType, o) {
		// Servers state any type. What stands there decides.
		head, _ := body.Peek(512)
		if mediaType, params = looksLike(head, o), nil; mediaType == "" {
			stated, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
			return nil, "", false, &Error{Kind: NotText, URL: url, Err: fmt.Errorf("it is %s", stated)}
		}
	}
	raw, cut, err := readLimited(resp, body, limit, o.feed)
	if err != nil {
		return nil, "", false, err
	}
	if o.binary > 0 {
		return raw, mediaType, false, nil
	}
	text, err = decode(raw, params["charset"])
	if err != nil {
		return nil, "", false, &Error{Kind: BadCharset, URL: url, Err: err}
	}
	// A few zero bytes are a slip of the site's; more of them are no text.
	if zeros := bytes.Count(text, []byte{0}); zeros > 1+len(text)/1000 || zeros > 0 && o.robots {
		return nil, "", false, &Error{Kind: NotText, URL: url, Err: errors.New("it holds zero bytes")}
	} else if zeros > 0 {
		text = bytes.ReplaceAll(text, []byte{0}, nil)
	}
	return text, mediaType, cut, nil
}

// readLimited reads body. One that is longer than limit is TooLarge, or cut.
func readLimited(resp *http.Response, body io.Reader, limit int64, mayCut bool) (raw []byte, cut bool, err error) {
	tooLarge := &Error{Kind: TooLarge, URL: address.Of(resp.Request.URL), Err: fmt.Errorf("more than %d bytes", limit)}
	if resp.ContentLength > limit && !mayCut {
		return nil, false, tooLarge
	}
	var buffer bytes.Buffer
	if resp.ContentLength > 0 {
		buffer.Grow(int(min(resp.ContentLength, limit)) + 2*bytes.MinRead) // growing step by step would take twice as much
	}
	if _, err := buffer.ReadFrom(io.LimitReader(body, limit+1)); err != nil {
		return nil, false, fmt.Errorf("the answer broke off after %d bytes: %w", buffer.Len(), err)
	}
	raw = buffer.Bytes()
	if int64(len(raw)) <= limit {
		return raw, false, nil
	}
	if !mayCut {
		return nil, false, tooLarge
	}
	return raw[:limit], true, nil
}

// looksLike is the type of what begins so, or "" if it is none that was asked
// for.
func looksLike(head []byte, o getOptions) string {
	found, _, _ := mime.ParseMediaType(http.DetectContentType(head))
	if found == "text/html" || o.feed && strings.HasPrefix(found, "text/") {
		return found
	}
	return ""
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
