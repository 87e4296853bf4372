package bot_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/bot"
	"motirbot/internal/discordtest"
)

func TestGatewayFaultsAtStart(t *testing.T) {
	t.Parallel()
	for name, ways := range map[string][]discordtest.Start{
		"reconnect":            {discordtest.StartReconnect},
		"reconnect again":      {discordtest.StartReconnect, discordtest.StartReconnect},
		"invalid session":      {discordtest.StartInvalid},
		"dropped":              {discordtest.StartDropped},
		"silent":               {discordtest.StartSilent},
		"ready, then dropped":  {discordtest.StartThenDropped},
		"ready, then go":       {discordtest.StartThenReconnect},
		"one after the other":  {discordtest.StartInvalid, discordtest.StartReconnect, discordtest.StartDropped},
		"resuming is refused":  {discordtest.StartThenDropped, discordtest.StartInvalid},
		"resuming is answered": {discordtest.StartThenReconnect, discordtest.StartReconnect},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := emptyWorld(t)
			w.cfg.GatewayPatience = 300 * time.Millisecond
			w.srv.OnStart(ways...)
			w.run()
			w.srv.WaitConnection(w.ctx(), len(ways)+1)
			w.srv.WaitReady(w.ctx())
			shows(t, w.askAnyhow("x"), "batteries")
			w.exactlyOnce(1)
		})
	}
}

// askAnyhow asks until the bot, which may be connecting just now, hears it.
func (w *world) askAnyhow(question string) *discordtest.Message {
	w.t.Helper()
	asked := w.ask(question)
	return asked.Wait(w.ctx())
}

func TestGatewayFaultsWhileRunning(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(*discordtest.Server){
		"dropped":               (*discordtest.Server).DropConnections,
		"reconnect":             (*discordtest.Server).Reconnect,
		"invalid, resumable":    func(s *discordtest.Server) { s.InvalidateSession(true) },
		"invalid":               func(s *discordtest.Server) { s.InvalidateSession(false) },
		"closed":                func(s *discordtest.Server) { s.CloseConnections(4000) },
		"session timed out":     func(s *discordtest.Server) { s.ForgetSessions(); s.CloseConnections(4009) },
		"going away":            func(s *discordtest.Server) { s.CloseConnections(1001) },
		"dropped, then refused": func(s *discordtest.Server) { s.FailDials(3); s.DropConnections() },
		"dropped and forgotten": func(s *discordtest.Server) { s.ForgetSessions(); s.DropConnections() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			shows(t, w.ask("before").Wait(w.ctx()), "batteries")
			connections := w.srv.ConnectionCount()
			fault(w.srv)
			w.srv.WaitConnection(w.ctx(), connections+1)
			w.srv.WaitReady(w.ctx())
			shows(t, w.askAnyhow("after"), "batteries")
			w.exactlyOnce(2)
		})
	}
}

func TestSilentGateway(t *testing.T) {
	if testing.Short() {
		t.Skip("Discord gives three seconds, of which the race detector takes too many")
	}
	t.Parallel()
	w := newWorld(t, func(c *bot.Config) { c.GatewayPatience = 200 * time.Millisecond }, discordtest.Heartbeat(300*time.Millisecond))
	w.srv.GoSilent(true)
	connections := w.srv.ConnectionCount()
	asked := w.ask("said into the silence")
	w.srv.WaitConnection(w.ctx(), connections+1)
	w.srv.GoSilent(false)
	shows(t, asked.Wait(w.ctx()), "batteries")
	w.exactlyOnce(1)
}

func TestDeliveredTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.srv.DeliverTwice(2)
	shows(t, w.ask("x").Wait(w.ctx()), "batteries")
	mention := w.mina().Mention(w.channel, "y")
	w.srv.WaitAnswer(w.ctx(), mention, hasButton("Sources"))
	w.ask("z").Wait(w.ctx())
	w.exactlyOnce(3)
}

func TestDeliveredAgainAfterRestart(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil, discordtest.ExpectViolations())
	asked := w.ask("x")
	asked.Wait(w.ctx())
	w.restart()
	asked.Redeliver()
	w.ask("y").Wait(w.ctx())
	w.exactlyOnce(2)
}

func TestTwoProcessesOnOneStore(t *testing.T) {
	t.Parallel()
	// Discord takes the first response of one of them only.
	w := newWorld(t, nil, discordtest.ExpectViolations())
	first := w.stop
	w.run()
	second := w.stop
	w.srv.WaitConnection(w.ctx(), 2)
	for w.srv.Connections() < 2 {
		time.Sleep(5 * time.Millisecond)
	}
	for range 5 {
		shows(t, w.ask("x").Wait(w.ctx()), "batteries")
		w.srv.WaitAnswer(w.ctx(), w.mina().Mention(w.channel, "y"), hasButton("Sources"))
	}
	first()
	w.stop = second
	w.exactlyOnce(10)
}

