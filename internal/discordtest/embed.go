package discordtest

import "encoding/json"

// Embed is the framed part of a message.
type Embed struct {
	Type        string          `json:"type,omitempty"`
	Title       string          `json:"title,omitempty"`
	Description string          `json:"description,omitempty"`
	URL         string          `json:"url,omitempty"`
	Timestamp   string          `json:"timestamp,omitempty"`
	Color       *int            `json:"color,omitempty"`
	Fields      []EmbedField    `json:"fields,omitempty"`
	Footer      *EmbedFooter    `json:"footer,omitempty"`
	Author      *EmbedAuthor    `json:"author,omitempty"`
	Image       *EmbedMedia     `json:"image,omitempty"`
	Thumbnail   *EmbedMedia     `json:"thumbnail,omitempty"`
	Video       json.RawMessage `json:"video,omitempty"`
	Provider    json.RawMessage `json:"provider,omitempty"`
}

// EmbedField is a titled paragraph of an embed.
type EmbedField struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Inline bool   `json:"inline"`
}

// EmbedFooter is the small print of an embed.
type EmbedFooter struct {
	Text    string `json:"text"`
	IconURL string `json:"icon_url,omitempty"`
}

// EmbedAuthor is the line above an embed's title.
type EmbedAuthor struct {
	Name    string `json:"name"`
	URL     string `json:"url,omitempty"`
	IconURL string `json:"icon_url,omitempty"`
}

// EmbedMedia is a picture in an embed.
type EmbedMedia struct {
	URL string `json:"url"`
}

// Kinds of component.
const (
	ActionRow    = 1
	Button       = 2
	StringSelect = 3
	TextInput    = 4

	userSelect    = 5
	roleSelect    = 6
	mentionSelect = 7 // of users and roles
	channelSelect = 8

	textDisplay = 10
	label       = 18
)

// linkStyle is the button that opens a page in place of telling the bot.
const linkStyle = 5

// Component is a button, a menu, a text input or what holds them.
type Component struct {
	Type        int             `json:"type"`
	ID          int             `json:"id,omitempty"`
	CustomID    string          `json:"custom_id,omitempty"`
	Label       string          `json:"label,omitempty"`
	Style       int             `json:"style,omitempty"`
	URL         string          `json:"url,omitempty"`
	SKUID       string          `json:"sku_id,omitempty"`
	Disabled    bool            `json:"disabled,omitempty"`
	Emoji       *Emoji          `json:"emoji,omitempty"`
	Placeholder string          `json:"placeholder,omitempty"`
	Options     []SelectOption  `json:"options,omitempty"`
	Picked      []DefaultValue  `json:"default_values,omitempty"`
	Channels    []int           `json:"channel_types,omitempty"`
	MinValues   *int            `json:"min_values,omitempty"`
	MaxValues   *int            `json:"max_values,omitempty"`
	Value       string          `json:"value,omitempty"`
	Required    *bool           `json:"required,omitempty"`
	MinLength   *int            `json:"min_length,omitempty"`
	MaxLength   *int            `json:"max_length,omitempty"`
	Content     string          `json:"content,omitempty"`
	Description string          `json:"description,omitempty"`
	Components  []Component     `json:"components,omitempty"`
	Component   *Component      `json:"component,omitempty"`
	Accessory   *Component      `json:"accessory,omitempty"`
	Items       json.RawMessage `json:"items,omitempty"`
	Media       json.RawMessage `json:"media,omitempty"`
	File        json.RawMessage `json:"file,omitempty"`
	AccentColor *int            `json:"accent_color,omitempty"`
	Spoiler     bool            `json:"spoiler,omitempty"`
	Divider     *bool           `json:"divider,omitempty"`
	Spacing     *int            `json:"spacing,omitempty"`
}

// Emoji stands on a button or in a menu.
type Emoji struct {
	ID       string `json:"id,omitempty"`
	Name     string `json:"name,omitempty"`
	Animated bool   `json:"animated,omitempty"`
}

// SelectOption is a line of a menu.
type SelectOption struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
	Emoji       *Emoji `json:"emoji,omitempty"`
	Default     bool   `json:"default,omitempty"`
}

// DefaultValue is a user, role or channel that a menu of those shows as picked.
type DefaultValue struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// File is what came with a message.
type File struct {
	Name        string
	ContentType string
	Size        int
	Data        []byte
	Description string // for those who do not see it

	field string // of the form
}

// each walks components and those inside them, top to bottom.
func each(list []Component, visit func(*Component)) {
	for i := range list {
		c := &list[i]
		visit(c)
		each(c.Components, visit)
		for _, inner := range []*Component{c.Component, c.Accessory} {
			if inner != nil {
				visit(inner)
			}
		}
	}
}

// number gives components the IDs that Discord gives to those without.
func number(list []Component) {
	next := 1
	each(list, func(c *Component) {
		if c.ID == 0 {
			c.ID = next
		}
		next = max(next, c.ID) + 1
	})
}
