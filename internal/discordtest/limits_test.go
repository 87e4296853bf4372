package discordtest_test

import (
	"maps"
	"strconv"
	"strings"
	"testing"

	"motirbot/internal/discordtest"
)

type m = map[string]any

func list(items ...any) []any { return append([]any{}, items...) }

func times(n int, item any) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = item
	}
	return out
}

// numbered are n items that differ in a field.
func numbered(n int, field string, item m) []any {
	out := make([]any, n)
	for i := range out {
		one := maps.Clone(item)
		one[field] = strconv.Itoa(i)
		out[i] = one
	}
	return out
}

func row(items ...any) m { return m{"type": 1, "components": items} }

func button(id, label string) m {
	return m{"type": 2, "style": 1, "custom_id": id, "label": label}
}

func embed(fields m) m { return m{"embeds": list(fields)} }

// refusal is a body that breaks one rule, the field at fault and the rule. What
// only Discord's description knows is added where that is at hand.
type refusal struct {
	name string
	body m
	at   string
	code string
}

// Each body breaks one rule; the refusal names the field and the rule. Where a
// text counts differently in UTF-16, the longer count rules.
func TestMessageLimits(t *testing.T) {
	srv := discordtest.New(t, discordtest.ExpectViolations())
	ch := srv.AddGuild("g").AddChannel("c")
	long := func(n int) string { return strings.Repeat("x", n) }
	cases := []refusal{
		{"content", m{"content": long(2001)}, "content", "BASE_TYPE_MAX_LENGTH"},
		{"content in UTF-16", m{"content": strings.Repeat("🙂", 1001)}, "content", "BASE_TYPE_MAX_LENGTH"},
		{"empty embed", embed(m{"color": 3}), "embeds.0.description", "BASE_TYPE_REQUIRED"},
		{"blank field", embed(m{"fields": list(m{"name": " ", "value": "v"})}), "embeds.0.fields.0.name", "BASE_TYPE_REQUIRED"},
		{"link", embed(m{"title": "t", "url": "javascript:alert(1)"}), "embeds.0.url", "URL_TYPE_INVALID_URL"},
		{"link scheme", embed(m{"title": "t", "url": "ftp://a.b/c"}), "embeds.0.url", "URL_TYPE_INVALID_SCHEME"},
		{"timestamp", embed(m{"title": "t", "timestamp": "yesterday"}), "embeds.0.timestamp", "DATE_TIME_TYPE_PARSE"},
		{"all embeds", m{"embeds": times(2, m{"description": long(3001)})}, "embeds", "MAX_EMBED_SIZE_EXCEEDED"},
		{"mentions", m{"content": "x", "allowed_mentions": m{"parse": list("users"), "users": list("1")}}, "allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"},
		{"rows", m{"components": times(6, row(button("a", "A")))}, "components", "BASE_TYPE_MAX_LENGTH"},
		{"bare button", m{"components": list(button("a", "A"))}, "components.0.type", "BASE_TYPE_CHOICES"},
		{"no custom id", m{"components": list(row(m{"type": 2, "style": 1, "label": "A"}))}, "components.0.components.0.custom_id", "BASE_TYPE_REQUIRED"},
		{"same custom id", m{"components": list(row(button("a", "A"), button("a", "B")))}, "components.0.components.1.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"},
		{"emoji", m{"components": list(row(m{"type": 2, "style": 1, "custom_id": "a", "emoji": m{"name": "thumbsup"}}))}, "components.0.components.0.emoji.name", "BUTTON_COMPONENT_INVALID_EMOJI"},
		{"type", m{"content": 5}, "content", "BASE_TYPE_BAD_TYPE"},
	}
	if srv.DescribedByDiscord() {
		cases = append(cases, []refusal{
			{"title", embed(m{"title": long(257)}), "embeds.0.title", "BASE_TYPE_MAX_LENGTH"},
			{"description", embed(m{"description": long(4097)}), "embeds.0.description", "BASE_TYPE_MAX_LENGTH"},
			{"field name", embed(m{"fields": list(m{"name": long(257), "value": "v"})}), "embeds.0.fields.0.name", "BASE_TYPE_MAX_LENGTH"},
			{"field value", embed(m{"fields": list(m{"name": "n", "value": long(1025)})}), "embeds.0.fields.0.value", "BASE_TYPE_MAX_LENGTH"},
			{"fields", embed(m{"fields": times(26, m{"name": "n", "value": "v"})}), "embeds.0.fields", "BASE_TYPE_MAX_LENGTH"},
			{"footer", embed(m{"footer": m{"text": long(2049)}}), "embeds.0.footer.text", "BASE_TYPE_MAX_LENGTH"},
			{"author", embed(m{"author": m{"name": long(257)}}), "embeds.0.author.name", "BASE_TYPE_MAX_LENGTH"},
			{"embeds", m{"embeds": times(11, m{"title": "t"})}, "embeds", "BASE_TYPE_MAX_LENGTH"},
			{"nonce", m{"content": "x", "nonce": long(26)}, "nonce", "BASE_TYPE_MAX_LENGTH"},
			{"empty row", m{"components": list(row(list()...))}, "components.0.components", "BASE_TYPE_MIN_LENGTH"},
			{"buttons", m{"components": list(row(times(6, m{"type": 2, "style": 5, "label": "l", "url": "https://a.b"})...))}, "components.0.components", "BASE_TYPE_MAX_LENGTH"},
			{"custom id", m{"components": list(row(button(long(101), "A")))}, "components.0.components.0.custom_id", "BASE_TYPE_MAX_LENGTH"},
			{"label", m{"components": list(row(button("a", long(81))))}, "components.0.components.0.label", "BASE_TYPE_MAX_LENGTH"},
			{"options", m{"components": list(row(m{"type": 3, "custom_id": "s", "options": numbered(26, "value", m{"label": "l"})}))}, "components.0.components.0.options", "BASE_TYPE_MAX_LENGTH"},
			{"option label", m{"components": list(row(m{"type": 3, "custom_id": "s", "options": list(m{"label": long(101), "value": "v"})}))}, "components.0.components.0.options.0.label", "BASE_TYPE_MAX_LENGTH"},
			{"option description", m{"components": list(row(m{"type": 3, "custom_id": "s", "options": list(m{"label": "l", "value": "v", "description": long(101)})}))}, "components.0.components.0.options.0.description", "BASE_TYPE_MAX_LENGTH"},
		}...)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			before := len(srv.Violations())
			status, body := raw(t, srv, "POST", "/channels/"+ch.ID+"/messages", c.body)
			refused(t, status, body, 400, 50035)
			if got := errorAt(body, strings.Split(c.at, ".")...); got != c.code {
				t.Errorf("error at %s = %s, want %s", c.at, got, c.code)
			}
			if len(srv.Violations()) == before {
				t.Error("no violation was noted")
			}
		})
	}
	if n := len(srv.Messages(ch)); n != 0 {
		t.Errorf("%d of the refused messages were posted", n)
	}
}

