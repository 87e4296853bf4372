package openaiapi

import (
	"context"
	"fmt"
	"time"

	openai "github.com/sashabaranov/go-openai"
)

// Embed asks for the vectors of texts in one request and returns them in the
// order of texts, all of one dimension: dims, or the model's own when dims is
// 0. Every text has exactly one vector, or the error is Malformed. The vectors
// are as the server sent them, not normalised.
//
// Errors are *Error, or wrap context.Canceled.
func (c *Client) Embed(ctx context.Context, model string, dims int, texts []string) ([][]float32, error) {
	if len(texts) == 0 {
		return nil, nil
	}
	k := &call{c: c, op: "embeddings", sent: texts, timeout: c.cfg.EmbedTimeout, limit: maxEmbeddingsBody}
	k.deadline, _ = ctx.Deadline()
	start := time.Now()
	vectors, err := c.embed(ctx, k, model, dims, texts)
	c.log(ctx, k, model, start, err, "texts", len(texts))
	return vectors, err
}

func (c *Client) embed(ctx context.Context, k *call, model string, dims int, texts []string) ([][]float32, error) {
	resp, err := c.sdk(k).CreateEmbeddings(ctx, openai.EmbeddingRequestStrings{
		Input: texts, Model: openai.EmbeddingModel(model), Dimensions: dims,
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
func (c *Client) log(ctx context.Context, k *call, model string, start time.Time, err error, more ...any) {
	attrs := append([]any{"op", k.op, "host", c.host, "model", model, "attempts", k.attempts,
		"took", time.Since(start).Round(time.Millisecond)}, more...)
	if err != nil {
		c.cfg.Logger.WarnContext(ctx, "model server request failed", append(attrs, "error", err.Error())...)
		return
	}
	c.cfg.Logger.DebugContext(ctx, "model server answered", attrs...)
}
