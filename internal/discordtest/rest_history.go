package discordtest

import (
	"slices"
	"strconv"
)

// Bounds of a page of a channel's history.
const (
	maxPage     = 100
	defaultPage = 50
)

// pageQuery asks for a page of a channel's history: that around a message,
// before it, after it, or, with none of them, the newest. The message itself
// need not exist: its ID is a moment.
type pageQuery struct {
	around, before, after uint64
	limit                 int
}

// parsePage reads and checks which page is asked for.
func parsePage(c *call, p *problems) {
	given := 0
	for name, into := range map[string]*uint64{"around": &c.page.around, "before": &c.page.before, "after": &c.page.after} {
		text := c.query.Get(name)
		if text == "" {
			continue
		}
		given++
		id, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			p.add(name, "NUMBER_TYPE_COERCE", "Value \""+text+"\" is not snowflake.")
		}
		*into = id
	}
	if given > 1 {
		p.add("", "MUTUALLY_EXCLUSIVE", "Only one of around, before and after may be passed at a time.")
	}
	c.page.limit = defaultPage
	text := c.query.Get("limit")
	if text == "" {
		return
	}
	var err error
	if c.page.limit, err = strconv.Atoi(text); err != nil || c.page.limit < 1 || c.page.limit > maxPage {
		p.add("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")
	}
}

// getMessages lists a page of the channel, newest first. Where the bot may
// look into the channel and not read its history, there is nothing on it.
func (s *Server) getMessages(c *call) reply {
	ch, err := s.channel(c)
	if err != nil {
		return refuse(*err)
	}
	out := []object{}
	if !ch.permissions(s.Bot.ID).has(ReadMessageHistory) {
		return ok(out)
	}
	for _, r := range slices.Backward(c.page.of(ch.messages)) {
		out = append(out, r.stored(s.readsEverything()))
	}
	return ok(out)
}

// of cuts the page out of messages, of which the oldest is the first. The
// message that is named is on no page but the one around it.
func (q pageQuery) of(all []*record) []*record {
	from := func(id uint64) int {
		at, _ := slices.BinarySearchFunc(all, id, func(r *record, id uint64) int {
			return compareIDs(r.ID, id)
		})
		return at
	}
	begin, end := len(all)-q.limit, len(all)
	switch {
	case q.around != 0:
		begin = max(from(q.around)-q.limit/2, 0)
		end = begin + q.limit
	case q.before != 0:
		end = from(q.before)
		begin = end - q.limit
	case q.after != 0: // those that follow at once, not the newest
		begin = from(q.after + 1)
		end = begin + q.limit
	}
	return all[min(max(begin, 0), len(all)):min(max(end, 0), len(all))]
}

func compareIDs(text string, id uint64) int {
	switch parsed, _ := strconv.ParseUint(text, 10, 64); {
	case parsed < id:
		return -1
	case parsed > id:
		return 1
	}
	return 0
}

// stored is the message as it is told later: nonces are not kept with it.
func (r *record) stored(everything bool) object {
	out := r.payload(everything)
	delete(out, "nonce")
	return out
}

// Copy writes a message with the content, embeds and components of m into a
// channel, as another bot could.
func (s *Server) Copy(m *Message, to *Channel, by *User) *Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.publish(&record{Message: Message{
		Author: by, Channel: to, Content: m.Content, Embeds: m.Embeds, Components: m.Components,
	}})
}
