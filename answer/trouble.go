package answer

import (
	"errors"

	"motirbot/internal/openaiapi"
)

// trouble is why a model's answer is not used.
type trouble int

const (
	noTrouble  trouble = iota
	declined           // it found no answer in the evidence
	ungrounded         // nothing of what it wrote was borne out
	spent              // it has been asked as often as the budget allows
	noAccess
	busy
	notAsked
	failed
	unreachable
	late
	brokeOff
	endless
	withheld
	unusable
)

var troubleOfKind = map[openaiapi.Kind]trouble{
	openaiapi.Auth:              noAccess,
	openaiapi.RateLimited:       busy,
	openaiapi.BadRequest:        notAsked,
	openaiapi.ServerError:       failed,
	openaiapi.Unreachable:       unreachable,
	openaiapi.FirstTokenTimeout: late,
	openaiapi.TotalTimeout:      late,
	openaiapi.Stalled:           brokeOff,
	openaiapi.CutOff:            brokeOff,
	openaiapi.Length:            endless,
	openaiapi.ContentFilter:     withheld,
	openaiapi.Malformed:         unusable,
}

// troubleOf sorts a Completer's error. Its own words stay in the log: they name
// hosts and quote servers, which is nothing to a reader.
func troubleOf(err error) trouble {
	if e, ok := errors.AsType[*openaiapi.Error](err); ok {
		if t, known := troubleOfKind[e.Kind]; known {
			return t
		}
	}
	return failed
}

var englishTroubles = map[trouble]string{
	declined:    "found no answer",
	ungrounded:  "wrote nothing that the releases bear out",
	spent:       "has been asked as often as it may be for now",
	noAccess:    "did not grant access",
	busy:        "is taking no more questions for now",
	notAsked:    "could not be asked",
	failed:      "failed",
	unreachable: "could not be reached",
	late:        "did not answer in time",
	brokeOff:    "broke off in the middle of its answer",
	endless:     "did not come to an end",
	withheld:    "withheld its answer",
	unusable:    "gave no usable answer",
}

var koreanTroubles = map[trouble]string{
	declined:    "답을 찾지 못함",
	ungrounded:  "보도자료로 뒷받침되지 않는 답변",
	spent:       "사용 한도 도달",
	noAccess:    "접근 거부",
	busy:        "요청 한도 초과",
	notAsked:    "질문 전달 실패",
	failed:      "오류",
	unreachable: "연결 실패",
	late:        "응답 시간 초과",
	brokeOff:    "응답 중단",
	endless:     "끝나지 않는 응답",
	withheld:    "응답 보류",
	unusable:    "잘못된 응답",
}
