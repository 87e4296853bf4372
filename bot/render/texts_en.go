package render

var English = Texts{
	Lang: "en",

	Sources: "Sources", FollowUp: "Follow up",
	Stop: "Stop", Previous: "Previous", Next: "Next", AskAbout: "Ask about this",
	Publish: "Show to channel",

	FormTitle: "Ask about the releases", FormLabel: "Your question", FormHint: "For example: and on steel?",

	Searching:     "Reading the releases…",
	SourcesField:  "Releases",
	NearestField:  "Nearest releases",
	SourcesMore:   "and %d more: press Sources",
	RemovedShown:  "The Sources button shows what.",
	Updated:       "updated",
	Extracted:     "Quoted",
	Worded:        "Worded by %s, checked",
	Coverage:      "%d releases, newest %s",
	EmptyIndex:    "no releases yet",
	Sample:        "sample, not the ministry's words",
	PageOf:        "page %d of %d",
	LatestTitle:   "Latest on %s",
	LatestAll:     "Latest releases",
	WeekTitle:     "Releases from %s to %s",
	AboutTitle:    "About: %s",
	PassagesTitle: "Sources: %s",
	NoPassages:    "This answer rests on no passage.",
	NoItems:       "There is no such release.",
	BudgetSpent:   "The language model has worded as many answers as it may today for this server or person, so this is quoted from the releases. More %s.",
	CannotPublish: "Only you see this: in this channel I lack %s. A manager of this server can grant it in the channel's settings.",
	ReadFull:      "Read it at the ministry",
	Revised:       "Updated %[2]s, revision %[1]d",
	Withdrawn:     "The ministry has withdrawn this release.",
	Shortened:     "The source gave only the beginning of this release.",
	Attachments:   "Attachments",
	NoRelease:     "No release is called “%s”. Pick one from the list that appears while you type.",

	Thanks:     "Thank you, noted. The other button changes it.",
	NotStopped: "This answer is no longer being written.",
	OnlyAsker:  "Only the person who asked can stop this.",
	NotYours:   "Only the person who asked can show this to the channel, where they asked it.",
	OldButton:  "This button is from an earlier version of the bot. Please ask again.",
	AnswerGone: "This answer is no longer kept. Please ask again.",
	NoText:     "That message has no text to ask about.",
	CannotRead: "Discord does not let me read this reply. Begin it with %s, or leave the ping on, and I can.",
	RoleCalled: "Discord shows me only what mentions me myself: begin with %s, not with my role.",
	ThreadHint: "To go on here, begin with %s or reply to an answer.",
	ThreadRead: "To go on, just write here.",
	NoThread:   "No thread: in this channel I lack %s.",

	Stopped:       "Stopped. Nothing is shown, because the citations were not complete.",
	Restarting:    "I am restarting. Please ask again in a minute.",
	TooSlow:       "That took too long, so I gave up. Please try again, or ask something narrower.",
	Busy:          "Too many questions at once. Please try again in a minute.",
	SlowDown:      "You are asking faster than I may answer. Try again %s.",
	SlowDownGuild: "This server is asking faster than I may answer. Try again %s.",
	MemberQuota:   "You have asked as much as you may within an hour (%d). Try again %s.",
	GuildQuota:    "This server has asked as much as it may within an hour (%d). Try again %s.",
	DeniedChannel: "On this server I answer everywhere but in %s.",
	WrongChannel:  "On this server I answer in %s only.",
	WrongDate:     "“%s” is not a date that I know. Write it as 2025-12-18, 2025-12 or 2025, or pick one from the list.",
	EmptyQuestion: "The question is empty. Ask something like “latest on the EU”.",
	LongQuestion:  "The question is too long: at most %d characters.",
	UnknownTopic:  "No topic is called “%s”.",
	DidYouMean:    "Did you mean %s?",
	PickTopic:     "Pick one from the list that appears while you type.",
	StoreFailed:   "I cannot reach my records just now. Please try again in a minute.",
	StoreLost:     "That could not be kept: my records are gone from their place. Whoever runs me has to see to it; please try again later.",
	Incident:      "Something went wrong on my side. If you report it, name incident %s.",
	ClosedChannel: "You mentioned me in %s, where I cannot write: it is closed to me, or a thread that is locked. You can ask me here.",
	NoHistory:     "In %s I lack %s: a post there may appear twice after a failure, and answers cannot be shown as replies.",
	MissingPermissions: "You mentioned me in %s, where I lack %s, so I cannot answer there. " +
		"A manager of the server can grant it in the channel's settings; or ask me here.",

	StatusTitle: "Status", StatusIndex: "Releases", StatusSpan: "Period", StatusChanged: "Last change",
	StatusMode: "Answers", StatusUp: "Running since", StatusGateway: "Discord", StatusVersion: "Version",
	Connected: "connected", Reconnecting: "reconnecting", Never: "never",
	ModelBudget: "at most %d a day",
	StatusVotes: "Votes here, 30 days", VotesCount: "%d helpful, %d not",

	SettingsTitle: "Settings of this server",
	SettingsHint:  "How I answer on this server.",
	GeneralPage:   "Answers", ChannelsPage: "Channels", LimitsPage: "Limits",
	ChannelsHint: "Where I answer. A channel counts with its threads.",
	LimitsHint:   "How much I may be asked. You can set less than whoever runs me allows.",
	NoChannels:   "No channel is picked: I answer in all",
	DenyLabel:    "Picked channels", DenyOff: "only there", DenyOn: "everywhere else",
	MemberLabel: "Each member", GuildLabel: "The whole server", ModelLabel: "Answers worded by the model",
	AnHour: "%d questions an hour", APercentage: "%d %% of a day's", Most: "(most)",
	OldSettings:    "These settings were opened by somebody else or too long ago. Open them anew with `/settings`.",
	SettingsEffect: "Changes take effect at once.", SettingsSaved: "Saved.",
	VisibilityLabel: "Answers to commands", Public: "for everyone", Private: "for the asker only",
	LanguageLabel: "Language", LanguageAuto: "as each person's Discord",
	MentionsLabel: "Answer to mentions and replies", MentionsOn: "yes", MentionsOff: "no",
	ThreadsLabel: "A thread for each question", ThreadsOn: "yes", ThreadsOff: "no",

	AllReleases:        "All topics",
	OnlyOwner:          "Only the owner of that server can do this.",
	CannotPost:         "I cannot post in %s: there I lack %s. A manager of this server can grant it in the channel's settings.",
	NotEveryone:        "I do not ping everyone. Name a role, or none.",
	RoleSilent:         "Discord will not notify %s: allow anyone to mention the role in its settings, or give me the permission to mention all roles.",
	TooMany:            "There are %d subscriptions already, which is the most. Cancel one first with `/unsubscribe`.",
	Subscribed:         "Subscribed: new releases on **%s** will be posted %s, once each. `/unsubscribe` ends it.",
	SubscribedAlready:  "There is a subscription to **%s** %s already. It is active, with what you asked for now.",
	MentionsRole:       "Each post will mention %s.",
	InChannel:          "in %s",
	InDirect:           "here, to you",
	SubscriptionsTitle: "Subscriptions", NoSubscriptions: "There are none. `/subscribe` makes one.",
	PausedSince:    "paused %s: %s. Subscribe again to resume.",
	Unsubscribed:   "Cancelled: new releases on **%s** will no longer be posted %s.",
	NoSubscription: "No subscription is called “%s”. Pick one from the list that appears while you type.",
	DigestOn:       "The week's releases will be posted in %s every %s at %s (%s), the next time %s.",
	DigestSkips:    "A week without releases is skipped.", DigestSays: "Of a week without releases it will say so.",
	DigestOff:    "No more digests in %s.",
	NoDigest:     "There is no digest in %s.",
	DigestPosted: "Posted in %s.", NothingToPost: "No releases are indexed yet, so there is no week to post. I answer from a built-in sample, which is never posted.",
	DigestLine:  "Digest in %s: every %s at %s (%s)",
	DigestIsOff: "off",
	NextDigest:  "next %s",
	WrongClock:  "“%s” is not a time of day. Write it as 09:00 or 17:30.",
	WrongZone:   "“%s” is not a time zone. Write it as Asia/Seoul or Europe/Brussels, or pick one from the list.",
	Weekdays:    "Sunday,Monday,Tuesday,Wednesday,Thursday,Friday,Saturday",

	AlertTitle:  "New release",
	AlertGroup:  "%d new releases",
	AlertTopics: "Subscribed: %s · /unsubscribe ends it",
	AlertMore:   "and %d more",
	PickRelease: "Ask about one of them",
	DigestTitle: "Weekly digest, %s to %s",
	DigestLate:  "This was due %s and comes late.",
	DigestEmpty: "No release came out in this week.",
	PostAgain:   "Post there again",
	NoticeTitle: "I have stopped posting in a channel",
	Notice: "For a day I could not post in %s on **%s**: Discord says “%s”. " +
		"Its subscriptions and digest are paused. Once I may post there again, the button below resumes them.",

	FiguresLine:    "Figures: %s",
	FiguresNone:    "The releases tell no such figure. Ask for less at once, or pick from the lists that appear while you type.",
	FiguresNearest: "No figure of that time. The nearest are:",
	FiguresUnknown: "The releases tell no figures of “%s”. There are figures of %s.",
	FiguresMore:    "%d more in the CSV",
	FiguresTooMany: "These are too many figures for one file. Narrow them with an item, a partner or a time.",
	FiguresNoChart: "No chart: in this channel I lack %s.",
	CSV:            "CSV file",
	CSVShown:       "All %d figures, with releases and quotes.",

	StatusSync: "Last sync", StatusNextSync: "Next sync", StatusSource: "Source: %s",
	SyncOff: "this bot does not sync", SyncSoon: "any moment",
	SourceFailing: "not read since %s; I answer from what I have", SourceStuck: "releases that could not be read: %d",

	GreetingTitle: "Hello",
	Greeting: "I answer from the press releases of {issuers}, and every claim leads to a dated release. " +
		"Ask with `/ask`, or begin a message with %s; `/help` tells the rest, `/privacy` what I keep.\n\n" +
		"For those who manage this server: `/settings` says where, how and how much I answer, `/subscribe` and `/digest` post new releases. " +
		"Who may use which command is set in *Server Settings → Integrations*.",

	PrivacyTitle: "What is kept",
	Privacy: "- Questions put to me, with my answers and the votes on them: for **%d days**, so that buttons and follow-ups work, and so that whoever runs me can see what went wrong. " +
		"Delete a message that mentioned me, and its question goes from my answer and from my records.\n" +
		"- Subscriptions in direct messages, with your language: until you cancel them; that something was sent for them: for 30 days.\n" +
		"- How often you asked: for a day, for the limits.\n" +
		"- A server's settings, subscriptions and answers: until **%d days** after I have left it.\n" +
		"- Nothing else: messages that are not for me are not read, and there are no names, only Discord's numbers.",
	PrivacyThreads: "In threads that I have opened, I read every message and take it for a question.",
	PrivacyQuoted:  "No language model is used: questions do not leave my host.",
	PrivacyModel:   "Questions, with what was said before in the conversation, are sent to %s, which words or finds the answers.",
	PrivacyKept:    "Of you I keep: questions %d, votes %d, subscriptions in direct messages %d.",
	DeleteData:     "Delete my data", DeleteSurely: "Delete for good", KeepIt: "Keep it",
	DeleteConfirm: "Delete for good: questions with their answers %d, votes %d, subscriptions in direct messages %d? " +
		"Buttons under those answers stop working. My messages on Discord stay: those you can delete where you may.",
	DataDeleted: "Deleted: questions with their answers %d, votes %d, subscriptions in direct messages %d, and your language.",
	DataKept:    "Nothing was deleted.",

	HelpTitle: "What I do",
	Help: "I answer from the press releases of {issuers}, " +
		"and every claim leads to a dated release.\n\n" +
		"- `/ask` a question, e.g. *What did Korea ask the EU for on batteries?*\n" +
		"- `/latest` releases on a topic\n" +
		"- `/week` all releases of a week\n" +
		"- `/figures` exports, imports and other statistics, as a table and a chart\n" +
		"- `/release` one release in short\n" +
		"- `/status` what I know, and how fresh it is\n" +
		"- `/privacy` what I keep of you, and how to delete it\n\n" +
		"Or begin a message with %s, reply to one of my answers, or write to me directly. " +
		"A reply, a thread and direct messages remember what you asked last.\n\n" +
		"For managers of a server, and in part for you in direct messages:\n" +
		"- `/subscribe` to new releases on a topic; `/subscriptions`, `/unsubscribe`\n" +
		"- `/digest` posts the week's releases, every week\n" +
		"- `/settings` where and how I answer\n\n" +
		"-# I read only what is addressed to me, or in a thread of mine. Questions and answers are kept for 90 days, " +
		"so that their buttons work, and then deleted.",

	ViewChannel: "View Channel", SendMessages: "Send Messages", SendInThreads: "Send Messages in Threads",
	EmbedLinks: "Embed Links", AttachFiles: "Attach Files", CreateThreads: "Create Public Threads", ReadHistory: "Read Message History",

	ThisWeek: "This week", LastWeek: "Last week", ThisMonth: "This month", LastMonth: "Last month",
	ThreeMonths: "The last three months", ThisYear: "This year", LastYear: "Last year",
	WeekChoice: "%s to %s · releases: %d", SinceChoice: "Since %s",
}
