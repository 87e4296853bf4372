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
	return command{slash(word{"release", "보도자료"}, word{"One release in short, with its link", "보도자료 한 건 요약과 링크"}, title), (*call).release}
}

func (c *call) release(ctx context.Context, opts discord.Options) error {
	_, notices, err := c.begin(ctx, c.settings.Private)
	if err != nil {
		return err
	}
	// The id that autocomplete put in, or any words of a title.
	typed := opts.Text(optTitle)
	rec, err := c.Releases.Release(ctx, release.ID(typed))
	if errors.Is(err, store.ErrNotFound) {
		found := c.Catalog.Now().Titles.Find(typed, 1)
		if len(found) == 0 || len(state.Words(typed)) == 0 {
			return refuse(c.texts.NoRelease, render.Quoted(typed))
		}
		rec, err = c.Releases.Release(ctx, release.ID(found[0].Value))
	}
	if err != nil {
		return err
	}
	return c.show(ctx, render.Release(rec, c.By(rec), c.texts, notices, c.Sample()))
}
