package openaiapi

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	openai "github.com/sashabaranov/go-openai"
)

const (
	// seed is arbitrary; that it never changes is the point.
	seed = 1
	// leastAnswer is the smallest token limit that leaves room for an answer,
	// and someAnswer one that does where a server does not tell its context.
	leastAnswer, someAnswer = 256, 512
	// templateTokens is what a server's chat template adds to the messages.
	templateTokens = 16
)

// dialect is what a model on a server has been found not to understand. The
// zero value speaks the whole protocol.
type dialect struct {
	noTemperature, noSeed, noUsage, noStream, noSystem bool

	limitNames int // names of the token limit that were refused, the likelier one first
	formats    int // forms of response_format that were refused, the stricter one first
	most       int // tokens of the longest answer it gives; 0: not known
	context    int // tokens of its context; 0: not known

	bareReasoning bool // its reasoning ends in a tag that nothing opened
	known         bool // an answer of it has been read
}

// dialectOf is what the server has taught, or else what the name tells:
// OpenAI's reasoning models refuse a temperature.
func (c *Client) dialectOf(model string) dialect {
	if d, ok := c.learned.Load(model); ok {
		return d.(dialect)
	}
	return dialect{noTemperature: openAIReasons.MatchString(model)}
}

var (
	openAIReasons = regexp.MustCompile(`(?:^|/)(?:o1|o3|o4|gpt-5|gpt-6)`) // "openai/o3-mini" of a gateway, too
	// othersReason are models whose chat template opens the reasoning, so that
	// their text has only the closing tag where the server does not take it out.
	othersReason = regexp.MustCompile(`(?i)(?:^|[/:_-])(?:r1|qwq|think|reason|nemotron)`)
)

// ContextLimit returns how many tokens, prompt and answer together, a model
// takes, once an error of the server has told; 0 before.
func (c *Client) ContextLimit(model string) int { return c.dialectOf(model).context }

// messages are those of the request, with the system's words at the head of
// the first user message where there may be no system message.
func (d dialect) messages(req ChatRequest) []openai.ChatCompletionMessage {
	var out []openai.ChatCompletionMessage
	system := ""
	for _, m := range req.Messages {
		if d.noSystem && m.Role == "system" {
			system += m.Content + "\n\n"
			continue
		}
		if system != "" {
			if m.Role != "user" {
				out = append(out, openai.ChatCompletionMessage{Role: "user", Content: strings.TrimSpace(system)})
			} else {
				m.Content = system + m.Content
			}
			system = ""
		}
		out = append(out, openai.ChatCompletionMessage{Role: m.Role, Content: m.Content})
	}
	if system != "" {
		out = append(out, openai.ChatCompletionMessage{Role: "user", Content: strings.TrimSpace(system)})
	}
	return out
}

// patch completes the JSON of a request. All that a server may refuse is put
// in here and not by go-openai, which drops a temperature of 0 (servers then
// use 1) and refuses by itself what it thinks a model does not take.
func (d dialect) patch(fields map[string]json.RawMessage, req ChatRequest, stream bool, limit int) {
	set := func(name string, value any) {
		if raw, err := json.Marshal(value); err == nil {
			fields[name] = raw
		}
	}
	set("stream", stream)
	if stream && !d.noUsage {
		set("stream_options", map[string]bool{"include_usage": true})
	}
	if !d.noTemperature {
		set("temperature", 0)
	}
	if !d.noSeed {
		set("seed", seed)
	}
	if name := d.limitName(req.Model); limit > 0 && name != "" {
		set(name, limit)
	}
	if format := d.format(req.JSON); format != nil {
		set("response_format", format)
	}
}

// limitName is the name of the token limit; "" where none is understood.
func (d dialect) limitName(model string) string {
	names := []string{"max_tokens", "max_completion_tokens", ""}
	if openAIReasons.MatchString(model) {
		names[0], names[1] = names[1], names[0]
	}
	return names[min(d.limitNames, 2)]
}

func (d dialect) format(f *JSONFormat) map[string]any {
	switch {
	case f == nil || d.formats > 1:
		return nil
	case len(f.Schema) == 0 || d.formats == 1:
		return map[string]any{"type": "json_object"}
	}
	return map[string]any{"type": "json_schema", "json_schema": map[string]any{
		"name": f.Name, "strict": true, "schema": f.Schema,
	}}
}