// exactlyOnce fails the test unless so many questions were answered, each once.
func (w *world) exactlyOnce(n int) {
	w.t.Helper()
	w.stop()
	if got := len(w.answers.questions()); got != n {
		w.t.Errorf("%d questions answered, want %d", got, n)
	}
	replies := map[string]int{}
	for _, m := range w.srv.Messages(w.channel) {
		if m.Author == w.srv.Bot && m.ReplyTo != "" {
			replies[m.ReplyTo]++
		}
	}
	for id, times := range replies {
		if times > 1 {
			w.t.Errorf("message %s was answered %d times", id, times)
		}
	}
}

func TestTurnedAway(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		prepare func(*world)
		want    error
	}{
		{"token unknown to the API", func(w *world) { w.cfg.Token = strings.Replace(secretToken, "s3cr3t", "wr0ng1", 1) }, bot.ErrTokenRefused},
		{"token refused by the gateway", func(w *world) {
			w.srv.WaitReady(w.ctx())
			w.srv.CloseConnections(4004)
		}, bot.ErrTokenRefused},
		{"intents refused by the gateway", func(w *world) {
			w.srv.WaitReady(w.ctx())
			w.srv.CloseConnections(4014)
		}, bot.ErrDisallowedIntents},
		{"not on the server", func(w *world) { w.cfg.GuildID = "123456789012345678" }, bot.ErrNotInGuild},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := emptyWorld(t)
			running := strings.Contains(test.name, "gateway")
			if !running {
				test.prepare(w)
			}
			b, err := bot.New(w.cfg)
			if err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- b.Run(context.Background()) }()
			if running {
				test.prepare(w)
			}
			err = <-ended
			if !errors.Is(err, test.want) {
				t.Errorf("ended with %v, want %v", err, test.want)
			}
			if strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), w.cfg.Token) {
				t.Errorf("not for a user's eyes: %v", err)
			}
			t.Log(err)
		})
	}
}

func TestCommandsAreRegisteredOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.restart()
	w.restart()
	if got := len(w.srv.Requests(discordtest.RouteCommands)); got != 1 {
		t.Errorf("registered %d times", got)
	}
	w.stop()
	w.srv.WaitGone(w.ctx())
	w.cfg.GuildID = w.guild.ID
	w.start()
	if got := len(w.srv.Requests(discordtest.RouteGuildCommands)); got != 1 {
		t.Errorf("registered %d times on the server", got)
	}
}

func TestStartsThoughDiscordStumbles(t *testing.T) {
	t.Parallel()
	w := emptyWorld(t)
	w.srv.Fail(discordtest.RouteCommands, 2, 503)
	w.srv.RateLimit(discordtest.RouteCommands, 1, 50*time.Millisecond)
	w.srv.Fail(discordtest.RouteGatewayBot, 2, 500)
	w.srv.Drop("GET /applications/@me", 1)
	w.start()
	shows(t, w.ask("x").Wait(w.ctx()), "batteries")
}

func TestRESTFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault func(*discordtest.Server)
	}{
		{"callback 500", func(s *discordtest.Server) { s.Fail(discordtest.RouteCallback, 2, 500) }},
		{"callback dropped", func(s *discordtest.Server) { s.Drop(discordtest.RouteCallback, 2) }},
		{"edit 502", func(s *discordtest.Server) { s.Fail(discordtest.RouteEditOriginal, 3, 502) }},
		{"edit 503", func(s *discordtest.Server) { s.Fail(discordtest.RouteEditOriginal, 3, 503) }},
		{"edit dropped", func(s *discordtest.Server) { s.Drop(discordtest.RouteEditOriginal, 2) }},
		{"edit's answer dropped", func(s *discordtest.Server) { s.DropAnswer(discordtest.RouteEditOriginal, 2) }},
		{"edit 429", func(s *discordtest.Server) { s.RateLimit(discordtest.RouteEditOriginal, 2, 100*time.Millisecond) }},
		{"few edits allowed", func(s *discordtest.Server) { s.Limit(discordtest.RouteEditOriginal, 1, 200*time.Millisecond) }},
		{"global 429", func(s *discordtest.Server) { s.RateLimitGlobally(200 * time.Millisecond) }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, drafting)
			w.answers.ask = growing(50*time.Millisecond, 8)
			test.fault(w.srv)
			shows(t, w.ask("x").Wait(w.ctx()), "x")
			asked := w.ask("x")
			shows(t, asked.WaitFor(w.ctx(), hasButton("Sources")), "batteries")
			w.exactlyOnce(2)
			if over := w.srv.OverlappingEdits(); len(over) > 0 {
				t.Errorf("%d edits overlap", len(over))
			}
		})
	}
}

// growing answers in steps, with a pause before each.
func growing(pause time.Duration, steps int) func(context.Context, answer.Question, func(answer.Answer)) (answer.Answer, error) {
	return func(ctx context.Context, _ answer.Question, onPart func(answer.Answer)) (answer.Answer, error) {
		ans := batteries()
		for i := range steps {
			select {
			case <-ctx.Done():
				return answer.Answer{}, ctx.Err()
			case <-time.After(pause):
				part := batteries()
				part.Claims[0].Text = ans.Claims[0].Text[:len(ans.Claims[0].Text)*(i+1)/steps]
				onPart(part)
			}
		}
		return ans, nil
	}
}

