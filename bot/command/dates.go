package command

import (
	"fmt"
	"strings"
	"time"

	"motirbot/bot/render"
	"motirbot/bot/state"
	"motirbot/release"
)

// parseDays reads a day, month or year as the options take them: 2025-12-18,
// 2025-12, 2025.
func parseDays(s string) (release.Period, bool) {
	s = strings.ReplaceAll(strings.TrimSpace(s), "\u2011", "-") // as answers write days
	if day, err := release.ParseDate(s); err == nil {
		return release.Period{From: day, To: day}, true
	}
	if month, err := time.Parse("2006-01", s); err == nil {
		return release.MonthOf(month.Year(), month.Month()), true
	}
	if year, err := time.Parse("2006", s); err == nil {
		return yearOf(year.Year()), true
	}
	return release.Period{}, false
}

func yearOf(year int) release.Period {
	return release.Period{From: release.NewDate(year, 1, 1), To: release.NewDate(year, 12, 31)}
}

// span is a span of days with a name in one language.
type span struct {
	name string
	days release.Period
}

// spans are those that people mean most often, as of today.
func spans(t *render.Texts, today release.Date) []span {
	week, month := release.WeekOf(today), release.MonthOf(today.Year, today.Month)
	lastMonth := release.MonthOf(today.Year, today.Month-1)
	return []span{
		{t.ThisWeek, week},
		{t.LastWeek, release.WeekOf(week.From.AddDays(-1))},
		{t.ThisMonth, month},
		{t.LastMonth, lastMonth},
		{t.ThreeMonths, release.Period{From: release.NewDate(today.Year, today.Month-3, today.Day), To: today}},
		{t.ThisYear, yearOf(today.Year)},
		{t.LastYear, yearOf(today.Year - 1)},
	}
}

// meant is the days that somebody has typed: a day, month or year, or a span by
// its name in either language. None is meant by nothing. The error is a *dateError.
func meant(typed string, today release.Date) (release.Period, error) {
	if typed = strings.TrimSpace(typed); typed == "" {
		return release.Period{}, nil
	}
	if days, ok := parseDays(typed); ok {
		return days, nil
	}
	for _, t := range []*render.Texts{&render.English, &render.Korean} {
		for _, sp := range spans(t, today) {
			if strings.EqualFold(typed, sp.name) {
				return sp.days, nil
			}
		}
	}
	return release.Period{}, &dateError{text: typed}
}

// parseSince reads the option since; empty is the open period.
func parseSince(s string, today release.Date) (release.Period, error) {
	days, err := meant(s, today)
	return release.Period{From: days.From}, err
}

// parseWeek reads the option of: the week that holds the first day meant;
// empty is the present week.
func parseWeek(s string, today release.Date) (release.Period, error) {
	days, err := meant(s, today)
	if err != nil || !days.IsZero() {
		today = days.From
	}
	return release.WeekOf(today), err
}

// sinceChoices are what to propose for the option since.
func sinceChoices(t *render.Texts, today release.Date) []state.Choice {
	var choices []state.Choice
	for _, sp := range spans(t, today) {
		from := sp.days.From.String()
		choices = append(choices, state.Choice{Label: sp.name + " · " + fmt.Sprintf(t.SinceChoice, from), Value: from})
	}
	for back := 2; back < 18; back++ {
		month := release.NewDate(today.Year, today.Month-time.Month(back), 1)
		choices = append(choices, state.Choice{
			Label: fmt.Sprintf(t.SinceChoice, month.String()), Value: month.String(), Terms: month.Month.String(),
		})
	}
	return choices
}
