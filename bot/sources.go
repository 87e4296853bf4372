package bot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/bot/markdown"
	"motirbot/release"
	"motirbot/retrieval"
)

const (
	passagesPerPage = 3
	maxPassage      = 1500
	maxPassages     = 3800 // of a page
)

// excerpt is a passage with what an answer took from it.
type excerpt struct {
	retrieval.Passage
	markers []int
	quotes  []string
}

// quoteBreak stands between the parts of a citation's quote, which need not
// follow on each other in the release.
const quoteBreak = " … "

// excerpts are the passages that an answer rests on, in the order of its
// markers. Passages overlap: each quote is shown in one of them.
func excerpts(ans answer.Answer) []excerpt {
	var all []excerpt
	for _, c := range ans.Citations {
		if c.Quote == "" {
			continue
		}
		left := strings.Split(c.Quote, quoteBreak)
		for len(left) > 0 {
			p, held := mostQuoting(ans.Passages, c.ReleaseID, left)
			if len(held) == 0 {
				// Not among the passages kept: the quote speaks for itself.
				p, held = retrieval.Passage{Title: c.Title, Date: c.Date, URL: c.URL, Text: c.Quote}, left
			}
			all = append(all, excerpt{Passage: p, markers: []int{c.N}, quotes: held})
			left = slices.DeleteFunc(left, func(q string) bool { return slices.Contains(held, q) })
		}
	}
	return joined(all)
}

// mostQuoting returns the passage of the release that holds the most of the
// quotes, with those it holds.
func mostQuoting(passages []retrieval.Passage, of release.ID, quotes []string) (best retrieval.Passage, held []string) {
	for _, p := range passages {
		if p.ReleaseID != of {
			continue
		}
		var here []string
		for _, q := range quotes {
			if q != "" && strings.Contains(p.Text, q) {
				here = append(here, q)
			}
		}
		if len(here) > len(held) {
			best, held = p, here
		}
	}
	return best, held
}

// joined shows a passage that bears several citations out once.
func joined(all []excerpt) []excerpt {
	var kept []excerpt
	for _, e := range all {
		same := slices.IndexFunc(kept, func(k excerpt) bool { return k.ReleaseID == e.ReleaseID && k.Text == e.Text })
		if same < 0 {
			kept = append(kept, e)
			continue
		}
		if !slices.Contains(kept[same].markers, e.markers[0]) {
			kept[same].markers = append(kept[same].markers, e.markers...)
		}
		kept[same].quotes = append(kept[same].quotes, e.quotes...)
	}
	return kept
}

// text is the passage, word for word, what was quoted of it in bold.
func (e excerpt) text() string {
	head := headline(e.Date, e.Title, e.URL)
	for _, n := range slices.Backward(e.markers) {
		head = mark(n) + " " + head
	}
	body := markdown.Escape(e.Text)
	for _, quote := range e.quotes {
		quote = markdown.Escape(quote)
		body = strings.Replace(body, quote, "**"+quote+"**", 1)
	}
	body = markdown.Truncate(body, maxPassage)
	return head + "\n> " + strings.ReplaceAll(body, "\n", "\n> ")
}

// passagePages puts the passages on pages.
func passagePages(ans answer.Answer) []string {
	var pages []string
	page, n := "", 0
	for _, e := range excerpts(ans) {
		text := e.text()
		if n == passagesPerPage || n > 0 && markdown.Len(page)+markdown.Len(text)+2 > maxPassages {
			pages = append(pages, page)
			page, n = "", 0
		}
		if n > 0 {
			page += "\n\n"
		}
		page += text
		n++
	}
	if n > 0 {
		pages = append(pages, page)
	}
	return pages
}

// passages shows the exact passages that the answer rests on.
func (v view) passages() message {
	pages := passagePages(v.answer)
	if len(pages) == 0 {
		return plain(v.texts.NoPassages)
	}
	v.page = min(max(v.page, 0), len(pages)-1)
	embed := &discordgo.MessageEmbed{
		Title:       markdown.Truncate(fmt.Sprintf(v.texts.PassagesTitle, markdown.EscapeLine(v.question)), maxTitle),
		Description: pages[v.page],
		Color:       colourQuiet,
		Footer:      &discordgo.MessageEmbedFooter{Text: v.passagesFooter(len(pages))},
	}
	if len(pages) == 1 {
		return card(embed)
	}
	return card(embed, v.texts.turner(actTurn, v.page, len(pages), "", v.id))
}

func (v view) passagesFooter(pages int) string {
	parts := []string{v.texts.coverage(v.answer.Coverage.Releases, v.answer.Coverage.To)}
	if v.sample {
		parts = append(parts, v.texts.Sample)
	}
	if pages > 1 {
		parts = append(parts, fmt.Sprintf(v.texts.PageOf, v.page+1, pages))
	}
	return strings.Join(parts, " · ")
}
