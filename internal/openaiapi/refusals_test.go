package openaiapi_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"motirbot/internal/openaiapi"
	"motirbot/internal/openaitest"
)

// schema is any schema.
var schema = &openaiapi.JSONFormat{Name: "verdict", Schema: json.RawMessage(`{"type":"object","properties":{"ok":{"type":"boolean"}}}`)}

// refusing is a server that refuses requests with some part.
type refusing struct {
	part   string // how the part shows in the request
	status int
	answer string
	stream bool // asked for a stream, else for JSON
	needs  int  // requests for the first answer
}

// Servers that refuse part of a request, in their own words, are asked again
// without it, and the next time at once.
func TestRefusals(t *testing.T) {
	const plain = `{"object":"error","message":%q,"type":"BadRequestError","param":null,"code":400}`
	const openAI = `{"error":{"message":%q,"type":"invalid_request_error","param":%q,"code":"unsupported_value"}}`
	for name, tc := range map[string]refusing{
		"temperature of 0":       {`"temperature":0`, 422, "{\"error\":\"Input validation error: `temperature` must be strictly positive\",\"error_type\":\"validation\"}", true, 2},
		"temperature at all":     {`"temperature"`, 400, fmt.Sprintf(openAI, "Unsupported value: 'temperature' does not support 0 with this model.", "temperature"), true, 2},
		"temperature, by a name": {`"temperature"`, 400, fmt.Sprintf(openAI, "That value is not allowed.", "temperature"), true, 2},
		"seed, by a validator":   {`"seed"`, 422, `{"detail":[{"type":"extra_forbidden","loc":["body","seed"],"msg":"Extra inputs are not permitted","input":1}]}`, true, 2},
		"seed, in JSON in text":  {`"seed"`, 422, fmt.Sprintf(plain, `{"detail":[{"loc":["body","seed"],"msg":"Extra inputs are not permitted"}]}`), true, 2},
		"stream options":         {`"stream_options"`, 400, fmt.Sprintf(plain, "Unrecognized request argument supplied: stream_options"), true, 2},
		"usage, by a gateway":    {`"stream_options"`, 400, `{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\"detail\":\"include_usage is unknown\"}"}}}`, true, 2},
		"a stream":               {`"stream":true`, 400, fmt.Sprintf(openAI, "Your organization must be verified to stream this model.", "stream"), true, 2},
		"system role":            {`"role":"system"`, 400, fmt.Sprintf(plain, "System role not supported"), true, 2},
		"roles that alternate":   {`"role":"system"`, 400, fmt.Sprintf(plain, "Conversation roles must alternate user/assistant/user/assistant/..."), true, 2},
		"system role, 500":       {`"role":"system"`, 500, `{"error":{"code":500,"message":"Jinja Exception: Only user and assistant roles are supported!","type":"server_error"}}`, true, 2},
		"developer instruction":  {`"role":"system"`, 400, `[{"error":{"code":400,"message":"Developer instruction is not enabled for models/gemma","status":"INVALID_ARGUMENT"}}]`, true, 2},
		"max_tokens":             {`"max_tokens"`, 400, fmt.Sprintf(openAI, "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", "max_tokens"), true, 2},
		"both token limits":      {`_tokens"`, 422, `{"detail":[{"loc":["body","max_completion_tokens"],"msg":"Extra inputs are not permitted"},{"loc":["body","max_tokens"],"msg":"Extra inputs are not permitted"}]}`, true, 3},
		"a large token limit":    {`"max_tokens":500`, 400, fmt.Sprintf(plain, "max_tokens is too large: 500. This model supports at most 300 completion tokens."), true, 2},
		"schema":                 {`"json_schema"`, 400, fmt.Sprintf(plain, "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model."), false, 2},
		"JSON object as well":    {`"response_format"`, 400, `{"error":"'response_format.type' must be 'text'"}`, false, 3},
		"several at once":        {`"seed"`, 400, fmt.Sprintf(plain, "unsupported parameters: seed, temperature, stream_options"), true, 2},
		"an unknown path":        {`"seed"`, 404, `{"error":{"message":"No endpoints found that support seed","code":404}}`, true, 2},
	} {
		t.Run(name, func(t *testing.T) {
			srv := openaitest.New(t)
			srv.ReplyText("So be it:\n```json\n{\"ok\": true}\n```")
			srv.Fail(openaitest.Refuse(func(body map[string]any) (int, string) {
				if raw, _ := json.Marshal(body); strings.Contains(string(raw), tc.part) {
					return tc.status, tc.answer
				}
				return 0, ""
			}))
			c := newClient(t, srv)
			for n, want := range []int{tc.needs, 1} {
				var got openaiapi.ChatResult
				var err error
				if req := ask(); tc.stream {
					got, err = c.Chat(t.Context(), req, nil)
				} else {
					req.JSON = schema
					got, err = c.Complete(t.Context(), req)
					if got.Text != `{"ok": true}` {
						t.Errorf("text %q", got.Text)
					}
				}
				if err != nil || got.Usage.Requests != want {
					t.Fatalf("answer %d took %d requests, want %d: %v", n+1, got.Usage.Requests, want, err)
				}
			}
			for _, m := range srv.ChatRequests()[tc.needs].Messages {
				if m.Role == "user" && strings.Contains(tc.part, "system") && !strings.HasPrefix(m.Content, "Answer from the evidence.\n\n"+question[:9]) {
					t.Errorf("the system's words are lost: %q", m.Content)
				}
			}
		})
	}
}

