package chart

import (
	"bytes"
	"cmp"
	"compress/gzip"
	_ "embed"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/go-analyze/charts"

	"motirbot/figures"
)

// An image is three times as large as it is on a phone, where it is 420 wide.
const (
	width     = 1260
	height    = 840
	margin    = 36
	barRow    = 72 // of bars one below the other
	legendRow = 44
	roomAbove = 28   // half a letter of the axis, and a value above the highest
	small     = 24.0 // letters, in points
	large     = 32.0

	maxTitle   = 50 // letters
	maxName    = 24 // at an axis
	maxPeriods = 7  // at the axis
	maxTold    = 8  // points of a line with their values beside
)

//go:embed noto-sans-kr.ttf.gz
var fontFile []byte

// installFont gives the drawing library letters for English and Korean.
var installFont = sync.OnceValue(func() error {
	unpacked, err := gzip.NewReader(bytes.NewReader(fontFile))
	if err != nil {
		return err
	}
	data, err := io.ReadAll(unpacked)
	if err != nil {
		return err
	}
	return charts.InstallFont(fontName, data)
})

const fontName = "noto-sans-kr"

func (p plan) theme() charts.ColorPalette {
	if p.options.Dark {
		return charts.GetTheme(charts.ThemeDark).WithBackgroundColor(charts.ColorFromHex("#1e1f22")).WithTextColor(charts.ColorFromHex("#e6e7ea")).
			WithAxisSplitLineColor(charts.ColorFromHex("#3a3c42")).WithSeriesColors(colours("#4fc3d9", "#ffb454", "#b39ddb", "#81c784", "#f48fb1"))
	}
	return charts.GetTheme(charts.ThemeLight).WithBackgroundColor(charts.ColorFromHex("#ffffff")).WithTextColor(charts.ColorFromHex("#22252b")).
		WithAxisSplitLineColor(charts.ColorFromHex("#dfe2e7")).WithSeriesColors(colours("#1f7a8c", "#c2571a", "#6a4fb3", "#2e7d32", "#ad1457"))
}

func colours(hex ...string) []charts.Color {
	var all []charts.Color
	for _, h := range hex {
		all = append(all, charts.ColorFromHex(h))
	}
	return all
}

// draw encodes the plan. An SVG tells what it shows to those who do not see it.
func (p plan) draw(alt string) ([]byte, error) {
	if err := installFont(); err != nil {
		return nil, fmt.Errorf("chart: the font: %w", err)
	}
	tall := height
	if p.across {
		tall = max(height/3, 180+barRow*len(p.lines))
	}
	theme := p.theme()
	painter := charts.NewPainter(charts.PainterOptions{
		OutputFormat: string(p.options.Format), Width: width, Height: tall, Font: charts.GetFont(fontName), Theme: theme,
	})
	err := p.paint(painter, theme)
	if err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	image, err := painter.Bytes()
	if err != nil {
		return nil, fmt.Errorf("chart: %w", err)
	}
	if p.options.Format == SVG {
		head, rest, _ := strings.Cut(string(image), ">")
		image = []byte(head + ` role="img"><title>` + html.EscapeString(p.title) + "</title><desc>" + html.EscapeString(alt) + "</desc>" + rest)
	}
	return image, nil
}

