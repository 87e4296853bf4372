package discordtest_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"motirbot/internal/discordtest"
)

// judge stands in for a test, to see what fails it.
type judge struct {
	testing.TB
	mu     sync.Mutex
	said   []string
	closer []func()
}

func (j *judge) Helper()             {}
func (j *judge) Logf(string, ...any) {}
func (j *judge) Cleanup(f func())    { j.closer = append(j.closer, f) }

func (j *judge) Errorf(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.said = append(j.said, fmt.Sprintf(format, args...))
}

// fatal ends what runs under it, as FailNow does.
type fatal struct{}

func (j *judge) Fatalf(format string, args ...any) {
	j.Errorf(format, args...)
	panic(fatal{})
}

// during reports what was said while f ran.
func (j *judge) during(f func()) string {
	j.said = nil
	func() {
		defer func() {
			if r := recover(); r != nil && r != (fatal{}) {
				panic(r)
			}
		}()
		f()
	}()
	return strings.Join(j.said, "\n")
}

// Mistakes of a test are told in clear words.
func TestMisuse(t *testing.T) {
	j := &judge{TB: t}
	srv := discordtest.New(j, discordtest.Patience(50*time.Millisecond))
	defer srv.Close()
	guild := srv.AddGuild("g")
	ch := guild.AddChannel("c")
	mustRegister(t, srv)
	mina := srv.User("mina")
	q := discordtest.Opt("question", "q")
	asked := mina.Slash(ch, "ask", q)
	callback(t, srv, asked, m{"type": 4, "data": m{"content": "x", "flags": 64, "components": list(row(
		button("a", "A"), m{"type": 2, "style": 5, "label": "Open", "url": "https://a.b"},
		m{"type": 2, "style": 1, "custom_id": "off", "label": "Off", "disabled": true},
	))}})
	shown := asked.Response()
	ctx := soon(t)
	cases := []struct {
		name, want string
		do         func()
	}{
		{"unknown command", "no command \"nope\"", func() { mina.Slash(ch, "nope") }},
		{"unknown option", "no option \"nope\"", func() { mina.Slash(ch, "ask", q, discordtest.Opt("nope", 1)) }},
		{"wrong type", "not text", func() { mina.Slash(ch, "ask", discordtest.Opt("question", 1)) }},
		{"too long", "too many", func() { mina.Slash(ch, "ask", discordtest.Opt("question", strings.Repeat("x", 201))) }},
		{"required", "\"question\" is required", func() { mina.Slash(ch, "ask") }},
		{"not offered", "the guild does not permit it", func() { mina.Slash(ch, "settings show") }},
		{"subcommand", "needs a subcommand", func() { guild.Owner.Slash(ch, "settings") }},
		{"guild only", "for guilds only", func() { mina.Slash(mina.DMChannel(), "settings show") }},
		{"no completion", "not one the bot completes", func() { mina.Autocomplete(ctx, ch, "ask", "question", "x") }},
		{"no such button", "has no \"nope\"", func() { mina.Click(shown, "nope") }},
		{"link", "tells the bot nothing", func() { mina.Click(shown, "Open") }},
		{"disabled", "is disabled", func() { mina.Click(shown, "off") }},
		{"someone else's", "does not see", func() { srv.User("lee").Click(shown, "a") }},
		{"no form", "shown no form", func() { mina.SubmitModal(asked, nil) }},
		{"no answer", "no bot was connected", func() { mina.Click(shown, "a").Wait(ctx) }},
		{"route", "no route", func() { srv.Fail("GET /nowhere", 1, 500) }},
		{"too much to say", "Discord takes 1 to 2000", func() { mina.Say(ch, strings.Repeat("x", 2001)) }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := j.during(c.do)
			if !strings.Contains(got, c.want) {
				t.Errorf("said %q, want %q", got, c.want)
			}
		})
	}
}

// A rule broken fails the test when the server closes, and only then.
func TestViolationsFailTheTest(t *testing.T) {
	j := &judge{TB: t}
	srv := discordtest.New(j)
	ch := srv.AddGuild("g").AddChannel("c")
	raw(t, srv, "POST", "/channels/"+ch.ID+"/messages", m{"content": strings.Repeat("x", 2001)})
	if said := j.during(func() {}); said != "" {
		t.Errorf("too early: %q", said)
	}
	said := j.during(srv.Close)
	if !strings.Contains(said, "POST /channels/{channel_id}/messages: content: BASE_TYPE_MAX_LENGTH") {
		t.Errorf("said %q", said)
	}
}
