package bot

import "github.com/bwmarrin/discordgo"

// buttons are what a reader can do with the answer.
func (v view) buttons(pages int) []discordgo.MessageComponent {
	if v.id == "" {
		return nil
	}
	var first []discordgo.MessageComponent
	if len(v.answer.Citations) > 0 {
		first = append(first, button(v.texts.Sources, discordgo.PrimaryButton, customID{Action: actSources, Of: v.id}))
	}
	first = append(first,
		button(v.texts.FollowUp, discordgo.SecondaryButton, customID{Action: actFollow, Of: v.id}),
		emojiButton("👍", customID{Action: actUp, Of: v.id}),
		emojiButton("👎", customID{Action: actDown, Of: v.id}),
	)
	rows := []discordgo.MessageComponent{row(first...)}
	if pages > 1 {
		rows = append(rows, v.texts.turner(actPage, v.page, pages, v.asker, v.id))
	}
	return rows
}

// turner is a row of previous and next.
func (t *texts) turner(act action, page, pages int, user, of string) discordgo.MessageComponent {
	turn := func(label string, to int) discordgo.MessageComponent {
		id := customID{Action: act, Page: max(to, 0), User: user, Of: of}
		b := button(label, discordgo.SecondaryButton, id)
		b.Disabled = to < 0 || to >= pages
		return b
	}
	return row(turn("◀ "+t.Previous, page-1), turn(t.Next+" ▶", page+1))
}

func button(label string, style discordgo.ButtonStyle, id customID) discordgo.Button {
	return discordgo.Button{Label: label, Style: style, CustomID: id.String()}
}

func emojiButton(emoji string, id customID) discordgo.Button {
	b := button("", discordgo.SecondaryButton, id)
	b.Emoji = &discordgo.ComponentEmoji{Name: emoji}
	return b
}
