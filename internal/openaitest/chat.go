package openaitest

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Reply sets the script: what the server answers to a chat request.
func (s *Server) Reply(script func(ChatRequest) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reply = script
}

// ReplyText makes every chat answer the same.
func (s *Server) ReplyText(text string) {
	s.Reply(func(ChatRequest) string { return text })
}

// Pace sets how many runes make a token of a streamed answer (4 at first) and
// how long each takes.
func (s *Server) Pace(runes int, delay time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chunk, s.delay = max(runes, 1), delay
}

func (s *Server) chat(w http.ResponseWriter, x *exchange) {
	var req ChatRequest
	if !decode(w, x.raw, &req) || !s.checkChat(w, req) {
		return
	}
	req.Raw = x.raw
	s.mu.Lock()
	reply := s.reply
	p := plan{chunk: s.chunk, delay: s.delay, finish: "stop"}
	s.mu.Unlock()
	p.tokens = tokens(reply(req), p.chunk)
	p.usage = usage{Prompt: countTokens(req.Text()), Completion: len(p.tokens)}
	p.limit(req)
	if x.fault.plan != nil {
		x.fault.plan(&p)
	}
	if req.Stream {
		stream(w, x, req, p)
		return
	}
	whole(w, x, req, p)
}

func (s *Server) checkChat(w http.ResponseWriter, req ChatRequest) bool {
	s.mu.Lock()
	reasoning, known := s.chatters[req.Model]
	s.mu.Unlock()
	switch {
	case req.Model == "":
		refuse(w, "model", "", "you must provide a model parameter")
	case !known:
		refuseModel(w, req.Model)
	case len(req.Messages) == 0:
		refuse(w, "messages", "empty_array", "Invalid 'messages': empty array. Expected an array with minimum length 1.")
	case !checkMessages(w, req.Messages) || !checkSampling(w, req, reasoning):
	case req.StreamOptions != nil && !req.Stream:
		refuse(w, "stream_options", "", "The 'stream_options' parameter is only allowed when 'stream' is enabled.")
	default:
		return true
	}
	return false
}

func checkMessages(w http.ResponseWriter, messages []Message) bool {
	for i, m := range messages {
		switch {
		case !slices.Contains([]string{"system", "developer", "user", "assistant"}, m.Role):
			refuse(w, fmt.Sprintf("messages[%d].role", i), "invalid_value", fmt.Sprintf("Invalid value: '%s'.", m.Role))
			return false
		case m.Content == "":
			refuse(w, fmt.Sprintf("messages[%d].content", i), "", "Invalid value for 'content': expected a string, got null.")
			return false
		}
	}
	return true
}

func checkSampling(w http.ResponseWriter, req ChatRequest, reasoning bool) bool {
	limit := req.MaxTokens
	if limit == nil {
		limit = req.MaxCompletionTokens
	}
	switch {
	case req.Temperature != nil && (*req.Temperature < 0 || *req.Temperature > 2):
		refuse(w, "temperature", "decimal_above_max_value", "Invalid 'temperature': expected a value between 0 and 2.")
	case reasoning && req.Temperature != nil && *req.Temperature != 1:
		refuse(w, "temperature", "unsupported_value", "Unsupported value: 'temperature' does not support this value with this model. Only the default (1) value is supported.")
	case reasoning && req.MaxTokens != nil:
		refuse(w, "max_tokens", "unsupported_parameter", "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.")
	case limit != nil && *limit < 1:
		refuse(w, "max_tokens", "integer_below_min_value", "Invalid 'max_tokens': integer below minimum value.")
	default:
		return true
	}
	return false
}

// whole answers in one piece. Of the faults only those of the text apply.
func whole(w http.ResponseWriter, x *exchange, req ChatRequest, p plan) {
	if !x.wait(p.first) {
		return
	}
	text := ""
	for _, t := range p.tokens {
		text += t
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"id": "chatcmpl-test", "object": "chat.completion", "created": created, "model": req.Model,
		"choices": []any{map[string]any{
			"index": 0, "message": Message{Role: "assistant", Content: text}, "finish_reason": p.finish, "logprobs": nil,
		}},
		"usage": p.usage.wire(),
	})
}

// tokens cuts an answer into pieces of n runes.
func tokens(text string, n int) []string {
	var out []string
	for piece := range slices.Chunk([]rune(text), n) {
		out = append(out, string(piece))
	}
	return out
}
