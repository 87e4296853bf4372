package bot

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/bwmarrin/discordgo"
	"github.com/rivo/uniseg"

	"motirbot/answer"
	"motirbot/answer/text"
	"motirbot/bot/markdown"
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
	figures  map[release.ID]string // the main ones of the releases in a list, as Markdown
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
	if v.answer.Abstained() || v.isEmptyDigest() {
		embed.Color = colourAbstained
	}
	if v.answer.Kind == answer.KindHelp {
		embed.Color = colourQuiet
	}
	return card(embed, v.buttons(len(pages))...)
}

// isEmptyDigest reports whether nothing came out in the period.
func (v view) isEmptyDigest() bool {
	return v.answer.Kind == answer.KindDigest && len(v.answer.Items) == 0
}

// pages are the parts of the text, or of the list.
func (v view) pages() []string {
	var pages []string
	if len(v.answer.Items) > 0 {
		pages = v.listPages()
	} else {
		pages = markdown.Split(body(v.answer), maxText)
	}
	switch {
	case len(pages) > 0:
		return pages
	case v.isEmptyDigest():
		return []string{v.texts.DigestEmpty}
	}
	return []string{v.texts.NoItems}
}

var blankBeforeMarker = regexp.MustCompile(` (\\\[\d+\\\])`)

// body is an answer's text as Markdown, in which no marker begins a line. The
// remarks of a refusal read better as paragraphs; its nearest releases stand
// below as links.
func body(ans answer.Answer) string {
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
func (v view) listPages() []string {
	ans := v.answer
	var entries []string
	if overview := body(ans); overview != "" && ans.Mode == answer.ModeLLM {
		entries = append(entries, markdown.Truncate(overview, maxText))
	}
	for i, item := range ans.Items {
		entry := "**" + headline(item.Date, item.By, item.Title, item.URL) + "**"
		if sentence := markdown.EscapeLine(text.ItemText(ans, i)); sentence != "" {
			entry += "\n" + markdown.Truncate(sentence, maxSentence)
		}
		if line := v.figures[item.ReleaseID]; line != "" {
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

func (v view) withNotices(page string) string {
	var notices []string
	for _, notice := range text.Notices(v.answer) {
		notices = append(notices, markdown.EscapeLine(notice))
	}
	notices = append(notices, v.notices...)
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
	if v.answer.Abstained() && len(v.answer.Refusal.Nearest) > 0 {
		return citationFields(v.texts.NearestField, v.answer.Refusal.Nearest, v.texts, false)
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
	case v.answer.Abstained() && v.answer.Reason() != answer.ReasonNone && v.answer.Coverage.Releases > 0:
		return nil // the text of a refusal says it
	case v.answer.Abstained(), v.isEmptyDigest(), v.answer.Kind == answer.KindHelp:
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
func (t *texts) draft(id, asker, question, soFar string) message {
	soFar = markdown.Truncate(soFar, maxText)
	if soFar == "" {
		soFar = t.Searching
	}
	embed := &discordgo.MessageEmbed{
		Title:       markdown.Truncate(markdown.EscapeLine(question), maxAsked),
		Description: soFar,
		Color:       colourQuiet,
	}
	return card(embed, row(button(t.Stop, discordgo.DangerButton, customID{Action: actStop, User: asker, Of: id})))
}
