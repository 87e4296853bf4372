package bot

import (
	"context"
	"fmt"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/bot/markdown"
	"motirbot/release"
)

// ask serves /ask.
func (c *call) ask(ctx context.Context, opts options) error {
	since, err := parseSince(opts.text(optSince), c.bot.today())
	if err != nil {
		return err
	}
	q := answer.Question{Text: opts.text(optQuestion), Topic: opts.text(optTopic), Period: since}
	return c.question(ctx, q, asking{private: opts.truth(optPrivate, c.settings.Private)})
}

// askAbout serves the command in a message's menu: the message is the question.
func (c *call) askAbout(ctx context.Context, data discordgo.ApplicationCommandInteractionData) error {
	text := ""
	if data.Resolved != nil && data.Resolved.Messages[data.TargetID] != nil {
		text = withoutTags(data.Resolved.Messages[data.TargetID].Content)
	}
	if text == "" {
		return errNoText
	}
	title := fmt.Sprintf(c.texts.AboutTitle, markdown.CleanLine(text))
	return c.question(ctx, answer.Question{Text: text}, asking{title: title, private: c.settings.Private})
}

// asking is how a question was asked.
type asking struct {
	title   string // "": the question itself
	parent  string // the answer that it follows up on
	private bool
	about   []answer.Turn // instead of a parent
}

// question answers a question that an interaction put.
func (c *call) question(ctx context.Context, q answer.Question, how asking) error {
	if err := c.admit(); err != nil {
		return err
	}
	private, notices := c.publishing(how.private)
	if err := c.acknowledge(ctx, private); err != nil {
		return err
	}
	t := c.task(q.Text, private, notices)
	if how.title != "" {
		t.question = how.title
	}
	t.parent = how.parent
	q.History = how.about
	return c.bot.carryOut(ctx, c.bot.asking(t, q))
}

// task is what the interaction asks for, but for how to answer it.
func (c *call) task(question string, private bool, notices []string) *task {
	return &task{
		id: c.in.ID, place: c.in.place, asker: c.in.user().ID, private: private,
		question: question, texts: c.texts, notices: notices, out: c.out,
	}
}

// asking makes the task one of answering q.
func (b *Bot) asking(t *task, q answer.Question) *task {
	q.Language = t.texts.Lang
	q.AsOf = b.today()
	t.produce = func(ctx context.Context, onPart func(answer.Answer)) (answer.Answer, error) {
		if q.History == nil {
			q.History = b.history(ctx, t.parent, t.asker, t.place.Channel)
		}
		return b.cfg.Answers.Ask(ctx, q, onPart)
	}
	return t
}

// latest serves /latest.
func (c *call) latest(ctx context.Context, opts options) error {
	r := answer.LatestRequest{
		Topic: opts.text(optTopic), N: min(max(opts.number(optCount, defaultCount), 1), maxCount),
		AsOf: c.bot.today(), Language: c.texts.Lang,
	}
	title := c.texts.LatestAll
	if r.Topic != "" {
		title = fmt.Sprintf(c.texts.LatestTitle, c.bot.topicTitle(r.Topic, c.texts))
	}
	return c.list(ctx, title, func(ctx context.Context) (answer.Answer, error) { return c.bot.cfg.Answers.Latest(ctx, r) })
}

// topicTitle is the name of the topic in the reader's language, or what was
// typed.
func (b *Bot) topicTitle(typed string, t *texts) string {
	if topic, ok := b.cfg.Topics.Find(typed); ok {
		return topicName(topic, t.Lang)
	}
	return typed
}

// week serves /week.
func (c *call) week(ctx context.Context, opts options) error {
	week, err := parseWeek(opts.text(optOf), c.bot.today())
	if err != nil {
		return err
	}
	r := answer.DigestRequest{Period: week, AsOf: c.bot.today(), Language: c.texts.Lang}
	return c.list(ctx, weekTitle(c.texts, week), func(ctx context.Context) (answer.Answer, error) { return c.bot.cfg.Answers.Digest(ctx, r) })
}

func weekTitle(t *texts, week release.Period) string {
	return fmt.Sprintf(t.WeekTitle, week.From, week.To)
}

// list answers with releases.
func (c *call) list(ctx context.Context, title string, produce func(context.Context) (answer.Answer, error)) error {
	if err := c.admit(); err != nil {
		return err
	}
	private, notices := c.publishing(c.settings.Private)
	if err := c.acknowledge(ctx, private); err != nil {
		return err
	}
	t := c.task(title, private, notices)
	t.produce = func(ctx context.Context, _ func(answer.Answer)) (answer.Answer, error) { return produce(ctx) }
	return c.bot.carryOut(ctx, t)
}
