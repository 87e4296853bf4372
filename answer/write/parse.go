package write

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"motirbot/internal/sentences"
)

// Span is a range of bytes.
type Span struct{ Start, End int }

// sentence is one sentence or list entry of a model's text, without its
// markers and markup; its citations are the markers.
type sentence struct {
	Claim
	own   bool // the markers are its own
	block int  // the block it stands in
}

// block is a paragraph, list entry or row of a table.
type block struct {
	text   strings.Builder // with marks
	bullet bool
}

// Marks are private characters, which a model's own text has none of: so
// Markdown leaves markers alone, and bold stays in its place in the text. A
// marker is markOf and the number of a release; 0 is a marker of nothing.
const (
	markOf     = '\uE000'
	boldBegins = '\uF8F0'
	boldEnds   = '\uF8F1'
)

var (
	markdown = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough)).Parser()

	// A marker is a number of the evidence in any of the forms that models write:
	// [1], [1, 2], \[1\], [1](link), 【1†source】, [^1], [Evidence 1], (1), ¹.
	bracketed = regexp.MustCompile(`(?i)\\?([\[【［〔⟦(（])\s*\^?\s*(evidence|release|source|ref|document|근거|자료|출처|증거|보도자료)?\s*#?\s*\^?` +
		`(\d{1,3}(?:\s*(?:[,;&·、]|and|및|[-–])\s*\^?(?:evidence\s*)?\d{1,3})*)\s*(?:†[^\]】]*)?\\?[\]】］〕⟧)）](?:\([^()\s]*\))?`)
	raised  = regexp.MustCompile(`(?:([\d\s(][kcm]?m|㎞|㎡))?[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:[,⋅˒ ][⁰¹²³⁴⁵⁶⁷⁸⁹]+)*`)
	lowered = strings.NewReplacer("⁰", "0", "¹", "1", "²", "2", "³", "3", "⁴", "4", "⁵", "5", "⁶", "6", "⁷", "7", "⁸", "8", "⁹", "9")
	numbers = regexp.MustCompile(`\d+`)
	// spoken finds what leads in a marker: "According to Evidence [1], …".
	spoken = regexp.MustCompile(`(?i)(?:\b(?:according to|as stated in|as per|see)\s+)?(?:\bthe\s+)?\b(?:evidence|release|source|document)\s?([\x{E000}-\x{E3E7}])[,:]?`)

	// fenced is a whole answer that stands as code.
	fenced = regexp.MustCompile("(?s)^\\s*```\\w*\n(.*?)\n?(?:```\\s*)?$")
	// lineEnd finds line ends that a reader sees and Markdown does not.
	lineEnd = regexp.MustCompile(`(?m)([\x{E000}-\x{E3E7}.!?。:;])[ \t]*\n([^\s|])`)
	// dated finds numbers that begin a line and that Markdown would take for
	// those of a list: "2025. 12. 18.".
	dated = regexp.MustCompile(`(?m)^(\s*(?:[-*+] +)?)(?:(\d{3,})([.)])|(\d+)([.)])(\s*\d|\s*년))`)
	// bullets are signs that begin entries of lists and are none to Markdown.
	bullets = regexp.MustCompile(`(?m)^([ \t]*)(?:[•‣●▪◦□ㅇ○△·–—] +|[①-⑳] *)`)
	escaped = regexp.MustCompile(`\\([!-/:-@\[-` + "`" + `{-~])`)
)

// parse reads a model's text. The last sentence of a text that goes on may turn
// out otherwise: the caller says how much of it is whole.
func parse(written string, most int, titles []string) []sentence {
	written = strings.Map(visible, strings.ToValidUTF8(strings.ReplaceAll(written, "\r\n", "\n"), ""))
	written = fenced.ReplaceAllString(written, "$1")
	written = spoken.ReplaceAllString(marked(written, most), "$1")
	written = lineEnd.ReplaceAllString(written, "$1\n\n$2")
	written = dated.ReplaceAllString(written, `$1$2$4\$3$5$6`)
	written = bullets.ReplaceAllString(written, "$1- ")
	source := []byte(written)
	var out []sentence
	for i, b := range blocksOf(markdown.Parse(text.NewReader(source)), source) {
		for _, s := range b.sentences(titles) {
			s.block = i
			out = append(out, s)
		}
	}
	for i := len(out) - 2; i >= 0; i-- {
		// A line that leads in a list rests on what the list says.
		if out[i].Cites == nil && strings.HasSuffix(out[i].Text, ":") && out[i+1].Bullet {
			out[i].Cites = out[i+1].Cites
		}
	}
	return out
}

