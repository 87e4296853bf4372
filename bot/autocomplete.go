package bot

import (
	"context"
	"fmt"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/markdown"
	"motirbot/release"
)

const (
	maxChoices    = 25  // Discord's limits
	maxChoiceText = 100 // of a label and of a value
)

// autocomplete answers while a user types. It reads memory only.
func (b *Bot) autocomplete(ctx context.Context, c *call) error {
	option, typed := options(c.in.ApplicationCommandData().Options).focused()
	choices := []*discordgo.ApplicationCommandOptionChoice{}
	for _, found := range b.proposals(option, typed, c.texts) {
		if len(found.Value) > maxChoiceText {
			continue // cannot be picked, only typed
		}
		choices = append(choices, &discordgo.ApplicationCommandOptionChoice{
			Name: markdown.Truncate(found.Label, maxChoiceText), Value: found.Value,
		})
	}
	data := map[string]any{"choices": choices}
	return b.api.respond(ctx, c.in, discordgo.InteractionApplicationCommandAutocompleteResult, data)
}

func (b *Bot) proposals(option, typed string, t *texts) []choice {
	known := b.shelf.now()
	switch option {
	case optTopic:
		return known.topics[t.Lang].find(typed, maxChoices)
	case optTitle:
		return known.titles.find(typed, maxChoices)
	case optSince:
		return withTyped(newMatcher(t.sinceChoices(b.today())).find(typed, maxChoices), typed)
	case optOf:
		return withTyped(newMatcher(t.weekChoices(known.weeks)).find(typed, maxChoices), typed)
	}
	return nil
}

// withTyped proposes a day that was typed in full, which no list holds.
func withTyped(found []choice, typed string) []choice {
	if _, ok := parseDays(typed); !ok {
		return found
	}
	return append([]choice{{Label: typed, Value: typed}}, found[:min(len(found), maxChoices-1)]...)
}

// weekChoices are the weeks that have releases, the last one first.
func (t *texts) weekChoices(weeks []weekCount) []choice {
	var choices []choice
	for _, week := range weeks {
		choices = append(choices, choice{
			Label: fmt.Sprintf(t.WeekChoice, week.days.From, week.days.To, week.n),
			Value: week.days.From.String(),
			Terms: monthsOf(week.days),
		})
	}
	return choices
}

// monthsOf lets "december" find a week.
func monthsOf(days release.Period) string {
	return fmt.Sprintf("%s %s %d월 %d월", days.From.Month, days.To.Month, int(days.From.Month), int(days.To.Month))
}
