package dates

import (
	"time"

	"motirbot/release"
)

// unit is a stretch of the calendar.
type unit int

const (
	aDay unit = iota + 1
	aWeek
	aMonth
	aQuarter
	aYear
	aWeekend
)

func civil(year int, month time.Month, day int) release.Period {
	d := release.NewDate(year, month, day)
	if d.Month != month || d.Day != day || year < minYear || year > maxYear {
		return release.Period{}
	}
	return release.Period{From: d, To: d}
}

func days(year int, month time.Month, first, last int) release.Period {
	from, to := civil(year, month, first), civil(year, month, last)
	if from.IsZero() || to.IsZero() || last < first {
		return release.Period{}
	}
	return release.Period{From: from.From, To: to.To}
}

func monthsOf(year int, first time.Month, count int) release.Period {
	return release.Period{From: release.NewDate(year, first, 1), To: release.NewDate(year, first+time.Month(count), 0)}
}

// around is the calendar unit that holds d, shifted by so many units.
func around(d release.Date, u unit, shift int) Mention {
	m := Mention{Relative: true}
	switch u {
	case aDay:
		d = d.AddDays(shift)
		m.Kind, m.Period = Day, release.Period{From: d, To: d}
	case aWeek:
		m.Kind, m.Period = Week, release.WeekOf(d.AddDays(7*shift))
	case aWeekend:
		m.Kind, m.Period = Span, release.WeekOf(d.AddDays(7*shift))
		m.Period.From = m.Period.To.AddDays(-1)
	case aMonth:
		m.Kind, m.Period = Month, monthsOf(d.Year, d.Month+time.Month(shift), 1)
	case aQuarter:
		m.Kind, m.Period = Quarter, monthsOf(d.Year, (d.Month-1)/3*3+1+time.Month(3*shift), 3)
	default:
		m.Kind, m.Period = Year, monthsOf(d.Year+shift, 1, 12)
	}
	return m
}

// since is the stretch of so many units up to d, or from it if n is negative.
func since(d release.Date, u unit, n int) Mention {
	far := release.NewDate(d.Year-n, d.Month, d.Day)
	switch u {
	case aDay:
		far = d.AddDays(-n)
	case aWeek, aWeekend:
		far = d.AddDays(-7 * n)
	case aMonth:
		far = release.NewDate(d.Year, d.Month-time.Month(n), d.Day)
	case aQuarter:
		far = release.NewDate(d.Year, d.Month-time.Month(3*n), d.Day)
	}
	m := Mention{Kind: Span, Relative: true, Period: release.Period{From: far, To: d}}
	if n < 0 {
		m.Period = release.Period{From: d, To: far}
	}
	return m
}

// slice is the first or the last n units of m.
func slice(m Mention, last bool, n int, u unit) Mention {
	whole := m.Period
	m.Kind = Span
	length := 0
	switch u {
	case aDay:
		length = n
	case aWeek:
		length = 7 * n
	case aQuarter:
		n *= 3
	}
	switch {
	case length > 0 && last:
		m.Period.From = whole.To.AddDays(1 - length)
	case length > 0:
		m.Period.To = whole.From.AddDays(length - 1)
	case last:
		m.Period.From = release.NewDate(whole.To.Year, whole.To.Month+1-time.Month(n), 1)
	default:
		m.Period.To = release.NewDate(whole.From.Year, whole.From.Month+time.Month(n), 0)
	}
	m.Period = m.Period.Intersect(whole)
	return m
}

// nthWeek counts weeks of seven days from the first of the month, as people
// mean by "the first week of December"; -1 is the last.
func nthWeek(m Mention, n int) Mention {
	whole := m.Period
	m.Kind = Week
	if n < 0 {
		m.Period.From = whole.To.AddDays(-6)
		return m
	}
	m.Period.From = whole.From.AddDays(7 * (n - 1))
	m.Period.To = m.Period.From.AddDays(6)
	m.Period = m.Period.Intersect(whole)
	return m
}

// portion is the stretch that people mean by "early", "mid" and "late", between
// thirtieths of the whole.
func portion(m Mention, first, last int) Mention {
	whole := m.Period
	day := func(share int) release.Date { return whole.From.AddDays(whole.Days() * share / 30) }
	if m.Kind == Month {
		day = func(share int) release.Date { return whole.From.AddDays(share - 1) }
	}
	m.Kind = Part
	if first > 1 {
		m.Period.From = day(first)
	}
	if last < 30 {
		m.Period.To = day(last)
	}
	m.Period = m.Period.Intersect(whole)
	return m
}

func portionOf(m Mention, word string) Mention {
	share := portions[word]
	return portion(m, share[0], share[1])
}
