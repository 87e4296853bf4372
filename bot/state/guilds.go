package state

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/discord"
	"motirbot/store"
)

// Guilds is what is known of the servers: their settings, kept in memory since
// the first response to an interaction depends on them, and who may do what
// where, as the gateway tells it.
type Guilds struct {
	memory Memory
	logger *slog.Logger

	storing  sync.Mutex // one reads or writes the store at a time
	mu       sync.RWMutex
	settings map[string]store.GuildSettings

	// discordgo's State hands out what it goes on changing, so that its own
	// lock is not enough.
	stateMu sync.RWMutex
	state   *discordgo.State
	present map[string]int // the servers that the bot is on, and their shards
	shards  map[int]bool   // those that have been told of their servers
}

func newGuilds(memory Memory, logger *slog.Logger) *Guilds {
	state := discordgo.NewState()
	state.TrackEmojis, state.TrackStickers, state.TrackVoice = false, false, false
	state.TrackPresences, state.TrackThreadMembers = false, false
	return &Guilds{memory: memory, logger: logger, settings: map[string]store.GuildSettings{}, state: state, present: map[string]int{}, shards: map[int]bool{}}
}

// Of returns the settings of a server; those of direct messages are the
// defaults.
func (g *Guilds) Of(guild string) store.GuildSettings {
	g.mu.RLock()
	defer g.mu.RUnlock()
	settings := g.settings[guild]
	settings.GuildID = guild
	return settings
}

