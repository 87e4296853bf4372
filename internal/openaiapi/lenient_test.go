package openaiapi_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"motirbot/internal/openaiapi"
)

// said is an answer in two chunks, with more of the first choice in place of
// MORE and more of the chunk in place of REST.
func said(more, rest, end string) string {
	chunk := func(text string) string {
		return `data: {"choices":[{"index":0,"delta":{"content":"` + text + `"}` + more + `}]` + rest + "}\n\n"
	}
	return chunk("Exports rose ") + chunk("in May [1].") + end
}

const (
	wholeText = "Exports rose in May [1]."
	done      = "data: [DONE]\n\n"
	stop      = `data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}` + "\n\n"
)

// What servers send in the place of what they should, by kind. All of it is to
// be read, but what cannot be: that is an error of the kind told.
func TestServersThatSendSomethingElse(t *testing.T) {
	content := func(text string) string { return `data: {"choices":[{"delta":{"content":` + text + "}}]}\n\n" }
	for name, tc := range map[string]struct {
		body, text string // text "": wholeText
		kind       openaiapi.Kind
	}{
		// The end.
		"no finish reason, [DONE]":         {body: said("", "", done)},
		"no finish reason, bare [DONE]":    {body: said("", "", "[DONE]\n")},
		"no finish reason, done in quotes": {body: said("", "", "data:\"[done]\"\n\n")},
		"no finish reason, no [DONE]":      {body: said("", "", ""), kind: openaiapi.CutOff},
		"empty finish reason, no [DONE]":   {body: said(`,"finish_reason":""`, "", ""), kind: openaiapi.CutOff},
		"finishReason":                     {body: said("", "", `data: {"choices":[{"delta":{},"finishReason":"STOP"}]}`+"\n\n")},
		"finish-reason":                    {body: said("", "", `data: {"choices":[{"delta":{},"finish-reason":"eos"}]}`+"\n\n")},
		"stop_reason beside a null":        {body: said("", "", `data: {"choices":[{"delta":{},"finish_reason":null,"stop_reason":"end_turn"}]}`+"\n\n")},
		"done_reason beside the choices":   {body: said("", "", `data: {"choices":[{"delta":{}}],"done":true,"done_reason":"stop"}`+"\n\n")},
		"finish reason in the delta":       {body: said("", "", `data: {"choices":[{"delta":{"finish_reason":"stop"}}]}`+"\n\n")},
		"stop in every chunk":              {body: said(`,"finish_reason":"stop"`, "", done)},
		"eos in every chunk, no [DONE]":    {body: said(`,"finish_reason":"eos"`, "", "")},
		"stop in all and an empty one":     {body: said(`,"finish_reason":"stop"`, "", stop)},
		"length in the end":                {body: said(`,"finish_reason":"stop"`, "", strings.Replace(stop, "stop", "length", 1)+done), kind: openaiapi.Length},
		"MAX_TOKENS":                       {body: said("", "", strings.Replace(stop, "stop", "MAX_TOKENS", 1)+done), kind: openaiapi.Length},
		"SAFETY":                           {body: said("", "", strings.Replace(stop, "stop", "SAFETY", 1)), kind: openaiapi.ContentFilter},
		"abort":                            {body: said("", "", strings.Replace(stop, "stop", "abort", 1)), kind: openaiapi.ServerError},

		// Types of what is not used.
		"created a fraction, id a number":  {body: said("", `,"created":1766016000.25,"id":7,"object":null,"model":["a"]`, stop)},
		"created a text, index a text":     {body: strings.ReplaceAll(said("", `,"created":"2025-12-18T00:00:00Z"`, stop), `"index":0`, `"index":"0"`)},
		"logprobs, tool_calls of any type": {body: said(`,"logprobs":"none","delta_id":{},"content_filter_results":[1]`, `,"system_fingerprint":42`, stop)},
		"usage with fractions and texts":   {body: said("", `,"usage":{"prompt_tokens":12.0,"completion_tokens":"3","total_tokens":"many","cost":0.01}`, stop)},
		"usage a text":                     {body: said("", `,"usage":"unknown"`, stop)},
		"no number":                        {body: said(`,"logprobs":NaN`, `,"score":-Infinity`, stop)},
		"tool calls null, refusal null":    {body: strings.ReplaceAll(said("", "", done), `"delta":{`, `"delta":{"tool_calls":null,"refusal":null,"role":1,`)},
		"a message about success":          {body: said("", `,"code":0,"msg":"success","error":null`, stop)},
		"an empty error":                   {body: said("", `,"error":{}`, stop)},
		"a choice object":                  {body: strings.NewReplacer("[{", "{", "}]", "}").Replace(said("", "", "")) + done},
		"no choices in some chunks":        {body: `data: {"choices":[]}` + "\n\n" + `data: {"choices":null}` + "\n\n" + `data: {}` + "\n\n" + said("", "", stop)},

		// Content in other forms.
		"parts":                 {body: content(`[{"type":"text","text":"Exports rose "},{"type":"text","text":"in May [1]."}]`) + done},
		"parts as texts":        {body: content(`["Exports rose ","in May [1]."]`) + done},
		"parts with reasoning":  {body: content(`[{"type":"thinking","thinking":[{"type":"text","text":"Hm [1]."}]},{"type":"text","text":"Exports rose in May [1]."}]`) + done},
		"a part alone":          {body: content(`{"type":"text","text":{"value":"Exports rose in May [1]."}}`) + done},
		"message for delta":     {body: strings.ReplaceAll(said("", "", done), `"delta"`, `"message"`)},
		"both, delta empty":     {body: strings.ReplaceAll(said("", "", done), `"delta"`, `"delta":{"content":""},"message"`)},
		"text for delta":        {body: `data: {"choices":[{"text":"Exports rose "}]}` + "\n\n" + `data: {"choices":[{"text":"in May [1].","finish_reason":"stop"}]}` + "\n\n"},
		"Ollama's own lines":    {body: `{"message":{"role":"assistant","content":"Exports rose "},"done":false}` + "\n" + `{"message":{"content":"in May [1]."},"done":true,"done_reason":"stop"}` + "\n"},
		"its lines cut":         {body: `{"message":{"content":"Exports rose "},"done":false}` + "\n", text: "Exports rose ", kind: openaiapi.CutOff},
		"an object, no stream":  {body: `{"id":1,"choices":[{"message":{"role":"assistant","content":"Exports rose in May [1]."},"finish_reason":"stop"}]}`},
		"an object over lines":  {body: "\ufeff\r\n{\n \"choices\": [\n  {\"message\": {\"content\": [{\"text\": \"Exports rose in May [1].\"}]}}\n ]\n}\n"},
		"an object, cut":        {body: `{"choices":[{"message":{"content":"Exports ro`, text: "-", kind: openaiapi.CutOff},
		"an object in an event": {body: `data: {"choices":[{"message":{"content":"Exports rose in May [1]."}}]}` + "\n\n" + done},

		// Events.
		"events without data":     {body: "event: ping\n\ndata:\n\ndata: \n\nid: 5\n\ndata: null\n\ndata: []\n\n: hello\n\n" + said("", "", stop)},
		"a ping with a type":      {body: `data: {"type":"ping"}` + "\n\n" + said("", "", stop)},
		"CRLF and a BOM":          {body: "\ufeff" + strings.ReplaceAll(said("", "", stop), "\n", "\r\n")},
		"data over several lines": {body: "data: {\"choices\":\ndata:  [{\"delta\":\ndata: {\"content\":\"Exports rose in May [1].\"}}]}\n\n" + done},
		"events with names":       {body: "retry: 3\nevent: message\nid: 1\n" + strings.ReplaceAll(said("", "", done), "data: ", "data:")},
		"lines of JSON":           {body: "\n" + strings.ReplaceAll(said("", "", stop), "data: ", "")},
		"half a chunk":            {body: said("", "", "") + `data: {"choices":[{"del`, kind: openaiapi.CutOff},
		"garbage":                 {body: "data: <html>\n\n" + said("", "", stop), text: "-", kind: openaiapi.Malformed},

		// Errors within.
		"error object":           {body: said("", "", `data: {"error":{"message":"model crashed","code":500}}`+"\n\n"), kind: openaiapi.ServerError},
		"error text":             {body: said("", "", `data: {"error":"model crashed"}`+"\n\n"), kind: openaiapi.ServerError},
		"error event":            {body: said("", "", "event: error\ndata: {\"code\":\"500\",\"detail\":\"model crashed\"}\n\n"), kind: openaiapi.ServerError},
		"error in a choice":      {body: said("", "", `data: {"choices":[{"delta":{},"error":{"code":502,"message":"model crashed"},"finish_reason":"error"}]}`+"\n\n"), kind: openaiapi.ServerError},
		"an object in its place": {body: `{"object":"error","message":"model crashed","type":"invalid_request_error","code":400}`, text: "-", kind: openaiapi.BadRequest},
		"a list in its place":    {body: `[{"error":{"code":429,"message":"slow down","status":"RESOURCE_EXHAUSTED"}}]`, text: "-", kind: openaiapi.RateLimited},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.text == "" {
				tc.text = wholeText
			}
			got, err := chatWith(t, patient, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/event-stream")
				_, _ = io.WriteString(w, tc.body)
			})
			if kind := kindOf(err); kind != tc.kind {
				t.Errorf("%s (%v), want %s", kind, err, tc.kind)
			}
			if want := strings.Trim(tc.text, "-"); got.Text != want {
				t.Errorf("text %q, want %q", got.Text, want)
			}
		})
	}
}

