package bot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/bot/markdown"
	"motirbot/release"
)

// How much of an embed each part may take. Together they stay below the 6,000
// that Discord allows a message, and the text fits a phone's screen or two.
const (
	maxTitle     = 256
	maxText      = 1800
	maxNotices   = 2
	maxNotice    = 300
	maxCitations = 2600
	maxField     = 1024
	maxFooter    = 300
	maxList      = 3600
	itemsPerPage = 5
	maxHeadline  = 150
	maxSentence  = 350
)

// Colours of the bar beside an embed.
const (
	colourAnswer    = 0x1f7a8c
	colourAbstained = 0x8a8f98
	colourQuiet     = 0x4f5660
)

// view is an answer as somebody is to see it.
type view struct {
	id       string // of the saved answer; "" if it could not be saved
	asker    string
	question string
	answer   answer.Answer
	page     int
	notices  []string // Markdown
	texts    *texts
	sample   bool
}

// message lays the answer out.
func (v view) message() message {
	pages := v.pages()
	v.page = min(max(v.page, 0), len(pages)-1)
	embed := &discordgo.MessageEmbed{
		Title:       markdown.Truncate(markdown.EscapeLine(v.question), maxTitle),
		Description: v.withNotices(pages[v.page]),
		Color:       colourAnswer,
		Fields:      v.fields(pages[v.page], len(pages) == 1),
		Footer:      &discordgo.MessageEmbedFooter{Text: v.footer(len(pages))},
	}
	if v.answer.Abstained {
		embed.Color = colourAbstained
	}
	return card(embed, v.buttons(len(pages))...)
}

// pages are the parts of the text, or of the list.
func (v view) pages() []string {
	var pages []string
	if len(v.answer.Items) > 0 {
		pages = listPages(v.answer.Items)
	} else {
		pages = markdown.Split(markdown.Escape(v.text()), maxText)
	}
	if len(pages) == 0 {
		return []string{v.texts.NoItems}
	}
	return pages
}

// text is the answer's text. That of a refusal ends in the nearest releases,
// which stand below as links.
func (v view) text() string {
	if !v.answer.Abstained {
		return v.answer.Text
	}
	var kept []string
	for line := range strings.Lines(v.answer.Text) {
		line = strings.TrimRight(line, "\n")
		if !v.isNearest(line) {
			kept = append(kept, line)
		}
	}
	if n := len(kept); n > 1 && n < strings.Count(v.answer.Text, "\n")+1 && strings.HasSuffix(kept[n-1], ":") {
		kept = kept[:n-1] // the heading of the list
	}
	return strings.Join(kept, "\n")
}

func (v view) isNearest(line string) bool {
	return slices.ContainsFunc(v.answer.Nearest, func(c answer.Citation) bool {
		return strings.Contains(line, c.Title) && strings.Contains(line, c.Date.String())
	})
}

// listPages puts items on pages that are neither long nor crowded.
func listPages(items []answer.Item) []string {
	var pages []string
	page, n := "", 0
	for _, item := range items {
		entry := headline(item.Date, item.Title, item.URL)
		if sentence := markdown.EscapeLine(item.Sentence); sentence != "" {
			entry += "\n" + markdown.Truncate(sentence, maxSentence)
		}
		if n == itemsPerPage || n > 0 && markdown.Len(page)+markdown.Len(entry)+2 > maxList {
			pages = append(pages, page)
			page, n = "", 0
		}
		if n > 0 {
			page += "\n\n"
		}
		page += entry
		n++
	}
	if n > 0 {
		pages = append(pages, page)
	}
	return pages
}

// headline is a release as a dated link.
func headline(date release.Date, title, url string) string {
	return markdown.Link(date.String()+" · "+markdown.Truncate(markdown.CleanLine(title), maxHeadline), url)
}

func (v view) withNotices(page string) string {
	notices := v.notices
	if v.answer.Notice != "" {
		notices = append([]string{markdown.EscapeLine(v.answer.Notice)}, notices...)
	}
	for i, notice := range notices[:min(len(notices), maxNotices)] {
		if i == 0 {
			page += "\n"
		}
		page += "\n-# " + markdown.Truncate(notice, maxNotice)
	}
	return page
}

// fields are the citations of what stands on the page.
func (v view) fields(page string, whole bool) []*discordgo.MessageEmbedField {
	if v.answer.Abstained && len(v.answer.Nearest) > 0 {
		return citationFields(v.texts.NearestField, v.answer.Nearest, v.texts, false)
	}
	if len(v.answer.Items) > 0 {
		return nil // each item is a link itself
	}
	cited := v.answer.Citations
	if !whole {
		cited = citedOn(page, cited)
	}
	return citationFields(v.texts.SourcesField, cited, v.texts, true)
}

// footer says how far to trust it: who worded it, from what, how fresh. No
// Markdown is read there.
func (v view) footer(pages int) string {
	parts := []string{v.texts.Extracted}
	if v.answer.Mode == answer.ModeLLM {
		parts[0] = fmt.Sprintf(v.texts.Worded, markdown.CleanLine(v.answer.Model))
	}
	if v.answer.Abstained {
		parts = nil
	}
	parts = append(parts, v.texts.coverage(v.answer.Coverage.Releases, v.answer.Coverage.To))
	if v.sample {
		parts = append(parts, v.texts.Sample)
	}
	if pages > 1 {
		parts = append(parts, fmt.Sprintf(v.texts.PageOf, v.page+1, pages))
	}
	return markdown.Truncate(strings.Join(parts, " · "), maxFooter)
}

func (t *texts) coverage(n int, newest release.Date) string {
	if n == 0 {
		return t.EmptyIndex
	}
	return fmt.Sprintf(t.Coverage, n, newest)
}

// draft is an answer that is still growing.
func (t *texts) draft(id, asker, question, text string) message {
	text = markdown.Truncate(markdown.Escape(text), maxText)
	if text == "" {
		text = t.Searching
	}
	embed := &discordgo.MessageEmbed{
		Title:       markdown.Truncate(markdown.EscapeLine(question), maxTitle),
		Description: text,
		Color:       colourQuiet,
	}
	return card(embed, row(button(t.Stop, discordgo.DangerButton, customID{Action: actStop, User: asker, Of: id})))
}
