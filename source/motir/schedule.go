package motir

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"

	"motirbot/release"
)

// Seen is what a store knows of a release for planning.
type Seen struct {
	Number  string
	Date    release.Date
	Checked time.Time // when its view page was last read or found unchanged
}

// recheckEvery is how long a release of a given age is left alone. Corrections
// come in the first days. At three releases a day the intervals add up to about
// a hundred conditional requests a day over the whole site, which at a sync every
// quarter of an hour is one or two each.
func recheckEvery(ageDays int) time.Duration {
	switch {
	case ageDays <= 3:
		return 6 * time.Hour
	case ageDays <= 14:
		return 24 * time.Hour
	case ageDays <= 90:
		return 7 * 24 * time.Hour
	}
	return 60 * 24 * time.Hour
}

// Due returns the numbers of at most limit releases that should be rechecked
// now, the most overdue (as a multiple of its interval) first. Two a sync keep
// up with the ministry's pace.
func Due(seen []Seen, now time.Time, limit int) []string {
	type candidate struct {
		number  string
		overdue float64
	}
	today := release.DateOf(now)
	var due []candidate
	for _, s := range seen {
		overdue := float64(now.Sub(s.Checked)) / float64(recheckEvery(s.Date.DaysUntil(today)))
		if overdue >= 1 {
			due = append(due, candidate{s.Number, overdue})
		}
	}
	slices.SortFunc(due, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.overdue, a.overdue), cmp.Compare(b.number, a.number))
	})
	var numbers []string
	for _, c := range due[:min(len(due), max(limit, 0))] {
		numbers = append(numbers, c.number)
	}
	return numbers
}

// Vanished returns the known numbers that should stand among items and do not:
// those between two neighbours, and, if items begin with page 1, those above
// the first. They are suspects, to be settled by Recheck, since an entry may
// have moved to a page that was not read. Items are list pages in a row.
func Vanished(known []string, items []Item, fromFirstPage bool) []string {
	listed := map[int]bool{}
	var numbers []int
	for _, item := range items {
		if n, err := strconv.Atoi(item.Number); err == nil && !listed[n] {
			listed[n] = true
			numbers = append(numbers, n)
		}
	}
	gaps := gapsBetween(numbers, fromFirstPage)
	var missing []string
	for _, number := range known {
		n, err := strconv.Atoi(number)
		inGap := slices.ContainsFunc(gaps, func(g gap) bool { return g.low < n && n < g.high })
		if err == nil && inGap && !listed[n] {
			missing = append(missing, number)
		}
	}
	return missing
}

type gap struct{ low, high int }

// gapsBetween skips an entry that is lower than both its neighbours while they
// are in order: it was pinned, or entered late, and says nothing of what
// should stand around it.
func gapsBetween(numbers []int, open bool) []gap {
	var gaps []gap
	high := math.MaxInt
	if !open && len(numbers) > 0 {
		high = numbers[0]
	}
	for i, n := range numbers {
		if i+1 < len(numbers) && n < numbers[i+1] {
			continue
		}
		if n < high {
			gaps = append(gaps, gap{n, high})
			high = n
		}
	}
	return gaps
}
