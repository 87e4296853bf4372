package discordtest_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"motirbot/internal/discordtest"
)

func TestRefusedIdentify(t *testing.T) {
	srv := discordtest.New(t)
	wrong := newSession(t, srv)
	wrong.Identify.Token = "Bot wrong"
	greedy := newSession(t, srv)
	greedy.Identify.Intents |= discordgo.IntentMessageContent
	strange := newSession(t, srv)
	strange.Identify.Intents |= 1 << 30
	for code, dg := range map[int]*discordgo.Session{
		discordtest.CloseBadToken: wrong, discordtest.CloseBadIntents: greedy, discordtest.CloseInvalidIntents: strange,
	} {
		var closed *websocket.CloseError
		if err := dg.Open(); !errors.As(err, &closed) || closed.Code != code {
			t.Errorf("open: %v, want close code %d", err, code)
		}
	}
}

func TestPrivilegedIntentGranted(t *testing.T) {
	srv := discordtest.New(t, discordtest.Privileged(discordtest.MessageContent))
	ch := srv.AddGuild("g").AddChannel("c")
	dg := newSession(t, srv)
	dg.Identify.Intents |= discordgo.IntentMessageContent
	heard := make(chan string, 1)
	dg.AddHandler(func(_ *discordgo.Session, m *discordgo.MessageCreate) { heard <- m.Content })
	open(t, srv, dg)
	srv.User("mina").Say(ch, "in passing")
	if got := <-heard; got != "in passing" {
		t.Errorf("heard %q", got)
	}
	if got := srv.Identifies()[0].Intents; got&discordtest.MessageContent == 0 {
		t.Errorf("intents = %v", got)
	}
}

// Without the intent only what is for the bot has text.
func TestContentOfEvents(t *testing.T) {
	srv := discordtest.New(t)
	guild := srv.AddGuild("g")
	ch := guild.AddChannel("c")
	dg := newSession(t, srv)
	heard := make(chan *discordgo.MessageCreate, 1)
	dg.AddHandler(func(_ *discordgo.Session, m *discordgo.MessageCreate) { heard <- m })
	open(t, srv, dg)
	mina := srv.User("mina")
	_, sent := raw(t, srv, "POST", "/channels/"+ch.ID+"/messages", m{"content": "from the bot"})
	own := <-heard
	id, _ := sent["id"].(string)
	for _, c := range []struct {
		name, want string
		say        func() *discordtest.Message
	}{
		{"passing", "", func() *discordtest.Message { return mina.Say(ch, "x") }},
		{"mention", srv.Bot.Tag() + " x", func() *discordtest.Message { return mina.Mention(ch, "x") }},
		{"reply", "x", func() *discordtest.Message { return mina.Reply(srv.Message(id), "x") }},
		{"quiet reply", "", func() *discordtest.Message { return mina.ReplyQuietly(srv.Message(id), "x") }},
		{"direct", "x", func() *discordtest.Message { return mina.DM("x") }},
	} {
		c.say()
		got := <-heard
		if got.Content != c.want {
			t.Errorf("%s: content %q, want %q", c.name, got.Content, c.want)
		}
		if strings.Contains(c.name, "reply") && (got.ReferencedMessage == nil || got.ReferencedMessage.Content != "from the bot") {
			t.Errorf("%s: referenced %+v", c.name, got.ReferencedMessage)
		}
	}
	if own.Content != "from the bot" || own.GuildID != guild.ID {
		t.Errorf("own message = %+v", own.Message)
	}
	ch.Deny(srv.Bot, discordtest.ViewChannel)
	mina.Say(ch, "unseen")
	select {
	case got := <-heard:
		t.Errorf("heard %+v from a channel it cannot see", got.Message)
	case <-time.After(50 * time.Millisecond):
	}
}

