package dump

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"motirbot/release"
)

// recordFromMatter reads the fields of front matter, or returns the line of it
// (from 1) that is wrong, and why. The syntax tree is read rather than decoded
// into values: it keeps line numbers, leaves 2025-12-18 the text it is, and
// expands no aliases.
func recordFromMatter(lines []string) (rec record, at int, reason string) {
	fields, at, err := matterFields(lines)
	if err != nil {
		return record{}, at, err.Error()
	}
	for _, f := range rec.fields() {
		value, ok := fields[f.name]
		if !ok {
			continue
		}
		if *f.to, ok = scalar(value); !ok {
			return record{}, lineOf(value), fmt.Sprintf("%q in the front matter must be text on one line", f.name)
		}
	}
	if _, err := parseDate(rec.date, release.Seoul); err != nil {
		return record{}, lineOf(fields["date"]), err.Error()
	}
	return rec, 0, ""
}

func matterFields(lines []string) (map[string]ast.Node, int, error) {
	file, err := parser.ParseBytes([]byte(strings.Join(lines, "\n")+"\n"), 0)
	var syntax *yaml.SyntaxError
	switch {
	case errors.As(err, &syntax) && syntax.Token != nil && syntax.Token.Position != nil:
		return nil, syntax.Token.Position.Line, notYAML(syntax.Message)
	case err != nil:
		return nil, 1, notYAML(err.Error())
	}
	fields := map[string]ast.Node{}
	for _, doc := range file.Docs {
		switch body := doc.Body.(type) {
		case nil:
		case *ast.MappingNode:
			for _, pair := range body.Values {
				fields[pair.Key.String()] = pair.Value
			}
		default:
			return nil, lineOf(body), errors.New(`the front matter must hold lines such as "title: …"`)
		}
	}
	return fields, 0, nil
}

func notYAML(message string) error {
	message, _, _ = strings.Cut(message, "\n")
	return fmt.Errorf("the front matter is not valid YAML (%s); put quotes around values with a colon", cleanLine(message))
}

// scalar returns the text of a node as it was written. Null is no text.
func scalar(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case nil, *ast.NullNode:
		return "", true
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.TagNode:
		return scalar(n.Value)
	case *ast.AnchorNode:
		return scalar(n.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return node.GetToken().Value, true
	}
	return "", false
}

func lineOf(node ast.Node) int {
	if node == nil || node.GetToken() == nil || node.GetToken().Position == nil {
		return 1
	}
	return max(1, node.GetToken().Position.Line)
}
