// Package motir reads the English press releases on the site of Korea's trade
// ministry: the list, newest first, and the view page of each release, which
// is the text of record because lists cut long bodies.
//
// # Following the site
//
// A sync asks for list pages until it meets one on which it knows everything:
//
//	items, same, err := site.List(ctx, 1) // same: the site answered 304, stop here
//	…                                     // View what is new or has another title, and store it
//	err = site.ConfirmList(ctx, 1)        // only when all of the sync is stored
//
// Validators (ETag, Last-Modified) are remembered only when the caller
// confirms. A list page that is not confirmed, because one of its releases
// failed or the process died, is read in full the next time. Page 1 must be
// confirmed last: its 304 ends the next sync before any other page is asked
// for. For the same reason a first sync that was cut short has to go on past
// pages that it knows, down to where it was.
//
// # Edits and withdrawals
//
// The site announces neither, so they are looked for in three places:
//
//   - A list entry whose title differs from the stored one: View it.
//   - A list page that [Site.Changed], which is to say that the site answered a
//     conditional request with a new page: Recheck the releases on it that are
//     known, and those that [Vanished] from between their neighbours. Each is a
//     conditional request.
//   - A slow round over everything: [Due] names the few releases whose turn it
//     is at this sync, young ones often, old ones every other month.
//
// A release is withdrawn only when its own page says so ([ErrWithdrawn]):
// absence from a list proves nothing.
//
// # When the site is rebuilt
//
// A page in which something essential is not found is a [LayoutError] that
// names what was missing. No release without a title, a date and a text is
// ever returned.
package motir

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"path"
	"strings"
	"sync"

	"motirbot/internal/address"
	"motirbot/release"
	"motirbot/source/polite"
)

// SourceName is the Source of the releases, and the first part of their IDs.
const SourceName = "motir"

// Where the ministry's English list stands, and stood under its older name
// (MOTIE); releases keep their numbers across the two. The Korean list has
// releases and numbers of its own.
const (
	KoreanListURL  = "https://www.motir.go.kr/kor/article/ATCL3f49a5a8c"
	DefaultListURL = "https://english.motir.go.kr/eng/article/EATCLdfa319ada"
	OldListURL     = "https://english.motie.go.kr/eng/article/EATCLdfa319ada"
)

// KoreanBoard goes before the numbers of the Korean list in IDs, since they are
// not those of the English one.
const KoreanBoard = "ko"

// Config says where the site is. The zero Config is the ministry's site of
// today. The Korean board is KoreanListURL.
type Config struct {
	ListURL string // without query; "": DefaultListURL
	ViewURL string // with "{number}" in its path; "": ListURL/{number}/view
	Board   string // goes before the number in IDs; "" for the English list. KoreanListURL has its own
	Files   Files  // reads attachments; nil: their names and links are kept, nothing else
	Issuer  release.Issuer
}

// Item is an entry of the list.
type Item struct {
	Number string // decimal, without leading zeros
	Title  string // "" if the list shows none
	Date   release.Date
	URL    string // canonical address of the view page
}

// ViewMeta is what else is known of a view page.
type ViewMeta struct {
	// NotModified: the page is as it was when last confirmed. The release that
	// comes with it is zero.
	NotModified bool
	// DateFromList: the page showed no registration date, so the list's stands.
	DateFromList bool
	// URL and Validators are what ConfirmView saves. A store may save them in
	// the transaction that stores the release instead.
	URL        address.Address
	Validators polite.Validators
}

// Site reads one list and its view pages. Its methods may be called by several
// goroutines.
type Site struct {
	client *polite.Client
	list   string
	board  string
	issuer release.Issuer
	view   *url.URL // path contains {number}
	hosts  map[string]bool
	files  Files

	mu    sync.Mutex
	lists map[int]polite.Page // as last answered, without bodies
}

// New returns a reader of the site that cfg names. An address that cannot be
// used shows in the first List.
func New(client *polite.Client, cfg Config) *Site {
	list := strings.TrimSuffix(cmp.Or(cfg.ListURL, DefaultListURL), "/")
	view, err := url.Parse(cmp.Or(cfg.ViewURL, list+"/{number}/view"))
	if err != nil {
		view = &url.URL{Path: "/{number}"}
	}
	s := &Site{
		client: client, list: list, board: cfg.Board, issuer: cfg.Issuer, view: view, hosts: map[string]bool{view.Host: true},
		files: cfg.Files, lists: map[int]polite.Page{},
	}
	if path.Base(list) == path.Base(KoreanListURL) {
		s.board = KoreanBoard
	}
	for _, ours := range []string{DefaultListURL, OldListURL, list} {
		if u, err := url.Parse(ours); err == nil {
			s.hosts[u.Host] = true
		}
	}
	return s
}

// ReleaseID is the ID of the release that an entry of this list leads to.
func (s *Site) ReleaseID(item Item) release.ID {
	number := item.Number
	if s.board != "" && number != "" {
		number = s.board + "/" + number
	}
	return release.NewID(SourceName, number, item.Title, item.Date)
}

