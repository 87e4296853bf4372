package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/bot/markdown"
	"motirbot/store"
)

// Names of the options of subscriptions and digests.
const (
	optChannel      = "channel"
	optRole         = "role"
	optSubscription = "subscription"
	optDay          = "day"
	optTime         = "time"
	optZone         = "timezone"
	optEmpty        = "empty"
)

// maxSubscriptions bounds those of a server or person: more would be everything.
const maxSubscriptions = 50

// liveDefinitions are the commands about what is posted unasked.
func liveDefinitions() []definition {
	topic := textOption(word{optTopic, "주제"}, word{"A partner, agreement or industry", "상대국, 협정 또는 산업"}).suggest().required()
	role := typed(discordgo.ApplicationCommandOptionRole, word{optRole, "역할"}, word{"Mention this role in each post", "게시할 때마다 멘션할 역할"})
	which := textOption(word{optSubscription, "구독"}, word{"The subscription to cancel", "취소할 구독"}).suggest().required()
	return []definition{
		managed(slash(word{cmdSubscribe, "구독"}, word{"Post every new release on a topic", "주제별 새 보도자료 게시하기"},
			topic, channelOption(word{"Where to post, here unless you say otherwise", "게시할 채널, 기본은 이곳"}), role)),
		managed(slash(word{cmdSubscriptions, "구독목록"}, word{"What is posted by itself", "자동으로 게시되는 소식"})),
		managed(slash(word{cmdUnsubscribe, "구독취소"}, word{"Cancel a subscription", "구독 취소하기"}, which)),
		forManagers(slash(word{cmdDigest, "주간소식"}, word{"The week's releases, once a week", "한 주의 보도자료를 매주 게시하기"}, digestOptions()...)),
	}
}

// channelOption takes the channels and threads that hold messages.
func channelOption(about word) option {
	o := typed(discordgo.ApplicationCommandOptionChannel, word{optChannel, "채널"}, about)
	o.ChannelTypes = []discordgo.ChannelType{
		discordgo.ChannelTypeGuildText, discordgo.ChannelTypeGuildNews,
		discordgo.ChannelTypeGuildPublicThread, discordgo.ChannelTypeGuildNewsThread, discordgo.ChannelTypeGuildPrivateThread,
	}
	return o
}

// subscribe serves /subscribe.
func (c *call) subscribe(ctx context.Context, opts options, resolved *discordgo.ApplicationCommandInteractionDataResolved) error {
	wanted, remark, err := c.wish(opts, resolved)
	if err != nil {
		return err
	}
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	if err := c.room(ctx, wanted); err != nil {
		return err
	}
	stored, created, err := c.bot.cfg.Memory.Subscribe(ctx, wanted)
	if err != nil {
		return err
	}
	c.changed(ctx, stored.Target)
	said := c.texts.Subscribed
	if !created {
		said = c.texts.SubscribedAlready
	}
	said = fmt.Sprintf(said, c.bot.subscribedTo(stored.Topic, c.texts), c.texts.into(stored.Target))
	return c.show(ctx, plain(strings.TrimSpace(said+" "+remark)))
}

// wish reads the options, and returns what else the user should know.
func (c *call) wish(opts options, resolved *discordgo.ApplicationCommandInteractionDataResolved) (wanted store.Subscription, remark string, err error) {
	if err := c.mayManage(); err != nil {
		return wanted, "", err
	}
	wanted.CreatedBy = c.in.user().ID
	if wanted.Topic, err = c.bot.topicKey(opts.text(optTopic)); err != nil {
		return wanted, "", err
	}
	if wanted.Target, err = c.target(opts); err != nil {
		return wanted, "", err
	}
	if wanted.Target.Guild != "" {
		wanted.Role = opts.text(optRole)
		remark, err = c.aboutRole(wanted.Role, resolved)
	}
	return wanted, remark, err
}