// marked writes marks for markers. A number in round brackets may count
// instead, as in "(1) steel, (2) chips": it is a marker where a sentence or
// another marker follows.
func marked(written string, most int) string {
	var out strings.Builder
	at := 0
	for _, loc := range bracketed.FindAllStringSubmatchIndex(written, -1) {
		cites := numbersIn(written[loc[6]:loc[7]], most)
		if opening := written[loc[2]:loc[3]]; opening == "(" || opening == "（" {
			rest := strings.TrimLeft(written[loc[1]:], " ")
			after, _ := utf8.DecodeRuneInString(rest)
			if cites == nil || loc[4] < 0 && rest != "" && !strings.ContainsRune("\n.,;。!?[(【（", after) {
				continue
			}
		}
		out.WriteString(written[at:loc[0]] + marks(cites))
		at = loc[1]
	}
	out.WriteString(written[at:])
	return raised.ReplaceAllStringFunc(out.String(), func(found string) string {
		cites := numbersIn(lowered.Replace(found), most)
		if cites == nil || raised.FindStringSubmatch(found)[1] != "" {
			return found
		}
		return marks(cites)
	})
}

func marks(cites []int) string {
	if cites == nil {
		return string(markOf)
	}
	var out strings.Builder
	for _, n := range cites {
		out.WriteRune(markOf + rune(n))
	}
	return out.String()
}

// numbersIn reads "1, 2" and "1-3". Of numbers that the evidence lacks none
// counts.
func numbersIn(list string, most int) []int {
	var cites []int
	parts := numbers.FindAllStringIndex(list, -1)
	for i, loc := range parts {
		n, _ := strconv.Atoi(list[loc[0]:loc[1]])
		if n < 1 || n > most {
			return nil
		}
		if i > 0 && strings.ContainsAny(list[parts[i-1][1]:loc[0]], "-–") {
			for between := cites[len(cites)-1] + 1; between < n; between++ {
				cites = append(cites, between)
			}
		}
		cites = append(cites, n)
	}
	return cites
}

// blocksOf walks the document. Headings say nothing that could be cited, and
// code, raw HTML and images have no place in an answer. The heads of a table
// stand before the cells of each row but the first.
func blocksOf(doc ast.Node, source []byte) []*block {
	var blocks []*block
	var open *block
	var heads []string
	column := 0
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Heading, *ast.CodeBlock, *ast.FencedCodeBlock, *ast.HTMLBlock, *ast.RawHTML, *ast.Image, *ast.ThematicBreak:
			return ast.WalkSkipChildren, nil
		case *east.TableHeader:
			heads = nil
			for cell := n.FirstChild(); cell != nil; cell = cell.NextSibling() {
				heads = append(heads, strings.TrimSpace(string(cell.Lines().Value(source))))
			}
			return ast.WalkSkipChildren, nil
		}
		if !entering {
			if n, ok := n.(*ast.Emphasis); ok && n.Level == 2 && open != nil {
				open.text.WriteRune(boldEnds)
			}
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Paragraph, *ast.TextBlock, *east.TableRow:
			_, inItem := n.Parent().(*ast.ListItem)
			_, isRow := n.(*east.TableRow)
			open, column = &block{bullet: isRow || inItem && n.PreviousSibling() == nil}, 0
			blocks = append(blocks, open)
			return ast.WalkContinue, nil
		}
		if open == nil {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *east.TableCell:
			if column > 0 {
				open.text.WriteString(", ")
				if column < len(heads) && heads[column] != "" && n.ChildCount() > 0 {
					open.text.WriteString(heads[column] + ": ")
				}
			}
			column++
		case *ast.Emphasis:
			if n.Level == 2 {
				open.text.WriteRune(boldBegins)
			}
		case *ast.AutoLink:
			open.text.Write(n.URL(source))
		case *ast.Text:
			open.text.Write(escaped.ReplaceAll(n.Value(source), []byte("$1")))
			if n.SoftLineBreak() || n.HardLineBreak() {
				open.text.WriteByte(' ')
			}
		case *ast.String:
			open.text.Write(n.Value)
		}
		return ast.WalkContinue, nil
	})
	return blocks
}

