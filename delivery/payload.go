package delivery

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"motirbot/release"
	"motirbot/store"
)

// payload is what the outbox keeps of a message, so that it is the same at
// every attempt.
type payload struct {
	Items   []payloadItem  `json:"items,omitempty"`
	Week    string         `json:"week,omitempty"`
	Period  release.Period `json:"period,omitzero"`
	Due     time.Time      `json:"due,omitzero"`
	Channel string         `json:"channel,omitempty"`
	Reason  string         `json:"reason,omitempty"`
}

type payloadItem struct {
	Release       release.ID `json:"release"`
	Subscriptions []int64    `json:"subscriptions,omitempty"`
}

// newDelivery returns a delivery that is to be planned.
func newDelivery(kind Kind, key string, t Target, p payload, now time.Time) (store.Delivery, error) {
	content, err := json.Marshal(p)
	if err != nil {
		return store.Delivery{}, fmt.Errorf("delivery %s: %w", key, err)
	}
	return store.Delivery{
		Key: key, Kind: string(kind), Target: t, Payload: content, Nonce: nonceOf(key),
		State: store.DeliveryPlanned, CreatedAt: now,
	}, nil
}

// nonceOf returns what Discord knows the delivery by: at most 25 characters,
// the same in every process.
func nonceOf(key string) string {
	sum := sha256.Sum256([]byte(key))
	return base64.RawURLEncoding.EncodeToString(sum[:15])
}

func payloadOf(d store.Delivery) (payload, error) {
	var p payload
	if err := json.Unmarshal(d.Payload, &p); err != nil {
		return payload{}, fmt.Errorf("delivery %s: %w", d.Key, err)
	}
	return p, nil
}

// messageOf returns the message of a delivery with that payload for the
// subscriptions that its target still has, and false if none of them wants any
// of it.
func messageOf(d store.Delivery, p payload, subs []store.Subscription) (Message, bool) {
	m := Message{
		Kind: Kind(d.Kind), Key: d.Key, Week: p.Week, Period: p.Period, Due: p.Due,
		Channel: p.Channel, Reason: p.Reason,
	}
	for _, it := range p.Items {
		item := Item{Release: it.Release}
		for _, sub := range subs {
			if slices.Contains(it.Subscriptions, sub.ID) {
				item.Topics = append(item.Topics, sub.Topic)
				m.Roles = addRole(m.Roles, sub.Role)
			}
		}
		if m.Kind != KindAlert || len(item.Topics) > 0 {
			m.Releases = append(m.Releases, item)
		}
	}
	return m, m.Kind != KindAlert || len(m.Releases) > 0
}

func addRole(roles []string, role string) []string {
	if role == "" || slices.Contains(roles, role) {
		return roles
	}
	return append(roles, role)
}
