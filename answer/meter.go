package answer

import (
	"maps"
	"sync"

	"motirbot/answer/model"
)

// Meter adds up what answers cost at the model's servers. It is safe for
// concurrent use; a nil Meter counts nothing.
type Meter struct {
	mu      sync.Mutex
	answers int
	steps   map[string]model.Usage
}

func (m *Meter) count(u Usage) {
	if m == nil || u.Requests == 0 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.steps == nil {
		m.steps = map[string]model.Usage{}
	}
	m.answers++
	for step, cost := range u.Steps {
		m.steps[step] = m.steps[step].Add(cost)
	}
}

// Totals returns how many answers asked a model, and what they cost by step:
// StepUnderstand, StepWrite, StepVerify.
func (m *Meter) Totals() (answers int, steps map[string]model.Usage) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.answers, maps.Clone(m.steps)
}
