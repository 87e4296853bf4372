package retrieval_test

import (
	"strings"
	"testing"
	"time"

	"motirbot/release"
	"motirbot/retrieval"
)

// timesOf writes the time expressions of a text as "words: days flags", one
// after the other.
func timesOf(v *retrieval.View, text string, asOf release.Date) string {
	var all []string
	for _, e := range v.Understand(text, retrieval.Frame{AsOf: asOf}).Times {
		said := text[e.Start:e.End] + ": " + e.Period.String()
		for _, flag := range []struct {
			set  bool
			name string
		}{{e.Relative, "relative"}, {e.Bound, "bound"}, {e.Future, "future"}} {
			if flag.set {
				said += " " + flag.name
			}
		}
		all = append(all, said)
	}
	return strings.Join(all, "; ")
}

// readsTimes checks texts read as of Friday, 19 December 2025.
func readsTimes(t *testing.T, cases [][2]string) {
	t.Helper()
	v := viewOf(t)
	for _, c := range cases {
		t.Run(c[0], func(t *testing.T) {
			if got := timesOf(v, c[0], friday); got != c[1] {
				t.Errorf("read as %q, want %q", got, c[1])
			}
		})
	}
}

func TestRelativeTimes(t *testing.T) {
	readsTimes(t, [][2]string{
		{"what happened last week", "last week: 2025-12-08 to 2025-12-14 relative"},
		{"what happened this week?", "this week: 2025-12-15 to 2025-12-21 relative"},
		{"this wk", "this wk: 2025-12-15 to 2025-12-21 relative"},
		{"this past week", "this past week: 2025-12-15 to 2025-12-21 relative"},
		{"the week so far", "the week so far: 2025-12-15 to 2025-12-21 relative"},
		{"previous week", "previous week: 2025-12-08 to 2025-12-14 relative"},
		{"past month", "past month: 2025-11-01 to 2025-11-30 relative"},
		{"LAST MONTH", "LAST MONTH: 2025-11-01 to 2025-11-30 relative"},
		{"this month", "this month: 2025-12-01 to 2025-12-31 relative"},
		{"this quarter", "this quarter: 2025-10-01 to 2025-12-31 relative"},
		{"this year", "this year: 2025-01-01 to 2025-12-31 relative"},
		{"last yr", "last yr: 2024-01-01 to 2024-12-31 relative"},
		{"what comes next week", "next week: 2025-12-22 to 2025-12-28 relative future"},
		{"next month", "next month: 2026-01-01 to 2026-01-31 relative future"},
		{"next quarter", "next quarter: 2026-01-01 to 2026-03-31 relative future"},
		{"next year", "next year: 2026-01-01 to 2026-12-31 relative future"},
		{"coming month", "coming month: 2026-01-01 to 2026-01-31 relative future"},
		{"the last two weeks", "the last two weeks: 2025-12-05 to 2025-12-19 relative"},
		{"past 3 days", "past 3 days: 2025-12-16 to 2025-12-19 relative"},
		{"the past six months", "the past six months: 2025-06-19 to 2025-12-19 relative"},
		{"past 2 yrs", "past 2 yrs: 2023-12-19 to 2025-12-19 relative"},
		{"last couple of weeks", "last couple of weeks: 2025-12-05 to 2025-12-19 relative"},
		{"the last few days", "the last few days: 2025-12-16 to 2025-12-19 relative"},
		{"today", "today: 2025-12-19 relative"},
		{"yesterday", "yesterday: 2025-12-18 relative"},
		{"the day before yesterday", "the day before yesterday: 2025-12-17 relative"},
		{"tomorrow", "tomorrow: 2025-12-20 relative future"},
		{"on Monday", "on Monday: 2025-12-15 relative"},
		{"this Thursday", "this Thursday: 2025-12-18 relative"},
		{"on sunday", "on sunday: 2025-12-14 relative"},
		{"this week or last week", "this week: 2025-12-15 to 2025-12-21 relative; last week: 2025-12-08 to 2025-12-14 relative"},
		{"a weekly report", ""},
		{"lastly", ""},
	})
}

