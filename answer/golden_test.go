package answer_test

import (
	"fmt"
	"strings"
	"testing"

	"motirbot/answer"
	"motirbot/answer/text"
	"motirbot/internal/goldentest"
	"motirbot/release"
)

// goldens is questions of every kind. Their answers stand in
// testdata/answers.golden, so that a change in answers is a change to read.
var goldens = []answer.Question{
	{Text: "What did Korea ask the EU for on batteries?"},
	{Text: "Who signed the joint declaration on the Korea-UK FTA?"},
	{Text: "who met ragnhild syrstad"},
	{Text: "When was the 62nd Trade Day Ceremony?"},
	{Text: "Where did the Korea–Africa forum take place?"},
	{Text: "How much were Korea's exports from January to November 2025?"},
	{Text: "How many companies received Export Towers?"},
	{Text: "Why does cooperation between consumer countries of critical minerals matter?"},
	{Text: "What is on the agenda of MC14?"},
	{Text: "Which two people received Ministerial Commendations?"},
	{Text: "latest on EU"},
	{Text: "latest on free economic zones"},
	{Text: "anything about supply chains since December 17"},
	{Text: "what happened this week?", AsOf: lastDay.AddDays(-1)},
	{Text: "What was released on December 16, 2025?"},
	{Text: "Compare the talks with Norway and with the UK"},
	{Text: "What did Park Jung-sung say to Norway and to African countries?"},
	{Text: "semicondctor and battry exprots"},
	{Text: "유럽연합에 배터리와 관련해 무엇을 요청했나요?"},
	{Text: "영국 FTA 최신 소식"},
	{Text: "and on steel?", History: []answer.Turn{{
		Question: "What did Korea ask the EU for on batteries?",
		Releases: []release.ID{"sample-2-eu-dialogue"},
	}}},
	{Text: "What did Korea agree with Atlantis?"},
	{Text: "Who is Taylor Swift?"},
	{Text: "What will Korea's exports be in 2027?"},
	{Text: "What does the Bank of Korea think of interest rates?"},
	{Text: "What happened in March 2019?"},
	{Text: "Which soccer team did the ministry praise?"},
	{Text: "Why did Korea leave the WTO?"},
	{Text: "Was KHNP given subsidies for the Czech nuclear project?"},
	{Text: "latest on EU", AsOf: release.NewDate(2024, 5, 1)},
	{Text: "What did Korea ask the EU for on batteries?", AsOf: lastDay.AddDays(-2)},
	{Text: "exports", Period: release.Period{From: lastDay.AddDays(-2)}, Language: "ko"},
}

func TestAnswersGolden(t *testing.T) {
	c := sampleCorpus(t)
	var b strings.Builder
	for _, q := range goldens {
		writeAnswer(&b, q, c.ask(t, q))
	}
	goldentest.Check(t, "testdata/answers.golden", b.String())
}

func writeAnswer(b *strings.Builder, q answer.Question, a answer.Answer) {
	fmt.Fprintf(b, "=== %s", q.Text)
	if !q.AsOf.IsZero() {
		fmt.Fprintf(b, " (as of %s)", q.AsOf)
	}
	if !q.Period.IsZero() {
		fmt.Fprintf(b, " (%s)", q.Period)
	}
	if len(q.History) > 0 {
		fmt.Fprintf(b, " (after %q)", q.History[len(q.History)-1].Question)
	}
	fmt.Fprintf(b, "\n%s", a.Kind)
	if a.Abstained() {
		fmt.Fprintf(b, ", withheld: %s", a.Reason())
	}
	fmt.Fprintf(b, "\n\n%s\n\n", text.Plain(a))
	for _, citation := range a.Citations {
		fmt.Fprintf(b, "[%d] %s %s\n", citation.N, citation.Date, citation.ReleaseID)
	}
	if notices(a) != "" {
		fmt.Fprintf(b, "notice: %s\n", notices(a))
	}
	b.WriteString("\n")
}
