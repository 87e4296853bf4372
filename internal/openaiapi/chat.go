package openaiapi

import (
	"cmp"
	"context"
	"encoding/json"
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
	// FirstToken bounds the time to the first piece of text or reasoning, and
	// Total the whole, retries included. 0: DefaultFirstToken, DefaultTotal.
	FirstToken, Total time.Duration
	JSON              *JSONFormat // nil: free text
}

// JSONFormat asks for JSON by a schema; without one for any JSON object. Where
// the server does not know schemas it is asked for an object, and where it does
// not know that, for text: the messages have to ask for JSON as well.
type JSONFormat struct {
	Name   string
	Schema json.RawMessage
}

// Usage counts tokens as the server does. Known is false where it did not say.
type Usage struct {
	PromptTokens, CompletionTokens int
	Known                          bool
	Requests                       int // that were sent, with those that were refused or failed
}

// ChatResult is an answer, or after an error what had come of it and what it
// cost. Text is without the model's reasoning; of an answer that was to be JSON
// it is the first JSON value in it, if there is one.
type ChatResult struct {
	Text, FinishReason string
	Usage              Usage
}

// Chat streams one answer and calls onDelta, which may be nil, with each piece
// of text as it comes. Nothing is retried once a piece has come.
//
// Reasoning is not passed on, with one exception: where a model sends no more
// than the tag that ends its reasoning, which it has not done before, onDelta
// has had the reasoning already. It then gets nothing more, and ChatResult.Text
// is not what the pieces make but the answer alone.
//
// The answer is meant to be the same each time: temperature 0 and a fixed seed
// are sent. What a server refuses of the request is left out or put in another
// way, and so from then on. Errors are *Error, *ContextTooSmall, or wrap
// context.Canceled, or are what onDelta returned. An answer cut at MaxTokens is
// an error (Length): half a sentence about figures is worse than none.
func (c *Client) Chat(ctx context.Context, req ChatRequest, onDelta func(string) error) (ChatResult, error) {
	return c.ask(ctx, req, true, onDelta)
}

// Complete asks for one answer in one piece. FirstToken does not count; all
// else is as with Chat.
func (c *Client) Complete(ctx context.Context, req ChatRequest) (ChatResult, error) {
	req.FirstToken = orDefault(req.Total, DefaultTotal)
	result, err := c.ask(ctx, req, false, nil)
	if found := firstJSON(result.Text); req.JSON != nil && found != "" {
		result.Text = found
	}
	return result, err
}

// firstJSON finds a JSON object or array in what a model wrote around it.
func firstJSON(text string) string {
	tries := 100 // more would be no answer, and costs the square of its length
	for i, r := range text {
		if r != '{' && r != '[' {
			continue
		}
		if tries--; tries < 0 {
			break
		}
		var value json.RawMessage
		if json.NewDecoder(strings.NewReader(text[i:])).Decode(&value) == nil {
			return string(value)
		}
	}
	return ""
}

