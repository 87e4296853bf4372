package discordtest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/pb33f/jsonschema/v6"
	"github.com/pb33f/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// description is Discord's OpenAPI document. Only the JSON schemas in it are
// used, by a validator of JSON Schema 2020-12, which OpenAPI 3.1 builds on:
// compiled one operation at a time they cost milliseconds, where building a
// validator of the whole document takes seconds.
type description struct {
	doc      object
	mu       sync.Mutex
	compiler *jsonschema.Compiler
	compiled map[string]*jsonschema.Schema
}

// descriptions keeps what was read for the tests that follow in the process.
var descriptions sync.Map

// documentURL names the document to the compiler; nothing is fetched.
const documentURL = "file:///discord-openapi.json"

func readDescription(file string) (*description, error) {
	if known, ok := descriptions.Load(file); ok {
		return known.(*description), nil
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	parsed, err := parseJSON(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	doc, ok := parsed.(object)
	if !ok || doc["paths"] == nil {
		return nil, fmt.Errorf("%s: no OpenAPI description", file)
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	if err := compiler.AddResource(documentURL, doc); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	d := &description{doc: doc, compiler: compiler, compiled: map[string]*jsonschema.Schema{}}
	known, _ := descriptions.LoadOrStore(file, d)
	return known.(*description), nil
}

// parseJSON reads JSON with numbers kept exact.
func parseJSON(raw []byte) (any, error) { return jsonschema.UnmarshalJSON(bytes.NewReader(raw)) }

// check holds path, query and body of a call to the description.
func (d *description) check(c *call, body any, p *problems) {
	operation := d.at("paths", c.route.path, strings.ToLower(c.route.method))
	if operation == nil {
		p.add("", "NOT_DESCRIBED", "Discord's description has no "+c.route.name())
		return
	}
	d.checkQuery(c, operation, p)
	pointer := []string{"paths", c.route.path, strings.ToLower(c.route.method), "requestBody", "content", "application/json", "schema"}
	if d.at(pointer...) == nil {
		return
	}
	if body == nil {
		if !p.has("") {
			p.required("")
		}
		return
	}
	d.hold(pointer, asDescribed(body), "", p)
}

// at finds what is under the keys, nil if there is nothing.
func (d *description) at(keys ...string) object {
	here := d.doc
	for _, key := range keys {
		next, ok := here[key].(object)
		if !ok {
			return nil
		}
		here = next
	}
	return here
}

// checkQuery holds the parameters that the description knows to their types.
func (d *description) checkQuery(c *call, operation object, p *problems) {
	params, _ := operation["parameters"].([]any)
	for i, entry := range params {
		param, _ := entry.(object)
		name, _ := param["name"].(string)
		text := c.query.Get(name)
		if param["in"] != "query" || text == "" {
			continue
		}
		pointer := []string{"paths", c.route.path, strings.ToLower(c.route.method), "parameters", strconv.Itoa(i), "schema"}
		value := any(text)
		if parsed, err := parseJSON([]byte(text)); err == nil && isPlain(d.entryType(param)) {
			value = parsed
		}
		d.hold(pointer, value, name, p)
	}
}

func (d *description) entryType(param object) any {
	schema, _ := param["schema"].(object)
	return schema["type"]
}

// isPlain tells whether a query parameter of the type is written as in JSON.
func isPlain(kind any) bool { return kind == "integer" || kind == "boolean" || kind == "number" }

// hold validates a value and adds what is wrong, but not twice what the limits
// have found already.
func (d *description) hold(pointer []string, value any, under string, p *problems) {
	schema, err := d.schema(pointer)
	if err != nil {
		p.add(under, "NOT_DESCRIBED", err.Error())
		return
	}
	var invalid *jsonschema.ValidationError
	if !errors.As(schema.Validate(value), &invalid) {
		return
	}
	found := &problems{}
	gather(invalid, under, found)
	for _, one := range found.list {
		if !p.has(one.Field) {
			p.list = append(p.list, one)
		}
	}
}

func (d *description) schema(pointer []string) (*jsonschema.Schema, error) {
	escape := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D")
	steps := make([]string, len(pointer))
	for i, key := range pointer {
		steps[i] = escape.Replace(key)
	}
	where := documentURL + "#/" + strings.Join(steps, "/")
	d.mu.Lock()
	defer d.mu.Unlock()
	if known := d.compiled[where]; known != nil {
		return known, nil
	}
	schema, err := d.compiler.Compile(where)
	if err == nil {
		d.compiled[where] = schema
	}
	return schema, err
}

// asDescribed turns a body into one that the description counts as Discord does:
// permissions written as text, which the documentation allows, become numbers,
// and what is two units of UTF-16 becomes two characters.
func asDescribed(body any) any {
	switch body := body.(type) {
	case string:
		return wide.ReplaceAllString(body, "□□")
	case []any:
		out := make([]any, len(body))
		for i, one := range body {
			out[i] = asDescribed(one)
		}
		return out
	case object:
		out := object{}
		for key, value := range body {
			out[key] = asDescribed(value)
		}
		if text, ok := body["default_member_permissions"].(string); ok {
			if n, err := parseJSON([]byte(text)); err == nil {
				out["default_member_permissions"] = n
			}
		}
		return out
	}
	return body
}

// wide are the characters outside the basic plane.
var wide = regexp.MustCompile(`[\x{10000}-\x{10FFFF}]`)

// gather turns a tree of schema errors into problems, one for each leaf, of
// alternatives only those of the one that was meant.
func gather(e *jsonschema.ValidationError, under string, p *problems) {
	field := at(under, strings.Join(e.InstanceLocation, "."))
	switch e.ErrorKind.(type) {
	case *kind.OneOf, *kind.AnyOf:
		if len(e.Causes) > 0 {
			gather(meant(e), under, p)
			return
		}
	}
	for _, cause := range e.Causes {
		gather(cause, under, p)
	}
	if len(e.Causes) > 0 {
		return
	}
	if missing, ok := e.ErrorKind.(*kind.Required); ok {
		for _, name := range missing.Missing {
			p.required(at(field, name))
		}
		return
	}
	p.add(field, codeFor(e.ErrorKind), e.ErrorKind.LocalizedString(message.NewPrinter(language.English)))
}

// meant picks the alternative the sender had in mind: one whose "type" is
// right, and then the one with the least to complain of.
func meant(e *jsonschema.ValidationError) *jsonschema.ValidationError {
	return slices.MinFunc(e.Causes, func(a, b *jsonschema.ValidationError) int {
		return strangeness(a, e) - strangeness(b, e)
	})
}

func strangeness(e, under *jsonschema.ValidationError) int {
	if len(e.Causes) == 0 {
		n := 1
		rest := e.InstanceLocation[len(under.InstanceLocation):]
		_, wrongType := e.ErrorKind.(*kind.Type)
		if len(rest) == 0 && wrongType || len(rest) == 1 && rest[0] == "type" {
			n = 1000
		}
		return n
	}
	total := 0
	for _, cause := range e.Causes {
		total += strangeness(cause, under)
	}
	return total
}

// codeFor names a schema error as Discord names the like.
func codeFor(k jsonschema.ErrorKind) string {
	switch k.(type) {
	case *kind.MaxLength, *kind.MaxItems:
		return "BASE_TYPE_MAX_LENGTH"
	case *kind.MinLength, *kind.MinItems:
		return "BASE_TYPE_MIN_LENGTH"
	case *kind.Enum, *kind.Const, *kind.OneOf, *kind.AnyOf:
		return "BASE_TYPE_CHOICES"
	case *kind.Maximum:
		return "NUMBER_TYPE_MAX"
	case *kind.Minimum:
		return "NUMBER_TYPE_MIN"
	case *kind.Pattern:
		return "STRING_TYPE_REGEX"
	}
	return "BASE_TYPE_BAD_TYPE"
}
