package openaiapi

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"

	openai "github.com/sashabaranov/go-openai"
)

// seed is arbitrary; that it never changes is the point.
const seed = 1

// dialect says which parts of the protocol a model understands.
type dialect struct {
	temperature      bool // takes temperature 0
	seed             bool // takes a seed
	usage            bool // takes stream_options.include_usage
	completionTokens bool // wants max_completion_tokens for max_tokens
}

// dialectOf is what the server has taught, or else what the name tells:
// reasoning models refuse a temperature and the old name of the token limit.
func (c *Client) dialectOf(model string) dialect {
	if d, ok := c.refused.Load(model); ok {
		return d.(dialect)
	}
	d := dialect{temperature: true, seed: true, usage: true}
	if reasons(model) {
		d.temperature, d.completionTokens = false, true
	}
	return d
}

func reasons(model string) bool {
	name := model[strings.LastIndexByte(model, '/')+1:] // "openai/o3-mini" of a gateway
	return slices.ContainsFunc([]string{"o1", "o3", "o4", "gpt-5", "gpt-6"}, func(prefix string) bool {
		return strings.HasPrefix(name, prefix)
	})
}

func (d dialect) request(req ChatRequest) openai.ChatCompletionRequest {
	out := openai.ChatCompletionRequest{Model: req.Model, MaxCompletionTokens: req.MaxTokens}
	for _, m := range req.Messages {
		out.Messages = append(out.Messages, openai.ChatCompletionMessage{Role: m.Role, Content: m.Content})
	}
	if d.seed {
		s := seed
		out.Seed = &s
	}
	if d.usage {
		out.StreamOptions = &openai.StreamOptions{IncludeUsage: true}
	}
	return out
}

// patch puts the temperature into the JSON: go-openai drops a 0, and servers
// then use 1. The least float above 0, which its README advises, is not 0. It
// also gives the token limit the name that most servers know.
func (d dialect) patch(fields map[string]json.RawMessage) {
	const newName, oldName = "max_completion_tokens", "max_tokens"
	if limit, ok := fields[newName]; ok && !d.completionTokens {
		delete(fields, newName)
		fields[oldName] = limit
	}
	if d.temperature {
		fields["temperature"] = json.RawMessage("0")
	}
}

// objection is how servers say that they do not know a field.
var objection = regexp.MustCompile(`(?i)unsupported|unrecogni[sz]ed|unknown|unexpected|extra|not (support|permit|allow)`)

// simplify returns the dialect without what the server has just refused by
// name, and false when it refused something else or nothing.
func (d dialect) simplify(err error) (dialect, bool) {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Status != http.StatusBadRequest && e.Status != http.StatusUnprocessableEntity {
		return d, false
	}
	refuses := func(field string) bool {
		return e.param == field || objection.MatchString(e.server) && strings.Contains(e.server, field)
	}
	switch {
	case d.usage && (refuses("stream_options") || refuses("include_usage")):
		d.usage = false
	case d.temperature && refuses("temperature"):
		d.temperature = false
	case d.seed && refuses("seed"):
		d.seed = false
	case !d.completionTokens && refuses("max_completion_tokens"):
		d.completionTokens = true
	default:
		return d, false
	}
	return d, true
}
