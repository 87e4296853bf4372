package bot_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"motirbot/answer"
	"motirbot/embed"
	"motirbot/figures"
	"motirbot/internal/discordtest"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/store"
)

// monthly is a release on the exports of a month of 2025, dated the 1st of the next.
func monthly(month int) release.Release {
	name := time.Month(month).String()
	number := fmt.Sprint(2600 + month)
	rel := release.Release{
		ID: release.NewID("motir", number, "", release.Date{}), Source: "motir", Number: number,
		Title: "Exports in " + name + " 2025", Date: release.NewDate(2025, time.Month(month+1), 1),
		URL: "https://english.motir.go.kr/eng/article/EATCLdfa319ada/" + number + "/view",
	}
	rel.Body = fmt.Sprintf("Exports rose %d.0 percent to USD 5%d.1 billion in %s 2025. Imports fell 1.5 percent to USD 48.2 billion. "+
		"The trade balance posted a surplus of USD 4.9 billion. Chip exports rose 9.0 percent to USD 1%d.4 billion.", month, month%8, name, month%8)
	return rel
}

// withFigures indexes releases with their figures and has the bot tell them.
func withFigures(t testing.TB, w *world, rels ...release.Release) {
	t.Helper()
	topics, err := loadTopics()
	if err != nil {
		t.Fatal(err)
	}
	indexWithFigures(t, w.store, rels...)
	w.cfg.Figures = figures.NewSource(topics, w.store)
}

func indexWithFigures(t testing.TB, s *store.Store, rels ...release.Release) {
	t.Helper()
	topics, err := loadTopics()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := retrieval.NewIndexer(s, embed.NewLocal(), topics).WithFigures(figures.NewReader(topics).Observations).Index(context.Background(), rels, nil); err != nil {
		t.Fatal(err)
	}
}

// statistical is a world with the monthly releases of most of a year.
func statistical(t *testing.T) *world {
	w := emptyWorld(t)
	var rels []release.Release
	for month := 1; month <= 10; month++ {
		rels = append(rels, monthly(month))
	}
	withFigures(t, w, rels...)
	w.start()
	return w
}

func TestFigures(t *testing.T) {
	t.Parallel()
	w := statistical(t)
	ctx, mina := w.ctx(), w.mina()
	shown := mina.Slash(w.channel, "figures", discordtest.Opt("measure", "exports")).Wait(ctx)
	shows(t, shown, "Exports", "**2025-10** USD 52.1 billion (+10.0%) · [2025-11-01](https://english.motir.go.kr/eng/article/EATCLdfa319ada/2610/view#:~:text=Exports%20rose%2010.0%20percent%20to,52.1%20billion%20in%20October%202025)", "**2025-01** USD 51.1 billion")
	if at := strings.Index(shown.Text(), "2025-10"); at > strings.Index(shown.Text(), "2025-01**") {
		t.Error("the newest does not come first")
	}
	if len(shown.Files) != 1 || shown.Files[0].Name != "figures.png" || shown.Embeds[0].Image == nil || shown.Embeds[0].Image.URL != "attachment://figures.png" {
		t.Fatalf("files %+v, image %+v", shown.Files, shown.Embeds[0].Image)
	}
	if picture, err := png.Decode(bytes.NewReader(shown.Files[0].Data)); err != nil || picture.Bounds().Dx() != 1260 {
		t.Errorf("the chart: %v", err)
	}
	if alt := shown.Files[0].Description; !strings.Contains(alt, "2025-03: 53.1 (release of 2025-04-01)") {
		t.Errorf("alt text: %s", alt)
	}
	record(t, "figures", shown)
	if *show != "" {
		_ = os.WriteFile(filepath.Join(*show, "figures.png"), shown.Files[0].Data, 0o600)
	}

	w.restart()
	table := w.srv.User("jun").Click(shown, "CSV file").Wait(ctx)
	if !table.Ephemeral() || len(table.Files) != 1 || table.Files[0].Name != "figures.csv" {
		t.Fatalf("CSV: %+v", table)
	}
	rows, err := csv.NewReader(bytes.NewReader(table.Files[0].Data)).ReadAll()
	if err != nil || len(rows) != 11 || rows[3][0] != "exports" || rows[3][3] != "2025-03-01" || rows[3][7] != "53100000000" || rows[3][19] != monthly(3).URL {
		t.Errorf("%d rows, %v: %v", len(rows), err, rows)
	}
	sources := mina.Click(shown, "Sources").Wait(ctx)
	shows(t, sources, "Exports in October 2025", "rose 10.0 percent to USD 52.1 billion")
	w.checkMentions()
}

