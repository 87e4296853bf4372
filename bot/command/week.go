package command

import (
	"context"
	"fmt"

	"motirbot/answer"
	"motirbot/bot/discord"
)

func weekCommand() command {
	of := textOption(word{optOf, "주"}, word{"A day of the week you mean, this week unless you say otherwise", "원하는 주의 날짜, 기본은 이번 주"}).suggest()
	return command{slash(word{"week", "주간"}, word{"All releases of a week", "한 주의 모든 보도자료"}, of, privateOption()), (*call).week}
}

func (c *call) week(ctx context.Context, opts discord.Options) error {
	week, err := parseWeek(opts.Text(optOf), c.Today())
	if err != nil {
		return err
	}
	r := answer.DigestRequest{Period: week, AsOf: c.Today(), Language: c.texts.Lang}
	return c.answer(ctx, fmt.Sprintf(c.texts.WeekTitle, week.From, week.To), opts.Truth(optPrivate, c.settings.Private), func(job *Job) {
		job.List = func(ctx context.Context) (answer.Answer, error) { return c.Answers.Digest(ctx, r) }
	})
}