// mark is a marker and where it stood in the text without markers.
type mark struct{ at, cite int }

// unmarked takes the marks out of a block's text, with the blanks before
// them, and folds all other white space.
func (b *block) unmarked() (plain string, bold []Span, marks []mark) {
	var out []byte
	for _, r := range b.text.String() {
		switch {
		case r == boldBegins:
			bold = append(bold, Span{len(out), -1})
		case r == boldEnds:
			for i := range slices.Backward(bold) {
				if bold[i].End < 0 {
					bold[i].End = len(out)
					break
				}
			}
		case r >= markOf && r < boldBegins:
			for len(out) > 0 && out[len(out)-1] == ' ' {
				out = out[:len(out)-1]
			}
			if r > markOf {
				marks = append(marks, mark{len(out), int(r - markOf)})
			}
		case unicode.IsSpace(r):
			if len(out) > 0 && out[len(out)-1] != ' ' {
				out = append(out, ' ')
			}
		case strings.ContainsRune("[]`|*_\\†‡", r): // what is left of markup
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	for i := range bold {
		if bold[i].End < 0 || bold[i].End > len(out) {
			bold[i].End = len(out)
		}
	}
	return string(out), bold, marks
}

// sentences cuts a block into sentences, each with the markers that stand in it
// or right behind it. A sentence without one rests on what the next of the block
// cites, as where a model marks a paragraph at its end, else on the one before.
// A line of a list of sources, a marker and the title of a release, is none.
func (b *block) sentences(titles []string) []sentence {
	plain, bold, marks := b.unmarked()
	if said := lettersOf(plain); len(marks) > 0 && marks[0].at == 0 && (said == "" || slices.ContainsFunc(titles, func(title string) bool {
		title = lettersOf(title)
		return title != "" && (strings.Contains(said, title) || len(said) > 10 && strings.Contains(title, said))
	})) {
		return nil
	}
	var out []sentence
	spans := sentences.Split(plain)
	for i, span := range spans {
		for span.Start < span.End && strings.ContainsRune(",;:) ", rune(plain[span.Start])) {
			span.Start++ // left by a marker that was spoken of
		}
		s := sentence{Claim: Claim{Text: plain[span.Start:span.End], Opens: i == 0, Bullet: b.bullet && i == 0}}
		if !strings.ContainsFunc(s.Text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			continue
		}
		end := len(plain) + 1
		if i+1 < len(spans) {
			end = spans[i+1].Start + 1 // a marker right before the next sentence belongs to this one
		}
		for _, m := range marks {
			if (m.at > span.Start || i == 0) && m.at < end && !slices.Contains(s.Cites, m.cite) {
				s.Cites = append(s.Cites, m.cite)
			}
		}
		for _, stressed := range bold {
			if start, stop := max(stressed.Start, span.Start), min(stressed.End, span.End); start < stop {
				s.Bold = append(s.Bold, Span{start - span.Start, stop - span.Start})
			}
		}
		s.own = s.Cites != nil
		out = append(out, s)
	}
	for i := len(out) - 2; i >= 0; i-- {
		if out[i].Cites == nil {
			out[i].Cites = out[i+1].Cites
		}
	}
	for i := 1; i < len(out); i++ {
		if out[i].Cites == nil {
			out[i].Cites = out[i-1].Cites
		}
	}
	return out
}

func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
