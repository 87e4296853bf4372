package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"motirbot/answer"
	"motirbot/bot/gateway"
	"motirbot/bot/markdown"
	"motirbot/bot/rest"
	"motirbot/store"
)

// What can be wrong with the bot's token or its place on Discord. The words
// are for whoever runs the bot and fit on one line.
var (
	ErrTokenMissing = errors.New("DISCORD_TOKEN is not set: copy the bot's token from the Bot page of https://discord.com/developers/applications")
	// ErrTokenMalformed does not quote the token.
	ErrTokenMalformed    = errors.New("DISCORD_TOKEN does not look like a bot token, which has three parts with dots between: copy it again from the Bot page, without \"Bot \" before it")
	ErrTokenRefused      = errors.New("Discord refused DISCORD_TOKEN: reset the token on the Bot page of the developer portal and set the new one")
	ErrDisallowedIntents = errors.New("Discord refused the bot's intents: motirbot asks for no privileged ones, so look whether the bot is limited in the developer portal")
	ErrNotInGuild        = errors.New("the bot may not register commands on the server named by DISCORD_GUILD_ID: check the id, and invite the bot there with the scope applications.commands")
)

// whyNot turns what Discord says at the start into one of the errors above.
func whyNot(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, gateway.ErrTokenRefused), rest.HasStatus(err, 401):
		return fmt.Errorf("%w (%w)", ErrTokenRefused, err)
	case errors.Is(err, gateway.ErrDisallowedIntents):
		return fmt.Errorf("%w (%w)", ErrDisallowedIntents, err)
	}
	return err
}

// Why an answer under way was ended: causes of its context.
var (
	errStopped    = errors.New("stopped by the asker")
	errRestarting = errors.New("the bot is stopping")
	errTooSlow    = errors.New("out of time")
	errBusy       = errors.New("too many questions at once")
)

// tooFastError says that somebody has to wait.
type tooFastError struct {
	until time.Time
	guild bool
}

func (e *tooFastError) Error() string { return "asking too fast" }

// elsewhereError says that the server's managers want answers in some channels only.
type elsewhereError struct{ channels []string }

func (e *elsewhereError) Error() string { return "not a channel to answer in" }

// dateError is a day that nobody can make out.
type dateError struct{ text string }

func (e *dateError) Error() string { return fmt.Sprintf("%q is not a date", e.text) }

// errNoText: there is nothing to ask about.
var errNoText = errors.New("the message has no text")

// noReleaseError: no title is like what was asked for.
type noReleaseError struct{ title string }

func (e *noReleaseError) Error() string { return fmt.Sprintf("no release is like %q", e.title) }

// refusal is what is wrong with a command, in the reader's words already.
type refusal struct{ words string }

func (e *refusal) Error() string { return e.words }

// refuse makes a refusal of one of the texts.
func refuse(format string, args ...any) error { return &refusal{words: fmt.Sprintf(format, args...)} }

// explain turns an error into words for a reader, as Markdown. It returns
// false for an error that only the log can explain. It is the only place that
// does.
func (t *texts) explain(err error) (string, bool) {
	switch {
	case errors.Is(err, errStopped):
		return t.Stopped, true
	case errors.Is(err, errRestarting):
		return t.Restarting, true
	case errors.Is(err, errTooSlow), errors.Is(err, context.DeadlineExceeded):
		return t.TooSlow, true
	case errors.Is(err, errBusy):
		return t.Busy, true
	case errors.Is(err, errNoText):
		return t.NoText, true
	case errors.Is(err, answer.ErrEmptyQuestion):
		return t.EmptyQuestion, true
	case errors.Is(err, answer.ErrQuestionTooLong):
		return fmt.Sprintf(t.LongQuestion, answer.MaxQuestion), true
	case errors.Is(err, store.ErrLost):
		return t.StoreLost, true
	case errors.Is(err, store.ErrBusy), errors.Is(err, store.ErrFull), errors.Is(err, store.ErrReadOnly):
		return t.StoreFailed, true
	}
	return t.explainTyped(err)
}

func (t *texts) explainTyped(err error) (string, bool) {
	var tooFast *tooFastError
	var elsewhere *elsewhereError
	var date *dateError
	var topic *answer.UnknownTopicError
	var release *noReleaseError
	var refused *refusal
	switch {
	case errors.As(err, &refused):
		return refused.words, true
	case errors.As(err, &tooFast) && tooFast.guild:
		return fmt.Sprintf(t.SlowDownGuild, relative(tooFast.until)), true
	case errors.As(err, &tooFast):
		return fmt.Sprintf(t.SlowDown, relative(tooFast.until)), true
	case errors.As(err, &elsewhere):
		return fmt.Sprintf(t.WrongChannel, channelNames(elsewhere.channels)), true
	case errors.As(err, &date):
		return fmt.Sprintf(t.WrongDate, quoted(date.text)), true
	case errors.As(err, &topic):
		return t.unknownTopic(topic), true
	case errors.As(err, &release):
		return fmt.Sprintf(t.NoRelease, quoted(release.title)), true
	}
	return "", false
}

func (t *texts) unknownTopic(err *answer.UnknownTopicError) string {
	said := fmt.Sprintf(t.UnknownTopic, quoted(err.Name))
	if len(err.Nearest) == 0 {
		return said + " " + t.PickTopic
	}
	var names []string
	for _, topic := range err.Nearest {
		names = append(names, "**"+markdown.EscapeLine(topicName(topic, t.Lang))+"**")
	}
	return said + " " + fmt.Sprintf(t.DidYouMean, strings.Join(names, ", "))
}

// quoted is what a user typed, as it may be said back.
func quoted(s string) string {
	return markdown.Truncate(markdown.EscapeLine(s), 100)
}

// relative is a moment as Discord shows it: "in 12 seconds". It is never the
// present second, at which a hasty reader would fail again.
func relative(at time.Time) string {
	return fmt.Sprintf("<t:%d:R>", at.Add(time.Second-1).Unix())
}

func channelNames(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = "<#" + id + ">"
	}
	return strings.Join(names, ", ")
}
