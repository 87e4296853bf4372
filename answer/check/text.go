package check

import (
	"strings"
	"unicode"

	"motirbot/internal/dates"
	"motirbot/internal/words"
	"motirbot/release"
)

// text is a text with all that is compared of it.
type text struct {
	s       string
	toks    []words.Token // without joined forms
	dated   []bool        // by token: it belongs to a date
	dates   []dates.Mention
	figures []figure
	hangul  bool // written in Korean for the most part
}

func read(s string, ref release.Date) *text {
	d := &text{s: s}
	all := words.Split(s)
	d.dates = dates.ReadTokens(s, all, ref)
	letters, hangul := 0, 0
	for _, t := range all {
		if t.Joined {
			continue
		}
		d.toks = append(d.toks, t)
		if words.IsHangul(t.Text) {
			hangul += t.End - t.Start
		} else if t.Text[0] > '9' {
			letters += t.End - t.Start
		}
	}
	d.hangul = hangul > letters
	d.dated = make([]bool, len(d.toks))
	i := 0
	for _, m := range d.dates {
		for i < len(d.toks) && d.toks[i].End <= m.Start {
			i++
		}
		for ; i < len(d.toks) && d.toks[i].Start < m.End; i++ {
			d.dated[i] = m.Kind != dates.Half || !m.Yearless || m.Relative
		}
	}
	d.figures = d.readFigures()
	return d
}

func (d *text) word(i int) string {
	if i < 0 || i >= len(d.toks) {
		return ""
	}
	return d.toks[i].Text
}

// raw is token i as it is written.
func (d *text) raw(i int) string { return d.s[d.toks[i].Start:d.toks[i].End] }

// gap is what stands between token i and the one before, without white space.
func (d *text) gap(i int) string {
	if i < 0 || i >= len(d.toks) {
		return "."
	}
	start := 0
	if i > 0 {
		start = d.toks[i-1].End
	}
	g := d.s[start:d.toks[i].Start]
	if strings.Contains(g, "\n") {
		return "\n"
	}
	return strings.TrimSpace(g)
}

// spaced reports whether white space stands before token i.
func (d *text) spaced(i int) bool {
	if i <= 0 || i >= len(d.toks) {
		return true
	}
	return strings.IndexFunc(d.s[d.toks[i-1].End:d.toks[i].Start], unicode.IsSpace) >= 0
}

// near reports whether only white space or a hyphen stands before token i.
func (d *text) near(i int) bool {
	g := d.gap(i)
	return i < len(d.toks) && (g == "" || g == "-" || g == "‑")
}
