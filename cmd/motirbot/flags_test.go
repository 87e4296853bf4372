package main

import (
	"strings"
	"testing"
	"time"

	"motirbot/release"
)

func TestDateFlags(t *testing.T) {
	a := newApp(nil, strings.NewReader(""), nil, nil)
	a.now = func() time.Time { return time.Date(2025, 12, 17, 20, 0, 0, 0, time.UTC) } // the 18th in Seoul
	tests := []struct{ text, first, last string }{
		{"2025-12-16", "2025-12-16", "2025-12-16"},
		{" 2025-12-16 ", "2025-12-16", "2025-12-16"},
		{"1948-08-15", "1948-08-15", "1948-08-15"},
		{"today", "2025-12-18", "2025-12-18"},
		{"Yesterday", "2025-12-17", "2025-12-17"},
		{"어제", "2025-12-17", "2025-12-17"},
		{"2025-12", "2025-12-01", "2025-12-31"},
		{"2025-Q4", "2025-10-01", "2025-12-31"},
		{"2024", "2024-01-01", "2024-12-31"},
		{"last week", "2025-12-08", "2025-12-14"},
		{"3 days ago", "2025-12-15", "2025-12-15"},
		{"2026-12-31", "2026-12-31", "2026-12-31"},
		{"2027-01-01", "", ""},
		{"2027", "", ""},
		{"2025-13", "", ""},
		{"2025-02-29", "", ""},
		{"on Monday or so", "", ""},
		{"13/04/2025", "2025-04-13", "2025-04-13"},
		{"04 / 13 / 2025", "2025-04-13", "2025-04-13"},
		{"04/04/2025", "2025-04-04", "2025-04-04"},
		{"2025/03/04", "2025-03-04", "2025-03-04"},
		{"03/04/2025", "", ""},
		{"3 / 4 / 2025", "", ""},
		{"last week and today", "", ""},
		{"", "", ""},
	}
	for _, test := range tests {
		var first, last release.Date
		err, err2 := a.firstDay(&first).Set(test.text), a.lastDay(&last).Set(test.text)
		if (err == nil) != (test.first != "") || (err2 == nil) != (test.last != "") || first.String() != test.first || last.String() != test.last {
			t.Errorf("%q: %s to %s (%v, %v), want %s to %s", test.text, first, last, err, err2, test.first, test.last)
		}
	}
}
