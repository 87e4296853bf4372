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
	var all [][]Outcome
	for _, c := range conversations {
		var outcomes []Outcome
		err := converse(ctx, asker, c, noLLM, func(turn Question, _ answer.Question, a answer.Answer) error {
			o := score(turn, a)
			o.IsFollowup = len(outcomes) > 0
			if turn.Followup != nil {
				o.IsFollowup = *turn.Followup
			}
			outcomes = append(outcomes, o)
			return nil
		})
		if err != nil {
			return ConversationReport{}, err
		}
		all = append(all, outcomes)
	}
	return tabulateTurns(all), nil
}

// converse asks the turns of a conversation in order and tells of each what was
// asked and answered.
func converse(ctx context.Context, asker Asker, c Conversation, noLLM bool, each func(Question, answer.Question, answer.Answer) error) error {
	var history []answer.Turn
	for i, turn := range c.Turns {
		turn.ID = fmt.Sprintf("%s turn %d", c.ID, i+1)
		asked := answer.Question{Text: turn.Question, AsOf: turn.AskedOn, NoLLM: noLLM, History: slices.Clone(history)}
		a, err := asker.Ask(ctx, asked, nil)
		if err == nil {
			err = each(turn, asked, a)
		}
		if err != nil {
			return fmt.Errorf("conversation %s, turn %d: %w", c.ID, i+1, err)
		}
		history = append(history, answer.TurnOf(turn.Question, a))
		history = history[max(0, len(history)-answer.MaxTurns):]
	}
	return nil
}

// tabulateTurns makes the report of conversations, each given by its turns.
func tabulateTurns(conversations [][]Outcome) ConversationReport {
	var report ConversationReport
	var followups []Outcome
	for _, outcomes := range conversations {
		right := true
		for _, o := range outcomes {
			right = right && o.Right
			if o.IsFollowup {
				followups = append(followups, o)
			}
		}
		report.Outcomes = append(report.Outcomes, outcomes...)
		report.Conversations.N++
		report.Conversations.Right += one(right)
	}
	report.Conversations.Right = share(report.Conversations.Right, float64(report.Conversations.N))
	report.All, report.Followups = row(report.Outcomes), row(followups)
	return report
}
