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
// markers and markup.
type sentence struct {
	text   string
	bold   []Span
	bullet bool // it begins an entry of a list
	opens  bool // it begins a block
	cites  []int
	own    bool // the markers are its own
	block  int  // the block it stands in
}

// block is a paragraph or list entry as plain text.
type block struct {
	text   strings.Builder
	bold   []Span
	bullet bool
}

var markdown = goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough)).Parser()

var (
	// dotted finds numbers that begin a line and that Markdown would take for
	// those of a list: "2025. 12. 18.".
	dotted = regexp.MustCompile(`(?m)^(\s*(?:[-*+] +)?\d+)([.)])(\s*\d|\s*년)`)
	longNo = regexp.MustCompile(`(?m)^(\s*(?:[-*+] +)?\d{3,})([.)])`)
	// bullets are signs that begin entries of lists and are none to Markdown.
	bullets = regexp.MustCompile(`(?m)^([ \t]*)(?:[•‣●▪◦□ㅇ○△·–—] +|[①-⑳] *)`)
	// fenced is a whole answer that stands as code.
	fenced = regexp.MustCompile("(?s)^\\s*```\\w*\n(.*?)\n?(?:```\\s*)?$")
	// reference finds links whose address stands elsewhere: only their words count.
	reference = regexp.MustCompile(`\[([^\[\]]*\pL[^\[\]]*)\]\[[^\[\]]*\]`)
	// linked finds markers with an address, spoken those that are spoken of:
	// "According to Evidence [1], …".
	linked = regexp.MustCompile(`\[(\^?\d+)\]\([^()\s]*\)`)
	spoken = regexp.MustCompile(`(?i)(?:\b(?:according to|as stated in|as per|see)\s+)?(?:\bthe\s+)?\b(?:evidence|release|source|document)\s?([\[【]\s*\d)`)
	// lineEnd finds line ends that a reader sees and Markdown does not.
	lineEnd = regexp.MustCompile(`(?m)([\]】.!?。:;])[ \t]*\n([^\s|])`)
	// notes are markers that a list of sources at the end begins its lines with,
	// and that Markdown would take for definitions of links.
	notes = regexp.MustCompile(`(?m)^([ \t]*)\[(\^?\d+)\]:? `)
)

// parse reads a model's text. The last sentence of a text that goes on may turn
// out otherwise: the caller says how much of it is whole.
func parse(written string, most int, titles []string) []sentence {
	written = strings.Map(visible, strings.ToValidUTF8(strings.ReplaceAll(written, "\r\n", "\n"), ""))
	written = fenced.ReplaceAllString(written, "$1")
	written = linked.ReplaceAllString(written, "[$1]")
	written = reference.ReplaceAllString(written, "$1")
	written = spoken.ReplaceAllString(written, "$1")
	written = lineEnd.ReplaceAllString(written, "$1\n\n$2")
	written = dotted.ReplaceAllString(written, `$1\$2$3`)
	written = longNo.ReplaceAllString(written, `$1\$2`)
	written = bullets.ReplaceAllString(written, "$1- ")
	written = notes.ReplaceAllString(written, "\n$1[$2] ")
	source := []byte(written)
	var out []sentence
	for i, b := range blocksOf(markdown.Parse(text.NewReader(source)), source) {
		for _, s := range b.sentences(most, titles) {
			s.block = i
			out = append(out, s)
		}
	}
	for i := len(out) - 2; i >= 0; i-- {
		// A line that leads in a list rests on what the list says.
		if out[i].cites == nil && strings.HasSuffix(out[i].text, ":") && out[i+1].bullet {
			out[i].cites = out[i+1].cites
		}
	}
	return out
}

