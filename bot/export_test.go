package bot

import (
	"context"
	"log/slog"
	"time"

	"motirbot/answer"
	"motirbot/store"
)

// What the tests of this package's parts need to reach.

type (
	CustomID = customID
	Action   = action
	Texts    = texts
	Choice   = choice
)

var (
	English       = &english
	Korean        = &korean
	ParseCustomID = parseCustomID
	WithoutTags   = withoutTags
	ParseSince    = parseSince
	ParseWeek     = parseWeek
)

func Definitions() any { return definitions() }

// Find proposes choices for what was typed.
func Find(choices []Choice, typed string, n int) []Choice { return newMatcher(choices).find(typed, n) }

// Take spends a token of a bucket of that burst and rate, n times at those
// moments, and returns how often it was given.
func Take(burst int, every time.Duration, at ...time.Time) (given int, next time.Time) {
	buckets := newBuckets(burst, every)
	for _, moment := range at {
		until, ok := buckets.take("mina", moment)
		if ok {
			given++
		}
		next = until
	}
	return given, next
}

// Render lays an answer out on one of its pages, and its passages.
func Render(ans answer.Answer, question string, page int) (shown, passages any) {
	v := view{id: "1", asker: "2", question: question, answer: ans, page: page, texts: &english}
	return v.message(), v.passages()
}

// Outlet shows each text that a stream sends.
type Outlet func(text string)

func (o Outlet) show(_ context.Context, m message, _ bool) error {
	o(m.Content)
	return nil
}

// Stream starts a stream of drafts to the outlet.
func Stream(ctx context.Context, out Outlet, every time.Duration) (text func(string), finish func()) {
	s := startStream(ctx, &stream{out: out, every: every, draft: plain, logger: slog.New(slog.DiscardHandler)})
	return s.text, s.finish
}

// ApplySetting changes settings as a component of the panel does.
func ApplySetting(g store.GuildSettings, of string, values ...string) store.GuildSettings {
	applySetting(&g, customID{Action: actSet, Of: of}, values)
	return g
}
