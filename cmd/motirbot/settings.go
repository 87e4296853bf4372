package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hbollon/go-edlib"

	"motirbot/internal/address"
)

// setting is what help, `motirbot config` and `motirbot init` know of a setting.
type setting struct {
	name  string
	group string // the command that alone reads it; "": all
	kind  kind
	about string // with the default, where there is one
}

type kind int

const (
	plain   kind = iota
	secret       // never shown
	located      // addresses, of which parts may be secret
)

// settings are all there are, in the order in which they are listed.
var settings = []setting{
	{"MOTIRBOT_DB", "", plain, "the index, one file (default: motirbot.db in your data folder)"},
	{"MOTIRBOT_TOPICS", "", plain, "a YAML file with topics of your own"},
	{"MOTIRBOT_SOURCES", "", plain, "a YAML file with the sources to follow (default: MOTIR alone)"},
	{"MOTIRBOT_EMBEDDER", "", plain, "local or openai (default: local, unless OPENAI_EMBED_MODEL is set)"},
	{"OPENAI_API_KEY", "", secret, "key of the model's server"},
	{"OPENAI_BASE_URL", "", located, "any OpenAI-compatible server (default: OpenAI's)"},
	{"OPENAI_CHAT_MODEL", "", plain, "words answers (default: none, they are quoted)"},
	{"OPENAI_EMBED_MODEL", "", plain, "makes vectors (default: none, they are made here)"},
	{"OPENAI_EMBED_DIM", "", plain, "their dimension (default: as the model has it)"},
	{"MOTIRBOT_VERIFY", "", plain, "off: what a model wrote is not read a second time (default: on)"},
	{"OPENAI_VERIFY_MODEL", "", plain, "reads it a second time (default: the chat model)"},
	{"OPENAI_VERIFY_BASE_URL", "", located, "on a server of its own (default: that of the chat model)"},
	{"OPENAI_VERIFY_API_KEY", "", secret, "with its key"},
	{"MOTIRBOT_EVIDENCE_TOKENS", "", plain, "how much of the releases the chat model is shown (default: 8000)"},
	{"MOTIRBOT_FIRST_TOKEN_TIMEOUT", "", plain, "how long to wait for a model to begin (default: 20s)"},
	{"MOTIRBOT_ANSWER_TIMEOUT", "", plain, "how long to wait for the whole answer (default: 60s, or twice the time to begin)"},
	{"MOTIRBOT_LOG_LEVEL", "", plain, "debug, info, warn or error (default: error)"},
	{"NO_COLOR", "", plain, "any value: no colours"},

	{"MOTIRBOT_CONTACT", "sync", plain, "a web or mail address at which the people who run the sites can reach you; sent with every request"},
	{"MOTIRBOT_FEEDS", "sync", located, "RSS or Atom feeds to follow as well, separated by commas"},
	{"MOTIRBOT_SOURCE_URL", "sync", located, "MOTIR's list to follow (default: the English one; the Korean one: https://www.motir.go.kr/kor/article/ATCL3f49a5a8c; for both, switch on motir-ko of `motirbot sources`)"},
	{"MOTIRBOT_ATTACHMENTS", "sync", plain, "off: files beside releases (PDF, HWPX) are not read (default: on)"},
	{"MOTIRBOT_ALLOW_PRIVATE", "sync", plain, "1: sites on this machine or network may be asked, too"},

	{"DISCORD_TOKEN", "serve", secret, "the bot's token, from the Bot page of the developer portal"},
	{"DISCORD_GUILD_ID", "serve", plain, "register commands on this server only, where they appear at once (default: everywhere, within an hour)"},
	{"DISCORD_SHARDS", "serve", plain, "into how many shards the bot is split: a number, or auto for as many as Discord recommends (default: 1, which is enough up to 2,500 servers)"},
	{"DISCORD_SHARD_IDS", "serve", plain, "of these, the shards of this process, such as 0-3, where several share the work on one index (default: all)"},
	{"DISCORD_MESSAGE_CONTENT", "serve", plain, "on: the Message Content Intent is switched on in the developer portal, so that the bot answers in the threads it opens without being mentioned (default: off)"},
	{"DISCORD_API_URL", "serve", located, "another server that speaks Discord's API"},
	{"MOTIRBOT_MODEL_CALLS", "serve", plain, "answers a day that the chat model may word (default: 500; beyond it they are quoted)"},
	{"MOTIRBOT_MODEL_SHARE", "serve", plain, "how much of those one server may use, in percent (default: 50; all, for a bot on one server only)"},
	{"MOTIRBOT_MEMBER_HOURLY", "serve", plain, "questions of one person in an hour (default: 30)"},
	{"MOTIRBOT_SERVER_HOURLY", "serve", plain, "questions of one server in an hour (default: 300)"},
	{"MOTIRBOT_KEEP_DAYS", "serve", plain, "how long questions and answers are kept (default: 90)"},
	{"MOTIRBOT_SYNC", "serve", plain, "off: do not sync; on: refuse to start where that is not possible (default: sync if MOTIRBOT_CONTACT is set)"},
	{"MOTIRBOT_SYNC_EVERY", "serve", plain, "how often, give or take a tenth (default: 15m)"},
	{"MOTIRBOT_METRICS", "serve", plain, "address such as 127.0.0.1:9464 at which monitors may read /metrics, /healthz and /readyz (default: none)"},
}

// testData is a setting of the tests, which developers may have set for good.
const testData = "MOTIRBOT_SHARED"

func settingOf(name string) (setting, bool) {
	i := slices.IndexFunc(settings, func(s setting) bool { return s.name == name })
	if i < 0 {
		return setting{}, false
	}
	return settings[i], true
}

// noSetting says that a name is none of a setting, and which is like it: all but a
// third of the letters behind the first part, which most have in common.
func noSetting(name string) string {
	far := func(s setting) int { return edlib.OSADamerauLevenshteinDistance(name, s.name) }
	nearest := slices.MinFunc(settings, func(a, b setting) int { return cmp.Compare(far(a), far(b)) })
	_, own, _ := strings.Cut(name, "_")
	if far(nearest) > max(1, len(own)/3) {
		return "is no setting: `motirbot config` lists them"
	}
	return "is no setting: did you mean " + nearest.name + "?"
}

// shown is a value as it may be shown.
func (s setting) shown(value string) string {
	switch {
	case s.kind == secret && value != "":
		return "[secret]"
	case s.kind == located && value != "":
		parts := strings.Split(value, ",")
		for i, part := range parts {
			parts[i] = address.Redact(part)
		}
		return strings.Join(parts, ", ")
	}
	return value
}
