// Package motirtest is a small press office on a real socket. Tests point the
// sources at it instead of at the ministry.
//
// Its pages have the form that the ministry's have, in markup of our own: a
// list in pages of ten whose entries link by address or by script, view pages
// in today's and in an older form, feeds, robots.txt, ETag and Last-Modified.
// The traps of the real site are in it too: a menu that names the categories,
// a side list of old releases, entries that come again on the next page, dates
// that are missing.
//
//	site := motirtest.New(t, motirtest.Options{})
//	site.Generate(300)
//	site.Edit("2007", func(r *motirtest.Release) { r.Title += " (corrected)" })
//	site.Fail(site.ViewPath("2012"), motirtest.Fault{Kind: motirtest.Status503, Times: 2})
//
// Everything that was asked is in [Site.Requests].
package motirtest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"motirbot/release"
)

// ListPath is where the list stands; a view is ListPath/{number}/view.
const ListPath = "/eng/article/EATCLdfa319ada"

// KoreanListPath is where it stands on the Korean board.
const KoreanListPath = "/kor/article/ATCL3f49a5a8c"

// Options choose a variant of the site. The zero value is the plain one.
type Options struct {
	EUCKR        bool         // pages in EUC-KR, stated in a meta element only
	Korean       bool         // the Korean board
	OldForm      bool         // view pages as before the ministry's renaming
	NoValidators bool         // neither ETag nor Last-Modified: never a 304
	NoListDates  bool         // lists show no dates
	Overlap      int          // each list page begins with that many entries of the one before
	PerPage      int          // entries on a list page; 0: 10
	Robots       string       // robots.txt; "" answers 404
	First        release.Date // date of the first release; zero: 2025-01-02
}

// Site is a running site. Its methods may be called while it serves.
type Site struct {
	opts    Options
	server  *httptest.Server
	closing chan struct{}

	mu       sync.Mutex
	releases []*Release // oldest first
	edits    int        // counts changes; the clock of Last-Modified
	faults   map[string]*Fault
	requests []*Request
	inFlight int
}

// New starts a site that ends with the test.
func New(t testing.TB, opts Options) *Site {
	t.Helper()
	site := Start(opts)
	t.Cleanup(site.Close)
	return site
}

// Start starts a site for a program that is no test; Close ends it.
func Start(opts Options) *Site {
	if opts.PerPage == 0 {
		opts.PerPage = 10
	}
	if opts.First.IsZero() {
		opts.First = release.NewDate(2025, 1, 2)
	}
	s := &Site{opts: opts, closing: make(chan struct{}), faults: map[string]*Fault{}}
	s.server = httptest.NewServer(s.recorded(s.faulty(s.routes())))
	return s
}

// Close ends the site, and the answers that are still dripping.
func (s *Site) Close() {
	close(s.closing)
	s.server.CloseClientConnections()
	s.server.Close()
}

// URL is the site's address with a path.
func (s *Site) URL(path string) string { return s.server.URL + path }

// ListURL is what motir.Config.ListURL takes.
func (s *Site) ListURL() string { return s.URL(s.path()) }

func (s *Site) path() string {
	if s.opts.Korean {
		return KoreanListPath
	}
	return ListPath
}

// ListPagePath is the path and query of a list page, for Fail.
func (s *Site) ListPagePath(page int) string { return fmt.Sprintf("%s?pageIndex=%d", s.path(), page) }

// ViewPath is the path of a view page, for Fail.
func (s *Site) ViewPath(number string) string { return s.path() + "/" + number + "/view" }

// FilePath is the path of an attachment, counted from 0, for Fail.
func (s *Site) FilePath(number string, i int) string {
	return fmt.Sprintf("/attach/down/%s/%d", number, i)
}

// Addr is the socket, for polite.Options.Admit.
func (s *Site) Addr() netip.AddrPort {
	return netip.MustParseAddrPort(strings.TrimPrefix(s.server.URL, "http://"))
}

// Paths of the feeds.
const (
	RSSPath         = "/rss/full.xml"
	RSSSummaryPath  = "/rss/summary.xml"
	AtomPath        = "/atom/full.xml"
	AtomSummaryPath = "/atom/summary.xml"
)

func (s *Site) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /robots.txt", s.serveRobots)
	mux.HandleFunc("GET "+s.path(), s.serveList)
	mux.HandleFunc("GET "+s.path()+"/{number}/view", s.serveView)
	mux.HandleFunc("GET /attach/down/{number}/{file}", s.serveFile)
	mux.HandleFunc("GET "+RSSPath, s.serveRSS(false))
	mux.HandleFunc("GET "+RSSSummaryPath, s.serveRSS(true))
	mux.HandleFunc("GET "+AtomPath, s.serveAtom(false))
	mux.HandleFunc("GET "+AtomSummaryPath, s.serveAtom(true))
	return mux
}

func (s *Site) serveRobots(w http.ResponseWriter, r *http.Request) {
	if s.opts.Robots == "" {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/plain")
	fmt.Fprint(w, s.opts.Robots)
}
