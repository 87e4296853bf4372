package state

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"motirbot/bot/render"
	"motirbot/bot/render/markdown"
	"motirbot/figures"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// Catalog is what autocomplete reads: titles, weeks and topics in memory, made
// anew when the store has changed. What a client asks at every key must not
// wait for a disk.
type Catalog struct {
	releases Releases
	topics   map[string]*Matcher
	unnamed  release.Issuer // of releases whose source names none
	figures  func(context.Context) (*figures.Dataset, error)
	answers  Answers
	contents atomic.Pointer[Contents]

	questions atomic.Pointer[questions]
}

// questions are those that the releases answer, by language.
type questions struct {
	generation int64
	by         map[string]*Matcher
}

// Contents are those of a Catalog at one time.
type Contents struct {
	generation int64
	count      int
	newest     release.Date

	Issuers []release.Issuer // most releases first
	Titles  *Matcher
	Weeks   []Week              // that have releases, the last first
	Topics  map[string]*Matcher // by language
	Figures *figures.Dataset    // nil: none are known
}

// Week is a week with the number of its releases.
type Week struct {
	Days release.Period
	N    int
}

func newCatalog(cfg Config, figures func(context.Context) (*figures.Dataset, error)) *Catalog {
	c := &Catalog{releases: cfg.Releases, topics: topicMatchers(cfg.Topics.All()), unnamed: cfg.Issuer, figures: figures, answers: cfg.Answers}
	c.contents.Store(c.arrange(0, nil))
	return c
}

// Now returns the present contents, which do not change.
func (c *Catalog) Now() *Contents { return c.contents.Load() }

// Refresh reads the store if it has changed.
func (c *Catalog) Refresh(ctx context.Context) error {
	generation, err := c.releases.Generation(ctx)
	if err != nil || generation == c.Now().generation {
		return err
	}
	records, err := c.releases.Releases(ctx, store.Filter{})
	if err != nil {
		return err
	}
	contents := c.arrange(generation, records)
	contents.Figures, err = c.figures(ctx)
	c.contents.Store(contents)
	return err
}

// Questions finds questions in a language that the releases answer, up to n.
func (c *Catalog) Questions(language, typed string, n int) []Choice {
	known := c.questions.Load()
	if known == nil {
		return nil
	}
	return known.by[language].Find(typed, n)
}

// RefreshQuestions looks for such questions if the store has changed, by asking
// them, which takes a while.
func (c *Catalog) RefreshQuestions(ctx context.Context) {
	generation := c.Now().generation
	if known := c.questions.Load(); known != nil && known.generation == generation {
		return
	}
	found := questions{generation, map[string]*Matcher{}}
	for _, language := range []string{render.English.Lang, render.Korean.Lang} {
		var choices []Choice
		for _, q := range c.answers.Examples(ctx, language) {
			choices = append(choices, Choice{Label: q, Value: q})
		}
		found.by[language] = NewMatcher(choices)
	}
	if ctx.Err() == nil {
		c.questions.Store(&found)
	}
}

// arrange takes records newest first.
func (c *Catalog) arrange(generation int64, records []store.Record) *Contents {
	contents := &Contents{generation: generation, count: len(records), Topics: c.topics}
	var titles []Choice
	issued := map[string]int{}
	for _, rec := range records {
		if rec.Issuer.IsZero() {
			rec.Issuer = c.unnamed
		}
		titles = append(titles, Choice{
			Label: rec.Date.String() + " · " + markdown.CleanLine(rec.Title), Value: string(rec.ID),
		})
		week := release.WeekOf(rec.Date)
		if n := len(contents.Weeks); n > 0 && contents.Weeks[n-1].Days == week {
			contents.Weeks[n-1].N++
		} else {
			contents.Weeks = append(contents.Weeks, Week{Days: week, N: 1})
		}
		if issued[rec.Issuer.Label()]++; issued[rec.Issuer.Label()] == 1 && !rec.Issuer.IsZero() {
			contents.Issuers = append(contents.Issuers, rec.Issuer)
		}
	}
	slices.SortStableFunc(contents.Issuers, func(a, b release.Issuer) int { return issued[b.Label()] - issued[a.Label()] })
	if len(records) > 0 {
		contents.newest = records[0].Date
	}
	contents.Titles = NewMatcher(titles)
	return contents
}

// topicMatchers find topics, by language.
func topicMatchers(topics []retrieval.Topic) map[string]*Matcher {
	matchers := map[string]*Matcher{}
	for _, t := range []*render.Texts{&render.English, &render.Korean} {
		var choices []Choice
		for _, topic := range topics {
			terms := topic.Name + " " + topic.Korean + " " + topic.Key
			for _, alias := range topic.Aliases {
				terms += " " + alias
			}
			choices = append(choices, Choice{Label: t.TopicName(topic), Value: topic.Key, Terms: terms})
		}
		matchers[t.Lang] = NewMatcher(choices)
	}
	return matchers
}

// Version names the state of the index for the record.
func (c *Contents) Version() string { return fmt.Sprintf("%d@%s", c.count, c.newest) }
