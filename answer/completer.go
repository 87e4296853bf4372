package answer

import (
	"context"
	"time"

	"motirbot/internal/openaiapi"
)

// Defaults of Limits. A reader in a chat waits for seconds, not minutes; the
// extracted answer is ready by then.
const (
	DefaultFirstToken = 20 * time.Second
	DefaultTotal      = time.Minute
	// DefaultMaxTokens stops a runaway. An answer needs a tenth of it, but
	// models that reason are billed their thoughts against the same limit.
	DefaultMaxTokens = 4000
)

// Limits bound one answer of the model. Zero values mean the defaults.
type Limits struct {
	FirstToken, Total time.Duration
	MaxTokens         int
}

// OpenAICompleter is a chat model on a server that speaks OpenAI's protocol.
type OpenAICompleter struct {
	api    *openaiapi.Client
	model  string
	limits Limits
}

// NewOpenAICompleter returns the model of that name. It sends nothing.
func NewOpenAICompleter(api *openaiapi.Client, model string, limits Limits) *OpenAICompleter {
	if limits.FirstToken == 0 {
		limits.FirstToken = DefaultFirstToken
	}
	if limits.Total == 0 {
		limits.Total = max(DefaultTotal, 2*limits.FirstToken)
	}
	if limits.MaxTokens == 0 {
		limits.MaxTokens = DefaultMaxTokens
	}
	return &OpenAICompleter{api: api, model: model, limits: limits}
}

// Model returns the model's name.
func (c *OpenAICompleter) Model() string { return c.model }

// Complete streams the model's answer to onDelta. Its errors are those of
// openaiapi.Client.Chat; the usage is what is known of it, also beside an error.
func (c *OpenAICompleter) Complete(ctx context.Context, system, user string, onDelta func(string) error) (string, Usage, error) {
	result, err := c.api.Chat(ctx, openaiapi.ChatRequest{
		Model:      c.model,
		Messages:   []openaiapi.Message{{Role: "system", Content: system}, {Role: "user", Content: user}},
		MaxTokens:  c.limits.MaxTokens,
		FirstToken: c.limits.FirstToken,
		Total:      c.limits.Total,
	}, onDelta)
	usage := Usage{PromptTokens: result.Usage.PromptTokens, CompletionTokens: result.Usage.CompletionTokens}
	return result.Text, usage, err
}
