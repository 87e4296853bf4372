package ingest

import (
	"context"

	"motirbot/source/polite"
	"motirbot/store"
)

// PageMemory is the part of the store that remembers pages by their validators.
type PageMemory interface {
	Validators(ctx context.Context, key string) (store.Validators, error)
	PutValidators(ctx context.Context, key string, v store.Validators) error
}

// Pages lets the polite client use the store's memory of pages: neither of the
// two knows the other.
func Pages(memory PageMemory) polite.ValidatorCache { return pages{memory} }

type pages struct{ memory PageMemory }

func (p pages) Validators(ctx context.Context, key string) (polite.Validators, error) {
	v, err := p.memory.Validators(ctx, key)
	return polite.Validators(v), err
}

func (p pages) PutValidators(ctx context.Context, key string, v polite.Validators) error {
	return p.memory.PutValidators(ctx, key, store.Validators(v))
}
