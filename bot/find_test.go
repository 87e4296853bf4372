package bot_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"motirbot/bot/render"
	"motirbot/delivery"
	"motirbot/internal/discordtest"
	"motirbot/release"
	"motirbot/store"
)

// delivered returns the only delivery of that kind.
func (n *newsroom) delivered(kind delivery.Kind) store.Delivery {
	n.t.Helper()
	all, err := n.store.Deliveries(n.ctx(), 0, 1000)
	if err != nil {
		n.t.Fatal(err)
	}
	var found []store.Delivery
	for _, d := range all {
		if d.Kind == string(kind) {
			found = append(found, d)
		}
	}
	if len(found) != 1 {
		n.t.Fatalf("%d deliveries of kind %s", len(found), kind)
	}
	return found[0]
}

// looked counts the looks at a channel's history.
func (n *newsroom) looked() int { return len(n.srv.Requests(discordtest.RouteGetMessages)) }

// postsOfEveryKind are what there is to post: each prepare ends just before it
// is due.
func postsOfEveryKind() map[string]struct {
	kind    delivery.Kind
	prepare func(*newsroom) (where *discordtest.Channel)
} {
	return map[string]struct {
		kind    delivery.Kind
		prepare func(*newsroom) *discordtest.Channel
	}{
		"alert": {delivery.KindAlert, func(n *newsroom) *discordtest.Channel {
			n.follow("*")
			n.bring(euTitle)
			return n.channel
		}},
		"alert in direct messages": {delivery.KindAlert, func(n *newsroom) *discordtest.Channel {
			n.mina().Slash(n.mina().DMChannel(), "subscribe", discordtest.Opt("topic", "*")).Wait(n.ctx())
			n.bring(euTitle)
			return n.mina().DMChannel()
		}},
		"group": {delivery.KindAlert, func(n *newsroom) *discordtest.Channel {
			n.follow("*")
			n.bring("One", "Two", "Three", "Four")
			return n.channel
		}},
		"digest": {delivery.KindDigest, func(n *newsroom) *discordtest.Channel {
			n.guild.Owner.Slash(n.channel, "digest on").Wait(n.ctx())
			n.pass(3 * 24 * time.Hour)
			return n.channel
		}},
		"empty digest": {delivery.KindDigest, func(n *newsroom) *discordtest.Channel {
			n.pass(30 * 24 * time.Hour)
			n.guild.Owner.Slash(n.channel, "digest on", discordtest.Opt("empty", true)).Wait(n.ctx())
			n.pass(7 * 24 * time.Hour)
			return n.channel
		}},
		"notice": {delivery.KindNotice, func(n *newsroom) *discordtest.Channel {
			n.follow("*")
			n.channel.Deny(n.guild.BotRole(), discordtest.SendMessages)
			n.publish(euTitle, euBody)
			for n.states()[store.DeliveryFailed] == 0 {
				n.srv.Drop(discordtest.RouteOpenDM, 9) // the owner cannot be told yet
				n.deliverAfter(time.Hour)
			}
			n.srv.Recover()
			n.pass(time.Hour)
			return n.guild.Owner.DMChannel()
		}},
	}
}

// pass lets time pass and nothing be delivered.
func (n *newsroom) pass(d time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.at = n.at.Add(d)
}

// A post whose answer was lost is found when Discord no longer knows its
// nonce, whatever kind it is of, and not posted again.
func TestLostAnswerIsFound(t *testing.T) {
	t.Parallel()
	for name, c := range postsOfEveryKind() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := newNewsroom(t)
			where := c.prepare(n)
			before := len(n.posted(where))
			n.srv.DropAnswer(discordtest.RouteCreateMessage, 1)
			n.deliver()
			if posts := n.posted(where); len(posts) != before+1 {
				t.Fatalf("%d posts at first", len(posts)-before)
			}
			n.deliverAfter(20 * time.Minute)
			posts, d := n.posted(where), n.delivered(c.kind)
			if len(posts) != before+1 || d.State != store.DeliverySent || d.Repeated || d.MessageID != posts[before].ID {
				t.Errorf("%d posts, %s, %+v", len(posts)-before, d.State, d)
			}
			if n.looked() == 0 {
				t.Error("nobody looked")
			}
			t.Logf("posted once, and found by a look at the history:\n%s", posts[before].Text())
		})
	}
}