// What is exactly at the limit passes.
func TestMessageAtTheLimit(t *testing.T) {
	srv := discordtest.New(t)
	ch := srv.AddGuild("g").AddChannel("c")
	x := func(n int) string { return strings.Repeat("x", n) }
	buttons := list(button(x(100), x(80)), button("b", "B"), button("c", "C"), button("d", "D"), button("e", "E"))
	options := list()
	for i := range 25 {
		options = append(options, m{"label": x(100), "value": x(99) + string(rune('a'+i)), "description": x(100)})
	}
	status, body := raw(t, srv, "POST", "/channels/"+ch.ID+"/messages", m{
		"content": x(2000), "nonce": x(25), "embeds": list(m{
			"title": x(256), "description": x(4096), "footer": m{"text": x(624)}, "author": m{"name": x(256)},
			"fields": list(m{"name": x(256), "value": x(512)}),
		}),
		"components": list(row(buttons...), row(m{"type": 3, "custom_id": "s", "options": options})),
	})
	if status != 200 {
		t.Fatalf("refused: %d %v", status, body)
	}
}

func TestCommandLimits(t *testing.T) {
	srv := discordtest.New(t, discordtest.ExpectViolations())
	x := func(n int) string { return strings.Repeat("x", n) }
	option := func(name string, more m) m {
		out := m{"type": 3, "name": name, "description": "d"}
		maps.Copy(out, more)
		return out
	}
	with := func(options ...any) m { return m{"name": "ask", "description": "d", "options": options} }
	var heavy []any
	for i := range 25 {
		heavy = append(heavy, option("o"+string(rune('a'+i)), m{"choices": list(
			m{"name": x(100), "value": x(100)}, m{"name": x(99), "value": x(100)},
		)}))
	}
	cases := []refusal{
		{"upper case", m{"name": "Ask", "description": "d"}, "0.name", "APPLICATION_COMMAND_INVALID_NAME"},
		{"space", m{"name": "ask me", "description": "d"}, "0.name", "APPLICATION_COMMAND_INVALID_NAME"},
		{"no description", m{"name": "ask"}, "0.description", "BASE_TYPE_REQUIRED"},
		{"locale", m{"name": "ask", "description": "d", "name_localizations": m{"kr": "질문"}}, "0.name_localizations.kr", "ENUM_TYPE_COERCE"},
		{"localised name", m{"name": "ask", "description": "d", "name_localizations": m{"ko": "질 문"}}, "0.name_localizations.ko", "APPLICATION_COMMAND_INVALID_NAME"},
		{"menu with description", m{"name": "Ask about this", "type": 3, "description": "d"}, "0.description", "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID"},
		{"order", with(option("a", nil), option("b", m{"required": true})), "0.options.1", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"},
		{"same option", with(option("a", nil), option("a", nil)), "0.options.1.name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"},
		{"total", with(heavy...), "0", "APPLICATION_COMMAND_TOO_LARGE"},
	}
	if srv.DescribedByDiscord() {
		cases = append(cases, []refusal{
			{"long name", m{"name": x(33), "description": "d"}, "0.name", "BASE_TYPE_MAX_LENGTH"},
			{"long description", m{"name": "ask", "description": x(101)}, "0.description", "BASE_TYPE_MAX_LENGTH"},
			{"localised description", m{"name": "ask", "description": "d", "description_localizations": m{"ko": strings.Repeat("질", 101)}}, "0.description_localizations.ko", "BASE_TYPE_MAX_LENGTH"},
			{"choices", with(option("a", m{"choices": numbered(26, "name", m{"value": "v"})})), "0.options.0.choices", "BASE_TYPE_MAX_LENGTH"},
			{"choice name", with(option("a", m{"choices": list(m{"name": x(101), "value": "v"})})), "0.options.0.choices.0.name", "BASE_TYPE_MAX_LENGTH"},
		}...)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			status, body := raw(t, srv, "PUT", "/applications/"+srv.AppID+"/commands", list(c.body))
			refused(t, status, body, 400, 50035)
			if got := errorAt(body, strings.Split(c.at, ".")...); got != c.code {
				t.Errorf("error at %s = %s, want %s (%v)", c.at, got, c.code, body)
			}
		})
	}
	status, body := raw(t, srv, "PUT", "/applications/"+srv.AppID+"/commands", list(
		m{"name": "질문", "description": "d"}, m{"name": "질문", "description": "d"},
	))
	refused(t, status, body, 400, 50035)
	if got := errorAt(body, "1", "name"); got != "APPLICATION_COMMANDS_DUPLICATE_NAME" {
		t.Errorf("duplicate command = %s", got)
	}
}

