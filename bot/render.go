package bot

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"
	"github.com/rivo/uniseg"

	"motirbot/answer"
	"motirbot/bot/markdown"
	"motirbot/release"
)

// How much of an embed each part may take. Together they stay below the 6,000
// that Discord allows a message, and the text fits a phone's screen or two.
const (
	maxTitle     = 256
	maxAsked     = 130 // of a question as a title: five lines on a phone
	maxText      = 1800
	maxNotices   = 2
	maxNotice    = 300
	maxCitations = 2600
	maxField     = 1024
	maxFooter    = 300
	footerWidth  = 48 // of a line, in letters: a phone's
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
		Title:       markdown.Truncate(markdown.EscapeLine(v.question), maxAsked),
		Description: v.withNotices(pages[v.page]),
		Color:       colourAnswer,
		Fields:      v.fields(pages[v.page], len(pages) == 1),
		Footer:      footer(append(v.basis(), v.sampled(), v.pageOf(len(pages)))...),
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
		pages = markdown.Split(prose(v.text()), maxText)
	}
	if len(pages) == 0 {
		return []string{v.texts.NoItems}
	}
	return pages
}

var blankBeforeMarker = regexp.MustCompile(` (\\\[\d+\\\])`)

// prose is an answer's text as Markdown, in which no marker begins a line.
func prose(text string) string {
	return blankBeforeMarker.ReplaceAllString(markdown.Escape(text), "\u00a0$1")
}

// text is the answer's text. That of a refusal is made of remarks, which read
// better as paragraphs, and ends in the nearest releases, which stand below as
// links.
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
	return strings.Join(kept, "\n\n")
}

func (v view) isNearest(line string) bool {
	return slices.ContainsFunc(v.answer.Nearest, func(c answer.Citation) bool {
		return strings.Contains(line, c.Title) && strings.Contains(line, c.Date.String())
	})
}

// listPages are the pages of a list, with each release's sentence below it.
func listPages(items []answer.Item) []string {
	var entries []string
	for _, item := range items {
		entry := "**" + headline(item.Date, item.Title, item.URL) + "**"
		if sentence := markdown.EscapeLine(item.Sentence); sentence != "" {
			entry += "\n" + markdown.Truncate(sentence, maxSentence)
		}
		entries = append(entries, entry)
	}
	return paged(entries, itemsPerPage, maxList)
}

// paged puts entries on pages that are neither long nor crowded.
func paged(entries []string, perPage, limit int) []string {
	var pages []string
	n := 0 // entries on the last page
	for _, entry := range entries {
		if last := len(pages) - 1; last >= 0 && n < perPage && markdown.Len(pages[last])+2+markdown.Len(entry) <= limit {
			pages[last] += "\n\n" + entry
			n++
			continue
		}
		pages, n = append(pages, entry), 1
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

// basis says how far to trust the answer: who worded it, from what, how fresh.
func (v view) basis() []string {
	covered := v.texts.coverage(v.answer.Coverage.Releases, v.answer.Coverage.To)
	switch {
	case v.answer.Abstained && v.answer.Reason != answer.ReasonNone && v.answer.Coverage.Releases > 0:
		return nil // the text of a refusal says it
	case v.answer.Abstained:
		return []string{covered}
	case v.answer.Mode == answer.ModeLLM:
		return []string{fmt.Sprintf(v.texts.Worded, markdown.CleanLine(v.answer.Model)), covered}
	}
	return []string{v.texts.Extracted, covered}
}

func (v view) sampled() string {
	if v.sample {
		return v.texts.Sample
	}
	return ""
}

func (v view) pageOf(pages int) string {
	if pages > 1 {
		return fmt.Sprintf(v.texts.PageOf, v.page+1, pages)
	}
	return ""
}

// footer is the small print, nil where there is none. No Markdown is read
// there.
func footer(parts ...string) *discordgo.MessageEmbedFooter {
	text := markdown.Truncate(folded(parts...), maxFooter)
	if text == "" {
		return nil
	}
	return &discordgo.MessageEmbedFooter{Text: text}
}

// folded joins what is not empty. A line too long for a phone is broken
// between two parts, since a client left to itself breaks dates at a hyphen.
func folded(parts ...string) string {
	const dot = " · "
	var lines []string
	for _, part := range parts {
		last := len(lines) - 1
		switch {
		case part == "":
		case last >= 0 && uniseg.StringWidth(lines[last]+dot+part) <= footerWidth:
			lines[last] += dot + part
		default:
			lines = append(lines, part)
		}
	}
	return strings.Join(lines, "\n")
}

func (t *texts) coverage(n int, newest release.Date) string {
	if n == 0 {
		return t.EmptyIndex
	}
	return fmt.Sprintf(t.Coverage, n, newest)
}

// draft is an answer that is still growing.
func (t *texts) draft(id, asker, question, text string) message {
	text = markdown.Truncate(prose(text), maxText)
	if text == "" {
		text = t.Searching
	}
	embed := &discordgo.MessageEmbed{
		Title:       markdown.Truncate(markdown.EscapeLine(question), maxAsked),
		Description: text,
		Color:       colourQuiet,
	}
	return card(embed, row(button(t.Stop, discordgo.DangerButton, customID{Action: actStop, User: asker, Of: id})))
}
