package discordtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// callbackBody is the first response to an interaction.
type callbackBody struct {
	Type    int             `json:"type"`
	Data    json.RawMessage `json:"data"`
	message messageBody
	modal   Modal
	offer   struct {
		Choices []Choice `json:"choices"`
	}
}

// parseCallback reads the response; what its data is depends on its type.
func parseCallback(c *call, p *problems) {
	b := &c.callback
	c.decode(b, p)
	var into any
	switch b.Type {
	case callbackMessage, callbackDeferred, callbackUpdate, callbackDeferredUpdate:
		into = &b.message
	case callbackModal:
		into = &b.modal
	case callbackChoices:
		into = &b.offer
	default:
		p.add("type", "BASE_TYPE_CHOICES", "Value must be one of {4, 5, 6, 7, 8, 9}.")
		return
	}
	if isNull(b.Data) && (b.Type == callbackModal || b.Type == callbackChoices) {
		p.required("data")
		return
	}
	c.decodeAt(b.Data, "data", into, p)
	switch b.Type {
	case callbackModal:
		checkModal(p, "data", &b.modal)
	case callbackChoices:
		// No list is an empty list here: clients leave empty ones out.
		checkChoices(p, "data.choices", b.offer.Choices, 0)
	default:
		checkMessage(p, "data", &b.message)
		checkFiles(p, "data", &b.message, c.files)
	}
}

