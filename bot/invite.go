package bot

import (
	"net/url"
	"regexp"
	"strconv"

	"motirbot/bot/discord"
	"motirbot/bot/discord/gateway"
)

// Invitation is what the owner of a bot needs to invite it.
type Invitation struct {
	AppID  string
	Name   string
	Guilds int // servers that it is on, as far as they are known

	UserInstall bool            // people may install it for themselves
	Shards      []gateway.Shard // of this process
	ShardCount  int             // of all
}

// URL is the address that invites the bot to a server, with the least it needs.
func (i Invitation) URL() string {
	query := url.Values{
		"client_id":   {i.AppID},
		"permissions": {strconv.FormatInt(discord.Needed, 10)},
		"scope":       {"bot applications.commands"},
	}
	return "https://discord.com/oauth2/authorize?" + query.Encode()
}

// PersonalURL is the address at which people install the bot for themselves.
func (i Invitation) PersonalURL() string {
	query := url.Values{"client_id": {i.AppID}, "integration_type": {"1"}, "scope": {"applications.commands"}}
	return "https://discord.com/oauth2/authorize?" + query.Encode()
}

// tokenForm is three parts: the bot's id, a time, a signature.
var tokenForm = regexp.MustCompile(`^[\w-]{18,}\.[\w-]{5,}\.[\w-]{20,}$`)

// CheckToken returns an error if the token is none by its form. It does not
// quote it.
func CheckToken(token string) error {
	switch {
	case token == "":
		return ErrTokenMissing
	case !tokenForm.MatchString(token):
		return ErrTokenMalformed
	}
	return nil
}
