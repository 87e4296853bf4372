package discord

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/bwmarrin/discordgo"
)

const (
	// RespondTimeout is what Discord allows for the first response to an
	// interaction.
	RespondTimeout = 3 * time.Second
	// SendTimeout bounds every other request, with its waits and repetitions.
	SendTimeout = 30 * time.Second
)

// Sending is a context for telling a reader something: it does not end with
// the work that it reports on.
func Sending(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), SendTimeout)
}

// Application is the bot's own.
type Application struct {
	ID          string
	UserInstall bool // people may install it for themselves
}

// Application returns the bot's own application, whose id other calls need: it
// is the first to make.
func (c *Client) Application(ctx context.Context) (Application, error) {
	var app struct {
		ID       string                     `json:"id"`
		Installs map[string]json.RawMessage `json:"integration_types_config"` // by where it is installed
	}
	err := c.Call(ctx, Request{
		Method: http.MethodGet, Endpoint: discordgo.EndpointApplication("@me"), Into: &app,
	})
	c.app = app.ID
	_, users := app.Installs["1"]
	return Application{ID: app.ID, UserInstall: users}, err
}

// Gateway returns where the gateway is, how many shards Discord recommends, and
// how many sessions may be started.
func (c *Client) Gateway(ctx context.Context) (discordgo.GatewayBotResponse, error) {
	var gateway discordgo.GatewayBotResponse
	err := c.Call(ctx, Request{
		Method: http.MethodGet, Endpoint: discordgo.EndpointGatewayBot, Into: &gateway,
	})
	return gateway, err
}

// Guild returns a server as Discord describes it, for those that no shard of
// this process has.
func (c *Client) Guild(ctx context.Context, id string) (json.RawMessage, error) {
	var guild json.RawMessage
	err := c.Call(ctx, Request{Method: http.MethodGet, Endpoint: discordgo.EndpointGuild(id), Into: &guild})
	return guild, err
}

// OverwriteCommands replaces all commands, of one guild or ("") of all.
func (c *Client) OverwriteCommands(ctx context.Context, guild string, definitions any) error {
	endpoint := discordgo.EndpointApplicationGlobalCommands(c.app)
	if guild != "" {
		endpoint = discordgo.EndpointApplicationGuildCommands(c.app, guild)
	}
	return c.Call(ctx, Request{Method: http.MethodPut, Endpoint: endpoint, Body: definitions})
}

// CommandNames returns the names of the commands of one guild or ("") of those
// everywhere.
func (c *Client) CommandNames(ctx context.Context, guild string) ([]string, error) {
	endpoint := discordgo.EndpointApplicationGlobalCommands(c.app)
	if guild != "" {
		endpoint = discordgo.EndpointApplicationGuildCommands(c.app, guild)
	}
	return c.list(ctx, endpoint, func(o named) string { return o.Name })
}

// Guilds returns the ids of the servers that the bot is on, up to 200.
func (c *Client) Guilds(ctx context.Context) ([]string, error) {
	return c.list(ctx, discordgo.EndpointUserGuilds("@me"), func(o named) string { return o.ID })
}

type named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (c *Client) list(ctx context.Context, endpoint string, pick func(named) string) ([]string, error) {
	var all []named
	err := c.Call(ctx, Request{Method: http.MethodGet, Endpoint: endpoint, Into: &all})
	picked := make([]string, len(all))
	for i, one := range all {
		picked[i] = pick(one)
	}
	return picked, err
}

