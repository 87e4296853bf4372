package command

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/delivery"
	"motirbot/release"
	"motirbot/store"
)

// Subcommands of /digest.
const (
	digestOn  = "on"
	digestOff = "off"
	digestNow = "now"
)

// What a digest is unless its managers say otherwise.
const (
	defaultWeekday = time.Monday
	defaultMinute  = 9 * 60
	defaultZone    = "Asia/Seoul"
)

func digestCommand() command {
	channel := channelOption(word{"The channel, this one unless you say otherwise", "채널, 기본은 이곳"})
	clock := textOption(word{optTime, "시각"}, word{"Such as 09:00", "예: 09:00"})
	zone := textOption(word{optZone, "시간대"}, word{"Such as Asia/Seoul", "예: Asia/Seoul"}).suggest()
	empty := typed(discordgo.ApplicationCommandOptionBoolean, word{optEmpty, "빈주"}, word{"Post also when a week had no releases", "보도자료가 없는 주에도 알리기"})
	return command{
		forManagers(slash(word{"digest", "주간소식"}, word{"The week's releases, once a week", "한 주의 보도자료를 매주 게시하기"},
			subcommand(word{digestOn, "켜기"}, word{"Post the week's releases every week", "매주 한 주의 보도자료 게시하기"}, dayOption(), clock, zone, channel, empty),
			subcommand(word{digestOff, "끄기"}, word{"Post no more digests in a channel", "채널의 주간 소식 끄기"}, channel),
			subcommand(word{digestNow, "지금"}, word{"Post the releases of the last seven days now", "지난 7일의 보도자료 지금 게시하기"}, channel))),
		(*call).digest,
	}
}

func subcommand(name, about word, options ...option) option {
	o := typed(discordgo.ApplicationCommandOptionSubCommand, name, about)
	o.Options = options
	return o
}

func dayOption() option {
	o := typed(discordgo.ApplicationCommandOptionString, word{optDay, "요일"}, word{"Day of the week", "게시할 요일"})
	for i := range 7 {
		day := time.Weekday((i + 1) % 7) // weeks begin on Monday in Seoul and Brussels
		o.Choices = append(o.Choices, fixedChoice{
			Name: render.English.Weekday(day), NameLocal: word{"", render.Korean.Weekday(day)}.localized(), Value: strconv.Itoa(int(day)),
		})
	}
	return o
}

func (c *call) digest(ctx context.Context, all discord.Options) error {
	switch name, opts := all.Sub(); name {
	case digestOn:
		return c.digestOn(ctx, opts)
	case digestOff:
		return c.digestOff(ctx, opts)
	case digestNow:
		return c.digestNow(ctx, opts)
	default:
		return fmt.Errorf("subcommand %q of /digest is not known", name)
	}
}

func (c *call) digestOn(ctx context.Context, opts discord.Options) error {
	target, err := c.target(opts)
	if err != nil {
		return err
	}
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	d, err := c.Memory.Digest(ctx, target.Guild, target.Channel)
	if errors.Is(err, store.ErrNotFound) {
		d, err = store.DigestSettings{
			Guild: target.Guild, Channel: target.Channel, Weekday: defaultWeekday, Minute: defaultMinute, Zone: defaultZone,
		}, nil
	}
	if err != nil {
		return err
	}
	d.Active, d.CreatedBy = true, c.in.Invoker().ID
	schedule, err := c.schedule(&d, opts)
	if err != nil {
		return err
	}
	if err := c.Memory.SaveDigest(ctx, d); err != nil {
		return err
	}
	c.changed(ctx, target)
	next := render.Moment(schedule.Next(c.Clock()).At)
	said := fmt.Sprintf(c.texts.DigestOn, render.Channel(target.Channel), c.texts.Weekday(d.Weekday), render.Clock(d.Minute), d.Zone, next)
	empty := c.texts.DigestSkips
	if d.SayEmpty {
		empty = c.texts.DigestSays
	}
	return c.show(ctx, discord.Plain(said+" "+empty+c.historyRemark(target)))
}

// schedule puts what was given into the settings. What was not stays as it was.
func (c *call) schedule(d *store.DigestSettings, opts discord.Options) (delivery.Schedule, error) {
	var err error
	if day, given := strconv.Atoi(opts.Text(optDay)); given == nil && day >= 0 && day < 7 {
		d.Weekday = time.Weekday(day)
	}
	if clock := opts.Text(optTime); clock != "" {
		if d.Minute, err = delivery.ParseClock(clock); err != nil {
			return delivery.Schedule{}, refuse(c.texts.WrongClock, render.Quoted(clock))
		}
	}
	if zone := opts.Text(optZone); zone != "" {
		d.Zone = zone
	}
	d.SayEmpty = opts.Truth(optEmpty, d.SayEmpty)
	schedule, err := delivery.ScheduleOf(*d)
	if err != nil {
		return schedule, refuse(c.texts.WrongZone, render.Quoted(d.Zone))
	}
	return schedule, nil
}

func (c *call) digestOff(ctx context.Context, opts discord.Options) error {
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	// A channel may be gone or closed by now, so permissions do not matter.
	target := store.Target{Guild: c.in.GuildID, Channel: c.in.ChannelID}
	if picked := opts.Text(optChannel); picked != "" {
		target.Channel = picked
	}
	d, err := c.Memory.Digest(ctx, target.Guild, target.Channel)
	if errors.Is(err, store.ErrNotFound) || err == nil && !d.Active {
		return refuse(c.texts.NoDigest, render.Channel(target.Channel))
	}
	if err != nil {
		return err
	}
	d.Active, d.CreatedBy = false, c.in.Invoker().ID
	if err := c.Memory.SaveDigest(ctx, d); err != nil {
		return err
	}
	c.changed(ctx, target)
	return c.show(ctx, discord.Plain(fmt.Sprintf(c.texts.DigestOff, render.Channel(target.Channel))))
}

// digestNow posts a digest besides those of the schedule, which it leaves as
// they are.
func (c *call) digestNow(ctx context.Context, opts discord.Options) error {
	target, err := c.target(opts)
	if err != nil {
		return err
	}
	if err := c.Allow(c.in.Invoker().ID, c.in.GuildID); err != nil {
		return err
	}
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, c.cfg.AnswerTimeout, errTooSlow)
	defer cancel()
	if c.Sample() {
		return refuse("%s", c.texts.NothingToPost)
	}
	today := c.Today()
	m := delivery.Message{Kind: delivery.KindDigest, Period: release.Period{From: today.AddDays(-6), To: today}}
	digest, err := c.cfg.Poster.Digest(ctx, target, m, render.For(c.Language(ctx, target)), c.in.ID)
	if err != nil {
		return err
	}
	digest.Nonce = c.in.ID
	if _, err := c.client.Send(ctx, target.Channel, digest, false); err != nil {
		if discord.IsClosed(err) || discord.IsGone(err) { // the gateway has not said so yet
			needed := []int64{discordgo.PermissionViewChannel, discordgo.PermissionSendMessages}
			return refuse(c.texts.CannotPost, render.Channel(target.Channel), c.texts.PermissionNames(needed))
		}
		return err
	}
	return c.show(ctx, discord.Plain(fmt.Sprintf(c.texts.DigestPosted, render.Channel(target.Channel))))
}
