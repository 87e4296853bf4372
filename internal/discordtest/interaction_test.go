package discordtest_test

import (
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"motirbot/internal/discordtest"
)

// stage is a server with commands and an interaction nobody has answered.
func stage(t *testing.T, settings ...discordtest.Setting) (*discordtest.Server, *discordtest.Interaction) {
	t.Helper()
	srv := discordtest.New(t, settings...)
	ch := srv.AddGuild("g").AddChannel("c")
	mustRegister(t, srv)
	return srv, srv.User("mina").Slash(ch, "ask", discordtest.Opt("question", "q"))
}

func callback(t *testing.T, srv *discordtest.Server, i *discordtest.Interaction, body any) (int, map[string]any) {
	t.Helper()
	return raw(t, srv, "POST", "/interactions/"+i.ID+"/"+i.Token+"/callback", body)
}

func hook(srv *discordtest.Server, i *discordtest.Interaction) string {
	return "/webhooks/" + srv.AppID + "/" + i.Token
}

func TestSecondResponseIsRefused(t *testing.T) {
	srv, i := stage(t, discordtest.ExpectViolations())
	if status, body := callback(t, srv, i, m{"type": 5}); status != 204 {
		t.Fatalf("refused: %d %v", status, body)
	}
	status, body := callback(t, srv, i, m{"type": 5})
	refused(t, status, body, 400, 40060)
	if len(srv.Violations()) != 1 {
		t.Errorf("violations = %v", srv.Violations())
	}
}

func TestLateResponseIsUnknown(t *testing.T) {
	srv, i := stage(t, discordtest.InteractionDeadline(20*time.Millisecond))
	time.Sleep(30 * time.Millisecond)
	status, body := callback(t, srv, i, m{"type": 5})
	refused(t, status, body, 404, 10062)
}

func TestNoWebhookBeforeTheFirstResponse(t *testing.T) {
	srv, i := stage(t)
	status, body := raw(t, srv, "POST", hook(srv, i), m{"content": "x"})
	refused(t, status, body, 404, 10015)
}

func TestExpiredToken(t *testing.T) {
	for _, c := range []struct {
		settings     []discordtest.Setting
		status, code int
	}{
		{nil, 404, 10015},
		{[]discordtest.Setting{discordtest.ExpiredAsUnauthorized()}, 401, 50027},
	} {
		srv, i := stage(t, c.settings...)
		callback(t, srv, i, m{"type": 5})
		i.Expire()
		status, body := raw(t, srv, "PATCH", hook(srv, i)+"/messages/@original", m{"content": "x"})
		refused(t, status, body, c.status, c.code)
	}
}

func TestTokenLife(t *testing.T) {
	srv, i := stage(t, discordtest.TokenLife(20*time.Millisecond))
	callback(t, srv, i, m{"type": 5})
	time.Sleep(30 * time.Millisecond)
	status, body := raw(t, srv, "POST", hook(srv, i), m{"content": "x"})
	refused(t, status, body, 404, 10015)
}

// The first followup to a deferred response becomes the response, and takes
// its privacy from it.
func TestDeferredEphemeral(t *testing.T) {
	srv, i := stage(t)
	callback(t, srv, i, m{"type": 5, "data": m{"flags": 64}})
	if got := i.Response(); got == nil || !got.Loading() || !got.Ephemeral() {
		t.Fatalf("response = %+v", got)
	}
	raw(t, srv, "POST", hook(srv, i), m{"content": "first"})
	_, second := raw(t, srv, "POST", hook(srv, i), m{"content": "second"})
	got := i.Wait(soon(t))
	if got.Content != "first" || !got.Ephemeral() || got.Loading() {
		t.Errorf("response = %+v", got)
	}
	if more := i.Followups(); len(more) != 1 || more[0].Content != "second" || more[0].Ephemeral() {
		t.Errorf("followups = %+v", more)
	}
	if all := srv.Messages(i.Channel); len(all) != 1 {
		t.Errorf("%d messages in the channel; the ephemeral one should not be", len(all))
	}
	id, _ := second["id"].(string)
	raw(t, srv, "PATCH", hook(srv, i)+"/messages/"+id, m{"content": "second, edited"})
	if more := i.Followups(); more[0].Content != "second, edited" {
		t.Errorf("followup = %q", more[0].Content)
	}
	raw(t, srv, "DELETE", hook(srv, i)+"/messages/@original", nil)
	status, body := raw(t, srv, "GET", hook(srv, i)+"/messages/@original", nil)
	refused(t, status, body, 404, 10008)
	if i.Response() != nil {
		t.Error("the deleted response still shows")
	}
}

func TestUpdateOfTheClickedMessage(t *testing.T) {
	srv, i := stage(t)
	page := func(n string) m { return m{"content": n, "components": list(row(button("next", "Next")))} }
	callback(t, srv, i, m{"type": 4, "data": page("1")})
	mina := i.User
	first := mina.Click(i.Response(), "Next")
	callback(t, srv, first, m{"type": 7, "data": page("2")})
	second := mina.Click(i.Response(), "next")
	callback(t, srv, second, m{"type": 6})
	raw(t, srv, "PATCH", hook(srv, second)+"/messages/@original", page("3"))
	if got := second.Wait(soon(t)); got.Content != "3" || got.ID != i.Response().ID {
		t.Errorf("after two clicks: %+v", got)
	}
	if n := len(srv.Messages(i.Channel)); n != 1 {
		t.Errorf("%d messages", n)
	}
}

// The interaction as a real client reads it.
func TestWhatTheClientReads(t *testing.T) {
	srv := discordtest.New(t)
	guild := srv.AddGuild("g")
	ch := guild.AddChannel("c")
	got := make(chan *discordgo.InteractionCreate, 1)
	bot(t, srv, func(dg *discordgo.Session, i *discordgo.InteractionCreate) { got <- i })
	guild.Owner.Slash(ch, "settings set", discordtest.Opt("channel", ch))
	i := <-got
	sub := i.ApplicationCommandData().GetOption("set")
	if sub == nil || sub.GetOption("channel").ChannelValue(nil).ID != ch.ID {
		t.Errorf("options = %+v", i.ApplicationCommandData().Options)
	}
	if i.Member == nil || i.Member.Permissions&discordgo.PermissionManageGuild == 0 || i.GuildID != guild.ID {
		t.Errorf("member = %+v", i.Member)
	}
	if i.AppPermissions&discordgo.PermissionSendMessages == 0 || *i.GuildLocale != "en-US" {
		t.Errorf("app permissions %d, guild locale %v", i.AppPermissions, *i.GuildLocale)
	}
	srv.User("mina").Slash(srv.User("mina").DMChannel(), "ask", discordtest.Opt("question", "q"))
	i = <-got
	if i.User == nil || i.Member != nil || i.Context != discordgo.InteractionContextBotDM {
		t.Errorf("direct: user %v, member %v, context %v", i.User, i.Member, i.Context)
	}
}
