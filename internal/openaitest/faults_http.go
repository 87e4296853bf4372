package openaitest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

type answerFunc func(http.ResponseWriter, *exchange)

// Unauthorized refuses the key: 401.
func Unauthorized() Fault {
	return Fault{Name: "Unauthorized", answer: func(w http.ResponseWriter, x *exchange) { refuseKey(w, x.r) }}
}

// Forbidden denies access: 403.
func Forbidden() Fault {
	return status("Forbidden", http.StatusForbidden, apiError{Message: "Your country is not supported.", Type: "request_forbidden", Code: "unsupported_country"})
}

// RateLimited answers 429, with Retry-After in seconds unless it is 0.
func RateLimited(retryAfter time.Duration) Fault {
	return Fault{Name: "RateLimited", answer: func(w http.ResponseWriter, _ *exchange) {
		if retryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int((retryAfter+time.Second-1)/time.Second)))
		}
		limited(w)
	}}
}

// RateLimitedUntil answers 429 with a date in Retry-After, d from now.
func RateLimitedUntil(d time.Duration) Fault {
	return Fault{Name: "RateLimitedUntil", answer: func(w http.ResponseWriter, _ *exchange) {
		now := time.Now().UTC().Truncate(time.Second)
		w.Header().Set("Date", now.Format(http.TimeFormat))
		w.Header().Set("Retry-After", now.Add(d).Format(http.TimeFormat))
		limited(w)
	}}
}

func limited(w http.ResponseWriter) {
	writeError(w, http.StatusTooManyRequests, apiError{Message: "Rate limit reached for requests.", Type: "requests", Code: "rate_limit_exceeded"})
}

// OutOfQuota answers the 429 that no waiting mends.
func OutOfQuota() Fault {
	return status("OutOfQuota", http.StatusTooManyRequests, apiError{Message: "You exceeded your current quota.", Type: "insufficient_quota", Code: "insufficient_quota"})
}

// ServerError answers with a status of 500 and above.
func ServerError(code int) Fault {
	return status("ServerError "+strconv.Itoa(code), code, apiError{Message: "The server had an error while processing your request.", Type: "server_error"})
}

// HTMLError answers 502 with a page, as proxies do.
func HTMLError() Fault {
	return raw("HTMLError", http.StatusBadGateway, "text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>")
}

// GarbageJSON answers 200 with what is no JSON, and in a stream sends a line
// of it in place of the first token.
func GarbageJSON() Fault {
	return Fault{Name: "GarbageJSON", answer: func(w http.ResponseWriter, x *exchange) {
		if x.r.URL.Path == chatPath {
			x.fault = Fault{plan: func(p *plan) { p.garbageAt = new(int) }}
			x.s.chat(w, x)
			return
		}
		writeRaw(w, http.StatusOK, "application/json", `{"object":"list","data":[{"index":0,"embedding":[0.1,`)
	}}
}

// NotTheAPI answers 200 with a page, as a captive portal does.
func NotTheAPI() Fault {
	return raw("NotTheAPI", http.StatusOK, "text/html", "<html><body>Welcome!</body></html>")
}

// EchoKeyInError answers 400 with the key in the message, in several forms.
func EchoKeyInError() Fault {
	return Fault{Name: "EchoKeyInError", answer: func(w http.ResponseWriter, x *exchange) {
		key := strings.TrimPrefix(x.r.Header.Get("Authorization"), "Bearer ")
		coded := base64.StdEncoding.EncodeToString([]byte(key))
		refuse(w, "", "", fmt.Sprintf("Bad header Authorization: Bearer %s\r\nkey=%s base64=%s %s%s", key, key, coded, strings.Repeat("x", 170), key))
	}}
}

// EchoBodyInError answers 400 with the request in the message.
func EchoBodyInError() Fault {
	return Fault{Name: "EchoBodyInError", answer: func(w http.ResponseWriter, x *exchange) {
		var indented any
		_ = json.Unmarshal(x.raw, &indented)
		refuse(w, "", "", fmt.Sprintf("Cannot process: %v", indented))
	}}
}

// DropConnection breaks the connection before a byte of an answer.
func DropConnection() Fault {
	return Fault{Name: "DropConnection", answer: func(http.ResponseWriter, *exchange) { panic(http.ErrAbortHandler) }}
}

// Hang accepts a request and never answers.
func Hang() Fault {
	return Fault{Name: "Hang", answer: func(_ http.ResponseWriter, x *exchange) { x.wait(time.Hour) }}
}

