package command

import (
	"context"

	"motirbot/answer"
	"motirbot/bot/discord"
	"motirbot/bot/state"
)

func askCommand() command {
	question := textOption(word{optQuestion, "질문"}, word{"What do you want to know?", "무엇이 궁금하신가요?"}).required().suggest()
	question.MaxLength = answer.MaxQuestion
	since := textOption(word{optSince, "기간"}, word{"Only releases from this day on", "이 날짜 이후의 보도자료만"}).suggest()
	return command{
		slash(word{"ask", "질문"}, word{"Ask the ministry's press releases", "산업부 보도자료에 질문하기"}, question, topicOption(), since, privateOption()),
		(*call).ask,
	}
}

func (c *call) ask(ctx context.Context, opts discord.Options) error {
	since, err := parseSince(opts.Text(optSince), c.Today())
	if err != nil {
		return err
	}
	q := answer.Question{Text: opts.Text(optQuestion), Topic: opts.Text(optTopic), Period: since}
	return c.question(ctx, q, asking{private: opts.Truth(optPrivate, c.settings.Private)})
}

// asking is how a question was asked.
type asking struct {
	title   string // "": the question itself
	about   state.Subject
	private bool
	others  bool // in words of somebody else's
}

// question answers a question that an interaction put. What is wrong with it is
// found before anything is shown.
func (c *call) question(ctx context.Context, q answer.Question, how asking) error {
	q.AsOf = c.Today()
	if err := c.Answers.Check(q); err != nil {
		return err
	}
	title := how.title
	if title == "" {
		title = q.Text
	}
	return c.answer(ctx, title, how.private, func(job *Job) {
		if job.About = how.about; job.About.IsZero() {
			job.About = c.Following(ctx, job.Place, job.Asker)
		}
		job.Ask, job.Others = q, how.others
		job.Publish = job.Publish && !how.others
	})
}

// Following is what a question follows on that somebody asks at a place without
// pointing at anything: in direct messages and threads, what was answered last;
// in a thread where nothing was, the message that it was begun from.
func (c *Commands) Following(ctx context.Context, p discord.Place, asker string) state.Subject {
	if last := c.LastAnswer(ctx, p, asker); last != "" || !p.Thread || p.Parent == "" {
		return state.Subject{Answer: last}
	}
	// The thread has the id of that message. A question has it as well.
	if _, err := c.Recall(ctx, p.Channel); err == nil {
		return state.Subject{Answer: p.Channel}
	}
	begun, err := c.client.Message(ctx, p.Parent, p.Channel)
	if err != nil {
		c.Logger.DebugContext(ctx, "discord: the beginning of a thread was not read", "thread", p.Channel, "err", err)
		return state.Subject{}
	}
	return c.SubjectOf(begun)
}
