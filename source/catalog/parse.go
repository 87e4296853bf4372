package catalog

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"golang.org/x/text/language"

	"motirbot/internal/address"
	"motirbot/release"
)

var (
	sourceKeys = []string{"name", "feed", "site", "issuer", "topics", "follow", "note"}
	issuerKeys = []string{"name", "short", "ko", "country", "zone", "language", "licence", "aliases"}
)

// file reads the syntax tree of a file rather than values: it knows where
// everything stands, and expands no aliases.
type file struct {
	name string
	own  bool // the user's
}

// wrong is an error at a node.
func (f file) wrong(at ast.Node, format string, args ...any) error {
	return fmt.Errorf("%s: %s", f.place(at), fmt.Sprintf(format, args...))
}

func (f file) place(at ast.Node) string {
	if at == nil || at.GetToken() == nil || at.GetToken().Position == nil {
		return f.name
	}
	p := at.GetToken().Position
	return fmt.Sprintf("%s:%d:%d", f.name, p.Line, p.Column)
}

// read adds the sources of a file.
func (c *Catalog) read(name string, data []byte, own bool) error {
	f := file{name, own}
	tree, err := parser.ParseBytes(data, 0)
	var syntax *yaml.SyntaxError
	switch {
	case errors.As(err, &syntax) && syntax.Token != nil && syntax.Token.Position != nil:
		message, _, _ := strings.Cut(syntax.Message, "\n")
		return fmt.Errorf("%s:%d:%d: not valid YAML: %s; put quotes around values with a colon, a comma or a #", name, syntax.Token.Position.Line, syntax.Token.Position.Column, message)
	case err != nil:
		return fmt.Errorf("%s: not valid YAML", name)
	}
	named := map[string]ast.Node{}
	for _, doc := range tree.Docs {
		if _, empty := doc.Body.(*ast.NullNode); doc.Body == nil || empty {
			continue
		}
		list, ok := doc.Body.(*ast.SequenceNode)
		if !ok {
			return f.wrong(doc.Body, `want a list of sources, each beginning with "- name: …"`)
		}
		for _, node := range list.Values {
			if err := c.add(f, node, named); err != nil {
				return err
			}
		}
	}
	return nil
}

// add reads one source. named holds where the names of the file stand.
func (c *Catalog) add(f file, node ast.Node, named map[string]ast.Node) error {
	fields, err := f.mapping(node, "a source", sourceKeys)
	if err != nil {
		return err
	}
	name, err := f.text(fields["name"])
	switch {
	case err != nil:
		return err
	case name == "":
		return f.wrong(node, `the source has no name: write "name: …", as sync and status are to call it`)
	case strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r == ',' }):
		return f.wrong(fields["name"], "the name %q has a space or comma in it: write one word, such as %s", name, strings.Join(strings.Fields(strings.ReplaceAll(name, ",", " ")), "-"))
	case named[name] != nil:
		return f.wrong(fields["name"], "the name %q stands in line %d already: give this source another name, or make one of the two", name, named[name].GetToken().Position.Line)
	}
	named[name] = fields["name"]
	at := slices.IndexFunc(c.sources, func(s Source) bool { return s.Name == name })
	s := Source{Name: name, Follow: f.own}
	if at >= 0 {
		s = c.sources[at]
		s.Follow = f.own
	}
	if err := c.fill(f, &s, fields); err != nil {
		return err
	}
	if err := c.complete(f, s, at >= 0, fields["name"]); err != nil {
		return err
	}
	if at >= 0 {
		c.sources[at] = s
	} else {
		c.sources = append(c.sources, s)
	}
	c.know(s.Issuer)
	return nil
}