func isNull(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

// accepts lists the responses that an interaction can have.
func (i *Interaction) accepts() []int {
	switch {
	case i.kind == autocompleteInteraction:
		return []int{callbackChoices}
	case i.kind == commandInteraction:
		return []int{callbackMessage, callbackDeferred, callbackModal}
	case i.kind == modalInteraction && i.on == nil:
		return []int{callbackMessage, callbackDeferred}
	case i.kind == modalInteraction:
		return []int{callbackMessage, callbackDeferred, callbackDeferredUpdate, callbackUpdate}
	}
	return []int{callbackMessage, callbackDeferred, callbackDeferredUpdate, callbackUpdate, callbackModal}
}

// postCallback takes the first response to an interaction.
func (s *Server) postCallback(c *call) reply {
	i := s.byToken(c.params["interaction_token"])
	switch {
	case i == nil, i.ID != c.params["interaction_id"], i.expired:
		return refuse(errUnknownInteraction)
	case i.answer != 0:
		return refuse(errAcknowledged)
	case time.Since(i.at) > s.set.deadline:
		return refuse(errUnknownInteraction)
	}
	b := &c.callback
	if allowed := i.accepts(); !slices.Contains(allowed, b.Type) {
		list := strings.Trim(strings.ReplaceAll(fmt.Sprint(allowed), " ", ", "), "[]")
		return refuse(invalidForm(problem{"type", "BASE_TYPE_CHOICES", "Value must be one of {" + list + "}."}))
	}
	if b.Type == callbackMessage && b.message.empty(len(c.files)) {
		return refuse(errEmptyMessage)
	}
	i.respond(b, c.files)
	i.answer, i.answered = b.Type, time.Now()
	s.notify()
	if c.query.Get("with_response") == "true" {
		return ok(i.acknowledgement())
	}
	return nothing()
}

// respond does what the first response says.
func (i *Interaction) respond(b *callbackBody, files []File) {
	s := i.srv
	switch b.Type {
	case callbackMessage, callbackDeferred:
		i.original = i.newMessage(b.message.Flags.Value & FlagEphemeral)
		i.original.kind = i.responseKind()
		if i.on != nil && i.kind == componentInteraction {
			i.original.reply(i.on.ID)
		}
		if b.Type == callbackDeferred {
			i.original.Flags |= FlagLoading
		} else {
			s.fill(i.original, &b.message, files)
		}
		s.publish(i.original)
	case callbackUpdate:
		i.original = i.on
		s.fill(i.original, &b.message, files)
		s.edited(i.original)
	case callbackDeferredUpdate:
		i.original = i.on
	case callbackChoices:
		i.choices = b.offer.Choices
	case callbackModal:
		form := b.modal
		i.modal = &form
	}
}

// newMessage is an empty message in answer to the interaction.
func (i *Interaction) newMessage(flags int) *record {
	return &record{Message: Message{
		Author: i.srv.Bot, Channel: i.Channel, Flags: flags, made: i, srv: i.srv,
	}}
}

func (i *Interaction) responseKind() int {
	switch {
	case i.kind != commandInteraction:
		return plainMessage
	case i.data["type"] == slashCommand:
		return slashMessage
	}
	return contextMessage
}

// acknowledgement is what ?with_response=true asks for.
func (i *Interaction) acknowledgement() object {
	interaction := object{"id": i.ID, "type": i.kind}
	out := object{"interaction": interaction, "resource": object{"type": i.answer}}
	if i.original != nil {
		interaction["response_message_id"] = i.original.ID
		interaction["response_message_loading"] = i.original.Loading()
		interaction["response_message_ephemeral"] = i.original.Ephemeral()
		out["resource"] = object{"type": i.answer, "message": i.original.payload(true)}
	}
	return out
}

// live finds the interaction of a webhook call, while its token is good.
func (s *Server) live(c *call) (*Interaction, *apiError) {
	i := s.byToken(c.params["webhook_token"])
	switch {
	case i == nil, c.params["webhook_id"] != s.AppID:
		return nil, &errUnknownWebhook
	case i.expired, time.Since(i.at) > s.set.tokenLife:
		expired := s.set.expired
		return nil, &expired
	case i.answer == 0:
		// The webhook comes into being with the first response.
		return nil, &errUnknownWebhook
	case i.Channel.deleted:
		return nil, &errUnknownChannel
	}
	return i, nil
}

// theOriginal finds the message that @original means.
func (s *Server) theOriginal(c *call) (*Interaction, *apiError) {
	i, err := s.live(c)
	switch {
	case err != nil:
		return nil, err
	case i.original == nil || i.original.Deleted:
		return nil, &errUnknownMessage
	}
	return i, nil
}

func (s *Server) getOriginal(c *call) reply {
	i, err := s.theOriginal(c)
	if err != nil {
		return refuse(*err)
	}
	return ok(i.original.payload(true))
}

func (s *Server) patchOriginal(c *call) reply {
	i, err := s.theOriginal(c)
	if err != nil {
		return refuse(*err)
	}
	i.progress++
	return s.change(i.original, c)
}

func (s *Server) deleteOriginal(c *call) reply {
	i, err := s.theOriginal(c)
	if err != nil {
		return refuse(*err)
	}
	i.progress++
	s.remove(i.original)
	return nothing()
}

// postFollowup adds a message to the answer. While the answer is still
// thinking, the first one becomes it, and is ephemeral if it was to be.
func (s *Server) postFollowup(c *call) reply {
	i, err := s.live(c)
	switch {
	case err != nil:
		return refuse(*err)
	case c.message.empty(len(c.files)):
		return refuse(errEmptyMessage)
	}
	i.progress++
	if i.answer == callbackDeferred && i.original.Loading() && !i.original.Deleted {
		return s.change(i.original, c)
	}
	r := i.newMessage(c.message.Flags.Value & FlagEphemeral)
	if i.original != nil {
		r.reply(i.original.ID)
	}
	s.fill(r, &c.message, c.files)
	s.publish(r)
	i.followups = append(i.followups, r)
	s.notify()
	// Without ?wait the docs promise an empty answer for webhooks, but
	// interaction webhooks answer with the message all the same.
	return reply{status: http.StatusOK, body: r.payload(true)}
}

// theFollowup finds the message of the call among those of the interaction.
func (s *Server) theFollowup(c *call) (*Interaction, *record, *apiError) {
	i, err := s.live(c)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range append(slices.Clone(i.followups), i.original) {
		if r != nil && r.ID == c.params["message_id"] && !r.Deleted {
			return i, r, nil
		}
	}
	return nil, nil, &errUnknownMessage
}

func (s *Server) patchFollowup(c *call) reply {
	i, r, err := s.theFollowup(c)
	if err != nil {
		return refuse(*err)
	}
	i.progress++
	return s.change(r, c)
}
