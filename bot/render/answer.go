// Package render lays out what the bot shows: pure functions from an answer, a
// release or a state to a message, in the words of texts_en.go and texts_ko.go.
package render

import (
	"fmt"
	"regexp"
	"slices"
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
	maxAsked     = 130  // of a question as a title: five lines on a phone
	maxText      = 1800 // of what a reader sees of a page
	maxRaw       = 2900 // of the same with the addresses of its links
	maxNotices   = 5
	maxNotice    = 200
	maxCited     = 5 // releases below an answer: the rest stands behind the Sources button
	maxField     = 1024
	maxFooter    = 300
	footerWidth  = 48 // of a line, in letters: a phone's
	maxList      = 3000
	itemsPerPage = 5
	maxHeadline  = 150
	maxBy        = 60
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
	Publish  bool                  // only the asker sees it, and may show it to everybody
	Figures  map[release.ID]string // the main ones of the releases in a list, as Markdown
}

// Message lays the answer out.
func (v View) Message() discord.Message {
	v.Answer.Language = v.Texts.Lang // whoever asked in which
	isHelp := v.Answer.Kind == answer.KindHelp
	var examples []discordgo.MessageComponent
	if isHelp {
		if v.Question = ""; len(v.Answer.Examples) == 0 { // thanks, goodbye
			return discord.Plain(markdown.EscapeLine(strings.Join(text.Help(v.Answer), " ")))
		}
		if examples = exampleButtons(v.Answer.Examples, v.ID); examples != nil {
			v.Answer.Examples = nil // they need not be said twice
		}
	}
	pages := v.pages()
	v.Page = min(max(v.Page, 0), len(pages)-1)
	shown := pages[v.Page]
	embed := &discordgo.MessageEmbed{
		Title:       title(v.Question),
		Description: v.withNotices(shown.text),
		Color:       colourAnswer,
		Footer:      footer(append(v.basis(), v.Texts.sampled(v.Sample), v.pageOf(len(pages)))...),
	}
	switch {
	case v.Answer.Abstained() && len(v.Answer.Refusal.Nearest) > 0:
		embed.Fields = citationField(v.Texts.NearestField, v.Answer.Refusal.Nearest, v.Texts, false)
	case len(v.Answer.Items) == 0: // else each item is a link itself
		embed.Fields = citationField(v.Texts.SourcesField, shown.cited(v.Answer.Citations), v.Texts, true)
	}
	switch {
	case v.Answer.Abstained(), v.isEmptyDigest():
		embed.Color = colourAbstained
	case isHelp:
		embed.Color = colourQuiet
	}
	if isHelp {
		return discord.Card(embed, examples...)
	}
	return discord.Card(embed, v.buttons(len(pages))...)
}

// title is a question as the title of an embed.
func title(question string) string {
	return markdown.Truncate(unbroken(markdown.EscapeLine(question)), maxAsked)
}

// isEmptyDigest reports whether nothing came out in the period.
func (v View) isEmptyDigest() bool {
	return v.Answer.Kind == answer.KindDigest && len(v.Answer.Items) == 0
}

// page is a page of an answer, with the numbers of the releases that it cites.
type page struct {
	text  string
	cites []int
}

func (p page) cited(all []answer.Citation) []answer.Citation {
	return slices.DeleteFunc(slices.Clone(all), func(c answer.Citation) bool { return !slices.Contains(p.cites, c.N) })
}

// pages are the parts of the text, or of the list. Where links make an answer too
// long for its pages, they lose of the words that they lead to first.
func (v View) pages() []page {
	var pages []page
	switch {
	case len(v.Answer.Items) > 0:
		pages = v.listPages()
	case v.isEmptyDigest():
		return []page{{text: v.Texts.DigestEmpty}}
	default:
		needed, words := len(join(blocks(v.Answer, plainMarker))), []int{5, 3, 2, 0}
		if v.Sample {
			words = words[3:] // the ministry's page has other words
		}
		for _, words := range words {
			if pages = join(blocks(v.Answer, linkedMarker(v.Answer, words))); len(pages) <= needed {
				break
			}
		}
	}
	if len(pages) == 0 {
		return []page{{text: v.Texts.NoItems}}
	}
	return pages
}

// Body is an answer's text as Markdown while it grows, without links.
func Body(ans answer.Answer) string {
	var lines []string
	for _, b := range blocks(ans, plainMarker) {
		lines = append(lines, b.text)
	}
	return strings.Join(lines, "\n")
}

// marker is the marker of a claim for the release of that number.
type marker func(c answer.Claim, n int) string

// plainMarker is a marker that leads nowhere.
func plainMarker(_ answer.Claim, n int) string { return mark(n) }

// linkedMarker are markers that are links to the quoted words, of which so many
// at either end stand in the link.
func linkedMarker(ans answer.Answer, words int) marker {
	return func(c answer.Claim, n int) string {
		for _, cited := range ans.Citations {
			if cited.N != n {
				continue
			}
			quote := "" // the first of those from this release
			if i := slices.IndexFunc(c.Citations, func(one answer.ClaimCitation) bool { return one.N == n }); i >= 0 {
				quote = c.Citations[i].Quote
			}
			return linkTo(fmt.Sprintf("[%d]", n), cited.URL, quote, words)
		}
		return mark(n)
	}
}

