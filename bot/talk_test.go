package bot_test

import (
	"slices"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/internal/discordtest"
	"motirbot/release"
	"motirbot/store"
)

// about is what the last question was about beside its words.
func (w *world) about() answer.Turn {
	w.t.Helper()
	history := w.asked().History
	if len(history) == 0 {
		return answer.Turn{}
	}
	return history[len(history)-1]
}

// A reply to anything that the bot shows is about that.
func TestRepliesKeepWhatTheyAreAbout(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	mina := n.mina()
	answered := func(m *discordtest.Message) { n.srv.WaitAnswer(n.ctx(), m, hasButton("Sources")) }
	n.follow("eu")
	first := n.publish(euTitle, euBody)
	var more []release.Release
	var ids []release.ID
	for i, title := range []string{"Korea and the EU Discuss Steel", "Korea and the EU Discuss Ships", "Korea and the EU Discuss Cars", "Korea and the EU Discuss Chips"} {
		more = append(more, released(2600+i, title, euBody+" "+title))
		ids = append(ids, more[i].ID)
	}
	n.put(more...)
	n.announce(more...)
	n.deliver()
	posts := n.posted(n.channel)
	if len(posts) != 2 {
		t.Fatalf("%d posts", len(posts))
	}
	shows(t, n.guild.Owner.Slash(n.channel, "digest now").Wait(n.ctx()), "Posted in")
	digest := n.posted(n.channel)[2]
	card := mina.Slash(n.channel, "release", discordtest.Opt("title", "motir:2478")).Wait(n.ctx())
	table := n.ask("x").Wait(n.ctx())
	for _, c := range []struct {
		name string
		to   *discordtest.Message
		want []release.ID
	}{
		{"alert", posts[0], []release.ID{first.ID}},
		{"alert of several", posts[1], ids},
		{"release", card, []release.ID{"motir:2478"}},
		{"answer", table, []release.ID{"motir:2480"}},
	} {
		answered(mina.Reply(c.to, "who was there?"))
		turn := n.about()
		got := slices.Clone(turn.Releases)
		slices.Sort(got)
		want := slices.Clone(c.want)
		slices.Sort(want)
		if !slices.Equal(got, want) || !turn.Pinned {
			t.Errorf("%s: the reply is about %+v, want %v", c.name, turn, c.want)
		}
	}
	answered(n.srv.User("jun").Reply(digest, "tell me more about the second one"))
	if turn := n.about(); len(turn.Items) < 3 || !turn.Pinned {
		t.Errorf("digest: the reply is about %+v", turn)
	}
	answered(mina.Mention(n.channel, "who was there?"))
	if turn := n.about(); len(turn.Releases) > 0 {
		t.Errorf("a mention alone is about %+v", turn)
	}
}

// In a thread everybody's questions follow on each other, but for those that
// were private; its first one is about what the thread was begun from.
func TestThreadIsFollowed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	mina, jun := w.mina(), w.srv.User("jun")
	answered := w.ask("what about batteries?").Wait(w.ctx())
	thread := answered.StartThread("batteries")
	ask := func(u *discordtest.User, question string, args ...discordtest.Arg) {
		t.Helper()
		u.Slash(thread, "ask", append(args, discordtest.Opt("question", question))...).Wait(w.ctx())
	}
	for _, c := range []struct {
		who      *discordtest.User
		question string
		private  bool
		want     string
	}{
		{jun, "and steel?", false, "what about batteries?"},
		{mina, "and ships?", false, "what about batteries? | and steel?"},
		{mina, "between us?", true, "what about batteries? | and steel? | and ships?"},
		{jun, "and cars?", false, "what about batteries? | and steel? | and ships?"},
		{mina, "and chips?", false, "what about batteries? | and steel? | and ships? | and cars?"},
	} {
		ask(c.who, c.question, discordtest.Opt("private", c.private))
		if got := w.history(); got != c.want {
			t.Errorf("%q follows %q, want %q", c.question, got, c.want)
		}
	}
	// A question that mentioned the bot has its thread, too.
	said := mina.Mention(w.channel, "what of Norway?")
	w.srv.WaitAnswer(w.ctx(), said, hasButton("Sources"))
	w.srv.WaitAnswer(w.ctx(), jun.Mention(said.StartThread("Norway"), "and wind?"), hasButton("Sources"))
	if got := w.history(); got != "what of Norway?" {
		t.Errorf("follows %q", got)
	}
	// A thread of its own begins with nothing.
	w.srv.WaitAnswer(w.ctx(), jun.Mention(w.channel.StartThread("other"), "and wind?"), hasButton("Sources"))
	if got := w.history(); got != "" {
		t.Errorf("follows %q", got)
	}
}

