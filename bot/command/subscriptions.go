package command

import (
	"context"
	"time"

	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/delivery"
	"motirbot/store"
)

func subscriptionsCommand() command {
	return command{managed(slash(word{"subscriptions", "구독목록"}, word{"What is posted by itself", "자동으로 게시되는 소식"})), (*call).subscriptions}
}

func (c *call) subscriptions(ctx context.Context, _ discord.Options) error {
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	guild, person := c.owner()
	return c.showSubscriptions(ctx, guild, person, "")
}

// owner is whose subscriptions a call is about: the server's, or the person's
// in direct messages.
func (c *call) owner() (guild, person string) {
	if c.in.GuildID != "" {
		return c.in.GuildID, ""
	}
	return "", c.in.Invoker().ID
}

// showSubscriptions lists what is posted for a server or person; with a channel,
// only what is posted there.
func (c *call) showSubscriptions(ctx context.Context, guild, person, channel string) error {
	all, err := c.Memory.Subscriptions(ctx, guild, person)
	if err != nil {
		return err
	}
	var digests []store.DigestSettings
	if guild != "" {
		if digests, err = c.Memory.Digests(ctx, guild); err != nil {
			return err
		}
	}
	var lines []string
	for _, sub := range all {
		if channel == "" || sub.Target.Channel == channel {
			lines = append(lines, "- "+render.SubscriptionLine(sub, c.topicName(sub.Topic), c.texts))
		}
	}
	for _, d := range digests {
		if channel == "" || d.Channel == channel {
			lines = append(lines, "- "+render.DigestLine(d, nextDigest(d, c.Clock()), c.texts))
		}
	}
	return c.show(ctx, render.Subscriptions(lines, c.texts))
}

// nextDigest is when a digest comes next, zero for a schedule that is none.
func nextDigest(d store.DigestSettings, now time.Time) time.Time {
	schedule, err := delivery.ScheduleOf(d)
	if err != nil {
		return time.Time{}
	}
	return schedule.Next(now).At
}