// One that did not arrive is not found, and posted.
func TestLostRequestIsNotFound(t *testing.T) {
	t.Parallel()
	for name, c := range postsOfEveryKind() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := newNewsroom(t)
			where := c.prepare(n)
			before := len(n.posted(where))
			n.srv.Drop(discordtest.RouteCreateMessage, 1)
			n.deliver()
			n.deliverAfter(20 * time.Minute)
			posts, d := n.posted(where), n.delivered(c.kind)
			if len(posts) != before+1 || d.State != store.DeliverySent || d.Repeated {
				t.Errorf("%d posts, %s, %+v", len(posts)-before, d.State, d)
			}
		})
	}
}

// It is found among everything else that is written there, and by its own
// nonce.
// TestFindUnderARateLimit: a look that cannot come to an end must not hold up
// what is to be posted after it.
func TestFindUnderARateLimit(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	n.follow("*")
	n.publish(euTitle, euBody)
	all, err := n.store.Deliveries(n.ctx(), 0, 10)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d deliveries, %v", len(all), err)
	}
	for i := range 250 {
		n.mina().Say(n.channel, fmt.Sprint("message ", i))
	}
	n.srv.Limit(discordtest.RouteGetMessages, 2, time.Minute)
	ctx, cancel := context.WithTimeout(n.ctx(), 2*time.Second)
	defer cancel()
	_, _, err = n.running.Poster().Find(ctx, all[0].Target, "another", n.now().Add(-time.Hour))
	if troubleIn(err) != delivery.Refused {
		t.Errorf("%v", err)
	}
}

func TestFindInABusyChannel(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	n.follow("*")
	chatter := func(times int) {
		for i := range times {
			n.mina().Say(n.channel, fmt.Sprint("message ", i))
		}
	}
	chatter(230)
	since := n.now()
	n.publish(euTitle, euBody)
	n.publish(steelTitle, steelBody)
	chatter(230)
	posts := n.posted(n.channel)
	all, err := n.store.Deliveries(n.ctx(), 0, 10)
	if err != nil || len(all) != 2 || len(posts) != 2 {
		t.Fatalf("%d deliveries, %d posts, %v", len(all), len(posts), err)
	}
	finder := n.running.Poster()
	for i, d := range all {
		if id, found, err := finder.Find(n.ctx(), d.Target, d.Nonce, since.Add(-time.Hour)); err != nil || !found || id != posts[i].ID {
			t.Errorf("found %v: %s, want %s, %v", found, id, posts[i].ID, err)
		}
		if _, found, err := finder.Find(n.ctx(), d.Target, d.Nonce, n.now().Add(time.Minute)); err != nil || found {
			t.Errorf("found %v after that, %v", found, err)
		}
	}
	if _, found, err := finder.Find(n.ctx(), all[0].Target, "another", since.Add(-time.Hour)); err != nil || found {
		t.Errorf("another: found %v, %v", found, err)
	}
	chatter(1600)
	if _, _, err := finder.Find(n.ctx(), all[0].Target, "another", since.Add(-time.Hour)); troubleIn(err) != delivery.Refused {
		t.Errorf("with no end: %v", err)
	}
}

// Another bot can copy a post with its buttons.
func TestFindTakesItsOwnOnly(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	n.follow("*")
	n.publish(euTitle, euBody)
	d := n.delivered(delivery.KindAlert)
	post := n.posted(n.channel)[0]
	if !strings.Contains(post.Components[0].Components[0].CustomID, d.Nonce) {
		t.Fatal("the button does not hold the nonce")
	}
	other := n.guild.AddChannel("other")
	n.srv.Copy(post, other, n.mina())
	there := delivery.Target{Guild: n.guild.ID, Channel: other.ID}
	if id, found, err := n.running.Poster().Find(n.ctx(), there, d.Nonce, now.Add(-time.Hour)); err != nil || found {
		t.Errorf("found %v %s, %v", found, id, err)
	}
}

