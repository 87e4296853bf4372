package check

import (
	"strings"

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
	hangul  bool            // written in Korean for the most part
	tells   map[string]bool // of a sentence, the stems that tell what it is about
}

func read(s string, ref release.Date) *text {
	d := &text{s: s}
	all := words.Split(s)
	d.dates = dates.ReadTokens(s, all, ref)
	letters, hangul := 0, 0
	for _, t := range all {
		switch {
		case t.Joined:
			continue
		case words.IsHangul(t.Text):
			hangul += t.End - t.Start
		case t.Text[0] > '9':
			letters += t.End - t.Start
		}
		d.toks = append(d.toks, t)
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

// between is what stands between token i and the one before.
func (d *text) between(i int) string {
	if i < 0 || i >= len(d.toks) {
		return "."
	}
	start := 0
	if i > 0 {
		start = d.toks[i-1].End
	}
	return d.s[start:d.toks[i].Start]
}

// gap is the same without white space but line breaks.
func (d *text) gap(i int) string {
	g := d.between(i)
	if strings.Contains(g, "\n") {
		return "\n"
	}
	return strings.TrimSpace(g)
}

// near reports whether only white space or a hyphen stands before token i.
func (d *text) near(i int) bool {
	g := d.gap(i)
	return i < len(d.toks) && (g == "" || g == "-" || g == "‑")
}

// glued reports whether token i is Hangul that follows on the token before.
func (d *text) glued(i int) bool { return i > 0 && d.between(i) == "" && words.IsHangul(d.word(i)) }
