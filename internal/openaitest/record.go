package openaitest

import (
	"encoding/json"
	"net/http"
	"slices"
	"time"
)

// Request is one HTTP request as it came, refused or not.
type Request struct {
	Method, Path string
	Header       http.Header
	Raw          []byte // the body
	At           time.Time
}

// EmbeddingRequest is the decoded body of a request for embeddings.
type EmbeddingRequest struct {
	Input          inputs          `json:"input"`
	Model          string          `json:"model"`
	Dimensions     *int            `json:"dimensions"`
	EncodingFormat string          `json:"encoding_format"`
	User           string          `json:"user"`
	Raw            json.RawMessage `json:"-"`
}

// inputs accepts one text or several, as the protocol does.
type inputs []string

func (in *inputs) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*in = inputs{one}
		return nil
	}
	var several []string
	if err := json.Unmarshal(data, &several); err != nil {
		return &json.UnmarshalTypeError{Value: "something else than text", Field: "input"}
	}
	*in = several
	return nil
}

// ChatRequest is the decoded body of a request for a chat answer.
type ChatRequest struct {
	Model               string          `json:"model"`
	Messages            []Message       `json:"messages"`
	MaxTokens           *int            `json:"max_tokens"`
	MaxCompletionTokens *int            `json:"max_completion_tokens"`
	Temperature         *float64        `json:"temperature"`
	TopP                *float64        `json:"top_p"`
	Seed                *int            `json:"seed"`
	Stream              bool            `json:"stream"`
	StreamOptions       *StreamOptions  `json:"stream_options"`
	ResponseFormat      json.RawMessage `json:"response_format"`
	User                string          `json:"user"`
	Raw                 json.RawMessage `json:"-"`
}

// Message is one turn of a chat.
type Message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// StreamOptions asks for a last chunk with the usage.
type StreamOptions struct {
	IncludeUsage bool `json:"include_usage"`
}

// Text is the contents of all messages, for a script that looks for a word.
func (r ChatRequest) Text() string {
	text := ""
	for _, m := range r.Messages {
		text += m.Content + "\n"
	}
	return text
}

// Requests returns every request so far, also those that failed.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// EmbeddingRequests returns every request for embeddings that could be decoded.
func (s *Server) EmbeddingRequests() []EmbeddingRequest {
	return decodeAll(s.Requests(), embeddingsPath, func(r *EmbeddingRequest, raw []byte) { r.Raw = raw })
}

// ChatRequests returns every request for a chat answer that could be decoded.
func (s *Server) ChatRequests() []ChatRequest {
	return decodeAll(s.Requests(), chatPath, func(r *ChatRequest, raw []byte) { r.Raw = raw })
}

// TextsEmbedded returns the texts whose vectors were sent, in order.
func (s *Server) TextsEmbedded() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.embedded)
}

// ForgetRequests empties the record.
func (s *Server) ForgetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests, s.embedded = nil, nil
}

func decodeAll[R any](requests []Request, path string, keep func(*R, []byte)) []R {
	var out []R
	for _, r := range requests {
		var decoded R
		if r.Path == path && json.Unmarshal(r.Raw, &decoded) == nil {
			keep(&decoded, r.Raw)
			out = append(out, decoded)
		}
	}
	return out
}
