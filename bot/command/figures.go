package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"motirbot/bot/discord"
	"motirbot/bot/render"
	"motirbot/bot/render/markdown"
	"motirbot/bot/state"
	"motirbot/figures"
	"motirbot/figures/chart"
	"motirbot/figures/observation"
	"motirbot/release"
	"motirbot/store"
)

const (
	maxNearest = 3
	maxNamed   = 10      // names that a refusal proposes
	maxCSV     = 8 << 20 // Discord takes 10 MiB
)

func figuresCommand() command {
	measure := textOption(word{optMeasure, "지표"}, word{"What is measured, such as exports", "수출, 수입, 무역수지 등"}).suggest().required()
	item := textOption(word{optItem, "품목"}, word{"Of which item; all together unless you say otherwise", "품목, 기본은 전체"}).suggest()
	partner := textOption(word{optPartner, "상대국"}, word{"With which partner; all together unless you say otherwise", "상대국, 기본은 전체"}).suggest()
	since := textOption(word{optSince, "시작"}, word{"Only periods from this day on", "이 날짜 이후의 기간만"}).suggest()
	until := textOption(word{optUntil, "끝"}, word{"Only periods up to this day", "이 날짜까지의 기간만"}).suggest()
	drawn := typed(discordgo.ApplicationCommandOptionBoolean, word{optChart, "그림"}, word{"With a chart, unless you say otherwise", "그림 표시, 기본은 표시"})
	return command{
		slash(word{"figures", "통계"}, word{"Statistics that the releases tell", "보도자료의 통계"}, measure, item, partner, since, until, drawn, privateOption()),
		(*call).figures,
	}
}

// figures shows a table of figures with their releases, and a chart.
func (c *call) figures(ctx context.Context, opts discord.Options) error {
	from, err := parseSince(opts.Text(optSince), c.Today())
	if err != nil {
		return err
	}
	to, err := meant(opts.Text(optUntil), c.Today())
	if err != nil {
		return err
	}
	data := c.Catalog.Now().Figures // in memory, so that mistakes are found before the first response
	if data == nil {
		return refuse("%s", c.texts.FiguresNone)
	}
	q, err := c.figuresQuery(data, opts)
	if err != nil {
		return err
	}
	q.Period = release.Period{From: from.From, To: to.To}
	found := data.Select(q)
	if q.Item == "" && q.Partner == "" { // those of all together, where there are any
		totals := q
		totals.Item, totals.Partner = figures.Total, figures.Total
		if of := data.Select(totals); len(of) > 0 {
			q, found = totals, of
		}
	}
	var nearest []string
	if len(found) == 0 {
		if found = data.Nearest(q, maxNearest); len(found) == 0 {
			return refuse("%s", c.texts.FiguresNone)
		}
		nearest = []string{c.texts.FiguresNearest}
		q.Period = release.Period{}
	}
	private, notices, err := c.begin(ctx, opts.Truth(optPrivate, c.settings.Private))
	if err != nil {
		return err
	}
	notices = append(nearest, notices...)
	return c.showFigures(ctx, data, q, found, opts.Truth(optChart, true), private, notices)
}

// figuresQuery resolves the names of the options. One without any figure is refused with
// those that there are.
func (c *call) figuresQuery(data *figures.Dataset, opts discord.Options) (figures.Query, error) {
	q, err := data.Resolve(opts.Text(optMeasure), opts.Text(optItem), opts.Text(optPartner))
	unknown, ok := errors.AsType[*figures.UnknownError](err)
	switch {
	case !ok:
		return q, err
	case len(unknown.Known) == 0:
		return q, refuse("%s", c.texts.FiguresNone)
	}
	var names []string
	for _, count := range unknown.Known[:min(len(unknown.Known), maxNamed)] {
		names = append(names, markdown.EscapeLine(nameOf(data, unknown.Kind, count.Key, c.texts.Lang == render.Korean.Lang)))
	}
	return q, refuse(c.texts.FiguresUnknown, render.Quoted(unknown.Name), strings.Join(names, ", "))
}

