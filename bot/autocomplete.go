package bot

import (
	"context"
	"fmt"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/markdown"
	"motirbot/release"
	"motirbot/store"
)

const (
	maxChoices    = 25  // Discord's limits
	maxChoiceText = 100 // of a label and of a value
)

// autocomplete answers while a user types. It reads memory only, but for the
// few subscriptions to cancel.
func (b *Bot) autocomplete(ctx context.Context, c *call) error {
	data := c.in.ApplicationCommandData()
	_, opts := options(data.Options).sub()
	option, typed := opts.focused()
	choices := []*discordgo.ApplicationCommandOptionChoice{}
	for _, found := range c.proposals(ctx, data.Name, opts, option, typed) {
		if len(found.Value) > maxChoiceText {
			continue // cannot be picked, only typed
		}
		choices = append(choices, &discordgo.ApplicationCommandOptionChoice{
			Name: markdown.Truncate(found.Label, maxChoiceText), Value: found.Value,
		})
	}
	return b.api.respond(ctx, c.in, discordgo.InteractionApplicationCommandAutocompleteResult, map[string]any{"choices": choices})
}

func (c *call) proposals(ctx context.Context, command string, opts options, option, typed string) []choice {
	switch {
	case option == optMeasure || option == optItem || option == optPartner:
		return c.bot.shelf.now().figureChoices(opts, option, typed, c.texts)
	case option == optSubscription:
		return c.ownSubscriptions(ctx, typed)
	case option == optZone:
		return zoneChoices(typed, c.bot.cfg.Now())
	case command == cmdSubscribe && option == optTopic && typed == "":
		topics := c.bot.proposals(option, typed, c.texts)
		return append([]choice{{Label: c.texts.AllReleases, Value: store.AnyTopic}}, topics[:min(len(topics), maxChoices-1)]...)
	}
	return c.bot.proposals(option, typed, c.texts)
}

func (b *Bot) proposals(option, typed string, t *texts) []choice {
	known := b.shelf.now()
	switch option {
	case optTopic:
		return known.topics[t.Lang].find(typed, maxChoices)
	case optTitle:
		return known.titles.find(typed, maxChoices)
	case optSince, optUntil:
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
