package bot_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/internal/discordtest"
	"motirbot/store"
)

// There may be so many subscriptions and no more, but those there are can be
// changed.
func TestSubscriptionsAreBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	for i := range 49 {
		target := store.Target{Guild: w.guild.ID, Channel: fmt.Sprint(i)}
		if _, _, err := w.store.Subscribe(w.ctx(), store.Subscription{Target: target, Topic: "eu"}); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ topic, want string }{
		{"eu", "Subscribed"}, {"steel", "There are 50 subscriptions already"}, {"eu", "There is a subscription"},
	} {
		shows(t, w.guild.Owner.Slash(w.channel, "subscribe", discordtest.Opt("topic", c.topic)).Wait(w.ctx()), c.want)
	}
	shows(t, w.mina().Slash(w.mina().DMChannel(), "subscribe", discordtest.Opt("topic", "steel")).Wait(w.ctx()), "Subscribed")
	if all, err := w.store.Subscriptions(w.ctx(), w.guild.ID, ""); len(all) != 50 || err != nil {
		t.Errorf("%d subscriptions, %v", len(all), err)
	}
}

// Nobody cancels or sees a subscription that is not theirs, even by its number.
func TestSubscriptionsAreTheirOwners(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	other := w.srv.AddGuild("Other desk")
	room := other.AddChannel("room")
	own := map[*discordtest.Channel]*discordtest.User{
		w.channel: w.guild.Owner, room: other.Owner, w.mina().DMChannel(): w.mina(), w.srv.User("jun").DMChannel(): w.srv.User("jun"),
	}
	for c, owner := range own {
		shows(t, owner.Slash(c, "subscribe", discordtest.Opt("topic", "eu")).Wait(w.ctx()), "Subscribed")
	}
	all, err := w.store.ActiveSubscriptions(w.ctx())
	if err != nil || len(all) != len(own) {
		t.Fatal(all, err)
	}
	for _, sub := range all {
		for c, owner := range own {
			if sub.Target.Channel == c.ID || sub.Target.User == owner.ID {
				continue
			}
			shows(t, owner.Slash(c, "unsubscribe", discordtest.Opt("subscription", fmt.Sprint(sub.ID))).Wait(w.ctx()), "No subscription is called")
		}
	}
	for c, owner := range own {
		if choices := owner.Autocomplete(w.ctx(), c, "unsubscribe", "subscription", ""); len(choices) != 1 {
			t.Errorf("%s is proposed %v", owner.Name, choices)
		}
		shows(t, owner.Slash(c, "unsubscribe", discordtest.Opt("subscription", "eu")).Wait(w.ctx()), "Cancelled")
		if lang, err := w.store.Meta(w.ctx(), "language of user "+owner.ID); lang != "" || err != nil {
			t.Errorf("the language of %s is kept for nothing: %q, %v", owner.Name, lang, err)
		}
	}
}

// Posting is resumed by whoever owns the server now.
func TestResumeIsTheOwners(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	former := n.guild.Owner
	n.follow("eu")
	n.channel.Deny(n.guild.BotRole(), discordtest.SendMessages)
	n.publish(euTitle, euBody)
	for range 26 {
		n.deliverAfter(time.Hour)
	}
	notices := n.posted(former.DMChannel())
	if len(notices) != 1 {
		t.Fatalf("%d notices", len(notices))
	}
	n.channel.Allow(n.guild.BotRole(), discordtest.SendMessages)
	n.guild.HandOver(n.mina())
	shows(t, former.Click(notices[0], "Post there again").Wait(n.ctx()), "Only the owner of that server")
	paused := func() bool {
		all, err := n.store.ActiveSubscriptions(n.ctx())
		if err != nil {
			t.Fatal(err)
		}
		return len(all) == 0
	}
	if !paused() {
		t.Error("resumed by a former owner")
	}
	n.guild.HandOver(former)
	shows(t, former.Click(notices[0], "Post there again").Wait(n.ctx()), "European Union")
	if paused() {
		t.Error("the owner cannot resume")
	}
}