// showFigures shows figures of one unit as a table and a chart of them. What they
// rest on is kept, for the buttons.
func (c *call) showFigures(ctx context.Context, data *figures.Dataset, q figures.Query, found []figures.Cited, drawn, private bool, notices []string) error {
	korean := c.texts.Lang == render.Korean.Lang
	rows := chart.Comparable(found)
	picture, err := chart.Draw(rows, chart.Options{Format: chart.PNG, Dark: true, Korean: korean, Name: data.Name})
	switch {
	case errors.Is(err, chart.ErrNothing):
		drawn = false
	case err != nil:
		return err
	default:
		rows = picture.Drawn
	}
	if p := c.in.AppPermissions; drawn && c.in.GuildID != "" && p&(discordgo.PermissionAttachFiles|discordgo.PermissionAdministrator) == 0 {
		drawn = false
		notices = append(notices, fmt.Sprintf(c.texts.FiguresNoChart, c.texts.PermissionNames([]int64{discordgo.PermissionAttachFiles})))
	}
	title := picture.Title
	if title == "" { // without a chart, what was asked for
		title = data.Subject(observation.Observation{Measure: q.Measure, Item: strings.TrimPrefix(q.Item, figures.Total), Partner: strings.TrimPrefix(q.Partner, figures.Total)}, korean)
	}
	m, ans := render.Figures{
		Title: title, Data: data, Rows: rows, All: len(found), Notices: notices, Texts: c.texts, Sample: c.Sample(),
	}.Message()
	if drawn {
		m.Embeds[0].Image = &discordgo.MessageEmbedImage{URL: "attachment://figures.png"}
		m.Attach(discord.File{Name: "figures.png", ContentType: "image/png", Data: picture.Image}, picture.Alt(discord.MaxAlt))
	}
	given := state.Given{
		ID: c.in.ID, Place: c.in.Place, Asker: c.in.Invoker().ID, Private: private, Question: title, Answer: ans, Figures: &q,
	}
	if c.Save(ctx, given) {
		m.Components = append(m.Components, render.FigureButtons(given.ID, c.texts))
		if private && c.mayPublish() {
			m.Components = append(m.Components, render.PublishButton(render.DoPublish, given.ID, c.texts)...)
		}
	}
	return c.show(ctx, m)
}

// publishFigures shows a table that only the asker has seen, as it is now.
func (c *call) publishFigures(ctx context.Context, q figures.Query) error {
	data, err := c.Statistics(ctx)
	if err != nil {
		return err
	}
	if data == nil || len(data.Select(q)) == 0 {
		return refuse("%s", c.texts.FiguresNone)
	}
	return c.showFigures(ctx, data, q, data.Select(q), true, false, nil)
}

// figuresCSV gives whoever wants them all figures that an answer is about, as they are now.
func (c *call) figuresCSV(ctx context.Context, id render.CustomID) error {
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	given, err := c.Recall(ctx, id.Of)
	if errors.Is(err, store.ErrNotFound) {
		return c.say(ctx, c.texts.AnswerGone)
	}
	if err != nil {
		return err
	}
	data, err := c.Statistics(ctx)
	if err != nil {
		return err
	}
	if given.Figures == nil || data == nil {
		return c.say(ctx, c.texts.AnswerGone)
	}
	found := data.Select(*given.Figures)
	var table bytes.Buffer
	if err := figures.WriteCSV(&table, found, markdown.CleanLine); err != nil {
		return err
	}
	if table.Len() > maxCSV {
		return refuse("%s", c.texts.FiguresTooMany)
	}
	m := discord.Plain(fmt.Sprintf(c.texts.CSVShown, len(found)))
	m.Attach(discord.File{Name: "figures.csv", ContentType: "text/csv; charset=utf-8", Data: table.Bytes()}, "")
	return c.show(ctx, m)
}

// figureChoices proposes names of what there are figures of, those with most first.
func figureChoices(known *figures.Dataset, opts discord.Options, option, typed string, korean bool) []state.Choice {
	if known == nil {
		return nil
	}
	measure := known.Measure(opts.Text(optMeasure))
	var counts []figures.Count
	switch option {
	case optMeasure:
		counts = known.Measures()
	case optItem:
		counts = known.Items(measure)
	case optPartner:
		counts = known.Partners(measure)
	}
	var choices []state.Choice
	for _, c := range counts {
		choices = append(choices, state.Choice{
			Label: markdown.CleanLine(nameOf(known, option, c.Key, korean)), Value: c.Key,
			Terms: c.Key + " " + known.Name(c.Key, false) + " " + known.Name(c.Key, true),
		})
	}
	return state.NewMatcher(choices).Find(typed, maxChoices)
}

// nameOf is what the value of an option is called.
func nameOf(data *figures.Dataset, option, key string, korean bool) string {
	if option == optMeasure {
		return data.Subject(observation.Observation{Measure: key}, korean)
	}
	return data.Name(key, korean)
}
