package main

import (
	"context"

	"motirbot/answer"
	"motirbot/embed"
	"motirbot/internal/openaiapi"
	"motirbot/retrieval"
	"motirbot/store"
)

func localEmbedder() retrieval.Embedder { return embed.NewLocal() }

// embedder makes the configured embedder.
func (a *app) embedder() (retrieval.Embedder, error) {
	if a.cfg.Embedder == embedderOpenAI {
		if err := a.cfg.needKey("OPENAI_EMBED_MODEL"); err != nil {
			return nil, err
		}
	}
	return a.bareEmbedder()
}

func (a *app) bareEmbedder() (retrieval.Embedder, error) {
	if a.cfg.Embedder == embedderLocal {
		return localEmbedder(), nil
	}
	server, err := a.server()
	if err != nil {
		return nil, err
	}
	return embed.NewOpenAI(server, a.cfg.EmbedModel, a.cfg.EmbedDim), nil
}

// indexEmbedder is the embedder for what goes into a store. The store keeps
// the vectors by model and text, so that no text is embedded twice; embedded
// counts those that were.
func (a *app) indexEmbedder(kept *store.Store) (e retrieval.Embedder, embedded *int, err error) {
	inner, err := a.embedder()
	if err != nil {
		return nil, nil, err
	}
	counted := &counting{Embedder: inner}
	return embed.NewCached(counted, kept), &counted.texts, nil
}

// counting counts the texts it embeds.
type counting struct {
	retrieval.Embedder
	texts int
}

func (c *counting) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	vectors, err := c.Embedder.Embed(ctx, texts)
	if err == nil {
		c.texts += len(texts)
	}
	return vectors, err
}

// completer makes the configured chat model.
func (a *app) completer() (answer.Completer, error) {
	if err := a.cfg.needKey("OPENAI_CHAT_MODEL"); err != nil {
		return nil, err
	}
	server, err := a.server()
	if err != nil {
		return nil, err
	}
	limits := answer.Limits{FirstToken: a.cfg.FirstToken, Total: a.cfg.Answer}
	return answer.NewOpenAICompleter(server, a.cfg.ChatModel, limits), nil
}

func (a *app) server() (*openaiapi.Client, error) {
	client, err := openaiapi.New(openaiapi.Config{BaseURL: a.cfg.BaseURL.Reveal(), Key: a.cfg.Key, Logger: a.log})
	if err != nil {
		return nil, usageError{err} // an address or key that cannot be right
	}
	return client, nil
}
