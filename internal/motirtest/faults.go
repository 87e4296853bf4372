package motirtest

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// FaultKind is a way in which a page goes wrong.
type FaultKind int

// The faults.
const (
	Status404       FaultKind = iota + 1
	Status410                 // gone for good
	Status403                 // forbidden
	Status500                 // a plain server error
	Status503                 // with Fault.RetryAfter, if set
	Slow                      // a byte every Fault.Pace, for ever
	Huge                      // 64 MB of text
	GzipBomb                  // 64 MB of text in a few kilobytes
	RedirectLoop              // two addresses that point at each other
	RedirectPrivate           // to a loopback port that nothing listens on
	LayoutChange              // a page that is fine but of another form
	EmptyBody                 // a view page whose text is gone
	Maintenance               // status 200 and a notice
	DeletedNotice             // status 200 and "this post has been deleted"
	Dropped                   // the connection closes without an answer
	Truncated                 // the connection closes in the middle of the page
	Picture                   // an image under the page's address
)

// Fault is what happens at a path instead of the page.
type Fault struct {
	Kind       FaultKind
	Times      int           // for that many requests; 0: until Heal
	RetryAfter time.Duration // for Status503, in whole seconds
	Pace       time.Duration // for Slow; 0: 50 ms
}

// Fail makes requests for a path go wrong. A path without a query covers every
// query. A second fault for the same path replaces the first.
func (s *Site) Fail(path string, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[path] = &f
}

// Heal ends the fault at a path.
func (s *Site) Heal(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.faults, path)
}

// due returns the fault that hits this request, and counts it.
func (s *Site) due(r *http.Request) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, path := range []string{r.URL.RequestURI(), r.URL.Path} {
		f, ok := s.faults[path]
		if !ok {
			continue
		}
		if f.Times == 1 {
			delete(s.faults, path)
		}
		f.Times--
		return *f, true
	}
	return Fault{}, false
}

func (s *Site) faulty(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if after, ok := strings.CutPrefix(r.URL.Path, loopPath); ok {
			http.Redirect(w, r, after, http.StatusFound)
			return
		}
		f, ok := s.due(r)
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		s.misbehave(w, r, f, next)
	})
}

const loopPath = "/moved"

func (s *Site) misbehave(w http.ResponseWriter, r *http.Request, f Fault, next http.Handler) {
	switch f.Kind {
	case Status404, Status410, Status403, Status500, Status503:
		if f.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(f.RetryAfter.Seconds())))
		}
		status := map[FaultKind]int{Status404: 404, Status410: 410, Status403: 403, Status500: 500, Status503: 503}[f.Kind]
		http.Error(w, http.StatusText(status), status)
	case Slow:
		s.drip(w, r, f.Pace)
	case Huge:
		w.Header().Set("Content-Type", "text/html")
		writeMuch(w)
	case GzipBomb:
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(bomb())
	case RedirectLoop:
		http.Redirect(w, r, loopPath+r.URL.Path, http.StatusFound)
	case RedirectPrivate:
		http.Redirect(w, r, "http://127.0.0.1:1/inside", http.StatusFound)
	case Dropped:
		panic(http.ErrAbortHandler)
	case Truncated:
		next.ServeHTTP(&halfWriter{ResponseWriter: w}, r)
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case Picture:
		w.Header().Set("Content-Type", "image/png")
		fmt.Fprint(w, "\x89PNG\r\n\x1a\n")
	default:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, notices[f.Kind])
	}
}

var notices = map[FaultKind]string{
	LayoutChange: `<!DOCTYPE html><title>News | MOTIR</title><main><section class="newsroom-v2"><app-release data-key="k7"></app-release><p>Loading the newsroom</p></section></main>`,
	EmptyBody: `<!DOCTYPE html><title>News | MOTIR</title><div class="detail"><h3 class="subject">A title without a text</h3>
<ul><li><span>Registration date</span>2025-12-10</li></ul><div class="detail-cont"><p>&nbsp;</p></div></div>`,
	Maintenance:   `<!DOCTYPE html><title>System maintenance</title><p>The service is being maintained. Please come back later.</p>`,
	DeletedNotice: `<!DOCTYPE html><title>Notice</title><script>alert('This post has been deleted or does not exist.'); history.back();</script>`,
}

// drip sends a byte now and then until the reader leaves or the site closes.
func (s *Site) drip(w http.ResponseWriter, r *http.Request, pace time.Duration) {
	if pace == 0 {
		pace = 50 * time.Millisecond
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	tick := time.NewTicker(pace)
	defer tick.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-s.closing:
			return
		case <-tick.C:
			fmt.Fprint(w, " ")
			http.NewResponseController(w).Flush()
		}
	}
}

// block is about 64 KiB; a huge page is 64 MB of it.
var block = []byte(strings.Repeat("much more of this ", 3641))

const blocks = 1024

func writeMuch(w io.Writer) {
	for range blocks {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

// bomb is one small archive over and over, which gzip reads as one file.
func bomb() []byte {
	var small bytes.Buffer
	packer := gzip.NewWriter(&small)
	packer.Write(block)
	packer.Close()
	return bytes.Repeat(small.Bytes(), blocks)
}

// halfWriter announces the whole page and sends half of it.
type halfWriter struct{ http.ResponseWriter }

func (w *halfWriter) Write(p []byte) (int, error) {
	w.Header().Set("Content-Length", strconv.Itoa(len(p)))
	if _, err := w.ResponseWriter.Write(p[:len(p)/2]); err != nil {
		return 0, err
	}
	return len(p), nil
}
