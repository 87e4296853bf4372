package command

import (
	"context"
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/bot/discord"
	"motirbot/bot/render"
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
	m := c.in.Target
	others := m.Author.ID != c.in.Invoker().ID && m.Author.ID != c.Me()
	private := c.settings.Private || others || m.Flags&discordgo.MessageFlagsEphemeral != 0
	form := render.CustomID{Page: privately(private)}
	switch subject := c.SubjectOf(m); {
	case subject.Answer != "":
		form.Action, form.Of = render.DoFollowed, subject.Answer
		return c.openForm(ctx, form)
	case len(subject.Releases) == 1:
		form.Action, form.Of = render.DoAboutIt, string(subject.Releases[0])
		return c.openForm(ctx, form)
	case len(subject.Releases) > 1: // too many to name: the message is looked at again
		form.Action, form.Of = render.DoAboutAll, m.ID
		return c.openForm(ctx, form)
	}
	text := markdown.Truncate(WithoutTags(textOf(m)), maxQuoted)
	if text == "" || m.Author.ID == c.Me() {
		return errNoText
	}
	return c.question(ctx, answer.Question{Text: text}, asking{
		title: fmt.Sprintf(c.texts.AboutTitle, markdown.CleanLine(text)), private: private, others: others,
	})
}

// maxQuoted bounds what is read of a message: what it is about stands first.
const maxQuoted = 600

// textOf is what a message says, in its embeds and in what it forwards as well.
func textOf(m discord.PostedMessage) string {
	said := []string{m.Content}
	for _, e := range m.Embeds {
		said = append(said, e.Title, e.Description)
		for _, f := range e.Fields {
			said = append(said, f.Name, f.Value)
		}
	}
	for _, f := range m.Forwarded {
		said = append(said, textOf(f.Message))
	}
	return strings.Join(said, "\n")
}

// privately is how a form says whether its answer is for the asker alone.
func privately(private bool) int {
	if private {
		return 1
	}
	return 0
}
