package discordtest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"motirbot/internal/discordtest"
)

// A whole conversation with a real client: a command that streams, a button, a
// form, completion, a menu command, mention and direct message.
func TestConversation(t *testing.T) {
	ctx := soon(t)
	srv := discordtest.New(t)
	news := srv.AddGuild("Trade").AddChannel("news")
	dg := bot(t, srv, answerLikeABot(t))
	dg.AddHandler(repeatWhatIsSaid(t))
	mina := srv.User("mina", discordtest.Locale("ko"))

	asked := mina.Slash(news, "ask", discordtest.Opt("question", "chips?"), discordtest.Opt("private", false))
	asked.Wait(ctx)
	answer := asked.WaitFor(ctx, func(m *discordtest.Message) bool { return strings.Contains(m.Text(), "done") })
	if got := answer.Embeds[0].Description; got != "chips? ko done" {
		t.Fatalf("answer = %q", got)
	}
	if n := len(asked.Edits()); n != 3 {
		t.Errorf("answer has been %d things, want 3: thinking, partial, done", n)
	}
	if took, _ := asked.Answered(); took <= 0 || took > 3*time.Second {
		t.Errorf("answered after %v", took)
	}
	goOn(t, mina, answer)
	if got := mina.Autocomplete(ctx, news, "ask", "topic", "stee"); len(got) != 1 || got[0].Value != "steel" {
		t.Errorf("choices = %v", got)
	}
	talk(t, srv, mina, news)
	if len(srv.Pings()) != 0 || len(srv.OverlappingEdits()) != 0 {
		t.Errorf("pings %v, overlapping edits %v", srv.Pings(), srv.OverlappingEdits())
	}
	if n := srv.Routes()[discordtest.RouteEditOriginal]; n != 2 {
		t.Errorf("%d edits", n)
	}
}

// goOn uses what stands under an answer.
func goOn(t *testing.T, mina *discordtest.User, answer *discordtest.Message) {
	t.Helper()
	ctx := soon(t)
	sources := mina.Click(answer, "Sources").Wait(ctx)
	if !sources.Ephemeral() || sources.Content != "passages" {
		t.Errorf("sources = %+v", sources)
	}
	form := mina.Click(answer, "follow:1")
	if form.WaitModal(ctx).Title != "Ask a follow-up" {
		t.Errorf("form = %+v", form.Modal())
	}
	sent := mina.SubmitModal(form, map[string]string{"text": "and on steel?"})
	if got := sent.Wait(ctx).Content; got != "and on steel?" {
		t.Errorf("answer to the form = %q", got)
	}
}

// talk reaches the bot in all ways but a slash.
func talk(t *testing.T, srv *discordtest.Server, mina *discordtest.User, news *discordtest.Channel) {
	t.Helper()
	ctx := soon(t)
	said := mina.Say(news, "steel exports rose")
	if got := mina.MessageCommand("Ask about this", said).Wait(ctx).Content; got != "about steel exports rose" {
		t.Errorf("menu command = %q", got)
	}
	mentioned := mina.Mention(news, "hello")
	reply := srv.WaitAnswer(ctx, mentioned, nil)
	if reply.ReplyTo != mentioned.ID || !strings.HasSuffix(reply.Content, "hello") {
		t.Errorf("reply = %+v", reply)
	}
	whispered := mina.DM("psst")
	if got := srv.WaitAnswer(ctx, whispered, nil); got.Content != "you said psst" {
		t.Errorf("direct answer = %q", got.Content)
	}
}

// repeatWhatIsSaid answers messages that have text for the bot.
func repeatWhatIsSaid(t *testing.T) func(*discordgo.Session, *discordgo.MessageCreate) {
	return func(dg *discordgo.Session, m *discordgo.MessageCreate) {
		if m.Author.ID == dg.State.User.ID || m.Content == "" {
			return
		}
		_, err := dg.ChannelMessageSendComplex(m.ChannelID, &discordgo.MessageSend{
			Content: "you said " + m.Content, Reference: m.Reference(),
			AllowedMentions: &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}},
		})
		if err != nil {
			t.Errorf("reply: %v", err)
		}
	}
}

