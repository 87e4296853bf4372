package feed

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"motirbot/release"
	"motirbot/source/polite"
)

const (
	// wholeText is how many characters make a text without paragraphs pass for
	// the whole release rather than a summary.
	wholeText = 400
	// maxBody is how many characters of a text are kept.
	maxBody = 100_000
)

// item is an item of the feed on its way to a release.
type item struct {
	entry
	release release.Release // as far as it is known from the feed
	link    string          // names it, with its title and day, where it has no number
	key     string          // names it in the state
	print   string          // of all that the feed says of it
	order   int
	whole   bool // the feed holds the text
	dated   bool // and the day
	before  itemState
	seen    bool // before is known
	left    bool // its page was not asked for: the time was over
	article article
	err     error // why it has no article
}

func (f *Feed) item(e entry, base *url.URL, host string, common names) *item {
	i := &item{entry: e, release: fromItem(e, base, host, common, f.at)}
	text := e.summary
	isContent := len(e.content) >= len(text) && e.content != ""
	if isContent {
		text = e.content
	}
	i.print = printOf(e.title, e.link, e.guid, text, e.category, strings.Join(e.files, " "), e.published, e.updated)
	text, teases := ownText(text, i.release.URL, base, isContent)
	i.release.Body = f.at.Hide(text)
	i.whole = isWhole(i.release.Body, isContent) && !teases
	for _, stamp := range []string{e.published, e.updated} {
		_, ok := moment(stamp, f.zone, f.now())
		i.dated = i.dated || ok
	}
	i.link = f.at.Strip(withFragment(e.link, i.release.URL))
	i.key = printOf(cmp.Or(i.release.Number, i.link), i.release.Title, e.published)
	if common.guids[lasting(e)] == 1 && lasting(e) != "" {
		i.key = printOf(lasting(e)) // whatever else of it is edited
	}
	return i
}

func printOf(texts ...string) string {
	hash := sha256.New()
	for _, text := range texts {
		fmt.Fprintf(hash, "%d\n%s", len(text), text)
	}
	return hex.EncodeToString(hash.Sum(nil)[:8])
}

// isKnown reports whether the item is dealt with: it stands as it did, and its
// page is not to be tried now.
func (i *item) isKnown(now time.Time) bool {
	return i.seen && i.before.Print == i.print && !i.before.isDue(now)
}

// needsPage reports whether the page is to be asked, for its text or the day.
func (i *item) needsPage() bool {
	return i.release.URL != "" && (!i.whole || !i.dated && (i.before.Day == "" || i.before.Guess))
}

// conclude makes a release of the item and says what was wrong with it; without
// one, it is to be left out. It notes in known what is to be remembered.
func (i *item) conclude(now time.Time, zone *time.Location, known *state) (*release.Release, []error) {
	r, state := i.release, itemState{Print: i.print, Stored: i.before.Stored, Shown: now}
	var problems []error
	problem := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	switch {
	case i.whole:
	case i.err == nil && i.article.text != "":
		r.Body, state.Page = i.article.text, printOf(i.article.text)
		if r.Truncated = i.article.cut; r.Truncated {
			problem("%s has more than %d elements: its text is cut", i.article.from, maxTags)
		}
	default:
		r.Truncated = r.Body != ""
	}
	if i.err != nil && !i.whole {
		state.Tries, state.Since, state.Next = i.again(now)
		switch {
		case r.Body == "":
			problem("%w", i.err)
		case state.Next.IsZero():
			problem("%w; %w", i.err, ErrCut)
		default:
			problem("%w; %w, and the page is tried again", i.err, ErrCut)
		}
	}
	r.Date = i.day(now, zone, &state, problem)
	if r.Number == "" && i.link != "" {
		r.Number = release.ItemNumber(i.link, r.Title, r.Date)
	}
	r.ID = release.NewID(SourceName, r.Number, r.Title, r.Date)
	if n := utf8.RuneCountInString(r.Body); n > maxBody {
		r.Body, r.Truncated = strings.TrimSpace(string([]rune(r.Body)[:maxBody])), true
		problem("its text of %d characters is cut at %d", n, maxBody)
	}
	if n := len([]rune(plainText(i.title))); n > maxTitle {
		problem("its title of %d characters is cut at %d", n, maxTitle)
	}
	known.Items[i.key] = state
	if r.Body == "" && i.err != nil {
		return nil, problems
	}
	if err := r.Validate(); err != nil {
		return nil, append(problems, fmt.Errorf("it is no release: %w", oneLine(err)))
	}
	stored := state
	stored.Stored = true
	known.Items[i.key] = stored
	if r.Truncated && i.before.Stored && i.before.Print == i.print {
		return nil, problems // it is stored so already
	}
	return &r, problems
}

