package render

import (
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/discord"
	"motirbot/bot/render/markdown"
	"motirbot/release"
	"motirbot/store"
)

const (
	maxBody        = 900
	maxAttachments = 5
)

// Release is a release in short, with its link and a button to ask about it. By
// is who issued it, "" where all are by one.
func Release(rec store.Record, by string, t *Texts, notices []string, sample bool) discord.Message {
	lines := []string{"**" + headline(rec.Date, by, rec.Title, rec.URL) + "**"}
	if rec.Withdrawn {
		lines = append(lines, "**"+t.Withdrawn+"**")
	}
	if rec.Revision > 1 {
		lines = append(lines, fmt.Sprintf(t.Revised, rec.Revision, fmt.Sprintf("<t:%d:R>", rec.UpdatedAt.Unix())))
	}
	if rec.Truncated {
		lines = append(lines, t.Shortened)
	}
	body := markdown.Truncate(markdown.Escape(rec.Body), maxBody)
	lines = append(lines, "", "> "+strings.ReplaceAll(body, "\n", "\n> "))
	if len(rec.Attachments) > 0 {
		lines = append(lines, "", "**"+t.Attachments+"** "+attachmentLinks(rec.Attachments))
	}
	for _, notice := range notices {
		lines = append(lines, "-# "+notice)
	}
	embed := &discordgo.MessageEmbed{
		Description: strings.Join(lines, "\n"), Color: colourAnswer,
		Footer: footer(markdown.CleanLine(rec.Category), t.sampled(sample)),
	}
	if rec.Withdrawn {
		embed.Color = colourAbstained
	}
	return discord.Card(embed, releaseButtons(rec, t, "")...)
}

func attachmentLinks(attachments []release.Attachment) string {
	var links []string
	for _, a := range attachments[:min(len(attachments), maxAttachments)] {
		link := markdown.Link(markdown.Truncate(markdown.CleanLine(a.Name), 60), a.URL)
		if size := a.SizeText(); size != "" {
			link += " (" + size + ")"
		}
		links = append(links, link)
	}
	return strings.Join(links, " · ")
}

// releaseButtons are those of a release. The nonce in the id, of a post, tells
// it apart from any other about the release.
func releaseButtons(rec store.Record, t *Texts, nonce string) []discordgo.MessageComponent {
	var ask, link []discordgo.MessageComponent
	if address, ok := markdown.SafeURL(rec.URL); ok {
		link = append(link, discordgo.Button{Label: t.ReadFull, Style: discordgo.LinkButton, URL: address})
	}
	about := CustomID{Action: DoAbout, User: nonce, Of: string(rec.ID)}
	switch {
	case about.Fits():
		ask = append(ask, button(t.AskAbout, discordgo.PrimaryButton, about))
	case nonce != "":
		// A line of a menu has room for the id of the release, beside the nonce.
		rows := []discordgo.MessageComponent{discord.Row(releasePicker([]store.Record{rec}, t, nonce))}
		if len(link) > 0 {
			rows = append(rows, discord.Row(link...))
		}
		return rows
	}
	if len(ask)+len(link) == 0 {
		return nil
	}
	return []discordgo.MessageComponent{discord.Row(append(ask, link...)...)}
}
