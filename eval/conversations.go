package eval

import (
	"context"
	"fmt"
	"slices"

	"motirbot/answer"
)

// ConversationReport tells how conversations went.
type ConversationReport struct {
	All           Row `json:"all"`       // every turn
	Followups     Row `json:"followups"` // the turns that lean on earlier ones
	Conversations struct {
		N     int     `json:"n"`
		Right float64 `json:"right"` // those with every turn right
	} `json:"conversations"`
	Outcomes []Outcome `json:"-"`
}

// RunConversations asks the turns of each conversation in order, each with the
// turns before it as they were answered, and scores the answers.
func RunConversations(ctx context.Context, asker Asker, conversations []Conversation, noLLM bool) (ConversationReport, error) {
	var report ConversationReport
	var followups []Outcome
	for _, c := range conversations {
		var history []answer.Turn
		right := true
		for i, turn := range c.Turns {
			turn.ID = fmt.Sprintf("%s turn %d", c.ID, i+1)
			a, err := asker.Ask(ctx, answer.Question{
				Text: turn.Question, AsOf: turn.AskedOn, NoLLM: noLLM, History: slices.Clone(history),
			}, nil)
			if err != nil {
				return report, fmt.Errorf("conversation %s, turn %d: %w", c.ID, i+1, err)
			}
			history = append(history, answer.TurnOf(turn.Question, a))
			history = history[max(0, len(history)-answer.MaxTurns):]
			o := score(turn, a)
			o.IsFollowup = i > 0
			if turn.Followup != nil {
				o.IsFollowup = *turn.Followup
			}
			right = right && o.Right
			report.Outcomes = append(report.Outcomes, o)
			if o.IsFollowup {
				followups = append(followups, o)
			}
		}
		report.Conversations.N++
		report.Conversations.Right += one(right)
	}
	report.Conversations.Right = share(report.Conversations.Right, float64(report.Conversations.N))
	report.All, report.Followups = row(report.Outcomes), row(followups)
	return report, nil
}
