package discord

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Codes of Discord's that motirbot tells apart and discordgo has no name for.
const (
	codeAlreadyAcknowledged = 40060
	codeInvalidWebhookToken = 50027
	codeWrongChannelType    = 50024
	codeThreadArchived      = 50083 // and locked, or writing would open it
	codeThreadLocked        = 160005
	codeReplyNeedsHistory   = 160002
)

// Error is a refusal by Discord. Unlike discordgo's, it holds neither the
// request nor its address: both carry tokens.
type Error struct {
	Route      string // method and path, with tokens and most ids left out
	Status     int
	Code       int           // Discord's own, 0 if it gave none
	Message    string        // Discord's words
	RetryAfter time.Duration // with 429
}

func (e *Error) Error() string {
	msg := e.Message
	if msg == "" {
		msg = http.StatusText(e.Status)
	}
	if e.Code != 0 {
		return fmt.Sprintf("%s: %d %s (code %d)", e.Route, e.Status, msg, e.Code)
	}
	return fmt.Sprintf("%s: %d %s", e.Route, e.Status, msg)
}

// HasCode reports whether err is a refusal with one of Discord's codes.
func HasCode(err error, codes ...int) bool {
	var refused *Error
	if !errors.As(err, &refused) {
		return false
	}
	return slices.Contains(codes, refused.Code)
}

// HasStatus reports whether err is a refusal with that HTTP status.
func HasStatus(err error, status int) bool {
	var refused *Error
	return errors.As(err, &refused) && refused.Status == status
}

// IsRefused reports that Discord has understood the request and said no. After
// any other error the request may have been carried out.
func IsRefused(err error) bool {
	var refused *Error
	return errors.As(err, &refused) && refused.Status < 500 && refused.Status != http.StatusTooManyRequests
}

// IsExpired reports that an interaction can no longer be answered: it was not
// acknowledged in three seconds, or its fifteen minutes are over.
func IsExpired(err error) bool {
	return HasCode(err, discordgo.ErrCodeUnknownInteraction, discordgo.ErrCodeUnknownWebhook, codeInvalidWebhookToken)
}

// IsAnswered reports that somebody has responded to the interaction already.
func IsAnswered(err error) bool { return HasCode(err, codeAlreadyAcknowledged) }

// IsGone reports that the message or channel written to is no longer there.
func IsGone(err error) bool {
	return HasCode(err, discordgo.ErrCodeUnknownMessage, discordgo.ErrCodeUnknownChannel)
}

// IsClosed reports that the bot cannot write to a channel or person at present:
// they are gone, closed to it, or hold no messages, such as a forum.
func IsClosed(err error) bool {
	return IsForbidden(err) || HasCode(err,
		discordgo.ErrCodeUnknownChannel, discordgo.ErrCodeUnknownGuild, discordgo.ErrCodeUnknownUser,
		discordgo.ErrCodeMissingAccess, discordgo.ErrCodeMissingPermissions, codeThreadArchived, codeThreadLocked,
		discordgo.ErrCodeCannotSendMessagesToThisUser, discordgo.ErrCodeCannotSendMessagesInVoiceChannel, codeWrongChannelType)
}

// IsForbidden reports that the bot lacks a permission there.
func IsForbidden(err error) bool { return HasStatus(err, http.StatusForbidden) }

// maxMessage bounds what is kept of a server's words.
const maxMessage = 300

func newError(route string, resp *http.Response, body []byte) *Error {
	var form struct {
		Code    int             `json:"code"`
		Message string          `json:"message"`
		Errors  json.RawMessage `json:"errors"`
	}
	// A proxy in front of Discord answers in HTML: then the status has to do.
	_ = json.Unmarshal(body, &form)
	message := strings.TrimSpace(form.Message + " " + string(form.Errors))
	e := &Error{
		Route: route, Status: resp.StatusCode, Code: form.Code,
		Message: message[:min(len(message), maxMessage)],
	}
	if e.Status == http.StatusTooManyRequests {
		seconds, _ := strconv.ParseFloat(resp.Header.Get(headerResetAfter), 64)
		e.RetryAfter = time.Duration(seconds * float64(time.Second))
	}
	return e
}
