package render

import (
	"github.com/bwmarrin/discordgo"

	"motirbot/bot/discord"
	"motirbot/bot/render/markdown"
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
	if v.Publish {
		rows = append(rows, PublishButton(DoPublish, v.ID, v.Texts)...)
	}
	if pages > 1 {
		rows = append(rows, v.Texts.turner(DoPage, v.Page, pages, v.Asker, v.ID))
	}
	return rows
}

// PublishButton shows everybody an answer (DoPublish) or a release (DoShowIt) that
// one person alone sees. It is none where Discord does not take the id.
func PublishButton(show Action, of string, t *Texts) []discordgo.MessageComponent {
	id := CustomID{Action: show, Of: of}
	if !id.Fits() {
		return nil
	}
	return []discordgo.MessageComponent{discord.Row(button(t.Publish, discordgo.SecondaryButton, id))}
}

const (
	maxLabel    = 80 // of a button, which Discord takes
	maxExamples = 3
)

// exampleButtons ask the questions that stand on them. There are none where a
// question is too long for that. The id of an answer lets it be found by them.
func exampleButtons(questions []string, of string) []discordgo.MessageComponent {
	var asks []discordgo.MessageComponent
	for i, q := range questions[:min(len(questions), maxExamples)] {
		if markdown.Len(q) > maxLabel {
			return nil
		}
		asks = append(asks, button(q, discordgo.SecondaryButton, CustomID{Action: DoTry, Page: i, Of: of}))
	}
	if len(asks) == 0 {
		return nil
	}
	return []discordgo.MessageComponent{discord.Row(asks...)}
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
