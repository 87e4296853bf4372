package render

import (
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/discord"
	"motirbot/bot/render/markdown"
	"motirbot/internal/sentences"
	"motirbot/release"
	"motirbot/store"
)

const (
	// minSentence is shorter than any sentence that says something: dates and
	// places often stand before the first one.
	minSentence = 40
	// maxGrouped bounds a sentence where many releases share a post.
	maxGrouped = 160
	// maxPicked is the most lines that Discord takes in a menu.
	maxPicked = 25
	// maxLine is the longest text of such a line.
	maxLine = 100
)

// Alert tells of new releases.
type Alert struct {
	Releases []store.Record
	By       func(store.Record) string // who issued it, "" where all are by one
	Figures  map[release.ID]string     // see FigureLines
	Topics   []string                  // what was subscribed to
	Roles    []string                  // to mention
	Nonce    string
	Texts    *Texts
}

// Message words the alert.
func (a Alert) Message() discord.Message {
	t := a.Texts
	embed := &discordgo.MessageEmbed{
		Title: t.AlertTitle, Color: colourAnswer,
		Footer: &discordgo.MessageEmbedFooter{Text: markdown.Truncate(fmt.Sprintf(t.AlertTopics, strings.Join(a.Topics, ", ")), maxFooter)},
	}
	var rows []discordgo.MessageComponent
	if len(a.Releases) == 1 {
		embed.Description = a.entry(a.Releases[0], maxSentence)
		rows = releaseButtons(a.Releases[0], t, a.Nonce)
	} else {
		embed.Title = fmt.Sprintf(t.AlertGroup, len(a.Releases))
		embed.Description = a.list()
		rows = []discordgo.MessageComponent{discord.Row(releasePicker(a.Releases, t, a.Nonce))}
	}
	m := discord.Card(embed, rows...)
	m.Mentions.Roles = a.Roles
	for _, role := range a.Roles {
		m.Content = strings.TrimSpace(m.Content + " <@&" + role + ">")
	}
	return m
}

// entry is a release as a dated link, with what it says first and its main
// figures.
func (a Alert) entry(rec store.Record, limit int) string {
	entry := "**" + headline(rec.Date, a.By(rec), rec.Title, rec.URL) + "**"
	if sentence := summary(rec.Body); sentence != "" {
		entry += "\n" + markdown.Truncate(markdown.EscapeLine(sentence), limit)
	}
	if line := a.Figures[rec.ID]; line != "" {
		entry += "\n" + line
	}
	return entry
}

// list is all releases, and a count of those that do not fit.
func (a Alert) list() string {
	text := ""
	for i, rec := range a.Releases {
		entry := a.entry(rec, maxGrouped)
		if markdown.Len(text)+markdown.Len(entry)+2 > maxList {
			return text + "\n\n" + fmt.Sprintf(a.Texts.AlertMore, len(a.Releases)-i)
		}
		if i > 0 {
			text += "\n\n"
		}
		text += entry
	}
	return text
}

// summary is the first sentence of a release that says something.
func summary(body string) string {
	first := ""
	for _, span := range sentences.Split(body) {
		sentence := body[span.Start:span.End]
		if len(sentence) >= minSentence {
			return sentence
		}
		if first == "" {
			first = sentence
		}
	}
	return first
}

// releasePicker picks the release to ask about. Where the ids of all are too
// long for Discord, it is a button that does nothing and shows so.
func releasePicker(records []store.Record, t *Texts, nonce string) discordgo.MessageComponent {
	id := CustomID{Action: DoAbout, User: nonce}
	menu := discordgo.SelectMenu{
		MenuType: discordgo.StringSelectMenu, Placeholder: t.PickRelease, CustomID: id.String(),
	}
	for _, rec := range records[:min(len(records), maxPicked)] {
		if !(CustomID{Action: DoAboutIt, Of: string(rec.ID)}).Fits() {
			continue
		}
		menu.Options = append(menu.Options, discordgo.SelectMenuOption{
			Label: markdown.Truncate(rec.Date.String()+" · "+markdown.CleanLine(rec.Title), maxLine), Value: string(rec.ID),
		})
	}
	if len(menu.Options) > 0 {
		return menu
	}
	unable := button(t.AskAbout, discordgo.SecondaryButton, id)
	unable.Disabled = true
	return unable
}

// Notice tells a guild's owner that a channel was given up, with a button for
// when the bot may post there again. Name is the channel's, "" if it is not
// known; the nonce tells the notice from any other about the channel.
func Notice(guild, guildName, channel, name, reason, nonce string, t *Texts) discord.Message {
	shown := "<#" + channel + ">"
	if name != "" {
		shown = `\#` + Quoted(name) // in direct messages a link to it may be dead
	}
	resume := CustomID{Action: DoResume, User: nonce, Of: guild + "/" + channel}
	return discord.Card(&discordgo.MessageEmbed{
		Title: t.NoticeTitle, Color: colourAbstained,
		Description: fmt.Sprintf(t.Notice, shown, Quoted(guildName),
			markdown.Truncate(markdown.EscapeLine(withoutRequest(reason)), maxNotice)),
	}, discord.Row(button(t.PostAgain, discordgo.PrimaryButton, resume)))
}
