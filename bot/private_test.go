package bot_test

import (
	"slices"
	"strings"
	"testing"

	"motirbot/answer"
	"motirbot/internal/discordtest"
)

const publish = "Show to channel"

// Every command that answers does so for its user's eyes alone if it is to, and
// what was private is shown to everybody when its asker wants that: in a message
// of its own.
func TestPrivateIsShownByItsAsker(t *testing.T) {
	t.Parallel()
	w := statistical(t)
	mina := w.mina()
	private := discordtest.Opt("private", true)
	for _, c := range []struct {
		command string
		args    []discordtest.Arg
		says    string
	}{
		{"ask", []discordtest.Arg{discordtest.Opt("question", "what about batteries?")}, "batteries made in the EU"},
		{"latest", []discordtest.Arg{discordtest.Opt("topic", "eu")}, "Latest on European Union"},
		{"week", nil, "page 1 of 2"},
		{"release", []discordtest.Arg{discordtest.Opt("title", "motir:2480")}, "Korea and the EU Launch"},
		{"figures", []discordtest.Arg{discordtest.Opt("measure", "exports")}, "USD 5"},
	} {
		asked := mina.Slash(w.channel, c.command, append(c.args, private)...)
		shown := asked.Wait(w.ctx())
		shows(t, shown, c.says)
		if !shown.Ephemeral() || !hasButton(publish)(shown) {
			t.Fatalf("/%s privately: %s", c.command, shown.Shown())
		}
		before, edits := len(w.srv.Messages(w.channel)), len(asked.Edits())
		public := mina.Click(shown, publish).Wait(w.ctx())
		shows(t, public, c.says)
		if public.Ephemeral() || public.ID == shown.ID || hasButton(publish)(public) {
			t.Errorf("/%s shown to all: %s", c.command, public.Shown())
		}
		if got := len(w.srv.Messages(w.channel)); got != before+1 || len(asked.Edits()) != edits {
			t.Errorf("/%s: %d messages more, edited %d times", c.command, got-before, len(asked.Edits())-edits)
		}
		if kept, err := w.store.Answer(w.ctx(), asked.ID); c.command != "release" && (err != nil || !kept.Private) {
			t.Errorf("/%s: what was private is kept as %+v, %v", c.command, kept, err)
		}
		if m := mina.Slash(w.channel, c.command, append(c.args, discordtest.Opt("private", false))...).Wait(w.ctx()); m.Ephemeral() || hasButton(publish)(m) {
			t.Errorf("/%s publicly: %s", c.command, m.Shown())
		}
		if m := mina.Slash(mina.DMChannel(), c.command, append(c.args, private)...).Wait(w.ctx()); hasButton(publish)(m) {
			t.Errorf("/%s is to be shown to nobody in direct messages", c.command)
		}
	}
	for _, command := range []string{"help", "status"} {
		if m := mina.Slash(w.channel, command).Wait(w.ctx()); !m.Ephemeral() {
			t.Errorf("/%s is shown to everybody", command)
		}
		if m := mina.Slash(w.channel, command, discordtest.Opt("private", false)).Wait(w.ctx()); m.Ephemeral() {
			t.Errorf("/%s is not shown to everybody", command)
		}
	}
	if m := w.guild.Owner.Slash(w.channel, "status", discordtest.Opt("private", false)).Wait(w.ctx()); strings.Contains(m.Text(), "Votes") {
		t.Errorf("everybody is told of votes: %s", m.Text())
	}
	// What is shown to all can be gone on with by all.
	asked := w.ask("what about ships?", private)
	public := mina.Click(asked.Wait(w.ctx()), publish).Wait(w.ctx())
	w.srv.WaitAnswer(w.ctx(), w.srv.User("jun").Reply(public, "and cars?"), hasButton("Sources"))
	if got := w.history(); got != "what about ships?" {
		t.Errorf("jun's reply follows %q", got)
	}
	w.checkMentions()
}

