package render

import (
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/discord"
	"motirbot/bot/render/markdown"
	"motirbot/store"
)

// Privacy is what the bot keeps, and of whom.
type Privacy struct {
	KeepAnswers, KeepGuilds time.Duration
	Servers                 []string // that see questions, by their host
	ReadsThreads            bool     // all that is written in threads of the bot's own
	Kept                    store.Personal
	User                    string
	Texts                   *Texts
}

// Message tells it, with a button that deletes what is kept of the person.
func (p Privacy) Message() discord.Message {
	t := p.Texts
	days := func(d time.Duration) int { return int(d.Hours() / 24) }
	sees := t.PrivacyQuoted
	if len(p.Servers) > 0 {
		var names []string
		for _, s := range p.Servers {
			names = append(names, "**"+markdown.EscapeLine(s)+"**")
		}
		sees = fmt.Sprintf(t.PrivacyModel, strings.Join(names, ", "))
	}
	if p.ReadsThreads {
		sees = t.PrivacyThreads + "\n\n" + sees
	}
	remove := button(t.DeleteData, discordgo.DangerButton, CustomID{Action: DoDelete, User: p.User})
	remove.Disabled = p.Kept == store.Personal{}
	return discord.Card(&discordgo.MessageEmbed{
		Title: t.PrivacyTitle, Color: colourQuiet,
		Description: fmt.Sprintf(t.Privacy, days(p.KeepAnswers), days(p.KeepGuilds)) + "\n\n" + sees + "\n\n" + count(t.PrivacyKept, p.Kept),
	}, discord.Row(remove))
}

// ConfirmDeletion asks whether to delete what is kept of the person.
func ConfirmDeletion(kept store.Personal, user string, t *Texts) discord.Message {
	return discord.Card(&discordgo.MessageEmbed{Title: t.DeleteData, Color: colourAbstained, Description: count(t.DeleteConfirm, kept)},
		discord.Row(
			button(t.DeleteSurely, discordgo.DangerButton, CustomID{Action: DoDeleteIt, User: user}),
			button(t.KeepIt, discordgo.SecondaryButton, CustomID{Action: DoKeepIt, User: user})))
}

// Deleted says what was deleted.
func Deleted(gone store.Personal, t *Texts) discord.Message {
	return discord.Plain(count(t.DataDeleted, gone))
}

func count(format string, p store.Personal) string {
	return fmt.Sprintf(format, p.Answers, p.Votes, p.Subscriptions)
}
