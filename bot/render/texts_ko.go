package render

var Korean = Texts{
	Lang: "ko",

	Sources: "출처", FollowUp: "이어 묻기",
	Stop: "중지", Previous: "이전", Next: "다음", AskAbout: "이 내용 질문하기",
	Publish: "채널에 공개",

	FormTitle: "보도자료에 질문하기", FormLabel: "질문", FormHint: "예: 철강은요?",

	Searching:     "보도자료를 읽고 있습니다…",
	SourcesField:  "보도자료",
	NearestField:  "가장 가까운 보도자료",
	SourcesMore:   "그 밖에 %d건: 출처 버튼",
	RemovedShown:  "출처 버튼을 누르면 볼 수 있습니다.",
	Updated:       "수정됨",
	Extracted:     "원문 인용",
	Worded:        "%s 작성, 원문 대조",
	Coverage:      "보도자료 %d건, 최신 %s",
	EmptyIndex:    "아직 보도자료가 없음",
	Sample:        "예시 자료, 산업부의 문장이 아님",
	PageOf:        "%d / %d쪽",
	LatestTitle:   "%s 최신 보도자료",
	LatestAll:     "최신 보도자료",
	WeekTitle:     "%s ~ %s 보도자료",
	AboutTitle:    "대상: %s",
	PassagesTitle: "출처: %s",
	NoPassages:    "이 답변에는 근거 문단이 없습니다.",
	NoItems:       "해당하는 보도자료가 없습니다.",
	BudgetSpent:   "오늘 이 서버나 사용자가 쓸 수 있는 언어 모델 답변을 모두 써서 보도자료를 그대로 인용했습니다. %s 다시 사용할 수 있습니다.",
	CannotPublish: "이 답변은 본인에게만 보입니다. 이 채널에서 봇에게 필요한 권한이 없습니다: %s. 서버 관리자가 채널 설정에서 허용할 수 있습니다.",
	ReadFull:      "산업부 원문 보기",
	Revised:       "%[2]s 수정, %[1]d판",
	Withdrawn:     "산업부가 이 보도자료를 철회했습니다.",
	Shortened:     "이 보도자료는 출처에서 앞부분만 제공되었습니다.",
	Attachments:   "첨부 파일",
	NoRelease:     "“%s”라는 보도자료가 없습니다. 입력할 때 나타나는 목록에서 골라 주세요.",

	Thanks:     "감사합니다. 기록했습니다. 다른 버튼을 누르면 바뀝니다.",
	NotStopped: "이 답변은 더 이상 작성 중이 아닙니다.",
	OnlyAsker:  "질문한 사람만 중지할 수 있습니다.",
	NotYours:   "질문한 사람만, 질문한 채널에서 공개할 수 있습니다.",
	OldButton:  "이전 버전 봇의 버튼입니다. 다시 질문해 주세요.",
	AnswerGone: "이 답변은 더 이상 보관되어 있지 않습니다. 다시 질문해 주세요.",
	NoText:     "그 메시지에는 질문할 글이 없습니다.",
	CannotRead: "디스코드가 이 답장을 읽을 수 없게 합니다. %s로 시작하거나 답장 알림을 켜 두면 읽을 수 있습니다.",
	RoleCalled: "디스코드는 저를 직접 멘션한 글만 보여 줍니다. 역할 대신 %s로 시작해 주세요.",
	ThreadHint: "여기서 이어 물으려면 %s로 시작하거나 답변에 답장해 주세요.",
	ThreadRead: "여기에 그대로 쓰면 이어 물을 수 있습니다.",
	NoThread:   "스레드 없음: 이 채널에서 봇에게 필요한 권한이 없습니다: %s.",

	Stopped:       "중지했습니다. 출처가 완성되지 않아 아무것도 표시하지 않습니다.",
	Restarting:    "다시 시작하는 중입니다. 1분 뒤에 다시 질문해 주세요.",
	TooSlow:       "너무 오래 걸려 중단했습니다. 다시 시도하거나 범위를 좁혀 질문해 주세요.",
	Busy:          "질문이 한꺼번에 너무 많습니다. 1분 뒤에 다시 시도해 주세요.",
	SlowDown:      "질문이 너무 잦습니다. %s 다시 시도해 주세요.",
	SlowDownGuild: "이 서버의 질문이 너무 잦습니다. %s 다시 시도해 주세요.",
	MemberQuota:   "한 시간에 질문할 수 있는 만큼(%d건) 질문하셨습니다. %s 다시 시도해 주세요.",
	GuildQuota:    "이 서버가 한 시간에 질문할 수 있는 만큼(%d건) 질문했습니다. %s 다시 시도해 주세요.",
	DeniedChannel: "이 서버에서는 %s만 빼고 어디서나 답변합니다.",
	WrongChannel:  "이 서버에서는 %s에서만 답변합니다.",
	WrongDate:     "“%s”은(는) 알 수 없는 날짜입니다. 2025-12-18, 2025-12, 2025처럼 쓰거나 목록에서 골라 주세요.",
	EmptyQuestion: "질문이 비어 있습니다. 예: “EU 최신 소식”.",
	LongQuestion:  "질문이 너무 깁니다. 최대 %d자입니다.",
	UnknownTopic:  "“%s”라는 주제가 없습니다.",
	DidYouMean:    "혹시 %s 중 하나인가요?",
	PickTopic:     "입력할 때 나타나는 목록에서 골라 주세요.",
	StoreFailed:   "지금은 기록에 접근할 수 없습니다. 1분 뒤에 다시 시도해 주세요.",
	StoreLost:     "저장하지 못했습니다. 기록 파일이 제자리에 없습니다. 봇 운영자의 조치가 필요하니 나중에 다시 시도해 주세요.",
	Incident:      "봇에 문제가 생겼습니다. 신고할 때 사건 번호 %s을(를) 알려 주세요.",
	ClosedChannel: "%s에서 저를 멘션하셨지만 그곳에 쓸 수 없습니다. 봇에게 닫힌 채널이거나 잠긴 스레드입니다. 여기에서 질문하셔도 됩니다.",
	NoHistory:     "%s에서 %s 권한이 없어, 장애 뒤 같은 글이 두 번 게시될 수 있고 답변을 답장으로 표시할 수 없습니다.",
	MissingPermissions: "%s에서 저를 멘션하셨지만 그 채널에서 필요한 권한이 없어 답할 수 없습니다: %s. " +
		"서버 관리자가 채널 설정에서 허용할 수 있습니다. 여기에서 질문하셔도 됩니다.",

	StatusTitle: "상태", StatusIndex: "보도자료", StatusSpan: "기간", StatusChanged: "마지막 변경",
	StatusMode: "답변 방식", StatusUp: "시작", StatusGateway: "디스코드", StatusVersion: "버전",
	Connected: "연결됨", Reconnecting: "다시 연결하는 중", Never: "없음",
	ModelBudget: "하루 최대 %d건",
	StatusVotes: "이 서버의 평가, 30일", VotesCount: "도움 됨 %d건, 아님 %d건",

	SettingsTitle: "이 서버의 설정",
	SettingsHint:  "이 서버에서 답변하는 방식입니다.",
	GeneralPage:   "답변", ChannelsPage: "채널", LimitsPage: "한도",
	ChannelsHint: "답변하는 곳입니다. 채널에는 그 스레드도 포함됩니다.",
	LimitsHint:   "질문할 수 있는 양입니다. 봇 운영자가 허용한 것보다 적게 정할 수 있습니다.",
	NoChannels:   "고른 채널이 없어 모든 채널에서 답변합니다",
	DenyLabel:    "고른 채널", DenyOff: "그곳에서만 답변", DenyOn: "그곳만 빼고 답변",
	MemberLabel: "멤버 한 명", GuildLabel: "서버 전체", ModelLabel: "언어 모델이 쓰는 답변",
	AnHour: "한 시간에 질문 %d건", APercentage: "하루치의 %d %%", Most: "(최대)",
	OldSettings:    "다른 사람이 열었거나 연 지 오래된 설정입니다. `/설정`으로 다시 열어 주세요.",
	SettingsEffect: "변경 사항은 바로 적용됩니다.", SettingsSaved: "저장했습니다.",
	VisibilityLabel: "명령어 답변", Public: "모두에게 공개", Private: "질문한 사람에게만",
	LanguageLabel: "언어", LanguageAuto: "각자의 디스코드 언어",
	MentionsLabel: "멘션과 답장에 답하기", MentionsOn: "예", MentionsOff: "아니요",
	ThreadsLabel: "질문마다 스레드 열기", ThreadsOn: "예", ThreadsOff: "아니요",

	AllReleases:       "모든 주제",
	OnlyOwner:         "그 서버의 소유자만 할 수 있습니다.",
	CannotPost:        "%s에 게시할 수 없습니다. 필요한 권한이 없습니다: %s. 서버 관리자가 채널 설정에서 허용할 수 있습니다.",
	NotEveryone:       "모두를 멘션하지는 않습니다. 역할을 고르거나 비워 두세요.",
	RoleSilent:        "디스코드가 %s에게 알림을 보내지 않습니다. 역할 설정에서 누구나 멘션할 수 있게 하거나 봇에게 모든 역할 멘션 권한을 주세요.",
	TooMany:           "구독이 이미 최대 %d건입니다. 먼저 `/구독취소`로 하나를 취소해 주세요.",
	Subscribed:        "구독했습니다. **%s** 새 보도자료를 %s 한 번씩 게시합니다. `/구독취소`로 끝낼 수 있습니다.",
	SubscribedAlready: "**%s** 구독이 %s 이미 있습니다. 지금 요청하신 대로 작동합니다.",
	MentionsRole:      "게시할 때마다 %s 역할을 멘션합니다.",
	InChannel:         "%s에", InDirect: "이 대화에",
	SubscriptionsTitle: "구독", NoSubscriptions: "아직 없습니다. `/구독`으로 만들 수 있습니다.",
	PausedSince:    "%s부터 중단됨: %s. 다시 구독하면 이어집니다.",
	Unsubscribed:   "취소했습니다. **%s** 새 보도자료를 더 이상 %s 게시하지 않습니다.",
	NoSubscription: "“%s”라는 구독이 없습니다. 입력할 때 나타나는 목록에서 골라 주세요.",
	DigestOn:       "%s에 한 주의 보도자료를 매주 %s %s (%s)에 게시합니다. 다음은 %s입니다.",
	DigestSkips:    "보도자료가 없는 주는 건너뜁니다.", DigestSays: "보도자료가 없는 주에는 없다고 알립니다.",
	DigestOff:    "%s에 더 이상 주간 소식을 게시하지 않습니다.",
	NoDigest:     "%s에는 주간 소식이 없습니다.",
	DigestPosted: "%s에 게시했습니다.", NothingToPost: "아직 색인된 보도자료가 없어 게시할 주간 소식이 없습니다. 지금은 내장 예시로 답하며, 예시는 게시하지 않습니다.",
	DigestLine:  "%s 주간 소식: 매주 %s %s (%s)",
	DigestIsOff: "꺼짐",
	NextDigest:  "다음 %s",
	WrongClock:  "“%s”은(는) 시각이 아닙니다. 09:00 또는 17:30처럼 써 주세요.",
	WrongZone:   "“%s”은(는) 시간대가 아닙니다. Asia/Seoul, Europe/Brussels처럼 쓰거나 목록에서 골라 주세요.",
	Weekdays:    "일요일,월요일,화요일,수요일,목요일,금요일,토요일",

	AlertTitle:  "새 보도자료",
	AlertGroup:  "새 보도자료 %d건",
	AlertTopics: "구독: %s · /구독취소로 끝낼 수 있음",
	AlertMore:   "그 밖에 %d건",
	PickRelease: "이 가운데 하나에 질문하기",
	DigestTitle: "한 주의 보도자료, %s ~ %s",
	DigestLate:  "%s에 나갔어야 할 소식이 늦었습니다.",
	DigestEmpty: "이 주에는 보도자료가 없었습니다.",
	PostAgain:   "다시 게시하기",
	NoticeTitle: "한 채널에 게시를 멈췄습니다",
	Notice: "하루 동안 %s(**%s**)에 게시하지 못했습니다. 디스코드의 답: “%s”. " +
		"그 채널의 구독과 주간 소식을 멈췄습니다. 다시 게시할 수 있게 되면 아래 버튼으로 이어집니다.",

	FiguresLine:    "수치: %s",
	FiguresNone:    "보도자료에 그런 수치가 없습니다. 조건을 줄이거나 입력할 때 나타나는 목록에서 골라 주세요.",
	FiguresNearest: "그 기간의 수치가 없습니다. 가장 가까운 수치입니다.",
	FiguresUnknown: "“%s” 수치가 보도자료에 없습니다. 있는 수치: %s.",
	FiguresMore:    "그 밖에 %d건은 CSV에 있음",
	FiguresTooMany: "파일 하나에 담기에 수치가 너무 많습니다. 품목, 상대국 또는 기간으로 좁혀 주세요.",
	FiguresNoChart: "그림 없음: 이 채널에서 필요한 권한이 없습니다: %s.",
	CSV:            "CSV 파일",
	CSVShown:       "수치 %d건 전체, 보도자료와 인용 포함.",

	StatusSync: "마지막 동기화", StatusNextSync: "다음 동기화", StatusSource: "출처: %s",
	SyncOff: "이 봇은 동기화하지 않음", SyncSoon: "곧",
	SourceFailing: "%s부터 읽지 못함, 가진 자료로 답변", SourceStuck: "읽지 못한 보도자료 %d건",

	GreetingTitle: "안녕하세요",
	Greeting: "{issuers}의 보도자료를 근거로 답합니다. 모든 주장은 날짜가 있는 보도자료로 이어집니다. " +
		"`/질문`을 쓰거나 메시지를 %s로 시작해 주세요. 나머지는 `/도움말`, 보관하는 내용은 `/개인정보`에 있습니다.\n\n" +
		"서버 관리자께: `/설정`에서 답변할 곳과 방식과 한도를 정하고, `/구독`과 `/주간소식`으로 새 보도자료를 게시합니다. " +
		"누가 어떤 명령을 쓸 수 있는지는 *서버 설정 → 연동*에서 정합니다.",

	PrivacyTitle: "보관하는 내용",
	Privacy: "- 저에게 한 질문과 답변, 그에 대한 평가: 버튼과 이어 묻기가 작동하고 운영자가 잘못된 답을 살필 수 있도록 **%d일** 동안 보관합니다. " +
		"저를 멘션한 메시지를 지우면 그 질문은 제 답변과 기록에서도 사라집니다.\n" +
		"- 개인 메시지의 구독과 사용 언어: 취소할 때까지. 보낸 기록은 30일 동안.\n" +
		"- 질문한 횟수: 한도를 지키기 위해 하루 동안.\n" +
		"- 서버의 설정, 구독, 답변: 봇이 서버를 떠나고 **%d일** 뒤까지.\n" +
		"- 그 밖에는 없습니다. 저에게 보내지 않은 메시지는 읽지 않으며, 이름 없이 디스코드의 번호만 보관합니다.",
	PrivacyThreads: "제가 연 스레드에서는 모든 메시지를 읽고 질문으로 받습니다.",
	PrivacyQuoted:  "언어 모델을 쓰지 않습니다. 질문은 제 서버를 벗어나지 않습니다.",
	PrivacyModel:   "질문과 앞선 대화는 답변을 쓰거나 찾기 위해 %s에 전송됩니다.",
	PrivacyKept:    "지금 보관 중: 질문 %d건, 평가 %d건, 개인 메시지 구독 %d건.",
	DeleteData:     "내 데이터 삭제", DeleteSurely: "완전히 삭제", KeepIt: "그대로 두기",
	DeleteConfirm: "질문과 답변 %d건, 평가 %d건, 개인 메시지 구독 %d건을 완전히 삭제할까요? " +
		"그 답변의 버튼은 더 이상 작동하지 않습니다. 디스코드에 남은 제 메시지는 지울 수 있는 곳에서 직접 지워 주세요.",
	DataDeleted: "삭제했습니다: 질문과 답변 %d건, 평가 %d건, 개인 메시지 구독 %d건, 사용 언어.",
	DataKept:    "아무것도 삭제하지 않았습니다.",

	HelpTitle: "할 수 있는 일",
	Help: "{issuers}의 보도자료를 근거로 답합니다. 모든 주장은 날짜가 있는 보도자료로 이어집니다.\n\n" +
		"- `/질문` 질문하기, 예: *배터리와 관련해 EU에 무엇을 요청했나요?*\n" +
		"- `/최신` 주제별 최신 보도자료\n" +
		"- `/주간` 한 주의 모든 보도자료\n" +
		"- `/통계` 수출입 등 통계를 표와 그림으로\n" +
		"- `/보도자료` 한 건 간단히 보기\n" +
		"- `/상태` 보유 자료와 최신 여부\n" +
		"- `/개인정보` 보관하는 내용과 삭제 방법\n\n" +
		"메시지를 %s로 시작하거나, 답변에 답장하거나, 개인 메시지를 보내도 됩니다. " +
		"답장, 스레드, 개인 메시지에서는 앞선 질문을 기억합니다.\n\n" +
		"서버 관리자용이며 일부는 개인 메시지에서도 쓸 수 있습니다.\n" +
		"- `/구독` 주제별 새 보도자료 받기, `/구독목록`, `/구독취소`\n" +
		"- `/주간소식` 매주 한 주의 보도자료 게시\n" +
		"- `/설정` 답변할 곳과 방식\n\n" +
		"-# 저에게 보낸 것과 제 스레드에 쓴 것만 읽습니다. 버튼이 작동하도록 질문과 답변을 90일 동안 보관한 뒤 삭제합니다.",

	ViewChannel: "채널 보기", SendMessages: "메시지 보내기", SendInThreads: "스레드에서 메시지 보내기",
	EmbedLinks: "링크 첨부", AttachFiles: "파일 첨부", CreateThreads: "공개 스레드 만들기", ReadHistory: "메시지 기록 보기",

	ThisWeek: "이번 주", LastWeek: "지난주", ThisMonth: "이번 달", LastMonth: "지난달",
	ThreeMonths: "지난 석 달", ThisYear: "올해", LastYear: "작년",
	WeekChoice: "%s ~ %s · 보도자료 %d건", SinceChoice: "%s부터",
}
