package motir

import (
	"slices"

	"golang.org/x/net/html"
)

// row is what a list shows of one release.
type row struct {
	number, url string
	links       []*html.Node
	node        *html.Node // holds links, and no other release
}

// mainList keeps the rows of the page's own list: beside it stand others, of
// the most viewed say, which are in no order of time.
func mainList(links []link) []row {
	lists := listsOf(links)
	weight := func(rows []row) int {
		dated := slices.ContainsFunc(rows, func(r row) bool { return !rowDate(r.node).IsZero() })
		if dated {
			return 1000 + len(rows)
		}
		return len(rows)
	}
	var main []row
	for _, rows := range lists {
		if weight(rows) > weight(main) {
			main = rows
		}
	}
	return main
}

// listsOf groups links into rows, and rows into lists, in document order.
func listsOf(links []link) [][]row {
	numbersIn := map[*html.Node]map[string]bool{}
	for _, l := range links {
		for n := l.node; n != nil; n = n.Parent {
			if numbersIn[n] == nil {
				numbersIn[n] = map[string]bool{}
			}
			numbersIn[n][l.number] = true
		}
	}
	var lists [][]row
	position := map[*html.Node]int{}
	for _, l := range links {
		at := rowOf(l.node, numbersIn)
		i, ok := position[at.Parent]
		if !ok {
			i = len(lists)
			position[at.Parent] = i
			lists = append(lists, nil)
		}
		lists[i] = addLink(lists[i], l, at)
	}
	return lists
}

// addLink joins the links of one release: a list may have one on the title and
// one on the picture.
func addLink(rows []row, l link, at *html.Node) []row {
	i := slices.IndexFunc(rows, func(r row) bool { return r.number == l.number })
	if i < 0 {
		rows = append(rows, row{number: l.number, url: l.url, node: at})
		i = len(rows) - 1
	}
	rows[i].links = append(rows[i].links, l.node)
	return rows
}

// listElements end the climb to a row: a list with a single entry must not
// take the whole page for its row.
var listElements = map[string]bool{
	"ul": true, "ol": true, "tbody": true, "table": true, "main": true,
	"section": true, "form": true, "body": true, "html": true,
}

func rowOf(n *html.Node, numbersIn map[*html.Node]map[string]bool) *html.Node {
	for p := n.Parent; p != nil && p.Type == html.ElementNode; p = p.Parent {
		if listElements[p.Data] || len(numbersIn[p]) > 1 {
			break
		}
		n = p
	}
	return n
}
