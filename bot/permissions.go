package bot

import (
	"strings"

	"github.com/bwmarrin/discordgo"
)

// Needed is what the bot needs in a channel to answer there with charts, and asks for
// in its invitation.
const Needed = discordgo.PermissionViewChannel | discordgo.PermissionSendMessages |
	discordgo.PermissionSendMessagesInThreads | discordgo.PermissionEmbedLinks |
	discordgo.PermissionReadMessageHistory | discordgo.PermissionAttachFiles

// missingPermissions are those that an answer at the place needs and the bot
// does not have there.
func missingPermissions(have int64, p place) []int64 {
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

// permissionNames are the names as Discord's client shows them.
func (t *texts) permissionNames(permissions []int64) string {
	names := map[int64]string{
		discordgo.PermissionViewChannel:           t.ViewChannel,
		discordgo.PermissionSendMessages:          t.SendMessages,
		discordgo.PermissionSendMessagesInThreads: t.SendInThreads,
		discordgo.PermissionEmbedLinks:            t.EmbedLinks,
		discordgo.PermissionReadMessageHistory:    t.ReadHistory,
		discordgo.PermissionAttachFiles:           t.AttachFiles,
	}
	var shown []string
	for _, p := range permissions {
		shown = append(shown, "**"+names[p]+"**")
	}
	return strings.Join(shown, ", ")
}
