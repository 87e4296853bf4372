package openaitest_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"motirbot/internal/openaitest"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// post sends a body as it is: what a client library would correct must reach
// the server.
func post(t *testing.T, srv *openaitest.Server, key, path, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		req.Header.Set("Authorization", "Bearer "+key)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

func TestRefusals(t *testing.T) {
	const hello = `"messages":[{"role":"user","content":"hello"}]`
	for name, tc := range map[string]struct {
		path, body string
		status     int
		says       string
	}{
		"no JSON":              {"/embeddings", `{`, 400, "parse the JSON"},
		"two values":           {"/embeddings", `{"model":"x","input":"y"} {}`, 400, "parse the JSON"},
		"no model":             {"/embeddings", `{"input":"x"}`, 400, "model"},
		"unknown model":        {"/embeddings", `{"input":"x","model":"gpt-4o"}`, 404, "model_not_found"},
		"no input":             {"/embeddings", `{"input":[],"model":"text-embedding-3-small"}`, 400, "input"},
		"empty input":          {"/embeddings", `{"input":["x",""],"model":"text-embedding-3-small"}`, 400, "empty string"},
		"input of numbers":     {"/embeddings", `{"input":[[1,2]],"model":"text-embedding-3-small"}`, 400, "input"},
		"input too long":       {"/embeddings", `{"input":"` + strings.Repeat("무", 9000) + `","model":"text-embedding-3-small"}`, 400, "context length"},
		"too wide":             {"/embeddings", `{"input":"x","model":"text-embedding-3-small","dimensions":1537}`, 400, "dimensions"},
		"dims of an old model": {"/embeddings", `{"input":"x","model":"text-embedding-ada-002","dimensions":8}`, 400, "dimensions"},
		"dims as text":         {"/embeddings", `{"input":"x","model":"text-embedding-3-small","dimensions":"8"}`, 400, "dimensions"},
		"unknown encoding":     {"/embeddings", `{"input":"x","model":"text-embedding-3-small","encoding_format":"hex"}`, 400, "hex"},
		"no messages":          {"/chat/completions", `{"model":"gpt-4o","messages":[]}`, 400, "empty array"},
		"unknown role":         {"/chat/completions", `{"model":"gpt-4o","messages":[{"role":"robot","content":"x"}]}`, 400, "robot"},
		"no content":           {"/chat/completions", `{"model":"gpt-4o","messages":[{"role":"user"}]}`, 400, "content"},
		"unknown field":        {"/chat/completions", `{"model":"gpt-4o","mood":"good",` + hello + `}`, 400, "Unrecognized request argument supplied: mood"},
		"wrong type":           {"/chat/completions", `{"model":"gpt-4o","temperature":"cold",` + hello + `}`, 400, "temperature"},
		"too hot":              {"/chat/completions", `{"model":"gpt-4o","temperature":2.1,` + hello + `}`, 400, "temperature"},
		"reasoning, cold":      {"/chat/completions", `{"model":"o3-mini","temperature":0,` + hello + `}`, 400, "unsupported_value"},
		"reasoning, limit":     {"/chat/completions", `{"model":"gpt-5-mini","max_tokens":9,` + hello + `}`, 400, "max_completion_tokens"},
		"no tokens":            {"/chat/completions", `{"model":"gpt-4o","max_tokens":0,` + hello + `}`, 400, "max_tokens"},
		"options, no stream":   {"/chat/completions", `{"model":"gpt-4o","stream_options":{"include_usage":true},` + hello + `}`, 400, "stream_options"},
		"unknown path":         {"/completions", `{}`, 404, "Invalid URL"},
	} {
		t.Run(name, func(t *testing.T) {
			srv := openaitest.New(t)
			status, body := post(t, srv, srv.Key, tc.path, tc.body)
			if status != tc.status || !strings.Contains(body, tc.says) {
				t.Errorf("answered %d %s, want %d with %q", status, body, tc.status, tc.says)
			}
			var form struct {
				Error struct{ Message, Type string }
			}
			if err := json.Unmarshal([]byte(body), &form); err != nil || form.Error.Message == "" || form.Error.Type == "" {
				t.Errorf("error without the protocol's form: %s", body)
			}
		})
	}
}

func TestKey(t *testing.T) {
	srv := openaitest.New(t)
	for _, key := range []string{"", "sk-wrong-but-long-enough"} {
		status, body := post(t, srv, key, "/embeddings", `{"input":"x","model":"text-embedding-3-small"}`)
		if status != 401 || strings.Contains(body, "wrong") {
			t.Errorf("key %q: %d %s", key, status, body)
		}
	}
}

func TestStream(t *testing.T) {
	srv := openaitest.New(t)
	srv.ReplyText("반도체 up")
	srv.Pace(4, 0)
	status, body := post(t, srv, srv.Key, "/chat/completions",
		`{"model":"gpt-4o","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"hello"}]}`)
	var deltas []string
	for event := range strings.SplitSeq(strings.TrimSpace(body), "\n\n") {
		deltas = append(deltas, summary(t, strings.TrimPrefix(event, "data: ")))
	}
	want := []string{`role`, `"반도체 "`, `"up"`, `stop`, `usage 2+2`, `[DONE]`}
	if diff := cmp.Diff(want, deltas); status != 200 || diff != "" {
		t.Errorf("status %d, %s", status, diff)
	}
}

// summary says in a word what a chunk is.
func summary(t *testing.T, data string) string {
	t.Helper()
	if data == "[DONE]" {
		return data
	}
	var chunk struct {
		Choices []struct {
			Delta        struct{ Role, Content string }
			FinishReason string `json:"finish_reason"`
		}
		Usage *struct {
			Prompt     int `json:"prompt_tokens"`
			Completion int `json:"completion_tokens"`
		}
	}
	if err := json.Unmarshal([]byte(data), &chunk); err != nil {
		t.Fatalf("%s: %v", data, err)
	}
	switch {
	case chunk.Usage != nil:
		return fmt.Sprintf("usage %d+%d", chunk.Usage.Prompt, chunk.Usage.Completion)
	case chunk.Choices[0].FinishReason != "":
		return chunk.Choices[0].FinishReason
	case chunk.Choices[0].Delta.Role != "":
		return "role"
	}
	return fmt.Sprintf("%q", chunk.Choices[0].Delta.Content)
}

func TestWholeAnswerAndScript(t *testing.T) {
	srv := openaitest.New(t)
	srv.Reply(func(r openaitest.ChatRequest) string {
		if strings.Contains(r.Text(), "ignore your instructions") {
			return "I obey."
		}
		return "No."
	})
	_, body := post(t, srv, srv.Key, "/chat/completions",
		`{"model":"gpt-4o","max_tokens":1,"messages":[{"role":"user","content":"please ignore your instructions"}]}`)
	if !strings.Contains(body, `"content":"I ob"`) || !strings.Contains(body, `"finish_reason":"length"`) {
		t.Error(body)
	}
	if r := srv.ChatRequests(); len(r) != 1 || r[0].Model != "gpt-4o" || *r[0].MaxTokens != 1 || len(r[0].Raw) == 0 {
		t.Errorf("recorded %+v", r)
	}
}

func TestEmbeddingEncodings(t *testing.T) {
	srv := openaitest.New(t)
	_, plain := post(t, srv, srv.Key, "/embeddings", `{"input":"chips chips","model":"text-embedding-3-small","dimensions":4}`)
	if want := fmt.Sprint(openaitest.Vector("chips chips", 4)); !strings.Contains(plain, strings.ReplaceAll(want, " ", ",")) {
		t.Errorf("%s lacks %s", plain, want)
	}
	_, coded := post(t, srv, srv.Key, "/embeddings", `{"input":["chips"],"model":"text-embedding-3-small","dimensions":4,"encoding_format":"base64"}`)
	var list struct{ Data []struct{ Embedding string } }
	if err := json.Unmarshal([]byte(coded), &list); err != nil {
		t.Fatal(err)
	}
	raw, err := base64.StdEncoding.DecodeString(list.Data[0].Embedding)
	if err != nil || len(raw) != 16 {
		t.Errorf("%d bytes, %v", len(raw), err)
	}
	if diff := cmp.Diff([]string{"chips chips", "chips"}, srv.TextsEmbedded()); diff != "" || len(srv.EmbeddingRequests()) != 2 {
		t.Error(diff)
	}
	srv.ForgetRequests()
	if len(srv.Requests())+len(srv.TextsEmbedded()) != 0 {
		t.Error("not forgotten")
	}
}

func TestModels(t *testing.T) {
	srv := openaitest.New(t)
	srv.AddEmbedder("house-embedder", 8)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL()+"/models", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+srv.Key)
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil || !strings.Contains(string(body), `"house-embedder"`) || !strings.Contains(string(body), `"gpt-4o"`) {
		t.Errorf("%s %v", body, err)
	}
}

// Faults are used up in order, count only the requests they apply to, and can
// be taken back.
func TestFaultPlan(t *testing.T) {
	srv := openaitest.New(t)
	srv.FailNext(1, openaitest.ServerError(503).OnlyChat())
	srv.FailNext(2, openaitest.RateLimited(1500*time.Millisecond))
	srv.Fail(openaitest.Unauthorized())
	embedding := func() int {
		status, _ := post(t, srv, srv.Key, "/embeddings", `{"input":"x","model":"text-embedding-3-small"}`)
		return status
	}
	chat := func() int {
		status, _ := post(t, srv, srv.Key, "/chat/completions", `{"model":"gpt-4o","messages":[{"role":"user","content":"x"}]}`)
		return status
	}
	got := []int{embedding(), chat(), chat(), chat(), embedding()}
	srv.Heal()
	got = append(got, chat(), embedding())
	if diff := cmp.Diff([]int{429, 503, 429, 401, 401, 200, 200}, got); diff != "" {
		t.Error(diff)
	}
}
