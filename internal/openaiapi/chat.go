package openaiapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	openai "github.com/sashabaranov/go-openai"
)

// Message is one turn of a chat; Role is "system", "user" or "assistant".
type Message struct{ Role, Content string }

// ChatRequest asks for one answer.
type ChatRequest struct {
	Model     string
	Messages  []Message
	MaxTokens int // 0: the server's own limit
	// FirstToken bounds the time to the first piece of text and Total the
	// whole, retries included. 0: DefaultFirstToken, DefaultTotal.
	FirstToken, Total time.Duration
}

// Usage counts tokens as the server does. Known is false where it did not say.
type Usage struct {
	PromptTokens, CompletionTokens int
	Known                          bool
}

// ChatResult is an answer, or after an error what had come of it.
type ChatResult struct {
	Text, FinishReason string
	Usage              Usage
}

// Chat streams one answer and calls onDelta, which may be nil, with each piece
// of text as it comes. Nothing is retried once a piece has come.
//
// The answer is meant to be the same each time: temperature 0 and a fixed seed
// are sent, except to models that refuse them. Errors are *Error, or wrap
// context.Canceled, or are what onDelta returned. An answer cut at MaxTokens is
// an error (Length): half a sentence about figures is worse than none.
func (c *Client) Chat(ctx context.Context, req ChatRequest, onDelta func(string) error) (ChatResult, error) {
	k := &call{c: c, op: "chat", limit: maxStreamBody, stream: true}
	for _, m := range req.Messages {
		k.sent = append(k.sent, m.Content)
	}
	if wrong := checkMessages(req.Messages); wrong != "" {
		return ChatResult{}, k.fail(BadRequest, "was not asked: "+wrong, "")
	}
	w := newWatch(ctx, orDefault(req.FirstToken, DefaultFirstToken), orDefault(req.Total, DefaultTotal), c.cfg.Stall)
	defer w.stop()
	k.deadline = w.deadline
	start := time.Now()
	result, err := c.chat(w, k, req, onDelta)
	c.log(ctx, k, req.Model, start, err, "finish", result.FinishReason,
		"prompt_tokens", result.Usage.PromptTokens, "completion_tokens", result.Usage.CompletionTokens)
	return result, err
}

func checkMessages(messages []Message) string {
	if len(messages) == 0 {
		return "there is no message"
	}
	for i, m := range messages {
		if m.Content == "" {
			return fmt.Sprintf("message %d is empty", i+1) // go-openai would leave the field out
		}
	}
	return ""
}

// chat asks, and asks again without what the server does not understand.
func (c *Client) chat(w *watch, k *call, req ChatRequest, onDelta func(string) error) (ChatResult, error) {
	d := c.dialectOf(req.Model)
	for {
		result, err := c.chatOnce(w, k, req, d, onDelta)
		simpler, ok := d.simplify(err)
		if !ok {
			return result, err
		}
		d = simpler
		c.refused.Store(req.Model, d)
	}
}

func (c *Client) chatOnce(w *watch, k *call, req ChatRequest, d dialect, onDelta func(string) error) (ChatResult, error) {
	k.patch = d.patch
	stream, err := c.sdk(k).CreateChatCompletionStream(w.ctx, d.request(req))
	if err != nil {
		return ChatResult{}, k.explain(w.ctx, err)
	}
	defer func() { _ = stream.Close() }()
	a := answer{}
	for {
		chunk, err := stream.Recv()
		if err != nil {
			result, endErr := a.end(w, k, err)
			return result, endErr
		}
		delta := a.add(chunk)
		w.saw(delta != "", a.finish != "")
		if delta == "" || onDelta == nil {
			continue
		}
		if err := onDelta(delta); err != nil {
			return a.result(), err
		}
	}
}

// answer gathers the chunks of a stream.
type answer struct {
	text, refusal strings.Builder
	finish        string
	usage         Usage
}

// add takes a chunk in and returns its piece of text. Chunks without choices
// carry the usage, or nothing.
func (a *answer) add(chunk openai.ChatCompletionStreamResponse) string {
	if u := chunk.Usage; u != nil {
		a.usage = Usage{PromptTokens: u.PromptTokens, CompletionTokens: u.CompletionTokens, Known: true}
	}
	before := a.text.Len()
	for _, choice := range chunk.Choices {
		if choice.Index != 0 {
			continue
		}
		a.text.WriteString(choice.Delta.Content)
		a.refusal.WriteString(choice.Delta.Refusal)
		if r := choice.FinishReason; r != "" && r != openai.FinishReasonNull {
			a.finish = string(r)
		}
	}
	return a.text.String()[before:]
}

func (a *answer) result() ChatResult {
	return ChatResult{Text: a.text.String(), FinishReason: a.finish, Usage: a.usage}
}

// end judges an answer after the stream has ended with err. A finish reason
// makes it whole, however the rest of the stream went: all that could still
// come is the usage.
func (a *answer) end(w *watch, k *call, err error) (ChatResult, error) {
	switch {
	case a.finish != "":
		return a.result(), a.judge(k)
	case !errors.Is(err, io.EOF):
		return a.result(), k.explain(w.ctx, err)
	case !k.events.data:
		return a.result(), k.fail(Malformed, "did not answer with a stream", "")
	}
	return a.result(), k.fail(CutOff, "broke off in the middle of the answer", "")
}

// judge returns nil for an answer that is complete and says something.
// Servers know more names for an ordinary end than "stop".
func (a *answer) judge(k *call) error {
	switch {
	case a.finish == "length":
		return k.fail(Length, "reached the token limit before the end of the answer", "")
	case a.finish == "content_filter" || a.text.Len() == 0 && a.refusal.Len() > 0:
		return k.fail(ContentFilter, "withheld the answer", k.clean(a.refusal.String()))
	case a.finish == "error":
		return k.fail(ServerError, "failed in the middle of the answer", "")
	case a.text.Len() == 0:
		return k.fail(Malformed, "sent an empty answer", "")
	}
	return nil
}