// Nobody but the asker shows a private answer, nor the asker elsewhere, nor one on
// what somebody else wrote, nor where the bot may not write.
func TestWhoMayShowWhatIsPrivate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	mina, jun, other := w.mina(), w.srv.User("jun"), w.guild.AddChannel("other")
	asked := w.ask("secret plans?", discordtest.Opt("private", true))
	asked.Wait(w.ctx())
	said := jun.Say(w.channel, "jun's own words")
	about := mina.MessageCommand("Ask about this", said)
	if m := about.Wait(w.ctx()); !m.Ephemeral() || hasButton(publish)(m) {
		t.Errorf("about jun's message: %s", m.Shown())
	}
	forged := func(u *discordtest.User, c *discordtest.Channel, of string, private bool) *discordtest.Message {
		t.Helper()
		shown := u.Slash(c, "ask", discordtest.Opt("question", "x"), discordtest.Opt("private", private)).Wait(w.ctx())
		w.srv.Rename(shown, "Follow up", "m1:show:0::"+of)
		return shown
	}
	public := w.ask("y")
	public.Wait(w.ctx())
	for name, c := range map[string]struct {
		who     *discordtest.User
		where   *discordtest.Channel
		of      string
		private bool
	}{
		"somebody else":         {jun, w.channel, asked.ID, true},
		"in another channel":    {mina, other, asked.ID, true},
		"what is public":        {mina, w.channel, public.ID, true},
		"from a public message": {mina, w.channel, asked.ID, false},
		"on another's words":    {mina, w.channel, about.ID, true},
	} {
		on := forged(c.who, c.where, c.of, c.private)
		before := len(w.srv.Messages(c.where))
		m := c.who.Click(on, "m1:show:0::"+c.of).Wait(w.ctx())
		shows(t, m, "Only the person who asked")
		if !m.Ephemeral() || len(w.srv.Messages(c.where)) != before {
			t.Errorf("%s: shown to everybody: %s", name, m.Shown())
		}
	}
	shown := w.srv.Message(asked.Response().ID)
	w.channel.Deny(w.guild.BotRole(), discordtest.EmbedLinks)
	m := mina.Click(shown, publish).Wait(w.ctx())
	shows(t, m, "I lack **Embed Links**")
	if !m.Ephemeral() {
		t.Errorf("shown without leave: %s", m.Shown())
	}
	if _, err := w.store.PruneAnswers(w.ctx(), now.AddDate(1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	shows(t, mina.Click(shown, publish).Wait(w.ctx()), "no longer kept")
	for _, m := range w.srv.Messages(w.channel) {
		if m.Author == w.srv.Bot && (strings.Contains(m.Text(), "secret plans") || strings.Contains(m.Text(), "jun's own words")) {
			t.Errorf("everybody is told: %s", m.Shown())
		}
	}
}

// What is wrong with a command is found before anything is shown to everybody.
func TestMistakesArePrivate(t *testing.T) {
	t.Parallel()
	w := statistical(t)
	w.answers.check = func(q answer.Question) error {
		if q.Topic == "xyzzy" {
			return &answer.UnknownTopicError{Name: q.Topic}
		}
		return nil
	}
	opt := discordtest.Opt
	for _, c := range []struct {
		command string
		args    []discordtest.Arg
		says    string
	}{
		{"ask", []discordtest.Arg{opt("question", "x"), opt("topic", "xyzzy")}, "No topic is called"},
		{"ask", []discordtest.Arg{opt("question", "?!")}, "The question is empty"},
		{"ask", []discordtest.Arg{opt("question", "x"), opt("since", "soon")}, "not a date"},
		{"latest", []discordtest.Arg{opt("topic", "xyzzy")}, "No topic is called"},
		{"week", []discordtest.Arg{opt("of", "soon")}, "not a date"},
		{"release", []discordtest.Arg{opt("title", "xyzzy")}, "No release is called"},
		{"figures", []discordtest.Arg{opt("measure", "xyzzy")}, "The releases tell no figures of"},
		{"figures", []discordtest.Arg{opt("measure", "exports"), opt("item", "xyzzy")}, "The releases tell no figures of"},
		{"figures", []discordtest.Arg{opt("measure", "exports"), opt("until", "soon")}, "not a date"},
	} {
		m := w.mina().Slash(w.channel, c.command, append(c.args, opt("private", false))...).Wait(w.ctx())
		shows(t, m, c.says)
		if !m.Ephemeral() {
			t.Errorf("/%s %v: everybody sees the mistake", c.command, c.args)
		}
	}
	if got := w.srv.Messages(w.channel); len(got) > 0 {
		t.Errorf("in the channel: %s", got[0].Shown())
	}
}

// While a question is typed, those are proposed that the releases answer.
func TestQuestionsAreProposed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	proposed := func(u *discordtest.User, typed string) []string {
		var values []string
		for _, c := range u.Autocomplete(w.ctx(), w.channel, "ask", "question", typed) {
			values = append(values, c.Value.(string))
		}
		return values
	}
	w.until("questions are known", func() bool { return len(proposed(w.mina(), "")) == 2 })
	if got := proposed(w.mina(), "week"); !slices.Equal(got, []string{"What came out this week?"}) {
		t.Errorf("proposed %q", got)
	}
	if got := proposed(w.srv.User("jun", discordtest.Locale("ko")), "eu"); !slices.Equal(got, []string{"EU 최신 소식"}) {
		t.Errorf("proposed %q", got)
	}
}

// Help has questions on its buttons, which ask them.
func TestExamplesAreAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	help := w.mina().Slash(w.channel, "help").Wait(w.ctx())
	shows(t, help, "`/privacy`")
	if m := w.mina().Click(help, "Latest on the EU").Wait(w.ctx()); !m.Ephemeral() {
		t.Errorf("asked from private help: %s", m.Shown())
	}
	bare := w.srv.WaitAnswer(w.ctx(), w.mina().Mention(w.channel, ""), hasButton("Latest on the EU"))
	shows(t, bare, "I am motirbot")
	shown := w.srv.User("jun").Click(bare, "What came out this week?").Wait(w.ctx())
	shows(t, shown, "What came out this week?", "batteries made in the EU")
	if q := w.asked(); q.Text != "What came out this week?" || shown.Ephemeral() || len(q.History) > 0 {
		t.Errorf("asked %+v", q)
	}
	guild := w.srv.AddGuildWithoutBot("New desk")
	guild.SetLocale("ko")
	open := guild.AddChannel("open")
	guild.Return()
	shows(t, guild.Owner.Click(w.srv.WaitMessage(w.ctx(), open, hasButton("EU 최신 소식")), "EU 최신 소식").Wait(w.ctx()), "EU 최신 소식")
}
