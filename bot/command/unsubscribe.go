package command

import (
	"context"
	"fmt"
	"strconv"

	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/bot/state"
	"motirbot/store"
)

func unsubscribeCommand() command {
	which := textOption(word{optSubscription, "구독"}, word{"The subscription to cancel", "취소할 구독"}).suggest().required()
	return command{managed(slash(word{"unsubscribe", "구독취소"}, word{"Cancel a subscription", "구독 취소하기"}, which)), (*call).unsubscribe}
}

func (c *call) unsubscribe(ctx context.Context, opts discord.Options) error {
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	guild, person := c.owner()
	all, err := c.Memory.Subscriptions(ctx, guild, person)
	if err != nil {
		return err
	}
	typed := opts.Text(optSubscription)
	meant, ok := c.meant(all, typed)
	if !ok {
		return refuse(c.texts.NoSubscription, render.Quoted(typed))
	}
	if _, err := c.Memory.Unsubscribe(ctx, guild, person, meant.ID); err != nil {
		return err
	}
	c.changed(ctx, meant.Target)
	if person != "" && len(all) == 1 { // nothing is left that the language is needed for
		if err := c.KeepLanguage(ctx, person, ""); err != nil {
			return err
		}
	}
	return c.show(ctx, discord.Plain(fmt.Sprintf(c.texts.Unsubscribed, c.topicName(meant.Topic), c.texts.Place(meant.Target))))
}

// meant is the subscription picked by its id, or else the only one to the
// topic that was typed.
func (c *call) meant(all []store.Subscription, typed string) (store.Subscription, bool) {
	key, err := c.topicKey(typed)
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
func (c *call) ownSubscriptions(ctx context.Context, typed string) []state.Choice {
	ctx, cancel := context.WithTimeout(ctx, discord.RespondTimeout/2)
	defer cancel()
	guild, person := c.owner()
	all, err := c.Memory.Subscriptions(ctx, guild, person)
	if err != nil {
		c.Logger.WarnContext(ctx, "discord: subscriptions not proposed", "err", err)
		return nil
	}
	var choices []state.Choice
	for _, sub := range all {
		label := c.TopicTitle(sub.Topic, c.texts)
		if name := c.Guilds.ChannelName(sub.Target.Channel); name != "" {
			label += " → #" + name
		}
		choices = append(choices, state.Choice{Label: label, Value: strconv.FormatInt(sub.ID, 10), Terms: sub.Topic})
	}
	return state.NewMatcher(choices).Find(typed, maxChoices)
}
