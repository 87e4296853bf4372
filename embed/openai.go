package embed

import (
	"cmp"
	"context"
	"fmt"
	"sync/atomic"
	"unicode/utf8"

	"motirbot/internal/openaiapi"
)

const (
	// maxTextTokens is the longest text OpenAI's models take (8,192), less a
	// margin for the estimate.
	maxTextTokens = 8000
	// maxRequestTokens is what OpenAI takes in one request (300,000), less a
	// margin.
	maxRequestTokens = 250_000
)

// OpenAI embeds with a model on a server that speaks OpenAI's protocol.
type OpenAI struct {
	api   *openaiapi.Client
	model string
	dims  int
	seen  atomic.Int64 // dimensions of the vectors so far; 0 before the first
}

// NewOpenAI embeds with a model; dims asks for shorter vectors than its own,
// which only newer models can, and 0 for its own.
func NewOpenAI(api *openaiapi.Client, model string, dims int) *OpenAI {
	o := &OpenAI{api: api, model: model, dims: dims}
	o.seen.Store(int64(dims))
	return o
}

// Model names the model, and the dimensions where they were asked for:
// "text-embedding-3-small", "text-embedding-3-small@512".
func (o *OpenAI) Model() string {
	if o.dims == 0 {
		return o.model
	}
	return fmt.Sprintf("%s@%d", o.model, o.dims)
}

// Dim is the number of components of each vector, or 0 until it is known: the
// first answer tells.
func (o *OpenAI) Dim() int { return int(o.seen.Load()) }

// Embed returns a unit vector for each text, asking for up to 256 at a time. Of
// a text beyond about 8,000 tokens the rest is left out, and an empty text is
// an error. Errors of the server are *openaiapi.Error; beside one come the
// vectors that were made, nil for the texts that got none.
func (o *OpenAI) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	for i, text := range texts {
		if text == "" {
			return nil, fmt.Errorf("embed: text %d of %d is empty", i+1, len(texts))
		}
	}
	var vectors [][]float32
	var failed error
	for done := 0; done < len(texts); {
		input := take(texts[done:])
		got, err := o.api.Embed(ctx, o.model, o.dims, input)
		made := false
		for i, v := range got {
			if v == nil {
				continue
			}
			if wrong := o.accept(v); wrong != nil {
				err = cmp.Or(err, wrong)
				continue
			}
			if vectors == nil {
				vectors = make([][]float32, len(texts))
			}
			vectors[done+i], made = v, true
		}
		failed = cmp.Or(failed, err)
		if err != nil && !made {
			break
		}
		done += len(input)
	}
	return vectors, failed
}

// accept normalises a vector and holds it to the dimensions of all before.
func (o *OpenAI) accept(v []float32) error {
	if !o.seen.CompareAndSwap(0, int64(len(v))) && o.Dim() != len(v) {
		return fmt.Errorf("embed: model %s gave vectors of %d dimensions and now of %d", o.Model(), o.Dim(), len(v))
	}
	if err := normalise(v); err != nil {
		return fmt.Errorf("embed: model %s gave a vector that cannot be compared", o.Model())
	}
	return nil
}

// take cuts the texts for one request off a list: at least one of them.
func take(texts []string) []string {
	input := make([]string, 0, min(batch, len(texts)))
	sum := 0
	for _, text := range texts {
		text, tokens := cutTokens(text, maxTextTokens)
		sum += tokens
		if len(input) == batch || len(input) > 0 && sum > maxRequestTokens {
			break
		}
		input = append(input, text)
	}
	return input
}

// cutTokens shortens a text to about limit tokens on a rune bound and says how
// many it has then. The estimate errs on the high side: three ASCII characters
// make a token, any other character is one and a half.
func cutTokens(text string, limit int) (string, int) {
	sixths := 0
	for i, r := range text {
		next := sixths + 9
		if r < utf8.RuneSelf {
			next = sixths + 2
		}
		if next > 6*limit {
			return text[:i], sixths/6 + 1
		}
		sixths = next
	}
	return text, sixths/6 + 1
}
