package dates_test

import (
	"strings"
	"testing"
	"time"

	"motirbot/internal/dates"
	"motirbot/release"
)

var friday = release.NewDate(2025, time.December, 19)

// render writes the mentions of a text as "words: days flags".
func render(text string, ref release.Date) string {
	var all []string
	for _, m := range dates.Read(text, ref) {
		s := text[m.Start:m.End] + ": " + m.Period.String()
		for _, flag := range []struct {
			set  bool
			name string
		}{
			{m.Relative, "relative"}, {m.Yearless, "yearless"}, {m.Monthless, "monthless"},
			{m.Kind == dates.Weekday, "weekday"}, {m.Named != 0 && m.Kind != dates.Weekday, "named"},
		} {
			if flag.set {
				s += " " + flag.name
			}
		}
		all = append(all, s)
	}
	return strings.Join(all, "; ")
}

// TestRead reads texts as of Friday, 19 December 2025.
func TestRead(t *testing.T) {
	for _, c := range [][2]string{
		{"on Wednesday, October 1, the ministry", "Wednesday, October 1: 2025-10-01 yearless named"},
		{"on Monday, 15 June 2026", "Monday, 15 June 2026: 2026-06-15 named"},
		{"met on Wednesday", "on Wednesday: 2025-12-17 relative weekday"},
		{"January to August 2025", "January to August 2025: 2025-01-01 to 2025-08-31"},
		{"January to October added up", "January to October: 2025-01-01 to 2025-10-31 yearless"},
		{"the first 20 days of September 2025", "the first 20 days of September 2025: 2025-09-01 to 2025-09-20"},
		{"the first nine months of 2025", "the first nine months of 2025: 2025-01-01 to 2025-09-30"},
		{"the first three quarters of 2025", "the first three quarters of 2025: 2025-01-01 to 2025-09-30"},
		{"the first half of 2026", "first half of 2026: 2026-01-01 to 2026-06-30"},
		{"by the end of June 2026", "the end of June 2026: 2026-06-20 to 2026-06-30"},
		{"end-December", "end-December: 2025-12-20 to 2025-12-31 yearless"},
		{"the second half of last year", "second half of last year: 2024-07-01 to 2024-12-31 relative yearless"},
		{"on May 15–17 in Bali", "May 15–17: 2025-05-15 to 2025-05-17 yearless"},
		{"the 3Q and Q4 2025", "3Q: 2025-07-01 to 2025-09-30; Q4 2025: 2025-10-01 to 2025-12-31"},
		{"last December", "last December: 2024-12-01 to 2024-12-31 relative yearless"},
		{"1,225 people, 2030 tons and 2,026 cars", ""},
		{"12.18.(목) 서울에서", "12.18.(목: 2025-12-18 yearless named"},
		{"6.8.(월)~6.11.(목)", "6.8.(월)~6.11.(목: 2025-06-08 to 2025-06-11 yearless"},
		{"’26.9월부터, ’26.3.11(수)", "26.9월: 2026-09-01 to 2026-09-30; 26.3.11(수: 2026-03-11 named"},
		{"2026. 10. 22.(목) 제478차", "2026. 10. 22.(목: 2026-10-22 named"},
		{"’27년 상반기에", "27년 상반기: 2027-01-01 to 2027-06-30"},
		{"지난 17일 발표", "지난 17일: 2025-12-17 relative yearless monthless"},
		{"오는 23일", "오는 23일: 2025-12-23 relative yearless monthless"},
		{"오는 3월", "오는 3월: 2026-03-01 to 2026-03-31 relative yearless"},
		{"올해 1~7월", "올해 1~7월: 2025-01-01 to 2025-07-31 relative yearless"},
		{"내년 상반기", "내년 상반기: 2026-01-01 to 2026-06-30 relative yearless"},
		{"9월 1일부터 20일까지", "9월 1일부터 20일: 2025-09-01 to 2025-09-20 yearless"},
		{"9월 1~20일 수출", "9월 1~20일: 2025-09-01 to 2025-09-20 yearless"},
		{"2025년 3분기", "2025년 3분기: 2025-07-01 to 2025-09-30"},
		{"2027년 말 완공", "2027년 말: 2027-09-01 to 2027-12-31"},
		{"10년간 5억 달러, 7개월 연속, 20일 이내, 8일간", ""},
		{"2025년 11월 1일부로", "2025년 11월 1일: 2025-11-01"},
		{"9월 3일(목) 대구에서", "9월 3일(목: 2025-09-03 yearless named"},
		{"1월부터 9월까지", "1월부터 9월: 2025-01-01 to 2025-09-30 yearless"},
		{"15.12.2025, 12/15/2025, 15/12/2025 and 15-12-2025", "15.12.2025: 2025-12-15; 12/15/2025: 2025-12-15; 15/12/2025: 2025-12-15; 15-12-2025: 2025-12-15"},
		{"1/2 of it, 24/7, 31/31/2025, 2018–20", "2018: 2018-01-01 to 2018-12-31"},
		{"in 2025-11", "2025-11: 2025-11-01 to 2025-11-30"},
		{"Jan 19 to 23", "Jan 19 to 23: 2025-01-19 to 2025-01-23 yearless"},
		{"Jan.-Sept. 2025 and Jan-Sept", "Jan.-Sept. 2025: 2025-01-01 to 2025-09-30; Jan-Sept: 2025-01-01 to 2025-09-30 yearless"},
		{"Q3 of last year, last year's Q3", "Q3 of last year: 2024-07-01 to 2024-09-30 relative yearless; last year's Q3: 2024-07-01 to 2024-09-30 relative yearless"},
		{"October this year, November last year", "October this year: 2025-10-01 to 2025-10-31 relative yearless; November last year: 2024-11-01 to 2024-11-30 relative yearless"},
		{"3Q25, 1H25, Q4 ’24, Nov '25, 2025 Q3", "3Q25: 2025-07-01 to 2025-09-30; 1H25: 2025-01-01 to 2025-06-30; Q4 ’24: 2024-10-01 to 2024-12-31; Nov '25: 2025-11-01 to 2025-11-30; 2025 Q3: 2025-07-01 to 2025-09-30"},
		{"the third week of January", "the third week of January: 2025-01-15 to 2025-01-21 yearless"},
		{"first 20 days of November", "first 20 days of November: 2025-11-01 to 2025-11-20 yearless"},
		{"mid-October, early May", "mid-October: 2025-10-10 to 2025-10-20 yearless; early May: 2025-05-01 to 2025-05-10 yearless"},
		{"since spring, last summer, spring of 2024", "spring: 2025-03-01 to 2025-05-31 yearless; last summer: 2025-06-01 to 2025-08-31 relative yearless; spring of 2024: 2024-03-01 to 2024-05-31"},
		{"how far did exports fall in 2025", "2025: 2025-01-01 to 2025-12-31"},
		{"the past two weeks, next two weeks", "the past two weeks: 2025-12-05 to 2025-12-19 relative; next two weeks: 2025-12-19 to 2026-01-02 relative"},
		{"earlier this month, last weekend, year to date", "earlier this month: 2025-12-01 to 2025-12-31 relative; last weekend: 2025-12-13 to 2025-12-14 relative; year to date: 2025-01-01 to 2025-12-19 relative"},
		{"last Friday and next Monday", "last Friday: 2025-12-12 relative weekday; next Monday: 2025-12-22 relative weekday"},
		{"다음 주, 지난 주말, 지난 분기", "다음 주: 2025-12-22 to 2025-12-28 relative; 지난 주말: 2025-12-13 to 2025-12-14 relative; 지난 분기: 2025-07-01 to 2025-09-30 relative"},
		{"지난주 금요일에, 지난 주요 회의", "지난주 금요일: 2025-12-12 relative named"},
		{"1월 셋째 주, 1월 3주차, 11월 마지막 주", "1월 셋째 주: 2025-01-15 to 2025-01-21 yearless; 1월 3주차: 2025-01-15 to 2025-01-21 yearless; 11월 마지막 주: 2025-11-24 to 2025-11-30 yearless"},
		{"1월 19일부터 23일까지, 1월 19~23일, 19~23일", "1월 19일부터 23일: 2025-01-19 to 2025-01-23 yearless; 1월 19~23일: 2025-01-19 to 2025-01-23 yearless; 19~23일: 2025-12-19 to 2025-12-23 yearless monthless"},
		{"’25.11월, '25년 상반기, 25년 11월, 25년 만에", "25.11월: 2025-11-01 to 2025-11-30; 25년 상반기: 2025-01-01 to 2025-06-30; 25년 11월: 2025-11-01 to 2025-11-30"},
		{"올해 1분기, 작년 11월, 하반기에", "올해 1분기: 2025-01-01 to 2025-03-31 relative yearless; 작년 11월: 2024-11-01 to 2024-11-30 relative yearless; 하반기: 2025-07-01 to 2025-12-31 yearless"},
		{"최근 3개월간, 최근 한 달, 지난 2주", "최근 3개월간: 2025-09-19 to 2025-12-19 relative; 최근 한 달: 2025-11-19 to 2025-12-19 relative; 지난 2주: 2025-12-05 to 2025-12-19 relative"},
		{"그저께, 2주 전, 15일 동안, 30일분", "그저께: 2025-12-17 relative; 2주 전: 2025-12-01 to 2025-12-07 relative"},
		{"지난달 15일, 11월말까지, 연말", "지난달 15일: 2025-11-15 relative yearless; 11월말: 2025-11-20 to 2025-11-30 yearless; 연말: 2025-09-01 to 2025-12-31 relative"},
		{"올봄, 2024년 가을, 봄비", "올봄: 2025-03-01 to 2025-05-31 relative yearless; 2024년 가을: 2024-09-01 to 2024-11-30"},
		{"2025년 4/4분기, 일본, 월드컵, 12.18.(일본)", "2025년 4/4분기: 2025-10-01 to 2025-12-31"},
		{"January to March last year, November to January this year", "January to March last year: 2024-01-01 to 2024-03-31 relative yearless; November to January this year: 2024-11-01 to 2025-01-31 relative yearless"},
		{"작년 11월부터 올해 1월까지", "작년 11월부터 올해 1월: 2024-11-01 to 2025-01-31 relative yearless"},
		{"in 2030 by 2,030", "2030: 2030-01-01 to 2030-12-31"},
	} {
		t.Run(c[0], func(t *testing.T) {
			if got := render(c[0], friday); got != c[1] {
				t.Errorf("read as %q, want %q", got, c[1])
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	for _, text := range []string{
		"between July and August 2021", "the first 20 days of September", "’26.3.11(수)~12.18.(목)", "2025년 12월 15~17일(월)", "지난 31일",
		"Monday, June 15–17, 2025-13-40", "last 999 years", "the end of the last quarter of 2024", "1/4분기 \xff 3월 30일부터 31일", "İ May 5th",
		"the week of the Monday, 8 December",
	} {
		f.Add(text, 0)
	}
	f.Fuzz(func(t *testing.T, text string, days int) {
		end := 0
		for _, m := range dates.Read(text, friday.AddDays(days%20_000)) {
			if m.Start < end || m.End <= m.Start || m.End > len(text) {
				t.Fatalf("%q: bytes %d to %d after %d", text, m.Start, m.End, end)
			}
			if m.Period.From.IsZero() || m.Period.To.IsZero() || m.Period.IsEmpty() || m.Kind == 0 {
				t.Fatalf("%q: %q means %v", text, text[m.Start:m.End], m)
			}
			end = m.End
		}
	})
}