// Threads are followed for a day, direct messages for half an hour.
func TestThreadRests(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	thread := w.channel.StartThread("talk")
	for _, c := range []struct {
		ago  time.Duration
		want string
	}{{23 * time.Hour, "before?"}, {25 * time.Hour, ""}} {
		if err := w.store.SaveAnswer(w.ctx(), store.SavedAnswer{
			ID: "90000000000000000" + c.ago.String(), Guild: w.guild.ID, Channel: thread.ID, Asker: "1", Question: "before?", Answer: []byte(`{}`), Given: now.Add(-c.ago),
		}); err != nil {
			t.Fatal(err)
		}
		w.mina().Slash(thread, "ask", discordtest.Opt("question", "x"), discordtest.Opt("private", true)).Wait(w.ctx())
		if got := w.history(); got != c.want {
			t.Errorf("after %s follows %q, want %q", c.ago, got, c.want)
		}
		if _, err := w.store.PruneAnswers(w.ctx(), now.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
}

// Nobody can make the bot tell of an answer by a message with buttons like its
// own, be it another bot's or a forwarded one.
func TestForgedSubject(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	answered := w.ask("what about batteries?").Wait(w.ctx())
	said := w.srv.User("jun").Forward(w.channel, answered)
	w.srv.WaitAnswer(w.ctx(), w.mina().Mention(said.StartThread("copy"), "and then?"), hasButton("Sources"))
	if got := w.history(); got != "" {
		t.Errorf("follows %q", got)
	}
	// Without a form: its words are asked about.
	shows(t, w.mina().MessageCommand("Ask about this", said).Wait(w.ctx()), "About: what about batteries?")
	if got := w.history(); got != "" {
		t.Errorf("follows %q", got)
	}
}

// "Ask about this" reads what a message shows, however it shows it. What somebody
// else wrote is asked about privately, and is not kept.
func TestAskAboutThis(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	n.follow("eu")
	var more []release.Release
	var ids []release.ID
	for i, on := range []string{"Steel", "Ships", "Cars", "Chips"} {
		more = append(more, released(2600+i, "Korea and the EU Discuss "+on, euBody+" "+on))
		ids = append(ids, more[i].ID)
	}
	n.put(more...)
	n.announce(more...)
	n.deliver()
	mina, jun := n.mina(), n.srv.User("jun")
	feed := n.srv.User("Feed")
	const menu = "Ask about this"
	for _, c := range []struct {
		name    string
		on      *discordtest.Message
		asks    string
		private bool
		kept    string
	}{
		{"text of another", jun.Say(n.channel, "Did Korea sign with the **UK**? <@1234567890123456789>"), "Did Korea sign with the **UK**?", true, ""},
		{"own text", mina.Say(n.channel, "Did Korea sign?"), "Did Korea sign?", false, "About: Did Korea sign?"},
		{"embed", feed.Show(n.channel, discordtest.Embed{Title: "Korea and Norway", Description: "agree on wind"}), "Korea and Norway agree on wind", true, ""},
		{"forwarded", jun.Forward(n.channel, mina.Say(n.guild.AddChannel("far"), "Is there wind?")), "Is there wind?", true, ""},
	} {
		asked := mina.MessageCommand(menu, c.on)
		shown := asked.Wait(n.ctx())
		if q := n.asked(); q.Text != c.asks || len(q.History) > 0 || shown.Ephemeral() != c.private {
			t.Errorf("%s: asked %+v, private %t", c.name, q, shown.Ephemeral())
		}
		if kept, err := n.store.Answer(n.ctx(), asked.ID); err != nil || kept.Question != c.kept || kept.Private != c.private {
			t.Errorf("%s: kept as %+v, %v", c.name, kept, err)
		}
	}
	// What the bot itself shows is asked about in a form.
	post := n.posted(n.channel)[0]
	card := mina.Slash(n.channel, "release", discordtest.Opt("title", "motir:2478")).Wait(n.ctx())
	answered := n.ask("what about batteries?").Wait(n.ctx())
	for _, c := range []struct {
		name    string
		on      *discordtest.Message
		want    []release.ID
		private bool
	}{
		{"alert of several", post, ids, false},
		{"release", card, []release.ID{"motir:2478"}, false},
		{"answer", answered, []release.ID{"motir:2480"}, false},
		{"forwarded release", jun.Forward(n.channel, card), []release.ID{"motir:2478"}, true},
	} {
		form := mina.MessageCommand(menu, c.on)
		form.WaitModal(n.ctx())
		shown := mina.SubmitModal(form, map[string]string{"q": "who was there?"}).Wait(n.ctx())
		turn := n.about()
		got, want := slices.Sorted(slices.Values(turn.Releases)), slices.Sorted(slices.Values(c.want))
		if !slices.Equal(got, want) || !turn.Pinned || shown.Ephemeral() != c.private {
			t.Errorf("%s: about %+v, private %t", c.name, turn, shown.Ephemeral())
		}
	}
	shows(t, mina.MessageCommand(menu, jun.Say(n.channel, "<@1234567890123456789>")).Wait(n.ctx()), "no text to ask about")
	shows(t, mina.MessageCommand(menu, n.srv.WaitAnswer(n.ctx(), mina.Mention(n.channel, ""), hasButton("Latest on the EU"))).Wait(n.ctx()), "no text to ask about")
}
