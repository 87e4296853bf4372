package command

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"motirbot/answer"
	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/bot/state"
)

// Job is one question to answer, whichever way it was asked.
type Job struct {
	ID      string // of the interaction or message
	Place   discord.Place
	Asker   string
	About   state.Subject
	Private bool
	Publish bool   // with a button that shows it to everybody
	Title   string // the question as it is shown and kept
	Others  bool   // it is somebody else's words, so that it is not kept
	Notices []string
	Texts   *render.Texts
	Out     discord.Responder

	Ask answer.Question
	// List answers instead of Ask, if it is not nil.
	List func(context.Context) (answer.Answer, error)
}

// Answer shows the answer while it grows, keeps it and shows it whole. An error
// is still to be told to the reader; an EditedError means that what is shown no
// longer is what was asked.
func (c *Commands) Answer(ctx context.Context, job *Job) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	c.Running.Add(job.ID, job.Asker, end)
	err := func() error {
		defer c.Running.Remove(job.ID)
		return c.answer(ctx, job)
	}()
	if edited, is := errors.AsType[*EditedError](context.Cause(ctx)); is && err == nil && edited.Words != job.Title {
		return edited
	}
	return err
}

func (c *Commands) answer(ctx context.Context, job *Job) error {
	ans, err := c.produce(ctx, job)
	if err != nil {
		return err
	}
	given := state.Given{
		ID: job.ID, Place: job.Place, Asker: job.Asker, Parent: job.About.Answer, Private: job.Private, Question: job.Title, Answer: ans,
	}
	v := c.View(ctx, given, job.Texts)
	if job.Others {
		given.Question = ""
	}
	v.Notices, v.Publish = job.Notices, job.Publish
	if !c.Save(ctx, given) {
		v.ID = ""
	}
	ctx, cancel := discord.Sending(ctx)
	defer cancel()
	return job.Out.Show(ctx, v.Message(), false)
}

// produce waits for a free place, then for the answer, and shows drafts of it
// meanwhile. When it returns no draft is under way.
func (c *Commands) produce(ctx context.Context, job *Job) (answer.Answer, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.cfg.AnswerTimeout, errTooSlow)
	defer cancel()
	drafts := startStream(ctx, &stream{
		out: job.Out, every: c.cfg.StreamEvery, logger: c.Logger,
		draft: func(text string) discord.Message { return job.Texts.Draft(job.ID, job.Asker, job.Title, text) },
	})
	defer drafts.finish()
	if c.places.Acquire(ctx, 1) != nil {
		return answer.Answer{}, because(ctx, errBusy)
	}
	defer c.places.Release(1)
	var ans answer.Answer
	var err error
	if job.List != nil {
		ans, err = job.List(ctx)
	} else {
		q := job.Ask
		q.Language, q.AsOf, q.Payer = job.Texts.Lang, c.Today(), c.payer(job.Asker, job.Place)
		q.History = c.History(ctx, job.About, job.Asker, job.Place)
		ans, err = c.Answers.Ask(ctx, q, func(part answer.Answer) { drafts.text(render.Body(part)) })
	}
	if err != nil {
		return answer.Answer{}, because(ctx, err)
	}
	if spent := (answer.Notice{Code: answer.NoticeModel, Trouble: answer.TroubleSpent}); slices.Contains(ans.Notices, spent) {
		// The reader is told until when, too.
		ans.Notices = slices.DeleteFunc(slices.Clone(ans.Notices), func(n answer.Notice) bool { return n == spent })
		job.Notices = append(job.Notices, fmt.Sprintf(job.Texts.BudgetSpent, render.Relative(c.Today().AddDays(1).Start())))
	}
	return ans, nil
}

// because returns the reason for which the context was ended, else err.
func because(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// tags are mentions of people, roles and channels, commands and emoji: ids
// that say nothing to the releases.
var tags = regexp.MustCompile(`<(?:@[!&]?\d+|#\d+|/[^>]+:\d+|a?:\w+:\d+)>`)

// WithoutTags is what a message says in words.
func WithoutTags(content string) string {
	return strings.Join(strings.Fields(tags.ReplaceAllString(content, " ")), " ")
}
