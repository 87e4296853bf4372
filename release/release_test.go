package release_test

import (
	"strings"
	"testing"

	"motirbot/release"
)

func contains(err error, words string) bool {
	return err != nil && strings.Contains(err.Error(), words)
}

// sound is a release that nothing is wrong with.
func sound() release.Release {
	return release.Release{
		ID: "motir:2750", Source: "motir", Number: "2750", Title: "K-Trade Opens New Pathways",
		Date: day(2025, 12, 16), Category: "Trade/Investment", Body: "It opened.",
		URL:         "https://english.motir.go.kr/eng/article/EATCLdfa319ada/2750/view",
		Attachments: []release.Attachment{{Name: "text.pdf", URL: "https://english.motir.go.kr/text.pdf"}},
	}
}

func TestNewID(t *testing.T) {
	date := day(2025, 12, 16)
	id := func(source, number, title string) release.ID { return release.NewID(source, number, title, date) }
	if got := id("motir", "2750", "Any title"); got != "motir:2750" {
		t.Errorf("with a number: %q", got)
	}
	if id("motir", "2750", "Any title") != id("motir", "2750", "Another") {
		t.Error("an edited title gives another identity")
	}
	if id("dump", "", "One title") != id("dump", "", "ONE  title!") {
		t.Error("another spelling of a title gives another identity")
	}
	if id("dump", "", "One title") == id("dump", "", "Two titles") || id("dump", "", "One title") == id("feed", "", "One title") {
		t.Error("different releases have one identity")
	}
	if release.NewID("dump", "", "One title", date) == release.NewID("dump", "", "One title", date.AddDays(1)) {
		t.Error("one title on two days is one release")
	}
}

func TestTitleKeyFolds(t *testing.T) {
	const title = "Korea–UK FTA: the “Upgrade”, 2nd round"
	date := day(2025, 12, 17)
	for _, c := range []struct {
		name, other string
		same        bool
	}{
		{"letter case", "KOREA–UK fta: The “upgrade”, 2ND round", true},
		{"dashes and quotes", `Korea-UK FTA: the "Upgrade", 2nd round`, true},
		{"spacing", "  Korea–UK FTA :the “Upgrade” ,2nd round", true},
		{"full-width letters", "Ｋｏｒｅａ–ＵＫ ＦＴＡ: the “Upgrade”, ２nd round", true},
		{"another number", "Korea–UK FTA: the “Upgrade”, 3rd round", false},
		{"a word less", "Korea–UK FTA: “Upgrade”, 2nd round", false},
		{"another language", "한영 자유무역협정 개선", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if same := release.TitleKey(title, date) == release.TitleKey(c.other, date); same != c.same {
				t.Errorf("%q has the same key: %t", c.other, same)
			}
		})
	}
	if release.TitleKey("Caf\u00e9", date) != release.TitleKey("Cafe\u0301", date) {
		t.Error("one letter in two Unicode forms gives two keys")
	}
	if release.TitleKey("한영 자유무역협정", date) == release.TitleKey("한중 자유무역협정", date) {
		t.Error("two Korean titles have one key")
	}
}

func TestContentHash(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*release.Release)
		same   bool
	}{
		{"nothing", func(*release.Release) {}, true},
		{"title", func(r *release.Release) { r.Title += "." }, false},
		{"date", func(r *release.Release) { r.Date = r.Date.AddDays(1) }, false},
		{"category", func(r *release.Release) { r.Category = "" }, false},
		{"body", func(r *release.Release) { r.Body += " " }, false},
		{"link", func(r *release.Release) { r.URL += "#" }, false},
		{"attachment gone", func(r *release.Release) { r.Attachments = nil }, false},
		{"attachment renamed", func(r *release.Release) { r.Attachments = []release.Attachment{{Name: "a", URL: r.Attachments[0].URL}} }, false},
		{"a letter moved from the body to the category", func(r *release.Release) { r.Category, r.Body = r.Category+"I", r.Body[1:] }, false},
		{"identity, which no reader sees", func(r *release.Release) { r.ID, r.Source, r.Number = "x", "feed", "" }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			changed := sound()
			c.change(&changed)
			if same := changed.ContentHash() == sound().ContentHash(); same != c.same {
				t.Errorf("the hash is the same: %t", same)
			}
		})
	}
}

func TestValidate(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*release.Release)
		want   string
	}{
		{"sound", func(*release.Release) {}, ""},
		{"no link is needed", func(r *release.Release) { r.URL = "" }, ""},
		{"no identity", func(r *release.Release) { r.ID = "" }, "it has no ID"},
		{"a blank title", func(r *release.Release) { r.Title = " \n" }, "it has no title"},
		{"no date", func(r *release.Release) { r.Date = release.Date{} }, "it has no date"},
		{"a blank body", func(r *release.Release) { r.Body = "\t\u3000" }, "it has no body"},
		{"a script for a link", func(r *release.Release) { r.URL = "javascript:alert(1)" }, `its link "javascript:alert(1)" is not an http or https address`},
		{"a link without host", func(r *release.Release) { r.URL = "https:///view" }, `its link "https:///view" is not an http or https address`},
		{"half a link", func(r *release.Release) { r.URL = "/view/2750" }, `its link "/view/2750" is not an http or https address`},
		{"everything", func(r *release.Release) { *r = release.Release{} }, "it has no ID\nit has no title\nit has no date\nit has no body"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := sound()
			c.change(&r)
			got := ""
			if err := r.Validate(); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}
