package render

import (
	"strconv"
	"strings"
)

// buttonVersion begins every custom id. A button outlives the program that
// made it: one with another version is answered with "ask again".
const buttonVersion = "m1"

// Action is what a component or modal does when used.
type Action string

// What there is to do.
const (
	DoSources  Action = "src"  // show the passages of an answer
	DoTurn     Action = "turn" // turn the page of the passages, where they stand
	DoPage     Action = "page" // turn the page of an answer
	DoFollow   Action = "ask"  // open the form for a follow-up question
	DoFollowed Action = "asked"
	DoAbout    Action = "about" // open the form for a question on a release
	DoAboutIt  Action = "abouted"
	DoAboutAll Action = "aboutall" // on all releases of a message
	DoUp       Action = "up"
	DoDown     Action = "down"
	DoStop     Action = "stop"
	DoSet      Action = "set"    // change a setting
	DoSettings Action = "tab"    // turn to another page of the settings
	DoDelete   Action = "delete" // ask whether to delete a person's data
	DoDeleteIt Action = "deleteit"
	DoKeepIt   Action = "keep"
	DoResume   Action = "resume" // post again in a channel that was given up
	DoCSV      Action = "csv"    // all figures of an answer as a file
	DoTry      Action = "try"    // ask the question that stands on the button
	DoPublish  Action = "show"   // show a private answer to everybody
	DoShowIt   Action = "showit" // and a private release
)

// CustomID is the state of a component: what it does, to which answer or
// release, and where a page or a person matters, which. Of the rest the store
// knows.
type CustomID struct {
	Action Action
	Page   int    // 0 is the first
	User   string // whose answer it is
	Of     string // id of an answer or release, or name of a setting
}

// maxCustomID is Discord's limit.
const maxCustomID = 100

// String encodes the id. Of stands last, since the ids of releases hold
// colons.
func (c CustomID) String() string {
	return strings.Join([]string{buttonVersion, string(c.Action), strconv.Itoa(c.Page), c.User, c.Of}, ":")
}

// Fits reports whether Discord takes the id.
func (c CustomID) Fits() bool { return len(c.String()) <= maxCustomID }

// ParseCustomID reads what String writes and nothing else.
func ParseCustomID(s string) (CustomID, bool) {
	parts := strings.SplitN(s, ":", 5)
	if len(parts) != 5 || parts[0] != buttonVersion || len(s) > maxCustomID {
		return CustomID{}, false
	}
	page, err := strconv.Atoi(parts[2])
	if err != nil || page < 0 {
		return CustomID{}, false
	}
	id := CustomID{Action: Action(parts[1]), Page: page, User: parts[3], Of: parts[4]}
	return id, id.String() == s
}
