package command

import (
	"context"
	"fmt"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/bot/render/markdown"
	"motirbot/bot/state"
	"motirbot/release"
	"motirbot/store"
)

const (
	maxChoices    = 25  // Discord's limits
	maxChoiceText = 100 // of a label and of a value
)

// autocomplete answers while a user types. It reads memory only, but for the
// few subscriptions to cancel.
func (c *call) autocomplete(ctx context.Context) error {
	data := c.in.ApplicationCommandData()
	_, opts := discord.Options(data.Options).Sub()
	option, typed := opts.Focused()
	choices := []*discordgo.ApplicationCommandOptionChoice{}
	for _, found := range c.proposals(ctx, data.Name, opts, option, typed) {
		if len(found.Value) > maxChoiceText {
			continue // cannot be picked, only typed
		}
		choices = append(choices, &discordgo.ApplicationCommandOptionChoice{
			Name: markdown.Truncate(found.Label, maxChoiceText), Value: found.Value,
		})
	}
	return c.client.Respond(ctx, c.in, discordgo.InteractionApplicationCommandAutocompleteResult, map[string]any{"choices": choices})
}

func (c *call) proposals(ctx context.Context, command string, opts discord.Options, option, typed string) []state.Choice {
	known := c.Catalog.Now()
	switch option {
	case optQuestion:
		return c.Catalog.Questions(c.texts.Lang, typed, maxChoices)
	case optMeasure, optItem, optPartner:
		return figureChoices(known.Figures, opts, option, typed, c.texts.Lang == render.Korean.Lang)
	case optSubscription:
		return c.ownSubscriptions(ctx, typed)
	case optZone:
		return zoneChoices(typed, c.Clock())
	case optTopic:
		topics := known.Topics[c.texts.Lang].Find(typed, maxChoices)
		if command == "subscribe" && typed == "" {
			topics = append([]state.Choice{{Label: c.texts.AllReleases, Value: store.AnyTopic}}, topics[:min(len(topics), maxChoices-1)]...)
		}
		return topics
	case optTitle:
		return known.Titles.Find(typed, maxChoices)
	case optSince, optUntil:
		return withTyped(state.NewMatcher(sinceChoices(c.texts, c.Today())).Find(typed, maxChoices), typed)
	case optOf:
		return withTyped(state.NewMatcher(weekChoices(c.texts, known.Weeks)).Find(typed, maxChoices), typed)
	}
	return nil
}

// withTyped proposes a day that was typed in full, which no list holds.
func withTyped(found []state.Choice, typed string) []state.Choice {
	if _, ok := parseDays(typed); !ok {
		return found
	}
	return append([]state.Choice{{Label: typed, Value: typed}}, found[:min(len(found), maxChoices-1)]...)
}

// weekChoices are the weeks that have releases, the last one first.
func weekChoices(t *render.Texts, weeks []state.Week) []state.Choice {
	var choices []state.Choice
	for _, week := range weeks {
		choices = append(choices, state.Choice{
			Label: fmt.Sprintf(t.WeekChoice, week.Days.From, week.Days.To, week.N),
			Value: week.Days.From.String(),
			Terms: monthsOf(week.Days),
		})
	}
	return choices
}

// monthsOf lets "december" find a week.
func monthsOf(days release.Period) string {
	return fmt.Sprintf("%s %s %d월 %d월", days.From.Month, days.To.Month, int(days.From.Month), int(days.To.Month))
}