// What a request that was refused to the end seemed to teach is forgotten.
func TestNothingIsLearnedFromARefusalToTheEnd(t *testing.T) {
	srv := openaitest.New(t)
	srv.FailNext(2, openaitest.Refuse(func(map[string]any) (int, string) {
		return 400, `{"error":{"message":"I do not like your temperature."}}`
	}))
	c := newClient(t, srv)
	_, err := c.Chat(t.Context(), ask(), nil)
	wantError(t, err, openaiapi.BadRequest, srv)
	if _, err := c.Chat(t.Context(), ask(), nil); err != nil {
		t.Fatal(err)
	}
	if last := srv.ChatRequests()[2]; last.Temperature == nil {
		t.Error("asked without a temperature")
	}
}

// How servers word that a context is too small.
func TestContextWordings(t *testing.T) {
	type numbers struct{ Limit, Prompt int }
	for words, want := range map[string]numbers{
		`{"error":{"message":"This model's maximum context length is 4096 tokens. However, your messages resulted in 5210 tokens. Please reduce the length of the messages.","code":"context_length_exceeded"}}`:             {4096, 5210},
		`{"object":"error","message":"This model's maximum context length is 4096 tokens. However, you requested 9000 tokens (5000 in the messages, 4000 in the completion)."}`:                                              {4096, 5000},
		`{"message":"'max_tokens' or 'max_completion_tokens' is too large: 4000. This model's maximum context length is 4096 tokens and your request has 3000 input tokens (4000 > 4096 - 3000)."}`:                          {4096, 3000},
		`{"message":"This model's maximum context length is 8,192 tokens. However, you requested 4000 output tokens and your prompt contains at least 4193 input tokens, for a total of at least 8193 tokens."}`:             {8192, 4193},
		`{"error":{"code":400,"message":"the request exceeds the available context size. try increasing the context size or enable context shift","type":"exceed_context_size_error","n_prompt_tokens":14429,"n_ctx":8192}}`: {8192, 14429},
		`{"error":{"code":400,"message":"request (5100 tokens) exceeds the available context size (4096 tokens), try increasing it"}}`:                                                                                       {4096, 0},
		`{"error":"Trying to keep the first 10136 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough."}`:                                           {4096, 0},
		`{"error":"The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 10247 >= n_ctx: 4096). Try to load the model with a larger context length"}`:                             {4096, 10247},
		`{"error":"Cannot truncate prompt with n_keep (15028) >= n_ctx (7424)"}`:                                                                                                                                             {7424, 15028},
		`{"error":"Context size has been exceeded."}`:                                                                                                                                        {0, 0},
		`{"error":{"message":"Requested tokens (5285) exceed context window of 4096"}}`:                                                                                                      {4096, 0},
		`{"object":"error","message":"Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length"}`:                                              {32768, 40000},
		`{"error":{"message":"This endpoint's maximum context length is 131072 tokens. However, you requested about 138956 tokens (134956 of text input, 4000 in the output).","code":400}}`: {131072, 134956},
		`{"error":{"message":"prompt is too long: 210000 tokens > 200000 maximum"}}`:                                                                                                         {200000, 0},
		`{"error":"the input length exceeds the context length"}`:                                                                                                                            {0, 0},
		`{"error":{"message":"Your request exceeded model token limit: 8192"}}`:                                                                                                              {8192, 0},
		`{"error":{"message":"The prompt is 6000 tokens long, max_model_len is 4096"}}`:                                                                                                      {4096, 0},
		`{"detail":"Input is too long. Please reduce the length of your input."}`:                                                                                                            {0, 0},
		`{"message":"input tokens exceed the configured limit of 4096 tokens"}`:                                                                                                              {4096, 0},
	} {
		limit, prompt, ok := openaiapi.TooSmall(words)
		if got := (numbers{limit, prompt}); !ok || got.Limit != want.Limit || want.Prompt > 0 && got.Prompt != want.Prompt {
			t.Errorf("%s\n%+v %t, want %+v", words, got, ok, want)
		}
	}
	for _, words := range []string{
		`{"error":{"message":"The model 'x' does not exist"}}`, `{"error":{"message":"Unsupported parameter: 'max_tokens'"}}`,
		`{"error":{"message":"max_tokens is too large: 4000. This model supports at most 2048 completion tokens"}}`,
		`{"error":{"message":"System role not supported"}}`, `{"error":"` + "`temperature`" + ` must be strictly positive"}`,
	} {
		if limit, prompt, ok := openaiapi.TooSmall(words); ok {
			t.Errorf("%s: a context of %d, prompt %d", words, limit, prompt)
		}
	}
}