// Has reports whether a page stands on this list, by its address.
func (s *Site) Has(link string) bool {
	return strings.Contains(link, "/"+path.Base(s.list)+"/")
}

// List returns the entries of a list page, the first being page 1, newest
// first. A page after the last one has no entries. With notModified the page
// is as it was when last confirmed, and there are no items.
func (s *Site) List(ctx context.Context, page int) (items []Item, notModified bool, err error) {
	return s.readList(ctx, page, polite.Conditional())
}

// ListInFull is List without asking conditionally: for a first sync, or one
// that starts from a given date whatever was seen before.
func (s *Site) ListInFull(ctx context.Context, page int) ([]Item, error) {
	items, _, err := s.readList(ctx, page)
	return items, err
}

func (s *Site) readList(ctx context.Context, page int, opts ...polite.GetOption) ([]Item, bool, error) {
	got, err := s.client.Get(ctx, fmt.Sprintf("%s?pageIndex=%d", s.list, page), append(opts, polite.HTMLOnly())...)
	if err != nil {
		return nil, false, fmt.Errorf("list page %d: %w", page, err)
	}
	var items []Item
	if !got.NotModified {
		if items, err = s.ParseList(got.Body, got.URL.Reveal(), page); err != nil {
			return nil, false, err
		}
	}
	got.Body = nil
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lists[page] = got
	return items, got.NotModified, nil
}

// Changed reports whether the last List of that page proved that something on
// it has changed. A site that sends no validators proves nothing.
func (s *Site) Changed(page int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	got := s.lists[page]
	return got.Conditional && !got.NotModified
}

// ConfirmList remembers the list page as last answered, so that the next List
// of it can be a 304. Call it when everything on the page is stored; for page
// 1, when the whole sync is.
func (s *Site) ConfirmList(ctx context.Context, page int) error {
	s.mu.Lock()
	got, ok := s.lists[page]
	s.mu.Unlock()
	if !ok {
		return fmt.Errorf("list page %d was not read", page)
	}
	return s.client.Remember(ctx, got)
}

// View returns the release behind an item. Errors: ErrWithdrawn when the site
// says that there is no such release, ErrLayout when the page cannot be read,
// else what polite says.
func (s *Site) View(ctx context.Context, item Item) (release.Release, ViewMeta, error) {
	return s.readView(ctx, item)
}

// Recheck is View for a release that is stored: it asks conditionally, and
// ViewMeta.NotModified says that the stored text still stands.
func (s *Site) Recheck(ctx context.Context, item Item) (release.Release, ViewMeta, error) {
	return s.readView(ctx, item, polite.Conditional())
}

func (s *Site) readView(ctx context.Context, item Item, opts ...polite.GetOption) (release.Release, ViewMeta, error) {
	if item.URL == "" {
		item.URL = s.viewURL(item.Number)
	}
	got, err := s.client.Get(ctx, item.URL, append(opts, polite.HTMLOnly())...)
	switch {
	case polite.Missing(err):
		return release.Release{}, ViewMeta{}, fmt.Errorf("release %s: %w: %w", item.Number, ErrWithdrawn, err)
	case err != nil:
		return release.Release{}, ViewMeta{}, fmt.Errorf("release %s: %w", item.Number, err)
	}
	meta := ViewMeta{NotModified: got.NotModified, URL: got.URL, Validators: got.Validators}
	if got.NotModified {
		return release.Release{}, meta, nil
	}
	if before, _, _ := strings.Cut(got.URL.Reveal(), "?"); before == s.list {
		return release.Release{}, ViewMeta{}, fmt.Errorf("release %s: %w: its page leads back to the list", item.Number, ErrWithdrawn)
	}
	r, dateFromList, err := parseView(got.Body, got.URL.Reveal(), item)
	if err != nil {
		return release.Release{}, ViewMeta{}, err
	}
	meta.DateFromList = dateFromList
	r.ID, r.Issuer = s.ReleaseID(Item{Number: r.Number, Title: r.Title, Date: r.Date}), s.issuer
	if err := s.readFiles(ctx, &r); err != nil {
		if ctx.Err() != nil || got.Conditional {
			// The stored text may hold what cannot be fetched now.
			return release.Release{}, ViewMeta{}, fmt.Errorf("release %s: its attachments: %w", item.Number, err)
		}
		meta.Validators = polite.Validators{} // so that the page is asked for again, and they with it
	}
	return r, meta, nil
}

// ConfirmView remembers the page behind meta. Call it when the release is
// stored.
func (s *Site) ConfirmView(ctx context.Context, meta ViewMeta) error {
	return s.client.Remember(ctx, polite.Page{URL: meta.URL, NotModified: meta.NotModified, Validators: meta.Validators})
}

func (s *Site) viewURL(number string) string {
	u := *s.view
	u.Path, u.RawPath = strings.ReplaceAll(u.Path, "{number}", number), ""
	return u.String()
}
