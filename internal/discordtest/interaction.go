package discordtest

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Kinds of interaction.
const (
	commandInteraction      = 2
	componentInteraction    = 3
	autocompleteInteraction = 4
	modalInteraction        = 5
)

// Types of callback.
const (
	callbackMessage        = 4
	callbackDeferred       = 5
	callbackDeferredUpdate = 6
	callbackUpdate         = 7
	callbackChoices        = 8
	callbackModal          = 9
)

// Interaction is something a user did that the bot has to answer.
type Interaction struct {
	ID    string
	Token string
	// Name is the command's name, or the custom ID of the component or form.
	Name    string
	User    *User
	Channel *Channel

	srv       *Server
	kind      int
	data      object
	on        *record // the message it was done on, if any
	at        time.Time
	answer    int // type of the first response, 0 before
	answered  time.Time
	original  *record
	followups []*record
	modal     *Modal
	choices   []Choice
	progress  int // edits and followups since the first response
	expired   bool
	delivered bool
}

// Modal is a form the bot showed.
type Modal struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []Component `json:"components"`
}

// begin enters an interaction into the books and tells the bot. The caller
// holds mu.
func (i *Interaction) begin() *Interaction {
	s := i.srv
	i.ID, i.at = s.newID(), time.Now()
	i.Token = "interaction-" + i.ID + "-token"
	s.interactions[i.Token] = i
	i.delivered = s.dispatch("INTERACTION_CREATE", intentNone, i.payload())
	s.notify()
	return i
}

// byToken finds an interaction. The caller holds mu.
func (s *Server) byToken(token string) *Interaction { return s.interactions[token] }

// owners tells who authorised the bot here: the guild, or the user.
func (i *Interaction) owners() object {
	out := object{}
	if g := i.Channel.Guild; g != nil && !g.gone {
		out["0"] = g.ID
	} else if i.Channel.recipient != nil {
		out["0"] = "0" // direct messages with the bot
	}
	if i.User.installed {
		out["1"] = i.User.ID
	}
	return out
}

// appPermissions are what the bot may do in a response. Where it is no member,
// these are few, and the user's own.
func (i *Interaction) appPermissions() Permission {
	if g := i.Channel.Guild; i.Channel.kind == groupChannel || g != nil && g.gone {
		return AttachFiles | EmbedLinks
	}
	return i.Channel.permissions(i.srv.Bot.ID)
}

// payload is the interaction as INTERACTION_CREATE tells it.
func (i *Interaction) payload() object {
	s, c := i.srv, i.Channel
	out := object{
		"id": i.ID, "application_id": s.AppID, "type": i.kind, "data": i.data, "token": i.Token, "version": 1,
		"channel_id": c.ID, "channel": c.payload(), "locale": i.User.locale, "entitlements": []object{},
		"app_permissions":                i.appPermissions().String(),
		"authorizing_integration_owners": i.owners(), "attachment_size_limit": 10 << 20,
	}
	if i.on != nil {
		out["message"] = i.on.payload(true)
	}
	if c.Guild == nil {
		out["context"], out["user"] = 1, i.User.payload()
		if c.kind == groupChannel {
			out["context"] = 2
		}
		return out
	}
	member := c.Guild.member(i.User).payload()
	member["permissions"] = c.permissions(i.User.ID).String()
	out["context"], out["member"] = 0, member
	out["guild_id"], out["guild_locale"] = c.Guild.ID, c.Guild.locale
	out["guild"] = object{"id": c.Guild.ID, "locale": c.Guild.locale, "features": []string{}}
	return out
}

// Redeliver sends the interaction to the bot a second time, as the gateway
// does on a bad day.
func (i *Interaction) Redeliver() {
	i.srv.mu.Lock()
	defer i.srv.mu.Unlock()
	i.srv.dispatch("INTERACTION_CREATE", intentNone, i.payload())
}

// Expire ends the life of the token now.
func (i *Interaction) Expire() {
	i.srv.mu.Lock()
	defer i.srv.mu.Unlock()
	i.expired = true
}

