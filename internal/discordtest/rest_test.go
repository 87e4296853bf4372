package discordtest_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"motirbot/internal/discordtest"
)

func TestRefusals(t *testing.T) {
	srv := discordtest.New(t, discordtest.ExpectViolations())
	guild := srv.AddGuild("g")
	open, hidden, mute, gone := guild.AddChannel("open"), guild.AddChannel("hidden"), guild.AddChannel("mute"), guild.AddChannel("gone")
	hidden.Deny(guild.Everyone(), discordtest.ViewChannel)
	mute.Deny(srv.Bot, discordtest.SendMessages)
	gone.Delete()
	said := srv.User("mina").Say(open, "hello")
	shy := srv.User("shy", discordtest.ClosedDMs()).DMChannel()
	hi := m{"content": "hi"}
	cases := []struct {
		name, method, path string
		body               any
		status, code       int
	}{
		{"no such route", "GET", "/nowhere", nil, 404, 0},
		{"no such method", "PUT", "/gateway", nil, 405, 0},
		{"not JSON", "POST", "/channels/" + open.ID + "/messages", "{", 400, 50109},
		{"no snowflake", "GET", "/channels/abc", nil, 400, 50035},
		{"unknown channel", "POST", "/channels/123/messages", hi, 404, 10003},
		{"deleted channel", "POST", "/channels/" + gone.ID + "/messages", hi, 404, 10003},
		{"unknown message", "PATCH", "/channels/" + open.ID + "/messages/123", hi, 404, 10008},
		{"someone's message", "PATCH", "/channels/" + open.ID + "/messages/" + said.ID, hi, 403, 50005},
		{"deleting someone's", "DELETE", "/channels/" + open.ID + "/messages/" + said.ID, nil, 403, 50013},
		{"missing access", "POST", "/channels/" + hidden.ID + "/messages", hi, 403, 50001},
		{"missing permission", "POST", "/channels/" + mute.ID + "/messages", hi, 403, 50013},
		{"empty message", "POST", "/channels/" + open.ID + "/messages", m{"content": " \n"}, 400, 50006},
		{"closed messages", "POST", "/channels/" + shy.ID + "/messages", hi, 403, 50007},
		{"lost reference", "POST", "/channels/" + open.ID + "/messages", m{"content": "x", "message_reference": m{"message_id": "1"}}, 400, 50035},
		{"unknown interaction", "POST", "/interactions/1/nope/callback", m{"type": 5}, 404, 10062},
		{"unknown webhook", "PATCH", "/webhooks/" + srv.AppID + "/nope/messages/@original", hi, 404, 10015},
		{"other application", "PUT", "/applications/1/commands", list(), 403, 20012},
		{"unknown guild", "GET", "/guilds/1", nil, 404, 10004},
		{"unknown user", "POST", "/users/@me/channels", m{"recipient_id": "1"}, 404, 10013},
		{"thread name", "POST", "/channels/" + open.ID + "/messages/" + said.ID + "/threads", m{"name": ""}, 400, 50035},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			status, body := raw(t, srv, c.method, c.path, c.body)
			refused(t, status, body, c.status, c.code)
		})
	}
	status, body := rawAs(t, srv, "Bot wrong", "GET", "/users/@me", nil)
	refused(t, status, body, 401, 0)
	status, body = rawAs(t, srv, srv.Token, "GET", "/users/@me", nil)
	refused(t, status, body, 401, 0)
}

func TestEmbedsNeedPermission(t *testing.T) {
	srv := discordtest.New(t)
	ch := srv.AddGuild("g").AddChannel("c")
	ch.Deny(srv.Bot, discordtest.EmbedLinks)
	status, body := raw(t, srv, "POST", "/channels/"+ch.ID+"/messages", embed(m{"title": "t"}))
	refused(t, status, body, 403, 50013)
	ch.Allow(srv.Bot, discordtest.EmbedLinks)
	if status, body := raw(t, srv, "POST", "/channels/"+ch.ID+"/messages", embed(m{"title": "t"})); status != 200 {
		t.Fatalf("refused: %v", body)
	}
}

func TestNonceIsKept(t *testing.T) {
	srv := discordtest.New(t)
	ch := srv.AddGuild("g").AddChannel("c")
	body := m{"content": "once", "nonce": "n-1", "enforce_nonce": true}
	_, first := raw(t, srv, "POST", "/channels/"+ch.ID+"/messages", body)
	_, second := raw(t, srv, "POST", "/channels/"+ch.ID+"/messages", body)
	if first["id"] != second["id"] || len(srv.Messages(ch)) != 1 {
		t.Errorf("ids %v and %v, %d messages", first["id"], second["id"], len(srv.Messages(ch)))
	}
}