func TestCalendarTimes(t *testing.T) {
	readsTimes(t, [][2]string{
		{"in December 2025", "December 2025: 2025-12-01 to 2025-12-31"},
		{"in december", "december: 2025-12-01 to 2025-12-31"},
		{"in January", "January: 2025-01-01 to 2025-01-31"},
		{"Sept. 2024", "Sept. 2024: 2024-09-01 to 2024-09-30"},
		{"in September, 2024", "September, 2024: 2024-09-01 to 2024-09-30"},
		{"in September of 2024", "September of 2024: 2024-09-01 to 2024-09-30"},
		{"February 2024", "February 2024: 2024-02-01 to 2024-02-29"},
		{"December 5", "December 5: 2025-12-05"},
		{"December 5th, 2024", "December 5th, 2024: 2024-12-05"},
		{"Dec. 5 2025", "Dec. 5 2025: 2025-12-05"},
		{"5 December 2025", "5 December 2025: 2025-12-05"},
		{"the 5th of December", "5th of December: 2025-12-05"},
		{"December 25", "December 25: 2025-12-25 future"},
		{"2025-12-05", "2025-12-05: 2025-12-05"},
		{"December 15-17", "December 15-17: 2025-12-15 to 2025-12-17"},
		{"December 15 – 17, 2025", "December 15 – 17, 2025: 2025-12-15 to 2025-12-17"},
		{"December 15 to 17", "December 15 to 17: 2025-12-15 to 2025-12-17"},
		{"in Q4", "Q4: 2025-10-01 to 2025-12-31"},
		{"Q3 of 2024", "Q3 of 2024: 2024-07-01 to 2024-09-30"},
		{"fourth quarter of 2024", "fourth quarter of 2024: 2024-10-01 to 2024-12-31"},
		{"the last quarter of 2024", "last quarter of 2024: 2024-10-01 to 2024-12-31"},
		{"H1 2025", "H1 2025: 2025-01-01 to 2025-06-30"},
		{"second half of 2024", "second half of 2024: 2024-07-01 to 2024-12-31"},
		{"in 2024?", "2024: 2024-01-01 to 2024-12-31"},
		{"2024 or 2025", "2024: 2024-01-01 to 2024-12-31; 2025: 2025-01-01 to 2025-12-31"},
		{"in March 2026", "March 2026: 2026-03-01 to 2026-03-31 future"},
		{"2027", "2027: 2027-01-01 to 2027-12-31 future"},
		{"2079", "2079: 2079-01-01 to 2079-12-31 future"},
	})
}

func TestPartsOfMonths(t *testing.T) {
	readsTimes(t, [][2]string{
		{"the first week of December 2025", "the first week of December 2025: 2025-12-01 to 2025-12-07"},
		{"second week of December", "second week of December: 2025-12-08 to 2025-12-14"},
		{"fifth week of March 2025", "fifth week of March 2025: 2025-03-29 to 2025-03-31"},
		{"the last week of November", "the last week of November: 2025-11-24 to 2025-11-30"},
		{"the first two weeks of december", "the first two weeks of december: 2025-12-01 to 2025-12-14"},
		{"last two weeks of November 2025", "last two weeks of November 2025: 2025-11-17 to 2025-11-30"},
		{"the first two weeks of this month", "the first two weeks of this month: 2025-12-01 to 2025-12-14"},
		{"last 3 weeks of last month", "last 3 weeks of last month: 2025-11-10 to 2025-11-30"},
		{"the week of December 10, 2025", "the week of December 10, 2025: 2025-12-08 to 2025-12-14"},
		{"the week of 8 December", "the week of 8 December: 2025-12-08 to 2025-12-14"},
		{"week of Monday, December 8", "week of Monday, December 8: 2025-12-08 to 2025-12-14"},
		{"week starting December 8", "week starting December 8: 2025-12-08 to 2025-12-14"},
		{"early December", "early December: 2025-12-01 to 2025-12-10"},
		{"mid-December 2025", "mid-December 2025: 2025-12-10 to 2025-12-20"},
		{"late November", "late November: 2025-11-20 to 2025-11-30"},
		{"first half of December", "first half of December: 2025-12-01 to 2025-12-15"},
		{"second half of November 2025", "second half of November 2025: 2025-11-16 to 2025-11-30"},
	})
}

