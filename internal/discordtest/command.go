package discordtest

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
)

// Types of command.
const (
	slashCommand   = 1
	userCommand    = 2
	messageCommand = 3
)

// Types of option.
const (
	subCommand       = 1
	subCommandGroup  = 2
	stringOption     = 3
	integerOption    = 4
	booleanOption    = 5
	userOption       = 6
	channelOption    = 7
	roleOption       = 8
	mentionOption    = 9
	numberOption     = 10
	attachmentOption = 11
)

// command is an application command as the bot registered it.
type command struct {
	ID                       string            `json:"id,omitempty"`
	ApplicationID            string            `json:"application_id,omitempty"`
	GuildID                  string            `json:"guild_id,omitempty"`
	Version                  string            `json:"version,omitempty"`
	Type                     int               `json:"type"`
	Name                     string            `json:"name"`
	NameLocalizations        map[string]string `json:"name_localizations"`
	Description              string            `json:"description"`
	DescriptionLocalizations map[string]string `json:"description_localizations"`
	Options                  []*commandOption  `json:"options,omitempty"`
	MemberPermissions        *permissionText   `json:"default_member_permissions"`
	DMPermission             *bool             `json:"dm_permission,omitempty"`
	Contexts                 []int             `json:"contexts"`
	IntegrationTypes         []int             `json:"integration_types,omitempty"`
	NSFW                     bool              `json:"nsfw"`
}

// commandOption is one thing a command takes.
type commandOption struct {
	Type                     int               `json:"type"`
	Name                     string            `json:"name"`
	NameLocalizations        map[string]string `json:"name_localizations,omitempty"`
	Description              string            `json:"description"`
	DescriptionLocalizations map[string]string `json:"description_localizations,omitempty"`
	Required                 bool              `json:"required,omitempty"`
	Autocomplete             bool              `json:"autocomplete,omitempty"`
	Choices                  []Choice          `json:"choices,omitempty"`
	Options                  []*commandOption  `json:"options,omitempty"`
	ChannelTypes             []int             `json:"channel_types,omitempty"`
	MinValue                 *float64          `json:"min_value,omitempty"`
	MaxValue                 *float64          `json:"max_value,omitempty"`
	MinLength                *int              `json:"min_length,omitempty"`
	MaxLength                *int              `json:"max_length,omitempty"`
}

// Choice is one of the values an option offers, fixed or completed.
type Choice struct {
	Name              string            `json:"name"`
	NameLocalizations map[string]string `json:"name_localizations,omitempty"`
	Value             any               `json:"value"`
}

// permissionText is a permission set, which travels as text.
type permissionText Permission

// UnmarshalJSON takes "32" and 32.
func (p *permissionText) UnmarshalJSON(raw []byte) error {
	n, err := strconv.ParseInt(string(bytes.Trim(raw, `"`)), 10, 64)
	*p = permissionText(n)
	return err
}

// MarshalJSON writes "32".
func (p permissionText) MarshalJSON() ([]byte, error) {
	return json.Marshal(Permission(p).String())
}

// kind is the type, slash when none was given.
func (c *command) kind() int {
	if c.Type == 0 {
		return slashCommand
	}
	return c.Type
}

// weight is what counts against the 8,000 characters of a command: of every
// text its longest translation.
func (c *command) weight() int {
	n := longest(c.Name, c.NameLocalizations) + longest(c.Description, c.DescriptionLocalizations)
	for _, o := range c.Options {
		n += o.weight()
	}
	return n
}

func (o *commandOption) weight() int {
	n := longest(o.Name, o.NameLocalizations) + longest(o.Description, o.DescriptionLocalizations)
	for _, c := range o.Choices {
		text, _ := c.Value.(string)
		n += longest(c.Name, c.NameLocalizations) + units(text)
	}
	for _, inner := range o.Options {
		n += inner.weight()
	}
	return n
}

func longest(text string, localised map[string]string) int {
	n := units(text)
	for _, other := range localised {
		n = max(n, units(other))
	}
	return n
}

// inDMs tells whether the command can be used in direct messages.
func (c *command) inDMs() bool {
	switch {
	case c.GuildID != "":
		return false
	case c.Contexts != nil:
		return slices.Contains(c.Contexts, 1)
	case c.DMPermission != nil:
		return *c.DMPermission
	}
	return true
}

// inGuilds tells whether the command can be used in guilds.
func (c *command) inGuilds() bool { return c.Contexts == nil || slices.Contains(c.Contexts, 0) }

// Commands are the names of the commands registered for the guild and
// everywhere; of those registered everywhere when the guild is nil.
func (s *Server) Commands(g *Guild) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, c := range s.commandsIn(g) {
		out = append(out, c.Name)
	}
	return out
}

// commandsIn lists what a user in the guild could call. The caller holds mu.
func (s *Server) commandsIn(g *Guild) []*command {
	out := append([]*command(nil), s.commands[""]...)
	if g != nil {
		out = append(out, s.commands[g.ID]...)
	}
	return out
}
