package command_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"motirbot/bot/command"
	"motirbot/release"
	"motirbot/store"
)

// now is the day on which the tests take place, in Seoul.
var now = time.Date(2025, 12, 19, 3, 0, 0, 0, time.UTC)

var commandForm = regexp.MustCompile(`^[-_\p{L}\p{N}]{1,32}$`)

func TestCommandsAreInBothLanguages(t *testing.T) {
	raw, err := command.Definitions(true)
	if err != nil {
		t.Fatal(err)
	}
	type described struct {
		Name        string            `json:"name"`
		Names       map[string]string `json:"name_localizations"`
		About       string            `json:"description"`
		Abouts      map[string]string `json:"description_localizations"`
		Type        int               `json:"type"`
		Permissions json.Number       `json:"default_member_permissions"`
		Options     []described       `json:"options"`
		Contexts    []int             `json:"contexts"`
		Installs    []int             `json:"integration_types"`
	}
	var commands []described
	if err := json.Unmarshal(raw, &commands); err != nil {
		t.Fatal(err)
	}
	var check func(d described, isMenu bool)
	check = func(d described, isMenu bool) {
		if !isMenu && (!commandForm.MatchString(d.Name) || strings.ToLower(d.Name) != d.Name || !commandForm.MatchString(d.Names["ko"])) {
			t.Errorf("names %q, %q", d.Name, d.Names["ko"])
		}
		if d.Names["ko"] == "" || !isMenu && (d.About == "" || d.Abouts["ko"] == "") {
			t.Errorf("%s is not in both languages", d.Name)
		}
		if utf8.RuneCountInString(d.About) > 100 || utf8.RuneCountInString(d.Abouts["ko"]) > 100 {
			t.Errorf("%s has too long a description", d.Name)
		}
		for _, o := range d.Options {
			check(o, false)
		}
	}
	var names []string
	for _, c := range commands {
		names = append(names, c.Name)
		check(c, c.Type == 3)
		managed := slices.Contains([]string{"settings", "subscribe", "subscriptions", "unsubscribe", "digest"}, c.Name)
		if managed != (c.Permissions == "32") {
			t.Errorf("%s is for those with %q", c.Name, c.Permissions)
		}
		if managed == slices.Contains(c.Installs, 1) || managed == slices.Contains(c.Contexts, 2) {
			t.Errorf("%s is used in %d and installed for %d", c.Name, c.Contexts, c.Installs)
		}
	}
	want := []string{"ask", "latest", "week", "release", "figures", "status", "help", "privacy", "settings", "Ask about this", "subscribe", "subscriptions", "unsubscribe", "digest"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
}

func TestBuckets(t *testing.T) {
	at := func(seconds ...int) []time.Time {
		var all []time.Time
		for _, s := range seconds {
			all = append(all, now.Add(time.Duration(s)*time.Second))
		}
		return all
	}
	tests := []struct {
		name  string
		at    []time.Time
		given int
		next  time.Time
	}{
		{"in a row", at(0, 0, 0), 3, now},
		{"one too many", at(0, 0, 0, 0), 3, now.Add(10 * time.Second)},
		{"asking early costs nothing", at(0, 0, 0, 1, 2, 3, 10), 4, now.Add(10 * time.Second)},
		{"after a rest", at(0, 0, 0, 60, 60, 60), 6, now.Add(time.Minute)},
	}
	for _, test := range tests {
		given, next := take(3, 10*time.Second, test.at...)
		if given != test.given || !next.Equal(test.next) {
			t.Errorf("%s: %d given, next at %v, want %d, %v", test.name, given, next, test.given, test.next)
		}
	}
}

func TestDates(t *testing.T) {
	today := release.NewDate(2025, 12, 19)
	for typed, want := range map[string]string{
		"": "any time", "2025-12-01": "since 2025-12-01", "2025\u201112\u201101": "since 2025-12-01", "2025-11": "since 2025-11-01", "2024": "since 2024-01-01",
		"last week": "since 2025-12-08", "지난달": "since 2025-11-01", "This year": "since 2025-01-01",
		"2025-13-40": "error", "soon": "error",
	} {
		got, err := command.ParseSince(typed, today)
		if shown := orError(got, err); shown != want {
			t.Errorf("since %q: %s, want %s", typed, shown, want)
		}
	}
	for typed, want := range map[string]string{
		"": "2025-12-15 to 2025-12-21", "2025-12-07": "2025-12-01 to 2025-12-07", "last week": "2025-12-08 to 2025-12-14",
		"이번 주": "2025-12-15 to 2025-12-21", "2025-02-30": "error",
	} {
		got, err := command.ParseWeek(typed, today)
		if shown := orError(got, err); shown != want {
			t.Errorf("week of %q: %s, want %s", typed, shown, want)
		}
	}
}

func orError(p release.Period, err error) string {
	if err != nil {
		return "error"
	}
	return p.String()
}

func TestWithoutTags(t *testing.T) {
	got := command.WithoutTags("<@123> what about <#5> and <@&7> steel <:flag:88>? a < b <@x>")
	if want := "what about and steel ? a < b <@x>"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestApplySetting(t *testing.T) {
	set := store.GuildSettings{GuildID: "1", Channels: []string{"10"}, Private: true, Language: "ko", IgnoreMentions: true}
	tests := []struct {
		of     string
		values []string
		change func(*store.GuildSettings)
	}{
		{"channels", []string{"11", "12"}, func(g *store.GuildSettings) { g.Channels = []string{"11", "12"} }},
		{"channels", nil, func(g *store.GuildSettings) { g.Channels = nil }},
		{"visibility", []string{"public"}, func(g *store.GuildSettings) { g.Private = false }},
		{"language", []string{"auto"}, func(g *store.GuildSettings) { g.Language = "" }},
		{"language", []string{"tlh"}, func(g *store.GuildSettings) { g.Language = "" }},
		{"mentions", []string{"on"}, func(g *store.GuildSettings) { g.IgnoreMentions = false }},
		{"deny", []string{"on"}, func(g *store.GuildSettings) { g.Deny = true }},
		{"member", []string{"10"}, func(g *store.GuildSettings) { g.MemberHourly = 10 }},
		{"guild", []string{"50"}, func(g *store.GuildSettings) { g.GuildHourly = 50 }},
		{"guild", []string{"-50"}, func(g *store.GuildSettings) {}},
		{"model", []string{"1000"}, func(g *store.GuildSettings) { g.ModelShare = 100 }},
		{"model", []string{"auto"}, func(g *store.GuildSettings) { g.ModelShare = 0 }},
		{"nonsense", []string{"x"}, func(*store.GuildSettings) {}},
	}
	for _, test := range tests {
		want := set
		test.change(&want)
		if diff := cmp.Diff(want, command.ApplySetting(set, test.of, test.values...)); diff != "" {
			t.Errorf("%s %v: %s", test.of, test.values, diff)
		}
	}
}

// take spends a token of a bucket of that burst and rate at those moments, and
// returns how often it was given, and when there is one after the last.
func take(burst int, every time.Duration, at ...time.Time) (given int, next time.Time) {
	buckets := command.NewBuckets(burst, every)
	for _, moment := range at {
		until, ok := buckets.Take("mina", moment)
		if ok {
			given++
		}
		next = until
	}
	return given, next
}
