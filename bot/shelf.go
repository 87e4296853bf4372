package bot

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"motirbot/bot/markdown"
	"motirbot/figures"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// shelf is what autocomplete reads: titles, weeks and topics in memory, made
// anew when the store has changed. A question of the client's, asked at every
// key, must not wait for a disk.
type shelf struct {
	releases Releases
	topics   []retrieval.Topic
	unnamed  release.Issuer // of releases whose source names none
	figures  func(context.Context) (*figures.Dataset, error)
	state    atomic.Pointer[shelfState]
}

type shelfState struct {
	generation int64
	count      int
	newest     release.Date
	issuers    []release.Issuer // most releases first
	titles     *matcher
	weeks      []weekCount
	topics     map[string]*matcher // by language
	figures    *figures.Dataset    // nil: none are known
}

type weekCount struct {
	days release.Period
	n    int
}

func newShelf(releases Releases, topics []retrieval.Topic, unnamed release.Issuer) *shelf {
	s := &shelf{releases: releases, topics: topics, unnamed: unnamed}
	s.state.Store(s.arrange(0, nil))
	return s
}

// now is the present state. It never changes.
func (s *shelf) now() *shelfState { return s.state.Load() }

// refresh reads the store if it has changed.
func (s *shelf) refresh(ctx context.Context) error {
	generation, err := s.releases.Generation(ctx)
	if err != nil || generation == s.now().generation {
		return err
	}
	records, err := s.releases.Releases(ctx, store.Filter{})
	if err != nil {
		return err
	}
	state := s.arrange(generation, records)
	state.figures, err = s.figures(ctx)
	s.state.Store(state)
	return err
}

// arrange takes records newest first.
func (s *shelf) arrange(generation int64, records []store.Record) *shelfState {
	state := &shelfState{generation: generation, count: len(records), topics: map[string]*matcher{}}
	var titles []choice
	issued := map[string]int{}
	for _, rec := range records {
		if rec.Issuer.IsZero() {
			rec.Issuer = s.unnamed
		}
		titles = append(titles, choice{
			Label: rec.Date.String() + " · " + markdown.CleanLine(rec.Title), Value: string(rec.ID),
		})
		state.countWeek(rec.Date)
		if i := slices.IndexFunc(state.issuers, func(known release.Issuer) bool { return known.Label() == rec.Issuer.Label() }); i < 0 && !rec.Issuer.IsZero() {
			state.issuers = append(state.issuers, rec.Issuer)
		}
		issued[rec.Issuer.Label()]++
	}
	slices.SortStableFunc(state.issuers, func(a, b release.Issuer) int { return issued[b.Label()] - issued[a.Label()] })
	if len(records) > 0 {
		state.newest = records[0].Date
	}
	state.titles = newMatcher(titles)
	for _, lang := range []string{english.Lang, korean.Lang} {
		state.topics[lang] = newMatcher(topicChoices(s.topics, lang))
	}
	return state
}

func (s *shelfState) countWeek(day release.Date) {
	week := release.WeekOf(day)
	if n := len(s.weeks); n > 0 && s.weeks[n-1].days == week {
		s.weeks[n-1].n++
		return
	}
	s.weeks = append(s.weeks, weekCount{days: week, n: 1})
}

// version names the state of the index for the record.
func (s *shelfState) version() string { return fmt.Sprintf("%d@%s", s.count, s.newest) }

func topicChoices(topics []retrieval.Topic, lang string) []choice {
	var choices []choice
	for _, topic := range topics {
		terms := topic.Name + " " + topic.Korean + " " + topic.Key
		for _, alias := range topic.Aliases {
			terms += " " + alias
		}
		choices = append(choices, choice{Label: topicName(topic, lang), Value: topic.Key, Terms: terms})
	}
	return choices
}

func topicName(topic retrieval.Topic, lang string) string {
	if lang == korean.Lang && topic.Korean != "" {
		return topic.Korean
	}
	return topic.Name
}
