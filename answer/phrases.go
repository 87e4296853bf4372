package answer

// The languages of our own words. The releases' words stay as they are.
const (
	english = "en"
	korean  = "ko"
)

// phraseBook holds what motirbot says by itself around the releases' words.
type phraseBook struct {
	reasons   map[Reason]string // %s: what is missing
	premise   string            // leads in what the releases do say
	coverage  string            // number, from, to
	nearest   string
	common    string
	more      string // number of releases that did not fit
	modelDown string // the model failed and the answer is extracted; %s: why

	modelSilent string // the model failed and there is no answer; %s: why
	troubles    map[trouble]string
}

func phrases(language string) phraseBook {
	if language == korean {
		return koreanPhrases()
	}
	return englishPhrases()
}

func englishPhrases() phraseBook {
	return phraseBook{
		reasons: map[Reason]string{
			ReasonEmptyIndex:    "Nothing is indexed yet.",
			ReasonNoEvidence:    "The releases do not say that.",
			ReasonUnknownName:   "No release mentions “%s”.",
			ReasonOutsidePeriod: "No release is dated %s.",
			ReasonFuture:        "The releases say nothing of %s: that is still to come.",
			ReasonOtherMinistry: "The releases do not say that: they are of the Ministry of Trade, Industry and Resources, not of others.",
			ReasonFalsePremise:  "The releases do not bear that out.",
			ReasonUngrounded:    "The releases do not bear out an answer to that.",
		},
		premise:   "What they do say:",
		coverage:  "The index covers %d releases, %s to %s.",
		nearest:   "Nearest:",
		common:    "In common:",
		more:      "%d more releases are not shown.",
		modelDown: "The language model %s; this answer is taken from the releases word for word.",

		modelSilent: "The language model %s.",
		troubles:    englishTroubles,
	}
}

func koreanPhrases() phraseBook {
	return phraseBook{
		reasons: map[Reason]string{
			ReasonEmptyIndex:    "아직 색인된 보도자료가 없습니다.",
			ReasonNoEvidence:    "보도자료에 그런 내용이 없습니다.",
			ReasonUnknownName:   "“%s”을(를) 언급한 보도자료가 없습니다.",
			ReasonOutsidePeriod: "%s 기간의 보도자료가 없습니다.",
			ReasonFuture:        "%s에 관한 내용은 보도자료에 없습니다. 아직 오지 않은 때입니다.",
			ReasonOtherMinistry: "보도자료에 그런 내용이 없습니다. 산업통상부의 보도자료만 다룹니다.",
			ReasonFalsePremise:  "보도자료는 그렇게 말하지 않습니다.",
			ReasonUngrounded:    "보도자료로 뒷받침되는 답이 없습니다.",
		},
		premise:   "보도자료의 내용:",
		coverage:  "색인: 보도자료 %d건, %s ~ %s.",
		nearest:   "가장 가까운 보도자료:",
		common:    "공통 주제:",
		more:      "보도자료 %d건은 표시하지 않았습니다.",
		modelDown: "언어 모델 문제(%s)로 보도자료 원문에서 뽑은 답입니다.",

		modelSilent: "언어 모델 문제(%s)가 있었습니다.",
		troubles:    koreanTroubles,
	}
}
