package discord

import "github.com/bwmarrin/discordgo"

// Needed is what the bot needs in a channel to answer there with charts, and asks for
// in its invitation.
const Needed = discordgo.PermissionViewChannel | discordgo.PermissionSendMessages |
	discordgo.PermissionSendMessagesInThreads | discordgo.PermissionEmbedLinks |
	discordgo.PermissionReadMessageHistory | discordgo.PermissionAttachFiles

// MissingPermissions are those that an answer at the place needs and the bot
// does not have there.
func MissingPermissions(have int64, p Place) []int64 {
	if p.Guild == "" || have&discordgo.PermissionAdministrator != 0 {
		return nil
	}
	send := int64(discordgo.PermissionSendMessages)
	if p.Thread {
		send = discordgo.PermissionSendMessagesInThreads
	}
	var missing []int64
	for _, needed := range []int64{discordgo.PermissionViewChannel, send, discordgo.PermissionEmbedLinks} {
		if have&needed == 0 {
			missing = append(missing, needed)
		}
	}
	return missing
}
