package answer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"motirbot/prompts"
)

// addCommon ends a digest with what its releases have in common: in the model's
// checked words where there is one, else the topics they share.
func (a *Answerer) addCommon(ctx context.Context, answer Answer, noLLM bool) Answer {
	if a.cfg.Completer != nil && !noLLM && len(answer.Items) > 1 {
		if worded, ok := a.wordCommon(ctx, answer); ok {
			return worded
		}
	}
	if common := inCommon(answer.Items); common != "" {
		answer.Text += "\n\n" + phrases(answer.Language).common + " " + common
	}
	return answer
}

// wordCommon lets the chat model say it. Of any trouble nothing is told: the
// list is whole without, and the shared topics take its place.
func (a *Answerer) wordCommon(ctx context.Context, answer Answer) (Answer, bool) {
	if a.cfg.Budget != nil && a.cfg.Budget.Take(ctx) != nil {
		return answer, false
	}
	pieces := slices.Clone(answer.Passages[:min(len(answer.Passages), maxPieces)])
	language := "English"
	if answer.Language == korean {
		language = "Korean"
	}
	system, user, err := prompts.Digest(prompts.DigestData{
		From: answer.Period.From.String(), To: answer.Period.To.String(), Language: language, Passages: toShow(pieces),
	})
	if err != nil {
		return answer, false
	}
	r := newReader(pieces, system, nil)
	r.text.citations = slices.Clone(answer.Citations) // the list's numbers stay
	_, usage, err := a.cfg.Completer.Complete(ctx, system, user, r.write)
	removed := r.close()
	if err != nil || r.declined || r.text.text.Len() == 0 {
		return answer, false
	}
	answer.Text += "\n\n" + phrases(answer.Language).common + " " + r.text.text.String()
	answer.Citations, answer.Usage, answer.Removed = r.text.citations, usage, removed
	answer.Mode, answer.Model = ModeLLM, a.cfg.Completer.Model()
	return answer, true
}

// inCommon names the topics that two or more items share, most shared first:
// "Supply chains [1][2][8]; Free trade agreements [3][4]."
func inCommon(items []Item) string {
	markers := map[string][]int{}
	var topics []string
	for _, it := range items {
		for _, topic := range it.Topics {
			if markers[topic] == nil {
				topics = append(topics, topic)
			}
			markers[topic] = append(markers[topic], it.N)
		}
	}
	topics = slices.DeleteFunc(topics, func(topic string) bool { return len(markers[topic]) < 2 })
	slices.SortStableFunc(topics, func(a, b string) int { return len(markers[b]) - len(markers[a]) })
	var parts []string
	for _, topic := range topics[:min(len(topics), 4)] {
		part := topic + " "
		for _, n := range markers[topic] {
			part += fmt.Sprintf("[%d]", n)
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, "; ") + "."
}
