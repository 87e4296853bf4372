package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
	"motirbot/bot/markdown"
	"motirbot/bot/rest"
	"motirbot/figures"
	"motirbot/figures/chart"
	"motirbot/figures/observation"
	"motirbot/release"
	"motirbot/store"
)

const (
	maxRows      = 12
	maxNearest   = 3
	maxHeadlines = 3       // of a release in a list
	maxNamed     = 10      // names that a refusal proposes
	maxCSV       = 8 << 20 // Discord takes 10 MiB
)

func figuresDefinition() definition {
	measure := textOption(word{optMeasure, "지표"}, word{"What is measured, such as exports", "수출, 수입, 무역수지 등"}).suggest().required()
	item := textOption(word{optItem, "품목"}, word{"Of which item; all together unless you say otherwise", "품목, 기본은 전체"}).suggest()
	partner := textOption(word{optPartner, "상대국"}, word{"With which partner; all together unless you say otherwise", "상대국, 기본은 전체"}).suggest()
	since := textOption(word{optSince, "시작"}, word{"Only periods from this day on", "이 날짜 이후의 기간만"}).suggest()
	until := textOption(word{optUntil, "끝"}, word{"Only periods up to this day", "이 날짜까지의 기간만"}).suggest()
	drawn := typed(discordgo.ApplicationCommandOptionBoolean, word{optChart, "그림"}, word{"With a chart, unless you say otherwise", "그림 표시, 기본은 표시"})
	return slash(word{cmdFigures, "통계"}, word{"Statistics that the releases tell", "보도자료의 통계"}, measure, item, partner, since, until, drawn)
}

// statistics are the figures of the releases as they are, nil where none are told.
func (b *Bot) statistics(ctx context.Context) (*figures.Dataset, error) {
	if b.cfg.Figures == nil {
		return nil, nil
	}
	return b.cfg.Figures.Dataset(ctx, b.today())
}

// figureChoices proposes names of what there are figures of, those with most first.
func (s *shelfState) figureChoices(opts options, option, typed string, t *texts) []choice {
	if s.figures == nil {
		return nil
	}
	measure := s.figures.Measure(opts.text(optMeasure))
	var counts []figures.Count
	switch option {
	case optMeasure:
		counts = s.figures.Measures()
	case optItem:
		counts = s.figures.Items(measure)
	case optPartner:
		counts = s.figures.Partners(measure)
	}
	var choices []choice
	for _, c := range counts {
		choices = append(choices, choice{
			Label: markdown.CleanLine(nameOf(s.figures, option, c.Key, t.Lang == korean.Lang)), Value: c.Key,
			Terms: c.Key + " " + s.figures.Name(c.Key, false) + " " + s.figures.Name(c.Key, true),
		})
	}
	return newMatcher(choices).find(typed, maxChoices)
}

// nameOf is what the value of an option is called.
func nameOf(data *figures.Dataset, option, key string, korean bool) string {
	if option == optMeasure {
		return data.Subject(observation.Observation{Measure: key}, korean)
	}
	return data.Name(key, korean)
}

// figures serves /figures: a table of figures with their releases, and a chart.
func (c *call) figures(ctx context.Context, opts options) error {
	from, err := parseSince(opts.text(optSince), c.bot.today())
	if err != nil {
		return err
	}
	to, err := parseUntil(opts.text(optUntil), c.bot.today())
	if err != nil {
		return err
	}
	if err := c.admit(); err != nil {
		return err
	}
	private, notices := c.publishing(c.settings.Private)
	if err := c.acknowledge(ctx, private); err != nil {
		return err
	}
	data, err := c.bot.statistics(ctx)
	if err != nil {
		return err
	}
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
	if len(found) == 0 {
		if found = data.Nearest(q, maxNearest); len(found) == 0 {
			return refuse("%s", c.texts.FiguresNone)
		}
		notices = append([]string{c.texts.FiguresNearest}, notices...)
		q.Period = release.Period{}
	}
	return c.showFigures(ctx, data, q, found, opts.truth(optChart, true), private, notices)
}

// parseUntil reads the option until; empty is the open period.
func parseUntil(s string, today release.Date) (release.Period, error) {
	if strings.TrimSpace(s) == "" {
		return release.Period{}, nil
	}
	days, ok := parseDays(s)
	if !ok {
		days, ok = named(s, today)
	}
	if !ok {
		return release.Period{}, &dateError{text: s}
	}
	return days, nil
}

