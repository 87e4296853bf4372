package main

import (
	"slices"
	"strconv"

	"motirbot/answer"
	"motirbot/answer/text"
)

// list lays out the releases of a list, each with its link, then what is said
// of all of them. It returns the citations that this did not show.
func (p *printer) list(ans answer.Answer) []answer.Citation {
	if ans.Kind == answer.KindDigest && !ans.Period.IsZero() {
		p.printf("%s\n", p.on.strong("Releases of "+ans.Period.String()))
	}
	left := slices.Clone(ans.Citations)
	for i, item := range ans.Items {
		indent := p.dated(item.N, item.Date, item.By, item.Title)
		if said := text.ItemText(ans, i); said != "" {
			p.printf("%s", indent)
			p.after(len(indent), clean(said), indent, nil)
		}
		p.link(indent, item.URL)
		left = slices.DeleteFunc(left, func(c answer.Citation) bool { return c.N == item.N })
	}
	overview := text.Overview(ans, func(c answer.Claim) string { return c.Text }, func(_ answer.Claim, n int) string { return "[" + strconv.Itoa(n) + "]" })
	if overview != "" {
		p.printf("\n")
		p.paragraph(overview, "", p.paintMarkers)
	}
	return left
}
