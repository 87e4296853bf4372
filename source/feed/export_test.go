package feed

import (
	"context"
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