// However the connection is lost, the client comes back and hears each
// interaction: those it missed are repeated, or lost with the session.
func TestRecovery(t *testing.T) {
	if testing.Short() {
		t.Skip("the client waits seconds between attempts")
	}
	cases := []struct {
		name    string
		hurt    func(*discordtest.Server)
		conns   int
		resumed bool
	}{
		{"dropped", (*discordtest.Server).DropConnections, 2, true},
		{"closed", func(s *discordtest.Server) { s.CloseConnections(discordtest.CloseUnknownError) }, 2, true},
		{"reconnect", (*discordtest.Server).Reconnect, 2, true},
		{"invalid session", func(s *discordtest.Server) { s.InvalidateSession(false) }, 1, false},
		{"invalid but resumable", func(s *discordtest.Server) { s.InvalidateSession(true) }, 1, false},
		{"forgotten", func(s *discordtest.Server) { s.ForgetSessions(); s.DropConnections() }, 2, false},
		{"silent", func(s *discordtest.Server) { s.GoSilent(true) }, 2, false},
		{"dropped again on return", func(s *discordtest.Server) {
			s.OnStart(discordtest.StartDropped)
			s.DropConnections()
		}, 3, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			recovers(t, c.hurt, c.conns, c.resumed)
		})
	}
}

func recovers(t *testing.T, hurt func(*discordtest.Server), conns int, resumed bool) {
	ctx := soon(t)
	srv := discordtest.New(t, discordtest.Heartbeat(200*time.Millisecond), discordtest.Patience(20*time.Second))
	ch := srv.AddGuild("g").AddChannel("c")
	dg := bot(t, srv, func(dg *discordgo.Session, i *discordgo.InteractionCreate) {
		if err := say(dg, i, "here", 0); err != nil {
			t.Errorf("answer: %v", err)
		}
	})
	_ = dg
	ask := func() *discordtest.Interaction {
		return srv.User("mina").Slash(ch, "ask", discordtest.Opt("question", "q"))
	}
	ask().Wait(ctx)
	before := len(srv.Identifies())
	hurt(srv)
	var missed *discordtest.Interaction
	if resumed {
		missed = ask()
	}
	for srv.ConnectionCount() < conns || conns == 1 && len(srv.Identifies()) == before {
		time.Sleep(10 * time.Millisecond)
		if ctx.Err() != nil {
			t.Fatal("the client did not come back")
		}
	}
	srv.GoSilent(false)
	srv.WaitConnection(ctx, conns)
	if missed != nil {
		missed.Wait(ctx)
	}
	ask().Wait(ctx)
	if got := len(srv.Identifies()) == 1; got != resumed {
		t.Errorf("resumed = %v, want %v", got, resumed)
	}
}

func TestDeliverTwice(t *testing.T) {
	srv := discordtest.New(t)
	ch := srv.AddGuild("g").AddChannel("c")
	var heard atomic.Int32
	both := make(chan struct{}, 2)
	bot(t, srv, func(*discordgo.Session, *discordgo.InteractionCreate) { heard.Add(1); both <- struct{}{} })
	srv.DeliverTwice(1)
	i := srv.User("mina").Slash(ch, "ask", discordtest.Opt("question", "q"))
	<-both
	<-both
	i.Redeliver()
	<-both
	if n := heard.Load(); n != 3 {
		t.Errorf("heard %d times", n)
	}
}

// wire speaks the gateway's protocol without a client's help.
type wire struct {
	t  *testing.T
	ws *websocket.Conn
}

type packet struct {
	Op   int             `json:"op"`
	Seq  int64           `json:"s"`
	Type string          `json:"t"`
	Data json.RawMessage `json:"d"`
}

func dial(t *testing.T, srv *discordtest.Server) *wire {
	t.Helper()
	_, body := raw(t, srv, "GET", "/gateway", nil)
	address, _ := body["url"].(string)
	ws, resp, err := websocket.DefaultDialer.DialContext(context.Background(), address+"?v=9&encoding=json", nil)
	if err != nil {
		t.Fatalf("dial: %v", err)
	}
	resp.Body.Close()
	t.Cleanup(func() { ws.Close() })
	_ = ws.SetReadDeadline(time.Now().Add(5 * time.Second))
	return &wire{t, ws}
}

