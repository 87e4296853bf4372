package main

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"motirbot/internal/discordtest"
)

// session is a person who talks to the served bot. What both say is logged.
type session struct {
	t    *testing.T
	ctx  context.Context
	srv  *discordtest.Server
	mina *discordtest.User
}

// see logs what mina did and what the bot showed, which must hold the words.
func (s *session) see(did string, shown *discordtest.Message, words ...string) *discordtest.Message {
	s.t.Helper()
	s.t.Logf("mina: %s\n%s", did, shown.Shown())
	for _, want := range words {
		if !strings.Contains(shown.Text(), want) {
			s.t.Errorf("%q is missing", want)
		}
	}
	return shown
}

// answer waits for the whole answer to a message.
func (s *session) answer(to *discordtest.Message) *discordtest.Message {
	s.t.Helper()
	return s.srv.WaitAnswer(s.ctx, to, func(m *discordtest.Message) bool { return m.Component("Sources") != nil })
}

// TestServe is a session as a user has it, with the program as it is run. With
// -v it prints the transcript.
func TestServe(t *testing.T) {
	srv := discordtest.New(t)
	channel := srv.AddGuild("Trade desk").AddChannel("news")
	env := []string{
		"DISCORD_TOKEN=" + srv.Token, "DISCORD_API_URL=" + srv.URL(), "MOTIRBOT_LOG_LEVEL=debug",
		"MOTIRBOT_DB=" + filepath.Join(t.TempDir(), "motirbot.db"),
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	s := &session{t: t, ctx: ctx, srv: srv, mina: srv.User("mina")}

	served := startServing(t, env...)
	srv.WaitReady(ctx)
	latest := s.mina.Slash(channel, "latest", discordtest.Opt("topic", "EU"))
	s.see("/latest topic: EU", latest.Wait(ctx), "2025-12-18 · Korea and the EU", "sample")
	ask := s.mina.Slash(channel, "ask", discordtest.Opt("question", "What did Korea ask the EU for on batteries?"))
	asked := s.see("/ask question: What did Korea ask the EU for on batteries?", ask.Wait(ctx),
		"counting the battery industry as part of the Energy Intensive Industry sector", "[2025-12-18 · Korea and the EU", "8 releases, newest 2025-12-18", "sample")
	s.t.Logf("what the bot sent for it:\n%s", s.sent())
	mention := s.answer(s.mina.Mention(channel, "who signed the joint declaration on the Korea-UK FTA?"))
	s.see("@motirbot who signed the joint declaration on the Korea-UK FTA?", mention, "Yeo and Bryant", "2025-12-17")
	s.see("(replies to that) and when did Yeo and Bryant meet?", s.answer(s.mina.Reply(mention, "and when did Yeo and Bryant meet?")), "December 15, 2025")
	s.see("clicks Sources under the answer on batteries", s.mina.Click(asked, "Sources").Wait(ctx), "Energy Intensive Industry")
	s.see("clicks 👍", s.mina.Click(asked, "m1:up:0::"+ask.ID).Wait(ctx), "Thank you")
	s.see("/week of: 2025-12-17", s.mina.Slash(channel, "week", discordtest.Opt("of", "2025-12-17")).Wait(ctx), "2025\u201112\u201115 to 2025\u201112\u201121")
	served.ends(t, srv)
	t.Log("the bot is stopped, and started again")

	again := startServing(t, env...)
	srv.WaitReady(ctx)
	s.see("clicks Sources under the old answer on batteries", s.mina.Click(asked, "Sources").Wait(ctx), "Energy Intensive Industry")
	again.ends(t, srv)
	t.Logf("stdout:\n%s", again.out.String())
	for _, v := range srv.Violations() {
		t.Error(v)
	}
}

// sent is the JSON of the last edit of an answer.
func (s *session) sent() string {
	s.t.Helper()
	edits := s.srv.Requests(discordtest.RouteEditOriginal)
	var out bytes.Buffer
	if err := json.Indent(&out, edits[len(edits)-1].Body, "", "  "); err != nil {
		s.t.Fatal(err)
	}
	return out.String()
}
