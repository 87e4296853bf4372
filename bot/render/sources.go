package render

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/answer/text"
	"motirbot/bot/discord"
	"motirbot/bot/render/markdown"
	"motirbot/release"
	"motirbot/retrieval"
)

const (
	sourcesPerPage = 3
	maxPassage     = 1500
	maxSource      = 3000
	maxSources     = 3800 // of a page
	maxAbout       = 90   // of the question, above them
)

// cited is a release with what an answer took from it.
type cited struct {
	answer.Citation
	quotes   []string
	passages []retrieval.Passage // that hold the quotes
}

// citedReleases are those that an answer rests on, in the order of its
// markers, each with its passages in the order of its text.
func citedReleases(ans answer.Answer) []*cited {
	var all []*cited
	for _, c := range ans.Citations {
		if quotes := ans.Quotes(c.ReleaseID); len(quotes) > 0 {
			one := &cited{Citation: c, quotes: quotes}
			one.find(ans.Passages)
			all = append(all, one)
		}
	}
	for _, c := range all {
		slices.SortStableFunc(c.passages, func(a, b retrieval.Passage) int { return cmp.Compare(a.Start, b.Start) })
	}
	return all
}

// find looks for the passages that hold the quotes. Passages overlap: each quote
// is looked for in one of them.
func (c *cited) find(passages []retrieval.Passage) {
	left := slices.Clone(c.quotes)
	for len(left) > 0 {
		p, held := MostQuoting(passages, c.ReleaseID, left)
		if len(held) == 0 {
			// Not among the passages kept: the quote speaks for itself.
			p, held = retrieval.Passage{Text: strings.Join(left, " … "), Start: math.MaxInt}, left
		}
		if !slices.ContainsFunc(c.passages, func(known retrieval.Passage) bool { return known.Text == p.Text }) {
			c.passages = append(c.passages, p)
		}
		left = slices.DeleteFunc(left, func(q string) bool { return slices.Contains(held, q) })
	}
}

// MostQuoting returns the passage of the release that holds the most of the
// quotes, with those it holds.
func MostQuoting(passages []retrieval.Passage, of release.ID, quotes []string) (best retrieval.Passage, held []string) {
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

// heading is the release, behind its markers.
func (c *cited) heading() string {
	return "**" + mark(c.N) + " " + headline(c.Date, c.By, c.Title, c.URL) + "**"
}

// entries are the release's passages, word for word, what was quoted of them
// in bold, in one block of quotation or as few as it takes.
func (c *cited) entries() []string {
	var blocks []string
	for i, p := range c.passages {
		between := "\n> …\n> "
		if i > 0 && goesOn(c.passages[i-1], p) {
			between, p.Text = " ", p.Text[max(c.passages[i-1].End-p.Start, 0):]
		}
		text := markdown.TruncateBold(markdown.EscapeBold(p.Text, c.quotes), maxPassage)
		text = strings.ReplaceAll(text, "\n", "\n> ")
		if last := len(blocks) - 1; last >= 0 && markdown.Len(blocks[last]+between+text) <= maxSource {
			blocks[last] += between + text
			continue
		}
		blocks = append(blocks, "> "+text)
	}
	for i, block := range blocks {
		blocks[i] = c.heading() + "\n" + block
	}
	return blocks
}

// goesOn reports whether b goes on where a, of the same release, ends: chunks
// share a sentence or have a blank between them.
func goesOn(a, b retrieval.Passage) bool {
	const blank = 2
	return isPlaced(a) && isPlaced(b) && b.Start <= a.End+blank && a.End < b.End
}

// isPlaced reports whether it is known where in its release a passage stands.
func isPlaced(p retrieval.Passage) bool { return p.Text != "" && p.End-p.Start == len(p.Text) }

// sourcePages puts the releases with their passages on pages.
func sourcePages(ans answer.Answer) []string {
	var entries []string
	for _, c := range citedReleases(ans) {
		entries = append(entries, c.entries()...)
	}
	if len(ans.Removed) > 0 && !ans.Abstained() {
		entry := "**" + text.Removed(ans.Language, len(ans.Removed)) + "**"
		for _, r := range ans.Removed {
			entry += "\n- ~~" + markdown.Truncate(markdown.EscapeLine(r.Text), maxSentence) + "~~ " + markdown.EscapeLine(r.Why)
		}
		entries = append(entries, markdown.Truncate(entry, maxSource))
	}
	return paged(entries, sourcesPerPage, maxSources)
}

// Passages shows the exact passages that the answer rests on.
func (v View) Passages() discord.Message {
	v.Answer.Language = v.Texts.Lang
	pages := sourcePages(v.Answer)
	if len(pages) == 0 {
		return discord.Plain(v.Texts.NoPassages)
	}
	v.Page = min(max(v.Page, 0), len(pages)-1)
	question := markdown.Truncate(unbroken(markdown.EscapeLine(v.Question)), maxAbout)
	embed := &discordgo.MessageEmbed{
		Title:       fmt.Sprintf(v.Texts.PassagesTitle, question),
		Description: pages[v.Page],
		Color:       colourQuiet,
		Footer:      footer(v.Texts.sampled(v.Sample), v.pageOf(len(pages))),
	}
	if len(pages) == 1 {
		return discord.Card(embed)
	}
	return discord.Card(embed, v.Texts.turner(DoTurn, v.Page, len(pages), "", v.ID))
}