func TestUsageOfAnyType(t *testing.T) {
	got, err := chatWith(t, patient, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, said("", `,"usage":{"prompt_tokens":12.0,"completion_tokens":"3"}`, stop))
	})
	if want := (openaiapi.Usage{PromptTokens: 12, CompletionTokens: 3, Known: true, Requests: 1}); err != nil || got.Usage != want {
		t.Errorf("%+v, %v", got.Usage, err)
	}
}

// A finish reason that comes with text ends nothing, however long the next
// piece takes; one that comes alone does, though the connection stays open.
func TestFinishReasonsAndSilence(t *testing.T) {
	hold := func(r *http.Request) { <-r.Context().Done() }
	for name, tc := range map[string]struct {
		pieces []string
		after  func(*http.Request)
		stall  time.Duration
	}{
		"text follows after a while": {[]string{said(`,"finish_reason":"stop"`, "", "")[:len(said(`,"finish_reason":"stop"`, "", ""))/2], "", "", said(`,"finish_reason":"stop"`, "", "")[len(said(`,"finish_reason":"stop"`, "", ""))/2:] + done}, func(*http.Request) {}, time.Minute},
		"nothing follows":            {[]string{said(`,"finish_reason":"stop"`, "", "")}, hold, 300 * time.Millisecond},
		"an end, and nothing":        {[]string{said("", "", stop)}, hold, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			got, err := chatWith(t, patience{time.Minute, tc.stall}, func(w http.ResponseWriter, r *http.Request) {
				for i, piece := range tc.pieces {
					if i > 0 {
						time.Sleep(1200 * time.Millisecond)
					}
					_, _ = io.WriteString(w, piece)
					_ = http.NewResponseController(w).Flush()
				}
				tc.after(r)
			})
			if err != nil || got.Text != wholeText {
				t.Errorf("%q, %v after %s", got.Text, err, time.Since(began))
			}
		})
	}
}