// Redirect sends the client to another address: 307, which keeps method, body
// and, within one host, the key.
func Redirect(to string) Fault {
	return Fault{Name: "Redirect", answer: func(w http.ResponseWriter, x *exchange) {
		http.Redirect(w, x.r, to, http.StatusTemporaryRedirect)
	}}
}

// Endless answers 200 and then spaces without end, in a stream comments.
func Endless() Fault {
	return Fault{Name: "Endless", answer: func(w http.ResponseWriter, x *exchange) {
		block := strings.Repeat(" ", 1<<16)
		if x.r.URL.Path == chatPath {
			w.Header().Set("Content-Type", "text/event-stream")
			block = ": " + block + "\n\n"
		}
		for x.r.Context().Err() == nil {
			if _, err := io.WriteString(w, block); err != nil {
				return
			}
		}
	}}
}

// RefuseField answers 400 to requests that hold a field of this name, and
// serves others: a server that knows only part of the protocol.
func RefuseField(field string) Fault {
	return Fault{Name: "RefuseField " + field, path: chatPath, answer: func(w http.ResponseWriter, x *exchange) {
		var fields map[string]json.RawMessage
		_ = json.Unmarshal(x.raw, &fields)
		if _, ok := fields[field]; ok {
			refuse(w, field, "unknown_parameter", "Unrecognized request argument supplied: "+field)
			return
		}
		x.fault = Fault{}
		x.s.chat(w, x)
	}}
}

// RawReply answers chat requests with these bytes as they stand, for whatever
// servers send.
func RawReply(contentType, body string) Fault {
	f := raw("RawReply", http.StatusOK, contentType, body)
	f.path = chatPath
	return f
}

// Refuse answers a request with a status and a body where look, which gets the
// decoded request, returns a status, and serves it where that is 0.
func Refuse(look func(body map[string]any) (status int, answer string)) Fault {
	return Fault{Name: "Refuse", answer: func(w http.ResponseWriter, x *exchange) {
		body := map[string]any{}
		_ = json.Unmarshal(x.raw, &body)
		if code, answer := look(body); code != 0 {
			writeRaw(w, code, "application/json", answer)
			return
		}
		serve := x.s.chat
		if x.r.URL.Path == embeddingsPath {
			serve = x.s.embeddings
		}
		x.fault = Fault{}
		serve(w, x)
	}}
}

// ContextWindow refuses chats of more than so many tokens, prompt and answer
// together, as vLLM does: a context too small for what is sent.
func ContextWindow(tokens int) Fault {
	f := Refuse(func(body map[string]any) (int, string) {
		raw, _ := json.Marshal(body["messages"])
		var messages []Message
		_ = json.Unmarshal(raw, &messages)
		prompt := countTokens(ChatRequest{Messages: messages}.Text())
		most, _ := body["max_tokens"].(float64)
		if prompt+int(most) <= tokens {
			return 0, ""
		}
		return http.StatusBadRequest, fmt.Sprintf(`{"object":"error","type":"BadRequestError","param":null,"code":400,"message":`+
			`"This model's maximum context length is %d tokens. However, you requested %d tokens (%d in the messages, %d in the completion)."}`,
			tokens, prompt+int(most), prompt, int(most))
	}).OnlyChat()
	f.Name = "ContextWindow"
	return f
}

// BatchLimit refuses requests for more than n vectors, as Hugging Face's
// server does.
func BatchLimit(n int) Fault {
	f := Refuse(func(body map[string]any) (int, string) {
		if input, ok := body["input"].([]any); ok && len(input) > n {
			return http.StatusRequestEntityTooLarge, fmt.Sprintf(`{"message":"batch size %d > maximum allowed batch size %d","type":"Validation","code":413}`, len(input), n)
		}
		return 0, ""
	}).OnlyEmbeddings()
	f.Name = "BatchLimit"
	return f
}

func status(name string, code int, e apiError) Fault {
	return Fault{Name: name, answer: func(w http.ResponseWriter, _ *exchange) { writeError(w, code, e) }}
}

func raw(name string, code int, contentType, body string) Fault {
	return Fault{Name: name, answer: func(w http.ResponseWriter, _ *exchange) { writeRaw(w, code, contentType, body) }}
}

func writeRaw(w http.ResponseWriter, code int, contentType, body string) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(code)
	_, _ = io.WriteString(w, body)
}
