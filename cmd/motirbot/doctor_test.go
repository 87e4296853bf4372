package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"motirbot/internal/discordtest"
	"motirbot/internal/motirtest"
	"motirbot/internal/openaitest"
)

// Everything that a doctor can ask is there, and then one thing after the other
// is not as it should be.
func TestDoctor(t *testing.T) {
	office := motirtest.New(t, motirtest.Options{})
	office.Generate(3)
	model := openaitest.New(t)
	model.ReplyText("ready")
	discord := discordtest.New(t)
	discord.AddGuild("Trade desk")
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html><p>No feed here.</p></html>") }))
	t.Cleanup(page.Close)
	good := []string{
		"MOTIRBOT_ALLOW_PRIVATE=1", "MOTIRBOT_SOURCE_URL=" + office.ListURL(), "MOTIRBOT_FEEDS=" + office.URL(motirtest.RSSPath) + "?key=s3cret-of-the-feed",
		"OPENAI_BASE_URL=" + model.URL(), "OPENAI_API_KEY=" + model.Key, "OPENAI_CHAT_MODEL=gpt-4o-mini", "OPENAI_EMBED_MODEL=text-embedding-3-small",
		"DISCORD_TOKEN=" + discord.Token, "DISCORD_API_URL=" + discord.URL(),
	}
	tests := []struct {
		name  string
		env   []string
		wrong string // "": nothing
	}{
		{"all well", nil, ""},
		{"no such model server", []string{"OPENAI_BASE_URL=http://127.0.0.1:1/v1"}, `wrong   chat model  .*127\.0\.0\.1:1.*: check OPENAI_BASE_URL`},
		{"a token that is refused", []string{"DISCORD_TOKEN=MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz1234567890ab"}, `wrong   discord     .*reset the token`},
		{"another server", []string{"DISCORD_GUILD_ID=123456789012345678"}, `wrong   servers     the bot is not on the server of DISCORD_GUILD_ID: invite it: https://`},
		{"no such site", []string{"MOTIRBOT_SOURCE_URL=http://127.0.0.1:1/list"}, `wrong   motir +.*127\.0\.0\.1:1`},
		{"a page for a feed", []string{"MOTIRBOT_FEEDS=" + page.URL + "/rss"}, `wrong   .*is no RSS or Atom feed: look for its address`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			status, out, errOut := runIn(t, append(slices.Clip(good), test.env...), "", "doctor")
			if (status == 1) != (test.wrong != "") || status > 1 || !regexp.MustCompile("(?m)^"+test.wrong).MatchString(out) {
				t.Errorf("status %d, %s\n%s", status, errOut, out)
			}
			if strings.Contains(out+errOut, "s3cret") || strings.Contains(out+errOut, model.Key) || strings.Contains(out+errOut, discord.Token) {
				t.Errorf("a secret is shown:\n%s%s", out, errOut)
			}
			if test.wrong != "" {
				return
			}
			for _, want := range []string{"motir       .* shows 3 releases", "is a feed", "clock  ", "gpt-4o-mini answers at", "dimensions", "the token is that of", "no privileged one is on", "on 1 server", "none is registered yet"} {
				if !regexp.MustCompile(want).MatchString(out) {
					t.Errorf("no %q:\n%s", want, out)
				}
			}
		})
	}
}

func TestDoctorSeesADamagedPage(t *testing.T) {
	folder := t.TempDir()
	db := filepath.Join(folder, "motirbot.db")
	releases := strings.Repeat("x", 3)
	for n := range 200 {
		releases += fmt.Sprintf("\n{\"id\":\"%d\",\"title\":\"Talks no. %d\",\"date\":\"2025-12-17\",\"body\":\"They met in Geoje for the %dth time, and spoke of ships.\"}", n, n, n)
	}
	_, releases, _ = strings.Cut(releases, "\n")
	if status, _, errOut := runInFolder(t, folder, nil, releases, "index", "--db", db, "-"); status != 0 {
		t.Fatal(errOut)
	}
	content, err := os.ReadFile(db)
	if err != nil {
		t.Fatal(err)
	}
	at := strings.LastIndex(string(content), "met in Geoje for the 7th time") / 4096 * 4096
	copy(content[at:at+4096], strings.Repeat("\xff", 4096))
	if err := os.WriteFile(db, content, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"doctor", "--offline"}, {"status"}, {"index", "-"}} {
		status, out, errOut := runInFolder(t, folder, nil, releases, append(args, "--db", db)...)
		if status != 1 || !regexp.MustCompile(`motirbot\.db is damaged \(page \d+ of revisions`).MatchString(out+errOut) {
			t.Errorf("%s: status %d\n%s%s", args, status, out, errOut)
		}
	}
}