// A small context first costs length of the answer; where that is no help the
// caller is told how much there is, and it is remembered.
func TestContextTooSmall(t *testing.T) {
	srv := openaitest.New(t)
	srv.Fail(openaitest.ContextWindow(1000))
	c := newClient(t, srv)
	req := ask()
	req.MaxTokens = 4000
	for n, want := range []int{2, 1} {
		got, err := c.Chat(t.Context(), req, nil)
		if err != nil || got.Usage.Requests != want {
			t.Fatalf("answer %d: %d requests, %v", n+1, got.Usage.Requests, err)
		}
	}
	if got := *srv.ChatRequests()[1].MaxTokens; got < 900 || got >= 1000 {
		t.Errorf("asked for %d tokens", got)
	}
	if limit := c.ContextLimit(req.Model); limit != 1000 {
		t.Errorf("a limit of %d", limit)
	}
	req.Messages[1].Content = strings.Repeat("Exports rose. ", 400)
	_, err := c.Complete(t.Context(), req)
	small, ok := errors.AsType[*openaiapi.ContextTooSmall](err)
	if !ok || small.Limit != 1000 || small.Prompt < 1000 {
		t.Fatalf("%v: %+v", err, small)
	}
	wantError(t, err, openaiapi.BadRequest, srv)
}