// Where finish reasons mean nothing, a lost connection is a cut answer.
func TestLostConnectionAfterEarlyFinish(t *testing.T) {
	_, err := chatWith(t, patient, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, said(`,"finish_reason":"stop"`, "", ""))
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
	if kindOf(err) != openaiapi.CutOff {
		t.Errorf("got %v", err)
	}
}

func TestReasoning(t *testing.T) {
	const answer = "Exports rose in <2> months [1]."
	for name, text := range map[string]string{
		"none":                  answer,
		"think":                 "<think>\nThe release [1] says 5.\n</think>\n\n" + answer,
		"on one line":           "<think>It says 5 [1].</think>" + answer,
		"thinking":              "<thinking>Hm [1].</thinking> " + answer,
		"capitals":              "<THINK>Hm [1].</Think>\n" + answer,
		"empty":                 "<think>\n\n</think>\n\n" + answer,
		"only the closing tag":  "The user asks. It says 5 [1].\n</think>\n\n" + answer,
		"only thinking closed":  "Let me see [1].</thinking>" + answer,
		"twice":                 "<think>a [1].</think><think>b [1].</think>" + answer,
		"closed twice":          "<think>a [1].</think></think>" + answer,
		"nested":                "<think>a <think>b</think>" + answer,
		"after the answer":      answer + "<think>Was that right [1]?",
		"in brackets":           "[THINK]Hm [1].[/THINK]" + answer,
		"in triangles":          "◁think▷Hm [1].◁/think▷" + answer,
		"channels":              "<|channel|>analysis<|message|>Hm [1].<|end|><|start|>assistant<|channel|>final<|message|>" + answer,
		"closed by another tag": "<think>Hm [1].</thinking>" + answer,
	} {
		t.Run(name, func(t *testing.T) {
			for n := 1; n <= len(text); n++ { // pieces of n runes
				passed, got := openaiapi.WithoutReasoning(pieces(text, n)...)
				if got != answer {
					t.Fatalf("in pieces of %d: %q", n, got)
				}
				if passed != answer && !strings.HasPrefix(name, "only") {
					t.Fatalf("in pieces of %d passed on: %q", n, passed)
				}
			}
		})
	}
	if _, got := openaiapi.WithoutReasoning("<think>The release [1] says 5."); got != "" {
		t.Errorf("unclosed: %q", got)
	}
}

func pieces(text string, n int) []string {
	var out []string
	for runes := []rune(text); len(runes) > 0; {
		k := min(n, len(runes))
		out, runes = append(out, string(runes[:k])), runes[k:]
	}
	return out
}