// Answered is how long the first response took; false while there is none.
func (i *Interaction) Answered() (time.Duration, bool) {
	i.srv.mu.Lock()
	defer i.srv.mu.Unlock()
	return i.answered.Sub(i.at), i.answer != 0
}

// Response is the message the user sees now in answer, still thinking or not;
// nil when there is none.
func (i *Interaction) Response() *Message {
	i.srv.mu.Lock()
	defer i.srv.mu.Unlock()
	if i.original == nil || i.original.Deleted {
		return nil
	}
	return i.original.snapshot()
}

// Edits is all that the answer has been, the first version included.
func (i *Interaction) Edits() []Edit {
	i.srv.mu.Lock()
	defer i.srv.mu.Unlock()
	if i.original == nil {
		return nil
	}
	return slices.Clone(i.original.history)
}

// Followups are the further messages of the answer that stand, oldest first.
func (i *Interaction) Followups() []*Message {
	i.srv.mu.Lock()
	defer i.srv.mu.Unlock()
	var out []*Message
	for _, r := range i.followups {
		if !r.Deleted {
			out = append(out, r.snapshot())
		}
	}
	return out
}

// Modal is the form the bot answered with, nil if it did not.
func (i *Interaction) Modal() *Modal {
	i.srv.mu.Lock()
	defer i.srv.mu.Unlock()
	return i.modal
}

// finished tells whether the user has more to look at than a spinner.
func (i *Interaction) finished() bool {
	switch i.answer {
	case 0:
		return false
	case callbackDeferred:
		return i.original.Deleted || !i.original.Loading()
	case callbackDeferredUpdate:
		return i.progress > 0
	}
	return true
}

// Wait waits until the bot has answered, beyond "thinking", and returns the
// answer; nil if that is a form or nothing to see.
func (i *Interaction) Wait(ctx context.Context) *Message {
	i.srv.t.Helper()
	if err := i.Finish(ctx); err != nil {
		i.srv.t.Fatalf("discordtest: %v", err)
	}
	return i.Response()
}

// Finish waits as Wait does, and may be called from any goroutine.
func (i *Interaction) Finish(ctx context.Context) error {
	return i.until(ctx, "an answer", i.finished)
}

// Acknowledge waits for the first response, deferred or not, and may be called
// from any goroutine.
func (i *Interaction) Acknowledge(ctx context.Context) error {
	return i.until(ctx, "a first response", func() bool { return i.answer != 0 })
}

// WaitFor waits until the answer is as wanted, for answers that grow.
func (i *Interaction) WaitFor(ctx context.Context, want func(*Message) bool) *Message {
	i.srv.t.Helper()
	var found *Message
	err := i.until(ctx, "the answer wanted", func() bool {
		if i.original == nil || i.original.Deleted {
			return false
		}
		found = i.original.snapshot()
		return want(found)
	})
	if err != nil {
		i.srv.t.Fatalf("discordtest: %v", err)
	}
	return found
}

// WaitModal waits for a form.
func (i *Interaction) WaitModal(ctx context.Context) *Modal {
	i.srv.t.Helper()
	if err := i.until(ctx, "a form", func() bool { return i.modal != nil }); err != nil {
		i.srv.t.Fatalf("discordtest: %v", err)
	}
	return i.Modal()
}

func (i *Interaction) until(ctx context.Context, what string, cond func() bool) error {
	if err := i.srv.await(ctx, cond); err != nil {
		return fmt.Errorf("%s: waited for %s, %s: %w", i.label(), what, i.state(), err)
	}
	return nil
}

func (i *Interaction) label() string {
	return fmt.Sprintf("%s's %s %q", i.User.Name, map[int]string{
		commandInteraction: "command", componentInteraction: "click", autocompleteInteraction: "typing in",
		modalInteraction: "form",
	}[i.kind], i.Name)
}

// state says in words what the user sees.
func (i *Interaction) state() string {
	i.srv.mu.Lock()
	defer i.srv.mu.Unlock()
	switch {
	case i.answer == 0 && !i.delivered:
		return "but no bot was connected"
	case i.answer == 0:
		return "but the application did not respond"
	case i.original != nil && i.original.Loading():
		return "but it is still thinking"
	}
	return fmt.Sprintf("but the last response was of type %d", i.answer)
}