func (w *wire) send(op int, data any) {
	w.t.Helper()
	if err := w.ws.WriteJSON(m{"op": op, "d": data}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *wire) next() packet {
	w.t.Helper()
	var p packet
	if err := w.ws.ReadJSON(&p); err != nil {
		w.t.Fatalf("gateway: %v", err)
	}
	return p
}

func (w *wire) closed() int {
	var end *websocket.CloseError
	for {
		if _, _, err := w.ws.ReadMessage(); errors.As(err, &end) {
			return end.Code
		} else if err != nil {
			return 0
		}
	}
}

func TestGatewayProtocol(t *testing.T) {
	srv := discordtest.New(t, discordtest.Heartbeat(time.Second))
	guild := srv.AddGuild("g")
	w := dial(t, srv)
	if p := w.next(); p.Op != 10 || !strings.Contains(string(p.Data), `"heartbeat_interval":1000`) {
		t.Fatalf("first = %+v", p)
	}
	w.send(1, nil)
	if p := w.next(); p.Op != 11 {
		t.Fatalf("after a heartbeat = %+v", p)
	}
	w.send(2, m{"token": srv.Token, "intents": 1 | 1<<9, "properties": m{"os": "test"}})
	ready := w.next()
	var hello struct {
		SessionID string `json:"session_id"`
	}
	_ = json.Unmarshal(ready.Data, &hello)
	if ready.Type != "READY" || ready.Seq != 1 || hello.SessionID == "" {
		t.Fatalf("ready = %+v", ready)
	}
	if p := w.next(); p.Type != "GUILD_CREATE" || p.Seq != 2 {
		t.Fatalf("then = %+v", p)
	}
	w.ws.Close()
	srv.WaitGone(soon(t))
	guild.AddChannel("missed")
	again := dial(t, srv)
	again.next()
	again.send(6, m{"token": "Bot " + srv.Token, "session_id": hello.SessionID, "seq": 2})
	if p := again.next(); p.Type != "CHANNEL_CREATE" || p.Seq != 3 {
		t.Errorf("replayed = %+v", p)
	}
	if p := again.next(); p.Type != "RESUMED" || p.Seq != 4 {
		t.Errorf("after the replay = %+v", p)
	}
}

func TestGatewayCloses(t *testing.T) {
	srv := discordtest.New(t)
	for name, c := range map[string]struct {
		op   int
		data any
		code int
	}{
		"unknown op":            {99, nil, discordtest.CloseUnknownOpcode},
		"presence before hello": {3, m{}, discordtest.CloseNotIdentified},
		"resume, wrong token":   {6, m{"token": "x", "session_id": "s", "seq": 1}, discordtest.CloseBadToken},
		"not an identify":       {2, "x", discordtest.CloseDecodeError},
	} {
		w := dial(t, srv)
		w.send(c.op, c.data)
		if code := w.closed(); code != c.code {
			t.Errorf("%s: closed with %d, want %d", name, code, c.code)
		}
	}
	w := dial(t, srv)
	identify := m{"token": srv.Token, "intents": 0}
	w.send(2, identify)
	w.send(2, identify)
	if code := w.closed(); code != discordtest.CloseIdentifiedTwice {
		t.Errorf("identified twice: closed with %d", code)
	}
	lost := dial(t, srv)
	lost.next()
	lost.send(6, m{"token": srv.Token, "session_id": "gone", "seq": 1})
	if p := lost.next(); p.Op != 9 || string(p.Data) != "false" {
		t.Errorf("resume of a lost session = %+v", p)
	}
}

func TestStarts(t *testing.T) {
	srv := discordtest.New(t)
	identify := m{"token": srv.Token, "intents": 0}
	for way, want := range map[discordtest.Start]int{discordtest.StartReconnect: 7, discordtest.StartInvalid: 9} {
		srv.OnStart(way)
		w := dial(t, srv)
		w.next()
		w.send(2, identify)
		if p := w.next(); p.Op != want {
			t.Errorf("start %d = %+v", way, p)
		}
	}
	srv.OnStart(discordtest.StartThenReconnect)
	w := dial(t, srv)
	w.next()
	w.send(2, identify)
	if first, second := w.next(), w.next(); first.Type != "READY" || second.Op != 7 {
		t.Errorf("start = %+v, %+v", first, second)
	}
	srv.FailDials(1)
	_, resp, err := websocket.DefaultDialer.DialContext(context.Background(), "ws"+strings.TrimPrefix(strings.TrimSuffix(srv.URL(), "/api/v9"), "http")+"/gateway?v=9", nil)
	if err == nil || resp.StatusCode != 503 {
		t.Errorf("dial = %v", err)
	}
}
