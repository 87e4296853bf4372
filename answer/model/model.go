// Package model is a chat model as the parts of answer use it that ask for one
// whole reply: the second reading and the understanding of a question.
package model

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"unicode"
	"unicode/utf8"
)

// Model is a chat model asked for one whole reply. It is safe for concurrent
// use.
type Model interface {
	Name() string
	// Complete returns the text of the reply. An empty system text sends no
	// system message. schema, if not nil, is a JSON schema the reply should
	// follow; a server that takes none ignores it, so the reply is read
	// tolerantly. Usage counts also what a failed request cost.
	Complete(ctx context.Context, system, user string, schema json.RawMessage, maxTokens int) (text string, usage Usage, err error)
}

// Windowed is a Model that may know how many tokens prompt and reply may have
// together, such as from an error of its server.
type Windowed interface {
	Window() int // 0: unknown
}

// Usage is what requests cost.
type Usage struct {
	Requests         int `json:"requests"`
	PromptTokens     int `json:"prompt_tokens"`
	CompletionTokens int `json:"completion_tokens"`
}

// Add returns the sum of u and v.
func (u Usage) Add(v Usage) Usage {
	return Usage{u.Requests + v.Requests, u.PromptTokens + v.PromptTokens, u.CompletionTokens + v.CompletionTokens}
}

// ErrUnusable says that a reply came, and holds nothing of what was asked for.
var ErrUnusable = errors.New("the reply cannot be used")

// Tokens estimates how many tokens a text is, from above: no common tokenizer
// makes more of English or Korean prose. A test holds that against two of them.
func Tokens(s string) int {
	n, _ := count(s, math.MaxInt)
	return n
}

// Fitting returns how many bytes of s have no more than limit tokens.
func Fitting(s string, limit int) int {
	_, size := count(s, limit)
	return size
}

func count(s string, limit int) (tokens, size int) {
	quarters := 0
	word := 0 // letters of the Latin word so far
	for i, r := range s {
		if r < utf8.RuneSelf && unicode.IsLetter(r) {
			if word%4 == 0 { // a token holds four letters or more
				quarters += 4
			}
			word++
		} else {
			word = 0
			switch {
			case r == ' ':
			case unicode.IsDigit(r):
				quarters += 3 // of three digits some make one token, some three
			case r < utf8.RuneSelf:
				quarters += 4
			default:
				quarters += 7 // a syllable of Hangul is one token or two
			}
		}
		now := (quarters + 3) / 4
		if now > limit {
			return tokens, i
		}
		tokens = now
	}
	return tokens, len(s)
}
