package embed_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"motirbot/embed"

	"github.com/google/go-cmp/cmp"
)

// memory is a cache without a store, which can be told to fail.
type memory struct {
	mu      sync.Mutex
	vectors map[string][]float32 // model + hash
	puts    []int                // vectors of each write
	readErr error
	putErr  error
}

func newMemory() *memory { return &memory{vectors: map[string][]float32{}} }

func (m *memory) Vectors(_ context.Context, model string, hashes []string) (map[string][]float32, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found := map[string][]float32{}
	for _, h := range hashes {
		if v, ok := m.vectors[model+h]; ok {
			found[h] = v
		}
	}
	return found, m.readErr
}

func (m *memory) PutVectors(_ context.Context, model string, vectors map[string][]float32) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.putErr != nil {
		return m.putErr
	}
	m.puts = append(m.puts, len(vectors))
	for h, v := range vectors {
		m.vectors[model+h] = v
	}
	return nil
}

// counter embeds a text as its length and notes what it was asked.
type counter struct {
	model string
	asked []string
	fail  map[string]error // by text
	short bool             // sends a vector too few
}

func (c *counter) Model() string { return c.model }

func (c *counter) Embed(_ context.Context, texts []string) ([][]float32, error) {
	var out [][]float32
	for _, text := range texts {
		if err := c.fail[text]; err != nil {
			return nil, err
		}
		out = append(out, []float32{float32(len(text)), 1})
	}
	c.asked = append(c.asked, texts...)
	if c.short {
		out = out[1:]
	}
	return out, nil
}

func TestCachedEmbedsOnlyWhatIsMissing(t *testing.T) {
	inner, cache := &counter{model: "m"}, newMemory()
	c := embed.NewCached(inner, cache)
	for _, step := range []struct{ texts, asked string }{
		{"a bb a", "a bb"},
		{"a bb a", ""},
		{"ccc bb", "ccc"},
	} {
		inner.asked = nil
		texts := strings.Fields(step.texts)
		got, err := c.Embed(t.Context(), texts)
		if err != nil {
			t.Fatal(err)
		}
		for i, text := range texts {
			if got[i][0] != float32(len(text)) {
				t.Errorf("vector of %q is %v", text, got[i])
			}
		}
		if diff := cmp.Diff(step.asked, strings.Join(inner.asked, " ")); diff != "" {
			t.Error(diff)
		}
	}
	other := embed.NewCached(&counter{model: "other"}, cache)
	if _, err := other.Embed(t.Context(), []string{"a"}); err != nil || len(cache.vectors) != 4 {
		t.Errorf("another model shares vectors: %v, %v", slices.Collect(maps.Keys(cache.vectors)), err)
	}
}

func TestCachedStoresEachBatch(t *testing.T) {
	texts := make([]string, 600)
	for i := range texts {
		texts[i] = fmt.Sprint("text ", i)
	}
	down := errors.New("down")
	inner, cache := &counter{model: "m", fail: map[string]error{"text 550": down}}, newMemory()
	c := embed.NewCached(inner, cache)
	if got, err := c.Embed(t.Context(), texts); !errors.Is(err, down) || len(got) != 600 || got[511] == nil || got[512] != nil {
		t.Fatalf("got %d vectors, %v", len(got), err)
	}
	if diff := cmp.Diff([]int{256, 256}, cache.puts); diff != "" {
		t.Error(diff)
	}
	inner.fail, inner.asked = nil, nil
	if _, err := c.Embed(t.Context(), texts); err != nil || len(inner.asked) != 600-512 {
		t.Errorf("%d texts embedded again, %v", len(inner.asked), err)
	}
}

func TestCachedFaults(t *testing.T) {
	broken := errors.New("disk full")
	for name, c := range map[string]*embed.Cached{
		"read":  embed.NewCached(&counter{}, &memory{readErr: broken}),
		"write": embed.NewCached(&counter{}, &memory{putErr: broken}),
		"inner": embed.NewCached(&counter{fail: map[string]error{"x": broken}}, newMemory()),
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := c.Embed(t.Context(), []string{"x"}); !errors.Is(err, broken) || got != nil {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
	t.Run("too few vectors", func(t *testing.T) {
		if _, err := embed.NewCached(&counter{short: true}, newMemory()).Embed(t.Context(), []string{"x", "y"}); err == nil {
			t.Error("accepted")
		}
	})
	t.Run("cached vector of another dimension", func(t *testing.T) {
		cache := newMemory()
		cache.vectors["m"+embed.Hash("old")] = []float32{1}
		if _, err := embed.NewCached(&counter{model: "m"}, cache).Embed(t.Context(), []string{"old", "new"}); err == nil {
			t.Error("accepted")
		}
	})
	t.Run("nothing to embed", func(t *testing.T) {
		if got, err := embed.NewCached(&counter{}, &memory{readErr: broken}).Embed(t.Context(), nil); got != nil || err != nil {
			t.Errorf("got %v, %v", got, err)
		}
	})
}

func TestHash(t *testing.T) {
	if got := embed.Hash("abc"); got != "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" {
		t.Error(got)
	}
}