// again says when a page that failed is to be tried again.
func (i *item) again(now time.Time) (tries int, since, next time.Time) {
	tries, since = i.before.Tries+1, i.before.Since
	if since.IsZero() || i.before.Print != i.print {
		tries, since = 1, now
	}
	lasts := !polite.Temporary(i.err) && !errors.Is(i.err, ErrNoArticle)
	over := now.Sub(since) >= tryFor
	switch {
	case lasts, over && i.release.Body != "":
		return tries, since, time.Time{}
	case over:
		return tries, since, now.Add(tryFor / 4)
	case polite.Temporary(i.err):
		return tries, since, now
	}
	return tries, since, now.Add(firstWait << min(tries-1, 3))
}

// day is the day of the release: as the feed says; else as it was taken for the
// first time, for the time of an update moves; else as the page says; else that
// on which the item was first seen, which is said.
func (i *item) day(now time.Time, zone *time.Location, state *itemState, problem func(string, ...any)) release.Date {
	if at, ok := moment(i.published, zone, now); ok {
		return dayOf(at, zone)
	}
	before, err := release.ParseDate(i.before.Day)
	onPage, ok := i.article.day, !i.article.day.IsZero() && i.err == nil && i.article.text != ""
	var day release.Date
	switch at, hasUpdate := moment(i.updated, zone, now); {
	case err == nil && !(i.before.Guess && ok):
		day, state.Guess = before, i.before.Guess
	case hasUpdate && ok && i.article.stated && onPage.Before(dayOf(at, zone)):
		day = onPage
	case hasUpdate:
		day = dayOf(at, zone)
	case ok:
		day = onPage
	default:
		day, state.Guess = dayOf(now, zone), true
		if stamp := strings.TrimSpace(i.published + " " + i.updated); stamp != "" {
			problem("its date %q cannot be: %s, when it was first seen, is taken for it", clip(stamp, maxStamp), day)
		} else {
			problem("it has no date: %s, when it was first seen, is taken for it", day)
		}
	}
	state.Day = day.String()
	return day
}

func dayOf(at time.Time, zone *time.Location) release.Date {
	year, month, day := at.In(zone).Date()
	return release.NewDate(year, month, day)
}

var cutOff = regexp.MustCompile(`(?i)(…|\.\.\.|\[…]|\[\.\.\.]|read more|더보기)\W*$`)

// isWhole judges whether an item's text is the release. An Atom content
// element is meant to be; a description may be anything.
func isWhole(body string, isContent bool) bool {
	if body == "" || cutOff.MatchString(body[max(0, len(body)-200):]) {
		return false
	}
	return isContent || strings.Contains(body, "\n") || utf8.RuneCountInString(body) >= wholeText
}

// page fetches the linked page and returns its text, if it is about the item.
func (f *Feed) page(ctx context.Context, i *item) (article, error) {
	page, err := f.client.Get(ctx, i.release.URL, polite.HTMLOnly())
	if err != nil {
		return article{}, err
	}
	a, err := readPage(page.Body, page.URL.Reveal(), f.zone, f.now())
	if err != nil {
		return a, err
	}
	if head, rest, more := strings.Cut(a.text, "\n"); more && head == i.release.Title {
		a.text = rest
	}
	a.text = f.at.Hide(a.text)
	return a, a.isAbout(i)
}

// oneLine joins what Validate says.
func oneLine(err error) error {
	return errors.New(strings.Join(strings.Fields(strings.ReplaceAll(err.Error(), "\n", "; ")), " "))
}
