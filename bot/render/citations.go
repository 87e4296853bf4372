package render

import (
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/bot/render/markdown"
)

// mark is a marker as it stands in the text, once escaped.
func mark(n int) string { return fmt.Sprintf(`\[%d\]`, n) }

// citationField lists releases, a line each, as dated links, and counts those
// beyond the first few. Titles are cut where the field is too small for them; a
// link is left out before a date is.
func citationField(name string, cited []answer.Citation, t *Texts, numbered bool) []*discordgo.MessageEmbedField {
	if len(cited) == 0 {
		return nil
	}
	first := cited[:min(len(cited), maxCited)]
	list := func(width int, linked bool) string {
		var lines []string
		for _, c := range first {
			lead, address := "-", c.URL
			if numbered {
				lead = mark(c.N)
			}
			if !linked {
				address = ""
			}
			line := lead + " " + headlineOf(width, c.Date, c.By, c.Title, address)
			if c.Revision > 1 {
				line += " · " + t.Updated
			}
			lines = append(lines, line)
		}
		if more := len(cited) - len(first); more > 0 {
			lines = append(lines, "-# "+fmt.Sprintf(t.SourcesMore, more))
		}
		return strings.Join(lines, "\n")
	}
	value := list(maxHeadline, true)
	for _, width := range []int{100, 60} {
		if markdown.Len(value) > maxField {
			value = list(width, true)
		}
	}
	if markdown.Len(value) > maxField {
		value = list(60, false)
	}
	return []*discordgo.MessageEmbedField{{Name: name, Value: value}}
}
