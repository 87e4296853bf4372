package motirtest

import (
	"context"
	"sync"

	"motirbot/source/polite"
)

// Validators is a polite.ValidatorCache in memory. The zero value is ready.
type Validators struct {
	mu   sync.Mutex
	kept map[string]polite.Validators
}

// Validators implements polite.ValidatorCache.
func (v *Validators) Validators(_ context.Context, url string) (polite.Validators, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.kept[url], nil
}

// PutValidators implements polite.ValidatorCache.
func (v *Validators) PutValidators(_ context.Context, url string, put polite.Validators) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.kept == nil {
		v.kept = map[string]polite.Validators{}
	}
	v.kept[url] = put
	return nil
}