func TestBoundsAndSpans(t *testing.T) {
	readsTimes(t, [][2]string{
		{"since October", "since October: since 2025-10-01 bound"},
		{"since the end of 2024", "since the end of 2024: since 2024-12-31 bound"},
		{"since the end of last year", "since the end of last year: since 2024-12-31 relative bound"},
		{"first 20 days of November", "first 20 days of November: 2025-11-01 to 2025-11-20"},
		{"since spring", "since spring: since 2025-03-01 bound"},
		{"on 15.12.2025 or 12/16/2025", "15.12.2025: 2025-12-15; 12/16/2025: 2025-12-16"},
		{"before the end of 2024", "before the end of 2024: until 2024-12-30 bound"},
		{"after the start of 2025", "after the start of 2025: since 2025-01-02 bound"},
		{"as of December 10", "as of December 10: until 2025-12-10 bound"},
		{"from November to January", "November to January: 2024-11-01 to 2025-01-31"},
		{"between December 2025 and November 2025", "December 2025 and November 2025: 2025-11-01 to 2025-12-31"},
		{"15-17 December 2025", "15-17 December 2025: 2025-12-15 to 2025-12-17"},
		{"2025-12-15 to 2025-12-17", "2025-12-15 to 2025-12-17: 2025-12-15 to 2025-12-17"},
		{"Q1 and Q2 2024", "Q1: 2024-01-01 to 2024-03-31; Q2 2024: 2024-04-01 to 2024-06-30"},
		{"next January", "next January: 2026-01-01 to 2026-01-31 relative future"},
		{"two weeks ago", "two weeks ago: 2025-12-01 to 2025-12-07 relative"},
		{"Since October 2024", "Since October 2024: since 2024-10-01 bound"},
		{"since December 10", "since December 10: since 2025-12-10 bound"},
		{"since yesterday", "since yesterday: since 2025-12-18 relative bound"},
		{"since the start of 2025", "since the start of 2025: since 2025-01-01 bound"},
		{"since the first week of December", "since the first week of December: since 2025-12-01 bound"},
		{"from last week", "from last week: since 2025-12-08 relative bound"},
		{"starting December 2025", "starting December 2025: since 2025-12-01 bound"},
		{"after December 10", "after December 10: since 2025-12-11 bound"},
		{"after 2023", "after 2023: since 2024-01-01 bound"},
		{"before December 10", "before December 10: until 2025-12-09 bound"},
		{"before this week", "before this week: until 2025-12-14 relative bound"},
		{"until November", "until November: until 2025-11-30 bound"},
		{"until the end of 2024", "until the end of 2024: until 2024-12-31 bound"},
		{"up to October 2025", "up to October 2025: until 2025-10-31 bound"},
		{"by 2030", "by 2030: 2030-01-01 to 2030-12-31 future"},
		{"by the end of 2027", "by the end of 2027: 2027-01-01 to 2027-12-31 future"},
		{"from October to November 2025", "October to November 2025: 2025-10-01 to 2025-11-30"},
		{"from December 15 to December 17", "December 15 to December 17: 2025-12-15 to 2025-12-17"},
		{"from 2025-12-15 to 2025-12-17", "2025-12-15 to 2025-12-17: 2025-12-15 to 2025-12-17"},
		{"between July and August 2021", "July and August 2021: 2021-07-01 to 2021-08-31"},
		{"between July 2021 and August 2022", "July 2021 and August 2022: 2021-07-01 to 2022-08-31"},
		{"between 2018 and 2020", "2018 and 2020: 2018-01-01 to 2020-12-31"},
		{"between last week and this week", "last week and this week: 2025-12-08 to 2025-12-21 relative"},
		{"October or November 2024", "October: 2024-10-01 to 2024-10-31; November 2024: 2024-11-01 to 2024-11-30"},
		{"October, November and December 2024", "October: 2024-10-01 to 2024-10-31; November: 2024-11-01 to 2024-11-30; December 2024: 2024-12-01 to 2024-12-31"},
		{"December 2025 and December 2024", "December 2025: 2025-12-01 to 2025-12-31; December 2024: 2024-12-01 to 2024-12-31"},
		{"from Korea to Japan in October", "October: 2025-10-01 to 2025-10-31"},
	})
}