func TestFilesInMultipart(t *testing.T) {
	srv := discordtest.New(t)
	ch := srv.AddGuild("g").AddChannel("c")
	dg := newSession(t, srv)
	_, err := dg.ChannelMessageSendComplex(ch.ID, &discordgo.MessageSend{
		Content: "see file", Files: []*discordgo.File{{Name: "a.txt", Reader: bytes.NewBufferString("hello")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := srv.Messages(ch)[0]
	if got.Content != "see file" || len(got.Files) != 1 || string(got.Files[0].Data) != "hello" {
		t.Errorf("message = %+v", got)
	}
}

// A multipart body is held to the same rules.
func TestMultipartIsChecked(t *testing.T) {
	srv := discordtest.New(t, discordtest.ExpectViolations())
	ch := srv.AddGuild("g").AddChannel("c")
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	_ = w.WriteField("payload_json", `{"embeds":[{"title":"t","timestamp":"yesterday"}]}`)
	_ = w.Close()
	req, _ := http.NewRequest("POST", srv.URL()+"/channels/"+ch.ID+"/messages", &buf)
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Authorization", "Bot "+srv.Token)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 400 || len(srv.Violations()) != 1 {
		t.Errorf("status %d, violations %v", resp.StatusCode, srv.Violations())
	}
}

// What is said of files has to fit the files.
func TestFilesAreChecked(t *testing.T) {
	for name, tt := range map[string]struct {
		field, payload string
		problem        string
	}{
		"described":        {"files[0]", `{"embeds":[{"image":{"url":"attachment://a.png"}}],"attachments":[{"id":"0","filename":"a.png","description":"what it shows"}]}`, ""},
		"another number":   {"files[1]", `{"attachments":[{"id":"0","filename":"a.png"}]}`, "attachments.0.id"},
		"another name":     {"files[0]", `{"embeds":[{"title":"t","image":{"url":"attachment://b.png"}}]}`, "embeds.0.image.url"},
		"no name of ours":  {"file", `{"content":"x"}`, "attachments.0"},
		"too much is said": {"files[0]", `{"attachments":[{"id":"0","description":"` + strings.Repeat("x", 1025) + `"}]}`, "attachments.0.description"},
	} {
		t.Run(name, func(t *testing.T) {
			srv := discordtest.New(t, discordtest.ExpectViolations())
			if name == "too much is said" && !srv.DescribedByDiscord() {
				t.Skip("only Discord's description says how much may be said")
			}
			ch := srv.AddGuild("g").AddChannel("c")
			var buf bytes.Buffer
			w := multipart.NewWriter(&buf)
			_ = w.WriteField("payload_json", tt.payload)
			part, _ := w.CreateFormFile(tt.field, "a.png")
			_, _ = part.Write([]byte("picture"))
			_ = w.Close()
			req, _ := http.NewRequest("POST", srv.URL()+"/channels/"+ch.ID+"/messages", &buf)
			req.Header.Set("Content-Type", w.FormDataContentType())
			req.Header.Set("Authorization", "Bot "+srv.Token)
			client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
			resp, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if tt.problem == "" {
				if files := srv.Messages(ch)[0].Files; resp.StatusCode != 200 || len(files) != 1 || files[0].Description != "what it shows" {
					t.Errorf("status %d, files %+v", resp.StatusCode, files)
				}
				return
			}
			if said := fmt.Sprint(srv.Violations()); resp.StatusCode != 400 || !strings.Contains(said, tt.problem) {
				t.Errorf("status %d: %s", resp.StatusCode, said)
			}
		})
	}
}

func TestMentionsThatPing(t *testing.T) {
	srv := discordtest.New(t)
	guild := srv.AddGuild("g")
	ch := guild.AddChannel("c")
	mina := srv.User("mina")
	said := mina.Say(ch, "hello")
	text := "@everyone " + mina.Tag() + " <@&" + guild.ID + ">"
	ref := m{"message_id": said.ID}
	cases := []struct {
		name    string
		allowed any
		ref     any
		want    int
	}{
		{"absent", nil, ref, 4},
		{"null parse", m{"parse": nil, "replied_user": false}, ref, 3},
		{"none", m{"parse": list(), "replied_user": false}, ref, 0},
		{"reply only", m{"parse": list(), "replied_user": true}, ref, 1},
		{"users", m{"parse": list("users")}, nil, 1},
		{"one user", m{"parse": list(), "users": list(mina.ID)}, nil, 1},
		{"another user", m{"parse": list(), "users": list("1")}, nil, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			body := m{"content": text}
			if c.allowed != nil {
				body["allowed_mentions"] = c.allowed
			}
			if c.ref != nil {
				body["message_reference"] = c.ref
			}
			_, got := raw(t, srv, "POST", "/channels/"+ch.ID+"/messages", body)
			id, _ := got["id"].(string)
			sent := srv.Message(id)
			if sent == nil {
				t.Fatalf("refused: %v", got)
			}
			if len(sent.Pings) != c.want {
				t.Errorf("pings %v, want %d", sent.Pings, c.want)
			}
		})
	}
}

func TestThreads(t *testing.T) {
	srv := discordtest.New(t)
	ch := srv.AddGuild("g").AddChannel("c")
	said := srv.User("mina").Say(ch, "a question")
	dg := newSession(t, srv)
	thread, err := dg.MessageThreadStart(ch.ID, said.ID, "follow-ups", 60)
	if err != nil {
		t.Fatal(err)
	}
	if thread.ID != said.ID || thread.ParentID != ch.ID {
		t.Errorf("thread = %+v", thread)
	}
	if _, err := dg.ChannelMessageSend(thread.ID, "in the thread"); err != nil {
		t.Fatal(err)
	}
	srv.User("mina").Say(ch.Threads()[0], "and then?")
	if n := len(srv.Messages(srv.Channel(thread.ID))); n != 2 {
		t.Errorf("%d messages in the thread", n)
	}
	status, body := raw(t, srv, "POST", "/channels/"+ch.ID+"/messages/"+said.ID+"/threads", m{"name": "again"})
	refused(t, status, body, 400, 160004)
}

func TestTypingAndDMs(t *testing.T) {
	srv := discordtest.New(t)
	mina := srv.User("mina")
	dg := newSession(t, srv)
	ch, err := dg.UserChannelCreate(mina.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := dg.ChannelTyping(ch.ID); err != nil {
		t.Fatal(err)
	}
	if ch.ID != mina.DMChannel().ID || len(srv.Requests(discordtest.RouteTyping)) != 1 {
		t.Errorf("channel %v", ch.ID)
	}
}

// Without the intent the API, as the gateway, hides what people say.
func TestHistoryHidesWhatIsNotForTheBot(t *testing.T) {
	srv := discordtest.New(t)
	ch := srv.AddGuild("g").AddChannel("c")
	mina := srv.User("mina")
	mina.Say(ch, "private talk")
	mina.Mention(ch, "for you")
	got, err := newSession(t, srv).ChannelMessages(ch.ID, 10, "", "", "")
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[1].Content != "" || got[0].Content != srv.Bot.Tag()+" for you" {
		t.Errorf("history = %q, %q", got[1].Content, got[0].Content)
	}
}

func TestCommandsKeepTheirIDs(t *testing.T) {
	srv := discordtest.New(t)
	guild := srv.AddGuild("g")
	dg := newSession(t, srv)
	first, err := dg.ApplicationCommandBulkOverwrite(srv.AppID, guild.ID, commands)
	if err != nil {
		t.Fatal(err)
	}
	again, err := dg.ApplicationCommandBulkOverwrite(srv.AppID, guild.ID, commands)
	if err != nil {
		t.Fatal(err)
	}
	if first[0].ID != again[0].ID || first[0].Version != again[0].Version {
		t.Errorf("an unchanged command changed: %+v, %+v", first[0], again[0])
	}
	have, err := dg.ApplicationCommands(srv.AppID, guild.ID)
	if err != nil || len(have) != len(commands) || (*have[0].NameLocalizations)[discordgo.Korean] != "질문" {
		t.Errorf("commands = %v, %v", have, err)
	}
	if len(srv.Commands(guild)) != len(commands) || len(srv.Commands(nil)) != 0 {
		t.Errorf("registered %v and %v", srv.Commands(guild), srv.Commands(nil))
	}
}

func TestOverlappingEditsAreSeen(t *testing.T) {
	srv := discordtest.New(t)
	ch := srv.AddGuild("g").AddChannel("c")
	_, sent := raw(t, srv, "POST", "/channels/"+ch.ID+"/messages", m{"content": "x"})
	id, _ := sent["id"].(string)
	srv.Lag(discordtest.RouteEditMessage, 100*time.Millisecond)
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		raw(t, srv, "PATCH", "/channels/"+ch.ID+"/messages/"+id, m{"content": "y"})
	}()
	raw(t, srv, "PATCH", "/channels/"+ch.ID+"/messages/"+id, m{"content": "z"})
	<-finished
	if n := len(srv.OverlappingEdits()); n != 2 {
		t.Errorf("%d overlapping edits, want 2", n)
	}
	if n := len(srv.Edits(srv.Message(id))); n != 3 {
		t.Errorf("message has been %d things", n)
	}
}
