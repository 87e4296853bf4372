// Package render lays out what the bot shows: pure functions from an answer, a
// release or a state to a message, in the words of texts_en.go and texts_ko.go.
package render

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/bwmarrin/discordgo"
	"github.com/rivo/uniseg"

	"motirbot/answer"
	"motirbot/answer/text"
	"motirbot/bot/discord"
	"motirbot/bot/render/markdown"
	"motirbot/release"
)

// How much of an embed each part may take. Together they stay below the 6,000
// that Discord allows a message, and the text fits a phone's screen or two.
const (
	maxTitle     = 256
	maxAsked     = 130 // of a question as a title: five lines on a phone
	maxText      = 1800
	maxNotices   = 3
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

// View is an answer as somebody is to see it.
type View struct {
	ID       string // of the saved answer; "" if it could not be saved
	Asker    string
	Question string
	Answer   answer.Answer
	Page     int
	Notices  []string // Markdown
	Texts    *Texts
	Sample   bool
	Figures  map[release.ID]string // the main ones of the releases in a list, as Markdown
}

// Message lays the answer out.
func (v View) Message() discord.Message {
	pages := v.pages()
	v.Page = min(max(v.Page, 0), len(pages)-1)
	embed := &discordgo.MessageEmbed{
		Title:       markdown.Truncate(markdown.EscapeLine(v.Question), maxAsked),
		Description: v.withNotices(pages[v.Page]),
		Color:       colourAnswer,
		Fields:      v.fields(pages[v.Page], len(pages) == 1),
		Footer:      footer(append(v.basis(), v.Texts.sampled(v.Sample), v.pageOf(len(pages)))...),
	}
	if v.Answer.Abstained() || v.isEmptyDigest() {
		embed.Color = colourAbstained
	}
	if v.Answer.Kind == answer.KindHelp {
		embed.Color = colourQuiet
	}
	return discord.Card(embed, v.buttons(len(pages))...)
}

// isEmptyDigest reports whether nothing came out in the period.
func (v View) isEmptyDigest() bool {
	return v.Answer.Kind == answer.KindDigest && len(v.Answer.Items) == 0
}

// pages are the parts of the text, or of the list.
func (v View) pages() []string {
	var pages []string
	if len(v.Answer.Items) > 0 {
		pages = v.listPages()
	} else {
		pages = markdown.Split(Body(v.Answer), maxText)
	}
	switch {
	case len(pages) > 0:
		return pages
	case v.isEmptyDigest():
		return []string{v.Texts.DigestEmpty}
	}
	return []string{v.Texts.NoItems}
}

var blankBeforeMarker = regexp.MustCompile(` (\\\[\d+\\\])`)

// Body is an answer's text as Markdown, in which no marker begins a line. The
// remarks of a refusal read better as paragraphs; its nearest releases stand
// below as links.
func Body(ans answer.Answer) string {
	var written string
	switch {
	case ans.Abstained():
		written = strings.Join(text.Remarks(ans, claimText, mark), "\n\n")
	case len(ans.Items) > 0:
		written = text.Overview(ans, claimText, mark)
	case ans.Kind == answer.KindHelp:
		lines := text.Help(ans)
		for i, line := range lines {
			lines[i] = markdown.EscapeLine(line)
		}
		written = strings.Join(lines, "\n")
	default:
		written = text.Compose(ans, ans.Claims, claimText, mark)
	}
	return blankBeforeMarker.ReplaceAllString(written, "\u00a0$1")
}

// claimText is a claim as Markdown, its stressed parts in bold.
func claimText(c answer.Claim) string {
	var b strings.Builder
	at := 0
	for _, bold := range c.Bold {
		if bold.Start < at || bold.End > len(c.Text) || strings.TrimSpace(c.Text[bold.Start:bold.End]) == "" {
			continue
		}
		b.WriteString(markdown.EscapePart(c.Text[at:bold.Start]))
		b.WriteString("**" + markdown.EscapePart(c.Text[bold.Start:bold.End]) + "**")
		at = bold.End
	}
	b.WriteString(markdown.EscapePart(c.Text[at:]))
	return b.String()
}

// listPages are the pages of a list, with each release's sentence below it.
// What is said of the list as a whole opens it.
func (v View) listPages() []string {
	ans := v.Answer
	var entries []string
	if overview := Body(ans); overview != "" && ans.Mode == answer.ModeLLM {
		entries = append(entries, markdown.Truncate(overview, maxText))
	}
	for i, item := range ans.Items {
		entry := "**" + headline(item.Date, item.By, item.Title, item.URL) + "**"
		if sentence := markdown.EscapeLine(text.ItemText(ans, i)); sentence != "" {
			entry += "\n" + markdown.Truncate(sentence, maxSentence)
		}
		if line := v.Figures[item.ReleaseID]; line != "" {
			entry += "\n" + line
		}
		if i == text.FirstMention(ans) {
			entry = "-# " + text.Mentioned(ans.Language) + "\n" + entry
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

// headline is a release as a dated link, with who issued it where several do.
func headline(date release.Date, by, title, url string) string {
	if by != "" {
		by = markdown.CleanLine(by) + " · "
	}
	return markdown.Link(date.String()+" · "+by+markdown.Truncate(markdown.CleanLine(title), maxHeadline), url)
}

func (v View) withNotices(page string) string {
	var notices []string
	for _, notice := range text.Notices(v.Answer) {
		notices = append(notices, markdown.EscapeLine(notice))
	}
	notices = append(notices, v.Notices...)
	for i, notice := range notices[:min(len(notices), maxNotices)] {
		if i == 0 {
			page += "\n"
		}
		page += "\n-# " + markdown.Truncate(notice, maxNotice)
	}
	return page
}

// fields are the citations of what stands on the page.
func (v View) fields(page string, whole bool) []*discordgo.MessageEmbedField {
	if v.Answer.Abstained() && len(v.Answer.Refusal.Nearest) > 0 {
		return citationFields(v.Texts.NearestField, v.Answer.Refusal.Nearest, v.Texts, false)
	}
	if len(v.Answer.Items) > 0 {
		return nil // each item is a link itself
	}
	cited := v.Answer.Citations
	if !whole {
		cited = citedOn(page, cited)
	}
	return citationFields(v.Texts.SourcesField, cited, v.Texts, true)
}

// basis says how far to trust the answer: who worded it, from what, how fresh.
func (v View) basis() []string {
	covered := v.Texts.coverage(v.Answer.Coverage.Releases, v.Answer.Coverage.To)
	switch {
	case v.Answer.Abstained() && v.Answer.Reason() != answer.ReasonNone && v.Answer.Coverage.Releases > 0:
		return nil // the text of a refusal says it
	case v.Answer.Abstained(), v.isEmptyDigest(), v.Answer.Kind == answer.KindHelp:
		return []string{covered}
	case v.Answer.Mode == answer.ModeLLM:
		return []string{fmt.Sprintf(v.Texts.Worded, markdown.CleanLine(v.Answer.Model)), covered}
	}
	return []string{v.Texts.Extracted, covered}
}

func (v View) pageOf(pages int) string {
	if pages > 1 {
		return fmt.Sprintf(v.Texts.PageOf, v.Page+1, pages)
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

func (t *Texts) coverage(n int, newest release.Date) string {
	if n == 0 {
		return t.EmptyIndex
	}
	return fmt.Sprintf(t.Coverage, n, newest)
}

// Draft is an answer that is still growing.
func (t *Texts) Draft(id, asker, question, soFar string) discord.Message {
	soFar = markdown.Truncate(soFar, maxText)
	if soFar == "" {
		soFar = t.Searching
	}
	embed := &discordgo.MessageEmbed{
		Title:       markdown.Truncate(markdown.EscapeLine(question), maxAsked),
		Description: soFar,
		Color:       colourQuiet,
	}
	return discord.Card(embed, discord.Row(button(t.Stop, discordgo.DangerButton, CustomID{Action: DoStop, User: asker, Of: id})))
}
