package render

import (
	"github.com/bwmarrin/discordgo"

	"motirbot/bot/discord"
)

// buttons are what a reader can do with the answer.
func (v View) buttons(pages int) []discordgo.MessageComponent {
	if v.ID == "" {
		return nil
	}
	var first []discordgo.MessageComponent
	if v.hasSources() {
		first = append(first, button(v.Texts.Sources, discordgo.PrimaryButton, CustomID{Action: DoSources, Of: v.ID}))
	}
	first = append(first,
		button(v.Texts.FollowUp, discordgo.SecondaryButton, CustomID{Action: DoFollow, Of: v.ID}),
		emojiButton("👍", CustomID{Action: DoUp, Of: v.ID}),
		emojiButton("👎", CustomID{Action: DoDown, Of: v.ID}),
	)
	rows := []discordgo.MessageComponent{discord.Row(first...)}
	if pages > 1 {
		rows = append(rows, v.Texts.turner(DoPage, v.Page, pages, v.Asker, v.ID))
	}
	return rows
}

// hasSources reports whether there is a button for the passages.
func (v View) hasSources() bool {
	return v.ID != "" && len(v.Answer.Citations) > 0
}

// turner is a row of previous and next.
func (t *Texts) turner(act Action, page, pages int, user, of string) discordgo.MessageComponent {
	turn := func(label string, to int) discordgo.MessageComponent {
		id := CustomID{Action: act, Page: max(to, 0), User: user, Of: of}
		b := button(label, discordgo.SecondaryButton, id)
		b.Disabled = to < 0 || to >= pages
		return b
	}
	return discord.Row(turn("◀ "+t.Previous, page-1), turn(t.Next+" ▶", page+1))
}

func button(label string, style discordgo.ButtonStyle, id CustomID) discordgo.Button {
	return discordgo.Button{Label: label, Style: style, CustomID: id.String()}
}

func emojiButton(emoji string, id CustomID) discordgo.Button {
	b := button("", discordgo.SecondaryButton, id)
	b.Emoji = &discordgo.ComponentEmoji{Name: emoji}
	return b
}