// TestFirstResponseInDoubt loses Discord's word that the first response has
// arrived: every answer has to reach its reader all the same.
func TestFirstResponseInDoubt(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(*discordtest.Server){
		"answers lost": func(s *discordtest.Server) { s.DropAnswer(discordtest.RouteCallback, 2) },
		"never an answer": func(s *discordtest.Server) {
			s.DropAnswer(discordtest.RouteCallback, 1)
			s.Drop(discordtest.RouteCallback, 99)
		},
		"nothing gets through":   func(s *discordtest.Server) { s.Drop(discordtest.RouteCallback, 99) },
		"Discord is overwhelmed": func(s *discordtest.Server) { s.Fail(discordtest.RouteCallback, 99, 500) },
		"Discord is slow":        func(s *discordtest.Server) { s.Lag(discordtest.RouteCallback, 4*time.Second) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil, discordtest.ExpectViolations())
			fault(w.srv)
			asked := w.ask("x")
			for ctx := w.ctx(); ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
				inChannel := w.srv.Messages(w.channel)
				answered := asked.Response()
				if len(inChannel) > 0 {
					answered = inChannel[len(inChannel)-1]
				}
				if answered != nil && hasButton("Sources")(answered) {
					w.exactlyOnce(1)
					return
				}
			}
			t.Error("no answer")
		})
	}
}

func TestMentionFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault func(*discordtest.Server)
	}{
		{"message 500", func(s *discordtest.Server) { s.Fail(discordtest.RouteCreateMessage, 2, 500) }},
		{"message's answer dropped", func(s *discordtest.Server) { s.DropAnswer(discordtest.RouteCreateMessage, 1) }},
		{"message 429", func(s *discordtest.Server) { s.RateLimit(discordtest.RouteCreateMessage, 1, 100*time.Millisecond) }},
		{"typing 503", func(s *discordtest.Server) { s.Fail(discordtest.RouteTyping, 1, 503) }},
		{"edit 502", func(s *discordtest.Server) { s.Fail(discordtest.RouteEditMessage, 2, 502) }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, drafting)
			w.answers.ask = growing(50*time.Millisecond, 6)
			test.fault(w.srv)
			shows(t, w.srv.WaitAnswer(w.ctx(), w.mina().Mention(w.channel, "x"), hasButton("Sources")), "batteries")
			w.exactlyOnce(1)
		})
	}
}

func TestExpiredInteraction(t *testing.T) {
	t.Parallel()
	for _, setting := range [][]discordtest.Setting{nil, {discordtest.ExpiredAsUnauthorized()}} {
		w := newWorld(t, nil, setting...)
		started, goOn := make(chan struct{}), make(chan struct{})
		w.answers.ask = func(context.Context, answer.Question, func(answer.Answer)) (answer.Answer, error) {
			close(started)
			<-goOn
			return batteries(), nil
		}
		asked := w.ask("x")
		<-started
		asked.Expire()
		close(goOn)
		shows(t, w.srv.WaitMessage(w.ctx(), w.channel, hasButton("Sources")), "batteries")
	}
}

func TestExpiredPrivateAnswerStaysPrivate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	started, goOn := make(chan struct{}), make(chan struct{})
	w.answers.ask = func(context.Context, answer.Question, func(answer.Answer)) (answer.Answer, error) {
		close(started)
		<-goOn
		return batteries(), nil
	}
	asked := w.ask("x", discordtest.Opt("private", true))
	<-started
	asked.Expire()
	close(goOn)
	shows(t, w.srv.WaitMessage(w.ctx(), w.mina().DMChannel(), hasButton("Sources")), "batteries")
	if got := len(w.srv.Messages(w.channel)); got != 0 {
		t.Errorf("%d messages in the channel", got)
	}
}

func TestTooLateToRespond(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil, discordtest.InteractionDeadline(time.Nanosecond))
	w.ask("x")
	shows(t, w.srv.WaitMessage(w.ctx(), w.channel, hasButton("Sources")), "batteries")
}

func TestChannelDeletedMeanwhile(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	other := w.guild.AddChannel("soon gone")
	started, goOn := make(chan struct{}), make(chan struct{})
	w.answers.ask = func(context.Context, answer.Question, func(answer.Answer)) (answer.Answer, error) {
		close(started)
		<-goOn
		return batteries(), nil
	}
	w.mina().Mention(other, "x")
	<-started
	other.Delete()
	close(goOn)
	w.answers.mu.Lock()
	w.answers.ask = nil
	w.answers.mu.Unlock()
	shows(t, w.ask("y").Wait(w.ctx()), "batteries")
	if strings.Contains(w.log.String(), "incident") {
		t.Error("a deleted channel is an incident")
	}
}
