package text

import (
	"motirbot/answer"
	"motirbot/answer/intent"
)

// phrases are what motirbot says by itself around the releases' words.
type phrases struct {
	reasons   map[answer.Reason]string // %s: what is missing; {issuers}: whose releases there are
	premise   string                   // leads in what the releases do say
	coverage  string                   // number, from, to
	nearest   string
	mentioned string                       // leads in releases that only mention a list's subject
	common    string                       // leads in what releases of a list share
	short     string                       // leads in what the model says of a list
	offTopic  string                       // leads in an example
	help      map[intent.Class]string      // what stands before the examples; {issuers}: whose releases there are
	examples  string                       // leads in the examples
	anyone    string                       // where no issuer is known
	the       string                       // before the only issuer's name
	and       string                       // before the last of several
	others    string                       // %d: how many are not named
	notices   map[answer.NoticeCode]string // %s: the trouble; %d: the number
	troubles  map[answer.Trouble]string
	notFound  string // explains the mark
	removed   [2]string
}

func of(language string) phrases {
	if language == "ko" {
		return korean
	}
	return english
}

var english = phrases{
	reasons: map[answer.Reason]string{
		answer.ReasonEmptyIndex:    "Nothing is indexed yet.",
		answer.ReasonNoEvidence:    "The releases do not say that.",
		answer.ReasonUnknownName:   "No release mentions “%s”.",
		answer.ReasonOutsidePeriod: "No release is dated %s.",
		answer.ReasonFuture:        "The releases say nothing of %s: that is still to come.",
		answer.ReasonFalsePremise:  "The releases do not bear that out.",
		answer.ReasonNoFigure:      "No release tells %s.",
		answer.ReasonNotMeasured:   "No release tells a figure for “%s”.",
		answer.ReasonUngrounded:    "The releases do not bear out an answer to that.",
		answer.ReasonNoReason:      "The releases do not say why.",
		answer.ReasonOffTopic:      "That is off topic here: I answer only from the press releases of {issuers}.",
		answer.ReasonLanguage:      "I read questions in English and Korean.",
	},
	premise:   "What they do say:",
	coverage:  "The index covers %d releases, %s to %s.",
	nearest:   "Nearest:",
	mentioned: "Mentioned in:",
	common:    "In common:",
	short:     "In short:",
	offTopic:  "You could ask:",
	help:      helpEnglish,
	examples:  "Questions that I can answer:",
	anyone:    "trade ministries",
	the:       "the ",
	and:       " and ",
	others:    " and %d others",
	notices: map[answer.NoticeCode]string{
		answer.NoticeModel:     "The language model %s; this answer is taken from the releases word for word.",
		answer.NoticeNoAnswer:  "The language model %s.",
		answer.NoticeMore:      "%d more releases are not shown.",
		answer.NoticeUnread:    "This answer was not read a second time.",
		answer.NoticeWordsOnly: "The embeddings server could not be reached; the releases were found by their words alone.",
		answer.NoticeNotHeld:   "No release tells %s.",
		answer.NoticeQuotes:    "What the releases say word for word stands at the end.",
	},
	troubles: map[answer.Trouble]string{
		answer.TroubleUngrounded:  "wrote nothing that the releases bear out",
		answer.TroubleSpent:       "has been asked as often as it may be for now",
		answer.TroubleNoAccess:    "did not grant access",
		answer.TroubleBusy:        "is taking no more questions for now",
		answer.TroubleNotAsked:    "could not be asked",
		answer.TroubleFailed:      "failed",
		answer.TroubleUnreachable: "could not be reached",
		answer.TroubleLate:        "did not answer in time",
		answer.TroubleBrokeOff:    "broke off in the middle of its answer",
		answer.TroubleEndless:     "did not come to an end",
		answer.TroubleWithheld:    "withheld its answer",
		answer.TroubleUnusable:    "gave no usable answer",
	},
	notFound: Mark + " not found in the cited release.",
	removed:  [2]string{"1 sentence was removed: the releases do not bear it out.", "%d sentences were removed: the releases do not bear them out."},
}

