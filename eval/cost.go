package eval

// Prices are those of a model, for a million tokens, in whatever currency.
type Prices struct{ Prompt, Completion float64 }

// Price writes into every row what a question of it cost.
func (r *Report) Price(p Prices) {
	r.All.price(p)
	for name, row := range r.Types {
		row.price(p)
		r.Types[name] = row
	}
}

func (r *Row) price(p Prices) {
	const million = 1e6
	whole := (float64(r.PromptTokens)*p.Prompt + float64(r.CompletionTokens)*p.Completion) / million
	r.CostPerQuestion = share(whole, float64(r.N))
}
