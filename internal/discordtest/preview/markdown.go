package preview

import (
	"fmt"
	"html/template"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// markdownWriter turns the part of Discord's Markdown that bots use into HTML.
type markdownWriter struct {
	zone *time.Location
	now  time.Time
}

var (
	fence   = regexp.MustCompile("(?s)\\A```(?:[A-Za-z0-9_+.#-]*\n)?(.*?)\n?```\n?")
	heading = regexp.MustCompile(`\A(#{1,3}) +(.+)`)
	subtext = regexp.MustCompile(`\A-# +(.+)`)
	bullet  = regexp.MustCompile(`\A( *)[-*] +(.+)`)
	ordered = regexp.MustCompile(`\A( *)(\d+\.) +(.+)`)
)

// blocks writes text with quotes, lists, headings and fences.
func (w markdownWriter) blocks(s string) string {
	var out strings.Builder
	for s != "" {
		if m := fence.FindStringSubmatch(s); m != nil {
			fmt.Fprintf(&out, "<pre><code>%s</code></pre>", template.HTMLEscapeString(m[1]))
			s = s[len(m[0]):]
			continue
		}
		if quoted, rest := cutQuote(s); quoted != "" {
			fmt.Fprintf(&out, "<blockquote>%s</blockquote>", w.blocks(quoted))
			s = rest
			continue
		}
		line, rest, more := strings.Cut(s, "\n")
		block := w.block(line)
		if block == "" {
			block = w.inline(line, false)
			if more {
				block += "\n"
			}
		}
		out.WriteString(block)
		s = rest
	}
	return out.String()
}

// cutQuote takes the quote that s begins with; quoted is empty where it does
// not begin with one.
func cutQuote(s string) (quoted, rest string) {
	if all, ok := strings.CutPrefix(s, ">>> "); ok {
		return all, ""
	}
	var lines []string
	for s != "" {
		line, after, _ := strings.Cut(s, "\n")
		words, ok := strings.CutPrefix(line, "> ")
		if !ok {
			break
		}
		lines = append(lines, words)
		s = after
	}
	return strings.Join(lines, "\n"), s
}

// block writes a line that is a heading, small print or a list's item, and is
// empty for any other line.
func (w markdownWriter) block(line string) string {
	if m := heading.FindStringSubmatch(line); m != nil {
		return fmt.Sprintf(`<div class="h%d">%s</div>`, len(m[1]), w.inline(m[2], false))
	}
	if m := subtext.FindStringSubmatch(line); m != nil {
		return fmt.Sprintf(`<div class="subtext">%s</div>`, w.inline(m[1], false))
	}
	if m := bullet.FindStringSubmatch(line); m != nil {
		return item(len(m[1]), "•", w.inline(m[2], false))
	}
	if m := ordered.FindStringSubmatch(line); m != nil {
		return item(len(m[1]), m[2], w.inline(m[3], false))
	}
	return ""
}

// item writes one line of a list, with its mark hanging before the words.
func item(indent int, mark, words string) string {
	return fmt.Sprintf(`<div class="item" style="margin-left:%dpx"><span class="mark">%s</span><span>%s</span></div>`, indent*8, mark, words)
}

// span is something that a line may hold: what begins it, and its HTML.
type span struct {
	begins *regexp.Regexp
	isLink bool
	html   func(w markdownWriter, m []string, inLink bool) string
}

// spans are tried in order at every place of a line; init fills them because
// they hold each other.
var spans []span

func init() {
	plain := func(_ markdownWriter, m []string, _ bool) string { return template.HTMLEscapeString(m[1]) }
	spans = []span{
		{begins: regexp.MustCompile(`\A\\([^0-9A-Za-z\s])`), html: plain},
		{begins: regexp.MustCompile("\\A`([^`]+)`"), html: around("code", true)},
		{begins: regexp.MustCompile(`\A<t:(-?\d+)(?::([tTdDfFsSR]))?>`), html: markdownWriter.timestamp},
		{begins: regexp.MustCompile(`\A<(?:@[!&]?|#)(\d+)>`), html: mention},
		{begins: regexp.MustCompile(`\A</([^:>]+):\d+>`), html: command},
		{begins: regexp.MustCompile(`\A\[((?:\\.|[^\[\]\\])+)\]\(<?(https?://(?:[^\s<>()]|\([^\s<>()]*\))+)>?\)`), isLink: true, html: markdownWriter.masked},
		{begins: regexp.MustCompile(`\A<(https?://[^\s<>]+)>`), isLink: true, html: bare},
		{begins: regexp.MustCompile(`\A(https?://[^\s<>]*[^\s<>.,:;"'\])])`), isLink: true, html: bare},
		{begins: regexp.MustCompile(`\A\*\*((?:\\.|[^\\])+?)\*\*`), html: around("strong", false)},
		{begins: regexp.MustCompile(`\A__((?:\\.|[^\\])+?)__`), html: around("u", false)},
		{begins: regexp.MustCompile(`\A~~((?:\\.|[^\\])+?)~~`), html: around("s", false)},
		{begins: regexp.MustCompile(`\A\*((?:\\.|[^\\*\s])(?:\\.|[^\\*])*?)\*`), html: around("em", false)},
		{begins: regexp.MustCompile(`\A_((?:\\.|[^\\_])+?)_\b`), html: around("em", false)},
	}
}

// inline writes one line. No link stands inside another.
func (w markdownWriter) inline(s string, inLink bool) string {
	var out strings.Builder
next:
	for s != "" {
		for _, span := range spans {
			if span.isLink && inLink {
				continue
			}
			if m := span.begins.FindStringSubmatch(s); m != nil {
				out.WriteString(span.html(w, m, inLink))
				s = s[len(m[0]):]
				continue next
			}
		}
		_, size := utf8.DecodeRuneInString(s)
		out.WriteString(template.HTMLEscapeString(s[:size]))
		s = s[size:]
	}
	return out.String()
}

// around writes an element; what it holds is Markdown again unless verbatim.
func around(element string, verbatim bool) func(markdownWriter, []string, bool) string {
	return func(w markdownWriter, m []string, inLink bool) string {
		words := template.HTMLEscapeString(m[1])
		if !verbatim {
			words = w.inline(m[1], inLink)
		}
		return "<" + element + ">" + words + "</" + element + ">"
	}
}

func (w markdownWriter) masked(m []string, _ bool) string {
	return fmt.Sprintf(`<a href="%s">%s</a>`, template.HTMLEscapeString(m[2]), w.inline(m[1], true))
}

func bare(_ markdownWriter, m []string, _ bool) string {
	address := template.HTMLEscapeString(m[1])
	return fmt.Sprintf(`<a href="%s">%s</a>`, address, address)
}

func mention(_ markdownWriter, m []string, _ bool) string {
	return `<span class="mention">@` + m[1] + `</span>`
}

func command(_ markdownWriter, m []string, _ bool) string {
	return `<span class="mention">/` + template.HTMLEscapeString(m[1]) + `</span>`
}

// layouts are Discord's styles of a time, in English.
var layouts = map[string]string{
	"t": "3:04 PM", "T": "3:04:05 PM",
	"d": "1/2/2006", "D": "January 2, 2006",
	"f": "January 2, 2006 at 3:04 PM", "F": "Monday, January 2, 2006 at 3:04 PM",
	"s": "1/2/2006, 3:04 PM", "S": "1/2/2006, 3:04:05 PM",
}

func (w markdownWriter) timestamp(m []string, _ bool) string {
	seconds, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil {
		return template.HTMLEscapeString(m[0])
	}
	style := m[2]
	if style == "" {
		style = "f"
	}
	at := time.Unix(seconds, 0).In(w.zone)
	words := relative(at.Sub(w.now))
	if style != "R" {
		words = at.Format(layouts[style])
	}
	return `<span class="time">` + words + `</span>`
}

// relative says how far away a time is, in its largest unit.
func relative(d time.Duration) string {
	form, count := "in %d %s", d
	if d < 0 {
		form, count = "%d %s ago", -d
	}
	const day = 24 * time.Hour
	unit, name := time.Second, "second"
	for _, larger := range []struct {
		unit time.Duration
		name string
	}{{time.Minute, "minute"}, {time.Hour, "hour"}, {day, "day"}, {30 * day, "month"}, {365 * day, "year"}} {
		if count >= larger.unit {
			unit, name = larger.unit, larger.name
		}
	}
	n := int64(count / unit)
	if n != 1 {
		name += "s"
	}
	return fmt.Sprintf(form, n, name)
}