func (c *Client) ask(ctx context.Context, req ChatRequest, stream bool, onDelta func(string) error) (ChatResult, error) {
	k := &call{c: c, op: opChat, model: req.Model, limit: maxChatBody}
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
	result, err := c.adapt(w, k, req, stream, onDelta)
	result.Usage.Requests = k.requests
	c.log(ctx, k, start, err, "finish", result.FinishReason,
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

// adapt asks, and asks again without what the server does not understand, and
// for a shorter answer where the context is too small. What it has learned it
// keeps, unless the request was refused to the end.
func (c *Client) adapt(w *watch, k *call, req ChatRequest, stream bool, onDelta func(string) error) (ChatResult, error) {
	d, prompt := c.dialectOf(req.Model), estimate(req.Messages)
	for {
		limit, streamed := d.limit(req, prompt), stream && !d.noStream
		if !streamed {
			w.whole()
		}
		a, err := c.askOnce(w, k, req, d, streamed, limit, onDelta)
		if a.reasoning.passed.Len() == 0 { // else it has been passed on
			other, again := d.without(err, req)
			if small, ok := errors.AsType[*ContextTooSmall](err); ok {
				prompt = cmp.Or(small.Prompt, prompt)
				other = d.within(small)
				if again = other.limit(req, prompt) < limit; !again {
					d.context = other.context
				}
			}
			if again {
				d = other
				continue
			}
		}
		if err == nil {
			d.known, d.bareReasoning = true, a.reasoning.lone || d.bareReasoning && !a.reasoning.opened
			d.noStream = d.noStream || streamed && k.events.values != nil // it sends none anyway
		}
		c.learn(req.Model, d, err)
		return a.result(), err
	}
}

// learn keeps what was found out about a model. Of a request that was refused
// to the end it is the context only, for the rest was no help.
func (c *Client) learn(model string, d dialect, err error) {
	if e, ok := errors.AsType[*Error](err); ok && (e.Kind == BadRequest || e.Kind == ServerError) {
		context := d.context
		d = c.dialectOf(model)
		d.context = context
	}
	c.learned.Store(model, d)
}

func (c *Client) askOnce(w *watch, k *call, req ChatRequest, d dialect, stream bool, limit int, onDelta func(string) error) (*answer, error) {
	a := &answer{reasoning: reasoning{hold: d.bareReasoning || !d.known && othersReason.MatchString(req.Model)}}
	k.stream = stream
	k.patch = func(fields map[string]json.RawMessage) { d.patch(fields, req, stream, limit) }
	// An answer in one piece is read as a stream of one chunk: see events.
	answers, err := c.sdk(k).CreateChatCompletionStream(w.ctx, openai.ChatCompletionRequest{Model: req.Model, Messages: d.messages(req)})
	if err != nil {
		return a, k.explain(w.ctx, err)
	}
	defer func() { _ = answers.Close() }()
	pass := func(delta string) error {
		if delta == "" || onDelta == nil || a.reasoning.late {
			return nil
		}
		return onDelta(delta)
	}
	for {
		chunk, err := answers.Recv()
		if err != nil {
			if err := pass(a.reasoning.close()); err != nil {
				return a, err
			}
			return a, a.end(w, k, err)
		}
		delta, life := a.add(chunk)
		w.saw(life)
		if a.over {
			w.finished()
		}
		if err := pass(delta); err != nil {
			return a, err
		}
	}
}

// answer gathers the chunks of a stream.
type answer struct {
	reasoning reasoning // and the text without it
	refusal   strings.Builder
	finish    string
	usage     Usage
	thought   bool // reasoning came in a field of its own
	over      bool // the last chunk had a finish reason, in the way that ends an answer
	early     bool // text came with or after a finish reason, which therefore ends nothing
}

// add takes a chunk in. It returns its piece of text, and whether it shows that
// the model is at work. Chunks without choices carry the usage, or nothing.
func (a *answer) add(chunk openai.ChatCompletionStreamResponse) (delta string, life bool) {
	if u := chunk.Usage; u != nil {
		a.usage = Usage{PromptTokens: u.PromptTokens, CompletionTokens: u.CompletionTokens, Known: true}
	}
	for _, choice := range chunk.Choices {
		said, thought := choice.Delta.Content, choice.Delta.ReasoningContent != ""
		if a.refusal.WriteString(choice.Delta.Refusal); thought {
			a.thought = true
			a.reasoning.separate()
		}
		life = life || said != "" || thought
		delta += a.reasoning.write(said)
		a.early = a.early || said != "" && (a.finish != "" || choice.FinishReason != "")
		if choice.FinishReason != "" {
			a.finish = string(choice.FinishReason)
		}
	}
	a.over = a.finish != "" && !a.early && a.reasoning.passed.Len() > 0
	return delta, life
}

func (a *answer) result() ChatResult {
	return ChatResult{Text: a.reasoning.passed.String(), FinishReason: a.finish, Usage: a.usage}
}

// end judges an answer after the stream has ended with err. It is whole after
// [DONE], and at any other end after a finish reason: all that could still come
// is the usage. Where finish reasons come with the text, only an end of the
// stream, or silence, is one.
func (a *answer) end(w *watch, k *call, err error) error {
	late, _ := errors.AsType[overdue](context.Cause(w.ctx))
	ended := errors.Is(err, io.EOF) || late.kind == Stalled
	switch {
	case k.events.done || a.finish != "" && (ended || !a.early):
		return a.judge(k)
	case !errors.Is(err, io.EOF):
		return k.explain(w.ctx, err)
	case !k.events.data:
		return k.fail(Malformed, "did not answer with a stream", "")
	}
	return k.fail(CutOff, "broke off in the middle of the answer", "")
}

// judge returns nil for an answer that is complete and says something.
func (a *answer) judge(k *call) error {
	empty := strings.TrimSpace(a.reasoning.passed.String()) == ""
	switch {
	case a.finish == string(openai.FinishReasonLength):
		return k.fail(Length, "reached the token limit before the end of the answer", "")
	case a.finish == string(openai.FinishReasonContentFilter) || empty && a.refusal.Len() > 0:
		return k.fail(ContentFilter, "withheld the answer", k.clean(a.refusal.String()))
	case a.finish == string(finishError):
		return k.fail(ServerError, "failed in the middle of the answer", "")
	case empty && (a.thought || a.reasoning.opened || a.reasoning.lone):
		return k.fail(Malformed, "sent its reasoning and no answer", "")
	case empty:
		return k.fail(Malformed, "sent an empty answer", "")
	}
	return nil
}