// figuresQuery resolves the names of the options. One without any figure is refused with
// those that there are.
func (c *call) figuresQuery(data *figures.Dataset, opts options) (figures.Query, error) {
	q, err := data.Resolve(opts.text(optMeasure), opts.text(optItem), opts.text(optPartner))
	unknown, ok := errors.AsType[*figures.UnknownError](err)
	switch {
	case !ok:
		return q, err
	case len(unknown.Known) == 0:
		return q, refuse("%s", c.texts.FiguresNone)
	}
	var names []string
	for _, count := range unknown.Known[:min(len(unknown.Known), maxNamed)] {
		names = append(names, markdown.EscapeLine(nameOf(data, unknown.Kind, count.Key, c.korean())))
	}
	return q, refuse(c.texts.FiguresUnknown, quoted(unknown.Name), strings.Join(names, ", "))
}

func (c *call) korean() bool { return c.texts.Lang == korean.Lang }

// showFigures shows figures of one unit as a table, the newest first, and a chart of them.
// What they rest on is kept, for the buttons.
func (c *call) showFigures(ctx context.Context, data *figures.Dataset, q figures.Query, found []figures.Cited, drawn, private bool, notices []string) error {
	rows := chart.Comparable(found)
	picture, err := chart.Draw(rows, chart.Options{Format: chart.PNG, Dark: true, Korean: c.korean(), Name: data.Name})
	switch {
	case errors.Is(err, chart.ErrNothing):
		drawn = false
	case err != nil:
		return err
	default:
		rows = picture.Drawn
	}
	slices.SortStableFunc(rows, func(a, b figures.Cited) int { return b.Period.From.Compare(a.Period.From) })
	shown := rows[:min(len(rows), maxRows)]
	t := c.task(figuresTitle(picture, data, q, c.korean()), private, notices)
	t.figures = &q
	var lines []string
	length := 0
	for i, row := range shown {
		line := c.figureLine(data, row, several(rows))
		if length += markdown.Len(line) + 1; length > maxList {
			shown = shown[:i]
			break
		}
		lines = append(lines, line)
	}
	ans := citeFigures(shown, data, c.texts.Lang)
	if more := len(found) - len(shown); more > 0 {
		lines = append(lines, "-# "+fmt.Sprintf(c.texts.FiguresMore, more))
	}
	sample := ""
	if c.bot.sample() {
		sample = c.texts.Sample
	}
	embed := &discordgo.MessageEmbed{Title: markdown.Truncate(markdown.EscapeLine(t.question), maxAsked), Color: colourAnswer, Footer: footer(sample)}
	m := card(embed)
	if drawn {
		if p := c.in.AppPermissions; c.in.GuildID != "" && p&(discordgo.PermissionAttachFiles|discordgo.PermissionAdministrator) == 0 {
			notices = append(notices, fmt.Sprintf(c.texts.FiguresNoChart, c.texts.permissionNames([]int64{discordgo.PermissionAttachFiles})))
		} else {
			embed.Image = &discordgo.MessageEmbedImage{URL: "attachment://figures.png"}
			m.attach(rest.File{Name: "figures.png", ContentType: "image/png", Data: picture.Image}, picture.Alt(maxAlt))
		}
	}
	for _, notice := range notices {
		lines = append([]string{"-# " + notice}, lines...)
	}
	embed.Description = strings.Join(lines, "\n")
	if c.bot.keep(ctx, t, ans) {
		m.Components = append(m.Components, row(
			button(c.texts.Sources, discordgo.PrimaryButton, customID{Action: actSources, Of: t.id}),
			button(c.texts.CSV, discordgo.SecondaryButton, customID{Action: actCSV, Of: t.id}),
		))
	}
	return c.show(ctx, m)
}

// figuresTitle is the chart's or, without one, what was asked for.
func figuresTitle(picture chart.Chart, data *figures.Dataset, q figures.Query, korean bool) string {
	if picture.Title != "" {
		return picture.Title
	}
	return data.Subject(observation.Observation{Measure: q.Measure, Item: strings.TrimPrefix(q.Item, figures.Total), Partner: strings.TrimPrefix(q.Partner, figures.Total)}, korean)
}

// several reports whether figures are of more than one subject.
func several(rows []figures.Cited) bool {
	return slices.ContainsFunc(rows, func(c figures.Cited) bool {
		return c.Measure != rows[0].Measure || c.Item != rows[0].Item || c.Partner != rows[0].Partner
	})
}

