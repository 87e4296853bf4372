package bot

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer/text"
	"motirbot/bot/markdown"
	"motirbot/release"
	"motirbot/store"
)

// status serves /status.
func (c *call) status(ctx context.Context) error {
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	stats, err := c.bot.cfg.Releases.Stats(ctx)
	if err != nil {
		return err
	}
	t, b := c.texts, c.bot
	changed := t.Never
	if !stats.LastChange.IsZero() {
		changed = fmt.Sprintf("<t:%d:R>", stats.LastChange.Unix())
	}
	span := "–"
	if stats.Releases > 0 {
		span = fmt.Sprintf("%s –\n%s", stats.From, stats.To)
	}
	embed := &discordgo.MessageEmbed{
		Title: t.StatusTitle, Color: colourQuiet,
		Fields: []*discordgo.MessageEmbedField{
			inline(t.StatusIndex, fmt.Sprint(stats.Releases)),
			inline(t.StatusSpan, span),
			inline(t.StatusChanged, changed),
			inline(t.StatusMode, b.modeInWords(t)),
			inline(t.StatusGateway, b.gatewayInWords(t)),
			inline(t.StatusUp, fmt.Sprintf("<t:%d:R>", b.started.Unix())),
			inline(t.StatusVersion, markdown.EscapeLine(b.cfg.Version)),
		},
	}
	embed.Fields = append(embed.Fields, c.syncing(ctx)...)
	if b.sample() {
		embed.Footer = &discordgo.MessageEmbedFooter{Text: t.Sample}
	}
	return c.show(ctx, card(embed))
}

// inline is a field beside others. Discord refuses an empty one.
func inline(name, value string) *discordgo.MessageEmbedField {
	if value == "" {
		value = "–"
	}
	return &discordgo.MessageEmbedField{Name: name, Value: value, Inline: true}
}

func (b *Bot) modeInWords(t *texts) string {
	if b.cfg.Model == "" {
		return t.Extracted
	}
	mode := fmt.Sprintf(t.Worded, markdown.EscapeLine(b.cfg.Model))
	if n := b.cfg.Limits.ModelCalls; n > 0 {
		mode += ", " + fmt.Sprintf(t.ModelBudget, n)
	}
	if b.cfg.Spent != nil {
		s := b.cfg.Spent()
		mode += "\n" + fmt.Sprintf(t.ModelSpent, s.Answers, s.Requests, s.Tokens)
	}
	return mode
}

func (b *Bot) gatewayInWords(t *texts) string {
	if b.gateway.Ready() {
		return t.Connected
	}
	return t.Reconnecting
}

// help serves /help.
func (c *call) help(ctx context.Context) error {
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	return c.show(ctx, card(&discordgo.MessageEmbed{
		Title: c.texts.HelpTitle, Color: colourQuiet,
		Description: fmt.Sprintf(strings.ReplaceAll(c.texts.Help, "{issuers}", markdown.EscapeLine(text.Issuers(c.texts.Lang, c.bot.issuers()))), c.bot.tag()),
	}))
}

// issuers are those of the releases there are, or whose they will be.
func (b *Bot) issuers() []release.Issuer {
	if known := b.shelf.now().issuers; len(known) > 0 || b.cfg.Issuer.IsZero() {
		return known
	}
	return []release.Issuer{b.cfg.Issuer}
}

// by is who issued a release, "" where all are by one.
func (b *Bot) by(rec store.Record) string {
	if len(b.shelf.now().issuers) < 2 {
		return ""
	}
	return cmp.Or(rec.Issuer.Label(), b.cfg.Issuer.Label())
}