func TestFiguresOfAnItemInKorean(t *testing.T) {
	t.Parallel()
	w := statistical(t)
	jun := w.srv.User("jun", discordtest.Locale("ko"))
	shown := jun.Slash(w.channel, "figures", discordtest.Opt("measure", "수출"), discordtest.Opt("item", "반도체"), discordtest.Opt("since", "2025-09"), discordtest.Opt("until", "2025-12")).Wait(w.ctx())
	shows(t, shown, "수출 · 반도체", "**2025-10** 124억 달러 (+9.0%)", "**2025-09** 114억 달러")
	if strings.Contains(shown.Text(), "2025-08") {
		t.Error("shows a period before the first")
	}
	if len(shown.Files) != 1 || !strings.Contains(shown.Files[0].Description, "막대 그래프: 수출 · 반도체, 억 달러") {
		t.Errorf("chart %+v", shown.Files)
	}
}

func TestFiguresRefused(t *testing.T) {
	t.Parallel()
	w := statistical(t)
	figures := func(args ...discordtest.Arg) *discordtest.Message {
		return w.mina().Slash(w.channel, "figures", args...).Wait(w.ctx())
	}
	shows(t, figures(discordtest.Opt("measure", "happiness")), "no figures of “happiness”", "exports")
	shows(t, figures(discordtest.Opt("measure", "exports"), discordtest.Opt("item", "umbrellas")), "“umbrellas”", "semiconductor")
	shows(t, figures(discordtest.Opt("measure", "exports"), discordtest.Opt("since", "yesteryear")), "not a date")
	near := figures(discordtest.Opt("measure", "exports"), discordtest.Opt("since", "2025-12"))
	shows(t, near, "No figure of that time", "2025-10", "USD 52.1 billion")
	bare := figures(discordtest.Opt("measure", "exports"), discordtest.Opt("chart", false))
	if shows(t, bare, "USD 52.1 billion"); len(bare.Files) > 0 {
		t.Error("a chart that was not wanted")
	}
	w.channel.Deny(w.guild.BotRole(), discordtest.AttachFiles)
	closed := figures(discordtest.Opt("measure", "exports"))
	if shows(t, closed, "USD 52.1 billion", "I lack **Attach Files**"); len(closed.Files) > 0 {
		t.Error("a chart where files are not allowed")
	}
}

func TestNoFigures(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	shows(t, w.mina().Slash(w.channel, "figures", discordtest.Opt("measure", "exports")).Wait(w.ctx()), "no such figure")
}

func TestFiguresAutocomplete(t *testing.T) {
	t.Parallel()
	w := statistical(t)
	find := func(option, typed string, others ...discordtest.Arg) string {
		return fmt.Sprint(w.mina().Autocomplete(w.ctx(), w.channel, "figures", option, typed, others...))
	}
	if got := find("measure", ""); !strings.Contains(got, "exports") || !strings.Contains(got, "balance") {
		t.Errorf("measures: %s", got)
	}
	if got := find("measure", "수입"); !strings.Contains(got, "imports") || strings.Contains(got, "balance") {
		t.Errorf("measures like 수입: %s", got)
	}
	if got := find("item", "semi", discordtest.Opt("measure", "exports")); !strings.Contains(got, "chips") {
		t.Errorf("items of exports: %s", got)
	}
	if got := find("item", "", discordtest.Opt("measure", "imports")); strings.Contains(got, "chips") {
		t.Errorf("items of imports: %s", got)
	}
}

// The chart is sent again whole when Discord has failed to take it.
func TestFiguresAreSentAgain(t *testing.T) {
	t.Parallel()
	w := statistical(t)
	w.srv.Fail(discordtest.RouteEditOriginal, 1, 502)
	shown := w.mina().Slash(w.channel, "figures", discordtest.Opt("measure", "exports")).Wait(w.ctx())
	if len(shown.Files) != 1 {
		t.Fatalf("%d files", len(shown.Files))
	}
	if _, err := png.Decode(bytes.NewReader(shown.Files[0].Data)); err != nil {
		t.Error(err)
	}
}

func TestFiguresOfReleasesInLists(t *testing.T) {
	t.Parallel()
	w := emptyWorld(t)
	rel := monthly(10)
	withFigures(t, w, rel)
	w.answers.digest = func(context.Context, answer.DigestRequest) (answer.Answer, error) {
		return listed(answer.KindDigest, rel, releases()[1]), nil
	}
	w.start()
	week := w.mina().Slash(w.channel, "week").Wait(w.ctx())
	shows(t, week, "Figures: exports USD 52.1 billion (+10.0%) · imports USD 48.2 billion (-1.5%) · balance USD 4.9 billion")
	if n := strings.Count(week.Text(), "Figures:"); n != 1 {
		t.Errorf("figures of %d releases, one is on statistics:\n%s", n, week.Text())
	}
}

func TestAlertOfStatisticsTellsTheFigures(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t)
	n.stopIfRunning()
	withFigures(t, n.world)
	n.start()
	n.startEngine()
	n.guild.Owner.Slash(n.channel, "subscribe", discordtest.Opt("topic", store.AnyTopic)).Wait(n.ctx())
	rel := monthly(11)
	rel.Date = release.NewDate(2025, 12, 19)
	indexWithFigures(t, n.store, rel)
	n.announce(rel)
	n.deliver()
	shows(t, n.srv.WaitMessage(n.ctx(), n.channel, hasText("Exports in November")), "Figures: exports USD 53.1 billion (+11.0%)")
}
