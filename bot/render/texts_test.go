package render_test

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"motirbot/bot/render"
)

func TestCustomID(t *testing.T) {
	for _, id := range []render.CustomID{
		{Action: "src", Of: "1316000000000000000"},
		{Action: "page", Page: 12, User: "99", Of: "1316000000000000000"},
		{Action: "about", Of: "motir:2487"},
		{Action: "about", Of: "odd:id:with:colons"},
	} {
		got, ok := render.ParseCustomID(id.String())
		if !ok || got != id {
			t.Errorf("%q was read as %+v, %v", id, got, ok)
		}
	}
	for _, s := range []string{
		"", "m1", "m0:src:0::1", "m2:src:0::1", "m1:src:x::1", "m1:src:-1::1", "m1:src:01::1", "m1:src:+1::1",
		"m1:src:0:1", "m1:about:0::" + strings.Repeat("x", 100),
	} {
		if id, ok := render.ParseCustomID(s); ok {
			t.Errorf("%q was read as %+v", s, id)
		}
	}
}

func FuzzParseCustomID(f *testing.F) {
	f.Add("m1:src:0::1")
	f.Fuzz(func(t *testing.T, s string) {
		if id, ok := render.ParseCustomID(s); ok && id.String() != s {
			t.Errorf("%q is written as %q", s, id)
		}
	})
}

var (
	verb      = regexp.MustCompile(`%(?:\[(\d)\])?([a-z%])`)
	unchanged = []string{"Lang"}
)

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
	en, ko := reflect.ValueOf(render.English), reflect.ValueOf(render.Korean)
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
