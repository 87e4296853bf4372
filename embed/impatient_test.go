package embed_test

import (
	"errors"
	"testing"
	"time"

	"motirbot/embed"
)

func TestImpatient(t *testing.T) {
	down := errors.New("down")
	inner := &counter{model: "m", fail: map[string]error{"x": down}}
	now := time.Unix(0, 0)
	p := embed.NewImpatient(inner, func() time.Time { return now })
	if _, err := p.Embed(t.Context(), []string{"x"}); !errors.Is(err, down) || p.Model() != "m" {
		t.Fatalf("%s: %v", p.Model(), err)
	}
	if _, err := p.Embed(t.Context(), []string{"y"}); !errors.Is(err, down) || len(inner.asked) != 0 {
		t.Errorf("asked again at once: %v", err)
	}
	now = now.Add(time.Minute)
	for range 2 {
		if v, err := p.Embed(t.Context(), []string{"y"}); err != nil || len(v) != 1 {
			t.Errorf("not asked after a while: %v", err)
		}
	}
}