// blocksOf walks the document. Headings say nothing that could be cited, and
// code, raw HTML and images have no place in an answer.
func blocksOf(doc ast.Node, source []byte) []*block {
	var blocks []*block
	var open *block
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Heading, *ast.CodeBlock, *ast.FencedCodeBlock, *ast.HTMLBlock, *ast.RawHTML, *ast.Image, *ast.ThematicBreak, *east.TableHeader:
			return ast.WalkSkipChildren, nil
		case *ast.Paragraph, *ast.TextBlock, *east.TableRow:
			if entering {
				_, inItem := n.Parent().(*ast.ListItem)
				_, isRow := n.(*east.TableRow)
				open = &block{bullet: isRow || inItem && n.PreviousSibling() == nil}
				blocks = append(blocks, open)
			}
		case *east.TableCell:
			if entering && open.text.Len() > 0 {
				open.text.WriteString(", ")
			}
		case *ast.Emphasis:
			if n.Level == 2 && open != nil {
				open.stress(entering)
			}
		case *ast.AutoLink:
			if entering && open != nil {
				open.text.Write(n.URL(source))
			}
		case *ast.Text:
			if entering && open != nil {
				open.text.Write(unescaped(n.Value(source)))
				if n.SoftLineBreak() || n.HardLineBreak() {
					open.text.WriteByte(' ')
				}
			}
		case *ast.String:
			if entering && open != nil {
				open.text.Write(n.Value)
			}
		}
		return ast.WalkContinue, nil
	})
	return blocks
}

// stress begins or ends a stressed part of the text.
func (b *block) stress(begins bool) {
	if begins {
		b.bold = append(b.bold, Span{Start: b.text.Len(), End: -1})
		return
	}
	for i := range slices.Backward(b.bold) {
		if b.bold[i].End < 0 {
			b.bold[i].End = b.text.Len()
			return
		}
	}
}

var escaped = regexp.MustCompile(`\\([!-/:-@\[-` + "`" + `{-~])`)

func unescaped(raw []byte) []byte { return escaped.ReplaceAll(raw, []byte("$1")) }

// A marker is a number of the evidence in any of the forms that models write:
// [1], [1, 2], [1][2], 【1】, [^1], [Evidence 1], (1), ¹.
var (
	bracketed = regexp.MustCompile(`(?i)[\[【［〔⟦(（]\s*\^?\s*(?:evidence|release|source|ref|document|근거|자료|출처|증거|보도자료)?\s*#?\s*\^?(\d{1,3}(?:\s*(?:[,;&·、]|and|및|[-–])\s*\^?(?:evidence\s*)?\d{1,3})*)\s*(?:†[^\]】]*)?[\]】］〕⟧)）]`)
	raised    = regexp.MustCompile(`[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:[,⋅˒ ][⁰¹²³⁴⁵⁶⁷⁸⁹]+)*`)
	numbers   = regexp.MustCompile(`\d+`)
	unitRaise = regexp.MustCompile(`(?:^|[\d\s(])(?:[kcm]?m|㎞|㎡)$`)
)

var superscript = strings.NewReplacer("⁰", "0", "¹", "1", "²", "2", "³", "3", "⁴", "4", "⁵", "5", "⁶", "6", "⁷", "7", "⁸", "8", "⁹", "9")

// mark is a marker and where it stood in the text without markers.
type mark struct {
	at    int
	cites []int
}

// sentences cuts a block into sentences, each with the markers that stand in it
// or right behind it. A sentence without one rests on what the next of the block
// cites, as where a model marks a paragraph at its end, else on the one before.
func (b *block) sentences(most int, titles []string) []sentence {
	plain, bold, marks := b.unmarked(most)
	if isNote(plain, marks, titles) {
		return nil
	}
	var out []sentence
	spans := sentences.Split(plain)
	for i, span := range spans {
		for span.Start < span.End && strings.ContainsRune(",;:) ", rune(plain[span.Start])) {
			span.Start++ // left by a marker that was spoken of
		}
		s := sentence{text: plain[span.Start:span.End], opens: i == 0, bullet: b.bullet && i == 0}
		end := len(plain) + 1
		if i+1 < len(spans) {
			end = spans[i+1].Start + 1 // a marker right before the next sentence belongs to this one
		}
		for _, m := range marks {
			if (m.at > span.Start || i == 0) && m.at < end {
				s.cites = append(s.cites, m.cites...)
			}
		}
		s.cites = distinct(s.cites)
		for _, stressed := range bold {
			start, stop := max(stressed.Start, span.Start), min(stressed.End, span.End)
			if start < stop {
				s.bold = append(s.bold, Span{start - span.Start, stop - span.Start})
			}
		}
		s.own = s.cites != nil
		if strings.ContainsFunc(s.text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			out = append(out, s)
		}
	}
	inherit(out)
	return out
}

func inherit(block []sentence) {
	for i := len(block) - 2; i >= 0; i-- {
		if block[i].cites == nil {
			block[i].cites = block[i+1].cites
		}
	}
	for i := 1; i < len(block); i++ {
		if block[i].cites == nil {
			block[i].cites = block[i-1].cites
		}
	}
}