func TestCallbackLimits(t *testing.T) {
	srv := discordtest.New(t, discordtest.ExpectViolations())
	ch := srv.AddGuild("g").AddChannel("c")
	mustRegister(t, srv)
	x := func(n int) string { return strings.Repeat("x", n) }
	modal := func(title string, input m) m {
		return m{"type": 9, "data": m{"custom_id": "f", "title": title, "components": list(row(input))}}
	}
	input := func(more m) m {
		out := m{"type": 4, "custom_id": "i", "label": "l", "style": 1}
		maps.Copy(out, more)
		return out
	}
	cases := []refusal{
		{"content", m{"type": 4, "data": m{"content": x(2001)}}, "data.content", "BASE_TYPE_MAX_LENGTH"},
		{"choices for a command", m{"type": 8, "data": m{"choices": list()}}, "type", "BASE_TYPE_CHOICES"},
		{"update for a command", m{"type": 7, "data": m{"content": "x"}}, "type", "BASE_TYPE_CHOICES"},
		{"choice value", m{"type": 8, "data": m{"choices": list(m{"name": "n", "value": x(101)})}}, "data.choices.0.value", "BASE_TYPE_MAX_LENGTH"},
		{"unknown type", m{"type": 99}, "type", "BASE_TYPE_CHOICES"},
	}
	if srv.DescribedByDiscord() {
		cases = append(cases, []refusal{
			{"modal title", modal(x(46), input(nil)), "data.title", "BASE_TYPE_MAX_LENGTH"},
			{"input label", modal("t", input(m{"label": x(46)})), "data.components.0.components.0.label", "BASE_TYPE_MAX_LENGTH"},
			{"input value", modal("t", input(m{"value": x(4001)})), "data.components.0.components.0.value", "BASE_TYPE_MAX_LENGTH"},
			{"input length", modal("t", input(m{"max_length": 4001})), "data.components.0.components.0.max_length", "NUMBER_TYPE_MAX"},
			{"too many choices", m{"type": 8, "data": m{"choices": times(26, m{"name": "n", "value": "v"})}}, "data.choices", "BASE_TYPE_MAX_LENGTH"},
		}...)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			i := srv.User("mina").Slash(ch, "ask", discordtest.Opt("question", "q"))
			status, body := raw(t, srv, "POST", "/interactions/"+i.ID+"/"+i.Token+"/callback", c.body)
			refused(t, status, body, 400, 50035)
			if got := errorAt(body, strings.Split(c.at, ".")...); got != c.code {
				t.Errorf("error at %s = %s, want %s (%v)", c.at, got, c.code, body)
			}
			if _, answered := i.Answered(); answered {
				t.Error("the refused response counts")
			}
		})
	}
}

// mustRegister registers the usual commands without a client.
func mustRegister(t *testing.T, srv *discordtest.Server) {
	t.Helper()
	if status, body := raw(t, srv, "PUT", "/applications/"+srv.AppID+"/commands", commands); status != 200 {
		t.Fatalf("register: %d %v", status, body)
	}
}