func troubleIn(err error) delivery.Trouble {
	said, ok := errors.AsType[*delivery.PostError](err)
	if !ok {
		return -1
	}
	return said.Trouble
}

// That it is not there has to be certain.
func TestFindTroubles(t *testing.T) {
	t.Parallel()
	const fine = delivery.Trouble(-1)
	tests := []struct {
		name   string
		before func(*newsroom)
		want   delivery.Trouble
	}{
		{"nobody has written", func(*newsroom) {}, fine},
		{"nobody has written, nor may it be read", func(n *newsroom) { n.channel.Deny(n.guild.BotRole(), discordtest.ReadMessageHistory) }, fine},
		{"read", func(n *newsroom) { n.mina().Say(n.channel, "hello") }, fine},
		{"written before that only", func(n *newsroom) { n.mina().Say(n.channel, "hello"); n.pass(24 * time.Hour) }, fine},
		{"history closed", func(n *newsroom) {
			n.mina().Say(n.channel, "hello")
			n.channel.Deny(n.guild.BotRole(), discordtest.ReadMessageHistory)
		}, delivery.Refused},
		{"channel closed", func(n *newsroom) { n.channel.Deny(n.guild.BotRole(), discordtest.ViewChannel) }, delivery.Gone},
		{"channel deleted", func(n *newsroom) { n.channel.Delete() }, delivery.Gone},
		{"Discord is down", func(n *newsroom) { n.srv.Fail(discordtest.RouteGetMessages, 99, http.StatusBadGateway) }, delivery.Retry},
		{"limited", func(n *newsroom) { n.srv.RateLimit(discordtest.RouteGetMessages, 9, time.Minute) }, delivery.Retry},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			n := newNewsroom(t)
			n.guild.Owner.Slash(n.channel, "subscriptions").Wait(n.ctx()) // now it knows who it is
			test.before(n)
			ctx, cancel := context.WithTimeout(n.ctx(), time.Second)
			defer cancel()
			here := delivery.Target{Guild: n.guild.ID, Channel: n.channel.ID}
			_, found, err := n.running.Poster().Find(ctx, here, "nonce", n.now().Add(-time.Hour))
			if found || troubleIn(err) != test.want || (err == nil) != (test.want == fine) {
				t.Errorf("found %v, %v", found, err)
			}
		})
	}
}

// Where the bot may not look, a post without an answer is sent once more, and
// that is recorded.
func TestLostAnswerWhereNobodyMayLook(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	n.follow("*")
	n.mina().Say(n.channel, "hello")
	n.channel.Deny(n.guild.BotRole(), discordtest.ReadMessageHistory)
	n.bring(euTitle)
	n.srv.DropAnswer(discordtest.RouteCreateMessage, 1)
	n.deliver()
	n.deliverAfter(20 * time.Minute)
	if d := n.delivered(delivery.KindAlert); len(n.posted(n.channel)) != 2 || d.State != store.DeliverySent || !d.Repeated {
		t.Errorf("%d posts, %+v", len(n.posted(n.channel)), d)
	}
}

// A second post with the same nonce is the first, for as long as Discord knows
// it, wherever it goes.
func TestPostIsKnownByItsNonce(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	jun := n.srv.User("jun", discordtest.Locale("ko"))
	jun.Slash(jun.DMChannel(), "subscribe", discordtest.Opt("topic", "eu")).Wait(n.ctx())
	m := delivery.Message{Kind: delivery.KindAlert, Releases: []delivery.Item{{Release: "motir:2480", Topics: []string{"eu"}}}}
	for to, ask := range map[delivery.Target]string{
		{Guild: n.guild.ID, Channel: n.channel.ID}: render.English.AskAbout, {User: jun.ID}: render.Korean.AskAbout,
	} {
		var ids []string
		for range 2 { // as after an answer of Discord's that was lost
			id, err := n.running.Poster().Post(n.ctx(), to, m, "at "+to.User)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, id)
		}
		if ids[0] != ids[1] {
			t.Errorf("posted twice: %v", ids)
		}
		posted := n.srv.Message(ids[0])
		shows(t, posted, "2025-12-18 · Korea and the EU")
		if posted.Component(ask) == nil {
			t.Errorf("no button to ask about it: %s", posted.JSON())
		}
	}
}

