package feed

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"testing"
	"time"

	"motirbot/internal/address"
	"motirbot/release"
	"motirbot/source/polite"
)

// MainText is what is fuzzed of reading linked pages.
func MainText(body []byte, from string) (string, error) {
	a, err := readPage(body, from, release.Seoul, time.Date(2026, 9, 10, 0, 0, 0, 0, time.UTC))
	return a.text, err
}

// Read is Fetch for a feed that is at hand.
func (f *Feed) Read(ctx context.Context, body []byte, from address.Address) ([]release.Release, []error, error) {
	doc, problems, err := f.parse(polite.Page{Body: body, URL: from})
	if err != nil {
		return nil, nil, err
	}
	found, more := f.releases(ctx, doc, from, &state{Items: map[string]itemState{}})
	return found, append(problems, more...), nil
}

// CheckSplit takes a feed apart, keeping so many items, and reads each.
func CheckSplit(t *testing.T, body []byte, keep int) {
	now := time.Date(2026, 9, 10, 0, 0, 0, 0, time.UTC)
	doc, err := split(body, keep, release.Seoul, now)
	if err != nil {
		return
	}
	if len(doc.parts) > keep || len(doc.parts) != min(keep, doc.count-doc.empty) {
		t.Errorf("%d parts of %d items, %d of them empty", len(doc.parts), doc.count, doc.empty)
	}
	for n, p := range doc.parts {
		if n > 0 && doc.parts[n-1].rank < p.rank {
			t.Errorf("part %d is newer than the one before", n)
		}
		if len(p.raw) > 0 && p.raw[0] != '<' {
			t.Errorf("part %d begins with %q", n, p.raw[0])
		}
		if _, err := doc.read(p); errors.Unwrap(err) != nil && isWellFormed(doc.xml(p)) {
			t.Errorf("part %d is well-formed and cannot be read: %v\n%s", n, err, doc.xml(p))
		}
	}
}

func isWellFormed(text []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(text))
	for {
		if _, err := d.Token(); err != nil {
			return errors.Is(err, io.EOF)
		}
	}
}
