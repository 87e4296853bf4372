package motir

import (
	"cmp"
	"context"
	"errors"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"motirbot/internal/tables"
	"motirbot/release"
	"motirbot/source/attachment"
	"motirbot/source/polite"
)

// Files reads the text of a file, as attachment.Reader does.
type Files interface {
	Read(ctx context.Context, content []byte) (attachment.Text, error)
}

const (
	// littleText is how many characters a page has at most that leaves what there
	// is to say to its attachments.
	littleText = 600
	// A page whose words are figures in so great a share is one of statistics,
	// whose tables are in the attachment if they are not on the page.
	figureShare = 1.0 / 25
	maxFiles    = 3 // fetched for one release
)

var figure = regexp.MustCompile(`\d[\d,]*\.\d+|\d\s?(?:%|percent\b|퍼센트)`)

// wants says what of the attachments is wanted, given the text of the page.
func wants(body string) (whole, tablesOnly bool) {
	switch {
	case strings.Contains(body, "\n|"):
		return false, false
	case utf8.RuneCountInString(body) < littleText:
		return true, false
	}
	return false, float64(len(figure.FindAllString(body, -1))) >= figureShare*float64(len(strings.Fields(body)))
}

// readFiles adds to the text of r what its attachments say, where the page says
// little or its tables are missing. What cannot be read is noted at the
// attachment. The error is about the network, and r is as complete as it can be
// without.
func (s *Site) readFiles(ctx context.Context, r *release.Release) error {
	whole, tablesOnly := wants(r.Body)
	if s.files == nil || !whole && !tablesOnly {
		return nil
	}
	// PDFs first: what is offered in two forms is read once.
	order := make([]int, len(r.Attachments))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(rank(r.Attachments[a].Name), rank(r.Attachments[b].Name))
	})
	var failed error
	read := map[string]bool{} // by name without extension
	fetched := 0
	for _, i := range order {
		a := &r.Attachments[i]
		stem := strings.TrimSuffix(a.Name, path.Ext(a.Name))
		switch {
		case read[stem]:
			continue
		case rank(a.Name) == unreadable:
			a.Unread = "only PDF and HWPX files are read"
			continue
		case fetched == maxFiles:
			a.Unread = "a release has only so many of its files read"
			continue
		case a.Size > attachment.MaxBytes:
			a.Unread = "it is larger than is read"
			continue
		}
		fetched++
		text, err := s.readFile(ctx, a.URL)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			a.Unread = err.Error()
			if e, ok := errors.AsType[*polite.Error](err); ok { // its address stands beside it
				e = &polite.Error{Kind: e.Kind, Status: e.Status, Err: e.Err}
				a.Unread = "it could not be fetched: " + e.Error()
			}
			if polite.Temporary(err) {
				failed = errors.Join(failed, err)
			}
			continue
		}
		read[stem], a.Unread = true, text.Cut
		lines := text.Lines
		if tablesOnly {
			lines = tables.Only(lines)
		}
		if len(lines) > 0 {
			r.Body += "\nAttachment: " + a.Name + "\n" + strings.Join(lines, "\n")
		}
	}
	return failed
}

func (s *Site) readFile(ctx context.Context, at string) (attachment.Text, error) {
	page, err := s.client.Get(ctx, at, polite.Binary(attachment.MaxBytes))
	if err != nil {
		return attachment.Text{}, err
	}
	return s.files.Read(ctx, page.Body)
}

const unreadable = 2

func rank(name string) int {
	switch strings.ToLower(path.Ext(name)) {
	case ".pdf":
		return 0
	case ".hwpx":
		return 1
	}
	return unreadable
}
