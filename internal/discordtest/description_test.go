package discordtest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// described skips the test when Discord's description is not at hand.
func described(t testing.TB) *description {
	t.Helper()
	dir := os.Getenv(sharedEnv)
	if dir == "" {
		t.Skipf("$%s is unset: Discord's API description is not at hand", sharedEnv)
	}
	spec, err := readDescription(filepath.Join(dir, "data", "discord-openapi.json"))
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

// Every route this Discord knows is one that the real one describes.
func TestRoutesAreDescribed(t *testing.T) {
	spec := described(t)
	for _, r := range routes {
		c := &call{route: r}
		p := &problems{}
		spec.check(c, nil, p)
		for _, found := range p.list {
			if found.Code == "NOT_DESCRIBED" {
				t.Errorf("%s: %s", r.name(), found.Message)
			}
		}
	}
}

// What only the description knows is refused as well, at the right field.
func TestDescriptionIsApplied(t *testing.T) {
	described(t)
	srv := New(t, ExpectViolations())
	ch := srv.AddGuild("g").AddChannel("c")
	for name, c := range map[string]struct{ method, path, body, field string }{
		"pattern":   {"POST", "/channels/" + ch.ID + "/messages", `{"content":"x","message_reference":{"message_id":"one"}}`, "message_reference.message_id"},
		"items":     {"POST", "/channels/" + ch.ID + "/messages", `{"content":"x","sticker_ids":["1","2","3","4"]}`, "sticker_ids"},
		"component": {"POST", "/channels/" + ch.ID + "/messages", `{"components":[{"type":1,"components":[{"type":2,"style":1,"custom_id":"a","label":"b","emoji":{}}]}]}`, "components.0.components.0.emoji.name"},
		"required":  {"POST", "/channels/" + ch.ID + "/messages", `{"embeds":[{"fields":[{"name":"n","value":"v"},{"value":"v"}]}]}`, "embeds.0.fields.1.name"},
		"query":     {"GET", "/channels/" + ch.ID + "/messages?limit=101", ``, "limit"},
		"snowflake": {"GET", "/channels/" + ch.ID + "/messages?before=yesterday", ``, "before"},
		"no body":   {"POST", "/channels/" + ch.ID + "/messages", ``, ""},
	} {
		t.Run(name, func(t *testing.T) {
			before := len(srv.Violations())
			req, _ := http.NewRequest(c.method, srv.URL()+c.path, bytes.NewBufferString(c.body))
			req.Header.Set("Authorization", "Bot "+srv.Token)
			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
			resp, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			found := srv.Violations()[before:]
			if resp.StatusCode != 400 || len(found) != 1 || found[0].Field != c.field {
				t.Errorf("status %d, violations %v, want one at %q", resp.StatusCode, found, c.field)
			}
		})
	}
}

// This Discord's own answers have the shape that the real one describes.
func TestAnswersAreAsDescribed(t *testing.T) {
	spec := described(t)
	srv := New(t)
	guild := srv.AddGuild("g")
	ch := guild.AddChannel("c")
	mina := srv.User("mina")
	said := mina.Mention(ch, "hello")
	thread := ch.StartThread("t")
	srv.commands[""] = []*command{{ID: "1", ApplicationID: srv.AppID, Version: "2", Type: 1, Name: "ask", Description: "d",
		Options: []*commandOption{{Type: 3, Name: "q", Description: "d", Required: true}}}}
	posted := `{"content":"hi","embeds":[{"title":"t","fields":[{"name":"n","value":"v"}]}],` +
		`"components":[{"type":1,"components":[{"type":2,"style":1,"custom_id":"a","label":"A"}]}],"message_reference":{"message_id":"` + said.ID + `"}}`
	for _, c := range []struct{ method, path, template, body string }{
		{"GET", "/users/@me", "/users/@me", ""},
		{"GET", "/users/@me/guilds", "/users/@me/guilds", ""},
		{"GET", "/gateway", "/gateway", ""},
		{"GET", "/gateway/bot", "/gateway/bot", ""},
		{"GET", "/channels/" + ch.ID, "/channels/{channel_id}", ""},
		{"GET", "/channels/" + thread.ID, "/channels/{channel_id}", ""},
		{"GET", "/channels/" + mina.DMChannel().ID, "/channels/{channel_id}", ""},
		{"GET", "/channels/" + ch.ID + "/messages", "/channels/{channel_id}/messages", ""},
		{"GET", "/channels/" + ch.ID + "/messages/" + said.ID, "/channels/{channel_id}/messages/{message_id}", ""},
		{"POST", "/channels/" + ch.ID + "/messages", "/channels/{channel_id}/messages", posted},
		{"GET", "/guilds/" + guild.ID + "/roles", "/guilds/{guild_id}/roles", ""},
		{"GET", "/guilds/" + guild.ID + "/members/" + mina.ID, "/guilds/{guild_id}/members/{user_id}", ""},
		{"GET", "/applications/" + srv.AppID + "/commands", "/applications/{application_id}/commands", ""},
		{"POST", "/users/@me/channels", "/users/@me/channels", `{"recipient_id":"` + mina.ID + `"}`},
	} {
		t.Run(c.method+" "+c.template, func(t *testing.T) {
			answerIsDescribed(t, spec, srv, c.method, c.path, c.template, c.body)
		})
	}
}

func answerIsDescribed(t *testing.T, spec *description, srv *Server, method, path, template, body string) {
	req, _ := http.NewRequest(method, srv.URL()+path, bytes.NewBufferString(body))
	req.Header.Set("Authorization", "Bot "+srv.Token)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer any
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || resp.StatusCode != 200 {
		t.Fatalf("status %d: %v %v", resp.StatusCode, answer, err)
	}
	p := &problems{}
	lower := map[string]string{"GET": "get", "POST": "post"}[method]
	spec.hold([]string{"paths", template, lower, "responses", "200", "content", "application/json", "schema"}, answer, "", p)
	for _, found := range p.list {
		t.Errorf("%s: %s %s", found.Field, found.Code, found.Message)
	}
}

func BenchmarkValidate(b *testing.B) {
	spec := described(b)
	body, _ := parseJSON([]byte(`{"embeds":[{"title":"t","description":"d","fields":[{"name":"n","value":"v"}]}],` +
		`"components":[{"type":1,"components":[{"type":2,"style":1,"custom_id":"a","label":"A"},{"type":2,"style":5,"label":"B","url":"https://a.b"}]}]}`))
	route, params, _ := find("PATCH", "/webhooks/1/t/messages/@original")
	c := &call{route: route, params: params}
	for b.Loop() {
		p := &problems{}
		spec.check(c, body, p)
		if len(p.list) != 0 {
			b.Fatal(p.list)
		}
	}
}

func BenchmarkReadDescription(b *testing.B) {
	described(b)
	file := filepath.Join(os.Getenv(sharedEnv), "data", "discord-openapi.json")
	for b.Loop() {
		descriptions.Clear()
		if _, err := readDescription(file); err != nil {
			b.Fatal(err)
		}
	}
}
