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
	embed := &discordgo.MessageEmbed{
		Title: t.AlertTitle, Color: colourAnswer,
		Footer: &discordgo.MessageEmbedFooter{Text: markdown.Truncate(fmt.Sprintf(t.AlertTopics, b.topicsOf(m, t)), maxFooter)},
	}
	var rows []discordgo.MessageComponent
	if len(records) == 1 {
		embed.Description = alertEntry(records[0], maxSentence)
		rows = alertButtons(records[0], t, nonce)
	} else {
		embed.Title = fmt.Sprintf(t.AlertGroup, len(records))
		embed.Description = groupText(records, t)
		rows = []discordgo.MessageComponent{row(releaseMenu(records, t, nonce))}
	}
	posted := card(embed, rows...)
	posted.Mentions = pings{roles: m.Roles}
	for _, role := range m.Roles {
		posted.Content = strings.TrimSpace(posted.Content + " <@&" + role + ">")
	}
	return posted, nil
}

// alertEntry is a release as a dated link, with what it says first.
func alertEntry(rec store.Record, limit int) string {
	entry := "**" + headline(rec.Date, rec.Title, rec.URL) + "**"
	if sentence := summary(rec.Body); sentence != "" {
		entry += "\n" + markdown.Truncate(markdown.EscapeLine(sentence), limit)
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
func groupText(records []store.Record, t *texts) string {
	text := ""
	for i, rec := range records {
		entry := alertEntry(rec, maxGrouped)
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
// apart from any other about the release: Discord's history shows no nonces.
func alertButtons(rec store.Record, t *texts, nonce string) []discordgo.MessageComponent {
	var buttons []discordgo.MessageComponent
	id := customID{Action: actAbout, User: nonce, Of: string(rec.ID)}
	if !id.fits() {
		id.User = ""
	}
	if id.fits() {
		buttons = append(buttons, button(t.AskAbout, discordgo.PrimaryButton, id))
	}
	if address, ok := markdown.SafeURL(rec.URL); ok {
		buttons = append(buttons, discordgo.Button{Label: t.ReadFull, Style: discordgo.LinkButton, URL: address})
	}
	if len(buttons) == 0 {
		return nil
	}
	return []discordgo.MessageComponent{row(buttons...)}
}

// releaseMenu picks the release to ask about.
func releaseMenu(records []store.Record, t *texts, nonce string) discordgo.MessageComponent {
	menu := discordgo.SelectMenu{
		MenuType: discordgo.StringSelectMenu, Placeholder: t.PickRelease,
		CustomID: customID{Action: actAbout, User: nonce}.String(),
	}
	for _, rec := range records[:min(len(records), maxChoices)] {
		if !(customID{Action: actAboutIt, Of: string(rec.ID)}).fits() {
			continue
		}
		menu.Options = append(menu.Options, discordgo.SelectMenuOption{
			Label: markdown.Truncate(rec.Date.String()+" · "+markdown.CleanLine(rec.Title), maxChoiceText), Value: string(rec.ID),
		})
	}
	return menu
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

// noticeMessage tells a guild's owner that a channel was given up.
func (b *Bot) noticeMessage(at delivery.Target, m delivery.Message, t *texts) message {
	channel := "<#" + m.Channel + ">"
	if name := b.guilds.channelName(m.Channel); name != "" {
		channel = "#" + markdown.EscapeLine(name) // in direct messages a link to it may be dead
	}
	return card(&discordgo.MessageEmbed{
		Title: t.NoticeTitle, Color: colourAbstained,
		Description: fmt.Sprintf(t.Notice, channel, markdown.EscapeLine(b.guilds.nameOf(at.Guild)),
			markdown.Truncate(markdown.EscapeLine(m.Reason), maxNotice)),
	})
}
