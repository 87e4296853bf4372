package bot

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/markdown"
	"motirbot/store"
)

// owner is whose subscriptions a call is about: the server's, or the person's
// in direct messages.
func (c *call) owner() (guild, person string) {
	if c.in.GuildID != "" {
		return c.in.GuildID, ""
	}
	return "", c.in.user().ID
}

// subscriptions serves /subscriptions.
func (c *call) subscriptions(ctx context.Context) error {
	if err := c.mayManage(); err != nil {
		return err
	}
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	guild, person := c.owner()
	all, err := c.bot.cfg.Memory.Subscriptions(ctx, guild, person)
	if err != nil {
		return err
	}
	var lines []string
	for _, sub := range all {
		lines = append(lines, "- "+c.subscriptionLine(sub))
	}
	if guild != "" {
		digests, err := c.bot.cfg.Memory.Digests(ctx, guild)
		if err != nil {
			return err
		}
		for _, d := range digests {
			lines = append(lines, "- "+c.digestLine(d))
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

func (c *call) subscriptionLine(sub store.Subscription) string {
	line := "**" + c.bot.subscribedTo(sub.Topic, c.texts) + "**"
	if sub.Target.Channel != "" {
		line += " → " + placeOf(sub.Target)
	}
	if sub.Role != "" {
		line += " · <@&" + sub.Role + ">"
	}
	return line + c.texts.paused(sub.PausedAt, sub.PauseReason)
}

func (t *texts) paused(at time.Time, reason string) string {
	if at.IsZero() {
		return ""
	}
	return " · ⏸ " + fmt.Sprintf(t.PausedSince, fmt.Sprintf("<t:%d:R>", at.Unix()), quoted(withoutRequest(reason)))
}

var requestBefore = regexp.MustCompile(`^.*\b(?:POST|GET) /\S*: \d{3} `)

// withoutRequest is what Discord said, without the request that it said it of:
// its path means nothing to those who can help.
func withoutRequest(reason string) string { return requestBefore.ReplaceAllString(reason, "") }

// unsubscribe serves /unsubscribe.
func (c *call) unsubscribe(ctx context.Context, opts options) error {
	if err := c.mayManage(); err != nil {
		return err
	}
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	guild, person := c.owner()
	all, err := c.bot.cfg.Memory.Subscriptions(ctx, guild, person)
	if err != nil {
		return err
	}
	typed := opts.text(optSubscription)
	meant, ok := c.meant(all, typed)
	if !ok {
		return refuse(c.texts.NoSubscription, quoted(typed))
	}
	if _, err := c.bot.cfg.Memory.Unsubscribe(ctx, guild, person, meant.ID); err != nil {
		return err
	}
	c.changed(ctx, meant.Target)
	return c.show(ctx, plain(fmt.Sprintf(c.texts.Unsubscribed, c.bot.subscribedTo(meant.Topic, c.texts), c.texts.into(meant.Target))))
}

// meant is the subscription picked by its id, or else the only one to the
// topic that was typed.
func (c *call) meant(all []store.Subscription, typed string) (store.Subscription, bool) {
	key, err := c.bot.topicKey(typed)
	var found []store.Subscription
	for _, sub := range all {
		if strconv.FormatInt(sub.ID, 10) == typed {
			return sub, true
		}
		if err == nil && sub.Topic == key {
			found = append(found, sub)
		}
	}
	if len(found) != 1 {
		return store.Subscription{}, false
	}
	return found[0], true
}

// ownSubscriptions proposes those that can be cancelled.
func (c *call) ownSubscriptions(ctx context.Context, typed string) []choice {
	if c.mayManage() != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, respondTimeout/2)
	defer cancel()
	guild, person := c.owner()
	all, err := c.bot.cfg.Memory.Subscriptions(ctx, guild, person)
	if err != nil {
		c.bot.logger.Warn("discord: subscriptions not proposed", "err", err)
		return nil
	}
	var choices []choice
	for _, sub := range all {
		label := c.texts.AllReleases
		if sub.Topic != store.AnyTopic {
			label = c.bot.topicTitle(sub.Topic, c.texts)
		}
		if name := c.bot.guilds.channelName(sub.Target.Channel); name != "" {
			label += " → #" + name
		}
		choices = append(choices, choice{Label: label, Value: strconv.FormatInt(sub.ID, 10), Terms: sub.Topic})
	}
	return newMatcher(choices).find(typed, maxChoices)
}

// syncing tells of the sources, in the status.
func (c *call) syncing(ctx context.Context) []*discordgo.MessageEmbedField {
	t := c.texts
	states, err := c.bot.cfg.Memory.SourceStates(ctx)
	if err != nil {
		c.bot.logger.Warn("discord: sources not read", "err", err)
		return nil
	}
	last, next, failing := t.Never, t.nextSync(states, c.bot.cfg.SyncEvery, c.bot.cfg.Now()), []*discordgo.MessageEmbedField(nil)
	var newest time.Time
	for _, s := range states {
		if s.LastSuccess.After(newest) {
			newest = s.LastSuccess
			last = fmt.Sprintf("<t:%d:R>", newest.Unix())
		}
		if said := t.trouble(s); said != "" && len(failing) < maxFailing {
			failing = append(failing, &discordgo.MessageEmbedField{
				Name: markdown.Truncate(fmt.Sprintf(t.StatusSource, markdown.CleanLine(s.Name)), maxTitle), Value: said,
			})
		}
	}
	if newest.IsZero() && c.bot.cfg.SyncEvery == 0 {
		return append([]*discordgo.MessageEmbedField{inline(t.StatusSync, t.SyncOff)}, failing...)
	}
	return append([]*discordgo.MessageEmbedField{inline(t.StatusSync, last), inline(t.StatusNextSync, next)}, failing...)
}

// maxFailing bounds the sources in trouble that a status tells of.
const maxFailing = 5

// trouble says what is wrong with a source, "" if nothing is.
func (t *texts) trouble(s store.SourceState) string {
	switch {
	case s.Failures > 0:
		return markdown.Truncate(fmt.Sprintf(t.SourceFailing, fmt.Sprintf("<t:%d:R>", s.FailingSince.Unix()), markdown.EscapeLine(s.LastError)), maxField)
	case s.Stuck > 0:
		return markdown.Truncate(fmt.Sprintf(t.SourceStuck, s.Stuck, markdown.EscapeLine(s.StuckReason)), maxField)
	}
	return ""
}

// nextSync is about when the next sync will be: syncs are not on the minute.
func (t *texts) nextSync(states []store.SourceState, every time.Duration, now time.Time) string {
	if every == 0 {
		return t.SyncOff
	}
	var last time.Time
	for _, s := range states {
		if s.LastAttempt.After(last) {
			last = s.LastAttempt
		}
	}
	if next := last.Add(every); next.After(now) {
		return fmt.Sprintf("<t:%d:R>", next.Unix())
	}
	return t.SyncSoon
}
