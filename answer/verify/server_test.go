package verify_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"motirbot/answer/verify"
	"motirbot/internal/openaiapi"
	"motirbot/internal/openaitest"
)

// client is a Model over a socket.
type client struct {
	api  *openaiapi.Client
	name string
}

func (c client) Name() string { return c.name }

func (c client) Complete(ctx context.Context, system, user string, _ json.RawMessage, maxTokens int) (string, verify.Usage, error) {
	var messages []openaiapi.Message
	if system != "" {
		messages = append(messages, openaiapi.Message{Role: "system", Content: system})
	}
	messages = append(messages, openaiapi.Message{Role: "user", Content: user})
	got, err := c.api.Chat(ctx, openaiapi.ChatRequest{Model: c.name, Messages: messages, MaxTokens: maxTokens}, nil)
	return got.Text, verify.Usage{Requests: 1, PromptTokens: got.Usage.PromptTokens, CompletionTokens: got.Usage.CompletionTokens}, err
}

func TestOverASocket(t *testing.T) {
	srv := openaitest.New(t)
	srv.AddChatModel("bespoke-minicheck", false)
	srv.Reply(func(r openaitest.ChatRequest) string {
		if r.Model != "bespoke-minicheck" {
			return "Sure.\n```json\n{\"verdicts\":[" + first + "," + second + "]}\n```"
		}
		if len(r.Messages) != 1 || !strings.HasPrefix(r.Messages[0].Content, "Document: ") {
			return "?"
		}
		if strings.HasSuffix(r.Messages[0].Content, "\nClaim: "+claims[0].Text) {
			return "Yes"
		}
		return "No"
	})
	api, err := openaiapi.New(openaiapi.Config{BaseURL: srv.URL(), Key: openaiapi.Secret(srv.Key), MaxRetries: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer api.Close()
	for name, c := range map[string]struct {
		requests int
		second   verify.Status
	}{
		"gpt-4o":            {1, verify.Contradicted},
		"bespoke-minicheck": {2, verify.NotStated},
	} {
		t.Run(name, func(t *testing.T) {
			got, usage, err := verify.New(client{api, name}, verify.Options{}).Verify(t.Context(), "How did exports do?", claims, []verify.Release{exports, steel})
			if err != nil || got[0].Status != verify.Supported || got[1].Status != c.second {
				t.Errorf("%v, %v", got, err)
			}
			if usage.Requests != c.requests || usage.PromptTokens == 0 || usage.CompletionTokens == 0 {
				t.Errorf("usage %+v", usage)
			}
		})
	}
	for name, fault := range map[string]openaitest.Fault{
		"server fails": openaitest.ServerError(503),
		"server hangs": openaitest.SlowFirstToken(time.Minute),
	} {
		t.Run(name, func(t *testing.T) {
			srv.FailNext(1, fault)
			got, _, err := verify.New(client{api, "gpt-4o"}, verify.Options{Timeout: 300 * time.Millisecond}).Verify(t.Context(), "", claims, []verify.Release{exports, steel})
			if err == nil || errors.Is(err, context.DeadlineExceeded) != (name == "server hangs") || got[0].Status != verify.Unread {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
}
