package main

import (
	"context"
	"fmt"
	"time"

	"github.com/dustin/go-humanize"

	"motirbot/answer"
	"motirbot/answer/understand"
	"motirbot/answer/verify"
	"motirbot/embed"
	"motirbot/figures"
	"motirbot/internal/openaiapi"
	"motirbot/retrieval"
	"motirbot/store"
)

func localEmbedder() retrieval.Embedder { return embed.NewLocal() }

// embedder makes the configured embedder, for questions: they are answered by
// words alone rather than kept waiting for a server that is down.
func (a *app) embedder() (retrieval.Embedder, error) {
	inner, err := a.bareEmbedder(openaiapi.Config{MaxRetries: 1, EmbedTimeout: questionTimeout})
	if err != nil || a.cfg.Embedder == embedderLocal {
		return inner, err
	}
	return embed.NewImpatient(inner, a.now), a.cfg.needKey("OPENAI_EMBED_MODEL")
}

// questionTimeout is time enough for a server to load its model.
const questionTimeout = 15 * time.Second

func (a *app) bareEmbedder(patience openaiapi.Config) (retrieval.Embedder, error) {
	if a.cfg.Embedder == embedderLocal {
		return localEmbedder(), nil
	}
	server, err := a.server(patience)
	if err != nil {
		return nil, err
	}
	return embed.NewOpenAI(server, a.cfg.EmbedModel, a.cfg.EmbedDim), nil
}

// indexEmbedder is the embedder for what goes into a store. A store keeps what a
// paid one has made by model and text, so that no text is paid for twice; embedded
// counts those that were embedded.
func (a *app) indexEmbedder(kept *store.Store) (e retrieval.Embedder, embedded *int, err error) {
	inner, err := a.bareEmbedder(openaiapi.Config{})
	if err == nil && a.cfg.Embedder == embedderOpenAI {
		err = a.cfg.needKey("OPENAI_EMBED_MODEL")
	}
	if err != nil {
		return nil, nil, err
	}
	counted := &counting{Embedder: inner}
	if a.cfg.Embedder == embedderLocal {
		return counted, &counted.texts, nil
	}
	return embed.NewCached(counted, kept), &counted.texts, nil
}

// indexer makes an Indexer that stores the figures of releases as well, after it
// has brought those of what is stored up to date.
func (a *app) indexer(ctx context.Context, kept *store.Store, embedder retrieval.Embedder) (*retrieval.Indexer, error) {
	topics, err := a.topics()
	if err != nil {
		return nil, err
	}
	reader := figures.NewReader(topics)
	if _, err := reader.Update(ctx, kept); err != nil {
		return nil, err
	}
	return a.newIndexer(kept, embedder, topics).WithFigures(reader.Observations), nil
}

func (a *app) newIndexer(kept *store.Store, embedder retrieval.Embedder, topics *retrieval.Topics) *retrieval.Indexer {
	x := retrieval.NewIndexer(kept, embedder, topics)
	if a.cfg.Embedder == embedderOpenAI {
		x.Paid()
	}
	return x
}

// lettersPerToken is about what models make of English; of Korean they make more.
const lettersPerToken = 4

// sayUnasked says what a paid model was not asked for.
func (a *app) sayUnasked(r retrieval.Report) {
	have, are, them := "have no vectors", "are", "them"
	if r.Unasked == 1 {
		have, are, them = "has no vector", "is", "it"
	}
	if r.Unasked > 0 {
		fmt.Fprintf(a.errOut, "%s stored earlier %s of %s and %s found by words alone: `motirbot index --embed` has %s made, of about %s tokens\n",
			plural(r.Unasked, "chunk"), have, a.cfg.EmbedModel, are, them, humanize.Comma(int64(r.Letters/lettersPerToken)))
	}
}

func (a *app) topics() (*retrieval.Topics, error) {
	topics, err := retrieval.LoadTopics(a.cfg.Topics)
	if err != nil {
		return nil, usageError{err}
	}
	return topics, nil
}

func (a *app) figuresReader() (*figures.Reader, error) {
	topics, err := a.topics()
	if err != nil {
		return nil, err
	}
	return figures.NewReader(topics), nil
}

// counting counts the texts it embeds.
type counting struct {
	retrieval.Embedder
	texts int
}

func (c *counting) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	vectors, err := c.Embedder.Embed(ctx, texts)
	for _, v := range vectors {
		if v != nil {
			c.texts++
		}
	}
	return vectors, err
}

// addModel adds the configured chat model to an Answerer's parts: what writes,
// what reads a second time, what reads questions. Without one it adds nothing.
func (a *app) addModel(cfg *answer.Config) error {
	if a.cfg.ChatModel == "" {
		return nil
	}
	if err := a.cfg.needKey("OPENAI_CHAT_MODEL"); err != nil {
		return err
	}
	server, err := a.server(openaiapi.Config{})
	if err != nil {
		return err
	}
	limits := answer.Limits{FirstToken: a.cfg.FirstToken, Total: a.cfg.Answer}
	chat := answer.NewChatModel(server, a.cfg.ChatModel, limits)
	cfg.Writer, cfg.EvidenceTokens = chat, a.cfg.EvidenceTokens
	cfg.Understander = understand.New(chat, 0)
	cfg.Verifier, err = a.verifier()
	return err
}

// verifier makes what reads answers a second time, nil where that is switched
// off.
func (a *app) verifier() (answer.Verifier, error) {
	if !a.cfg.Verify {
		return nil, nil
	}
	server, err := a.server(openaiapi.Config{})
	if !a.cfg.VerifyURL.IsZero() {
		server, err = a.client(openaiapi.Config{BaseURL: a.cfg.VerifyURL.Reveal(), Key: a.cfg.VerifyKey})
	}
	if err != nil {
		return nil, err
	}
	limits := answer.Limits{FirstToken: a.cfg.FirstToken, Total: a.cfg.Answer}
	return verify.New(answer.NewChatModel(server, a.cfg.VerifyModel, limits), verify.Options{}), nil
}

func (a *app) server(cfg openaiapi.Config) (*openaiapi.Client, error) {
	cfg.BaseURL, cfg.Key = a.cfg.BaseURL.Reveal(), a.cfg.Key
	return a.client(cfg)
}

func (a *app) client(cfg openaiapi.Config) (*openaiapi.Client, error) {
	cfg.Logger = a.log
	client, err := openaiapi.New(cfg)
	if err != nil {
		return nil, usageError{err} // an address or key that cannot be right
	}
	return client, nil
}
