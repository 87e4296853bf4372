package openaitest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// plan is a streamed answer and everything that will go wrong with it. The
// numbers of tokens count from the start; 0 means never where it is a pointer
// that is nil.
type plan struct {
	tokens []string
	chunk  int
	delay  time.Duration // before each token
	finish string        // the finish reason
	usage  usage

	first     time.Duration // before the first token
	comments  int           // keep-alive comments before each token
	stallAt   *int          // tokens before a pause of stall
	stall     time.Duration
	errorAt   *int   // tokens before an error object
	garbageAt *int   // tokens before a line that is no JSON
	dropAt    *int   // tokens before the connection breaks
	refusal   string // sent in place of the answer
	noFinish  bool
	noDone    bool
}

type usage struct{ Prompt, Completion int }

func (u usage) wire() map[string]int {
	return map[string]int{"prompt_tokens": u.Prompt, "completion_tokens": u.Completion, "total_tokens": u.Prompt + u.Completion}
}

// limit cuts the answer at the number of tokens asked for.
func (p *plan) limit(req ChatRequest) {
	for _, n := range []*int{req.MaxTokens, req.MaxCompletionTokens} {
		if n != nil && len(p.tokens) > *n {
			p.tokens, p.finish = p.tokens[:*n], "length"
			p.usage.Completion = *n
		}
	}
}

func stream(w http.ResponseWriter, x *exchange, req ChatRequest, p plan) {
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	e := &eventWriter{w: w, x: x, req: req}
	e.delta(map[string]any{"role": "assistant", "content": "", "refusal": nil})
	if !x.wait(p.first) || !e.tokens(p) {
		return
	}
	if p.refusal != "" {
		e.delta(map[string]any{"refusal": p.refusal})
	}
	if !p.noFinish {
		e.chunk(map[string]any{"index": 0, "delta": map[string]any{}, "logprobs": nil, "finish_reason": p.finish}, nil)
	}
	if p.noDone || p.noFinish {
		return
	}
	if req.StreamOptions != nil && req.StreamOptions.IncludeUsage {
		e.chunk(nil, p.usage.wire())
	}
	e.line("data: [DONE]\n\n")
}

type eventWriter struct {
	w   http.ResponseWriter
	x   *exchange
	req ChatRequest
}

// tokens sends the answer; false means that the stream ends here.
func (e *eventWriter) tokens(p plan) bool {
	for i := 0; ; i++ {
		e.line(strings.Repeat(": keep-alive\n\n", p.comments))
		if !e.misfortune(p, i) {
			return false
		}
		if i == len(p.tokens) {
			return true
		}
		if !e.x.wait(p.delay) {
			return false
		}
		e.delta(map[string]any{"content": p.tokens[i]})
	}
}

// misfortune does what the plan has for the place after i tokens.
func (e *eventWriter) misfortune(p plan, i int) bool {
	here := func(at *int) bool { return at != nil && min(*at, len(p.tokens)) == i }
	if here(p.stallAt) && !e.x.wait(p.stall) {
		return false
	}
	switch {
	case here(p.errorAt):
		e.line(`data: {"error":{"message":"The server had an error while processing your request.","type":"server_error","param":null,"code":null}}` + "\n\n")
		return false
	case here(p.garbageAt):
		e.line("data: {\"id\":\"chatcmpl-\x00 not JSON\n\n")
	case here(p.dropAt):
		panic(http.ErrAbortHandler) // net/http breaks the connection
	}
	return true
}

func (e *eventWriter) delta(delta map[string]any) {
	e.chunk(map[string]any{"index": 0, "delta": delta, "logprobs": nil, "finish_reason": nil}, nil)
}

func (e *eventWriter) chunk(choice map[string]any, usage map[string]int) {
	choices := []any{}
	if choice != nil {
		choices = append(choices, choice)
	}
	body := map[string]any{
		"id": "chatcmpl-test", "object": "chat.completion.chunk", "created": created,
		"model": e.req.Model, "system_fingerprint": "fp_test", "choices": choices,
	}
	if e.req.StreamOptions != nil && e.req.StreamOptions.IncludeUsage {
		body["usage"] = usage // null in all chunks but the last
	}
	data, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("openaitest: %v", err)) // maps of strings and numbers always encode
	}
	e.line("data: " + string(data) + "\n\n")
}

func (e *eventWriter) line(text string) {
	if text == "" {
		return
	}
	_, _ = io.WriteString(e.w, text) // the client may have gone
	_ = http.NewResponseController(e.w).Flush()
}
