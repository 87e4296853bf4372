package post

import (
	"motirbot/delivery"
	"motirbot/release"
	"motirbot/retrieval"
)

// Library is the index as alerts and digests look at it.
func Library(index interface{ View() *retrieval.View }) delivery.Library { return library{index} }

type library struct {
	index interface{ View() *retrieval.View }
}

// Topics implements delivery.Library.
func (l library) Topics(id release.ID) ([]string, bool) {
	view := l.index.View()
	if !view.Holds(id) {
		return nil, false
	}
	var keys []string
	for _, topic := range view.TopicsOf(id) {
		keys = append(keys, topic.Key)
	}
	return keys, true
}

// Released implements delivery.Library.
func (l library) Released(period release.Period) []release.ID {
	var ids []release.ID
	for _, rec := range l.index.View().Records(period, release.Date{}) {
		ids = append(ids, rec.ID)
	}
	return ids
}