// A server that sends no stream, whatever it is asked for, is waited for as
// long as a whole answer takes, once that is known.
func TestServerWithoutStreams(t *testing.T) {
	wait := time.Duration(0)
	c := clientOf(t, func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(wait)
		_, _ = io.WriteString(w, `{"choices":[{"message":{"content":"Exports rose in May [1]."}}]}`)
	})
	req := ask()
	for _, wait = range []time.Duration{0, 700 * time.Millisecond} {
		got, err := c.Chat(t.Context(), req, nil)
		if err != nil || got.Text != wholeText {
			t.Errorf("after %s: %q, %v", wait, got.Text, err)
		}
		req.FirstToken = 300 * time.Millisecond
	}
}

// What is not closed leaves no answer: an error, not reasoning.
func TestReasoningWithoutAnswer(t *testing.T) {
	for name, content := range map[string]string{
		"unclosed": "<think>The release [1] says 5.", "nothing after": "<think>It says 5.</think>\n", "lone and nothing after": "It says 5 [1].</think>",
	} {
		t.Run(name, func(t *testing.T) {
			got, err := chatWith(t, patient, func(w http.ResponseWriter, _ *http.Request) {
				_, _ = fmt.Fprintf(w, "data: {\"choices\":[{\"delta\":{\"content\":%q}}]}\n\n%s", content, stop+done)
			})
			if kindOf(err) != openaiapi.Malformed || !strings.Contains(err.Error(), "reasoning") || got.Text != "" {
				t.Errorf("%q, %v", got.Text, err)
			}
		})
	}
}

// A model that closes what it never opened streams reasoning at most once.
func TestLoneClosingTagIsRemembered(t *testing.T) {
	for model, want := range map[string][2]string{"house": {"It says 5 [1].", wholeText}, "deepseek-r1:8b": {wholeText, wholeText}} {
		t.Run(model, func(t *testing.T) {
			c := clientOf(t, func(w http.ResponseWriter, _ *http.Request) {
				_, _ = io.WriteString(w, `data: {"choices":[{"delta":{"content":"It says 5 [1]."}}]}`+"\n\n"+
					`data: {"choices":[{"delta":{"content":"</think>Exports rose in May [1]."}}]}`+"\n\n"+done)
			})
			for _, want := range want {
				req, heard := ask(), ""
				req.Model = model
				got, err := c.Chat(t.Context(), req, func(s string) error { heard += s; return nil })
				if err != nil || got.Text != wholeText || heard != want {
					t.Errorf("text %q, heard %q, %v", got.Text, heard, err)
				}
			}
		})
	}
}

// Reasoning in a field of its own is a sign of life for longer than the first
// token may take, and no part of the answer.
func TestReasoningInItsOwnField(t *testing.T) {
	for _, field := range []string{`"reasoning_content":"hm"`, `"reasoning":"hm","content":""`, `"reasoning_details":[{"text":"hm"}],"content":null`, `"thinking":"hm"`} {
		t.Run(field, func(t *testing.T) {
			t.Parallel()
			think := func(w http.ResponseWriter, times int) {
				for range times {
					_, _ = io.WriteString(w, `data: {"choices":[{"delta":{`+field+`}}]}`+"\n\n")
					_ = http.NewResponseController(w).Flush()
					time.Sleep(100 * time.Millisecond)
				}
			}
			got, err := chatWith(t, patience{500 * time.Millisecond, 10 * time.Second}, func(w http.ResponseWriter, _ *http.Request) {
				think(w, 10)
				_, _ = io.WriteString(w, said("", "", stop))
			})
			if err != nil || got.Text != wholeText {
				t.Errorf("%q, %v", got.Text, err)
			}
		})
	}
	t.Run("for ever", func(t *testing.T) {
		t.Parallel()
		req := ask()
		req.Total = time.Second
		c := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				_, _ = io.WriteString(w, `data: {"choices":[{"delta":{"reasoning":"hm"}}]}`+"\n\n")
				_ = http.NewResponseController(w).Flush()
				time.Sleep(50 * time.Millisecond)
			}
		})
		if _, err := c.Chat(t.Context(), req, nil); kindOf(err) != openaiapi.TotalTimeout {
			t.Errorf("%v", err)
		}
	})
}

func clientOf(t *testing.T, serve http.HandlerFunc, change ...func(*openaiapi.Config)) *openaiapi.Client {
	t.Helper()
	srv := newHTTP(t, serve)
	cfg := openaiapi.Config{BaseURL: srv, MaxRetries: -1}
	for _, f := range change {
		f(&cfg)
	}
	c, err := openaiapi.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}
