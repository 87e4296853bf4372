package openaiapi

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	openai "github.com/sashabaranov/go-openai"
)

// object is a JSON object read leniently. Names are without upper case, "_" and
// "-", for servers spell finish_reason in several ways; a null or an empty text
// counts as absent. What is not asked for is never decoded, so that it may have
// any type.
type object map[string]json.RawMessage

var spelling = strings.NewReplacer("_", "", "-", "")

// readObject returns nil where raw is no object.
func readObject(raw []byte) object {
	var fields map[string]json.RawMessage
	if json.Unmarshal(raw, &fields) != nil || fields == nil {
		return nil
	}
	o := object{}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		key := spelling.Replace(strings.ToLower(name))
		if value := string(fields[name]); value != "null" && value != `""` && o[key] == nil {
			o[key] = fields[name]
		}
	}
	return o
}

// get returns the first of the fields that is there.
func (o object) get(names ...string) json.RawMessage {
	for _, name := range names {
		if raw, ok := o[name]; ok {
			return raw
		}
	}
	return nil
}

// maxDepth bounds what a hostile server can make of lists within lists.
const maxDepth = 4

// text returns the text in raw and whether some of it is reasoning, which is
// left out. Text comes as a string or a list of strings and typed parts.
func text(raw json.RawMessage) (answer string, reasoned bool) { return textWithin(raw, maxDepth) }

func textWithin(raw json.RawMessage, depth int) (answer string, reasoned bool) {
	if depth == 0 {
		return "", false
	}
	switch first(raw) {
	case '"':
		_ = json.Unmarshal(raw, &answer)
	case '[':
		var all strings.Builder
		for _, part := range list(raw) {
			said, thought := textWithin(part, depth-1)
			all.WriteString(said)
			reasoned = reasoned || thought
		}
		answer = all.String()
	case '{':
		part := readObject(raw)
		if kind, _ := textWithin(part["type"], depth-1); strings.Contains(kind, "think") || strings.Contains(kind, "reason") {
			return "", true
		}
		return textWithin(part.get("text", "content", "value"), depth-1)
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		answer = string(raw)
	}
	return answer, reasoned
}

// number reads 12, 12.0, "12" and " 12.7 "; all else is 0.
func number(raw json.RawMessage) int {
	f, err := strconv.ParseFloat(strings.Trim(string(raw), "\" "), 64)
	if err != nil || math.Abs(f) > math.MaxInt32 {
		return 0
	}
	return int(f)
}

// list returns the elements of an array; anything else is a list of itself.
func list(raw json.RawMessage) []json.RawMessage {
	if first(raw) != '[' {
		if len(raw) == 0 {
			return nil
		}
		return []json.RawMessage{raw}
	}
	var elements []json.RawMessage
	_ = json.Unmarshal(raw, &elements)
	return elements
}

func first(raw []byte) byte {
	if raw = bytes.TrimSpace(raw); len(raw) > 0 {
		return raw[0]
	}
	return 0
}

// noNumber finds what Python writes for numbers that JSON does not know.
var noNumber = regexp.MustCompile(`([:,\[]\s*)-?(?:NaN|Infinity)`)

var errMalformed = errors.New("not the expected JSON")

// readChunk reads a chunk of a stream, or a whole answer, and keeps what is
// used of it. whole tells an answer that came in one piece. The error is a
// *said where the server reports one, else errMalformed.
func readChunk(raw []byte) (chunk openai.ChatCompletionStreamResponse, whole bool, err error) {
	if !json.Valid(raw) {
		raw = noNumber.ReplaceAll(raw, []byte("${1}null"))
		if !json.Valid(raw) {
			return chunk, false, errMalformed
		}
	}
	o := readObject(raw)
	choices := list(o["choices"])
	if len(choices) == 0 && (first(o["message"]) == '{' || o.get("delta", "response") != nil) {
		choices = []json.RawMessage{raw} // Ollama's own form
	}
	kind, _ := text(o.get("object", "type"))
	if o["error"] != nil || kind == "error" || len(choices) == 0 {
		if s := readError(raw); s != nil {
			return chunk, false, s
		}
	}
	for _, c := range choices {
		choice := readObject(c)
		if s := readError(choice["error"]); s != nil {
			return chunk, false, s
		}
		if number(choice["index"]) != 0 {
			continue
		}
		read, one := readChoice(choice)
		read.FinishReason = cmp.Or(read.FinishReason, finishOf(o))
		chunk.Choices, whole = append(chunk.Choices, read), whole || one && string(o["done"]) != "false"
	}
	chunk.Usage = readUsage(o)
	return chunk, whole, nil
}

