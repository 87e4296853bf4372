package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"motirbot/internal/discordtest"
	"motirbot/internal/openaitest"
)

// serving runs `motirbot serve` until it is stopped.
type serving struct {
	out, errOut syncBuffer
	status      chan int
	stop        context.CancelFunc
}

type syncBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func startServing(t *testing.T, env ...string) *serving {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s := &serving{status: make(chan int, 1), stop: cancel}
	t.Cleanup(cancel)
	go func() { s.status <- run(ctx, []string{"serve"}, env, strings.NewReader(""), &s.out, &s.errOut) }()
	return s
}

// The token must go to Discord unless another server is named.
func TestDiscordIsTheDefault(t *testing.T) {
	d, err := loadDiscord(environ{"DISCORD_TOKEN": "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz1234567890ab"})
	if err != nil || !d.api.IsZero() {
		t.Errorf("requests go to %q, error %v", d.api, err)
	}
}

// ends stops the bot and looks at what it left.
func (s *serving) ends(t *testing.T, srv *discordtest.Server) {
	t.Helper()
	s.stop()
	if status := <-s.status; status != exitOK {
		t.Errorf("status %d:\n%s", status, s.errOut.String())
	}
	if out := s.out.String(); !strings.Contains(out, "On Discord as motirbot, on 1 server.") || !strings.Contains(out, "https://discord.com/oauth2/authorize?client_id="+srv.AppID) {
		t.Errorf("stdout:\n%s", out)
	}
	if strings.Contains(s.out.String()+s.errOut.String(), srv.Token) {
		t.Error("the token is printed")
	}
	srv.WaitGone(context.Background())
}

func TestServeRefusals(t *testing.T) {
	srv := discordtest.New(t)
	db := "MOTIRBOT_DB=" + filepath.Join(t.TempDir(), "motirbot.db")
	wrong := strings.Repeat("x", 24) + ".yyyyyy." + strings.Repeat("z", 38)
	tests := []struct {
		name string
		env  []string
		want string
	}{
		{"missing", nil, "DISCORD_TOKEN is not set: copy"},
		{"malformed", []string{"DISCORD_TOKEN=Bot " + wrong}, "DISCORD_TOKEN does not look like a bot token"},
		{"refused", []string{"DISCORD_TOKEN=" + wrong, "DISCORD_API_URL=" + srv.URL()}, "Discord refused DISCORD_TOKEN: reset the token"},
		{"server", []string{"DISCORD_TOKEN=" + srv.Token, "DISCORD_API_URL=" + srv.URL(), "DISCORD_GUILD_ID=123456789012345678"}, "check the id, and invite the bot there"},
		{"server's id", []string{"DISCORD_TOKEN=" + srv.Token, "DISCORD_GUILD_ID=my server"}, "is not the id of a server"},
		{"address", []string{"DISCORD_TOKEN=" + srv.Token, "DISCORD_API_URL=ftp://x"}, "DISCORD_API_URL"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := startServing(t, append([]string{db}, test.env...)...)
			status := <-s.status
			said := s.errOut.String()
			if status != exitUsage || !strings.Contains(said, test.want) || strings.Count(said, "\n") != 1 {
				t.Errorf("status %d, said %q", status, said)
			}
			if strings.Contains(said, wrong) || strings.Contains(said, srv.Token) {
				t.Error("the token is printed")
			}
		})
	}
}

// TestRequestInLog follows a question to a model that fails by the id that
// Discord gave it, and finds neither the question nor who asked.
func TestRequestInLog(t *testing.T) {
	srv := discordtest.New(t)
	channel := srv.AddGuild("Trade desk").AddChannel("news")
	model, env := withServer(t)
	model.Fail(openaitest.EchoBodyInError())
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	s := startServing(t, append(env, "DISCORD_TOKEN="+srv.Token, "DISCORD_API_URL="+srv.URL(),
		"MOTIRBOT_DB="+filepath.Join(t.TempDir(), "motirbot.db"), "MOTIRBOT_LOG_LEVEL=info")...)
	srv.WaitReady(ctx)
	mina := srv.User("mina")
	asked := mina.Slash(channel, "ask", discordtest.Opt("question", "What did Korea ask the EU for on batteries?"))
	asked.Wait(ctx)
	s.ends(t, srv)
	var way []string
	for line := range strings.Lines(s.errOut.String()) {
		if strings.Contains(line, " request="+asked.ID) {
			_, said, _ := strings.Cut(line, "msg=")
			way = append(way, said)
		}
	}
	for i, want := range []string{`"model server request failed"`, `"the model did not answer"`, "answered outcome=answer"} {
		if len(way) < 3 || !strings.HasPrefix(way[len(way)-3+i], want) {
			t.Fatalf("its way:\n%s\nlogged in all:\n%s", strings.Join(way, ""), s.errOut.String())
		}
	}
	for _, private := range []string{"batteries", mina.ID} {
		if strings.Contains(s.errOut.String(), private) {
			t.Errorf("%s is logged:\n%s", private, s.errOut.String())
		}
	}
}
