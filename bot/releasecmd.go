package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/markdown"
	"motirbot/release"
	"motirbot/store"
)

const (
	maxBody        = 900
	maxAttachments = 5
)

// release serves /release: one release in short.
func (c *call) release(ctx context.Context, opts options) error {
	typed := opts.text(optTitle)
	if err := c.admit(); err != nil {
		return err
	}
	private, notices := c.publishing(c.settings.Private)
	if err := c.acknowledge(ctx, private); err != nil {
		return err
	}
	rec, err := c.bot.findRelease(ctx, typed)
	if err != nil {
		return err
	}
	return c.show(ctx, c.bot.releaseCard(rec, c.texts, notices))
}

// findRelease takes the id that autocomplete put in, or any words of a title.
func (b *Bot) findRelease(ctx context.Context, typed string) (store.Record, error) {
	rec, err := b.cfg.Releases.Release(ctx, release.ID(typed))
	if !errors.Is(err, store.ErrNotFound) {
		return rec, err
	}
	found := b.shelf.now().titles.find(typed, 1)
	if len(found) == 0 || len(wordsOf(typed)) == 0 {
		return store.Record{}, &noReleaseError{title: typed}
	}
	return b.cfg.Releases.Release(ctx, release.ID(found[0].Value))
}

// releaseCard is a release in short, with its link and a button to ask about it.
func (b *Bot) releaseCard(rec store.Record, t *texts, notices []string) message {
	lines := []string{"**" + headline(rec.Date, b.by(rec), rec.Title, rec.URL) + "**"}
	lines = append(lines, remarks(rec, t)...)
	body := markdown.Truncate(markdown.Escape(rec.Body), maxBody)
	lines = append(lines, "", "> "+strings.ReplaceAll(body, "\n", "\n> "))
	if len(rec.Attachments) > 0 {
		lines = append(lines, "", "**"+t.Attachments+"** "+attachmentLinks(rec.Attachments))
	}
	for _, notice := range notices {
		lines = append(lines, "-# "+notice)
	}
	embed := &discordgo.MessageEmbed{
		Description: strings.Join(lines, "\n"), Color: colourAnswer, Footer: b.releaseFooter(rec.Category, t),
	}
	if rec.Withdrawn {
		embed.Color = colourAbstained
	}
	return card(embed, releaseButtons(rec, t)...)
}

func remarks(rec store.Record, t *texts) []string {
	var lines []string
	if rec.Withdrawn {
		lines = append(lines, "**"+t.Withdrawn+"**")
	}
	if rec.Revision > 1 {
		lines = append(lines, fmt.Sprintf(t.Revised, rec.Revision, fmt.Sprintf("<t:%d:R>", rec.UpdatedAt.Unix())))
	}
	if rec.Truncated {
		lines = append(lines, t.Shortened)
	}
	return lines
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

func (b *Bot) releaseFooter(category string, t *texts) *discordgo.MessageEmbedFooter {
	sample := ""
	if b.sample() {
		sample = t.Sample
	}
	return footer(markdown.CleanLine(category), sample)
}

func releaseButtons(rec store.Record, t *texts) []discordgo.MessageComponent {
	var buttons []discordgo.MessageComponent
	if id := (customID{Action: actAbout, Of: string(rec.ID)}); id.fits() {
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
