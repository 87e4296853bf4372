package discordtest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"go.uber.org/goleak"

	"motirbot/internal/discordtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rewrite sends what is meant for discord.com to the test's server.
type rewrite struct {
	base *url.URL
	next *http.Transport
}

func (r rewrite) RoundTrip(req *http.Request) (*http.Response, error) {
	out := req.Clone(req.Context())
	out.URL.Scheme, out.URL.Host, out.Host = r.base.Scheme, r.base.Host, ""
	return r.next.RoundTrip(out)
}

// newSession is a discordgo session that talks to srv; it is not open yet.
func newSession(t *testing.T, srv *discordtest.Server) *discordgo.Session {
	t.Helper()
	dg, err := discordgo.New("Bot " + srv.Token)
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(srv.URL())
	if err != nil {
		t.Fatal(err)
	}
	dg.Client.Transport = rewrite{base, &http.Transport{}}
	dg.LogLevel = -1
	dg.ShouldRetryOnRateLimit = false
	return dg
}

// open connects the session until the test ends.
func open(t *testing.T, srv *discordtest.Server, dg *discordgo.Session) {
	t.Helper()
	if err := dg.Open(); err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		// A heartbeat that meets the closing connection would reconnect, for ever.
		dg.ShouldReconnectOnError = false
		_ = dg.Close()
	})
	srv.WaitReady(t.Context())
}

// commands are what most tests register.
var commands = []*discordgo.ApplicationCommand{
	{
		Name: "ask", Description: "Ask about releases",
		NameLocalizations: &map[discordgo.Locale]string{discordgo.Korean: "질문"},
		Options: []*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionString, Name: "question", Description: "What to ask", Required: true, MaxLength: 200},
			{Type: discordgo.ApplicationCommandOptionString, Name: "topic", Description: "About what", Autocomplete: true},
			{Type: discordgo.ApplicationCommandOptionBoolean, Name: "private", Description: "Only for you"},
		},
	},
	{
		Name: "settings", Description: "Settings", DefaultMemberPermissions: new(int64(discordgo.PermissionManageGuild)),
		Contexts: &[]discordgo.InteractionContextType{discordgo.InteractionContextGuild},
		Options: []*discordgo.ApplicationCommandOption{
			{Type: discordgo.ApplicationCommandOptionSubCommand, Name: "show", Description: "Show"},
			{Type: discordgo.ApplicationCommandOptionSubCommand, Name: "set", Description: "Change", Options: []*discordgo.ApplicationCommandOption{
				{Type: discordgo.ApplicationCommandOptionChannel, Name: "channel", Description: "Where", Required: true},
			}},
		},
	},
	{Name: "Ask about this", Type: discordgo.MessageApplicationCommand},
}

func register(t *testing.T, srv *discordtest.Server, dg *discordgo.Session) {
	t.Helper()
	if _, err := dg.ApplicationCommandBulkOverwrite(srv.AppID, "", commands); err != nil {
		t.Fatalf("register: %v", err)
	}
}

// bot is a session that is open and answers interactions with on.
func bot(t *testing.T, srv *discordtest.Server, on func(*discordgo.Session, *discordgo.InteractionCreate)) *discordgo.Session {
	t.Helper()
	dg := newSession(t, srv)
	var busy sync.WaitGroup
	if on != nil {
		dg.AddHandler(func(dg *discordgo.Session, i *discordgo.InteractionCreate) {
			busy.Add(1)
			defer busy.Done()
			on(dg, i)
		})
	}
	register(t, srv, dg)
	open(t, srv, dg)
	t.Cleanup(busy.Wait)
	return dg
}

// raw makes one request of the API as the bot.
func raw(t *testing.T, srv *discordtest.Server, method, path string, body any) (int, map[string]any) {
	t.Helper()
	return rawAs(t, srv, "Bot "+srv.Token, method, path, body)
}

func rawAs(t *testing.T, srv *discordtest.Server, token, method, path string, body any) (int, map[string]any) {
	t.Helper()
	var in io.Reader
	switch body := body.(type) {
	case nil:
	case string:
		in = bytes.NewBufferString(body)
	default:
		buf, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		in = bytes.NewReader(buf)
	}
	req, err := http.NewRequestWithContext(context.Background(), method, srv.URL()+path, in)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", token)
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer resp.Body.Close()
	out := map[string]any{}
	text, _ := io.ReadAll(resp.Body)
	_ = json.Unmarshal(text, &out)
	return resp.StatusCode, out
}

// refused fails the test unless the answer is that refusal.
func refused(t *testing.T, status int, body map[string]any, wantStatus, wantCode int) {
	t.Helper()
	if code, _ := body["code"].(float64); status != wantStatus || int(code) != wantCode {
		t.Fatalf("answer = %d %v, want %d with code %d", status, body, wantStatus, wantCode)
	}
}

// errorAt finds the code that stands at a field in a tree of form errors.
func errorAt(body map[string]any, path ...string) string {
	here, _ := body["errors"].(map[string]any)
	for _, step := range path {
		here, _ = here[step].(map[string]any)
	}
	list, _ := here["_errors"].([]any)
	if len(list) == 0 {
		return fmt.Sprintf("nothing at %v in %v", path, body["errors"])
	}
	first, _ := list[0].(map[string]any)
	code, _ := first["code"].(string)
	return code
}

func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}
