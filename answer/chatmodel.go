package answer

import (
	"context"
	"encoding/json"
	"time"

	"motirbot/answer/model"
	"motirbot/internal/openaiapi"
)

// Defaults of Limits. A reader in a chat waits for seconds, not minutes; the
// quoted answer is ready by then.
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

// ChatModel is a chat model on a server that speaks OpenAI's protocol. It is
// safe for concurrent use, and what write, verify and understand ask.
type ChatModel struct {
	api    *openaiapi.Client
	name   string
	limits Limits
}

// NewChatModel returns the model of that name. It sends nothing.
func NewChatModel(api *openaiapi.Client, name string, limits Limits) *ChatModel {
	if limits.FirstToken == 0 {
		limits.FirstToken = DefaultFirstToken
	}
	if limits.Total == 0 {
		limits.Total = max(DefaultTotal, 2*limits.FirstToken)
	}
	if limits.MaxTokens == 0 {
		limits.MaxTokens = DefaultMaxTokens
	}
	return &ChatModel{api: api, name: name, limits: limits}
}

// Name returns the model's name.
func (c *ChatModel) Name() string { return c.name }

// Window returns how many tokens prompt and reply may have together, 0 as long
// as the server has not said.
func (c *ChatModel) Window() int { return c.api.ContextLimit(c.name) }

// Stream streams the model's answer to onDelta. Its errors are those of
// openaiapi.Client.Chat; the usage is what is known of it, also beside an error.
func (c *ChatModel) Stream(ctx context.Context, system, user string, onDelta func(string) error) (string, model.Usage, error) {
	result, err := c.api.Chat(ctx, c.request(system, user, c.limits.MaxTokens), onDelta)
	return result.Text, usageOf(result), err
}

// Complete implements model.Model.
func (c *ChatModel) Complete(ctx context.Context, system, user string, schema json.RawMessage, maxTokens int) (string, model.Usage, error) {
	request := c.request(system, user, maxTokens)
	if schema != nil {
		request.JSON = &openaiapi.JSONFormat{Name: "reply", Schema: schema}
	}
	result, err := c.api.Complete(ctx, request)
	return result.Text, usageOf(result), err
}

func (c *ChatModel) request(system, user string, maxTokens int) openaiapi.ChatRequest {
	messages := []openaiapi.Message{{Role: "system", Content: system}, {Role: "user", Content: user}}
	if system == "" {
		messages = messages[1:]
	}
	return openaiapi.ChatRequest{
		Model: c.name, Messages: messages, MaxTokens: maxTokens, FirstToken: c.limits.FirstToken, Total: c.limits.Total,
	}
}

func usageOf(result openaiapi.ChatResult) model.Usage {
	u := result.Usage
	return model.Usage{Requests: u.Requests, PromptTokens: u.PromptTokens, CompletionTokens: u.CompletionTokens}
}
