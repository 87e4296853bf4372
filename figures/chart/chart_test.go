package chart_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"motirbot/figures"
	"motirbot/figures/chart"
	"motirbot/figures/observation"
	"motirbot/release"
)

// show is a folder for a reader to look at the charts:
// go test ./figures/chart -args -show /some/folder
var show = flag.String("show", "", "write charts to this `folder`")

func keep(t *testing.T, name string, image []byte) {
	t.Helper()
	if *show == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*show, name), image, 0o600); err != nil {
		t.Error(err)
	}
}

func figure(item string, period release.Period, number float64, unit string) figures.Cited {
	return figures.Cited{
		Observation: observation.Observation{
			Measure: observation.Exports, Item: item, Period: period, Grain: observation.GrainOf(period),
			Value: observation.Amount{Written: "x", Number: number, Unit: unit, Step: 1e8},
		},
		Date: period.To.AddDays(1), Title: "Exports", URL: "https://example.org/" + period.From.String(),
	}
}

// course is a made-up course of n months from January 2024 on.
func course(item string, n int, from float64) []figures.Cited {
	var all []figures.Cited
	for i := range n {
		from += float64((i*7)%5-2) * 4e8
		all = append(all, figure(item, release.MonthOf(2024, 1+time.Month(i)), from, "USD"))
	}
	return all
}

func names(key string, korean bool) string {
	if korean {
		return map[string]string{"exports": "수출", "chips": "반도체", "cars": "자동차", "ships": "선박"}[key]
	}
	return key
}

func TestDraw(t *testing.T) {
	months := course("", 24, 52e9)
	gap := slices.Delete(slices.Clone(months), 5, 7)
	one := []figures.Cited{
		figure("chips", release.MonthOf(2025, 3), 13.1e9, "USD"), figure("cars", release.MonthOf(2025, 3), 6.2e9, "USD"), figure("ships", release.MonthOf(2025, 3), 3.2e9, "USD"),
	}
	quarter := func(q int, n float64) figures.Cited {
		return figure("cars", release.Period{From: release.NewDate(2025, time.Month(3*q-2), 1), To: release.NewDate(2025, time.Month(3*q+1), 0)}, n, "units")
	}
	year := func(year int, n float64) figures.Cited {
		return figure("", release.Period{From: release.NewDate(year, 1, 1), To: release.NewDate(year, 12, 31)}, n, "USD")
	}
	for name, tt := range map[string]struct {
		rows   []figures.Cited
		korean bool
		drawn  int
		left   int
		alt    []string
	}{
		"two years of months":        {months, false, 24, 0, []string{"Line chart: Exports, USD billion.", "2024-01: 51.2 (release of 2024-02-01)", "2025-12: "}},
		"months that nobody tells":   {gap, false, 22, 0, []string{"2024-05", "2024-08"}},
		"items beside each other":    {append(course("chips", 14, 11e9), course("cars", 14, 6e9)...), true, 28, 0, []string{"선 그래프: 수출, 억 달러.", "반도체 2024-01: 102", "(2024-02-01 보도자료)"}},
		"items of one month":         {one, true, 3, 0, []string{"막대 그래프: 수출 · 2025-03, 억 달러. 반도체: 131"}},
		"quarters as bars":           {[]figures.Cited{quarter(1, 520_000), quarter(2, 610_500), quarter(3, 580_000)}, false, 3, 0, []string{"Bar chart: Exports · cars, units. 2025 Q1: 520,000"}},
		"a deficit":                  {[]figures.Cited{figure("", release.MonthOf(2025, 1), -2e9, "USD"), figure("", release.MonthOf(2025, 2), 4.3e9, "USD")}, false, 2, 0, []string{"2025-01: -2.0"}},
		"a quarter among the months": {append([]figures.Cited{figure("", release.Period{From: release.NewDate(2024, 1, 1), To: release.NewDate(2024, 3, 31)}, 150e9, "USD")}, months...), false, 24, 1, nil},
		"years far apart":            {[]figures.Cited{year(2019, 23.3e9), year(2025, 34.6e9)}, false, 2, 0, []string{"Bar chart: Exports, USD billion. 2019: 23.3", "2025: 34.6"}},
		"one figure":                 {one[:1], false, 1, 0, []string{"Bar chart: Exports · chips · 2025-03, USD billion. 2025-03: 13.1"}},
	} {
		for _, ground := range []string{"light", "dark"} {
			t.Run(name+" "+ground, func(t *testing.T) {
				o := chart.Options{Format: chart.PNG, Dark: ground == "dark", Korean: tt.korean, Name: names}
				c, err := chart.Draw(tt.rows, o)
				if err != nil {
					t.Fatal(err)
				}
				picture, err := png.Decode(bytes.NewReader(c.Image))
				if err != nil {
					t.Fatal(err)
				}
				keep(t, strings.ReplaceAll(name, " ", "-")+"-"+ground+".png", c.Image)
				if picture.Bounds().Dx() != 1260 {
					t.Errorf("%d wide", picture.Bounds().Dx())
				}
				if bright := brightness(picture, 2, 2) > 128; bright == o.Dark {
					t.Error("the ground is the other one")
				}
				if n := colours(picture); n < 10 {
					t.Errorf("%d colours: nothing is drawn", n)
				}
				if len(c.Drawn) != tt.drawn || c.Left != tt.left {
					t.Errorf("drawn %d, left %d", len(c.Drawn), c.Left)
				}
				for _, want := range tt.alt {
					if !strings.Contains(c.Alt(0), want) {
						t.Errorf("%q is missing in %s", want, c.Alt(0))
					}
				}
			})
		}
	}
}