// figureLine is a figure with its period and a link to its release.
func (c *call) figureLine(data *figures.Dataset, row figures.Cited, named bool) string {
	line := "**" + row.When() + "** "
	if named {
		line += markdown.EscapeLine(data.Subject(row.Observation, c.korean())) + " "
	}
	return line + markdown.EscapeLine(figureText(row.Observation, c.korean())) + " · " + markdown.Link(row.Date.String(), row.URL)
}

// figureText is how much, and how far that is from before.
func figureText(o observation.Observation, korean bool) string {
	text := chart.Amount(o.Value, korean)
	change := chart.Amount(o.Change, korean)
	if o.Change.Number > 0 {
		change = "+" + change
	}
	switch {
	case text == "":
		return change
	case change == "":
		return text
	}
	return text + " (" + change + ")"
}

// citeFigures are figures as claims with the words that they were read from.
func citeFigures(rows []figures.Cited, data *figures.Dataset, lang string) answer.Answer {
	ans := answer.Answer{Kind: answer.KindAnswer, Mode: answer.ModeExtractive, Language: lang}
	for _, row := range rows {
		n := slices.IndexFunc(ans.Citations, func(c answer.Citation) bool { return c.ReleaseID == row.ReleaseID }) + 1
		if n == 0 {
			n = len(ans.Citations) + 1
			ans.Citations = append(ans.Citations, answer.Citation{N: n, ReleaseID: row.ReleaseID, Title: row.Title, Date: row.Date, URL: row.URL})
		}
		ans.Claims = append(ans.Claims, answer.Claim{
			Text:   fmt.Sprintf("%s, %s: %s.", data.Subject(row.Observation, lang == korean.Lang), row.When(), figureText(row.Observation, lang == korean.Lang)),
			Status: answer.StatusQuoted, Citations: []answer.ClaimCitation{{N: n, ReleaseID: row.ReleaseID, Quote: row.Quote}},
		})
	}
	return ans
}

// figuresCSV gives whoever wants them all figures that an answer is about, as they are now.
func (c *call) figuresCSV(ctx context.Context, id customID) error {
	if err := c.acknowledge(ctx, true); err != nil {
		return err
	}
	saved, err := c.bot.cfg.Memory.Answer(ctx, id.Of)
	if errors.Is(err, store.ErrNotFound) {
		return c.say(ctx, c.texts.AnswerGone)
	}
	if err != nil {
		return err
	}
	var k keptAnswer
	if err := json.Unmarshal(saved.Answer, &k); err != nil {
		return fmt.Errorf("saved answer %s: %w", saved.ID, err)
	}
	data, err := c.bot.statistics(ctx)
	if err != nil {
		return err
	}
	if k.Figures == nil || data == nil {
		return c.say(ctx, c.texts.AnswerGone)
	}
	found := data.Select(*k.Figures)
	var table bytes.Buffer
	if err := figures.WriteCSV(&table, found, markdown.CleanLine); err != nil {
		return err
	}
	if table.Len() > maxCSV {
		return refuse("%s", c.texts.FiguresTooMany)
	}
	m := plain(fmt.Sprintf(c.texts.CSVShown, len(found)))
	m.attach(rest.File{Name: "figures.csv", ContentType: "text/csv; charset=utf-8", Data: table.Bytes()}, "")
	return c.show(ctx, m)
}

// headlines are the main figures of the releases in a list, each as a line. A list does
// without where they cannot be read.
func (b *Bot) headlines(ctx context.Context, ids []release.ID, t *texts) map[release.ID]string {
	if len(ids) == 0 {
		return nil
	}
	data, err := b.statistics(ctx)
	if err != nil {
		b.logger.Warn("discord: figures not read", "err", err)
	}
	if data == nil {
		return nil
	}
	lines := map[release.ID]string{}
	for _, id := range ids {
		var told []string
		for _, c := range data.Headlines(id, maxHeadlines) {
			told = append(told, markdown.EscapeLine(data.Subject(c.Observation, t.Lang == korean.Lang)+" "+figureText(c.Observation, t.Lang == korean.Lang)))
		}
		if len(told) > 0 {
			lines[id] = "-# " + fmt.Sprintf(t.FiguresLine, strings.Join(told, " · "))
		}
	}
	return lines
}

// listed are the releases in a list.
func listed(ans answer.Answer) []release.ID {
	var ids []release.ID
	for _, item := range ans.Items {
		ids = append(ids, item.ReleaseID)
	}
	return ids
}