// Ids of releases that are too long for a button, or for a menu.
func TestPostOfAReleaseWithALongID(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	n.guild.Owner.Slash(n.channel, "subscriptions").Wait(n.ctx()) // now it knows who it is
	for _, length := range []int{60, 75, 99} {
		rel := released(2999, fmt.Sprint("Release of ", length), euBody)
		rel.ID = release.ID("motir:" + strings.Repeat("x", length-6))
		n.put(rel)
		m := delivery.Message{Kind: delivery.KindAlert, Releases: []delivery.Item{{Release: rel.ID, Topics: []string{"eu"}}}}
		here := delivery.Target{Guild: n.guild.ID, Channel: n.channel.ID}
		nonce := fmt.Sprint("twenty-characters-", length)
		id, err := n.running.Poster().Post(n.ctx(), here, m, nonce)
		if err != nil {
			t.Fatalf("%d: %v", length, err)
		}
		found, ok, err := n.running.Poster().Find(n.ctx(), here, nonce, now.Add(-time.Hour))
		if err != nil || !ok || found != id {
			t.Errorf("%d: found %v, %v", length, ok, err)
		}
	}
}

// A week without releases can be asked about as any other answer.
func TestEmptyDigestCanBeFollowedUp(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	post := n.only(postsOfEveryKind()["empty digest"].prepare(n))
	shows(t, post, "No release came out in this week.")
	form := n.mina().Click(post, render.English.FollowUp)
	form.WaitModal(n.ctx())
	n.mina().SubmitModal(form, map[string]string{"q": "And the week before?"}).Wait(n.ctx())
	asked := n.answers.questions()
	if last := asked[len(asked)-1]; len(last.History) != 1 || !strings.Contains(last.History[0].Question, "2026-01-12") {
		t.Errorf("asked %+v", last)
	}
}

// only delivers what is due, and returns the only post in the channel.
func (n *newsroom) only(c *discordtest.Channel) *discordtest.Message {
	n.t.Helper()
	n.deliver()
	posts := n.posted(c)
	if len(posts) != 1 {
		n.t.Fatalf("%d posts", len(posts))
	}
	return posts[0]
}

// TestPostThereAgain takes a channel up again with the button of the notice.
func TestPostThereAgain(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	ctx, owner := n.ctx(), n.guild.Owner
	n.follow("eu")
	owner.Slash(n.channel, "digest on").Wait(ctx)
	n.channel.Deny(n.guild.BotRole(), discordtest.SendMessages)
	n.publish(euTitle, euBody)
	for range 26 {
		n.deliverAfter(time.Hour)
	}
	notices := n.posted(owner.DMChannel())
	if len(notices) != 1 {
		t.Fatalf("%d notices", len(notices))
	}
	const again = "Post there again"
	shows(t, owner.Click(notices[0], again).Wait(ctx), "I cannot post in <#"+n.channel.ID+">", "Send Messages")
	shows(t, owner.Slash(n.channel, "subscriptions").Wait(ctx), "⏸")

	n.channel.Allow(n.guild.BotRole(), discordtest.SendMessages)
	said := owner.Click(notices[0], again).Wait(ctx)
	shows(t, said, "**European Union** → <#"+n.channel.ID+">", "every Monday at 09:00")
	if strings.Contains(said.Text(), "⏸") {
		t.Errorf("still paused: %s", said.Text())
	}
	n.publish("EU and Korea Hold Another Meeting", euBody)
	posts := n.posted(n.channel)
	if len(posts) != 1 {
		t.Fatalf("%d posts", len(posts))
	}
	shows(t, posts[0], "Another Meeting")

	n.channel.Delete()
	shows(t, owner.Click(notices[0], again).Wait(ctx), "I cannot post in", "View Channel")
}
