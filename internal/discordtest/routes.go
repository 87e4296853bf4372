package discordtest

import (
	"slices"
	"strings"
)

// Routes that tests name often, to make them fail or to count them.
const (
	RouteCallback       = "POST /interactions/{interaction_id}/{interaction_token}/callback"
	RouteGetOriginal    = "GET /webhooks/{webhook_id}/{webhook_token}/messages/@original"
	RouteEditOriginal   = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original"
	RouteDeleteOriginal = "DELETE /webhooks/{webhook_id}/{webhook_token}/messages/@original"
	RouteFollowup       = "POST /webhooks/{webhook_id}/{webhook_token}"
	RouteEditFollowup   = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
	RouteCreateMessage  = "POST /channels/{channel_id}/messages"
	RouteEditMessage    = "PATCH /channels/{channel_id}/messages/{message_id}"
	RouteGetMessages    = "GET /channels/{channel_id}/messages"
	RouteGetMessage     = "GET /channels/{channel_id}/messages/{message_id}"
	RouteTyping         = "POST /channels/{channel_id}/typing"
	RouteThread         = "POST /channels/{channel_id}/messages/{message_id}/threads"
	RouteOpenDM         = "POST /users/@me/channels"
	RouteGateway        = "GET /gateway"
	RouteGatewayBot     = "GET /gateway/bot"
	RouteMe             = "GET /users/@me"
	RouteCommands       = "PUT /applications/{application_id}/commands"
	RouteGuildCommands  = "PUT /applications/{application_id}/guilds/{guild_id}/commands"
)

// route is one thing the API can be asked.
type route struct {
	method, path string
	open         bool // needs no bot token: the path holds a secret, or nothing to hide
	parse        func(*call, *problems)
	handle       func(*Server, *call) reply
}

func (r *route) name() string { return r.method + " " + r.path }

// routes is the part of the API that this Discord knows.
var routes = slices.Concat(applicationRoutes, channelRoutes, guildRoutes, interactionRoutes, []*route{
	{method: "GET", path: "/gateway", open: true, handle: (*Server).getGateway},
	{method: "GET", path: "/gateway/bot", handle: (*Server).getGatewayBot},
})

var applicationRoutes = []*route{
	{method: "GET", path: "/applications/@me", handle: (*Server).getApplication},
	{method: "GET", path: "/oauth2/applications/@me", handle: (*Server).getApplication},
	{method: "GET", path: "/applications/{application_id}/commands", handle: (*Server).getCommands},
	{method: "PUT", path: "/applications/{application_id}/commands", parse: parseCommands, handle: (*Server).putCommands},
	{method: "GET", path: "/applications/{application_id}/guilds/{guild_id}/commands", handle: (*Server).getCommands},
	{method: "PUT", path: "/applications/{application_id}/guilds/{guild_id}/commands", parse: parseCommands, handle: (*Server).putCommands},
}

var channelRoutes = []*route{
	{method: "GET", path: "/channels/{channel_id}", handle: (*Server).getChannel},
	{method: "GET", path: "/channels/{channel_id}/messages", parse: parsePage, handle: (*Server).getMessages},
	{method: "POST", path: "/channels/{channel_id}/messages", parse: parseMessage, handle: (*Server).postMessage},
	{method: "GET", path: "/channels/{channel_id}/messages/{message_id}", handle: (*Server).getMessage},
	{method: "PATCH", path: "/channels/{channel_id}/messages/{message_id}", parse: parseMessage, handle: (*Server).patchMessage},
	{method: "DELETE", path: "/channels/{channel_id}/messages/{message_id}", handle: (*Server).deleteMessage},
	{method: "POST", path: "/channels/{channel_id}/messages/{message_id}/threads", parse: parseThread, handle: (*Server).postThread},
	{method: "POST", path: "/channels/{channel_id}/threads", parse: parseThread, handle: (*Server).postThread},
	{method: "PUT", path: "/channels/{channel_id}/thread-members/@me", handle: (*Server).joinThread},
	{method: "POST", path: "/channels/{channel_id}/typing", handle: (*Server).postTyping},
	{method: "POST", path: "/users/@me/channels", parse: parseRecipient, handle: (*Server).postDM},
}

var guildRoutes = []*route{
	{method: "GET", path: "/users/@me", handle: (*Server).getMe},
	{method: "GET", path: "/users/@me/guilds", handle: (*Server).getMyGuilds},
	{method: "GET", path: "/guilds/{guild_id}", handle: (*Server).getGuild},
	{method: "GET", path: "/guilds/{guild_id}/channels", handle: (*Server).getGuildChannels},
	{method: "GET", path: "/guilds/{guild_id}/roles", handle: (*Server).getRoles},
	{method: "GET", path: "/guilds/{guild_id}/members/{user_id}", handle: (*Server).getMember},
}

var interactionRoutes = []*route{
	{method: "POST", path: "/interactions/{interaction_id}/{interaction_token}/callback", open: true, parse: parseCallback, handle: (*Server).postCallback},
	{method: "POST", path: "/webhooks/{webhook_id}/{webhook_token}", open: true, parse: parseMessage, handle: (*Server).postFollowup},
	{method: "GET", path: "/webhooks/{webhook_id}/{webhook_token}/messages/@original", open: true, handle: (*Server).getOriginal},
	{method: "PATCH", path: "/webhooks/{webhook_id}/{webhook_token}/messages/@original", open: true, parse: parseMessage, handle: (*Server).patchOriginal},
	{method: "DELETE", path: "/webhooks/{webhook_id}/{webhook_token}/messages/@original", open: true, handle: (*Server).deleteOriginal},
	{method: "PATCH", path: "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", open: true, parse: parseMessage, handle: (*Server).patchFollowup},
}

// find matches a path, literal steps before variable ones. Without a route it
// tells whether the path exists with another method.
func find(method, path string) (match *route, params map[string]string, otherMethod bool) {
	for _, r := range routes {
		found, ok := fits(r.path, path)
		switch {
		case !ok:
		case r.method != method:
			otherMethod = true
		case match == nil || len(found) < len(params):
			match, params = r, found
		}
	}
	return match, params, otherMethod
}

// fits lays a path over a template and reads the variables.
func fits(template, path string) (map[string]string, bool) {
	want, have := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return nil, false
	}
	params := map[string]string{}
	for i, step := range want {
		name, variable := strings.CutPrefix(step, "{")
		switch {
		case variable && have[i] != "":
			params[strings.TrimSuffix(name, "}")] = have[i]
		case step != have[i]:
			return nil, false
		}
	}
	return params, true
}

// known tells whether a test's pattern names any route: "*", a path, or a
// method and a path.
func known(pattern string) bool {
	return pattern == "*" || slices.ContainsFunc(routes, func(r *route) bool { return covers(pattern, r) })
}

// covers tells whether the pattern names this route.
func covers(pattern string, r *route) bool {
	return pattern == "*" || pattern == r.path || pattern == r.name()
}
