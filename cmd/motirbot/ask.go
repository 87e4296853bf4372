package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"motirbot/answer"
	"motirbot/answer/text"
)

const askHelp = `Answers a question from the releases, with a marker behind every sentence and,
below, the dated release that each marker leads to.

Time in a question ("last week", "in December 2025", "since October") is read
in Seoul, relative to --as-of. Where the releases do not hold the answer,
motirbot says so, says what the index covers, and names the nearest releases.

Without a question, ask opens a prompt on a terminal: arrows bring earlier
questions back, help says more, Ctrl-C stops the answer under way, Ctrl-D leaves, and a
question may follow up on the one before. From a pipe it reads one question a
line and gives each its own answer, with --json one object a line. With
--conversation the lines are the turns of one conversation.`

const askExamples = `  motirbot ask "What did Korea ask the EU for on batteries?"
  motirbot ask what happened last week --as-of 2025-12-24
  motirbot ask "Which agreements were signed?" --topic japan --since 2025-12-01
  motirbot ask --json "latest on steel" | jq -r .answer
  motirbot ask < questions.txt
  motirbot ask --conversation --json < turns.txt`

// asking is the ask command under way.
type asking struct {
	app     *app
	frame   frame
	answers answers
	sample  bool
	stream  bool // a model words the answers, for a user to watch

	conversation bool // the lines of the input follow on each other
}

// answers is what the commands ask: *answer.Answerer.
type answers interface {
	Ask(ctx context.Context, q answer.Question, onPart func(answer.Answer)) (answer.Answer, error)
	Latest(ctx context.Context, r answer.LatestRequest) (answer.Answer, error)
	Digest(ctx context.Context, r answer.DigestRequest) (answer.Answer, error)
}

func newAskCommand(a *app) *cobra.Command {
	ask := &asking{app: a}
	cmd := &cobra.Command{
		Use:               "ask [QUESTION…]",
		Short:             "Answer a question, with dated citations",
		Long:              askHelp,
		Example:           askExamples,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if ask.conversation && len(args) > 0 {
				return usagef("ask: --conversation reads its turns from standard input, one a line: leave the question out")
			}
			return ask.run(cmd.Context(), args)
		},
	}
	ask.frame.addAsOf(a, cmd)
	ask.frame.addPeriod(a, cmd)
	ask.frame.addTopic(a, cmd)
	ask.frame.addIssuer(a, cmd)
	ask.frame.addJSON(cmd)
	ask.frame.addNoLLM(cmd)
	cmd.Flags().BoolVar(&ask.conversation, "conversation", false, "read the turns of one conversation from standard input, one a line")
	return cmd
}

func (k *asking) run(ctx context.Context, words []string) error {
	if err := k.frame.check(); err != nil {
		return err
	}
	lib, err := k.app.openLibrary(ctx)
	if err != nil {
		return err
	}
	defer lib.Close()
	if k.answers, err = lib.answers(ctx, k.frame.noLLM); err != nil {
		return err
	}
	k.sample = lib.sample
	k.stream = k.app.screen.terminal && !k.frame.json && !k.frame.noLLM && k.app.cfg.ChatModel != ""
	switch {
	case len(words) > 0:
		return k.one(ctx, k.question(strings.Join(words, " ")))
	case isTerminal(k.app.in) && k.app.screen.terminal && !k.frame.json:
		return k.prompt(ctx)
	default:
		return k.lines(ctx, k.app.in)
	}
}

// question puts a text into the frame of the flags.
func (k *asking) question(text string) answer.Question {
	return answer.Question{
		Text: text, AsOf: k.frame.asOf, Period: k.frame.period, Topic: k.frame.topic, NoLLM: k.frame.noLLM,
	}
}

func (k *asking) one(ctx context.Context, q answer.Question) error {
	ans, shown, err := k.answer(ctx, q)
	if err != nil {
		return err
	}
	if k.frame.json {
		return writeJSON(k.app.out, newAnswerJSON(q.Text, k.app.asOfDay(&k.frame), ans, k.sample))
	}
	p := k.app.printer()
	p.answer(ans, shown)
	p.sample(k.sample)
	return p.err
}

// answer asks, and where wanted shows the text while it grows. shown says
// whether what was shown is the whole and final text.
func (k *asking) answer(ctx context.Context, q answer.Question) (ans answer.Answer, shown bool, err error) {
	if !k.stream {
		ans, err = k.answers.Ask(ctx, q, nil)
		return ans, false, err
	}
	live := newStream(k.app.printer())
	ans, err = k.answers.Ask(ctx, q, func(part answer.Answer) { live.show(text.Plain(part)) })
	if err != nil {
		live.finish("")
		return ans, false, err
	}
	return ans, live.finish(text.Plain(ans)), nil
}
