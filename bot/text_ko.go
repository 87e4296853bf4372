package bot

var korean = texts{
	Lang: "ko",

	Sources: "출처", FollowUp: "이어서 질문",
	Stop: "중지", Previous: "이전", Next: "다음", AskAbout: "이 내용 질문하기",

	FormTitle: "보도자료에 질문하기", FormLabel: "질문", FormHint: "예: 철강은요?",

	Searching:     "보도자료를 읽고 있습니다…",
	SourcesField:  "보도자료",
	NearestField:  "가장 가까운 보도자료",
	Updated:       "수정됨",
	Extracted:     "보도자료에서 그대로 인용",
	Worded:        "%s 작성, 보도자료와 대조 확인",
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
	BudgetSpent:   "오늘의 언어 모델 사용량을 모두 써서 보도자료를 그대로 인용했습니다. %s 다시 사용할 수 있습니다.",
	CannotPublish: "이 답변은 본인에게만 보입니다. 이 채널에서 봇에게 필요한 권한이 없습니다: %s. 서버 관리자가 채널 설정에서 허용할 수 있습니다.",
	ReadFull:      "산업부 원문 보기",
	Revised:       "%[2]s 수정, %[1]d판",
	Withdrawn:     "산업부가 이 보도자료를 철회했습니다.",
	Shortened:     "이 보도자료는 출처에서 앞부분만 제공되었습니다.",
	Attachments:   "첨부 파일",
	NoRelease:     "“%s”라는 보도자료가 없습니다. 입력할 때 나타나는 목록에서 골라 주세요.",

	Thanks:       "감사합니다. 기록했습니다. 다른 버튼을 누르면 바뀝니다.",
	NotStopped:   "이 답변은 더 이상 작성 중이 아닙니다.",
	OnlyAsker:    "질문한 사람만 중지할 수 있습니다.",
	OldButton:    "이전 버전 봇의 버튼입니다. 다시 질문해 주세요.",
	AnswerGone:   "이 답변은 더 이상 보관되어 있지 않습니다. 다시 질문해 주세요.",
	OnlyManagers: "서버 관리 권한이 있는 사람만 설정을 바꿀 수 있습니다.",
	NoText:       "그 메시지에는 질문할 글이 없습니다.",
	CannotRead:   "디스코드가 이 답장을 읽을 수 없게 합니다. %s로 시작하거나 답장 알림을 켜 두면 읽을 수 있습니다.",

	Stopped:       "중지했습니다. 출처가 완성되지 않아 아무것도 표시하지 않습니다.",
	Restarting:    "다시 시작하는 중입니다. 1분 뒤에 다시 질문해 주세요.",
	TooSlow:       "너무 오래 걸려 중단했습니다. 다시 시도하거나 범위를 좁혀 질문해 주세요.",
	Busy:          "질문이 한꺼번에 너무 많습니다. 1분 뒤에 다시 시도해 주세요.",
	SlowDown:      "질문이 너무 잦습니다. %s 다시 시도해 주세요.",
	SlowDownGuild: "이 서버의 질문이 너무 잦습니다. %s 다시 시도해 주세요.",
	WrongChannel:  "이 서버에서는 %s에서만 답변합니다.",
	WrongDate:     "“%s”은(는) 알 수 없는 날짜입니다. 2025-12-18, 2025-12, 2025처럼 쓰거나 목록에서 골라 주세요.",
	EmptyQuestion: "질문이 비어 있습니다. 예: “EU 최신 소식”.",
	LongQuestion:  "질문이 너무 깁니다. 최대 %d자입니다.",
	UnknownTopic:  "“%s”라는 주제가 없습니다.",
	DidYouMean:    "혹시 %s 중 하나인가요?",
	StoreFailed:   "지금은 기록에 접근할 수 없습니다. 1분 뒤에 다시 시도해 주세요.",
	Incident:      "봇에 문제가 생겼습니다. 신고할 때 사건 번호 %s을(를) 알려 주세요.",
	MissingPermissions: "%s에서 저를 멘션하셨지만 그 채널에서 필요한 권한이 없어 답할 수 없습니다: %s. " +
		"서버 관리자가 채널 설정에서 허용할 수 있습니다. 여기에서 질문하셔도 됩니다.",

	StatusTitle: "상태", StatusIndex: "보도자료", StatusSpan: "기간", StatusChanged: "마지막 변경",
	StatusMode: "답변 방식", StatusUp: "시작", StatusGateway: "디스코드", StatusVersion: "버전",
	Connected: "연결됨", Reconnecting: "다시 연결하는 중", Never: "없음",
	ModelBudget: "모델 답변은 하루 최대 %d건",

	SettingsTitle: "이 서버의 설정", SettingsSaved: "저장했습니다.",
	SettingsHint:  "변경 사항은 바로 적용됩니다.",
	ChannelsLabel: "답변할 채널", AllChannels: "모든 채널",
	VisibilityLabel: "명령어 답변", Public: "모두에게 공개", Private: "질문한 사람에게만",
	LanguageLabel: "언어", LanguageAuto: "각자의 디스코드 언어",
	MentionsLabel: "멘션과 답장에 답하기", MentionsOn: "예", MentionsOff: "아니요",
	SwitchOn: "멘션에 답하기", SwitchOff: "멘션 무시하기",

	HelpTitle: "할 수 있는 일",
	Help: "산업통상자원부의 보도자료를 근거로 답합니다. 모든 주장은 날짜가 있는 보도자료로 이어집니다.\n\n" +
		"`/질문` 질문하기, 예: *배터리와 관련해 EU에 무엇을 요청했나요?*\n" +
		"`/최신` 주제별 최신 보도자료 · `/주간` 한 주의 보도자료 · `/보도자료` 한 건 보기\n" +
		"`/상태` 보유 자료 · `/설정` 관리자용\n\n" +
		"메시지를 %s로 시작하거나, 답변에 답장하거나, 개인 메시지를 보내도 됩니다. " +
		"답장, 스레드, 개인 메시지에서는 앞선 질문을 기억합니다.\n\n" +
		"저에게 보낸 것만 읽습니다. 버튼이 작동하도록 질문과 답변을 90일 동안 보관한 뒤 삭제합니다.",

	ViewChannel: "채널 보기", SendMessages: "메시지 보내기", SendInThreads: "스레드에서 메시지 보내기",
	EmbedLinks: "링크 첨부", ReadHistory: "메시지 기록 보기",

	ThisWeek: "이번 주", LastWeek: "지난주", ThisMonth: "이번 달", LastMonth: "지난달",
	ThreeMonths: "지난 석 달", ThisYear: "올해", LastYear: "작년",
	WeekChoice: "%s ~ %s · 보도자료 %d건", SinceChoice: "%s부터",
}
