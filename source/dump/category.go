package dump

import (
	"strings"
	"unicode/utf8"
)

// categories are the lines that the ministry's lists set before a title, in
// lower case.
var categories = map[string]bool{
	"industry": true, "trade": true, "investment": true, "trade/investment": true,
	"trade & investment": true, "energy": true, "resources": true, "energy/resources": true,
	"industry/technology": true, "technology": true, "fta": true, "standards": true,
	"free economic zones": true, "policy": true, "others": true, "general": true,
}

// splitHead parts the lines of an entry into category, title and body.
func splitHead(lines []string) (category, title string, body []string) {
	lines = trimBlank(lines)
	if len(lines) > 1 {
		rest := trimBlank(lines[1:])
		if first := cleanLine(lines[0]); isCategory(first) || looksLikeCategory(first, rest) {
			category, lines = first, rest
		}
	}
	if len(lines) == 0 {
		return category, "", nil
	}
	return category, lines[0], paragraphsOf(lines[1:])
}

func isCategory(line string) bool { return categories[strings.ToLower(line)] }

// looksLikeCategory takes a line that is not in the list for a category only
// when it is too short for a title and a title and a body follow it.
func looksLikeCategory(line string, rest []string) bool {
	if len(rest) < 2 || len(strings.Fields(line)) > 3 || utf8.RuneCountInString(line) > 30 {
		return false
	}
	title := cleanLine(rest[0])
	return len(strings.Fields(title)) > 3 && utf8.RuneCountInString(title) <= maxTitle &&
		!endsSentence(line) && !endsSentence(title)
}

func endsSentence(s string) bool { return s != "" && !looksCut(s) }
