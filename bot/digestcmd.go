package bot

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/rest"
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

func digestOptions() []option {
	channel := channelOption(word{"The channel, this one unless you say otherwise", "채널, 기본은 이곳"})
	clock := textOption(word{optTime, "시각"}, word{"Such as 09:00", "예: 09:00"})
	zone := textOption(word{optZone, "시간대"}, word{"Such as Asia/Seoul", "예: Asia/Seoul"}).suggest()
	empty := typed(discordgo.ApplicationCommandOptionBoolean, word{optEmpty, "빈주"}, word{"Post also when a week had no releases", "보도자료가 없는 주에도 알리기"})
	return []option{
		subcommand(word{digestOn, "켜기"}, word{"Post the week's releases every week", "매주 한 주의 보도자료 게시하기"}, dayOption(), clock, zone, channel, empty),
		subcommand(word{digestOff, "끄기"}, word{"Post no more digests in a channel", "채널의 주간 소식 끄기"}, channel),
		subcommand(word{digestNow, "지금"}, word{"Post the releases of the last seven days now", "지난 7일의 보도자료 지금 게시하기"}, channel),
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
			Name: english.weekday(day), NameLocal: word{"", korean.weekday(day)}.localized(), Value: strconv.Itoa(int(day)),
		})
	}
	return o
}

func (t *texts) weekday(d time.Weekday) string { return strings.Split(t.Weekdays, ",")[d] }

// digest serves /digest.
func (c *call) digest(ctx context.Context, all options) error {
	if err := c.mayManage(); err != nil {
		return err
	}
	switch name, opts := all.sub(); name {
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

func (c *call) digestOn(ctx context.Context, opts options) error {
	target, err := c.target(opts)
	if err != nil {
		return err
	}
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	d, err := c.bot.cfg.Memory.Digest(ctx, target.Guild, target.Channel)
	if errors.Is(err, store.ErrNotFound) {
		d, err = store.DigestSettings{
			Guild: target.Guild, Channel: target.Channel, Weekday: defaultWeekday, Minute: defaultMinute, Zone: defaultZone,
		}, nil
	}
	if err != nil {
		return err
	}
	d.Active, d.CreatedBy = true, c.in.user().ID
	schedule, err := c.schedule(&d, opts)
	if err != nil {
		return err
	}
	if err := c.bot.cfg.Memory.SaveDigest(ctx, d); err != nil {
		return err
	}
	c.changed(ctx, target)
	next := fmt.Sprintf("<t:%d:F>", schedule.Next(c.bot.cfg.Now()).At.Unix())
	said := fmt.Sprintf(c.texts.DigestOn, placeOf(target), c.texts.weekday(d.Weekday), clockOf(d), d.Zone, next)
	if d.SayEmpty {
		return c.show(ctx, plain(said+" "+c.texts.DigestSays))
	}
	return c.show(ctx, plain(said+" "+c.texts.DigestSkips))
}

// schedule puts what was given into the settings. What was not stays as it was.
func (c *call) schedule(d *store.DigestSettings, opts options) (delivery.Schedule, error) {
	var err error
	if day, given := strconv.Atoi(opts.text(optDay)); given == nil && day >= 0 && day < 7 {
		d.Weekday = time.Weekday(day)
	}
	if clock := opts.text(optTime); clock != "" {
		if d.Minute, err = delivery.ParseClock(clock); err != nil {
			return delivery.Schedule{}, refuse(c.texts.WrongClock, quoted(clock))
		}
	}
	if zone := opts.text(optZone); zone != "" {
		d.Zone = zone
	}
	d.SayEmpty = opts.truth(optEmpty, d.SayEmpty)
	schedule, err := delivery.ScheduleOf(*d)
	if err != nil {
		return schedule, refuse(c.texts.WrongZone, quoted(d.Zone))
	}
	return schedule, nil
}

func clockOf(d store.DigestSettings) string {
	return fmt.Sprintf("%02d:%02d", d.Minute/60, d.Minute%60)
}

func (c *call) digestOff(ctx context.Context, opts options) error {
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	// A channel may be gone or closed by now, so permissions do not matter.
	target := store.Target{Guild: c.in.GuildID, Channel: c.in.ChannelID}
	if picked := opts.text(optChannel); picked != "" {
		target.Channel = picked
	}
	d, err := c.bot.cfg.Memory.Digest(ctx, target.Guild, target.Channel)
	if errors.Is(err, store.ErrNotFound) || err == nil && !d.Active {
		return refuse(c.texts.NoDigest, placeOf(target))
	}
	if err != nil {
		return err
	}
	d.Active, d.CreatedBy = false, c.in.user().ID
	if err := c.bot.cfg.Memory.SaveDigest(ctx, d); err != nil {
		return err
	}
	c.changed(ctx, target)
	return c.show(ctx, plain(fmt.Sprintf(c.texts.DigestOff, placeOf(target))))
}

// digestNow posts a digest besides those of the schedule, which it leaves as
// they are.
func (c *call) digestNow(ctx context.Context, opts options) error {
	target, err := c.target(opts)
	if err != nil {
		return err
	}
	if err := c.bot.gate.pass(c.in.user().ID, c.in.GuildID, c.bot.cfg.Now()); err != nil {
		return err
	}
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, c.bot.cfg.AnswerTimeout, errTooSlow)
	defer cancel()
	if c.bot.sample() {
		return refuse("%s", c.texts.NothingToPost)
	}
	today := c.bot.today()
	m := delivery.Message{Kind: delivery.KindDigest, Period: release.Period{From: today.AddDays(-6), To: today}}
	worded, err := c.bot.digestMessage(ctx, target, m, c.bot.languageAt(ctx, target), c.in.ID)
	if err != nil {
		return err
	}
	worded.Nonce = c.in.ID
	if _, err := c.bot.api.send(ctx, target.Channel, worded, false); err != nil {
		if rest.IsForbidden(err) || rest.IsGone(err) { // the gateway has not said so yet
			needed := []int64{discordgo.PermissionViewChannel, discordgo.PermissionSendMessages}
			return refuse(c.texts.CannotPost, placeOf(target), c.texts.permissionNames(needed))
		}
		return err
	}
	return c.show(ctx, plain(fmt.Sprintf(c.texts.DigestPosted, placeOf(target))))
}

// digestLine is a channel's digest in a list.
func (c *call) digestLine(d store.DigestSettings) string {
	t := c.texts
	line := fmt.Sprintf(t.DigestLine, "<#"+d.Channel+">", t.weekday(d.Weekday), clockOf(d), d.Zone)
	schedule, err := delivery.ScheduleOf(d)
	switch {
	case !d.Active:
		return line + " · " + t.DigestIsOff
	case !d.PausedAt.IsZero() || err != nil:
		return line + t.paused(d.PausedAt, d.PauseReason)
	}
	return line + " · " + fmt.Sprintf(t.NextDigest, fmt.Sprintf("<t:%d:F>", schedule.Next(c.bot.cfg.Now()).At.Unix()))
}