// limit is how many tokens an answer may have to a prompt of so many.
func (d dialect) limit(req ChatRequest, prompt int) int {
	n := req.MaxTokens
	if d.most > 0 {
		n = min(n, d.most)
	}
	if d.context > 0 {
		n = min(n, max(leastAnswer, d.context-prompt-templateTokens))
	}
	return n
}

// within is the dialect after a prompt with its answer was too long. Where the
// server does not tell its context, a short answer may do.
func (d dialect) within(small *ContextTooSmall) dialect {
	if small.Limit > 0 {
		d.context = small.Limit
	} else {
		d.most = someAnswer
	}
	return d
}

// estimate is about how many tokens a prompt has, rather too many than too
// few: three ASCII characters make a token, any other one is one and a half.
func estimate(messages []Message) int {
	sixths := 0
	for _, m := range messages {
		runes := utf8.RuneCountInString(m.Content)
		others := (len(m.Content) - runes) / 2 // of two bytes and three; close enough
		sixths += 9*min(others, runes) + 2*max(runes-others, 0)
	}
	return sixths/6 + 1
}

// refusal is a part of a request that can be left out or put in another way:
// how a server's words name it, and the other way. drop without effect means
// that there is none left.
type refusal struct {
	words *regexp.Regexp
	drop  func(d *dialect, req ChatRequest, message string)
}

var refusals = []refusal{
	{regexp.MustCompile(`temperature`), func(d *dialect, _ ChatRequest, _ string) { d.noTemperature = true }},
	{regexp.MustCompile(`\bseed\b`), func(d *dialect, _ ChatRequest, _ string) { d.noSeed = true }},
	{regexp.MustCompile(`stream_?options|include_?usage`), func(d *dialect, _ ChatRequest, _ string) { d.noUsage = true }},
	{regexp.MustCompile(`\bstream(ing|ed)?\b`), func(d *dialect, _ ChatRequest, _ string) { d.noStream = true }},
	{regexp.MustCompile(`\broles?\b|system (message|prompt|instruction)|developer instruction`), dropSystem},
	{regexp.MustCompile(`max_?(completion_?|new_?|output_?)?tokens`), lowerLimit},
	{regexp.MustCompile(`response_?format|json_?(schema|object|mode)|structured output|\bgrammar\b`), dropFormat},
}

func dropSystem(d *dialect, req ChatRequest, _ string) {
	d.noSystem = d.noSystem || slices.ContainsFunc(req.Messages, func(m Message) bool { return m.Role == "system" })
}

func dropFormat(d *dialect, req ChatRequest, _ string) {
	if format := d.format(req.JSON); format != nil {
		if d.formats++; len(req.JSON.Schema) == 0 {
			d.formats = 2
		}
	}
}

// lowerLimit obeys a smaller limit that the server names, or else gives the
// limit its other name, or none.
func lowerLimit(d *dialect, req ChatRequest, message string) {
	sent := d.limit(req, 0)
	if sent == 0 || d.limitName(req.Model) == "" {
		return
	}
	if n := largestBelow(message, sent); n >= leastAnswer {
		d.most = n
		return
	}
	d.limitNames++
}

// without returns the dialect without what the server has just refused by
// name, and false where it named nothing that there is another way for. An
// error that names nearly everything is an echo of the request.
func (d dialect) without(err error, req ChatRequest) (dialect, bool) {
	e, ok := err.(*Error) //nolint:errorlint // one that is wrapped is about the context
	if !ok || e.Kind != BadRequest && e.Kind != ServerError {
		return d, false
	}
	was, named, words := d, 0, strings.ToLower(e.all)
	for _, part := range refusals {
		if part.words.MatchString(words) {
			part.drop(&d, req, e.server)
			named++
		}
	}
	return d, d != was && named <= 3
}

// hopeless reports whether a server error would come again, for it says what
// it does not like about the request.
func hopeless(s *said) bool {
	words := strings.ToLower(s.all)
	return tooLong.MatchString(words) || tooLarge.MatchString(words) ||
		slices.ContainsFunc(refusals, func(r refusal) bool { return r.words.MatchString(words) })
}