func readChoice(choice object) (out openai.ChatCompletionStreamChoice, whole bool) {
	out.FinishReason = finishOf(choice)
	for _, name := range []string{"delta", "message", "text", "response"} {
		body := readObject(choice[name])
		raw := choice[name]
		if body != nil {
			raw = body.get("content", "text")
			out.Delta.Refusal, _ = text(body["refusal"])
			out.FinishReason = cmp.Or(out.FinishReason, finishOf(body))
		}
		said, reasoned := text(raw)
		for field, value := range body {
			if strings.Contains(field, "reasoning") || strings.Contains(field, "think") || strings.Contains(field, "thought") {
				reasoned = reasoned || !slices.Contains([]string{"[]", "{}", "false", "0"}, string(value))
			}
		}
		if reasoned {
			out.Delta.ReasoningContent = "…" // that there is some is all that is used of it
		}
		if out.Delta.Content = said; said != "" || reasoned || out.Delta.Refusal != "" {
			return out, name == "message"
		}
	}
	return out, choice["message"] != nil
}

// finishOf returns the reason why an answer ends, in OpenAI's words where it
// is one that matters: length, content_filter, error; else as it stands, and
// "" where there is none.
func finishOf(o object) openai.FinishReason {
	raw := o.get("finishreason", "donereason", "stopreason")
	reason, _ := text(raw)
	switch reason = strings.ToLower(strings.Trim(reason, " \"")); {
	case reason == "" && (string(raw) == "true" || string(o["done"]) == "true"):
		return openai.FinishReasonStop
	case reason == "" || reason == "null" || reason == "none" || reason == "0":
		return ""
	case strings.Contains(reason, "length") || strings.Contains(reason, "max") || strings.Contains(reason, "token_limit"):
		return openai.FinishReasonLength
	case slices.ContainsFunc([]string{"filter", "safety", "recitation", "prohibited", "blocklist", "sensitive", "refusal"},
		func(word string) bool { return strings.Contains(reason, word) }):
		return openai.FinishReasonContentFilter
	case strings.Contains(reason, "error") || strings.Contains(reason, "abort") || strings.Contains(reason, "cancel"):
		return finishError
	}
	return openai.FinishReason(reason)
}

const finishError = openai.FinishReason("error")

func readUsage(o object) *openai.Usage {
	u := readObject(o["usage"])
	if u == nil {
		u = readObject(readObject(o["xgroq"])["usage"])
	}
	if u == nil {
		u = o
	}
	out := openai.Usage{
		PromptTokens:     number(u.get("prompttokens", "inputtokens", "promptevalcount")),
		CompletionTokens: number(u.get("completiontokens", "outputtokens", "evalcount")),
	}
	if out.PromptTokens == 0 && out.CompletionTokens == 0 {
		return nil
	}
	return &out
}

