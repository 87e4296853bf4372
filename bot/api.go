package bot

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/rest"
)

const (
	// respondTimeout is what Discord allows for the first response to an
	// interaction.
	respondTimeout = 3 * time.Second
	// sendTimeout bounds every other request, with its waits and repetitions.
	sendTimeout = 30 * time.Second
)

// api is the part of Discord's HTTP API that motirbot uses.
type api struct {
	rest *rest.Client
	app  string // the application's id, known once it is up
}

// sending is a context for telling a reader something: it does not end with
// the work that it reports on.
func sending(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), sendTimeout)
}

// application returns the id of the bot's own application.
func (a *api) application(ctx context.Context) (string, error) {
	var app struct {
		ID string `json:"id"`
	}
	err := a.rest.Call(ctx, rest.Request{
		Method: http.MethodGet, Endpoint: discordgo.EndpointApplication("@me"), Into: &app,
	})
	return app.ID, err
}

func (a *api) gatewayAddress(ctx context.Context) (string, error) {
	var gateway struct {
		URL string `json:"url"`
	}
	err := a.rest.Call(ctx, rest.Request{
		Method: http.MethodGet, Endpoint: discordgo.EndpointGateway, Into: &gateway,
	})
	return gateway.URL, err
}

// overwriteCommands replaces all commands, of one guild or ("") of all.
func (a *api) overwriteCommands(ctx context.Context, guild string, definitions any) error {
	endpoint := discordgo.EndpointApplicationGlobalCommands(a.app)
	if guild != "" {
		endpoint = discordgo.EndpointApplicationGuildCommands(a.app, guild)
	}
	return a.rest.Call(ctx, rest.Request{Method: http.MethodPut, Endpoint: endpoint, Body: definitions})
}

// respond gives the first response to an interaction.
func (a *api) respond(ctx context.Context, in *interaction, kind discordgo.InteractionResponseType, data any) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), respondTimeout)
	defer cancel()
	return a.rest.Call(ctx, rest.Request{
		Method: http.MethodPost, Endpoint: discordgo.EndpointInteractionResponse(in.ID, in.Token),
		Body: response{Type: kind, Data: data},
		// A second response to the same interaction is refused, not shown.
		Repeatable: true,
	})
}

type response struct {
	Type discordgo.InteractionResponseType `json:"type"`
	Data any                               `json:"data,omitempty"`
}

// editOriginal replaces the response to an interaction.
func (a *api) editOriginal(ctx context.Context, in *interaction, m message, once bool) error {
	m.Flags = 0 // fixed with the first response
	return a.rest.Call(ctx, rest.Request{
		Method: http.MethodPatch, Endpoint: discordgo.EndpointInteractionResponseActions(in.AppID, in.Token),
		Body: m, Files: m.files, Once: once,
	})
}

// send posts a message. Its nonce, which it must have, lets Discord recognise
// a second copy.
func (a *api) send(ctx context.Context, channel string, m message, once bool) (string, error) {
	m.EnforceNonce = true
	m.Flags = 0
	var sent struct {
		ID string `json:"id"`
	}
	err := a.rest.Call(ctx, rest.Request{
		Method: http.MethodPost, Endpoint: discordgo.EndpointChannelMessages(channel),
		Body: m, Files: m.files, Into: &sent, Once: once, Repeatable: true,
	})
	return sent.ID, err
}

// messagesAfter lists the messages in a channel that follow that id, as many as
// Discord lists at a time.
func (a *api) messagesAfter(ctx context.Context, channel, id string) ([]listedMessage, error) {
	return a.messages(ctx, channel, url.Values{"after": {id}, "limit": {strconv.Itoa(pageSize)}})
}

// newestMessages lists the newest message in a channel, if there is one.
func (a *api) newestMessages(ctx context.Context, channel string) ([]listedMessage, error) {
	return a.messages(ctx, channel, url.Values{"limit": {"1"}})
}

func (a *api) messages(ctx context.Context, channel string, page url.Values) ([]listedMessage, error) {
	var all []listedMessage
	err := a.rest.Call(ctx, rest.Request{
		Method: http.MethodGet, Endpoint: discordgo.EndpointChannelMessages(channel) + "?" + page.Encode(), Into: &all,
	})
	return all, err
}

// lastMessage returns the id of the newest message that there has been in a
// channel, deleted or not, or "".
func (a *api) lastMessage(ctx context.Context, channel string) (string, error) {
	var known struct {
		Last string `json:"last_message_id"`
	}
	err := a.rest.Call(ctx, rest.Request{Method: http.MethodGet, Endpoint: discordgo.EndpointChannel(channel), Into: &known})
	return known.Last, err
}

func (a *api) edit(ctx context.Context, channel, id string, m message, once bool) error {
	m.Flags, m.Reference, m.Nonce = 0, nil, ""
	return a.rest.Call(ctx, rest.Request{
		Method: http.MethodPatch, Endpoint: discordgo.EndpointChannelMessage(channel, id),
		Body: m, Files: m.files, Once: once,
	})
}

// typing shows that something is coming.
func (a *api) typing(ctx context.Context, channel string) error {
	return a.rest.Call(ctx, rest.Request{
		Method: http.MethodPost, Endpoint: discordgo.EndpointChannelTyping(channel), Once: true,
	})
}

// openDM returns the channel of direct messages with a user.
func (a *api) openDM(ctx context.Context, user string) (string, error) {
	var channel struct {
		ID string `json:"id"`
	}
	err := a.rest.Call(ctx, rest.Request{
		Method: http.MethodPost, Endpoint: discordgo.EndpointUserChannels("@me"),
		Body: map[string]string{"recipient_id": user}, Into: &channel, Repeatable: true,
	})
	return channel.ID, err
}
