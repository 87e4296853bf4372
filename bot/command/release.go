package command

import (
	"context"
	"errors"

	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/bot/state"
	"motirbot/release"
	"motirbot/store"
)

func releaseCommand() command {
	title := textOption(word{optTitle, "제목"}, word{"Type a few words of the title", "제목의 단어를 입력하세요"}).suggest().required()
	return command{slash(word{"release", "보도자료"}, word{"One release in short, with its link", "보도자료 한 건 요약과 링크"}, title, privateOption()), (*call).release}
}

func (c *call) release(ctx context.Context, opts discord.Options) error {
	rec, err := c.titled(ctx, opts.Text(optTitle))
	if err != nil {
		return err
	}
	return c.showRelease(ctx, rec, opts.Truth(optPrivate, c.settings.Private))
}

// titled is the release of the id that autocomplete put in, or of words of its
// title. It is looked up before the first response, so it must not take long.
func (c *call) titled(ctx context.Context, typed string) (store.Record, error) {
	ctx, cancel := soon(ctx)
	defer cancel()
	rec, err := c.Releases.Release(ctx, release.ID(typed))
	if !errors.Is(err, store.ErrNotFound) {
		return rec, err
	}
	found := c.Catalog.Now().Titles.Find(typed, 1)
	if len(found) == 0 || len(state.Words(typed)) == 0 {
		return rec, refuse(c.texts.NoRelease, render.Quoted(typed))
	}
	return c.Releases.Release(ctx, release.ID(found[0].Value))
}

func (c *call) showRelease(ctx context.Context, rec store.Record, private bool) error {
	private, notices, err := c.begin(ctx, private)
	if err != nil {
		return err
	}
	m := render.Release(rec, c.By(rec), c.texts, notices, c.Sample())
	if private && c.mayPublish() {
		m.Components = append(m.Components, render.PublishButton(render.DoShowIt, string(rec.ID), c.texts)...)
	}
	return c.show(ctx, m)
}
