package render

import (
	"strings"

	"github.com/bwmarrin/discordgo"

	"motirbot/retrieval"
)

// Texts is every sentence that the bot says in its own words, in one language.
// Those with verbs are formats; both languages take the same arguments, in the
// same order or by index.
type Texts struct {
	Lang string // as package answer names it: "en" or "ko"

	// Buttons and labels, at most 80 characters.
	Sources, FollowUp, AskAbout string
	Stop, Previous, Next        string
	Publish                     string

	// The form for a question; a title of at most 45 characters.
	FormTitle, FormLabel, FormHint string

	// Around an answer.
	Searching     string
	SourcesField  string
	NearestField  string
	SourcesMore   string // number
	RemovedShown  string // behind how many sentences were taken out
	Updated       string // the release has a later revision
	Extracted     string // mode
	Worded        string // mode; the model
	Coverage      string // number of releases, newest date
	EmptyIndex    string
	Sample        string
	PageOf        string // page, pages
	LatestTitle   string // topic
	LatestAll     string
	WeekTitle     string // from, to
	AboutTitle    string // excerpt of a message
	PassagesTitle string // question
	NoPassages    string
	NoItems       string
	BudgetSpent   string // time
	CannotPublish string // permissions
	ReadFull      string
	Revised       string // revision, time
	Withdrawn     string
	Shortened     string
	Attachments   string
	NoRelease     string // what was looked for

	// Answers to a click.
	Thanks, NotStopped               string
	OnlyAsker, OldButton, AnswerGone string
	NotYours                         string
	NoText                           string
	CannotRead, RoleCalled           string // the bot's mention
	ThreadHint                       string // the bot's mention
	ThreadRead                       string
	NoThread                         string // permissions

	// Refusals and failures.
	Stopped, Restarting, TooSlow, Busy string
	SlowDown                           string // time
	SlowDownGuild                      string // time
	MemberQuota, GuildQuota            string // limit, time
	WrongChannel, DeniedChannel        string // channels
	WrongDate                          string // what was given
	EmptyQuestion                      string
	LongQuestion                       string // limit
	UnknownTopic                       string // name
	DidYouMean                         string // names
	PickTopic                          string
	StoreFailed, StoreLost             string
	Incident                           string // id
	MissingPermissions                 string // channel, permissions
	ClosedChannel                      string // channel
	NoHistory                          string // channel, permission

	// Status.
	StatusTitle, StatusIndex, StatusSpan, StatusChanged string
	StatusMode, StatusUp, StatusGateway, StatusVersion  string
	Connected, Reconnecting, Never, ModelBudget         string
	StatusVotes                                         string
	VotesCount                                          string // up, down

	// Settings.
	SettingsTitle, SettingsHint            string
	SettingsEffect, SettingsSaved          string
	GeneralPage, ChannelsPage, LimitsPage  string
	ChannelsHint, LimitsHint, NoChannels   string
	DenyLabel, DenyOff, DenyOn             string
	MemberLabel, GuildLabel, ModelLabel    string
	AnHour, APercentage                    string // number
	Most                                   string
	OldSettings                            string
	VisibilityLabel, Public, Private       string
	LanguageLabel, LanguageAuto            string
	MentionsLabel, MentionsOn, MentionsOff string
	ThreadsLabel, ThreadsOn, ThreadsOff    string

	// Subscriptions and digests.
	AllReleases                         string
	OnlyOwner                           string
	CannotPost                          string // channel, permissions
	NotEveryone                         string
	RoleSilent                          string // role
	TooMany                             string // limit
	Subscribed                          string // topic, place
	SubscribedAlready                   string // topic, place
	MentionsRole                        string // role
	InChannel                           string // channel
	InDirect                            string
	SubscriptionsTitle, NoSubscriptions string
	PausedSince                         string // time, reason
	Unsubscribed                        string // topic, place
	NoSubscription                      string // what was looked for
	DigestOn                            string // place, day, time, zone, next
	DigestSkips, DigestSays             string
	DigestOff                           string // place
	NoDigest                            string // place
	DigestPosted                        string // place
	NothingToPost                       string
	DigestLine                          string // place, day, time, zone
	DigestIsOff                         string
	NextDigest                          string // time
	WrongClock                          string // what was given
	WrongZone                           string // what was given
	Weekdays                            string // from Sunday, with commas between

	// What is posted unasked.
	AlertTitle  string
	AlertGroup  string // number
	AlertTopics string // topics
	AlertMore   string // number
	PickRelease string
	DigestTitle string // from, to
	DigestLate  string // time
	DigestEmpty string
	NoticeTitle string
	PostAgain   string
	Notice      string // channel, server, what Discord said

	// Figures.
	FiguresLine    string
	FiguresNone    string
	FiguresNearest string
	FiguresUnknown string // what was asked for, names
	FiguresMore    string // number
	FiguresTooMany string
	FiguresNoChart string // permission
	CSV            string
	CSVShown       string // number

	// Syncs, in the status.
	StatusSync, StatusNextSync, StatusSource string
	SyncOff, SyncSoon                        string
	SourceFailing                            string // since
	SourceStuck                              string // number

	// On a server that the bot has come to; the bot's mention.
	GreetingTitle, Greeting string

	// What is kept.
	PrivacyTitle                     string
	Privacy                          string // days, retention of a server's data
	PrivacyQuoted, PrivacyThreads    string
	PrivacyModel                     string // servers
	PrivacyKept                      string // questions, votes, subscriptions
	DeleteData, DeleteSurely, KeepIt string
	DeleteConfirm                    string // questions, votes, subscriptions
	DataDeleted                      string // questions, votes, subscriptions
	DataKept                         string

	// Help, as it is shown; the bot's mention.
	HelpTitle, Help string

	// Names of permissions as Discord's client shows them.
	ViewChannel, SendMessages, SendInThreads, EmbedLinks, ReadHistory, AttachFiles, CreateThreads string

	// Spans of time that the bot proposes.
	ThisWeek, LastWeek, ThisMonth, LastMonth, ThreeMonths, ThisYear, LastYear string
	WeekChoice                                                                string // from, to, number of releases
	SinceChoice                                                               string // date
}

// For returns the texts of a language by the code that package answer uses.
func For(lang string) *Texts {
	if lang == Korean.Lang {
		return &Korean
	}
	return &English
}

// LanguageOf is the language for someone whose client speaks locale.
func LanguageOf(locale discordgo.Locale) string {
	if strings.HasPrefix(string(locale), "ko") {
		return Korean.Lang
	}
	return English.Lang
}

// LanguageOfText is the language of a message, whose author's locale Discord
// does not tell.
func LanguageOfText(s string) string {
	for _, r := range s {
		if '가' <= r && r <= '힣' || 'ㄱ' <= r && r <= 'ㅣ' {
			return Korean.Lang
		}
	}
	return English.Lang
}

func (t *Texts) korean() bool { return t.Lang == Korean.Lang }

func (t *Texts) sampled(sample bool) string {
	if sample {
		return t.Sample
	}
	return ""
}

// TopicName is the name of a topic.
func (t *Texts) TopicName(topic retrieval.Topic) string {
	if t.korean() && topic.Korean != "" {
		return topic.Korean
	}
	return topic.Name
}