func TestWhatIsNoTime(t *testing.T) {
	readsTimes(t, [][2]string{
		{"it may rise", ""},
		{"may it rise?", ""},
		{"Korea may export in May", "May: 2025-05-01 to 2025-05-31"},
		{"since May", "since May: since 2025-05-01 bound"},
		{"May 2025", "May 2025: 2025-05-01 to 2025-05-31"},
		{"they march on", ""},
		{"workers marched in March", "March: 2025-03-01 to 2025-03-31"},
		{"2300 companies", ""},
		{"the 1950 war", ""},
		{"2080", ""},
		{"in 20255", ""},
		{"in the 2020s", ""},
		{"FY2024", ""},
		{"the first half", ""},
		{"fifth quarter", ""},
		{"the mayor, Augustine, was decent", ""},
		{"February 30", ""}, // neither a day nor the month
		{"2025-13-40", ""},
		{"2025-02-29", ""},
		{"31 April 2025", "April 2025: 2025-04-01 to 2025-04-30"},
		{"December 17-15", "December 17: 2025-12-17"},
		{"February 29, 2024", "February 29, 2024: 2024-02-29"},
		{"", ""},
	})
}

func TestKoreanTimes(t *testing.T) {
	readsTimes(t, [][2]string{
		{"이번 주 소식", "이번 주: 2025-12-15 to 2025-12-21 relative"},
		{"이번주에", "이번주: 2025-12-15 to 2025-12-21 relative"},
		{"금주 보도자료", "금주: 2025-12-15 to 2025-12-21 relative"},
		{"지난주 수출", "지난주: 2025-12-08 to 2025-12-14 relative"},
		{"지난 주", "지난 주: 2025-12-08 to 2025-12-14 relative"},
		{"저번 주", "저번 주: 2025-12-08 to 2025-12-14 relative"},
		{"오늘", "오늘: 2025-12-19 relative"},
		{"어제 발표", "어제: 2025-12-18 relative"},
		{"이번 달", "이번 달: 2025-12-01 to 2025-12-31 relative"},
		{"이달", "이달: 2025-12-01 to 2025-12-31 relative"},
		{"지난달", "지난달: 2025-11-01 to 2025-11-30 relative"},
		{"올해", "올해: 2025-01-01 to 2025-12-31 relative"},
		{"작년", "작년: 2024-01-01 to 2024-12-31 relative"},
		{"지난해", "지난해: 2024-01-01 to 2024-12-31 relative"},
		{"오늘과 어제", "오늘: 2025-12-19 relative; 어제: 2025-12-18 relative"},
		{"2024년 수출", "2024년: 2024-01-01 to 2024-12-31"},
		{"2025년 12월 15일 보도자료", "2025년 12월 15일: 2025-12-15"},
		{"2025년11월", "2025년11월: 2025-11-01 to 2025-11-30"},
		{"12월 15일", "12월 15일: 2025-12-15"},
		{"다음 주 일정", "다음 주: 2025-12-22 to 2025-12-28 relative future"},
		{"11월 셋째 주", "11월 셋째 주: 2025-11-15 to 2025-11-21"},
		{"12월 1일부터 12일까지", "12월 1일부터 12일: 2025-12-01 to 2025-12-12"},
		{"15~17일 회의", "15~17일: 2025-12-15 to 2025-12-17"},
		{"23일 회의", "23일: 2025-11-23"},
		{"31일 회의", "31일: 2025-10-31"},
		{"지난 17일", "지난 17일: 2025-12-17 relative"},
		{"11월 1~20일 수출", "11월 1~20일: 2025-11-01 to 2025-11-20"},
		{"하반기 수출", "하반기: 2025-07-01 to 2025-12-31"},
		{"최근 3개월", "최근 3개월: 2025-09-19 to 2025-12-19 relative"},
		{"10월부터 나온 소식", "10월부터: since 2025-10-01 bound"},
		{"지난주 이후", "지난주 이후: since 2025-12-08 relative bound"},
		{"2025년 이전", "2025년 이전: until 2024-12-31 bound"},
		{"11월까지 수출", "11월: 2025-11-01 to 2025-11-30"},
	})
}

