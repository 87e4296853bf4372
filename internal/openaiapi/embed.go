package openaiapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	openai "github.com/sashabaranov/go-openai"
)

// leastText is the length in bytes below which a text that the server refuses
// is not refused for its length.
const leastText = 200

// Embed asks for the vectors of texts and returns them in the order of texts,
// all of one dimension: dims, or the model's own when dims is 0. The vectors
// are as the server sent them, not normalised.
//
// A server that takes fewer texts at a time is asked in smaller parts, from
// then on as well. Of a text that is too long for the model the beginning is
// embedded. Beside an error, which is an *Error or wraps context.Canceled, come
// the vectors that were made; nil for the texts that got none.
func (c *Client) Embed(ctx context.Context, model string, dims int, texts []string) ([][]float32, error) {
	if len(texts) == 0 {
		return nil, nil
	}
	vectors := make([][]float32, len(texts))
	most := len(texts) // taken at a time
	if limit, ok := c.batches.Load(model); ok {
		most = min(most, limit.(int))
	}
	var failed error
	for at, size := 0, most; at < len(texts); {
		n := min(size, len(texts)-at)
		got, err := c.embed(ctx, model, dims, texts[at:at+n])
		smaller := smallerBatch(err, n)
		switch {
		case err == nil:
			copy(vectors[at:], got)
			if at += n; size < most {
				c.batches.Store(model, size)
			}
		case smaller > 0:
			size = smaller
		case smaller == 0: // the text itself is refused
			vectors[at], err = c.embedStart(ctx, model, dims, texts[at], err)
			if failed == nil {
				failed = err
			}
			at, size = at+1, most
			c.batches.Store(model, most)
		default:
			return vectors, err
		}
	}
	return vectors, failed
}

// smallerBatch is how many texts to send after n were refused: 0 where it is
// not their number, negative where they were not refused.
func smallerBatch(err error, n int) int {
	e, ok := errors.AsType[*Error](err)
	switch {
	case !ok || e.Kind != BadRequest && e.Kind != ServerError || e.Status > http.StatusInternalServerError:
		return -1
	case e.Status == http.StatusRequestEntityTooLarge || e.Status == http.StatusUnprocessableEntity:
	case !tooMany.MatchString(strings.ToLower(e.all)) && !tooLong.MatchString(strings.ToLower(e.all)):
		return -1
	}
	if told := largestBelow(e.server, n); told > 0 {
		return told
	}
	return n / 2
}

// embedStart embeds the beginning of a text that is refused as a whole.
func (c *Client) embedStart(ctx context.Context, model string, dims int, text string, err error) ([]float32, error) {
	for len(text) > leastText && smallerBatch(err, 1) == 0 {
		text = strings.ToValidUTF8(text[:len(text)/2], "")
		var got [][]float32
		if got, err = c.embed(ctx, model, dims, []string{text}); err == nil {
			return got[0], nil
		}
	}
	return nil, err
}

func (c *Client) embed(ctx context.Context, model string, dims int, texts []string) ([][]float32, error) {
	k := &call{c: c, op: opEmbeddings, model: model, sent: texts, timeout: c.cfg.EmbedTimeout, limit: maxEmbeddingsBody}
	k.deadline, _ = ctx.Deadline()
	start := time.Now()
	vectors, err := c.embedOnce(ctx, k, dims, texts)
	c.log(ctx, k, start, err, "texts", len(texts))
	return vectors, err
}

func (c *Client) embedOnce(ctx context.Context, k *call, dims int, texts []string) ([][]float32, error) {
	resp, err := c.sdk(k).CreateEmbeddings(ctx, openai.EmbeddingRequestStrings{
		Input: texts, Model: openai.EmbeddingModel(k.model), Dimensions: dims,
	})
	if err != nil {
		return nil, k.explain(ctx, err)
	}
	vectors, wrong := inOrder(resp.Data, len(texts), dims)
	if wrong != "" {
		return nil, k.fail(Malformed, wrong, "")
	}
	return vectors, nil
}

// inOrder sorts vectors by index. It returns what is wrong with them, if
// anything, as the end of a sentence about the server.
func inOrder(data []openai.Embedding, n, dims int) ([][]float32, string) {
	if len(data) != n {
		return nil, fmt.Sprintf("sent %d vectors for %d texts", len(data), n)
	}
	if dims == 0 {
		dims = len(data[0].Embedding)
	}
	vectors := make([][]float32, n)
	for _, d := range data {
		switch {
		case d.Index < 0 || d.Index >= n:
			return nil, fmt.Sprintf("sent a vector for text %d of %d", d.Index+1, n)
		case vectors[d.Index] != nil:
			return nil, fmt.Sprintf("sent two vectors for text %d", d.Index+1)
		case len(d.Embedding) == 0:
			return nil, "sent an empty vector"
		case len(d.Embedding) != dims:
			return nil, fmt.Sprintf("sent a vector of %d dimensions instead of %d", len(d.Embedding), dims)
		}
		vectors[d.Index] = d.Embedding
	}
	return vectors, ""
}

// log writes how a request went: never what was sent or answered.
func (c *Client) log(ctx context.Context, k *call, start time.Time, err error, more ...any) {
	attrs := append([]any{"op", k.op, "host", c.Host(), "model", k.model, "requests", k.requests,
		"took", time.Since(start).Round(time.Millisecond)}, more...)
	if err != nil {
		c.cfg.Logger.WarnContext(ctx, "model server request failed", append(attrs, "error", err.Error())...)
		return
	}
	c.cfg.Logger.DebugContext(ctx, "model server answered", attrs...)
}