var korean = phrases{
	reasons: map[answer.Reason]string{
		answer.ReasonEmptyIndex:    "아직 색인된 보도자료가 없습니다.",
		answer.ReasonNoEvidence:    "보도자료에 그런 내용이 없습니다.",
		answer.ReasonUnknownName:   "“%s”을(를) 언급한 보도자료가 없습니다.",
		answer.ReasonOutsidePeriod: "%s 기간의 보도자료가 없습니다.",
		answer.ReasonFuture:        "%s에 관한 내용은 보도자료에 없습니다. 아직 오지 않은 때입니다.",
		answer.ReasonFalsePremise:  "보도자료는 그렇게 말하지 않습니다.",
		answer.ReasonNoFigure:      "%s: 보도자료에 없는 수치입니다.",
		answer.ReasonNotMeasured:   "“%s” 관련 수치: 보도자료에 없는 수치입니다.",
		answer.ReasonUngrounded:    "보도자료로 뒷받침되는 답이 없습니다.",
		answer.ReasonNoReason:      "보도자료에 그 이유는 나와 있지 않습니다.",
		answer.ReasonOffTopic:      "여기서 다루지 않는 주제입니다. {issuers}의 보도자료에 있는 내용만 답합니다.",
		answer.ReasonLanguage:      "영어와 한국어로 된 질문만 읽을 수 있습니다.",
	},
	premise:   "보도자료의 내용:",
	coverage:  "색인: 보도자료 %d건, %s ~ %s.",
	nearest:   "가장 가까운 보도자료:",
	mentioned: "언급된 보도자료:",
	common:    "공통 주제:",
	short:     "요약:",
	offTopic:  "이렇게 물어보세요:",
	help:      helpKorean,
	examples:  "답할 수 있는 질문:",
	anyone:    "통상 당국",
	and:       ", ",
	others:    " 외 %d곳",
	notices: map[answer.NoticeCode]string{
		answer.NoticeModel:     "언어 모델 문제(%s)로 보도자료 원문에서 뽑은 답입니다.",
		answer.NoticeNoAnswer:  "언어 모델 문제(%s)가 있었습니다.",
		answer.NoticeMore:      "보도자료 %d건은 표시하지 않았습니다.",
		answer.NoticeUnread:    "이 답은 다시 검토되지 않았습니다.",
		answer.NoticeWordsOnly: "임베딩 서버에 연결할 수 없어 단어로만 검색했습니다.",
		answer.NoticeNotHeld:   "%s: 보도자료에 없는 수치입니다.",
		answer.NoticeQuotes:    "보도자료 원문은 끝에 있습니다.",
	},
	troubles: map[answer.Trouble]string{
		answer.TroubleUngrounded:  "보도자료로 뒷받침되지 않는 답변",
		answer.TroubleSpent:       "사용 한도 도달",
		answer.TroubleNoAccess:    "접근 거부",
		answer.TroubleBusy:        "요청 한도 초과",
		answer.TroubleNotAsked:    "질문 전달 실패",
		answer.TroubleFailed:      "오류",
		answer.TroubleUnreachable: "연결 실패",
		answer.TroubleLate:        "응답 시간 초과",
		answer.TroubleBrokeOff:    "응답 중단",
		answer.TroubleEndless:     "끝나지 않는 응답",
		answer.TroubleWithheld:    "응답 보류",
		answer.TroubleUnusable:    "잘못된 응답",
	},
	notFound: Mark + " 인용한 보도자료에서 찾지 못한 내용입니다.",
	removed:  [2]string{"보도자료로 뒷받침되지 않는 문장 1개를 뺐습니다.", "보도자료로 뒷받침되지 않는 문장 %d개를 뺐습니다."},
}
