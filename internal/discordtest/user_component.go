package discordtest

import (
	"maps"
	"slices"
)

// Click presses a button of a message, named by its custom ID or its label.
// The message is taken as it stands now.
func (u *User) Click(m *Message, customIDOrLabel string) *Interaction {
	s := u.srv
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	r, b := u.component(m, customIDOrLabel)
	switch {
	case b.Type != Button:
		s.t.Fatalf("discordtest: %q is no button", customIDOrLabel)
	case b.Style == linkStyle:
		s.t.Fatalf("discordtest: button %q opens %s and tells the bot nothing", customIDOrLabel, b.URL)
	}
	return u.touch(r, b, nil, nil)
}

// Select chooses lines of a menu, by their values.
func (u *User) Select(m *Message, customID string, values ...string) *Interaction {
	s := u.srv
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	r, menu := u.menu(m, customID, len(values))
	for _, v := range values {
		if !slices.ContainsFunc(menu.Options, func(o SelectOption) bool { return o.Value == v }) {
			s.t.Fatalf("discordtest: menu %q does not offer %q", customID, v)
		}
	}
	return u.touch(r, menu, values, nil)
}

// Pick chooses each *User, *Role or *Channel in a menu of those.
func (u *User) Pick(m *Message, customID string, things ...any) *Interaction {
	s := u.srv
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	r, menu := u.menu(m, customID, len(things))
	ids, picked := []string{}, []Arg{}
	for _, thing := range things {
		id, ok := menu.offers(thing)
		if !ok {
			s.t.Fatalf("discordtest: menu %q does not offer such a %T", customID, thing)
		}
		ids, picked = append(ids, id), append(picked, Opt("", thing))
	}
	return u.touch(r, menu, ids, resolve(r.Channel, picked))
}

// offers reports whether a menu of users, roles or channels lists the thing.
func (c *Component) offers(thing any) (id string, ok bool) {
	switch v := thing.(type) {
	case *User:
		return v.ID, c.Type == userSelect || c.Type == mentionSelect
	case *Role:
		return v.ID, c.Type == roleSelect || c.Type == mentionSelect
	case *Channel:
		return v.ID, c.Type == channelSelect && (len(c.Channels) == 0 || slices.Contains(c.Channels, v.kind))
	}
	return "", false
}

// menu finds a menu that takes n values. The caller holds mu.
func (u *User) menu(m *Message, customID string, n int) (*record, *Component) {
	s := u.srv
	s.t.Helper()
	r, menu := u.component(m, customID)
	least, most := 1, 1
	if menu.MinValues != nil {
		least = *menu.MinValues
	}
	if menu.MaxValues != nil {
		most = *menu.MaxValues
	}
	if menu.Type < StringSelect || menu.Type == TextInput || menu.Type > channelSelect || n < least || n > most {
		s.t.Fatalf("discordtest: %q does not take %d values", customID, n)
	}
	return r, menu
}

// component finds a component the user can use. The caller holds mu.
func (u *User) component(m *Message, name string) (*record, *Component) {
	s := u.srv
	s.t.Helper()
	r := s.message(m.ID)
	switch {
	case r == nil:
		s.t.Fatalf("discordtest: %s uses %q on a message that is gone", u.Name, name)
	case r.Ephemeral() && (r.made == nil || r.made.User != u):
		s.t.Fatalf("discordtest: %s does not see the message with %q", u.Name, name)
	case r.Channel.Guild == nil && !r.Channel.has(u):
		s.t.Fatalf("discordtest: %s does not see %s", u.Name, r.Channel.label())
	}
	c := r.Component(name)
	switch {
	case c == nil:
		s.t.Fatalf("discordtest: the message has no %q; it has %q", name, labels(r.Components))
	case c.Disabled:
		s.t.Fatalf("discordtest: %q is disabled", name)
	}
	if g := r.Channel.Guild; g != nil {
		g.member(u)
	}
	return r, c
}

func labels(list []Component) []string {
	out := []string{}
	each(list, func(c *Component) {
		if c.CustomID != "" || c.Label != "" {
			out = append(out, c.Label+" ("+c.CustomID+")")
		}
	})
	return out
}

// touch tells the bot that a component was used. The caller holds mu.
func (u *User) touch(r *record, c *Component, values []string, resolved object) *Interaction {
	data := object{"custom_id": c.CustomID, "component_type": c.Type, "id": c.ID}
	if values != nil {
		data["values"] = values
	}
	if resolved != nil {
		data["resolved"] = resolved
	}
	i := &Interaction{Name: c.CustomID, User: u, Channel: r.Channel, srv: u.srv, kind: componentInteraction, data: data, on: r}
	return i.begin()
}

// SubmitModal fills in the form that an interaction of the user was answered
// with, by custom IDs or labels of its inputs, and sends it.
func (u *User) SubmitModal(shown *Interaction, values map[string]string) *Interaction {
	s := u.srv
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	form := shown.modal
	if form == nil || shown.User != u {
		s.t.Fatalf("discordtest: %s was shown no form by %s", u.Name, shown.label())
	}
	left := map[string]string{}
	maps.Copy(left, values)
	rows := []object{}
	for _, row := range form.Components {
		rows = append(rows, u.fillRow(row, left))
	}
	for name := range left {
		s.t.Fatalf("discordtest: form %q has no input %q", form.Title, name)
	}
	i := &Interaction{
		Name: form.CustomID, User: u, Channel: shown.Channel, srv: s, kind: modalInteraction, on: shown.on,
		data: object{"custom_id": form.CustomID, "components": rows},
	}
	return i.begin()
}

// fillRow fills in one row and takes the values it used out of those left.
func (u *User) fillRow(row Component, left map[string]string) object {
	u.srv.t.Helper()
	switch {
	case row.Component != nil:
		return object{"type": row.Type, "component": u.fillInput(*row.Component, row.Label, left)}
	case len(row.Components) > 0:
		return object{"type": row.Type, "components": []object{u.fillInput(row.Components[0], row.Components[0].Label, left)}}
	}
	return object{"type": row.Type}
}

func (u *User) fillInput(in Component, label string, left map[string]string) object {
	t := u.srv.t
	t.Helper()
	value := in.Value
	for _, name := range []string{label, in.CustomID} {
		if given, ok := left[name]; ok {
			value = given
			delete(left, name)
		}
	}
	n := units(value)
	switch {
	case n == 0 && (in.Required == nil || *in.Required):
		t.Fatalf("discordtest: input %q is required", in.CustomID)
	case in.MinLength != nil && n > 0 && n < *in.MinLength:
		t.Fatalf("discordtest: input %q takes at least %d characters, not %d", in.CustomID, *in.MinLength, n)
	case in.MaxLength != nil && n > *in.MaxLength, n > 4000:
		t.Fatalf("discordtest: input %q does not take %d characters", in.CustomID, n)
	}
	return object{"type": in.Type, "custom_id": in.CustomID, "value": value, "id": in.ID}
}