// A month without a year is the newest that has begun, and weeks and months
// reach over the ends of years.
func TestTimesNearTheEndsOfYears(t *testing.T) {
	v := viewOf(t)
	for _, c := range []struct{ asOf, text, want string }{
		{"2026-01-01", "last month", "last month: 2025-12-01 to 2025-12-31 relative"},
		{"2026-01-01", "in December", "December: 2025-12-01 to 2025-12-31"},
		{"2026-01-01", "this week", "this week: 2025-12-29 to 2026-01-04 relative"},
		{"2026-01-01", "last quarter of 2025", "last quarter of 2025: 2025-10-01 to 2025-12-31"},
		{"2026-02-15", "Q4", "Q4: 2025-10-01 to 2025-12-31"},
		{"2026-02-15", "yesterday", "yesterday: 2026-02-14 relative"},
		{"2024-03-01", "yesterday", "yesterday: 2024-02-29 relative"},
		{"2025-12-01", "in December", "December: 2025-12-01 to 2025-12-31"},
		{"2025-11-30", "in December", "December: 2024-12-01 to 2024-12-31"},
		{"2025-12-21", "this week", "this week: 2025-12-15 to 2025-12-21 relative"},
		{"2025-12-22", "last week", "last week: 2025-12-15 to 2025-12-21 relative"},
	} {
		if got := timesOf(v, c.text, period(c.asOf, "").From); got != c.want {
			t.Errorf("%q as of %s: %q, want %q", c.text, c.asOf, got, c.want)
		}
	}
}

func FuzzTimes(f *testing.F) {
	for _, text := range []string{
		"what happened last week", "between July and August 2021", "since the start of 2025", "by 2030", "이번 주 2025년 12월 17일",
		"December 15-17, 2025", "the last 999 years", "first two weeks of last month", "Q4 vs H1 2025", "2025-13-40", "\xff last \xffweek",
		"İ last week İn May", "on Monday from October 2025-12-05",
	} {
		f.Add(text, 0)
	}
	v := viewOf(f)
	f.Fuzz(func(t *testing.T, text string, days int) {
		asOf := release.NewDate(2025, time.December, 19).AddDays(days % 20_000)
		end := 0
		for _, e := range v.Understand(text, retrieval.Frame{AsOf: asOf}).Times {
			if e.Start < end || e.End <= e.Start || e.End > len(text) {
				t.Fatalf("%q: bytes %d to %d after %d", text, e.Start, e.End, end)
			}
			if e.Period.IsZero() {
				t.Fatalf("%q: %q means any time", text, text[e.Start:e.End])
			}
			if e.Future != e.Period.From.After(asOf) {
				t.Fatalf("%q: %s is future as of %s: %t", text, e.Period, asOf, e.Future)
			}
			end = e.End
		}
	})
}
