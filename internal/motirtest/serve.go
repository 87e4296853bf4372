package motirtest

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/text/encoding/korean"
)

// epoch is when the site was set up; each change is a minute later.
var epoch = time.Date(2025, 1, 2, 9, 0, 0, 0, time.UTC)

func modifiedAt(edits int) time.Time { return epoch.Add(time.Duration(edits) * time.Minute) }

func (s *Site) charset() string {
	if s.opts.EUCKR {
		return "euc-kr"
	}
	return "utf-8"
}

// servePage renders a template and answers, with 304 where it may.
func (s *Site) servePage(w http.ResponseWriter, r *http.Request, name string, modified int, data any) {
	var page bytes.Buffer
	if err := pages.ExecuteTemplate(&page, name, data); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	s.serve(w, r, "text/html", page.Bytes(), modified)
}

// serve answers with text, which it encodes as the site does.
func (s *Site) serve(w http.ResponseWriter, r *http.Request, mediaType string, body []byte, modified int) {
	if s.opts.EUCKR {
		// The text may hold what EUC-KR lacks; pages write that as &#8217;.
		body = encodeEUCKR(body)
	} else {
		mediaType += "; charset=utf-8"
	}
	w.Header().Set("Content-Type", mediaType)
	if s.opts.NoValidators {
		w.Write(body)
		return
	}
	tag := fmt.Sprintf("%q", fmt.Sprintf("%x", sha256.Sum256(body))[:16])
	at := modifiedAt(modified)
	w.Header().Set("ETag", tag)
	w.Header().Set("Last-Modified", at.Format(http.TimeFormat))
	if unchanged(r, tag, at) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Write(body)
}

// unchanged follows RFC 9110: a date counts only where no tag was sent.
func unchanged(r *http.Request, tag string, at time.Time) bool {
	if sent := r.Header.Get("If-None-Match"); sent != "" {
		return sent == tag
	}
	since, err := http.ParseTime(r.Header.Get("If-Modified-Since"))
	return err == nil && !at.After(since)
}

func encodeEUCKR(text []byte) []byte {
	var out bytes.Buffer
	encoder := korean.EUCKR.NewEncoder()
	for _, r := range string(text) {
		encoded, err := encoder.String(string(r))
		if err != nil {
			encoded = fmt.Sprintf("&#%d;", r)
		}
		out.WriteString(encoded)
	}
	return out.Bytes()
}
