package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/markdown"
	"motirbot/delivery"
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
)

// alertMessage tells of one new release, or of several.
func (b *Bot) alertMessage(ctx context.Context, m delivery.Message, t *texts, nonce string) (message, error) {
	records, err := b.records(ctx, m.Releases)
	if err != nil {
		return message{}, err
	}
	var ids []release.ID
	for _, rec := range records {
		ids = append(ids, rec.ID)
	}
	told := b.headlines(ctx, ids, t)
	embed := &discordgo.MessageEmbed{
		Title: t.AlertTitle, Color: colourAnswer,
		Footer: &discordgo.MessageEmbedFooter{Text: markdown.Truncate(fmt.Sprintf(t.AlertTopics, b.topicsOf(m, t)), maxFooter)},
	}
	var rows []discordgo.MessageComponent
	if len(records) == 1 {
		embed.Description = b.alertEntry(records[0], maxSentence, told)
		rows = alertButtons(records[0], t, nonce)
	} else {
		embed.Title = fmt.Sprintf(t.AlertGroup, len(records))
		embed.Description = b.groupText(records, told, t)
		rows = []discordgo.MessageComponent{row(releasePicker(records, t, nonce))}
	}
	posted := card(embed, rows...)
	posted.Mentions = pings{roles: m.Roles}
	for _, role := range m.Roles {
		posted.Content = strings.TrimSpace(posted.Content + " <@&" + role + ">")
	}
	return posted, nil
}

// alertEntry is a release as a dated link, with what it says first and its main figures.
func (b *Bot) alertEntry(rec store.Record, limit int, told map[release.ID]string) string {
	entry := "**" + headline(rec.Date, b.by(rec), rec.Title, rec.URL) + "**"
	if sentence := summary(rec.Body); sentence != "" {
		entry += "\n" + markdown.Truncate(markdown.EscapeLine(sentence), limit)
	}
	if line := told[rec.ID]; line != "" {
		entry += "\n" + line
	}
	return entry
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

// groupText lists the releases, and counts those that do not fit.
func (b *Bot) groupText(records []store.Record, told map[release.ID]string, t *texts) string {
	text := ""
	for i, rec := range records {
		entry := b.alertEntry(rec, maxGrouped, told)
		if markdown.Len(text)+markdown.Len(entry)+2 > maxList {
			return text + "\n\n" + fmt.Sprintf(t.AlertMore, len(records)-i)
		}
		if i > 0 {
			text += "\n\n"
		}
		text += entry
	}
	return text
}

// alertButtons are those of a release. The nonce in the id tells the post
// apart from any other about the release.
func alertButtons(rec store.Record, t *texts, nonce string) []discordgo.MessageComponent {
	var link []discordgo.MessageComponent
	if address, ok := markdown.SafeURL(rec.URL); ok {
		link = append(link, discordgo.Button{Label: t.ReadFull, Style: discordgo.LinkButton, URL: address})
	}
	about := customID{Action: actAbout, User: nonce, Of: string(rec.ID)}
	if about.fits() {
		ask := []discordgo.MessageComponent{button(t.AskAbout, discordgo.PrimaryButton, about)}
		return []discordgo.MessageComponent{row(append(ask, link...)...)}
	}
	// A line of a menu has room for the id of the release, beside the nonce.
	rows := []discordgo.MessageComponent{row(releasePicker([]store.Record{rec}, t, nonce))}
	if len(link) > 0 {
		rows = append(rows, row(link...))
	}
	return rows
}

// releasePicker picks the release to ask about. Where the ids of all are too
// long for Discord, it is a button that does nothing and shows so.
func releasePicker(records []store.Record, t *texts, nonce string) discordgo.MessageComponent {
	id := customID{Action: actAbout, User: nonce}
	menu := discordgo.SelectMenu{
		MenuType: discordgo.StringSelectMenu, Placeholder: t.PickRelease, CustomID: id.String(),
	}
	for _, rec := range records[:min(len(records), maxChoices)] {
		if !(customID{Action: actAboutIt, Of: string(rec.ID)}).fits() {
			continue
		}
		menu.Options = append(menu.Options, discordgo.SelectMenuOption{
			Label: markdown.Truncate(rec.Date.String()+" · "+markdown.CleanLine(rec.Title), maxChoiceText), Value: string(rec.ID),
		})
	}
	if len(menu.Options) > 0 {
		return menu
	}
	unable := button(t.AskAbout, discordgo.SecondaryButton, id)
	unable.Disabled = true
	return unable
}

// topicsOf names what was subscribed to. A footer shows no Markdown.
func (b *Bot) topicsOf(m delivery.Message, t *texts) string {
	var names []string
	for _, it := range m.Releases {
		for _, key := range it.Topics {
			name := t.AllReleases
			if key != store.AnyTopic {
				name = b.topicTitle(key, t)
			}
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return strings.Join(names, ", ")
}

// noticeMessage tells a guild's owner that a channel was given up, with a
// button for when the bot may post there again.
func (b *Bot) noticeMessage(at delivery.Target, m delivery.Message, t *texts, nonce string) message {
	channel := "<#" + m.Channel + ">"
	if name := b.guilds.channelName(m.Channel); name != "" {
		channel = "#" + markdown.EscapeLine(name) // in direct messages a link to it may be dead
	}
	return card(&discordgo.MessageEmbed{
		Title: t.NoticeTitle, Color: colourAbstained,
		Description: fmt.Sprintf(t.Notice, channel, markdown.EscapeLine(b.guilds.nameOf(at.Guild)),
			markdown.Truncate(markdown.EscapeLine(withoutRequest(m.Reason)), maxNotice)),
	}, row(resumeButton(at.Guild, m.Channel, t, nonce)))
}