// A figure that is higher stands higher, which only a drawing of the values does.
func TestDrawnToScale(t *testing.T) {
	low, err := chart.Draw([]figures.Cited{figure("", release.MonthOf(2025, 1), 1e9, "USD"), figure("", release.MonthOf(2025, 2), 9e9, "USD")}, chart.Options{Format: chart.PNG})
	if err != nil {
		t.Fatal(err)
	}
	keep(t, "scale.png", low.Image)
	picture, err := png.Decode(bytes.NewReader(low.Image))
	if err != nil {
		t.Fatal(err)
	}
	bars := map[bool]int{}
	for x := range 1260 {
		for y := 200; y < 840; y++ {
			if r, g, b, _ := picture.At(x, y).RGBA(); r>>8 == 0x1f && g>>8 == 0x7a && b>>8 == 0x8c {
				bars[x > 652]++
			}
		}
	}
	if ratio := float64(bars[true]) / float64(bars[false]); bars[false] == 0 || ratio < 8.5 || ratio > 9.5 {
		t.Errorf("bars of 1 and 9 cover %d and %d points", bars[false], bars[true])
	}
}

func TestHangulIsDrawn(t *testing.T) {
	draw := func(name string) []byte {
		c, err := chart.Draw(course("", 3, 5e10), chart.Options{Format: chart.PNG, Korean: true, Name: func(string, bool) string { return name }})
		if err != nil {
			t.Fatal(err)
		}
		return c.Image
	}
	if bytes.Equal(draw("수출"), draw("수입")) {
		t.Error("two Korean titles look the same: the font has no Hangul")
	}
}

func TestSVG(t *testing.T) {
	rows := course("", 12, 52e9)
	rows[3].Title = "irrelevant"
	c, err := chart.Draw(rows, chart.Options{Format: chart.SVG, Korean: true, Name: func(string, bool) string { return `a <b> & "c"` }})
	if err != nil {
		t.Fatal(err)
	}
	keep(t, "svg.svg", c.Image)
	decoder := xml.NewDecoder(bytes.NewReader(c.Image))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("no XML: %v", err)
		}
	}
	for _, want := range []string{`role="img"`, "<title>A &lt;b&gt; &amp; &#34;c&#34;</title>", "<desc>선 그래프", "(2024-02-01 보도자료)"} {
		if !strings.Contains(string(c.Image), want) {
			t.Errorf("%s is missing", want)
		}
	}
}

func TestNotDrawn(t *testing.T) {
	if _, err := chart.Draw(nil, chart.Options{}); !errors.Is(err, chart.ErrNothing) {
		t.Errorf("of nothing: %v", err)
	}
	mixed := append(course("", 3, 5e10), figure("cars", release.MonthOf(2024, 1), 200_000, "units"))
	var several *chart.UnitsError
	if _, err := chart.Draw(mixed, chart.Options{}); !errors.As(err, &several) || fmt.Sprint(several.Units) != "[USD units]" {
		t.Errorf("of several units: %v", err)
	}
	if c, err := chart.Draw(chart.Comparable(mixed), chart.Options{Format: chart.PNG}); err != nil || len(c.Drawn) != 3 {
		t.Errorf("of the unit that most have: %v, %d drawn", err, len(c.Drawn))
	}
}

func TestAltIsShortEnough(t *testing.T) {
	c, err := chart.Draw(course("", 60, 52e9), chart.Options{Format: chart.PNG})
	if err != nil {
		t.Fatal(err)
	}
	for _, limit := range []int{120, 1024} {
		alt := c.Alt(limit)
		if len([]rune(alt)) > limit || !strings.HasSuffix(alt, " more") {
			t.Errorf("within %d: %d: %s", limit, len([]rune(alt)), alt)
		}
	}
}

func brightness(picture image.Image, x, y int) uint32 {
	r, g, b, _ := picture.At(x, y).RGBA()
	return (r + g + b) / 3 >> 8
}

func colours(picture image.Image) int {
	seen := map[[3]uint32]bool{}
	for x := 0; x < picture.Bounds().Dx(); x += 3 {
		for y := 0; y < picture.Bounds().Dy(); y++ {
			r, g, b, _ := picture.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	return len(seen)
}

func BenchmarkDraw(b *testing.B) {
	rows := course("", 24, 52e9)
	for b.Loop() {
		if _, err := chart.Draw(rows, chart.Options{Format: chart.PNG, Dark: true}); err != nil {
			b.Fatal(err)
		}
	}
}
