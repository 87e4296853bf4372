package command

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/bot/render/markdown"
	"motirbot/store"
)

// maxSubscriptions bounds those of a server or person: more would be everything.
const maxSubscriptions = 50

func subscribeCommand() command {
	role := typed(discordgo.ApplicationCommandOptionRole, word{optRole, "역할"}, word{"Mention this role in each post", "게시할 때마다 멘션할 역할"})
	return command{
		managed(slash(word{"subscribe", "구독"}, word{"Post every new release on a topic", "주제별 새 보도자료 게시하기"},
			topicOption().required(), channelOption(word{"Where to post, here unless you say otherwise", "게시할 채널, 기본은 이곳"}), role)),
		(*call).subscribe,
	}
}

func (c *call) subscribe(ctx context.Context, opts discord.Options) error {
	wanted, remark, err := c.parseSubscription(opts)
	if err != nil {
		return err
	}
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	all, err := c.Memory.Subscriptions(ctx, wanted.Target.Guild, wanted.Target.User)
	if err != nil {
		return err
	}
	known := slices.ContainsFunc(all, func(s store.Subscription) bool { return s.Target == wanted.Target && s.Topic == wanted.Topic })
	if len(all) >= maxSubscriptions && !known {
		return refuse(c.texts.TooMany, maxSubscriptions)
	}
	stored, created, err := c.Memory.Subscribe(ctx, wanted)
	if err != nil {
		return err
	}
	c.changed(ctx, stored.Target)
	said := c.texts.Subscribed
	if !created {
		said = c.texts.SubscribedAlready
	}
	said = fmt.Sprintf(said, c.topicName(stored.Topic), c.texts.Place(stored.Target))
	return c.show(ctx, discord.Plain(strings.TrimSpace(said+" "+remark)+c.historyRemark(stored.Target)))
}

// historyRemark warns of a place to post in whose history the bot cannot read:
// whether a post has arrived is looked up there.
func (c *call) historyRemark(t store.Target) string {
	history := int64(discordgo.PermissionReadMessageHistory)
	if !c.Guilds.Lacks(c.Me(), c.Guilds.Place(t.Guild, t.Channel), history) {
		return ""
	}
	return "\n-# " + fmt.Sprintf(c.texts.NoHistory, render.Channel(t.Channel), c.texts.PermissionNames([]int64{history}))
}

// parseSubscription reads the options, and returns what else the user should
// know.
func (c *call) parseSubscription(opts discord.Options) (wanted store.Subscription, remark string, err error) {
	wanted.CreatedBy = c.in.Invoker().ID
	if wanted.Topic, err = c.topicKey(opts.Text(optTopic)); err != nil {
		return wanted, "", err
	}
	if wanted.Target, err = c.target(opts); err != nil || wanted.Target.Guild == "" {
		return wanted, "", err
	}
	wanted.Role = opts.Text(optRole)
	switch wanted.Role {
	case "":
		return wanted, "", nil
	case c.in.GuildID: // the role that everybody has
		return wanted, "", refuse("%s", c.texts.NotEveryone)
	}
	// What will come of mentioning the role.
	mention := "<@&" + wanted.Role + ">"
	remark = fmt.Sprintf(c.texts.MentionsRole, mention)
	resolved := c.in.ApplicationCommandData().Resolved
	mayAll := c.in.AppPermissions&(discordgo.PermissionMentionEveryone|discordgo.PermissionAdministrator) != 0
	if resolved != nil && resolved.Roles[wanted.Role] != nil && !resolved.Roles[wanted.Role].Mentionable && !mayAll {
		remark += " " + fmt.Sprintf(c.texts.RoleSilent, mention)
	}
	return wanted, remark, nil
}

// topicKey is the key of the topic that was picked or typed.
func (c *Commands) topicKey(typed string) (string, error) {
	if all := []string{store.AnyTopic, render.English.AllReleases, render.Korean.AllReleases}; slices.Contains(all, typed) {
		return store.AnyTopic, nil
	}
	topic, ok := c.Topics.Find(typed)
	if !ok {
		return "", &answer.UnknownTopicError{Name: typed, Nearest: c.Topics.Nearest(typed, 3)}
	}
	return topic.Key, nil
}

// topicName is the name of a subscription's topic, as Markdown.
func (c *call) topicName(key string) string { return markdown.EscapeLine(c.TopicTitle(key, c.texts)) }

// target is where to post: the channel that was picked, or this one. It is an
// error if the bot may not post there.
func (c *call) target(opts discord.Options) (store.Target, error) {
	if c.in.GuildID == "" {
		return store.Target{User: c.in.Invoker().ID}, nil
	}
	p := c.in.Place
	missing := discord.MissingPermissions(c.in.AppPermissions, p)
	if picked := opts.Text(optChannel); picked != "" && picked != p.Channel {
		p = c.Guilds.Place(c.in.GuildID, picked)
		missing = c.Guilds.Missing(c.Me(), p)
	}
	if len(missing) > 0 {
		return store.Target{}, refuse(c.texts.CannotPost, render.Channel(p.Channel), c.texts.PermissionNames(missing))
	}
	return store.Target{Guild: c.in.GuildID, Channel: p.Channel}, nil
}

// changed has the engine look at once.
func (c *call) changed(ctx context.Context, t store.Target) {
	if t.User != "" {
		if err := c.KeepLanguage(ctx, t.User, c.texts.Lang); err != nil {
			c.Logger.WarnContext(ctx, "discord: language not kept", "err", err)
		}
	}
	if c.cfg.OnSettings != nil {
		c.cfg.OnSettings()
	}
}
