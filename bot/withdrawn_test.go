package bot_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/internal/discordtest"
	"motirbot/release"
	"motirbot/store"
)

// follow subscribes the channel to a topic.
func (n *newsroom) follow(topic string, args ...discordtest.Arg) {
	n.t.Helper()
	said := n.guild.Owner.Slash(n.channel, "subscribe", append([]discordtest.Arg{discordtest.Opt("topic", topic)}, args...)...).Wait(n.ctx())
	shows(n.t, said, "Subscribed")
}

// bring stores releases and announces them, and tells nobody yet.
func (n *newsroom) bring(titles ...string) []release.Release {
	n.t.Helper()
	var all []release.Release
	for _, title := range titles {
		n.last++
		all = append(all, released(n.last, title, euBody))
	}
	n.put(all...)
	n.announce(all...)
	return all
}

// withdraw takes a release back as a sync that finds its page gone. Whether
// the index hears of it at once is another question.
func (n *newsroom) withdraw(rel release.Release) {
	n.t.Helper()
	if gone, err := n.store.MarkGone(n.ctx(), "motir", []release.ID{rel.ID}); err != nil || len(gone) != 1 {
		n.t.Fatalf("withdrawn: %v, %v", gone, err)
	}
}

func (n *newsroom) states() map[store.DeliveryState]int {
	n.t.Helper()
	counts, err := n.store.DeliveryCounts(n.ctx())
	if err != nil {
		n.t.Fatal(err)
	}
	return counts
}

// A release that is withdrawn after it was announced is not posted, whether
// the index knows of it or not, and holds nothing else back.
func TestWithdrawnBeforeItIsPlanned(t *testing.T) {
	t.Parallel()
	for _, refreshed := range []bool{true, false} {
		n := newNewsroom(t)
		n.follow("*")
		n.withdraw(n.bring(euTitle)[0])
		if refreshed {
			n.refresh()
		}
		n.bring(steelTitle)
		n.deliver()
		posts := n.posted(n.channel)
		if len(posts) != 1 {
			t.Fatalf("index refreshed %v: %d posts, %v", refreshed, len(posts), n.states())
		}
		shows(t, posts[0], steelTitle)
		if states := n.states(); states[store.DeliveryFailed] != 0 {
			t.Errorf("index refreshed %v: %v", refreshed, states)
		}
	}
}

// It was planned, and Discord has put it off.
func TestWithdrawnBeforeItIsPosted(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	n.follow("*")
	n.srv.RateLimit(discordtest.RouteCreateMessage, 1, time.Second)
	rel := n.bring(euTitle)[0]
	n.deliver()
	if states := n.states(); states[store.DeliveryPlanned] != 1 {
		t.Fatalf("%v", states)
	}
	n.withdraw(rel)
	time.Sleep(time.Second) // the limit is the service's, not the test's clock's
	n.deliverAfter(10 * time.Minute)
	if posts, states := n.posted(n.channel), n.states(); len(posts) != 0 || states[store.DeliverySkipped] != 1 {
		t.Errorf("%d posts, %v", len(posts), states)
	}
}

// A group is posted without it, and nobody is called for its sake.
func TestWithdrawnFromAGroup(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	role := n.guild.AddRole("battery watchers", 0)
	n.follow("*")
	n.follow("shipbuilding", discordtest.Opt("role", role))
	all := n.bring("Release One", "Release Two", "Shipbuilding and Ships", "Release Four", "Release Five")
	n.withdraw(all[2])
	n.deliver()
	posts := n.posted(n.channel)
	if len(posts) != 1 {
		t.Fatalf("%d posts", len(posts))
	}
	shows(t, posts[0], "4 new releases", "Release One", "Release Five")
	for _, unwanted := range []string{"Ships", "Shipbuilding", role.ID} {
		if strings.Contains(posts[0].Text(), unwanted) {
			t.Errorf("%q in %s", unwanted, posts[0].Text())
		}
	}
	for _, option := range posts[0].Components[0].Components[0].Options {
		if option.Value == string(all[2].ID) {
			t.Error("it can be asked about")
		}
	}
}

