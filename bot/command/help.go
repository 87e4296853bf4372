package command

import (
	"context"

	"motirbot/bot/discord"
	"motirbot/bot/render"
)

func helpCommand() command {
	return command{slash(word{"help", "도움말"}, word{"What you can ask, and what is kept", "사용 방법과 보관 정책"}, privateOption()), (*call).help}
}

func (c *call) help(ctx context.Context, opts discord.Options) error {
	if _, err := c.beginNotice(ctx, opts); err != nil {
		return err
	}
	return c.show(ctx, render.Help(c.Issuers(), c.Mention(), c.Answers.Examples(ctx, c.texts.Lang), c.texts))
}