// answerLikeABot answers what TestConversation does.
func answerLikeABot(t *testing.T) func(*discordgo.Session, *discordgo.InteractionCreate) {
	return func(dg *discordgo.Session, i *discordgo.InteractionCreate) {
		var err error
		switch i.Type {
		case discordgo.InteractionApplicationCommand:
			err = answerCommand(dg, i)
		case discordgo.InteractionApplicationCommandAutocomplete:
			err = dg.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{
				Type: discordgo.InteractionApplicationCommandAutocompleteResult,
				Data: &discordgo.InteractionResponseData{Choices: []*discordgo.ApplicationCommandOptionChoice{{Name: "Steel", Value: "steel"}}},
			})
		case discordgo.InteractionMessageComponent:
			err = answerClick(dg, i)
		case discordgo.InteractionModalSubmit:
			row := i.ModalSubmitData().Components[0].(*discordgo.ActionsRow)
			err = say(dg, i, row.Components[0].(*discordgo.TextInput).Value, 0)
		}
		if err != nil {
			t.Errorf("interaction of type %v: %v", i.Type, err)
		}
	}
}

func answerCommand(dg *discordgo.Session, i *discordgo.InteractionCreate) error {
	data := i.ApplicationCommandData()
	if data.TargetID != "" {
		return say(dg, i, "about "+data.Resolved.Messages[data.TargetID].Content, 0)
	}
	err := dg.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{
		Type: discordgo.InteractionResponseDeferredChannelMessageWithSource,
	})
	if err != nil {
		return err
	}
	for _, end := range []string{"...", " done"} {
		text := data.GetOption("question").StringValue() + " " + string(i.Locale) + end
		_, err := dg.InteractionResponseEdit(i.Interaction, &discordgo.WebhookEdit{
			Embeds:     &[]*discordgo.MessageEmbed{{Title: "Answer", Description: text}},
			Components: &[]discordgo.MessageComponent{buttons()},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func buttons() discordgo.MessageComponent {
	return discordgo.ActionsRow{Components: []discordgo.MessageComponent{
		discordgo.Button{Label: "Sources", CustomID: "sources:1", Style: discordgo.SecondaryButton},
		discordgo.Button{Label: "Ask a follow-up", CustomID: "follow:1"},
		discordgo.Button{Emoji: &discordgo.ComponentEmoji{Name: "👍"}, CustomID: "vote:1:up"},
		discordgo.Button{Label: "Open", Style: discordgo.LinkButton, URL: "https://english.motir.go.kr/"},
	}}
}

func answerClick(dg *discordgo.Session, i *discordgo.InteractionCreate) error {
	if strings.HasPrefix(i.MessageComponentData().CustomID, "sources") {
		return say(dg, i, "passages", discordgo.MessageFlagsEphemeral)
	}
	return dg.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{
		Type: discordgo.InteractionResponseModal,
		Data: &discordgo.InteractionResponseData{
			CustomID: "form:1", Title: "Ask a follow-up",
			Components: []discordgo.MessageComponent{discordgo.ActionsRow{Components: []discordgo.MessageComponent{
				discordgo.TextInput{CustomID: "text", Label: "Question", Style: discordgo.TextInputShort, Required: true, MaxLength: 200},
			}}},
		},
	})
}

func say(dg *discordgo.Session, i *discordgo.InteractionCreate, text string, flags discordgo.MessageFlags) error {
	return dg.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{
		Type: discordgo.InteractionResponseChannelMessageWithSource,
		Data: &discordgo.InteractionResponseData{
			Content: text, Flags: flags,
			AllowedMentions: &discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}},
		},
	})
}
