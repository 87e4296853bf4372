package bot

import (
	"errors"
	"fmt"

	"motirbot/bot/discord"
	"motirbot/bot/discord/gateway"
)

// What can be wrong with the bot's token or its place on Discord. The words
// are for whoever runs the bot and fit on one line.
var (
	ErrTokenMissing = errors.New("DISCORD_TOKEN is not set: copy the bot's token from the Bot page of https://discord.com/developers/applications")
	// ErrTokenMalformed does not quote the token.
	ErrTokenMalformed    = errors.New("DISCORD_TOKEN does not look like a bot token, which has three parts with dots between: copy it again from the Bot page, without \"Bot \" before it")
	ErrTokenRefused      = errors.New("Discord refused DISCORD_TOKEN: reset the token on the Bot page of the developer portal and set the new one")
	ErrDisallowedIntents = errors.New("Discord refused the bot's intents: with DISCORD_MESSAGE_CONTENT=on, switch on Message Content Intent on the Bot page of the developer portal; otherwise motirbot asks for no privileged ones, so look whether the bot is limited there")
	ErrShards            = errors.New("Discord does not accept the shards: set DISCORD_SHARDS=auto, or a number that is large enough for so many servers")
	ErrNotInGuild        = errors.New("the bot may not register commands on the server named by DISCORD_GUILD_ID: check the id, and invite the bot there with the scope applications.commands")
)

// startupError turns what Discord says at the start into one of the errors above.
func startupError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, gateway.ErrTokenRefused), discord.HasStatus(err, 401):
		return fmt.Errorf("%w (%w)", ErrTokenRefused, err)
	case errors.Is(err, gateway.ErrDisallowedIntents):
		return fmt.Errorf("%w (%w)", ErrDisallowedIntents, err)
	case errors.Is(err, gateway.ErrShards):
		return fmt.Errorf("%w (%w)", ErrShards, err)
	}
	return err
}
