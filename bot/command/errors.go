package command

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"motirbot/answer"
	"motirbot/bot/render"
	"motirbot/bot/render/markdown"
	"motirbot/store"
)

// Why an answer under way was ended: causes of its context.
var (
	// ErrRestarting: the bot stops.
	ErrRestarting = errors.New("the bot is stopping")
	errStopped    = errors.New("stopped by the asker")
	errTooSlow    = errors.New("out of time")
	errBusy       = errors.New("too many questions at once")
)

// EditedError ends an answer under way whose question was edited.
type EditedError struct{ Words string }

func (e *EditedError) Error() string { return "the question was edited" }

// tooFastError says that somebody has to wait.
type tooFastError struct {
	until time.Time
	guild bool
}

func (e *tooFastError) Error() string { return "asking too fast" }

// elsewhereError says that the server's managers want answers in some channels only.
type elsewhereError struct {
	channels []string
	deny     bool // in all but those
}

func (e *elsewhereError) Error() string { return "not a channel to answer in" }

// dateError is a day that nobody can make out.
type dateError struct{ text string }

func (e *dateError) Error() string { return fmt.Sprintf("%q is not a date", e.text) }

// errNoText: there is nothing to ask about.
var errNoText = errors.New("the message has no text")

// refusal is what is wrong with a command, in the reader's words already.
type refusal struct{ words string }

func (e *refusal) Error() string { return e.words }

// refuse makes a refusal of one of the texts.
func refuse(format string, args ...any) error { return &refusal{words: fmt.Sprintf(format, args...)} }

// Explain turns an error into words for a reader, as Markdown. It returns false
// for an error that only the log can explain. It is the only place that does.
func Explain(t *render.Texts, err error) (string, bool) {
	var refused *refusal
	var tooFast *tooFastError
	var quota *store.QuotaError
	var elsewhere *elsewhereError
	var date *dateError
	var topic *answer.UnknownTopicError
	switch {
	case errors.Is(err, errStopped):
		return t.Stopped, true
	case errors.Is(err, ErrRestarting):
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
	case errors.As(err, &refused):
		return refused.words, true
	case errors.As(err, &tooFast) && tooFast.guild:
		return fmt.Sprintf(t.SlowDownGuild, render.Relative(tooFast.until)), true
	case errors.As(err, &tooFast):
		return fmt.Sprintf(t.SlowDown, render.Relative(tooFast.until)), true
	case errors.As(err, &quota) && strings.HasPrefix(quota.Who, guildPayer("")):
		return fmt.Sprintf(t.GuildQuota, quota.Limit, render.Relative(quota.Until)), true
	case errors.As(err, &quota):
		return fmt.Sprintf(t.MemberQuota, quota.Limit, render.Relative(quota.Until)), true
	case errors.As(err, &elsewhere) && elsewhere.deny:
		return fmt.Sprintf(t.DeniedChannel, channelNames(elsewhere.channels)), true
	case errors.As(err, &elsewhere):
		return fmt.Sprintf(t.WrongChannel, channelNames(elsewhere.channels)), true
	case errors.As(err, &date):
		return fmt.Sprintf(t.WrongDate, render.Quoted(date.text)), true
	case errors.As(err, &topic):
		return unknownTopic(t, topic), true
	}
	return "", false
}

func unknownTopic(t *render.Texts, err *answer.UnknownTopicError) string {
	said := fmt.Sprintf(t.UnknownTopic, render.Quoted(err.Name))
	if len(err.Nearest) == 0 {
		return said + " " + t.PickTopic
	}
	var names []string
	for _, topic := range err.Nearest {
		names = append(names, "**"+markdown.EscapeLine(t.TopicName(topic))+"**")
	}
	return said + " " + fmt.Sprintf(t.DidYouMean, strings.Join(names, ", "))
}

func channelNames(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = render.Channel(id)
	}
	return strings.Join(names, ", ")
}
