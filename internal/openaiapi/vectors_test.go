package openaiapi_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"motirbot/internal/openaiapi"
	"motirbot/internal/openaitest"

	"github.com/google/go-cmp/cmp"
)

// Servers that take fewer texts at a time are asked in parts, and so from then
// on.
func TestBatchLimits(t *testing.T) {
	for name, tc := range map[string]struct {
		status        int
		words         string // %d: how many were sent
		first, second int    // requests for 100 texts
	}{
		"a number":           {413, `{"message":"batch size %d > maximum allowed batch size 32"}`, 5, 4},
		"a number in 400":    {400, `{"error":{"message":"<400> InternalError.Algo.InvalidParameter: Value error, batch size is invalid, it should not be larger than 32.: input.contents"}}`, 5, 4},
		"at most":            {400, `{"error":"%d inputs, at most 32 are accepted"}`, 5, 4},
		"no number":          {422, `{"detail":"unprocessable"}`, 6, 4}, // 50 and 25 are tried
		"no words":           {413, ``, 6, 4},
		"a number and a 500": {500, `{"error":{"message":"batch too large (max 32)"}}`, 5, 4},
	} {
		t.Run(name, func(t *testing.T) {
			srv := openaitest.New(t)
			srv.AddEmbedder("house", 4)
			srv.Fail(openaitest.Refuse(func(body map[string]any) (int, string) {
				if n := len(body["input"].([]any)); n > 32 {
					return tc.status, strings.ReplaceAll(tc.words, "%d", fmt.Sprint(n))
				}
				return 0, ""
			}))
			c := newClient(t, srv)
			texts := make([]string, 100)
			for i := range texts {
				texts[i] = fmt.Sprint("text ", i)
			}
			for _, want := range []int{tc.first, tc.second} {
				srv.ForgetRequests()
				got, err := c.Embed(t.Context(), "house", 0, texts)
				if err != nil || len(srv.Requests()) != want {
					t.Fatalf("%d requests, want %d: %v", len(srv.Requests()), want, err)
				}
				for i, v := range got {
					if !slices.Equal(v, openaitest.Vector(texts[i], 4)) {
						t.Fatalf("vector %d is not that of its text", i)
					}
				}
			}
		})
	}
}

// One text that is refused costs its own vector, or the end of it where it is
// too long.
func TestOneTextIsRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		status int
		answer string
		long   bool
	}{
		"too long, 413":       {413, `{"message":"inputs must have less than 512 tokens. Given: 2000"}`, true},
		"too long, llama.cpp": {500, `{"error":{"code":500,"message":"input is too large to process. increase the physical batch size","type":"server_error"}}`, true},
		"too long, Ollama":    {400, `{"error":"the input length exceeds the context length"}`, true},
		"refused":             {422, `{"detail":"cannot embed this"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			srv := openaitest.New(t)
			srv.AddEmbedder("house", 4)
			srv.Fail(openaitest.Refuse(func(body map[string]any) (int, string) {
				for _, text := range body["input"].([]any) {
					if s := text.(string); strings.Contains(s, "bad") && (len(s) > 1000 || !tc.long) {
						return tc.status, tc.answer
					}
				}
				return 0, ""
			}))
			texts := make([]string, 64)
			for i := range texts {
				texts[i] = fmt.Sprint("text ", i)
			}
			texts[41] = strings.Repeat("bad 수출 ", 200)
			got, err := newClient(t, srv).Embed(t.Context(), "house", 0, texts)
			if (err == nil) != tc.long || (got[41] != nil) != tc.long {
				t.Errorf("%v, %v", got[41], err)
			}
			got[41] = []float32{0}
			if i := slices.IndexFunc(got, func(v []float32) bool { return v == nil }); i >= 0 {
				t.Errorf("text %d has no vector", i)
			}
			if n := len(srv.Requests()); n > 30 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// Vectors in other forms.
func TestForeignVectors(t *testing.T) {
	for name, body := range map[string]string{
		"plain":                    `{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[3,4]}]}`,
		"out of order":             `{"data":[{"index":1,"embedding":[3,4]},{"index":0,"embedding":[1,2]}]}`,
		"without an index":         `{"data":[{"embedding":[1,2]},{"embedding":[3,4]}]}`,
		"an index as text":         `{"data":[{"index":"1","embedding":[3,4]},{"index":0.0,"embedding":[1,2]}],"usage":"none","model":null,"object":1}`,
		"base64":                   `{"data":[{"index":0,"embedding":"AACAPwAAAEA="},{"index":1,"embedding":"AABAQAAAgEA="}]}`,
		"one in base64":            `{"data":[{"index":0,"embedding":"AACAPwAAAEA="},{"index":1,"embedding":[3.0,4e0]}]}`,
		"a list of lists":          `[[1,2],[3,4]]`,
		"embeddings, as in Ollama": `{"embeddings":[[1,2],[3,4]],"total_duration":14}`,
		"lists of one vector":      `[{"index":0,"embedding":[[1,2]]},{"index":1,"embedding":[[3,4]]}]`,
	} {
		t.Run(name, func(t *testing.T) {
			c := clientOf(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
			got, err := c.Embed(t.Context(), "house", 0, []string{"a", "b"})
			if diff := cmp.Diff([][]float32{{1, 2}, {3, 4}}, got); diff != "" || err != nil {
				t.Errorf("%v %s", err, diff)
			}
		})
	}
	for body, kind := range map[string]openaiapi.Kind{
		`{"error":"model not loaded"}`:                               openaiapi.ServerError,
		`{"data":[{"embedding":"!!"},{"embedding":[1]}]}`:            openaiapi.Malformed,
		`{"data":[{"embedding":null},{"embedding":[1]}]}`:            openaiapi.Malformed,
		`{"data":[{"embedding":[[1],[2]]},{"embedding":[[1],[2]]}]}`: openaiapi.Malformed,
		`{"data":{}}`: openaiapi.Malformed,
		`null`:        openaiapi.Malformed,
		``:            openaiapi.Malformed,
	} {
		c := clientOf(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		if got, err := c.Embed(t.Context(), "house", 0, []string{"a", "b"}); kindOf(err) != kind || got[0] != nil {
			t.Errorf("%s: %v, %v", body, got, err)
		}
	}
}
