package feed

import (
	"testing"
	"time"

	"motirbot/release"
)

func TestMoment(t *testing.T) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 9, 10, 3, 0, 0, 0, time.UTC)
	for stamp, want := range map[string]string{
		// In the zone of the feed: the wall clock of Seoul.
		"2026.09.03":                    "2026-09-03 00:00",
		"2026. 9. 3.":                   "2026-09-03 00:00",
		"2026.09.03 (목) 17:30":          "2026-09-03 17:30",
		"2026.09.03 17:30:05":           "2026-09-03 17:30",
		"2026/09/03 17:30":              "2026-09-03 17:30",
		"2026년 9월 3일":                   "2026-09-03 00:00",
		"2026년 9월 3일 오후 5시 30분":         "2026-09-03 17:30",
		"2026-09-03 오전 12:10:00":        "2026-09-03 00:10",
		"2026年9月3日 17時30分":              "2026-09-03 17:30",
		"20260903":                      "2026-09-03 00:00",
		"20260903173000":                "2026-09-03 17:30",
		"20260903T1730":                 "2026-09-03 17:30",
		"2026-09-03T17:30":              "2026-09-03 17:30",
		"2026-09-03T17:30:00.123":       "2026-09-03 17:30",
		"26.09.03":                      "2026-09-03 00:00",
		"'26.9.3.":                      "2026-09-03 00:00",
		"03.09.2026":                    "2026-09-03 00:00",
		"3/9/2026":                      "2026-09-03 00:00", // March is further away
		"9/3/2026 5:30 PM":              "2026-09-03 17:30",
		"25/12/2025":                    "2025-12-25 00:00",
		"12/25/2025":                    "2025-12-25 00:00",
		"3 September 2026":              "2026-09-03 00:00",
		"September 3, 2026":             "2026-09-03 00:00",
		"Thursday, September 3rd, 2026": "2026-09-03 00:00",
		"Sept. 3, 2026 5:30 p.m.":       "2026-09-03 17:30",
		"Thu, 3 Sep 26 17:30:00":        "2026-09-03 17:30",
		"03-Sep-2026 17:30":             "2026-09-03 17:30",
		"Thu, 03 Sep 2026 24:00:00":     "2026-09-04 00:00",
		"1788424200":                    "2026-09-03 17:30",
		"1788424200000":                 "2026-09-03 17:30",
		// With a zone of their own.
		"Thu, 03 Sep 2026 17:30:00 KST":                 "2026-09-03 17:30",
		"Thu, 03 Sep 2026 17:30:00 JST":                 "2026-09-03 17:30",
		"Thu, 03 Sep 2026 08:30:00 GMT":                 "2026-09-03 17:30",
		"Thu, 03 Sep 2026 15:30:00 UT":                  "2026-09-04 00:30",
		"Thu, 03 Sep 2026 11:30:00 EDT":                 "2026-09-04 00:30",
		"Thu, 03 Sep 2026 11:30:00 -0400":               "2026-09-04 00:30",
		"Thu, 3 Sep 2026 17:30:00 +0900 (KST)":          "2026-09-03 17:30",
		"Thu Sep 03 2026 17:30:00 GMT+0900 (KST)":       "2026-09-03 17:30",
		"Thu Sep  3 17:30:00 KST 2026":                  "2026-09-03 17:30",
		"Thu Sep  3 08:30:00 UTC 2026":                  "2026-09-03 17:30",
		"Thu, 03 Sep 2026 11:30:00 AM IST":              "2026-09-03 15:00",
		"2026-09-03T08:30:00Z":                          "2026-09-03 17:30",
		"2026-09-03T17:30:00+09":                        "2026-09-03 17:30",
		"2026-09-03T17:30:00.000+09:00[Asia/Seoul]":     "2026-09-03 17:30",
		"2026-09-03 17:30:00 +09:00":                    "2026-09-03 17:30",
		"2026-09-03T20260903":                           "2026-09-03 00:00",
		"2026-09-03T11:30:00-04:00":                     "2026-09-04 00:30",
		"Thu, 03 Sep 2026 17:30:00 Martian Summer Time": "2026-09-03 17:30",
		// None that can be.
		"": "", "soon": "", "2026-13-40": "", "2026-02-30": "", "0000-00-00 00:00:00": "", "2099-01-01": "", "1970-01-01T00:00:00Z": "",
		"2026-09-13": "", "5 days ago": "", "September": "", "99999999999999999999999": "", "17:30": "", "31.02.2026": "",
	} {
		got := ""
		if at, ok := moment(stamp, release.Seoul, now); ok {
			got = at.In(release.Seoul).Format("2006-01-02 15:04")
		}
		if got != want {
			t.Errorf("%q is read as %q, want %q", stamp, got, want)
		}
	}
	for stamp, in := range map[string]struct {
		zone *time.Location
		want string
	}{
		"Thu, 03 Sep 2026 23:30:00 JST": {tokyo, "2026-09-03 23:30"},
		"2026-09-03 23:30":              {newYork, "2026-09-03 23:30"},
		"2026-09-04T02:00:00Z":          {newYork, "2026-09-03 22:00"},
		"Thu, 03 Sep 2026 23:30:00 CST": {shanghai, "2026-09-03 23:30"},
		"Thu, 03 Sep 2026 23:30:00 EST": {newYork, "2026-09-03 23:30"},
	} {
		at, ok := moment(stamp, in.zone, now)
		if got := at.In(in.zone).Format("2006-01-02 15:04"); !ok || got != in.want {
			t.Errorf("%q in %s is %q, want %q", stamp, in.zone, got, in.want)
		}
	}
}

// FuzzMoment: whatever a stamp says, what is read of it can be a day.
func FuzzMoment(f *testing.F) {
	for _, seed := range []string{"Thu, 03 Sep 2026 17:30:00 +0900 (KST)", "2026년 9월 3일 오후 5시 30분", "20260903T173000Z", "9/3/26 5:30 p.m."} {
		f.Add(seed)
	}
	now := time.Date(2026, 9, 10, 3, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, stamp string) {
		if at, ok := moment(stamp, release.Seoul, now); ok && !plausible(at, now) {
			t.Errorf("%q is read as %s", stamp, at)
		}
	})
}
