// Package htmltable turns the tables of an HTML page into lines of the plain
// form of motirbot/internal/tables, in place, so that whatever reads the text of
// the page keeps rows, heads and spans.
package htmltable

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"motirbot/internal/tables"
)

// Spans make much of little: a page of nothing but tables is read as it stands
// from where these are reached.
const (
	maxTables = 1000
	maxSize   = 2 << 20 // bytes of all lines
)

// Flatten replaces every table below root that has two columns or more by
// paragraphs, one a line. A table that holds tables is layout: only those in it
// are replaced.
func Flatten(root *html.Node) {
	var found []*html.Node
	layout := map[*html.Node]bool{}
	for n := range root.Descendants() {
		if !is(n, atom.Table) {
			continue
		}
		found = append(found, n)
		for up := n.Parent; up != nil; up = up.Parent {
			if is(up, atom.Table) {
				layout[up] = true
				break
			}
		}
	}
	size, done := 0, 0
	for _, table := range found {
		if layout[table] {
			continue
		}
		if done++; done > maxTables || size > maxSize {
			return
		}
		lines := plain(table)
		for _, line := range lines {
			size += len(line)
		}
		if table.Parent == nil || !slices.ContainsFunc(lines, tables.IsRow) {
			continue
		}
		for _, line := range lines {
			p := &html.Node{Type: html.ElementNode, Data: "p", DataAtom: atom.P}
			p.AppendChild(&html.Node{Type: html.TextNode, Data: line})
			table.Parent.InsertBefore(p, table)
		}
		table.Parent.RemoveChild(table)
	}
}

func is(n *html.Node, what atom.Atom) bool { return n.Type == html.ElementNode && n.DataAtom == what }

func plain(table *html.Node) []string {
	var caption []string
	var rows [][]tables.Cell
	for n := range table.Descendants() {
		switch {
		case is(n, atom.Caption) && !Hidden(n):
			if t := text(n); t != "" {
				caption = append(caption, t)
			}
		case is(n, atom.Tr) && !Hidden(n):
			var row []tables.Cell
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if (is(c, atom.Td) || is(c, atom.Th)) && !Hidden(c) {
					row = append(row, tables.Cell{Text: text(c), Rows: number(c, "rowspan"), Columns: number(c, "colspan"), Head: is(c, atom.Th) || is(n.Parent, atom.Thead)})
				}
			}
			rows = append(rows, row)
		}
	}
	return append(caption, tables.Plain(rows)...)
}

func number(n *html.Node, attribute string) int {
	for _, a := range n.Attr {
		if a.Key == attribute {
			v, _ := strconv.Atoi(strings.TrimSpace(a.Val))
			return v
		}
	}
	return 1
}

// text is what a reader sees of n, on one line.
func text(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
			return
		case n.Type == html.ElementNode && (n.DataAtom == atom.Script || n.DataAtom == atom.Style || n.DataAtom == atom.Template || Hidden(n)):
			return
		case n.DataAtom == atom.Br || n.DataAtom == atom.P || n.DataAtom == atom.Div || n.DataAtom == atom.Li:
			b.WriteByte(' ')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

var (
	hiddenClass = regexp.MustCompile(`(?i)(^|\s)(blind|sr[-_]?only|hidden|hide|visually-hidden|screen-?out)(\s|$)`)
	hiddenStyle = regexp.MustCompile(`(?i)(display\s*:\s*none|visibility\s*:\s*hidden)`)
)

// Hidden reports whether a reader does not see n: labels for screen readers
// and folded parts.
func Hidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "class":
			if hiddenClass.MatchString(a.Val) {
				return true
			}
		case "style":
			if hiddenStyle.MatchString(a.Val) {
				return true
			}
		}
	}
	return false
}