// readEmbeddings rewrites an answer to a request for vectors into the form
// that go-openai reads: floats for base64, and an index for every vector. What
// it cannot read it leaves as it is.
func readEmbeddings(raw []byte) ([]byte, error) {
	o := readObject(raw)
	vectors := list(o.get("data", "embeddings"))
	if o == nil {
		vectors = list(raw) // a list without anything around it
	}
	if s := readError(raw); s != nil && o != nil && len(vectors) == 0 {
		return nil, s
	}
	type vector struct {
		Index     int `json:"index"`
		Embedding any `json:"embedding"`
	}
	out := make([]vector, 0, len(vectors))
	for i, v := range vectors {
		index := i
		if item := readObject(v); item != nil {
			if item["index"] != nil {
				index = number(item["index"])
			}
			v = item.get("embedding", "vector", "values")
		}
		if inner := list(v); len(inner) == 1 && first(inner[0]) == '[' {
			v = inner[0] // llama.cpp's own form: one vector a text, in a list of its own
		}
		if first(v) == '"' {
			floats, ok := fromBase64(v)
			if !ok {
				return raw, nil
			}
			out = append(out, vector{index, floats})
			continue
		}
		out = append(out, vector{index, v})
	}
	rewritten, err := json.Marshal(map[string]any{"data": out})
	if err != nil {
		return raw, nil //nolint:nilerr // as it came: whoever reads it says what is wrong
	}
	return rewritten, nil
}

// fromBase64 reads little-endian float32.
func fromBase64(raw json.RawMessage) ([]float32, bool) {
	var coded string
	if json.Unmarshal(raw, &coded) != nil {
		return nil, false
	}
	data, err := base64.StdEncoding.DecodeString(coded)
	if err != nil || len(data) == 0 || len(data)%4 != 0 {
		return nil, false
	}
	floats := make([]float32, len(data)/4)
	for i := range floats {
		floats[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return floats, true
}

// said is an error that the server reports, in whatever form.
type said struct {
	message string // its words, as they came
	code    string // its type and code
	status  int    // HTTP status named inside; 0: none
	all     string // all it said, for what hides in other fields
}

func (s *said) Error() string { return "the server reported an error" } // its words may hold secrets

// readError looks for the report of an error: {"error":{…}}, {"error":"…"},
// {"message":"…"}, {"detail":[{"msg":"…"}]}, a list of one of these, or plain
// text. It returns nil where there is none. Pages of HTML say nothing to a user.
func readError(raw []byte) *said {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || raw[0] == '<' || raw[0] == '{' && !json.Valid(raw) {
		return nil
	}
	if raw[0] != '{' && raw[0] != '[' {
		s, _ := text(raw)
		if s == "" {
			s = string(raw)
		}
		return &said{message: s, all: s}
	}
	o := readObject(raw)
	if elements := list(raw); raw[0] == '[' && len(elements) > 0 {
		o = readObject(elements[0])
	}
	inner := o
	if e := readObject(o["error"]); e != nil {
		inner = e
	}
	s := &said{message: describe(raw, maxDepth), all: string(raw), status: number(inner["code"])}
	for _, name := range []string{"type", "code", "param", "status"} {
		if word, _ := text(inner[name]); word != "0" {
			s.code += word + " "
		}
	}
	if upstream, _ := text(readObject(inner["metadata"])["raw"]); upstream != "" {
		s.message += ": " + upstream // OpenRouter passes on what its provider said
	}
	if s.message == "" && (o["error"] == nil || strings.TrimSpace(s.code) == "") {
		return nil
	}
	return s
}

// describe finds the words of an error.
func describe(raw json.RawMessage, depth int) string {
	if depth < 0 {
		return ""
	}
	switch first(raw) {
	case '"':
		s, _ := text(raw)
		return s
	case '[':
		var parts []string
		for _, element := range list(raw) {
			if s := describe(element, depth-1); s != "" {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, "; ")
	case '{':
		o := readObject(raw)
		for _, name := range []string{"error", "message", "msg", "detail", "errors", "errordescription", "description"} {
			if s := describe(o[name], depth-1); s != "" {
				if where := fieldOf(o["loc"]); where != "" {
					return where + ": " + s
				}
				return s
			}
		}
	}
	return ""
}

// fieldOf reads where a validator found a fault: ["body","seed"].
func fieldOf(loc json.RawMessage) string {
	elements := list(loc)
	if len(elements) == 0 {
		return ""
	}
	field, _ := text(elements[len(elements)-1])
	return field
}
