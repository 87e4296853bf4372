package bot_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"motirbot/internal/discordtest"
	"motirbot/internal/goldentest"
	"motirbot/store"
)

// talk is a conversation on Discord, as somebody there reads it.
type talk struct {
	*world
	log strings.Builder
}

var numbers = regexp.MustCompile(`<(@|@&|#)\d+>`)

// wrote and saw write down what somebody did and what they were shown.
func (c *talk) wrote(who *discordtest.User, what string, args ...any) {
	what = numbers.ReplaceAllString(fmt.Sprintf(what, args...), "<${1}motirbot>")
	fmt.Fprintf(&c.log, "%s: %s\n", who.Name, what)
}

func (c *talk) saw(m *discordtest.Message) *discordtest.Message {
	c.t.Helper()
	if m == nil {
		c.t.Fatalf("nothing is shown after:\n%s", c.log.String())
	}
	where := ""
	if m.Channel.Parent != nil {
		where = "    (in the thread " + m.Channel.Name + ")\n"
	}
	c.log.WriteString(where + numbers.ReplaceAllString(m.Shown(), "<${1}motirbot>") + "\n\n")
	return m
}

// says writes a message and waits for its answer.
func (c *talk) says(u *discordtest.User, where *discordtest.Channel, text string) *discordtest.Message {
	c.t.Helper()
	c.wrote(u, "%s", text)
	return c.saw(c.srv.WaitAnswer(c.ctx(), u.Say(where, text), c.whole))
}

func (c *talk) replies(u *discordtest.User, to *discordtest.Message, text string) *discordtest.Message {
	c.t.Helper()
	c.wrote(u, "(reply) %s", text)
	return c.saw(c.srv.WaitAnswer(c.ctx(), u.Reply(to, text), c.whole))
}

func (c *talk) whole(m *discordtest.Message) bool { return !m.Loading() }

func (c *talk) slash(u *discordtest.User, where *discordtest.Channel, name string, args ...discordtest.Arg) *discordtest.Message {
	c.t.Helper()
	said := "/" + name
	for _, a := range args {
		said += fmt.Sprintf(" %s:%v", a.Name, a.Value)
	}
	c.wrote(u, "%s", said)
	return c.saw(u.Slash(where, name, args...).Wait(c.ctx()))
}

func (c *talk) clicks(u *discordtest.User, on *discordtest.Message, button string) *discordtest.Message {
	c.t.Helper()
	c.wrote(u, "[%s]", button)
	return c.saw(u.Click(on, button).Wait(c.ctx()))
}

// about uses the menu of a message, and fills in the form if there is one.
func (c *talk) about(u *discordtest.User, on *discordtest.Message, question string) *discordtest.Message {
	c.t.Helper()
	menu := u.MessageCommand("Ask about this", on)
	if question == "" {
		c.wrote(u, "(Ask about this: %s)", on.Text())
		return c.saw(menu.Wait(c.ctx()))
	}
	c.wrote(u, "(Ask about this) %s", question)
	menu.WaitModal(c.ctx())
	return c.saw(u.SubmitModal(menu, map[string]string{"q": question}).Wait(c.ctx()))
}

func (c *talk) check(name string) {
	c.t.Helper()
	goldentest.Check(c.t, filepath.Join("testdata", "talk", name+".golden"), c.log.String())
	c.checkMentions()
}

