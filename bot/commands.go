package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/bwmarrin/discordgo"

	"motirbot/answer"
)

// Names of the commands, as interactions carry them in any language.
const (
	cmdAsk      = "ask"
	cmdLatest   = "latest"
	cmdWeek     = "week"
	cmdRelease  = "release"
	cmdFigures  = "figures"
	cmdStatus   = "status"
	cmdHelp     = "help"
	cmdSettings = "settings"
	cmdAbout    = "Ask about this"

	cmdSubscribe     = "subscribe"
	cmdSubscriptions = "subscriptions"
	cmdUnsubscribe   = "unsubscribe"
	cmdDigest        = "digest"
)

// Names of their options.
const (
	optQuestion = "question"
	optTopic    = "topic"
	optSince    = "since"
	optPrivate  = "private"
	optCount    = "count"
	optOf       = "of"
	optTitle    = "title"
	optMeasure  = "measure"
	optItem     = "item"
	optPartner  = "partner"
	optUntil    = "until"
	optChart    = "chart"
)

const (
	defaultCount = 5
	maxCount     = 25
	// maxOption is the longest text that Discord's client lets a user type
	// into an option.
	maxOption = 200
)

// word is one in both languages.
type word struct{ en, ko string }

func (w word) localized() map[discordgo.Locale]string {
	return map[discordgo.Locale]string{discordgo.Korean: w.ko}
}

// definition is a command as Discord is told of it. discordgo's type cannot be
// used: it writes default_member_permissions as a text.
type definition struct {
	Name         string                             `json:"name"`
	NameLocal    map[discordgo.Locale]string        `json:"name_localizations"`
	About        string                             `json:"description,omitempty"`
	AboutLocal   map[discordgo.Locale]string        `json:"description_localizations,omitempty"`
	Type         discordgo.ApplicationCommandType   `json:"type"`
	Options      []option                           `json:"options,omitempty"`
	Contexts     []discordgo.InteractionContextType `json:"contexts"`
	Integrations []int                              `json:"integration_types"`
	Permissions  *int64                             `json:"default_member_permissions,omitempty"`
}

type option struct {
	Type         discordgo.ApplicationCommandOptionType `json:"type"`
	Name         string                                 `json:"name"`
	NameLocal    map[discordgo.Locale]string            `json:"name_localizations"`
	About        string                                 `json:"description"`
	AboutLocal   map[discordgo.Locale]string            `json:"description_localizations"`
	Options      []option                               `json:"options,omitempty"`
	Choices      []fixedChoice                          `json:"choices,omitempty"`
	ChannelTypes []discordgo.ChannelType                `json:"channel_types,omitempty"`
	Required     bool                                   `json:"required,omitempty"`
	Autocomplete bool                                   `json:"autocomplete,omitempty"`
	MaxLength    int                                    `json:"max_length,omitempty"`
	MinValue     int                                    `json:"min_value,omitempty"`
	MaxValue     int                                    `json:"max_value,omitempty"`
}

// fixedChoice is one of the only values that an option takes.
type fixedChoice struct {
	Name      string                      `json:"name"`
	NameLocal map[discordgo.Locale]string `json:"name_localizations"`
	Value     string                      `json:"value"`
}

// everywhere is on servers and in direct messages.
var everywhere = []discordgo.InteractionContextType{discordgo.InteractionContextGuild, discordgo.InteractionContextBotDM}

func slash(name, about word, options ...option) definition {
	return definition{
		Type: discordgo.ChatApplicationCommand, Options: options,
		Name: name.en, NameLocal: name.localized(), About: about.en, AboutLocal: about.localized(),
		Contexts: everywhere, Integrations: []int{0},
	}
}

func typed(kind discordgo.ApplicationCommandOptionType, name, about word) option {
	return option{Type: kind, Name: name.en, NameLocal: name.localized(), About: about.en, AboutLocal: about.localized()}
}

func textOption(name, about word) option {
	o := typed(discordgo.ApplicationCommandOptionString, name, about)
	o.MaxLength = maxOption
	return o
}

func (o option) required() option { o.Required = true; return o }
func (o option) suggest() option  { o.Autocomplete = true; return o }

// definitions are all commands.
func definitions() []definition {
	question := textOption(word{optQuestion, "질문"}, word{"What do you want to know?", "무엇이 궁금하신가요?"}).required()
	question.MaxLength = answer.MaxQuestion
	topic := textOption(word{optTopic, "주제"}, word{"A partner, agreement or industry", "상대국, 협정 또는 산업"}).suggest()
	since := textOption(word{optSince, "기간"}, word{"Only releases from this day on", "이 날짜 이후의 보도자료만"}).suggest()
	private := typed(discordgo.ApplicationCommandOptionBoolean, word{optPrivate, "비공개"}, word{"Only you see the answer", "나에게만 답변 표시"})
	count := typed(discordgo.ApplicationCommandOptionInteger, word{optCount, "개수"}, word{"How many releases, 5 unless you say otherwise", "보도자료 수, 기본 5건"})
	count.MinValue, count.MaxValue = 1, maxCount
	of := textOption(word{optOf, "주"}, word{"A day of the week you mean, this week unless you say otherwise", "원하는 주의 날짜, 기본은 이번 주"}).suggest()
	title := textOption(word{optTitle, "제목"}, word{"Type a few words of the title", "제목의 단어를 입력하세요"}).suggest().required()
	return append([]definition{
		slash(word{cmdAsk, "질문"}, word{"Ask the ministry's press releases", "산업부 보도자료에 질문하기"}, question, topic, since, private),
		slash(word{cmdLatest, "최신"}, word{"The newest releases on a topic", "주제별 최신 보도자료"}, topic.required(), count),
		slash(word{cmdWeek, "주간"}, word{"All releases of a week", "한 주의 모든 보도자료"}, of),
		slash(word{cmdRelease, "보도자료"}, word{"One release in short, with its link", "보도자료 한 건 요약과 링크"}, title),
		figuresDefinition(),
		slash(word{cmdStatus, "상태"}, word{"What the bot knows and how it is", "봇의 자료와 상태"}),
		slash(word{cmdHelp, "도움말"}, word{"What you can ask, and what is kept", "사용 방법과 보관 정책"}),
		forManagers(slash(word{cmdSettings, "설정"}, word{"Channels, visibility, language and mentions", "채널, 공개 범위, 언어, 멘션"})),
		{
			Type: discordgo.MessageApplicationCommand, Name: cmdAbout,
			NameLocal: word{cmdAbout, "이 내용 질문하기"}.localized(),
			Contexts:  everywhere, Integrations: []int{0},
		},
	}, liveDefinitions()...)
}

// forManagers shows a command to those with Manage Server, on servers only.
func forManagers(d definition) definition {
	d = managed(d)
	d.Contexts = []discordgo.InteractionContextType{discordgo.InteractionContextGuild}
	return d
}

// managed shows a command on servers to those with Manage Server, and to
// everybody in direct messages.
func managed(d definition) definition {
	manage := int64(discordgo.PermissionManageGuild)
	d.Permissions = &manage
	return d
}

// fingerprint changes whenever the commands do.
func fingerprint(app string, commands []definition) string {
	text, err := json.Marshal(commands)
	if err != nil {
		panic(err) // of strings and numbers
	}
	sum := sha256.Sum256(append([]byte(app+"\n"), text...))
	return hex.EncodeToString(sum[:])
}
