package discordtest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// What Discord's description does not hold: commands taken together, and the
// value of a choice, which is an option's value and has its limit.
const (
	maxCommandTotal  = 8000
	maxSlashCommands = 100
	maxMenuCommands  = 15
	maxChoiceText    = 100
)

var (
	// commandName is what Discord documents, lower case being asked separately.
	commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]+$`)

	locales = strings.Fields("id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi " +
		"sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko")
)

// checkCommands holds a whole set of commands to its limits.
func checkCommands(p *problems, list []*command) {
	count := map[int]int{}
	names := map[string]bool{}
	for i, c := range list {
		under := at(i)
		checkCommand(p, under, c)
		count[c.kind()]++
		key := fmt.Sprint(c.kind(), c.Name)
		if names[key] {
			p.add(at(under, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
		}
		names[key] = true
	}
	p.count("", count[slashCommand], maxSlashCommands)
	p.count("", count[userCommand], maxMenuCommands)
	p.count("", count[messageCommand], maxMenuCommands)
}

// checkCommand holds one command to its limits.
func checkCommand(p *problems, under string, c *command) {
	slash := c.kind() == slashCommand
	checkName(p, under, c.Name, c.NameLocalizations, slash)
	if !slash {
		if c.Description != "" || len(c.Options) > 0 {
			p.add(at(under, "description"), "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID",
				"Context menu commands cannot have description or options")
		}
		return
	}
	checkDescription(p, under, c.Description, c.DescriptionLocalizations)
	checkCommandOptions(p, at(under, "options"), c.Options, 0)
	if c.weight() > maxCommandTotal {
		p.add(under, "APPLICATION_COMMAND_TOO_LARGE", fmt.Sprintf("Command exceeds maximum size (%d)", maxCommandTotal))
	}
}

// checkName refuses names that cannot be typed after a slash.
func checkName(p *problems, under, name string, localised map[string]string, slash bool) {
	check := func(field, name string) {
		p.notBlank(field, name)
		if slash && (!commandName.MatchString(name) || strings.ToLower(name) != name) {
			p.add(field, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
		}
	}
	check(at(under, "name"), name)
	for locale, text := range localised {
		field := at(under, "name_localizations", locale)
		checkLocale(p, field, locale)
		check(field, text)
	}
}

func checkDescription(p *problems, under, text string, localised map[string]string) {
	p.notBlank(at(under, "description"), text)
	for locale, text := range localised {
		field := at(under, "description_localizations", locale)
		checkLocale(p, field, locale)
		p.notBlank(field, text)
	}
}

func checkLocale(p *problems, field, locale string) {
	if !slices.Contains(locales, locale) {
		p.add(field, "ENUM_TYPE_COERCE", fmt.Sprintf("Value %q is not a valid enum value.", locale))
	}
}

// checkCommandOptions holds options to their limits, and required ones to the
// front.
func checkCommandOptions(p *problems, under string, options []*commandOption, depth int) {
	names := map[string]bool{}
	optional := false
	for i, o := range options {
		where := at(under, i)
		checkName(p, where, o.Name, o.NameLocalizations, true)
		checkDescription(p, where, o.Description, o.DescriptionLocalizations)
		if names[o.Name] {
			p.add(at(where, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
		}
		names[o.Name] = true
		if o.Required && optional {
			p.add(where, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options")
		}
		optional = optional || !o.Required
		checkOption(p, where, o, depth)
	}
}

func checkOption(p *problems, under string, o *commandOption, depth int) {
	switch {
	case o.Type == subCommandGroup && depth > 0, o.Type == subCommand && depth > 1, o.Type > subCommandGroup && depth == 1:
		p.add(at(under, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Options of this type cannot stand here")
	case o.Type == subCommandGroup:
		checkCommandOptions(p, at(under, "options"), o.Options, 1)
	case o.Type == subCommand:
		checkCommandOptions(p, at(under, "options"), o.Options, 2)
	case o.Autocomplete && len(o.Choices) > 0:
		p.add(at(under, "choices"), "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES", "Autocomplete options cannot have choices")
	case o.Autocomplete && o.Type != stringOption && o.Type != integerOption && o.Type != numberOption:
		p.add(at(under, "autocomplete"), "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_TYPE", "Only text and numbers can be completed")
	}
	checkChoices(p, at(under, "choices"), o.Choices, o.Type)
	names := map[string]bool{}
	for i, c := range o.Choices {
		if names[c.Name] {
			p.add(at(under, "choices", i, "name"), "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS", "Option choice name already exists")
		}
		names[c.Name] = true
	}
}

// checkChoices holds a list of choices, of an option or of an autocomplete
// answer, to its limits.
func checkChoices(p *problems, under string, choices []Choice, kind int) {
	for i, c := range choices {
		where := at(under, i)
		p.notBlank(at(where, "name"), c.Name)
		for locale, text := range c.NameLocalizations {
			checkLocale(p, at(where, "name_localizations", locale), locale)
			p.notBlank(at(where, "name_localizations", locale), text)
		}
		checkChoiceValue(p, at(where, "value"), c.Value, kind)
	}
}

func checkChoiceValue(p *problems, field string, value any, kind int) {
	text, isText := value.(string)
	_, isNumber := value.(float64)
	if n, ok := value.(json.Number); ok {
		isNumber, text = true, n.String()
	}
	switch {
	case value == nil:
		p.required(field)
	case kind == stringOption && !isText, kind != stringOption && kind != 0 && !isNumber:
		p.add(field, "APPLICATION_COMMAND_OPTIONS_CHOICE_VALUE_TYPE", "Value does not have the option's type")
	case isText:
		p.atMost(field, text, maxChoiceText)
	}
}