// TestTalk is conversations with the whole bot, for a reader to judge.
func TestTalk(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, lang string
		threads    bool
		do         func(c *talk, mina, jun *discordtest.User, tag string)
	}{
		{"replies", "", false, func(c *talk, mina, jun *discordtest.User, tag string) {
			card := c.slash(mina, c.channel, "release", discordtest.Opt("title", "Norway"))
			who := c.replies(mina, card, "who met whom?")
			c.replies(jun, who, "where?")
			c.replies(jun, card, "what did they say about ships?")
			c.replies(jun, card, "What did Korea ask the EU for on batteries?")
			c.about(mina, card, "what is it about?")
			week := c.slash(mina, c.channel, "week", discordtest.Opt("of", "2025-12-18"))
			c.replies(jun, week, "tell me more about the second one")
		}},
		{"thread", "", true, func(c *talk, mina, jun *discordtest.User, tag string) {
			c.wrote(mina, "%s what did Korea and the UK conclude?", tag)
			said := mina.Mention(c.channel, "what did Korea and the UK conclude?")
			thread := c.threadOf(said)
			c.saw(c.srv.WaitMessage(c.ctx(), thread, hasButton("Sources")))
			c.says(jun, thread, tag+" when will it be signed?")
			c.slash(mina, thread, "ask", discordtest.Opt("question", "and who led the talks?"))
		}},
		{"private", "", false, func(c *talk, mina, jun *discordtest.User, tag string) {
			c.says(mina, c.channel, tag)
			c.slash(mina, c.channel, "ask", discordtest.Opt("question", "latest on everything"), discordtest.Opt("topic", "xyzzy"))
			shown := c.slash(mina, c.channel, "ask", discordtest.Opt("question", "What did Korea ask the EU for on batteries?"), discordtest.Opt("private", true))
			c.replies(jun, c.clicks(mina, shown, publish), "and on steel?")
			c.about(mina, jun.Say(c.channel, "Did Korea and the UK conclude their talks?"), "")
			c.about(mina, jun.Show(c.channel, discordtest.Embed{Title: "Korea and Norway meet", Description: "on the trade environment"}), "")
		}},
		{"edited", "", false, func(c *talk, mina, jun *discordtest.User, tag string) {
			c.wrote(mina, "%s what about whaling?", tag)
			said := mina.Mention(c.channel, "what about whaling?")
			first := c.saw(c.srv.WaitAnswer(c.ctx(), said, c.whole))
			c.wrote(mina, "(edited) %s what did Korea ask the EU for on batteries?", tag)
			mina.Edit(said, tag+" what did Korea ask the EU for on batteries?")
			c.until("the answer is edited", func() bool { return hasButton("Sources")(c.srv.Message(first.ID)) })
			c.saw(c.srv.Message(first.ID))
			c.says(mina, c.channel, "<@&"+c.guild.BotRole().ID+"> and on steel?")
			c.says(mina, c.channel, tag+" thank you!")
		}},
		{"replies-ko", "ko", false, func(c *talk, mina, jun *discordtest.User, tag string) {
			c.says(mina, c.channel, tag)
			card := c.slash(mina, c.channel, "release", discordtest.Opt("title", "Norway"))
			c.replies(jun, card, "누가 만났나요?")
			c.about(mina, card, "무슨 내용인가요?")
			c.says(mina, c.channel, tag+" 고마워요!")
		}},
		{"private-ko", "ko", true, func(c *talk, mina, jun *discordtest.User, tag string) {
			c.wrote(mina, "%s EU에 배터리와 관련해 무엇을 요청했나요?", tag)
			thread := c.threadOf(mina.Mention(c.channel, "EU에 배터리와 관련해 무엇을 요청했나요?"))
			c.saw(c.srv.WaitMessage(c.ctx(), thread, hasButton("출처")))
			c.says(jun, thread, tag+" 그럼 철강은요?")
			shown := c.slash(mina, thread, "latest", discordtest.Opt("topic", "유럽연합"), discordtest.Opt("private", true))
			c.clicks(mina, shown, "채널에 공개")
			c.slash(mina, thread, "latest", discordtest.Opt("topic", "없는 주제"))
			c.says(mina, c.channel, "<@&"+c.guild.BotRole().ID+"> 안녕하세요")
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := &talk{world: sampleWorldWith(t, store.GuildSettings{Language: test.lang, Threads: test.threads})}
			locale := discordtest.Locale(test.lang)
			test.do(c, c.srv.User("mina", locale), c.srv.User("jun", locale), c.srv.Bot.Tag())
			c.check(test.name)
		})
	}
}