// fill reads what the fields say of a source.
func (c *Catalog) fill(f file, s *Source, fields map[string]ast.Node) error {
	var errs [6]error
	if fields["feed"] != nil {
		s.Feed, errs[0] = f.address(fields["feed"])
	}
	if fields["site"] != nil {
		s.Site, errs[1] = f.address(fields["site"])
	}
	if node := fields["issuer"]; node != nil {
		s.Issuer, errs[2] = c.issuer(f, node)
	}
	if node := fields["topics"]; node != nil {
		s.Topics = nil
		var names []string
		var nodes []ast.Node
		names, nodes, errs[3] = f.list(node)
		for i, name := range names {
			s.Topics = append(s.Topics, Topic{name, f.place(nodes[i])})
		}
	}
	if node := fields["follow"]; node != nil {
		yes, ok := node.(*ast.BoolNode)
		if !ok {
			errs[4] = f.wrong(node, "%q is neither true nor false: write one of them", node.String())
		} else {
			s.Follow = yes.Value
		}
	}
	if fields["note"] != nil {
		s.Note, errs[5] = f.text(fields["note"])
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// complete refuses a source that lacks what it needs.
func (c *Catalog) complete(f file, s Source, known bool, node ast.Node) error {
	switch {
	case s.Follow && s.Feed.IsZero() && s.Site.IsZero() && !known:
		var names []string
		for _, other := range c.sources {
			names = append(names, other.Name)
		}
		return f.wrong(node, `the source %q has no address: write "feed: https://…", or one of the names that are ready: %s`, s.Name, strings.Join(names, ", "))
	case s.Follow && s.Feed.IsZero() && s.Site.IsZero():
		return f.wrong(node, `no address is known of the source %q: write "feed: https://…"`, s.Name)
	case !s.Feed.IsZero() && !s.Site.IsZero():
		return f.wrong(node, "the source %q has both a feed and a site: write one, and another source for the other", s.Name)
	case s.Issuer.IsZero():
		return f.wrong(node, `the source %q has no issuer: write "issuer: " and its name`, s.Name)
	}
	return nil
}

// issuer is that of a name, or what a mapping says of one.
func (c *Catalog) issuer(f file, node ast.Node) (release.Issuer, error) {
	if _, ok := node.(*ast.StringNode); ok {
		name, err := f.text(node)
		known := c.Issuer(name)
		if err == nil && known.Country == "" {
			err = f.wrong(node, `no issuer is called %q: write what is known of it, as {name: …, short: …, country: …, zone: …}`, name)
		}
		return known, err
	}
	fields, err := f.mapping(node, "an issuer", issuerKeys)
	if err != nil {
		return release.Issuer{}, err
	}
	var i release.Issuer
	for key, to := range map[string]*string{"name": &i.Name, "short": &i.Short, "ko": &i.Korean, "country": &i.Country, "zone": &i.Zone, "language": &i.Language, "licence": &i.Licence} {
		if *to, err = f.text(fields[key]); err != nil {
			return i, err
		}
	}
	if fields["aliases"] != nil {
		if i.Aliases, _, err = f.list(fields["aliases"]); err != nil {
			return i, err
		}
	}
	region, regionErr := language.ParseRegion(i.Country)
	_, zoneErr := time.LoadLocation(i.Zone)
	_, languageErr := language.Parse(i.Language)
	switch {
	case i.Name == "":
		return i, f.wrong(node, `the issuer has no name: write "name: …"`)
	case i.Country == "":
		return i, f.wrong(node, `the issuer has no country: write "country: " and its code of two letters, such as JP`)
	case regionErr != nil || len(i.Country) != 2 || region.String() != i.Country:
		return i, f.wrong(fields["country"], "%q is no country: write its ISO 3166 code of two capitals, such as JP, or EU", i.Country)
	case zoneErr != nil || i.Zone == "Local":
		return i, f.wrong(fields["zone"], "%q is no time zone: write one of the IANA database, such as Asia/Tokyo", i.Zone)
	case fields["language"] != nil && languageErr != nil:
		return i, f.wrong(fields["language"], "%q is no language: write its code, such as en or ja", i.Language)
	}
	return i, nil
}

// mapping returns the values of a node by their keys.
func (f file) mapping(node ast.Node, what string, keys []string) (map[string]ast.Node, error) {
	var pairs []*ast.MappingValueNode
	switch n := node.(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	default:
		return nil, f.wrong(node, `want %s with lines such as "name: …"`, what)
	}
	fields := map[string]ast.Node{}
	for _, pair := range pairs {
		key := pair.Key.String()
		if !slices.Contains(keys, key) {
			return nil, f.wrong(pair.Key, "unknown key %q: %s has %s", key, what, strings.Join(keys, ", "))
		}
		fields[key] = pair.Value
	}
	return fields, nil
}

// text is the value of a node, "" for none.
func (f file) text(node ast.Node) (string, error) {
	switch n := node.(type) {
	case nil, *ast.NullNode:
		return "", nil
	case *ast.StringNode:
		return strings.TrimSpace(n.Value), nil
	case *ast.LiteralNode:
		return strings.Join(strings.Fields(n.Value.Value), " "), nil
	case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode:
		return node.GetToken().Value, nil
	}
	return "", f.wrong(node, "want text on one line")
}

func (f file) list(node ast.Node) (values []string, nodes []ast.Node, err error) {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		return nil, nil, f.wrong(node, "want a list in brackets, such as [steel, chips]")
	}
	for _, one := range list.Values {
		value, err := f.text(one)
		if err != nil || value == "" {
			return nil, nil, f.wrong(one, "want text in the list")
		}
		values, nodes = append(values, value), append(nodes, one)
	}
	return values, nodes, nil
}

// address does not quote what it refuses: it may hold a password.
func (f file) address(node ast.Node) (address.Address, error) {
	raw, err := f.text(node)
	if err != nil {
		return address.Address{}, err
	}
	at, err := address.Parse(raw)
	u, urlErr := url.Parse(at.Reveal())
	if err != nil || urlErr != nil || u.User != nil {
		return address.Address{}, f.wrong(node, "not an address that can be asked: write http:// or https:// with a host, without user or password")
	}
	return at, nil
}
