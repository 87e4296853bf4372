package command

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/bot/discord"
)

func askCommand() command {
	question := textOption(word{optQuestion, "질문"}, word{"What do you want to know?", "무엇이 궁금하신가요?"}).required()
	question.MaxLength = answer.MaxQuestion
	since := textOption(word{optSince, "기간"}, word{"Only releases from this day on", "이 날짜 이후의 보도자료만"}).suggest()
	private := typed(discordgo.ApplicationCommandOptionBoolean, word{optPrivate, "비공개"}, word{"Only you see the answer", "나에게만 답변 표시"})
	return command{
		slash(word{"ask", "질문"}, word{"Ask the ministry's press releases", "산업부 보도자료에 질문하기"}, question, topicOption(), since, private),
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
	parent  string // the answer that it follows up on
	private bool
}

// question answers a question that an interaction put.
func (c *call) question(ctx context.Context, q answer.Question, how asking) error {
	title := how.title
	if title == "" {
		title = q.Text
	}
	return c.answer(ctx, title, how.private, func(job *Job) {
		job.Parent = how.parent
		job.Ask = q
	})
}