// paint draws the title, the unit and the names of lines, and below them the chart.
func (p plan) paint(painter *charts.Painter, theme charts.ColorPalette) error {
	font := func(size float64, colour charts.Color) charts.FontStyle {
		return charts.FontStyle{FontSize: size, FontColor: colour, Font: charts.GetFont(fontName)}
	}
	text, ground := font(small, theme.GetTitleTextColor()), theme.GetBackgroundColor()
	painter.FilledRect(0, 0, width, painter.Height(), ground, ground, 0)
	painter.Text(cut(p.title, maxTitle), margin, 72, 0, font(large, theme.GetTitleTextColor()))
	top := 130
	painter.Text(p.scale.name, margin, 122, 0, text)
	var labels []charts.SeriesLabel
	for i, l := range p.lines {
		label := p.label(l, text, p.across || p.bars && len(p.lines) <= 2 || len(p.periods) <= maxTold && len(p.lines) == 1)
		if len(p.lines) == 1 || p.across {
			labels = append(labels, label)
			continue
		}
		name := l.name
		if last := l.points[len(l.points)-1]; !p.bars && last != nil {
			// Beside the points the values of near lines would cover each other.
			name += " · " + p.scale.told(last.Value)
			label.Show = new(false)
		}
		labels = append(labels, label)
		top += legendRow
		colour := theme.GetSeriesColor(i)
		painter.FilledRect(margin, top-24, margin+24, top, colour, colour, 0)
		painter.Text(cut(name, maxTitle), margin+40, top, 0, text)
	}
	chart := painter.Child(charts.PainterPaddingOption(charts.NewBox(margin, top, margin, 16)))
	if p.bars {
		o := charts.NewBarChartOptionWithData(nil)
		o.SeriesList, o.CategoryAxis.Labels = nil, p.periods
		for i, l := range p.lines {
			o.SeriesList = append(o.SeriesList, charts.BarSeries{Values: p.values(l), Label: labels[i]})
		}
		o.Padding = charts.NewBox(0, roomAbove, 0, 8)
		o.ValueAxis = []charts.ValueAxisOption{{LabelFontStyle: text, Min: p.scale.zero()}}
		if p.across { // the library begins with the lowest
			var one charts.BarSeries
			var all line
			o.CategoryAxis.Labels = nil
			for _, l := range slices.Backward(p.lines) {
				all.points = append(all.points, l.points...)
				one.Values = append(one.Values, p.values(l)[0])
				o.CategoryAxis.Labels = append(o.CategoryAxis.Labels, cut(cmp.Or(l.name, p.periods[0]), maxName))
			}
			one.Label = p.label(all, text, true)
			o.SeriesList, o.Horizontal, o.ValueAxis[0].Show = charts.BarSeriesList{one}, true, new(false)
			o.Padding.Right = 120 // for the value beside the longest
		}
		o.Theme, o.ValueFormatter, o.BarMargin, o.CategoryAxis.LabelFontStyle, o.Legend.Show = theme, p.scale.tick, new(0.1), text, new(false)
		return chart.BarChart(o)
	}
	o := charts.NewLineChartOptionWithData(nil)
	o.SeriesList = nil
	for i, l := range p.lines {
		o.SeriesList = append(o.SeriesList, charts.LineSeries{Values: p.values(l), Label: labels[i]})
	}
	o.XAxis.Labels, o.XAxis.LabelCount, o.XAxis.LabelFontStyle = p.spaced(), len(p.periods), text
	o.YAxis = []charts.YAxisOption{{LabelFontStyle: text}}
	o.Padding = charts.NewBox(0, roomAbove, 90, 8) // for the value beside the last point
	o.Theme, o.ValueFormatter, o.Legend.Show = theme, p.scale.tick, new(false)
	o.LineStrokeWidth, o.Symbol = 5, charts.Symbol{Shape: charts.SymbolDot, Size: 7}
	return chart.LineChart(o)
}

// spaced are the labels of periods, as many as there is room for, the last among them.
func (p plan) spaced() []string {
	labels := make([]string, len(p.periods))
	every := (len(labels) + maxPeriods - 1) / maxPeriods
	for i := len(labels) - 1; i >= 0; i -= every {
		labels[i] = p.periods[i]
	}
	return labels
}

// values are those of a line in the scale's unit.
func (p plan) values(l line) []float64 {
	var all []float64
	for _, c := range l.points {
		if c == nil {
			all = append(all, charts.GetNullValue())
			continue
		}
		all = append(all, c.Value.Number/p.scale.worth)
	}
	return all
}

// label writes values beside the points of a line: each or, where that would be
// crowded, the last. The library tells which line a point is of, but not which point it
// is; it goes through them in order.
func (p plan) label(l line, font charts.FontStyle, each bool) charts.SeriesLabel {
	told := slices.DeleteFunc(slices.Clone(l.points), func(c *figures.Cited) bool { return c == nil })
	asked := 0
	return charts.SeriesLabel{
		Show: new(true), FontStyle: font, Distance: 12,
		LabelFormatter: func(int, string, float64) (string, *charts.LabelStyle) {
			if asked++; asked > len(told) || !each && asked < len(told) {
				return "", nil
			}
			return p.scale.told(told[asked-1].Value), nil
		},
	}
}

// cut shortens a text to n letters.
func cut(s string, n int) string {
	if letters := []rune(s); len(letters) > n {
		return string(letters[:n-1]) + "…"
	}
	return s
}
