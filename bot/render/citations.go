package render

import (
	"fmt"
	"regexp"
	"strconv"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/bot/render/markdown"
)

var marker = regexp.MustCompile(`\\\[(\d+)\\\]`)

// citedOn returns the citations whose markers stand on the page.
func citedOn(page string, all []answer.Citation) []answer.Citation {
	on := map[int]bool{}
	for _, match := range marker.FindAllStringSubmatch(page, -1) {
		if n, err := strconv.Atoi(match[1]); err == nil {
			on[n] = true
		}
	}
	var cited []answer.Citation
	for _, c := range all {
		if on[c.N] {
			cited = append(cited, c)
		}
	}
	return cited
}

// citationFields lists citations, a line each, in as many fields as it takes.
// What would be too long stands without its link, but never without its date.
func citationFields(name string, cited []answer.Citation, t *Texts, numbered bool) []*discordgo.MessageEmbedField {
	var fields []*discordgo.MessageEmbedField
	var field *discordgo.MessageEmbedField
	total := 0
	for _, c := range cited {
		line := citationLine(c, c.URL, t, numbered)
		if total+markdown.Len(line) > maxCitations {
			line = citationLine(c, "", t, numbered)
		}
		if total+markdown.Len(line) > maxCitations {
			break
		}
		total += markdown.Len(line) + 1
		if field == nil || markdown.Len(field.Value)+1+markdown.Len(line) > maxField {
			field = &discordgo.MessageEmbedField{Name: name, Value: line}
			fields, name = append(fields, field), t.MoreField
			continue
		}
		field.Value += "\n" + line
	}
	return fields
}

// mark is a marker as it stands in the text, once escaped.
func mark(n int) string { return fmt.Sprintf(`\[%d\]`, n) }

func citationLine(c answer.Citation, url string, t *Texts, numbered bool) string {
	lead := "-"
	if numbered {
		lead = mark(c.N)
	}
	line := lead + " " + headline(c.Date, c.By, c.Title, url)
	if c.Revision > 1 {
		line += " · " + t.Updated
	}
	return line
}
