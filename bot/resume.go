package bot

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/markdown"
	"motirbot/store"
)

// resumeButton takes posting in the channel up again. The nonce tells the
// notice from any other about the channel.
func resumeButton(guild, channel string, t *texts, nonce string) discordgo.MessageComponent {
	return button(t.PostAgain, discordgo.PrimaryButton, customID{Action: actResume, User: nonce, Of: guild + "/" + channel})
}

// resume serves that button, which is in direct messages with the owner of the
// server: what was paused in the channel begins again, from now on.
func (c *call) resume(ctx context.Context, id customID) error {
	guild, channel, _ := strings.Cut(id.Of, "/")
	target := store.Target{Guild: guild, Channel: channel}
	if c.bot.guilds.ownerOf(guild) != c.in.user().ID { // who may have been another
		return c.say(ctx, c.texts.OnlyManagersHere)
	}
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	if missing := c.bot.missingAt(target); len(missing) > 0 {
		return refuse(c.texts.CannotPost, placeOf(target), c.texts.permissionNames(missing))
	}
	if err := c.bot.resume(ctx, target); err != nil {
		return err
	}
	c.changed(ctx, target)
	return c.showPostedIn(ctx, target)
}

// showPostedIn lists what is posted in a channel.
func (c *call) showPostedIn(ctx context.Context, t store.Target) error {
	all, err := c.bot.cfg.Memory.Subscriptions(ctx, t.Guild, "")
	if err != nil {
		return err
	}
	digests, err := c.bot.cfg.Memory.Digests(ctx, t.Guild)
	if err != nil {
		return err
	}
	var lines []string
	for _, sub := range all {
		if sub.Target == t {
			lines = append(lines, "• "+c.subscriptionLine(sub))
		}
	}
	for _, d := range digests {
		if d.Channel == t.Channel {
			lines = append(lines, "• "+c.digestLine(d))
		}
	}
	if len(lines) == 0 {
		lines = append(lines, c.texts.NoSubscriptions)
	}
	return c.show(ctx, card(&discordgo.MessageEmbed{
		Title: c.texts.SubscriptionsTitle, Color: colourQuiet,
		Description: markdown.Truncate(strings.Join(lines, "\n"), maxList),
	}))
}

// missingAt are the permissions that the bot lacks in a channel, the first of
// all if there is no such channel.
func (b *Bot) missingAt(t store.Target) []int64 {
	if b.guilds.channelName(t.Channel) == "" {
		return []int64{discordgo.PermissionViewChannel}
	}
	return b.guilds.missing(b.me(), b.guilds.place(t.Guild, t.Channel))
}

// resume ends the pause of all that goes to the channel.
func (b *Bot) resume(ctx context.Context, t store.Target) error {
	all, err := b.cfg.Memory.Subscriptions(ctx, t.Guild, "")
	if err != nil {
		return err
	}
	for _, sub := range all {
		if sub.Target != t || sub.PausedAt.IsZero() {
			continue
		}
		if _, _, err := b.cfg.Memory.Subscribe(ctx, sub); err != nil {
			return err
		}
	}
	digests, err := b.cfg.Memory.Digests(ctx, t.Guild)
	if err != nil {
		return err
	}
	for _, d := range digests {
		if d.Channel != t.Channel || !d.Active || d.PausedAt.IsZero() {
			continue
		}
		if err := b.cfg.Memory.SaveDigest(ctx, d); err != nil {
			return err
		}
	}
	return nil
}
