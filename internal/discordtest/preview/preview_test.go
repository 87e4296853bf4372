package preview_test

import (
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"motirbot/internal/discordtest/preview"
)

var (
	out   = flag.String("out", "", "draw the messages in the files given as arguments into this `file`")
	light = flag.Bool("light", false, "draw them in the light theme")
	asked = flag.String("now", "", "the `moment` at which they are looked at, such as 2025-12-19T03:00:00Z")
)

// TestFiles draws messages that were kept in files; it is skipped without -out.
func TestFiles(t *testing.T) {
	if *out == "" {
		t.Skip("no -out")
	}
	var messages []json.RawMessage
	for _, name := range flag.Args() {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		messages = append(messages, raw)
	}
	opts := preview.Options{Light: *light}
	if *asked != "" {
		var err error
		if opts.Now, err = time.Parse(time.RFC3339, *asked); err != nil {
			t.Fatal(err)
		}
	}
	page, err := preview.Page(messages, opts)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(*out, page, 0o600); err != nil {
		t.Fatal(err)
	}
}

const answered = `{
  "author": {"username": "motirbot", "bot": true},
  "content": "",
  "timestamp": "2025-12-19T09:30:00+00:00",
  "flags": 64,
  "interaction": {"name": "ask", "type": 2, "user": {"username": "mina"}},
  "embeds": [{
    "title": "Chips & <cars>?",
    "description": "Both. \\[1\\]",
    "color": 255,
    "fields": [{"name": "Releases", "value": "\\[1\\] [2025-12-18 · Chips](https://example.org/1?a=b&c=d)"}],
    "footer": {"text": "8 *releases*"}
  }],
  "components": [{"type": 1, "components": [
    {"type": 2, "style": 1, "label": "Sources"},
    {"type": 2, "style": 2, "emoji": {"name": "👍"}, "disabled": true},
    {"type": 2, "style": 5, "label": "Read", "url": "https://example.org/1"}
  ]}, {"type": 1, "components": [
    {"type": 3, "placeholder": "Language", "options": [{"label": "English"}, {"label": "한국어", "default": true}]}
  ]}]
}`

func TestPage(t *testing.T) {
	page := draw(t, answered)
	for _, want := range []string{
		`<div class="avatar">M</div>`, `>motirbot</span> <span class="badge">APP</span>`, "12/19/25, 9:30 AM",
		"mina</b> used", "/ask", "Chips &amp; &lt;cars&gt;?", "Both. [1]", "border-left-color: #0000ff",
		`[1] <a href="https://example.org/1?a=b&amp;c=d">2025-12-18 · Chips</a>`, "8 *releases*",
		`<span class="button primary"><span>Sources</span></span>`, `<span class="button secondary disabled"><span>👍</span></span>`,
		`<span>Read</span><span>↗</span>`, `<span class="menu">한국어</span>`, "Only you can see this",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if light, err := preview.Page(nil, preview.Options{Light: true}); err != nil || !strings.Contains(string(light), `class="light"`) || strings.Contains(page, `class="light"`) {
		t.Errorf("the themes are not told apart: %v", err)
	}
	if strings.Contains(page, "ZgotmplZ") {
		t.Error("the template refused a value")
	}
}

func TestPageRefuses(t *testing.T) {
	if _, err := preview.Page([]json.RawMessage{[]byte(`{"content": 3}`)}, preview.Options{}); err == nil {
		t.Error("no error for a message that is none")
	}
}

func TestMarkdown(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"a **b** *c* __d__ ~~e~~ `**f**`", "a <strong>b</strong> <em>c</em> <u>d</u> <s>e</s> <code>**f**</code>"},
		{`\*\*a\*\* \[1\] C:\dir`, `**a** [1] C:\dir`},
		{"snake_case 2 * 3 * 4", "snake_case 2 * 3 * 4"},
		{"**a \\* b**\nc", "<strong>a * b</strong>\nc"},
		{"<script>", "&lt;script&gt;"},
		{"[**a** \\[b\\]](https://example.org/a_(b))", `<a href="https://example.org/a_(b)"><strong>a</strong> [b]</a>`},
		{"[a](javascript:x)", "[a](javascript:x)"},
		{"[https://example.org](https://example.com)", `<a href="https://example.com">https://example.org</a>`},
		{"see https://example.org/a.", `see <a href="https://example.org/a">https://example.org/a</a>.`},
		{"> a\n> \n> b\nc", "<blockquote>a\n\nb</blockquote>c"},
		{"# a\n-# b", `<div class="h1">a</div><div class="subtext">b</div>`},
		{"- a", `<div class="item" style="margin-left:0px"><span class="mark">•</span><span>a</span></div>`},
		{`\- a`, "- a"},
		{"```go\n**a**\n```b", "<pre><code>**a**</code></pre>b"},
		{"<@12> </ask:34>", `<span class="mention">@12</span> <span class="mention">/ask</span>`},
		{"<t:1766016000:D>", `<span class="time">December 18, 2025</span>`},
		{"<t:1766016000>", `<span class="time">December 18, 2025 at 12:00 AM</span>`},
		{"<t:1766016000:R>", `<span class="time">1 day ago</span>`},
	} {
		raw, err := json.Marshal(map[string]string{"content": c.in})
		if err != nil {
			t.Fatal(err)
		}
		if want := `<div class="text">` + c.want + `</div>`; !strings.Contains(draw(t, string(raw)), want) {
			_, got, _ := strings.Cut(draw(t, string(raw)), `<div class="text">`)
			t.Errorf("%s: drawn as\n%.200s\nand not as\n%s", c.in, got, c.want)
		}
	}
}

// draw draws one message on December 19, 2025.
func draw(t *testing.T, message string) string {
	t.Helper()
	page, err := preview.Page([]json.RawMessage{[]byte(message)}, preview.Options{
		Now: time.Date(2025, 12, 19, 12, 0, 0, 0, time.UTC),
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}
