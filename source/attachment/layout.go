package attachment

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"motirbot/internal/tables"
)

// glyph is a character on a page, in points from the lower left corner. Its box
// is as tight as the character: a comma's is small and low.
type glyph struct {
	text                     string
	left, right, top, bottom float64
	spaced                   bool // white space stands before it in the file
	place                    int  // in the file
}

func (g glyph) height() float64 { return g.top - g.bottom }

// pageLine is a line of a page: its words are what wide gaps hold apart.
type pageLine struct {
	words       []tables.Word
	top, bottom float64
	glyphs      []glyph
}

func (l pageLine) left() float64  { return l.words[0].Left }
func (l pageLine) right() float64 { return l.words[len(l.words)-1].Right }

const (
	// A gap as wide as that many heights of a line's characters parts columns;
	// spaces, even of justified text, are narrower.
	columnGap = 1.2
	spaceGap  = 0.3
)

// linesOf puts glyphs on lines, from the top of the page down. Tall ones make
// the lines, and points and dashes go to the one that they stand in.
func linesOf(glyphs []glyph) []pageLine {
	if len(glyphs) == 0 {
		return nil
	}
	heights := make([]float64, len(glyphs))
	for i, g := range glyphs {
		heights[i] = g.height()
	}
	slices.Sort(heights)
	tall := heights[len(heights)/2] / 2
	order := slices.Clone(glyphs)
	slices.SortStableFunc(order, func(a, b glyph) int { return cmp.Compare(b.top+b.bottom, a.top+a.bottom) })
	var lines []pageLine
	var small []glyph
	for _, g := range order {
		last := len(lines) - 1
		switch middle := (g.top + g.bottom) / 2; {
		case g.height() < tall:
			small = append(small, g)
		case last >= 0 && middle > lines[last].bottom-(lines[last].top-lines[last].bottom)/5 && lines[last].top-g.bottom < 1.6*max(g.height(), lines[last].top-lines[last].bottom):
			l := &lines[last]
			l.glyphs = append(l.glyphs, g)
			l.bottom = min(l.bottom, g.bottom)
		default:
			lines = append(lines, pageLine{top: g.top, bottom: g.bottom, glyphs: []glyph{g}})
		}
	}
	for _, g := range small {
		middle := (g.top + g.bottom) / 2
		// Lines stand in order: the first whose foot, descenders included, is below.
		at, _ := slices.BinarySearchFunc(lines, middle, func(l pageLine, y float64) int {
			return cmp.Compare(y, l.bottom-(l.top-l.bottom)*0.35)
		})
		if at < len(lines) && middle <= lines[at].top+(lines[at].top-lines[at].bottom)*0.35 {
			lines[at].glyphs = append(lines[at].glyphs, g)
		}
	}
	for i := range lines {
		lines[i].split()
	}
	return lines
}

// split sets the glyphs of a line as words in columns.
func (l *pageLine) split() {
	slices.SortStableFunc(l.glyphs, func(a, b glyph) int { return cmp.Compare(a.left, b.left) })
	size := 0.0
	for _, g := range l.glyphs {
		size = max(size, g.height())
	}
	var word strings.Builder
	left, right := 0.0, 0.0
	flush := func() {
		if word.Len() > 0 {
			l.words = append(l.words, tables.Word{Text: clean(word.String()), Left: left, Right: right})
		}
		word.Reset()
	}
	for i, g := range l.glyphs {
		if i > 0 {
			gap, next := g.left-right, g.place == l.glyphs[i-1].place+1
			switch {
			case gap > columnGap*size:
				flush()
			case next && g.spaced, !next && gap > spaceGap*size: // of neighbours PDFium knows better
				word.WriteByte(' ')
			}
		}
		if word.Len() == 0 {
			left, right = g.left, g.right
		}
		word.WriteString(g.text)
		right = max(right, g.right)
	}
	flush()
	l.glyphs = nil
}

// marks open an item of a list or a note, which never goes on from the line above.
const marks = "□■○●ㅇ◦△▲▷▶◇◆※*•·-–—<[(①②③④⑤⑥⑦⑧⑨⑩"

// joinWrapped joins the lines of a paragraph: those that fill the width, with
// the next one. Lines of several words are rows and stay. The number of the page
// is dropped.
func joinWrapped(lines []pageLine) [][]tables.Word {
	margin := 0.0
	for _, l := range lines {
		if len(l.words) == 1 {
			margin = max(margin, l.right())
		}
	}
	var out [][]tables.Word
	for i, l := range lines {
		if len(l.words) == 1 && !strings.ContainsFunc(l.words[0].Text, unicode.IsLetter) && len(l.words[0].Text) <= 8 && (i == 0 || i == len(lines)-1) {
			continue
		}
		if i > 0 && len(out) > 0 && len(l.words) == 1 && len(lines[i-1].words) == 1 {
			before := lines[i-1]
			first, _ := utf8.DecodeRuneInString(l.words[0].Text)
			height := max(l.top-l.bottom, before.top-before.bottom)
			near := before.bottom-l.top < 1.6*height
			full := before.right() > margin-8*height && before.right()-before.left() > 20*height
			if near && full && !strings.ContainsRune(marks, first) {
				last := &out[len(out)-1][0]
				last.Text += " " + l.words[0].Text
				last.Right = max(last.Right, l.right())
				continue
			}
		}
		out = append(out, slices.Clone(l.words))
	}
	return out
}
