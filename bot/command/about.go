package command

import (
	"context"
	"fmt"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/bot/discord"
	"motirbot/bot/render/markdown"
)

// aboutCommand is the command in a message's menu: the message is the question.
func aboutCommand() command {
	return command{
		definition{
			Type: discordgo.MessageApplicationCommand, Name: "Ask about this",
			NameLocal: word{"Ask about this", "이 내용 질문하기"}.localized(),
			Contexts:  anywhere, Integrations: forAnyone,
		},
		(*call).about,
	}
}

func (c *call) about(ctx context.Context, _ discord.Options) error {
	data := c.in.ApplicationCommandData()
	text := ""
	if data.Resolved != nil && data.Resolved.Messages[data.TargetID] != nil {
		text = WithoutTags(data.Resolved.Messages[data.TargetID].Content)
	}
	if text == "" {
		return errNoText
	}
	title := fmt.Sprintf(c.texts.AboutTitle, markdown.CleanLine(text))
	return c.question(ctx, answer.Question{Text: text}, asking{title: title, private: c.settings.Private})
}