// blocks are the parts of an answer's text, each on lines of its own: a claim is
// an entry of a list where there are several.
func blocks(ans answer.Answer, marker marker) []page {
	ans.Claims = listed(ans.Claims)
	ans.Citations = slices.Clone(ans.Citations)
	for i := range ans.Citations {
		ans.Citations[i].By = markdown.EscapeLine(ans.Citations[i].By)
	}
	var all []page
	add := func(said string, claims ...answer.Claim) {
		b := page{text: tidied(said)}
		for _, c := range claims {
			for _, one := range c.Citations {
				b.cites = append(b.cites, one.N)
			}
		}
		all = append(all, b)
	}
	switch {
	case ans.Abstained():
		for i, remark := range text.Remarks(ans, claimText, marker) {
			paragraph := ""
			if i > 0 {
				paragraph = "\n"
			}
			if i == 1 && len(ans.Claims) > 0 {
				add(paragraph+remark, ans.Claims...)
			} else {
				add(paragraph + unbroken(markdown.EscapeLine(remark)))
			}
		}
	case len(ans.Items) > 0:
		if overview := text.Overview(ans, claimText, marker); overview != "" {
			add(overview)
		}
	case ans.Kind == answer.KindHelp:
		for i, line := range text.Help(ans) {
			words, isExample := strings.CutPrefix(line, text.Bullet)
			line = unbroken(markdown.EscapeLine(words))
			switch {
			case isExample:
				line = "- " + line
			case i > 0:
				line = "\n" + line
			}
			add(line)
		}
	default:
		for i, said := range text.Sentences(ans, ans.Claims, claimText, marker) {
			if ans.Claims[i].Block == answer.BlockBullet {
				said = "- " + said
			}
			add(said, ans.Claims[i])
		}
	}
	return all
}

// listed makes an entry of a list of every claim, but for one that stands alone
// or leads in a list.
func listed(claims []answer.Claim) []answer.Claim {
	alone := len(claims) == 1
	all := slices.Clone(claims)
	for i := range all {
		all[i].Block = answer.BlockParagraph
		if !alone && !text.LeadsIn(claims, i) {
			all[i].Block = answer.BlockBullet
		}
	}
	return all
}

var (
	blankBeforeMarker = regexp.MustCompile(`(?m) (\[?\\\[\d+\\\]|` + text.Mark + `$)`)
	dayInBrackets     = regexp.MustCompile(` \((?:[^()\]]*, )?\d{4}-\d{2}-\d{2}\)`)
	day               = regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b`)
)

// tidied keeps a marker from beginning a line, and dates of ours on one.
func tidied(said string) string {
	said = dayInBrackets.ReplaceAllStringFunc(said, unbroken)
	return blankBeforeMarker.ReplaceAllString(said, "\u00a0$1")
}

// unbroken writes days with hyphens at which no client ends a line.
func unbroken(s string) string { return day.ReplaceAllString(s, "$1\u2011$2\u2011$3") }

// join puts blocks on pages, a line each. One too long for a page is cut.
func join(blocks []page) []page {
	var pages []page
	for _, b := range blocks {
		if seen(b.text) > maxText || markdown.Len(b.text) > maxRaw {
			for _, part := range markdown.Split(b.text, maxText) {
				pages = append(pages, page{part, b.cites})
			}
			continue
		}
		if last := len(pages) - 1; last >= 0 {
			both := pages[last].text + "\n" + b.text
			if seen(both) <= maxText && markdown.Len(both) <= maxRaw {
				pages[last] = page{both, append(pages[last].cites, b.cites...)}
				continue
			}
		}
		pages = append(pages, page{strings.Trim(b.text, "\n"), slices.Clone(b.cites)})
	}
	return pages
}

var linkTarget = regexp.MustCompile(`\]\(https?://[^\s()]*\)`)

// seen is the length of Markdown as a reader sees it.
func seen(s string) int { return markdown.Len(linkTarget.ReplaceAllString(s, "")) }

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
func (v View) listPages() []page {
	ans := v.Answer
	var entries []string
	if overview := blocks(ans, linkedMarker(ans, 0)); len(overview) > 0 && ans.Mode == answer.ModeLLM {
		entries = append(entries, markdown.Truncate(overview[0].text, maxText))
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
	var pages []page
	for _, entry := range paged(entries, itemsPerPage, maxList) {
		pages = append(pages, page{text: entry})
	}
	return pages
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
	return headlineOf(maxHeadline, date, by, title, url)
}

// headlineOf is headline with at most so much of the title.
func headlineOf(width int, date release.Date, by, title, url string) string {
	if by != "" {
		by = markdown.Truncate(markdown.CleanLine(by), maxBy) + " · "
	}
	return markdown.Link(date.String()+" · "+by+markdown.Truncate(markdown.CleanLine(title), width), url)
}

func (v View) withNotices(page string) string {
	var notices []string
	for _, notice := range text.Notices(v.Answer) {
		notices = append(notices, markdown.EscapeLine(notice))
	}
	if last := len(notices) - 1; last >= 0 && len(v.Answer.Removed) > 0 && v.hasSources() {
		notices[last] += " " + v.Texts.RemovedShown // it is on what was removed
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
		Title:       title(question),
		Description: soFar,
		Color:       colourQuiet,
	}
	return discord.Card(embed, discord.Row(button(t.Stop, discordgo.DangerButton, CustomID{Action: DoStop, User: asker, Of: id})))
}
