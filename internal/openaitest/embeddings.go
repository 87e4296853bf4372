package openaitest

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of the real server.
const (
	maxInputs      = 2048
	maxInputTokens = 8192
	maxBatchTokens = 300_000
)

type embeddingItem struct {
	Object    string `json:"object"`
	Index     int    `json:"index"`
	Embedding any    `json:"embedding"` // []float32, or base64 of them little-endian
}

func (s *Server) embeddings(w http.ResponseWriter, x *exchange) {
	var req EmbeddingRequest
	if !decode(w, x.raw, &req) {
		return
	}
	dims, ok := s.checkEmbedding(w, req)
	if !ok {
		return
	}
	items := make([]embeddingItem, len(req.Input))
	tokens := 0
	for i, text := range req.Input {
		items[i] = embeddingItem{Object: "embedding", Index: i, Embedding: Vector(text, dims)}
		tokens += countTokens(text)
	}
	if x.fault.items != nil {
		items = x.fault.items(items)
	}
	if req.EncodingFormat == "base64" {
		encodeItems(items)
	}
	s.mu.Lock()
	s.embedded = append(s.embedded, req.Input...)
	s.mu.Unlock()
	writeJSON(w, http.StatusOK, map[string]any{
		"object": "list", "model": req.Model, "data": items,
		"usage": map[string]int{"prompt_tokens": tokens, "total_tokens": tokens},
	})
}

// checkEmbedding refuses what the real server refuses, and says how many
// dimensions to send.
func (s *Server) checkEmbedding(w http.ResponseWriter, req EmbeddingRequest) (int, bool) {
	s.mu.Lock()
	dims, known := s.embedders[req.Model]
	s.mu.Unlock()
	switch {
	case req.Model == "":
		refuse(w, "model", "", "you must provide a model parameter")
		return 0, false
	case !known:
		refuseModel(w, req.Model)
		return 0, false
	case req.EncodingFormat != "" && req.EncodingFormat != "float" && req.EncodingFormat != "base64":
		refuse(w, "encoding_format", "", fmt.Sprintf("Invalid value: '%s'.", req.EncodingFormat))
		return 0, false
	case !checkInputs(w, req.Input):
		return 0, false
	}
	if req.Dimensions != nil {
		if *req.Dimensions < 1 || *req.Dimensions > dims || strings.HasSuffix(req.Model, "ada-002") {
			refuse(w, "dimensions", "", fmt.Sprintf("Invalid value for 'dimensions' = %d.", *req.Dimensions))
			return 0, false
		}
		dims = *req.Dimensions
	}
	return dims, true
}

func checkInputs(w http.ResponseWriter, input []string) bool {
	if len(input) == 0 || len(input) > maxInputs {
		refuse(w, "input", "", fmt.Sprintf("'$.input' is invalid: %d inputs, allowed are 1 to %d.", len(input), maxInputs))
		return false
	}
	sum := 0
	for _, text := range input {
		n := countTokens(text)
		sum += n
		switch {
		case text == "":
			refuse(w, "input", "", "'$.input' is invalid: input cannot be an empty string.")
			return false
		case n > maxInputTokens:
			refuse(w, "input", "", fmt.Sprintf("This model's maximum context length is %d tokens, however you requested %d tokens.", maxInputTokens, n))
			return false
		}
	}
	if sum > maxBatchTokens {
		refuse(w, "input", "max_tokens_per_request", fmt.Sprintf("Requested %d tokens, max %d tokens per request.", sum, maxBatchTokens))
		return false
	}
	return true
}

// Vector is the vector the server sends for a text: not of unit length, the
// same in every run, and nearer to texts that share words with it. Each word
// falls into one of dims slots.
func Vector(text string, dims int) []float32 {
	v := make([]float32, dims)
	for word := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		h := fnv.New64a()
		_, _ = h.Write([]byte(word))
		sum := h.Sum64()
		v[(sum^sum>>32)%uint64(dims)] += 0.5
	}
	v[0] += 0.25 // no text gives a zero vector
	return v
}

// encodeItems turns vectors into base64; others, which a fault has put in
// their place, stay.
func encodeItems(items []embeddingItem) {
	for i, item := range items {
		v, ok := item.Embedding.([]float32)
		if !ok {
			continue
		}
		raw := make([]byte, 0, 4*len(v))
		for _, f := range v {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(f))
		}
		items[i].Embedding = base64.StdEncoding.EncodeToString(raw)
	}
}

// countTokens is near enough to a real tokenizer: four letters of English make
// a token, and so does each syllable of Korean.
func countTokens(text string) int {
	wide := utf8.RuneCountInString(text)
	ascii := 0
	for i := range len(text) {
		if text[i] < utf8.RuneSelf {
			ascii++
		}
	}
	return wide - ascii + (ascii+3)/4
}
