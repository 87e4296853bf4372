package discordtest

import (
	"fmt"
	"time"
	"unicode/utf8"
)

// What Discord's description does not hold: rows of the older kind of message,
// and all of the newer kind together.
const (
	maxRows         = 5
	maxModern       = 40
	maxModernLength = 4000
)

func isTimestamp(text string) bool {
	_, err := time.Parse(time.RFC3339, text)
	return err == nil
}

// checkComponents holds the components of a message to their limits.
func checkComponents(p *problems, under string, list []Component, modern bool) {
	if !modern {
		p.count(under, len(list), maxRows)
	}
	seen := map[string]bool{}
	total, length := 0, 0
	for i, c := range list {
		where := at(under, i)
		if c.Type != ActionRow && !modern {
			p.add(at(where, "type"), "BASE_TYPE_CHOICES", "Value of field \"type\" must be one of (1,).")
			continue
		}
		checkComponent(p, where, c, seen)
	}
	each(list, func(c *Component) { total++; length += units(c.Content) })
	if modern {
		p.count(under, total, maxModern)
		if length > maxModernLength {
			p.add(under, "COMPONENT_MAX_TEXT_LENGTH_EXCEEDED", fmt.Sprintf("Text of components must be %d or fewer in length.", maxModernLength))
		}
	}
}

func checkComponent(p *problems, under string, c Component, seen map[string]bool) {
	switch c.Type {
	case ActionRow:
		checkRow(p, under, c, seen)
	case Button:
		checkButton(p, under, c, seen)
	case StringSelect, userSelect, roleSelect, mentionSelect, channelSelect:
		checkSelect(p, under, c, seen)
	default:
		for i, inner := range c.Components {
			checkComponent(p, at(under, "components", i), inner, seen)
		}
		if c.Accessory != nil {
			checkComponent(p, at(under, "accessory"), *c.Accessory, seen)
		}
	}
}

// checkRow refuses rows that are empty, too full or mixed.
func checkRow(p *problems, under string, row Component, seen map[string]bool) {
	inside := at(under, "components")
	for i, c := range row.Components {
		where := at(inside, i)
		if c.Type == ActionRow || c.Type == TextInput || c.Type > 8 {
			p.add(at(where, "type"), "BASE_TYPE_CHOICES", "Value of field \"type\" must be one of (2, 3, 5, 6, 7, 8).")
			continue
		}
		if c.Type != Button && len(row.Components) > 1 {
			p.add(inside, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")
		}
		checkComponent(p, where, c, seen)
	}
}

func checkButton(p *problems, under string, b Component, seen map[string]bool) {
	checkEmoji(p, at(under, "emoji"), b.Emoji)
	switch {
	case b.Style == 6:
		return
	case b.Label == "" && b.Emoji == nil:
		p.add(at(under, "label"), "BUTTON_COMPONENT_EMPTY", "A button must have a label or an emoji.")
	}
	if b.Style != linkStyle {
		checkCustomID(p, at(under, "custom_id"), b.CustomID, seen)
		if b.URL != "" {
			p.add(at(under, "url"), "BUTTON_COMPONENT_INVALID_URL", "Only link buttons have a URL.")
		}
		return
	}
	if b.URL == "" {
		p.required(at(under, "url"))
	}
	if b.CustomID != "" {
		p.add(at(under, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_AND_URL", "A custom id and url cannot both be specified.")
	}
	p.link(at(under, "url"), b.URL, "http", "https", "discord")
}

func checkSelect(p *problems, under string, s Component, seen map[string]bool) {
	checkCustomID(p, at(under, "custom_id"), s.CustomID, seen)
	if s.Type != StringSelect {
		return
	}
	inside := at(under, "options")
	values := map[string]bool{}
	for i, o := range s.Options {
		checkEmoji(p, at(inside, i, "emoji"), o.Emoji)
		if values[o.Value] {
			p.add(at(inside, i, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used")
		}
		values[o.Value] = true
	}
}

func checkCustomID(p *problems, field, id string, seen map[string]bool) {
	p.notBlank(field, id)
	if seen[id] {
		p.add(field, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
	}
	seen[id] = true
}

// checkEmoji refuses words where an emoji must be. Which code points are
// emoji, Discord knows better than this does.
func checkEmoji(p *problems, field string, e *Emoji) {
	if e == nil || e.ID != "" {
		return
	}
	first, _ := utf8.DecodeRuneInString(e.Name)
	keycap := utf8.RuneCountInString(e.Name) > 1 && first < utf8.RuneSelf && !asciiLetter(first)
	if first < utf8.RuneSelf && !keycap {
		p.add(at(field, "name"), "BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji")
	}
}

func asciiLetter(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }

// checkModal holds a form to its limits.
func checkModal(p *problems, under string, m *Modal) {
	p.notBlank(at(under, "title"), m.Title)
	p.notBlank(at(under, "custom_id"), m.CustomID)
	inside := at(under, "components")
	if len(m.Components) == 0 {
		p.required(inside)
	}
	p.count(inside, len(m.Components), maxRows)
	seen := map[string]bool{}
	for i, row := range m.Components {
		checkModalRow(p, at(inside, i), row, seen)
	}
}

func checkModalRow(p *problems, under string, row Component, seen map[string]bool) {
	switch row.Type {
	case ActionRow:
		if len(row.Components) != 1 {
			p.add(at(under, "components"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 1 in length.")
		}
		for i, c := range row.Components {
			where := at(under, "components", i)
			if c.Type != TextInput {
				p.add(at(where, "type"), "BASE_TYPE_CHOICES", "Value of field \"type\" must be one of (4,).")
				continue
			}
			p.notBlank(at(where, "label"), c.Label)
			checkInput(p, where, c, seen)
		}
	case label:
		p.notBlank(at(under, "label"), row.Label)
		if row.Component == nil {
			p.required(at(under, "component"))
		} else {
			checkInput(p, at(under, "component"), *row.Component, seen)
		}
	case textDisplay:
		p.notBlank(at(under, "content"), row.Content)
	default:
		p.add(at(under, "type"), "BASE_TYPE_CHOICES", "Value of field \"type\" must be one of (1, 10, 18).")
	}
}

func checkInput(p *problems, under string, c Component, seen map[string]bool) {
	if c.Type != TextInput {
		checkComponent(p, under, c, seen)
		return
	}
	checkCustomID(p, at(under, "custom_id"), c.CustomID, seen)
	if c.MaxLength != nil && units(c.Value) > *c.MaxLength {
		p.add(at(under, "value"), "BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", *c.MaxLength))
	}
}
