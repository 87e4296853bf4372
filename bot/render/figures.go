package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/bot/discord"
	"motirbot/bot/render/markdown"
	"motirbot/figures"
	"motirbot/figures/chart"
	"motirbot/figures/observation"
	"motirbot/release"
)

const (
	maxRows      = 12
	maxHeadlines = 3 // of a release in a list
)

// Figures is a table of figures of one unit, the newest first, with their
// releases.
type Figures struct {
	Title   string
	Data    *figures.Dataset
	Rows    []figures.Cited
	All     int // how many were found
	Notices []string
	Texts   *Texts
	Sample  bool
}

// Message lays the table out. It also returns the rows shown as an answer,
// whose sources can be looked at.
func (f Figures) Message() (discord.Message, answer.Answer) {
	t := f.Texts
	f.Rows = slices.SortedStableFunc(slices.Values(f.Rows), func(a, b figures.Cited) int { return b.Period.From.Compare(a.Period.From) })
	named := slices.ContainsFunc(f.Rows, func(c figures.Cited) bool { // figures of more than one subject
		return c.Measure != f.Rows[0].Measure || c.Item != f.Rows[0].Item || c.Partner != f.Rows[0].Partner
	})
	var lines []string
	for _, notice := range slices.Backward(f.Notices) {
		lines = append(lines, "-# "+notice)
	}
	shown, length := f.Rows[:min(len(f.Rows), maxRows)], 0
	for i, row := range shown {
		line := "**" + row.When() + "** "
		if named {
			line += markdown.EscapeLine(f.Data.Subject(row.Observation, t.korean())) + " "
		}
		line += markdown.EscapeLine(figureText(row.Observation, t.korean())) + " · " + figureLink(row, f.Sample)
		if length += markdown.Len(line) + 1; length > maxList {
			shown = shown[:i]
			break
		}
		lines = append(lines, line)
	}
	if more := f.All - len(shown); more > 0 {
		lines = append(lines, "-# "+fmt.Sprintf(t.FiguresMore, more))
	}
	return discord.Card(&discordgo.MessageEmbed{
		Title: title(f.Title), Color: colourAnswer,
		Description: strings.Join(lines, "\n"), Footer: footer(t.sampled(f.Sample)),
	}), f.cite(shown)
}

// figureLink leads to the words that a figure was read from. The sample's are not
// the ministry's.
func figureLink(row figures.Cited, sample bool) string {
	words := 5
	if sample {
		words = 0
	}
	return linkTo(unbroken(row.Date.String()), row.URL, row.Quote, words)
}

// FigureButtons are those of a table that is kept under the id.
func FigureButtons(id string, t *Texts) discordgo.MessageComponent {
	return discord.Row(
		button(t.Sources, discordgo.PrimaryButton, CustomID{Action: DoSources, Of: id}),
		button(t.CSV, discordgo.SecondaryButton, CustomID{Action: DoCSV, Of: id}),
	)
}

// cite is figures as claims with the words that they were read from.
func (f Figures) cite(rows []figures.Cited) answer.Answer {
	ans := answer.Answer{Kind: answer.KindAnswer, Mode: answer.ModeExtractive, Language: f.Texts.Lang}
	for _, row := range rows {
		n := slices.IndexFunc(ans.Citations, func(c answer.Citation) bool { return c.ReleaseID == row.ReleaseID }) + 1
		if n == 0 {
			n = len(ans.Citations) + 1
			ans.Citations = append(ans.Citations, answer.Citation{N: n, ReleaseID: row.ReleaseID, Title: row.Title, Date: row.Date, URL: row.URL})
		}
		ans.Claims = append(ans.Claims, answer.Claim{
			Text:   fmt.Sprintf("%s, %s: %s.", f.Data.Subject(row.Observation, f.Texts.korean()), row.When(), figureText(row.Observation, f.Texts.korean())),
			Status: answer.StatusQuoted, Citations: []answer.ClaimCitation{{N: n, ReleaseID: row.ReleaseID, Quote: row.Quote}},
		})
	}
	return ans
}

// figureText is how much, and how far that is from before: one may be missing.
func figureText(o observation.Observation, korean bool) string {
	change := chart.Amount(o.Change, korean)
	if o.Change.Number > 0 {
		change = "+" + change
	}
	switch {
	case o.Value.IsZero():
		return change
	case o.Change.IsZero():
		return chart.Amount(o.Value, korean)
	}
	return chart.Amount(o.Value, korean) + " (" + change + ")"
}

// FigureLines are the main figures of releases, as a line of Markdown for each
// that has any.
func FigureLines(data *figures.Dataset, ids []release.ID, t *Texts) map[release.ID]string {
	lines := map[release.ID]string{}
	for _, id := range ids {
		var told []string
		for _, c := range data.Headlines(id, maxHeadlines) {
			told = append(told, markdown.EscapeLine(data.Subject(c.Observation, t.korean())+" "+figureText(c.Observation, t.korean())))
		}
		if len(told) > 0 {
			lines[id] = "-# " + fmt.Sprintf(t.FiguresLine, strings.Join(told, " · "))
		}
	}
	return lines
}
