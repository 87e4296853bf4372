package bot_test

import (
	"errors"
	"testing"

	"motirbot/bot"
)

func TestCheckToken(t *testing.T) {
	for token, want := range map[string]error{
		"": bot.ErrTokenMissing, "Bot " + secretToken: bot.ErrTokenMalformed, "abc": bot.ErrTokenMalformed,
		secretToken + "\n": bot.ErrTokenMalformed, "sk-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": bot.ErrTokenMalformed,
		secretToken: nil,
	} {
		if got := bot.CheckToken(token); !errors.Is(got, want) {
			t.Errorf("%d characters: %v, want %v", len(token), got, want)
		}
	}
}

func TestInvitation(t *testing.T) {
	const want = "https://discord.com/oauth2/authorize?client_id=42&permissions=274878024704&scope=bot+applications.commands"
	if got := (bot.Invitation{AppID: "42"}).URL(); got != want {
		t.Errorf("got %s", got)
	}
}
