package command

import (
	"context"
	"fmt"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/bot/render/markdown"
)

// NoThreadError holds the permissions that the bot lacks to open a thread.
type NoThreadError []int64

func (e NoThreadError) Error() string { return "permissions are missing" }

// maxThreadName is the longest name of a thread that Discord takes.
const maxThreadName = 100

// OpenThread opens a thread from a message in a channel of a server, and returns
// its id. Errors: NoThreadError, and Discord's.
func (c *Commands) OpenThread(ctx context.Context, p discord.Place, message, question string) (string, error) {
	var missing NoThreadError
	for _, needed := range []int64{discordgo.PermissionCreatePublicThreads, discordgo.PermissionSendMessagesInThreads} {
		if c.Guilds.Lacks(c.Me(), p, needed) {
			missing = append(missing, needed)
		}
	}
	if missing != nil {
		return "", missing
	}
	return c.client.StartThread(ctx, p.Channel, message, markdown.Truncate(markdown.CleanLine(question), maxThreadName))
}

// ThreadHint says how to go on in a thread of the bot's own.
func (c *Commands) ThreadHint(t *render.Texts) string {
	if c.cfg.ReadsThreads {
		return t.ThreadRead
	}
	return fmt.Sprintf(t.ThreadHint, c.Mention())
}

// followInThread opens a thread from the public answer to a command, where the
// server's managers want one for each question, and says there how to go on.
func (c *call) followInThread(ctx context.Context, job *Job) {
	if !c.settings.Threads || job.Private || job.Place.Guild == "" || job.Place.Thread || c.out.ID == "" {
		return
	}
	ctx, cancel := discord.Sending(ctx)
	defer cancel()
	thread, err := c.OpenThread(ctx, job.Place, c.out.ID, job.Title)
	if err == nil {
		out := discord.ChannelMessage{Client: c.client, Channel: thread, Nonce: job.ID}
		err = out.Show(ctx, discord.Plain("-# "+c.ThreadHint(job.Texts)), false)
	}
	if err != nil {
		c.Logger.InfoContext(ctx, "discord: no thread opened", "channel", job.Place.Channel, "err", err)
	}
}
