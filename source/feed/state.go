package feed

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"motirbot/internal/address"
)

// Memory keeps a short text under a key, "" where there is none. The store does.
type Memory interface {
	Meta(ctx context.Context, key string) (string, error)
	SetMeta(ctx context.Context, key, value string) error
}

const (
	tryFor    = 24 * time.Hour // how long a page that fails is tried again
	firstWait = time.Hour      // before a page that is no article is asked for again; then twice as long
	// What a feed no longer shows is remembered for a while, for some show it
	// again, and up to a number.
	keepFor  = 30 * 24 * time.Hour
	maxItems = 10 * MaxItems
)

// state is what is remembered of a feed. It makes it cheap to look again, and
// the day of an item without a date the same for ever.
type state struct {
	Moved string               `json:"moved,omitempty"` // the address it has moved to for good
	Host  string               `json:"host,omitempty"`  // that names its items
	Items map[string]itemState `json:"items,omitempty"`
}

type itemState struct {
	Print  string    `json:"print,omitempty"` // of the item as it stood when it was dealt with
	Day    string    `json:"day,omitempty"`
	Guess  bool      `json:"guess,omitempty"`  // the day is that on which the item was first seen
	Stored bool      `json:"stored,omitempty"` // a release was made of it
	Page   string    `json:"page,omitempty"`   // print of the text of its page
	Since  time.Time `json:"since,omitzero"`   // since when its page fails
	Next   time.Time `json:"next,omitzero"`    // when to try it again; zero: not
	Tries  int       `json:"tries,omitempty"`
	Shown  time.Time `json:"shown,omitzero"`
}

// isDue reports whether the page of an item is to be tried again.
func (i itemState) isDue(now time.Time) bool { return !i.Next.IsZero() && !i.Next.After(now) }

func (s state) isDue(now time.Time) bool {
	for _, item := range s.Items {
		if item.isDue(now) {
			return true
		}
	}
	return false
}

// forget drops what was not shown for long.
func (s state) forget(now time.Time) {
	maps.DeleteFunc(s.Items, func(_ string, i itemState) bool { return now.Sub(i.Shown) > keepFor })
	if len(s.Items) <= maxItems {
		return
	}
	keys := slices.SortedFunc(maps.Keys(s.Items), func(a, b string) int { return s.Items[b].Shown.Compare(s.Items[a].Shown) })
	for _, key := range keys[maxItems:] {
		delete(s.Items, key)
	}
}

// recall returns what was last confirmed.
func (f *Feed) recall(ctx context.Context) (state, error) {
	f.mu.Lock()
	text := f.kept
	f.mu.Unlock()
	if f.memory != nil {
		var err error
		if text, err = f.memory.Meta(ctx, f.key()); err != nil {
			return state{}, fmt.Errorf("feed %s: what is remembered of it: %w", f.at, err)
		}
	}
	var s state
	if text != "" {
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			s = state{} // to look at everything again costs more and loses nothing
		}
	}
	if s.Items == nil {
		s.Items = map[string]itemState{}
	}
	return s, nil
}

func (f *Feed) remember(ctx context.Context, s state) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if f.memory != nil {
		return f.memory.SetMeta(ctx, f.key(), string(text))
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kept = string(text)
	return nil
}

func (f *Feed) key() string { return "feed " + f.at.Key() }

// isPublic reports whether nothing in an address may be secret, so that it may
// be kept and shown.
func isPublic(at address.Address) bool { return at.Reveal() == at.String() }
