package openaiapi_test

import (
	"encoding/json"
	"strings"
	"testing"

	"motirbot/internal/openaiapi"
)

// The stream and the object that go-openai gets hold chunks and nothing else.
func FuzzNormalise(f *testing.F) {
	f.Add(said("", "", stop+done))
	f.Add(`{"choices":[{"message":{"content":[{"text":"x"}]},"finish_reason":1}]}`)
	f.Add("event: error\ndata: {\"detail\":[{\"loc\":[1],\"msg\":\"m\"}]}\n\n")
	f.Add("\ufeffdata: {\"choices\":\r\ndata: [{\"index\":\"0\",\"text\":5}]}\r\n\r\n[DONE]")
	f.Add(`{"message":{"content":"x"},"done":false}` + "\n[1,{}]")
	f.Fuzz(func(t *testing.T, body string) {
		out, err := openaiapi.Normalise(body)
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(out, "\n\n"), "\n\n") {
			data, ok := strings.CutPrefix(line, "data: ")
			if out == "" || data == "[DONE]" {
				continue
			}
			var chunk struct {
				Choices []struct {
					Delta struct{ Content string }
				}
			}
			if !ok || strings.Contains(data, "\n") || json.Unmarshal([]byte(data), &chunk) != nil {
				t.Fatalf("%q", line)
			}
		}
		again, err2 := openaiapi.Normalise(out)
		if out != "" && err == nil && (err2 != nil || again != out) {
			t.Fatalf("%q becomes %q, %v", out, again, err2)
		}
	})
}

func FuzzNormaliseEmbeddings(f *testing.F) {
	f.Add(`{"data":[{"index":1,"embedding":"AACAPwAAAEA="},{"embedding":[[1]]}]}`)
	f.Add(`[[1,2],{"values":[3]}]`)
	f.Add(`{"error":{"message":"x","metadata":{"raw":"{}"}}}`)
	f.Fuzz(func(t *testing.T, body string) {
		if out, err := openaiapi.NormaliseEmbeddings(body); err == nil && json.Valid([]byte(body)) && !json.Valid([]byte(out)) {
			t.Fatalf("%q", out)
		}
	})
}

// However a text is cut into pieces, the answer in it is the same, and nothing
// between tags is in it.
func FuzzReasoning(f *testing.F) {
	f.Add("<think>a</think>b", 3)
	f.Add("a</thinking>b<think>c", 1)
	f.Add("◁think▷a◁/think▷[1] <|channel|>final<|message|>x", 2)
	f.Fuzz(func(t *testing.T, text string, n int) {
		text = strings.ToValidUTF8(text, "")
		_, want := openaiapi.WithoutReasoning(text)
		if _, got := openaiapi.WithoutReasoning(pieces(text, max(1, n))...); got != want {
			t.Fatalf("%q in pieces of %d: %q, want %q", text, n, got, want)
		}
		if _, got := openaiapi.WithoutReasoning("<think>" + text + "</think>"); strings.TrimSpace(text) != "" && !strings.Contains(strings.ToLower(text), "/") && !strings.Contains(text, "<|") && got != "" {
			t.Fatalf("%q leaks %q", text, got)
		}
	})
}