// In a stream, and without numbers.
func TestContextTooSmallInOtherPlaces(t *testing.T) {
	for name, tc := range map[string]struct {
		status int
		body   string
		limit  int
	}{
		"an event":        {200, "event: error\ndata: {\"error\":{\"message\":\"Trying to keep the first 9000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens\"}}\n\n", 4096},
		"in place of all": {200, `{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error","n_prompt_tokens":9000,"n_ctx":4096}}`, 4096},
		"a 500":           {500, `{"error":{"code":500,"message":"the request exceeds the available context size. try increasing the context size","type":"server_error"}}`, 0},
		"a 413":           {413, ``, 0},
		"a 413 with text": {413, `{"error":{"message":"Request too large"}}`, 0},
	} {
		t.Run(name, func(t *testing.T) {
			requests := 0
			c := clientOf(t, func(w http.ResponseWriter, _ *http.Request) {
				requests++
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, tc.body)
			}, func(cfg *openaiapi.Config) { cfg.MaxRetries = 4 })
			req := ask()
			req.MaxTokens = 4000
			_, err := c.Chat(t.Context(), req, nil)
			small, ok := errors.AsType[*openaiapi.ContextTooSmall](err)
			if !ok || small.Limit != tc.limit || requests > 2 {
				t.Errorf("after %d requests %v: %+v", requests, err, small)
			}
		})
	}
}

func TestComplete(t *testing.T) {
	srv := openaitest.New(t)
	c := newClient(t, srv)
	for name, tc := range map[string]struct {
		reply, want string
		format      *openaiapi.JSONFormat
	}{
		"text":           {reply, reply, nil},
		"JSON":           {`{"ok":true}`, `{"ok":true}`, schema},
		"in a fence":     {"```json\n[{\"ok\":true}]\n```", `[{"ok":true}]`, schema},
		"after thoughts": {"<think>{not this}</think>Here: {\"a\":[1]} Good?", `{"a":[1]}`, &openaiapi.JSONFormat{}},
		"no JSON":        {"I cannot {really}.", "I cannot {really}.", schema},
	} {
		t.Run(name, func(t *testing.T) {
			srv.ForgetRequests()
			srv.ReplyText(tc.reply)
			req := ask()
			req.JSON = tc.format
			got, err := c.Complete(t.Context(), req)
			if err != nil || got.Text != tc.want || !got.Usage.Known || got.Usage.Requests != 1 {
				t.Errorf("%+v, %v", got, err)
			}
			sent := srv.ChatRequests()[0]
			if sent.Stream || sent.StreamOptions != nil {
				t.Error("asked for a stream")
			}
			want := map[*openaiapi.JSONFormat]string{nil: "", schema: `"type":"json_schema"`}[tc.format]
			if tc.format != nil && tc.format != schema {
				want = `"type":"json_object"`
			}
			if !strings.Contains(string(sent.ResponseFormat), want) {
				t.Errorf("format %s", sent.ResponseFormat)
			}
		})
	}
	for _, fault := range []openaitest.Fault{openaitest.DropConnection(), openaitest.ServerError(503), openaitest.RateLimited(0)} {
		srv.FailNext(1, fault)
		srv.ReplyText(reply)
		if got, err := c.Complete(t.Context(), ask()); err != nil || got.Text != reply || got.Usage.Requests != 2 {
			t.Errorf("%s: %+v, %v", fault.Name, got, err)
		}
	}
	srv.Fail(openaitest.FinishLength())
	_, err := c.Complete(t.Context(), ask())
	wantError(t, err, openaiapi.Length, srv)
}

// Two clients ask their own servers with their own keys.
func TestTwoClients(t *testing.T) {
	one, other := openaitest.New(t), openaitest.New(t)
	other.Key = "sk-test-of-the-other-server"
	other.ReplyText("other")
	for _, srv := range []*openaitest.Server{one, other} {
		if _, err := newClient(t, srv).Complete(t.Context(), ask()); err != nil || len(srv.Requests()) != 1 {
			t.Errorf("%d requests, %v", len(srv.Requests()), err)
		}
	}
}
