package main

import (
	"slices"
	"strings"

	"motirbot/answer"
)

// bullet begins a line of a text that Items repeats.
const bullet = "• "

func bullets(text string) int {
	n := 0
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, bullet) {
			n++
		}
	}
	return n
}

// list lays out the lines of a list, each with its link, and leaves the words
// around them where they are. It returns the citations that this did not show.
func (p *printer) list(ans answer.Answer) []answer.Citation {
	items, left := ans.Items, slices.Clone(ans.Citations)
	for line := range strings.SplitSeq(strings.TrimSpace(ans.Text), "\n") {
		if !strings.HasPrefix(line, bullet) {
			p.paragraph(line, "", p.paintMarkers)
			continue
		}
		item := items[0]
		items = items[1:]
		p.item(item)
		left = slices.DeleteFunc(left, func(c answer.Citation) bool { return c.N == item.N })
	}
	return left
}

// item prints the date and title, one sentence, and the link.
func (p *printer) item(item answer.Item) {
	indent := p.dated(item.N, item.Date, item.Title)
	if item.Sentence != "" {
		p.printf("%s", indent)
		p.after(len(indent), clean(item.Sentence), indent, nil)
	}
	p.link(indent, item.URL)
}