// Respond gives the first response to an interaction.
func (c *Client) Respond(ctx context.Context, in *Interaction, kind discordgo.InteractionResponseType, data any) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), RespondTimeout)
	defer cancel()
	return c.Call(ctx, Request{
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

// EditOriginal replaces the response to an interaction, and returns the id of the
// message.
func (c *Client) EditOriginal(ctx context.Context, in *Interaction, m Message, once bool) (id string, err error) {
	m.Flags = 0 // fixed with the first response
	var edited named
	err = c.Call(ctx, Request{
		Method: http.MethodPatch, Endpoint: discordgo.EndpointInteractionResponseActions(in.AppID, in.Token),
		Body: m, Files: m.files, Into: &edited, Once: once,
	})
	return edited.ID, err
}

// Send posts a message. Its nonce, which it must have, lets Discord recognise
// a second copy.
func (c *Client) Send(ctx context.Context, channel string, m Message, once bool) (string, error) {
	m.EnforceNonce = true
	m.Flags = 0
	var sent struct {
		ID string `json:"id"`
	}
	err := c.Call(ctx, Request{
		Method: http.MethodPost, Endpoint: discordgo.EndpointChannelMessages(channel),
		Body: m, Files: m.files, Into: &sent, Once: once, Repeatable: true,
	})
	return sent.ID, err
}

// PageSize is the most messages that Discord lists at a time.
const PageSize = 100

// PostedMessage is what is looked at of a message that somebody has posted.
type PostedMessage struct {
	ID     string `json:"id"`
	Author struct {
		ID string `json:"id"`
	} `json:"author"`
	Content    string                    `json:"content"`
	Flags      discordgo.MessageFlags    `json:"flags"`
	Embeds     []*discordgo.MessageEmbed `json:"embeds"`
	Components []PostedComponent         `json:"components"`
	Forwarded  []struct {
		Message PostedMessage `json:"message"`
	} `json:"message_snapshots"`
}

// PostedComponent is a button or menu of such a message, or a row of them.
type PostedComponent struct {
	CustomID   string            `json:"custom_id"`
	Label      string            `json:"label"`
	Components []PostedComponent `json:"components"`
	Options    []struct {
		Value string `json:"value"`
	} `json:"options"`
}

// Buttons are all components of the message, rows left out.
func (m PostedMessage) Buttons() []PostedComponent {
	var all []PostedComponent
	for _, row := range m.Components {
		all = append(all, row.Components...)
	}
	return all
}

// Message returns a message of a channel.
func (c *Client) Message(ctx context.Context, channel, id string) (PostedMessage, error) {
	var m PostedMessage
	err := c.Call(ctx, Request{Method: http.MethodGet, Endpoint: discordgo.EndpointChannelMessage(channel, id), Into: &m})
	return m, err
}

// MessagesAfter lists the messages in a channel that follow that id, as many as
// Discord lists at a time.
func (c *Client) MessagesAfter(ctx context.Context, channel, id string) ([]PostedMessage, error) {
	return c.messages(ctx, channel, url.Values{"after": {id}, "limit": {strconv.Itoa(PageSize)}})
}

// NewestMessages lists the newest message in a channel, if there is one.
func (c *Client) NewestMessages(ctx context.Context, channel string) ([]PostedMessage, error) {
	return c.messages(ctx, channel, url.Values{"limit": {"1"}})
}

func (c *Client) messages(ctx context.Context, channel string, page url.Values) ([]PostedMessage, error) {
	var all []PostedMessage
	err := c.Call(ctx, Request{
		Method: http.MethodGet, Endpoint: discordgo.EndpointChannelMessages(channel) + "?" + page.Encode(), Into: &all,
	})
	return all, err
}

// LastMessage returns the id of the newest message that there has been in a
// channel, deleted or not, or "".
func (c *Client) LastMessage(ctx context.Context, channel string) (string, error) {
	var known struct {
		Last string `json:"last_message_id"`
	}
	err := c.Call(ctx, Request{Method: http.MethodGet, Endpoint: discordgo.EndpointChannel(channel), Into: &known})
	return known.Last, err
}

// Edit replaces a message in a channel.
func (c *Client) Edit(ctx context.Context, channel, id string, m Message, once bool) error {
	m.Flags, m.Reference, m.Nonce = 0, nil, ""
	return c.Call(ctx, Request{
		Method: http.MethodPatch, Endpoint: discordgo.EndpointChannelMessage(channel, id),
		Body: m, Files: m.files, Once: once,
	})
}

// StartThread opens a thread from a message in a channel, and returns its id.
func (c *Client) StartThread(ctx context.Context, channel, message, name string) (string, error) {
	var thread named
	err := c.Call(ctx, Request{
		Method: http.MethodPost, Endpoint: discordgo.EndpointChannelMessageThread(channel, message),
		Body: map[string]string{"name": name}, Into: &thread,
	})
	return thread.ID, err
}

// Typing shows that something is coming.
func (c *Client) Typing(ctx context.Context, channel string) error {
	return c.Call(ctx, Request{
		Method: http.MethodPost, Endpoint: discordgo.EndpointChannelTyping(channel), Once: true,
	})
}

// OpenDM returns the channel of direct messages with a user.
func (c *Client) OpenDM(ctx context.Context, user string) (string, error) {
	var channel struct {
		ID string `json:"id"`
	}
	err := c.Call(ctx, Request{
		Method: http.MethodPost, Endpoint: discordgo.EndpointUserChannels("@me"),
		Body: map[string]string{"recipient_id": user}, Into: &channel, Repeatable: true,
	})
	return channel.ID, err
}