// A digest leaves it out, though the index has not heard of it yet.
func TestWithdrawnFromADigest(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	n.guild.Owner.Slash(n.channel, "digest on", discordtest.Opt("empty", true)).Wait(n.ctx())
	all := n.bring(euTitle, steelTitle)
	n.refresh()
	n.withdraw(all[0])
	n.deliverAfter(3 * 24 * time.Hour)
	posts := n.posted(n.channel)
	if len(posts) != 1 {
		t.Fatalf("%d posts", len(posts))
	}
	shows(t, posts[0], steelTitle)
	if strings.Contains(posts[0].Text(), euTitle) {
		t.Errorf("it is in the digest: %s", posts[0].Text())
	}
	sources := n.mina().Click(posts[0], "Sources").Wait(n.ctx())
	if strings.Contains(sources.Text(), euTitle) {
		t.Errorf("it is among the sources: %s", sources.Text())
	}
}

// answersFromSample has the bot answer from a sample, in which the release is,
// until it is told that the index has grown.
func (n *newsroom) answersFromSample(known release.Release) (grown func()) {
	n.t.Helper()
	n.stopIfRunning()
	n.srv.WaitGone(n.ctx())
	var has atomic.Bool
	own := n.answers.digest
	n.answers.digest = func(ctx context.Context, r answer.DigestRequest) (answer.Answer, error) {
		if has.Load() {
			return own(ctx, r)
		}
		return listed(answer.KindDigest, known), nil
	}
	sample := openStore(n.t)
	put(n.t, sample, known)
	n.cfg.Sample, n.cfg.Grown, n.cfg.Releases = true, has.Load, sample
	n.start()
	n.startEngine()
	return func() { has.Store(true) }
}

// What is posted comes from the index alone, also where answers come from the
// sample: there the index had nothing, has nothing any more, or has not been
// read yet.
func TestPostsAreNotOfTheSample(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	n.follow("*")
	all := n.bring(euTitle, steelTitle)
	n.answersFromSample(all[0])
	n.withdraw(all[0])
	n.deliver()
	posts := n.posted(n.channel)
	if len(posts) != 1 || n.states()[store.DeliveryFailed] != 0 {
		t.Fatalf("%d posts, %v", len(posts), n.states())
	}
	shows(t, posts[0], steelTitle)
}

func TestDigestIsNotOfTheSample(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	n.guild.Owner.Slash(n.channel, "digest on", discordtest.Opt("empty", true)).Wait(n.ctx())
	rel := n.bring(euTitle)[0]
	grown := n.answersFromSample(released(99, "A Brief of the Sample", euBody))
	n.deliverAfter(3 * 24 * time.Hour) // the index has releases, and they have not been read
	if posts := n.posted(n.channel); len(posts) != 0 {
		t.Fatalf("posted: %s", posts[0].Text())
	}
	shows(t, n.guild.Owner.Slash(n.channel, "digest now").Wait(n.ctx()), "No releases are indexed yet")
	grown()
	n.deliverAfter(10 * time.Minute)
	posts := n.posted(n.channel)
	if len(posts) != 1 {
		t.Fatalf("%d posts, %v", len(posts), n.states())
	}
	shows(t, posts[0], rel.Title)

	n.answersFromSample(released(99, "A Brief of the Sample", euBody))
	n.deliverAfter(7 * 24 * time.Hour) // a week without releases
	posts = n.posted(n.channel)
	if len(posts) != 2 {
		t.Fatalf("%d posts, %v", len(posts), n.states())
	}
	shows(t, posts[1], "No release came out in this week.")
	if strings.Contains(posts[1].Text(), "Sample") || strings.Contains(posts[1].Text(), "sample") {
		t.Errorf("of the sample: %s", posts[1].Text())
	}
}
