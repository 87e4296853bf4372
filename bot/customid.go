package bot

import (
	"strconv"
	"strings"
)

// buttonVersion begins every custom id. A button outlives the program that
// made it: one with another version is answered with "ask again".
const buttonVersion = "m1"

// action is what a component or modal does when used.
type action string

const (
	actSources  action = "src"  // show the passages of an answer
	actTurn     action = "turn" // turn the page of the passages, where they stand
	actPage     action = "page" // turn the page of an answer
	actFollow   action = "ask"  // open the form for a follow-up question
	actFollowed action = "asked"
	actAbout    action = "about" // open the form for a question on a release
	actAboutIt  action = "abouted"
	actUp       action = "up"
	actDown     action = "down"
	actStop     action = "stop"
	actSet      action = "set"    // change a setting
	actResume   action = "resume" // post again in a channel that was given up
	actCSV      action = "csv"    // all figures of an answer as a file
)

// customID is the state of a component: what it does, to which answer or
// release, and where a page or a person matters, which. Of the rest the store
// knows.
type customID struct {
	Action action
	Page   int    // 0 is the first
	User   string // whose answer it is
	Of     string // id of an answer or release, or name of a setting
}

// maxCustomID is Discord's limit.
const maxCustomID = 100

// String encodes the id. Of stands last, since the ids of releases hold
// colons.
func (c customID) String() string {
	return strings.Join([]string{buttonVersion, string(c.Action), strconv.Itoa(c.Page), c.User, c.Of}, ":")
}

// fits reports whether Discord takes the id.
func (c customID) fits() bool { return len(c.String()) <= maxCustomID }

// parseCustomID reads what String writes and nothing else.
func parseCustomID(s string) (customID, bool) {
	parts := strings.SplitN(s, ":", 5)
	if len(parts) != 5 || parts[0] != buttonVersion || len(s) > maxCustomID {
		return customID{}, false
	}
	page, err := strconv.Atoi(parts[2])
	if err != nil || page < 0 {
		return customID{}, false
	}
	id := customID{Action: action(parts[1]), Page: page, User: parts[3], Of: parts[4]}
	return id, id.String() == s
}
