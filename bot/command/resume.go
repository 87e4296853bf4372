package command

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/render"
	"motirbot/store"
)

// resume serves the button of a notice, which is in direct messages with the
// owner of the server: what was paused in the channel begins again, from now on.
func (c *call) resume(ctx context.Context, id render.CustomID) error {
	guild, channel, _ := strings.Cut(id.Of, "/")
	target := store.Target{Guild: guild, Channel: channel}
	if c.Guilds.Owner(guild) != c.in.Invoker().ID { // who may have been another
		return c.say(ctx, c.texts.OnlyOwner)
	}
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	missing := c.Guilds.Missing(c.Me(), c.Guilds.Place(guild, channel))
	if c.Guilds.ChannelName(channel) == "" {
		missing = []int64{discordgo.PermissionViewChannel} // there is no such channel
	}
	if len(missing) > 0 {
		return refuse(c.texts.CannotPost, render.Channel(channel), c.texts.PermissionNames(missing))
	}
	if err := c.resumePosts(ctx, target); err != nil {
		return err
	}
	c.changed(ctx, target)
	return c.showSubscriptions(ctx, guild, "", channel)
}

// resumePosts ends the pause of all that goes to the channel.
func (c *Commands) resumePosts(ctx context.Context, t store.Target) error {
	all, err := c.Memory.Subscriptions(ctx, t.Guild, "")
	if err != nil {
		return err
	}
	for _, sub := range all {
		if sub.Target != t || sub.PausedAt.IsZero() {
			continue
		}
		if _, _, err := c.Memory.Subscribe(ctx, sub); err != nil {
			return err
		}
	}
	digests, err := c.Memory.Digests(ctx, t.Guild)
	if err != nil {
		return err
	}
	for _, d := range digests {
		if d.Channel != t.Channel || !d.Active || d.PausedAt.IsZero() {
			continue
		}
		if err := c.Memory.SaveDigest(ctx, d); err != nil {
			return err
		}
	}
	return nil
}