// mayManage lets a person decide for themselves, and managers for a server.
// Discord hides the commands from others, but a server can change that.
func (c *call) mayManage() error {
	if c.in.GuildID == "" || c.in.manages() {
		return nil
	}
	return refuse("%s", c.texts.OnlyManagersHere)
}

// topicKey is the key of the topic that was picked or typed.
func (b *Bot) topicKey(typed string) (string, error) {
	if all := []string{store.AnyTopic, english.AllReleases, korean.AllReleases}; slices.Contains(all, typed) {
		return store.AnyTopic, nil
	}
	topic, ok := b.cfg.Topics.Find(typed)
	if !ok {
		return "", &answer.UnknownTopicError{Name: typed, Nearest: b.cfg.Topics.Nearest(typed, 3)}
	}
	return topic.Key, nil
}

// target is where to post: the channel that was picked, or this one. It is an
// error if the bot may not post there.
func (c *call) target(opts options) (store.Target, error) {
	if c.in.GuildID == "" {
		return store.Target{User: c.in.user().ID}, nil
	}
	p := c.in.place
	var missing []int64
	if picked := opts.text(optChannel); picked != "" && picked != p.Channel {
		p = c.bot.guilds.place(c.in.GuildID, picked)
		missing = c.bot.guilds.missing(c.bot.me(), p)
	} else {
		missing = missingPermissions(c.in.AppPermissions, p)
	}
	if len(missing) > 0 {
		return store.Target{}, refuse(c.texts.CannotPost, "<#"+p.Channel+">", c.texts.permissionNames(missing))
	}
	return store.Target{Guild: c.in.GuildID, Channel: p.Channel}, nil
}

// aboutRole says what will come of mentioning the role.
func (c *call) aboutRole(role string, resolved *discordgo.ApplicationCommandInteractionDataResolved) (string, error) {
	switch {
	case role == "":
		return "", nil
	case role == c.in.GuildID: // the role that everybody has
		return "", refuse("%s", c.texts.NotEveryone)
	}
	said := fmt.Sprintf(c.texts.MentionsRole, "<@&"+role+">")
	if resolved == nil || resolved.Roles[role] == nil || resolved.Roles[role].Mentionable ||
		c.in.AppPermissions&(discordgo.PermissionMentionEveryone|discordgo.PermissionAdministrator) != 0 {
		return said, nil
	}
	return said + " " + fmt.Sprintf(c.texts.RoleSilent, "<@&"+role+">"), nil
}

// room refuses one subscription more than there may be.
func (c *call) room(ctx context.Context, wanted store.Subscription) error {
	all, err := c.bot.cfg.Memory.Subscriptions(ctx, wanted.Target.Guild, wanted.Target.User)
	if err != nil {
		return err
	}
	known := slices.ContainsFunc(all, func(s store.Subscription) bool { return s.Target == wanted.Target && s.Topic == wanted.Topic })
	if len(all) >= maxSubscriptions && !known {
		return refuse(c.texts.TooMany, maxSubscriptions)
	}
	return nil
}

// changed has the engine look at once. The language of a person is kept, since
// Discord tells it with interactions only.
func (c *call) changed(ctx context.Context, t store.Target) {
	if t.User != "" {
		if err := c.bot.cfg.Memory.SetMeta(ctx, languageKey(t.User), c.texts.Lang); err != nil {
			c.bot.logger.Warn("discord: language not kept", "err", err)
		}
	}
	if c.bot.cfg.OnSettings != nil {
		c.bot.cfg.OnSettings()
	}
}

func languageKey(user string) string { return "language of user " + user }

// subscribedTo is the name of a subscription's topic.
func (b *Bot) subscribedTo(key string, t *texts) string {
	if key == store.AnyTopic {
		return t.AllReleases
	}
	return markdown.EscapeLine(b.topicTitle(key, t))
}

// into says where something is posted: "in #news".
func (t *texts) into(target store.Target) string {
	if target.User != "" {
		return t.InDirect
	}
	return fmt.Sprintf(t.InChannel, placeOf(target))
}

func placeOf(target store.Target) string { return "<#" + target.Channel + ">" }
