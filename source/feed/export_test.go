package feed

import (
	"context"

	"motirbot/internal/address"
	"motirbot/release"
)

// MainText is what is fuzzed of reading linked pages.
var MainText = mainText

// Read is Fetch for a feed that is at hand.
func (f *Feed) Read(ctx context.Context, body []byte, from address.Address) ([]release.Release, []error, error) {
	parsed, err := parse(body, from)
	if err != nil {
		return nil, nil, err
	}
	found, problems := f.releases(ctx, parsed, from)
	return found, problems, nil
}
