package markdown_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"motirbot/bot/render/markdown"
)

func TestEscape(t *testing.T) {
	const pause = "\u200b" // keeps @everyone from being one word
	tests := []struct{ name, in, want string }{
		{"plain", "Korea and the EU met (2025-12-18).", "Korea and the EU met (2025-12-18)."},
		{"korean", "한국과 EU가 만났다.", "한국과 EU가 만났다."},
		{"formatting", "*a* _b_ ~~c~~ `d` ||e||", `\*a\* \_b\_ \~\~c\~\~ \` + "`d\\`" + ` \|\|e\|\|`},
		{"backslash", `a\*b`, `a\\\*b`},
		{"mention", "<@123> <@&4> <#5>", `\<@123\> \<@&4\> \<\#5\>`},
		{"everyone", "@everyone and @HERE", "@" + pause + "everyone and @" + pause + "HERE"},
		{"everyone in two", "@\u200beveryone", "@" + pause + "everyone"},
		{"masked link", "[MOTIR](https://evil.example)", `\[MOTIR\](https\://evil\.example)`},
		{"bare link", "see https://evil.example/x", `see https\://evil\.example/x`},
		{"time tag", "<t:0:R>", `\<t:0:R\>`},
		{"time of day", "at 10:30", "at 10:30"},
		{"fence", "```go\nx\n```", "\\`\\`\\`go\nx\n\\`\\`\\`"},
		{"heading", "# Big\n-# small", "\\# Big\n\\-\\# small"},
		{"list", "- a\n+ b\n* c\n1. d\n2) e", "\\- a\n\\+ b\n\\* c\n1\\. d\n2\\) e"},
		{"date first", "2025-12-18 came", "2025-12-18 came"},
		{"figure first", "3.5 billion", "3.5 billion"},
		{"quote", "> a", `\> a`},
		{"right to left", "abc\u202eexe.fdp\u202c\u200fdef", "abcexe\\.fdpdef"},
		{"zero width", "a\u200bb\u200dc\ufeffd\u2060e\u00adf\u3164g", "abcdefg"},
		{"tags", "a\U000e0041b", "ab"},
		{"control", "a\x00b\x1bc\x7f", "abc"},
		{"invalid", "a\xffb", "a\uFFFDb"},
		{"stacked marks", "a" + strings.Repeat("\u0301", 40), "a" + strings.Repeat("\u0301", 4)},
		{"lines", "a\r\nb\u2028c\n\n\n\nd \t e  ", "a\nb\nc\n\nd   e"},
		{"blank", " \n\t ", ""},
		{"email", "press@motir.go.kr", `press@motir\.go\.kr`},
		{"bare hosts", "discord.gg/abc www.x.com t.me/x", `discord\.gg/abc www\.x\.com t\.me/x`},
		{"no hosts", "in the U.S. at 5 p.m., e.g. No.1 of 3.5 percent. It", "in the U.S. at 5 p.m., e.g. No.1 of 3.5 percent. It"},
		{"bullet", "△ Korea", "△ Korea"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := markdown.Escape(test.in); got != test.want {
				t.Errorf("Escape(%q)\n got %q\nwant %q", test.in, got, test.want)
			}
		})
	}
}

// live is what Discord would act on: an unescaped character of its Markdown, a
// scheme, a ping.
var (
	escaped = regexp.MustCompile(`\\[^0-9A-Za-z\s]`)
	live    = regexp.MustCompile("[\\\\*_~`|<>\\[\\]#]|://|(?i)@(?:everyone|here)|(?m)^[-+]|(?m)^\\d+[.)](?: |$)")
)

func FuzzEscape(f *testing.F) {
	for _, seed := range []string{
		"@everyone", "@\u200bhere", "<@123>", "[a](https://b)", "```x```", "\\", "\\\\[a]", "1. a", "\u202eabc", "-# a", "a\r\n- b", "https:\u200b//x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, got := range []string{markdown.Escape(s), markdown.EscapeLine(s)} {
			bare := escaped.ReplaceAllString(got, "·")
			if found := live.FindString(bare); found != "" {
				t.Errorf("%q is live in %q", found, got)
			}
			for _, r := range strings.ReplaceAll(got, "@\u200b", "") {
				if r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf) {
					t.Errorf("%U is left in %q", r, got)
				}
			}
		}
		if got := markdown.EscapeLine(s); strings.Contains(got, "\n") {
			t.Errorf("EscapeLine left a line end in %q", got)
		}
	})
}

func TestLink(t *testing.T) {
	const page = "https://english.motir.go.kr/eng/article/EATCLdfa319ada/2487/view"
	tests := []struct{ name, label, url, want string }{
		{"page", "2025-12-18 · Title", page, "[2025-12-18 · Title](" + page + ")"},
		{"label", "a](https://evil.example) [b", page, `[a\](https\://evil\.example) \[b](` + page + ")"},
		{"parentheses", "a", "https://a.example/x(1)?q=[2]", "[a](https://a.example/x%281%29?q=%5B2%5D)"},
		{"script", "a", "javascript:alert(1)", "a"},
		{"discord", "a", "discord://-/channels", "a"},
		{"relative", "a", "/x", "a"},
		{"blank", "a", "https://a.example/x y", "a"},
		{"line", "a", "https://a.example/\nx", "a"},
		{"user name", "a", "https://english.motir.go.kr@evil.example/", "a"},
		{"mark", "a", "https://a.example/\u202ex", "a"},
		{"none", "a*", "", `a\*`},
		{"long", "a", "https://a.example/" + strings.Repeat("x", 600), "a"},
		{"no words", "\u200b", page, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := markdown.Link(test.label, test.url); got != test.want {
				t.Errorf("got %q\nwant %q", got, test.want)
			}
		})
	}
}

func FuzzSafeURL(f *testing.F) {
	f.Add("https://a.example/x(1)")
	f.Add("http://[::1]/")
	f.Add("https://a.example/%zz)")
	f.Fuzz(func(t *testing.T, s string) {
		safe, ok := markdown.SafeURL(s)
		if !ok {
			return
		}
		if !strings.HasPrefix(safe, "https://") && !strings.HasPrefix(safe, "http://") {
			t.Errorf("scheme of %q", safe)
		}
		if strings.ContainsAny(safe, " \n\t()<>\"`|*\\") {
			t.Errorf("%q could end a link early", safe)
		}
	})
}

func TestEscapeBold(t *testing.T) {
	tests := []struct {
		text  string
		parts []string
		want  string
	}{
		{"One. Two. Three.", []string{"Two."}, "One. **Two.** Three."},
		{"One. Two. Three.", []string{"Two.", "Two."}, "One. **Two.** Three."},
		{"One. Two. Three.", []string{"Three.", "Two."}, "One. **Two. Three.**"},
		{"One. Two. Three.", []string{"One. Two.", "Two. Three."}, "**One. Two. Three.**"},
		{"One. Two.", []string{"", "Four."}, "One. Two."},
		{"2 * 3 [x] is 6.", []string{"3 [x]"}, `2 \* **3 \[x\]** is 6.`},
	}
	for _, test := range tests {
		if got := markdown.EscapeBold(test.text, test.parts); got != test.want {
			t.Errorf("%q, %q: %q, want %q", test.text, test.parts, got, test.want)
		}
	}
}