// Of a conversation, nobody is told what somebody else asked for their own eyes,
// or elsewhere.
func TestEarlierTurnsStayPrivate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	mina, jun := w.mina(), w.srv.User("jun")
	follow := func(u *discordtest.User, m *discordtest.Message, question string) *discordtest.Interaction {
		t.Helper()
		form := u.Click(m, "Follow up")
		form.WaitModal(w.ctx())
		return u.SubmitModal(form, map[string]string{"q": question})
	}
	secret := w.ask("secret plans?", discordtest.Opt("private", true))
	private := follow(mina, secret.Wait(w.ctx()), "and what else?")
	private.Wait(w.ctx())
	if got := w.history(); got != "secret plans?" {
		t.Errorf("mina's own conversation: %s", got)
	}
	// Her next question is for everybody to see, and continues what was not.
	if err := w.store.SaveAnswer(w.ctx(), store.SavedAnswer{
		ID: "900000000000000001", Guild: w.guild.ID, Channel: w.channel.ID, Asker: mina.ID, Parent: private.ID,
		Question: "in public?", Answer: []byte(`{}`), Given: now,
	}); err != nil {
		t.Fatal(err)
	}
	public := w.ask("x").Wait(w.ctx())
	w.srv.Rename(public, "Follow up", "m1:ask:0::900000000000000001")
	public = w.srv.Message(public.ID)
	follow(jun, public, "who asked?").Wait(w.ctx())
	if got := w.history(); got != "in public?" {
		t.Errorf("jun is told of %s", got)
	}
	follow(mina, public, "and then?").Wait(w.ctx())
	if got := w.history(); got != "secret plans? | and what else? | in public?" {
		t.Errorf("mina continues %s", got)
	}
	other := w.guild.AddChannel("other")
	elsewhere := mina.Slash(other, "ask", discordtest.Opt("question", "x")).Wait(w.ctx())
	w.srv.Rename(elsewhere, "Follow up", "m1:ask:0::900000000000000001")
	follow(mina, w.srv.Message(elsewhere.ID), "here?").Wait(w.ctx())
	if got := w.history(); got != "" {
		t.Errorf("another channel is told of %s", got)
	}
}

// history is the conversation that the last question continued.
func (w *world) history() string {
	said := ""
	for i, turn := range w.asked().History {
		if i > 0 {
			said += " | "
		}
		said += turn.Question
	}
	return said
}

// Everybody has a vote of their own, and only the asker's clicks stop an answer
// or turn its page for all.
func TestWhoseVoteItIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	asked := w.ask("x")
	answered := asked.Wait(w.ctx())
	for _, c := range []struct {
		who  string
		vote string
		want store.Votes
	}{
		{"mina", "up", store.Votes{Up: 1}}, {"jun", "up", store.Votes{Up: 2}}, {"lee", "down", store.Votes{Up: 2, Down: 1}},
		{"jun", "down", store.Votes{Up: 1, Down: 2}}, {"jun", "down", store.Votes{Up: 1, Down: 2}},
	} {
		voted := w.srv.User(c.who).Click(answered, "m1:"+c.vote+":0::"+asked.ID).Wait(w.ctx())
		if got, err := w.store.Votes(w.ctx(), asked.ID); got != c.want || err != nil || !voted.Ephemeral() {
			t.Errorf("%s votes %s: %+v, %v", c.who, c.vote, got, err)
		}
	}
}

// A draft of which no answer came has arrived after all: then Discord keeps its
// words, and the answer has to be put in their place.
func TestEditAfterAnUnsurePost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, drafting)
	drafted := make(chan struct{})
	w.answers.ask = func(ctx context.Context, _ answer.Question, onPart func(answer.Answer)) (answer.Answer, error) {
		onPart(batteries())
		select {
		case <-drafted:
		case <-ctx.Done():
		}
		return batteries(), nil
	}
	w.srv.DropAnswer(discordtest.RouteCreateMessage, 1)
	said := w.mina().Mention(w.channel, "x")
	w.until("the draft was sent", func() bool { return len(w.srv.Requests(discordtest.RouteCreateMessage)) == 1 })
	close(drafted)
	answered := w.srv.WaitAnswer(w.ctx(), said, hasButton("Sources"))
	shows(t, answered, "batteries made in the EU", "Quoted")
	w.exactlyOnce(1)
}
