package discordtest

import (
	"net/http"
	"strconv"
	"strings"
)

// object is a JSON object under construction.
type object = map[string]any

// apiError is a refusal in Discord's form.
type apiError struct {
	status  int
	code    int
	message string
	// problems are the fields at fault, for code 50035.
	problems []problem
	// violation marks what a bot can only do by mistake, as opposed to what
	// can happen to any bot: a channel deleted, a permission lost.
	violation bool
}

var (
	errNoRoute             = apiError{status: http.StatusNotFound, message: "404: Not Found", violation: true}
	errNoMethod            = apiError{status: http.StatusMethodNotAllowed, message: "405: Method Not Allowed", violation: true}
	errVersion             = apiError{status: http.StatusBadRequest, code: 50041, message: "Invalid API version provided", violation: true}
	errUnauthorized        = apiError{status: http.StatusUnauthorized, message: "401: Unauthorized"}
	errInvalidJSON         = apiError{status: http.StatusBadRequest, code: 50109, message: "The request body contains invalid JSON.", violation: true}
	errUnknownChannel      = apiError{status: http.StatusNotFound, code: 10003, message: "Unknown Channel"}
	errUnknownGuild        = apiError{status: http.StatusNotFound, code: 10004, message: "Unknown Guild"}
	errUnknownMember       = apiError{status: http.StatusNotFound, code: 10007, message: "Unknown Member"}
	errUnknownMessage      = apiError{status: http.StatusNotFound, code: 10008, message: "Unknown Message"}
	errUnknownUser         = apiError{status: http.StatusNotFound, code: 10013, message: "Unknown User"}
	errUnknownWebhook      = apiError{status: http.StatusNotFound, code: 10015, message: "Unknown Webhook"}
	errUnknownInteraction  = apiError{status: http.StatusNotFound, code: 10062, message: "Unknown interaction"}
	errNotYourApplication  = apiError{status: http.StatusForbidden, code: 20012, message: "You are not authorized to perform this action on this application"}
	errAcknowledged        = apiError{status: http.StatusBadRequest, code: 40060, message: "Interaction has already been acknowledged.", violation: true}
	errMissingAccess       = apiError{status: http.StatusForbidden, code: 50001, message: "Missing Access"}
	errNotYourMessage      = apiError{status: http.StatusForbidden, code: 50005, message: "Cannot edit a message authored by another user"}
	errEmptyMessage        = apiError{status: http.StatusBadRequest, code: 50006, message: "Cannot send an empty message", violation: true}
	errClosedDMs           = apiError{status: http.StatusForbidden, code: 50007, message: "Cannot send messages to this user"}
	errMissingPermissions  = apiError{status: http.StatusForbidden, code: 50013, message: "Missing Permissions"}
	errChannelType         = apiError{status: http.StatusBadRequest, code: 50024, message: "Cannot execute action on this channel type"}
	errInvalidWebhookToken = apiError{status: http.StatusUnauthorized, code: 50027, message: "Invalid Webhook Token"}
	errReplyHistory        = apiError{status: http.StatusForbidden, code: 160002, message: "Cannot reply without permission to read message history"}
	errNotText             = apiError{status: http.StatusBadRequest, code: 50008, message: "Cannot send messages in a non-text channel"}
	errArchived            = apiError{status: http.StatusBadRequest, code: 50083, message: "Thread is archived"}
	errThreadExists        = apiError{status: http.StatusBadRequest, code: 160004, message: "A thread has already been created for this message"}
)

// invalidForm is the refusal of a body, with what is wrong where.
func invalidForm(found ...problem) apiError {
	return apiError{
		status: http.StatusBadRequest, code: 50035, message: "Invalid Form Body",
		problems: found, violation: true,
	}
}

// body renders the refusal as Discord does, problems nested by field.
func (e apiError) body() object {
	out := object{"message": e.message, "code": e.code}
	if len(e.problems) > 0 {
		errors := object{}
		for _, p := range e.problems {
			p.nest(errors)
		}
		out["errors"] = errors
	}
	return out
}

// problem is one thing wrong with one field.
type problem struct {
	Field   string // as "embeds.0.title"; empty for the whole body
	Code    string
	Message string
}

// nest puts the problem where its field is in the tree of errors.
func (p problem) nest(tree object) {
	if p.Field != "" {
		for step := range strings.SplitSeq(p.Field, ".") {
			next, ok := tree[step].(object)
			if !ok {
				next = object{}
				tree[step] = next
			}
			tree = next
		}
	}
	list, _ := tree["_errors"].([]object)
	tree["_errors"] = append(list, object{"code": p.Code, "message": p.Message})
}

// problems collects what is wrong with one body.
type problems struct{ list []problem }

func (p *problems) add(field, code, message string) {
	p.list = append(p.list, problem{field, code, message})
}

// has tells whether a field, or one inside it, is already known to be wrong.
func (p *problems) has(field string) bool {
	for _, known := range p.list {
		if known.Field == field || strings.HasPrefix(known.Field, field+".") || strings.HasPrefix(field, known.Field+".") {
			return true
		}
	}
	return false
}

// at joins the steps of a field's path.
func at(steps ...any) string {
	var parts []string
	for _, step := range steps {
		switch step := step.(type) {
		case int:
			parts = append(parts, strconv.Itoa(step))
		case string:
			if step != "" {
				parts = append(parts, step)
			}
		}
	}
	return strings.Join(parts, ".")
}

func formatID(id uint64) string { return strconv.FormatUint(id, 10) }