// distinct keeps the first of equal numbers.
func distinct(numbers []int) []int {
	var out []int
	for _, n := range numbers {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// unmarked takes the markers out of a block's text, with the blanks before
// them, and folds all other white space.
func (b *block) unmarked(most int) (plain string, bold []Span, marks []mark) {
	raw := b.text.String()
	var found [][]int
	for _, loc := range bracketed.FindAllStringSubmatchIndex(raw, -1) {
		if cites := numbersIn(raw[loc[2]:loc[3]], most); len(cites) > 0 && (raw[loc[0]] != '(' && !strings.HasPrefix(raw[loc[0]:], "（") || lettersOf(raw[loc[0]:loc[1]]) != "" || closes(raw[loc[1]:])) {
			found = append(found, []int{loc[0], loc[1]})
			marks = append(marks, mark{loc[0], cites})
		} else if raw[loc[0]] != '(' && !strings.HasPrefix(raw[loc[0]:], "（") {
			found = append(found, []int{loc[0], loc[1]}) // a marker of nothing
		}
	}
	for _, loc := range raised.FindAllStringIndex(raw, -1) {
		cites := numbersIn(superscript.Replace(raw[loc[0]:loc[1]]), most)
		if len(cites) > 0 && loc[0] > 0 && !unitRaise.MatchString(raw[:loc[0]]) {
			found = append(found, loc)
			marks = append(marks, mark{loc[0], cites})
		}
	}
	slices.SortFunc(found, func(a, b []int) int { return a[0] - b[0] })
	var out strings.Builder
	place := make([]int, len(raw)+1) // offset in raw → offset in out
	next := 0
	for i := 0; i < len(raw); {
		place[i] = out.Len()
		if next < len(found) && found[next][0] == i {
			kept := strings.TrimRight(out.String(), " ")
			out.Reset()
			out.WriteString(kept)
			for j := i; j < found[next][1]; j++ {
				place[j] = out.Len()
			}
			i = found[next][1]
			next++
			continue
		}
		r, size := utf8.DecodeRuneInString(raw[i:])
		for j := i; j < i+size; j++ {
			place[j] = out.Len()
		}
		switch {
		case unicode.IsSpace(r) || r == 0x00a0:
			if s := out.String(); s != "" && !strings.HasSuffix(s, " ") {
				out.WriteByte(' ')
			}
		case strings.ContainsRune("[]`|*_\\†‡", r): // what is left of markup
		default:
			out.WriteRune(r)
		}
		i += size
	}
	place[len(raw)] = out.Len()
	plain = out.String()
	for i := range marks {
		marks[i].at = min(place[marks[i].at], len(plain))
	}
	for _, span := range b.bold {
		if span.End < 0 {
			span.End = len(raw)
		}
		if s := (Span{place[span.Start], min(place[span.End], len(plain))}); s.Start < s.End {
			bold = append(bold, s)
		}
	}
	return plain, bold, marks
}

// numbersIn reads "1, 2" and "1-3". Of numbers that the evidence lacks none
// counts.
func numbersIn(list string, most int) []int {
	var cites []int
	parts := numbers.FindAllStringIndex(list, -1)
	for i, loc := range parts {
		n, _ := strconv.Atoi(list[loc[0]:loc[1]])
		if i > 0 && strings.ContainsAny(list[parts[i-1][1]:loc[0]], "-–") {
			for between := cites[len(cites)-1] + 1; between < n && between <= most; between++ {
				cites = append(cites, between)
			}
		}
		if n < 1 || n > most {
			return nil
		}
		cites = append(cites, n)
	}
	return cites
}

// closes reports whether what follows a number in round brackets lets it be a
// marker: the end of a sentence, or another marker; in "(1) steel, (2) chips"
// it counts.
func closes(rest string) bool {
	rest = strings.TrimLeft(rest, " ")
	return rest == "" || strings.ContainsRune(".,;。!?[(【（", firstRune(rest))
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// isNote reports whether a block is a line of a list of sources: a marker and
// the title of a release.
func isNote(plain string, marks []mark, titles []string) bool {
	if len(marks) == 0 || marks[0].at != 0 {
		return false
	}
	said := lettersOf(plain)
	return said == "" || slices.ContainsFunc(titles, func(title string) bool {
		title = lettersOf(title)
		return title != "" && (strings.Contains(said, title) || len(said) > 10 && strings.Contains(title, said))
	})
}

func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
