package bot_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"motirbot/bot"
	"motirbot/release"
	"motirbot/store"
)

func TestCustomID(t *testing.T) {
	for _, id := range []bot.CustomID{
		{Action: "src", Of: "1316000000000000000"},
		{Action: "page", Page: 12, User: "99", Of: "1316000000000000000"},
		{Action: "about", Of: "motir:2487"},
		{Action: "about", Of: "odd:id:with:colons"},
	} {
		got, ok := bot.ParseCustomID(id.String())
		if !ok || got != id {
			t.Errorf("%q was read as %+v, %v", id, got, ok)
		}
	}
	for _, s := range []string{
		"", "m1", "m0:src:0::1", "m2:src:0::1", "m1:src:x::1", "m1:src:-1::1", "m1:src:01::1", "m1:src:+1::1",
		"m1:src:0:1", "m1:about:0::" + strings.Repeat("x", 100),
	} {
		if id, ok := bot.ParseCustomID(s); ok {
			t.Errorf("%q was read as %+v", s, id)
		}
	}
}

func FuzzParseCustomID(f *testing.F) {
	f.Add("m1:src:0::1")
	f.Fuzz(func(t *testing.T, s string) {
		if id, ok := bot.ParseCustomID(s); ok && id.String() != s {
			t.Errorf("%q is written as %q", s, id)
		}
	})
}

var (
	verb      = regexp.MustCompile(`%(?:\[(\d)\])?([a-z%])`)
	unchanged = []string{"Lang"}
)

// verbs are what a format takes, in the order of its arguments.
func verbs(s string) []string {
	var taken []string
	for i, match := range verb.FindAllStringSubmatch(s, -1) {
		at := match[1]
		if at == "" {
			at = string(rune('1' + i))
		}
		taken = append(taken, at+match[2])
	}
	slices.Sort(taken)
	return taken
}

func TestBothLanguagesAreComplete(t *testing.T) {
	en, ko := reflect.ValueOf(*bot.English), reflect.ValueOf(*bot.Korean)
	for i := range en.NumField() {
		name := en.Type().Field(i).Name
		if slices.Contains(unchanged, name) {
			continue
		}
		inEnglish, inKorean := en.Field(i).String(), ko.Field(i).String()
		switch {
		case inEnglish == "" || inKorean == "":
			t.Errorf("%s is missing: %q, %q", name, inEnglish, inKorean)
		case inEnglish == inKorean:
			t.Errorf("%s is the same in both: %q", name, inEnglish)
		}
		if diff := cmp.Diff(verbs(inEnglish), verbs(inKorean)); diff != "" {
			t.Errorf("%s takes other arguments in Korean: %s", name, diff)
		}
		if utf8.RuneCountInString(inEnglish) > 2000 || utf8.RuneCountInString(inKorean) > 2000 {
			t.Errorf("%s is longer than a message", name)
		}
	}
}

// commandForm is what Discord takes for the name of a command or option.
var commandForm = regexp.MustCompile(`^[-_\p{L}\p{N}]{1,32}$`)

func TestCommandsAreInBothLanguages(t *testing.T) {
	raw, err := json.Marshal(bot.Definitions())
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
	}
	want := []string{"ask", "latest", "week", "release", "figures", "status", "help", "settings", "Ask about this", "subscribe", "subscriptions", "unsubscribe", "digest"}
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
		given, next := bot.Take(3, 10*time.Second, test.at...)
		if given != test.given || !next.Equal(test.next) {
			t.Errorf("%s: %d given, next at %v, want %d, %v", test.name, given, next, test.given, test.next)
		}
	}
}

func TestFind(t *testing.T) {
	choices := []bot.Choice{
		{Label: "European Union", Value: "eu", Terms: "EU Brussels 유럽연합"},
		{Label: "Semiconductors", Value: "semiconductors", Terms: "chips 반도체"},
		{Label: "Japan", Value: "japan", Terms: "METI 일본"},
		{Label: "Korea-Japan Economic Dialogue", Value: "kj"},
		{Label: "Steel", Value: "steel", Terms: "철강"},
	}
	tests := []struct {
		typed string
		want  []string
	}{
		{"", []string{"eu", "semiconductors", "japan"}},
		{"eu", []string{"eu"}},
		{"EURO", []string{"eu"}},
		{"semicondcutors", []string{"semiconductors"}},
		{"semicondu", []string{"semiconductors"}},
		{"semycond", []string{"semiconductors"}},
		{"japna", []string{"japan", "kj"}},
		{"japan dialogue", []string{"kj", "japan"}},
		{"반도", []string{"semiconductors"}},
		{"xyzzy", nil},
		{"...", []string{"eu", "semiconductors", "japan"}},
	}
	for _, test := range tests {
		var got []string
		for _, c := range bot.Find(choices, test.typed, 3) {
			got = append(got, c.Value)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q: %s", test.typed, diff)
		}
	}
}

func TestDates(t *testing.T) {
	today := release.NewDate(2025, 12, 19)
	for typed, want := range map[string]string{
		"": "any time", "2025-12-01": "since 2025-12-01", "2025-11": "since 2025-11-01", "2024": "since 2024-01-01",
		"last week": "since 2025-12-08", "지난달": "since 2025-11-01", "This year": "since 2025-01-01",
		"2025-13-40": "error", "soon": "error",
	} {
		got, err := bot.ParseSince(typed, today)
		if shown := orError(got, err); shown != want {
			t.Errorf("since %q: %s, want %s", typed, shown, want)
		}
	}
	for typed, want := range map[string]string{
		"": "2025-12-15 to 2025-12-21", "2025-12-07": "2025-12-01 to 2025-12-07", "last week": "2025-12-08 to 2025-12-14",
		"이번 주": "2025-12-15 to 2025-12-21", "2025-02-30": "error",
	} {
		got, err := bot.ParseWeek(typed, today)
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
	got := bot.WithoutTags("<@123> what about <#5> and <@&7> steel <:flag:88>? a < b <@x>")
	if want := "what about and steel ? a < b <@x>"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCheckToken(t *testing.T) {
	for token, want := range map[string]error{
		"": bot.ErrTokenMissing, "Bot " + secretToken: bot.ErrTokenMalformed, "abc": bot.ErrTokenMalformed,
		secretToken + "\n": bot.ErrTokenMalformed, "sk-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": bot.ErrTokenMalformed,
		secretToken: nil,
	} {
		if got := bot.CheckToken(token); !errors.Is(got, want) {
			t.Errorf("%d characters: %v, want %v", len(token), got, want)
		}
	}
}

func TestInvitation(t *testing.T) {
	const want = "https://discord.com/oauth2/authorize?client_id=42&permissions=274878024704&scope=bot+applications.commands"
	if got := (bot.Invitation{AppID: "42"}).URL(); got != want {
		t.Errorf("got %s", got)
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
		{"nonsense", []string{"x"}, func(*store.GuildSettings) {}},
	}
	for _, test := range tests {
		want := set
		test.change(&want)
		if diff := cmp.Diff(want, bot.ApplySetting(set, test.of, test.values...)); diff != "" {
			t.Errorf("%s %v: %s", test.of, test.values, diff)
		}
	}
}
