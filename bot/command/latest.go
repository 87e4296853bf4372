package command

import (
	"context"
	"fmt"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/bot/discord"
)

const (
	defaultCount = 5
	maxCount     = 25
)

func latestCommand() command {
	count := typed(discordgo.ApplicationCommandOptionInteger, word{optCount, "개수"}, word{"How many releases, 5 unless you say otherwise", "보도자료 수, 기본 5건"})
	count.MinValue, count.MaxValue = 1, maxCount
	return command{
		slash(word{"latest", "최신"}, word{"The newest releases on a topic", "주제별 최신 보도자료"}, topicOption().required(), count, privateOption()),
		(*call).latest,
	}
}

func (c *call) latest(ctx context.Context, opts discord.Options) error {
	r := answer.LatestRequest{
		Topic: opts.Text(optTopic), N: min(max(opts.Number(optCount, defaultCount), 1), maxCount),
		AsOf: c.Today(), Language: c.texts.Lang,
	}
	if err := c.Answers.Check(answer.Question{Text: r.Topic, Topic: r.Topic, AsOf: r.AsOf}); r.Topic != "" && err != nil {
		return err
	}
	title := c.texts.LatestAll
	if r.Topic != "" {
		title = fmt.Sprintf(c.texts.LatestTitle, c.TopicTitle(r.Topic, c.texts))
	}
	return c.answer(ctx, title, opts.Truth(optPrivate, c.settings.Private), func(job *Job) {
		job.List = func(ctx context.Context) (answer.Answer, error) { return c.Answers.Latest(ctx, r) }
	})
}
