package embed

import (
	"context"
	"sync"
	"time"
)

// pause is how long an embedder that failed is not asked again.
const pause = 15 * time.Second

// Impatient is an Embedder for questions, which can be answered without: once
// the one behind it has failed, it is left alone for a while and the same error
// given at once, so that no question waits for a server that is down.
type Impatient struct {
	inner Embedder
	now   func() time.Time

	mu     sync.Mutex
	failed error
	until  time.Time
}

// NewImpatient puts itself before an embedder.
func NewImpatient(inner Embedder, now func() time.Time) *Impatient {
	return &Impatient{inner: inner, now: now}
}

// Model is that of the embedder behind it.
func (p *Impatient) Model() string { return p.inner.Model() }

// Embed asks the embedder behind it, unless that has just failed.
func (p *Impatient) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	p.mu.Lock()
	failed := p.failed
	if p.now().After(p.until) {
		failed = nil
	}
	p.mu.Unlock()
	if failed != nil {
		return nil, failed
	}
	vectors, err := p.inner.Embed(ctx, texts)
	if ctx.Err() == nil {
		p.mu.Lock()
		p.failed, p.until = err, p.now().Add(pause)
		p.mu.Unlock()
	}
	return vectors, err
}
