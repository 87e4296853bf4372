package main

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"motirbot/internal/discordtest"
)

func TestCommandsCommand(t *testing.T) {
	srv := discordtest.New(t)
	guild := srv.AddGuild("Trade desk")
	for _, scope := range []string{"", "/guilds/" + guild.ID} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, srv.URL()+"/applications/"+srv.AppID+scope+"/commands",
			strings.NewReader(`[{"name":"ask","description":"d"},{"name":"week","description":"d"}]`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bot "+srv.Token)
		resp, err := http.DefaultClient.Do(req)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatal(resp, err)
		}
		resp.Body.Close()
	}
	env := []string{"DISCORD_TOKEN=" + srv.Token, "DISCORD_API_URL=" + srv.URL(), "MOTIRBOT_DB=" + filepath.Join(t.TempDir(), "m.db")}
	for _, c := range []struct {
		args   []string
		status int
		out    string
		err    string
	}{
		{nil, 0, "everywhere: ask, week\nserver " + guild.ID + ": ask, week\n", ""},
		{[]string{"--json"}, 0, `{"server":"","commands":["ask","week"]}` + "\n" + `{"server":"` + guild.ID + `","commands":["ask","week"]}` + "\n", ""},
		{[]string{"--clear", "here"}, exitUsage, "", "motirbot: --clear: want everywhere or the id of a server\n"},
		{[]string{"--clear", "everywhere"}, 0, "everywhere: none\nserver " + guild.ID + ": ask, week\n", ""},
		{[]string{"--clear", guild.ID}, 0, "everywhere: none\n", ""},
	} {
		status, out, complaint := runIn(t, env, "", append([]string{"commands"}, c.args...)...)
		if status != c.status || out != c.out || complaint != c.err {
			t.Errorf("commands %s: status %d\n%s%s", c.args, status, out, complaint)
		}
	}
	if status, _, complaint := runIn(t, env[1:], "", "commands"); status != exitUsage || !strings.Contains(complaint, "DISCORD_TOKEN is not set") {
		t.Errorf("without a token: %d, %s", status, complaint)
	}
}
