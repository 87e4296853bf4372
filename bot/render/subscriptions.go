package render

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/discord"
	"motirbot/bot/render/markdown"
	"motirbot/store"
)

// Subscriptions lists what is posted by itself, a line each.
func Subscriptions(lines []string, t *Texts) discord.Message {
	if len(lines) == 0 {
		lines = []string{t.NoSubscriptions}
	}
	return discord.Card(&discordgo.MessageEmbed{
		Title: t.SubscriptionsTitle, Color: colourQuiet,
		Description: markdown.Truncate(strings.Join(lines, "\n"), maxList),
	})
}

// SubscriptionLine is a subscription to the topic of that name.
func SubscriptionLine(sub store.Subscription, topic string, t *Texts) string {
	line := "**" + topic + "**"
	if sub.Target.Channel != "" {
		line += " → " + Channel(sub.Target.Channel)
	}
	if sub.Role != "" {
		line += " · <@&" + sub.Role + ">"
	}
	return line + paused(sub.PausedAt, sub.PauseReason, t)
}

// DigestLine is a channel's digest; next is when it comes, zero if it never does.
func DigestLine(d store.DigestSettings, next time.Time, t *Texts) string {
	line := fmt.Sprintf(t.DigestLine, Channel(d.Channel), t.Weekday(d.Weekday), Clock(d.Minute), d.Zone)
	switch {
	case !d.Active:
		return line + " · " + t.DigestIsOff
	case !d.PausedAt.IsZero() || next.IsZero():
		return line + paused(d.PausedAt, d.PauseReason, t)
	}
	return line + " · " + fmt.Sprintf(t.NextDigest, Moment(next))
}

func paused(at time.Time, reason string, t *Texts) string {
	if at.IsZero() {
		return ""
	}
	return " · ⏸ " + fmt.Sprintf(t.PausedSince, fmt.Sprintf("<t:%d:R>", at.Unix()), Quoted(withoutRequest(reason)))
}

var requestBefore = regexp.MustCompile(`^.*\b(?:POST|GET) /\S*: \d{3} `)

// withoutRequest is what Discord said, without the request that it said it of:
// its path means nothing to those who can help.
func withoutRequest(reason string) string { return requestBefore.ReplaceAllString(reason, "") }

// Place says where something is posted: "in #news".
func (t *Texts) Place(target store.Target) string {
	if target.User != "" {
		return t.InDirect
	}
	return fmt.Sprintf(t.InChannel, Channel(target.Channel))
}

// Weekday is the name of a day.
func (t *Texts) Weekday(d time.Weekday) string { return strings.Split(t.Weekdays, ",")[d] }

// Clock is a time of day, given as minutes.
func Clock(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// Channel is a channel as a link.
func Channel(id string) string { return "<#" + id + ">" }

// Moment is a moment with its day, in the reader's own time.
func Moment(at time.Time) string { return fmt.Sprintf("<t:%d:F>", at.Unix()) }

// Relative is a moment as Discord shows it: "in 12 seconds". It is never the
// present second, at which a hasty reader would fail again.
func Relative(at time.Time) string {
	return fmt.Sprintf("<t:%d:R>", at.Add(time.Second-1).Unix())
}

// Quoted is what a user typed, as it may be said back.
func Quoted(s string) string {
	return markdown.Truncate(markdown.EscapeLine(s), 100)
}
