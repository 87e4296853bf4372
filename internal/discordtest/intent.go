package discordtest

// Intent is a set of gateway intents, by which a bot chooses what it hears.
type Intent int

const (
	intentNone           Intent = 0
	intentGuilds         Intent = 1 << 0
	intentGuildMembers   Intent = 1 << 1
	intentPresences      Intent = 1 << 8
	intentGuildMessages  Intent = 1 << 9
	intentDirectMessages Intent = 1 << 12
	intentMessageContent Intent = 1 << 15

	// knownIntents are all bits that mean something.
	knownIntents Intent = 1<<17 - 1 | 1<<20 | 1<<21 | 1<<24 | 1<<25
	privileged          = intentGuildMembers | intentPresences | intentMessageContent
)

// Privileged intents, for the setting of that name.
const (
	GuildMembers   = intentGuildMembers
	Presences      = intentPresences
	MessageContent = intentMessageContent
)

// has tells whether all those asked for are granted; none is always.
func (i Intent) has(all Intent) bool { return i&all == all }
