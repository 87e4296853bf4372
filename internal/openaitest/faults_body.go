package openaitest

import (
	"slices"
	"time"
)

// SlowFirstToken waits before the first token of a streamed answer. Status and
// role come at once.
func SlowFirstToken(d time.Duration) Fault {
	return inStream("SlowFirstToken", func(p *plan) { p.first = d })
}

// StallAfter pauses for d after n tokens.
func StallAfter(n int, d time.Duration) Fault {
	return inStream("StallAfter", func(p *plan) { p.stallAt, p.stall = &n, d })
}

// EndWithoutDone ends the stream in the middle of the answer, cleanly: half of
// the tokens, no finish reason, no [DONE].
func EndWithoutDone() Fault {
	return inStream("EndWithoutDone", func(p *plan) {
		p.tokens, p.noFinish = p.tokens[:(len(p.tokens)+1)/2], true
	})
}

// NoDoneMarker sends a whole answer with its finish reason, but neither usage
// nor [DONE]. A client should take it.
func NoDoneMarker() Fault {
	return inStream("NoDoneMarker", func(p *plan) { p.noDone = true })
}

// ErrorMidStream sends an error object after n tokens.
func ErrorMidStream(n int) Fault {
	return inStream("ErrorMidStream", func(p *plan) { p.errorAt = &n })
}

// DropMidStream breaks the connection after n tokens.
func DropMidStream(n int) Fault {
	return inStream("DropMidStream", func(p *plan) { p.dropAt = &n })
}

// KeepAliveComments sends n comments before each token. It spoils nothing.
func KeepAliveComments(n int) Fault {
	return inStream("KeepAliveComments", func(p *plan) { p.comments = n })
}

// FinishLength ends half-way for want of tokens.
func FinishLength() Fault {
	return inStream("FinishLength", func(p *plan) {
		p.tokens, p.finish = p.tokens[:(len(p.tokens)+1)/2], "length"
	})
}

// FinishContentFilter ends half-way by the content filter.
func FinishContentFilter() Fault {
	return inStream("FinishContentFilter", func(p *plan) {
		p.tokens, p.finish = p.tokens[:(len(p.tokens)+1)/2], "content_filter"
	})
}

// Refusal declines in the refusal field, without any content.
func Refusal(text string) Fault {
	return inStream("Refusal", func(p *plan) { p.tokens, p.refusal = nil, text })
}

// EmptyAnswer finishes without a token.
func EmptyAnswer() Fault {
	return inStream("EmptyAnswer", func(p *plan) { p.tokens = nil })
}

// WrongDimension sends every vector two components short.
func WrongDimension() Fault {
	return inVectors("WrongDimension", func(items []embeddingItem) []embeddingItem {
		for i := range items {
			shorten(&items[i])
		}
		return items
	})
}

// MixedDimensions sends the last vector two components short.
func MixedDimensions() Fault {
	return inVectors("MixedDimensions", func(items []embeddingItem) []embeddingItem {
		shorten(&items[len(items)-1])
		return items
	})
}

// ShuffledIndices sends the vectors in reverse order, rightly indexed. It
// spoils nothing for a client that reads the indices.
func ShuffledIndices() Fault {
	return inVectors("ShuffledIndices", func(items []embeddingItem) []embeddingItem {
		slices.Reverse(items)
		return items
	})
}

// MissingIndex leaves the last vector out.
func MissingIndex() Fault {
	return inVectors("MissingIndex", func(items []embeddingItem) []embeddingItem { return items[:len(items)-1] })
}

// DuplicateIndex sends the first vector's index twice.
func DuplicateIndex() Fault {
	return inVectors("DuplicateIndex", func(items []embeddingItem) []embeddingItem {
		items[len(items)-1].Index = items[0].Index
		return items
	})
}

// IndexOutOfRange numbers the last vector one too high.
func IndexOutOfRange() Fault {
	return inVectors("IndexOutOfRange", func(items []embeddingItem) []embeddingItem {
		items[len(items)-1].Index = len(items)
		return items
	})
}

// ZeroVectors sends vectors without length.
func ZeroVectors() Fault {
	return inVectors("ZeroVectors", func(items []embeddingItem) []embeddingItem {
		for i := range items {
			clear(items[i].Embedding.([]float32))
		}
		return items
	})
}

func shorten(item *embeddingItem) {
	v := item.Embedding.([]float32)
	item.Embedding = v[:len(v)-2]
}

func inStream(name string, change func(*plan)) Fault { return Fault{Name: name, plan: change} }

func inVectors(name string, change func([]embeddingItem) []embeddingItem) Fault {
	return Fault{Name: name, items: change}
}
