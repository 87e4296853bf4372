package render

import (
	"strings"

	"github.com/bwmarrin/discordgo"
)

// PermissionNames are the names as Discord's client shows them.
func (t *Texts) PermissionNames(permissions []int64) string {
	names := map[int64]string{
		discordgo.PermissionViewChannel:           t.ViewChannel,
		discordgo.PermissionSendMessages:          t.SendMessages,
		discordgo.PermissionSendMessagesInThreads: t.SendInThreads,
		discordgo.PermissionEmbedLinks:            t.EmbedLinks,
		discordgo.PermissionReadMessageHistory:    t.ReadHistory,
		discordgo.PermissionCreatePublicThreads:   t.CreateThreads,
		discordgo.PermissionAttachFiles:           t.AttachFiles,
	}
	var shown []string
	for _, p := range permissions {
		shown = append(shown, "**"+names[p]+"**")
	}
	return strings.Join(shown, ", ")
}