// Refresh reads the settings from the store, where another process may have
// changed them.
func (g *Guilds) Refresh(ctx context.Context) error {
	g.storing.Lock()
	defer g.storing.Unlock()
	all, err := g.memory.AllGuildSettings(ctx)
	if err != nil {
		return err
	}
	settings := make(map[string]store.GuildSettings, len(all))
	for _, s := range all {
		settings[s.GuildID] = s
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.settings = settings
	return nil
}

// Change applies one change to the settings of a server and stores them.
// Nobody who only reads settings waits for the disk meanwhile.
func (g *Guilds) Change(ctx context.Context, guild string, apply func(*store.GuildSettings)) (store.GuildSettings, error) {
	g.storing.Lock()
	defer g.storing.Unlock()
	settings := g.Of(guild)
	apply(&settings)
	if err := g.memory.SaveGuildSettings(ctx, settings); err != nil {
		return settings, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.settings[guild] = settings
	return settings, nil
}

// Learn takes an event of the gateway that says something about a server.
func (g *Guilds) Learn(name string, raw json.RawMessage) {
	event := eventOf(name)
	if event == nil {
		return
	}
	if err := json.Unmarshal(raw, event); err != nil {
		g.logger.Warn("discord: event not understood", "event", name, "err", err)
		return
	}
	// Within a guild, Discord leaves its id out.
	switch e := event.(type) {
	case *discordgo.GuildCreate:
		setGuild(e.Guild)
	case *discordgo.GuildUpdate:
		setGuild(e.Guild)
	}
	g.stateMu.Lock()
	defer g.stateMu.Unlock()
	// An error means that the guild is not known, which the readers cope with.
	_ = g.state.OnInterface(&discordgo.Session{StateEnabled: true}, event)
}

func eventOf(name string) any {
	switch name {
	case "GUILD_CREATE":
		return &discordgo.GuildCreate{}
	case "GUILD_UPDATE":
		return &discordgo.GuildUpdate{}
	case "GUILD_DELETE":
		return &discordgo.GuildDelete{}
	case "GUILD_ROLE_CREATE":
		return &discordgo.GuildRoleCreate{}
	case "GUILD_ROLE_UPDATE":
		return &discordgo.GuildRoleUpdate{}
	case "GUILD_ROLE_DELETE":
		return &discordgo.GuildRoleDelete{}
	case "GUILD_MEMBER_UPDATE":
		return &discordgo.GuildMemberUpdate{}
	case "CHANNEL_CREATE":
		return &discordgo.ChannelCreate{}
	case "CHANNEL_UPDATE":
		return &discordgo.ChannelUpdate{}
	case "CHANNEL_DELETE":
		return &discordgo.ChannelDelete{}
	case "THREAD_CREATE":
		return &discordgo.ThreadCreate{}
	case "THREAD_UPDATE":
		return &discordgo.ThreadUpdate{}
	case "THREAD_DELETE":
		return &discordgo.ThreadDelete{}
	}
	return nil
}

func setGuild(guild *discordgo.Guild) {
	for _, channel := range slices.Concat(guild.Channels, guild.Threads) {
		channel.GuildID = guild.ID
	}
	for _, member := range guild.Members {
		member.GuildID = guild.ID
	}
}

// SetPresent takes the servers of a shard that the bot is on, as Discord tells
// them first.
func (g *Guilds) SetPresent(shard int, ids []string) {
	g.stateMu.Lock()
	defer g.stateMu.Unlock()
	g.shards[shard] = true
	maps.DeleteFunc(g.present, func(_ string, of int) bool { return of == shard })
	for _, id := range ids {
		g.present[id] = shard
	}
}

// Enter and Leave take that the bot is on a server or no longer is, and report
// whether that is news.
func (g *Guilds) Enter(shard int, id string) bool {
	g.stateMu.Lock()
	defer g.stateMu.Unlock()
	if _, was := g.present[id]; was || !g.shards[shard] {
		return false
	}
	g.present[id] = shard
	return true
}

// Leave is the opposite of Enter.
func (g *Guilds) Leave(id string) bool {
	g.stateMu.Lock()
	defer g.stateMu.Unlock()
	_, was := g.present[id]
	delete(g.present, id)
	return was
}

// Present are the servers that the bot is on, of the shards that have been told
// of theirs.
func (g *Guilds) Present() (ids []string, shards map[int]bool) {
	g.stateMu.RLock()
	defer g.stateMu.RUnlock()
	return slices.Sorted(maps.Keys(g.present)), maps.Clone(g.shards)
}

// Count is how many servers the bot is on.
func (g *Guilds) Count() int {
	g.stateMu.RLock()
	defer g.stateMu.RUnlock()
	return len(g.present)
}

// Greeting is where to greet a server: where it wants such messages, or else in
// its first channel, if the bot may write there. "" if it may not anywhere.
func (g *Guilds) Greeting(bot, guild string) string {
	g.stateMu.RLock()
	known, err := g.state.Guild(guild)
	var channels []*discordgo.Channel
	if err == nil {
		for _, c := range known.Channels {
			if c.Type == discordgo.ChannelTypeGuildText {
				channels = append(channels, c)
			}
		}
		slices.SortFunc(channels, func(a, b *discordgo.Channel) int {
			return cmp.Or(system(known, b)-system(known, a), a.Position-b.Position, strings.Compare(a.ID, b.ID))
		})
	}
	g.stateMu.RUnlock()
	for _, c := range channels {
		if len(g.Missing(bot, discord.Place{Guild: guild, Channel: c.ID})) == 0 {
			return c.ID
		}
	}
	return ""
}

// system is 1 for the channel that a server has for messages such as greetings.
func system(g *discordgo.Guild, c *discordgo.Channel) int {
	if g.SystemChannelID == c.ID {
		return 1
	}
	return 0
}

// Place completes what a message says about where it is.
func (g *Guilds) Place(guild, channel string) discord.Place {
	g.stateMu.RLock()
	defer g.stateMu.RUnlock()
	p := discord.Place{Guild: guild, Channel: channel}
	known, err := g.state.Channel(channel)
	if err == nil {
		p.Thread, p.Parent, p.Owner = discord.IsThread(known.Type), known.ParentID, known.OwnerID
	}
	return p
}

// OwnRole is the role that the bot got with its invitation, "" if it is not known:
// the one of its roles that nobody may give or take.
func (g *Guilds) OwnRole(bot, guild string) string {
	g.stateMu.RLock()
	defer g.stateMu.RUnlock()
	member, err := g.state.Member(guild, bot)
	if err != nil {
		return ""
	}
	for _, id := range member.Roles {
		if role, err := g.state.Role(guild, id); err == nil && role.Managed {
			return id
		}
	}
	return ""
}

// Missing returns the permissions that an answer at the place needs and the
// bot does not have. Where too little is known it returns none: Discord will
// say so.
func (g *Guilds) Missing(bot string, p discord.Place) []int64 {
	have, known := g.permissions(bot, p)
	if !known {
		return nil
	}
	return discord.MissingPermissions(have, p)
}

// Lacks reports whether the bot surely lacks a permission at the place.
func (g *Guilds) Lacks(bot string, p discord.Place, permission int64) bool {
	have, known := g.permissions(bot, p)
	return known && have&(permission|discordgo.PermissionAdministrator) == 0
}

func (g *Guilds) permissions(bot string, p discord.Place) (int64, bool) {
	if p.Guild == "" {
		return 0, false
	}
	g.stateMu.RLock()
	defer g.stateMu.RUnlock()
	have, err := g.state.UserChannelPermissions(bot, p.Top())
	return have, err == nil
}

// Knows reports whether Discord has told of the guild.
func (g *Guilds) Knows(guild string) bool {
	g.stateMu.RLock()
	defer g.stateMu.RUnlock()
	known, err := g.state.Guild(guild)
	return err == nil && !known.Unavailable
}

// Owner is the id of a guild's owner, "" if it is not known.
func (g *Guilds) Owner(guild string) string {
	g.stateMu.RLock()
	defer g.stateMu.RUnlock()
	if known, err := g.state.Guild(guild); err == nil {
		return known.OwnerID
	}
	return ""
}

// Locale is the language that a guild has set at Discord.
func (g *Guilds) Locale(guild string) discordgo.Locale {
	g.stateMu.RLock()
	defer g.stateMu.RUnlock()
	if known, err := g.state.Guild(guild); err == nil {
		return discordgo.Locale(known.PreferredLocale)
	}
	return ""
}

// Name is the name of a guild, or its id.
func (g *Guilds) Name(guild string) string {
	g.stateMu.RLock()
	defer g.stateMu.RUnlock()
	if known, err := g.state.Guild(guild); err == nil && known.Name != "" {
		return known.Name
	}
	return guild
}

// ChannelName is the name of a channel, "" if it is not known.
func (g *Guilds) ChannelName(channel string) string {
	g.stateMu.RLock()
	defer g.stateMu.RUnlock()
	if known, err := g.state.Channel(channel); err == nil {
		return known.Name
	}
	return ""
}
