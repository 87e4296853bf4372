package state

import (
	"context"
	"slices"
	"time"

	"motirbot/answer"
	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/release"
)

// Subject is what a question is about beside what it says: an answer given
// before, or releases that a message shows. The zero Subject is nothing.
type Subject struct {
	Answer   string       // its id, or ""
	Releases []release.ID // where there is no answer
	Pointed  bool         // the asker has pointed at it, by a reply or a button
}

// IsZero reports whether it is nothing.
func (s Subject) IsZero() bool { return s.Answer == "" && len(s.Releases) == 0 }

// SubjectOf is what a message shows, be it an answer, an alert, a digest or a
// release, as its buttons know. Of others' messages it is what they have
// forwarded, but no answer: anybody can make a message with buttons.
func (s *State) SubjectOf(m discord.PostedMessage) Subject {
	subject := Subject{Pointed: true}
	mine := m.Author.ID == s.Me()
	for _, f := range m.Forwarded {
		m.Components = append(m.Components, f.Message.Components...)
	}
	for _, b := range m.Buttons() {
		id, ok := render.ParseCustomID(b.CustomID)
		switch {
		case !ok:
		case mine && (id.Action == render.DoFollow || id.Action == render.DoSources):
			return Subject{Answer: id.Of, Pointed: true}
		case id.Action == render.DoAbout:
			shown := []release.ID{release.ID(id.Of)}
			for _, o := range b.Options { // of a menu, which names them all
				shown = append(shown, release.ID(o.Value))
			}
			subject.Releases = append(subject.Releases, slices.DeleteFunc(shown, func(id release.ID) bool { return id == "" })...)
		}
	}
	return subject
}

const (
	// maxGap is how long a conversation may rest. Somebody who comes back after
	// that begins anew, unless it is by replying.
	maxGap = 30 * time.Minute
	// maxThreadGap is the same in a thread, which is on one matter.
	maxThreadGap = 24 * time.Hour
)

func gap(p discord.Place) time.Duration {
	if p.Thread {
		return maxThreadGap
	}
	return maxGap
}

// History is the conversation that a question of somebody at a place continues.
// It holds nothing that others have asked for their own eyes, nor what was said
// elsewhere; in a thread, the channel above is not elsewhere.
func (s *State) History(ctx context.Context, about Subject, asker string, p discord.Place) []answer.Turn {
	var turns []answer.Turn
	if len(about.Releases) > 0 {
		turns = []answer.Turn{{Releases: about.Releases, Items: about.Releases}}
	}
	for id := about.Answer; id != "" && len(turns) < answer.MaxTurns; {
		g, err := s.Recall(ctx, id)
		if err != nil {
			break // pruned, or the question stands for itself
		}
		old := s.Clock().Sub(g.At) > gap(p)
		if g.Place.Channel != p.Channel && g.Place.Channel != p.Top() || g.Private && g.Asker != asker || old && len(turns) > 0 {
			break
		}
		turns = append([]answer.Turn{answer.TurnOf(g.Question, g.Answer)}, turns...)
		id = g.Parent
	}
	if len(turns) > 0 {
		turns[len(turns)-1].Pinned = about.Pointed
	}
	return turns
}

// LastAnswer is what was answered last in a place where questions follow on each
// other, or "": to the person, and in a thread to anybody.
func (s *State) LastAnswer(ctx context.Context, p discord.Place, asker string) string {
	if !p.Continues() {
		return ""
	}
	last, err := s.Memory.LastAnswer(ctx, p.Channel, asker, p.Thread, s.Clock().Add(-gap(p)))
	if err != nil {
		return ""
	}
	return last.ID
}
