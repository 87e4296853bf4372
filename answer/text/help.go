package text

import (
	"cmp"
	"strconv"
	"strings"

	"motirbot/answer"
	"motirbot/answer/intent"
)

// Help are the lines of an answer that is help: what fits the message, then
// questions that the index answers.
func Help(a answer.Answer) []string {
	say := of(a.Language)
	said := cmp.Or(say.help[a.HelpOn], say.help[intent.Chat])
	if a.Coverage.Releases == 0 && a.HelpOn == intent.Coverage {
		said = say.reasons[answer.ReasonEmptyIndex]
	}
	said = strings.ReplaceAll(said, "{what}", say.help[intent.What])
	facts := strings.NewReplacer("{n}", strconv.Itoa(a.Coverage.Releases), "{from}", a.Coverage.From.String(), "{to}", a.Coverage.To.String(),
		issuersMark, Issuers(a.Language, a.Issuers))
	lines := []string{facts.Replace(said)}
	if len(a.Examples) > 0 {
		lines = append(lines, say.examples)
	}
	for _, question := range a.Examples {
		lines = append(lines, Bullet+question)
	}
	return lines
}

// What help says, by what it is about. {what} stands for the line of What.
var helpEnglish = map[intent.Class]string{
	intent.Greeting:      "Hello! {what}",
	intent.Thanks:        "You're welcome!",
	intent.Bye:           "Goodbye!",
	intent.Chat:          "I only know press releases, so ask me about one.",
	intent.What:          "I am motirbot. I answer questions from the press releases of {issuers}, and name the release and its date behind every sentence.",
	intent.How:           "Just ask, in a sentence or a few words: about a topic, a meeting, a figure, a partner, a month or a week. Follow-ups such as “and steel?” work, too. On Discord, /ask, /latest, /week and /help say more; in the terminal, motirbot help does.",
	intent.Sources:       "Only from the press releases of {issuers}: I search neither the web nor the news. Each sentence names its release, so that you can check it there.",
	intent.Coverage:      "I have {n} releases of {issuers}, the oldest of {from}, the newest of {to}.",
	intent.Languages:     "You can ask in English or Korean, and I reply in the same language. What I quote stays in the language of its release.",
	intent.Citations:     "A number in brackets stands behind each sentence and leads to the release it is from, listed below the answer with its date and link. † marks what a second reading did not find there.",
	intent.Subscriptions: "On Discord, /subscribe posts new releases on a topic, /subscriptions shows and /unsubscribe ends that, /digest posts each week's releases, and /week shows a week at once.",
	intent.Privacy:       "On Discord I read only what is addressed to me, and keep questions and answers for 90 days. Where a language model or an embeddings server is set up, questions are sent to it.",
	intent.Model:         "I am a program that quotes press releases. Where a language model is set up, it words the answers, which are then checked against the releases. My code is open source under the MIT licence; asking costs you nothing.",
}

var helpKorean = map[intent.Class]string{
	intent.Greeting:      "안녕하세요! {what}",
	intent.Thanks:        "천만에요!",
	intent.Bye:           "안녕히 가세요!",
	intent.Chat:          "저는 보도자료만 알고 있어요. 보도자료에 대해 물어봐 주세요.",
	intent.What:          "저는 motirbot입니다. {issuers} 보도자료를 바탕으로 질문에 답하고, 문장마다 보도자료와 날짜를 밝힙니다.",
	intent.How:           "주제, 회의, 수치, 상대국, 달이나 주를 문장이나 단어로 물어보세요. “그럼 철강은?”처럼 이어서 물어도 됩니다. 디스코드에서는 /ask, /latest, /week, /help, 터미널에서는 motirbot help를 쓸 수 있습니다.",
	intent.Sources:       "{issuers} 보도자료만 사용하며, 인터넷이나 뉴스는 검색하지 않습니다. 문장마다 보도자료를 밝히므로 직접 확인할 수 있습니다.",
	intent.Coverage:      "{issuers} 보도자료 {n}건이 있습니다. 가장 오래된 것은 {from}, 가장 최근 것은 {to}입니다.",
	intent.Languages:     "한국어나 영어로 물어보면 같은 언어로 답합니다. 인용문은 보도자료의 언어 그대로입니다.",
	intent.Citations:     "문장 뒤 괄호 안의 번호는 출처인 보도자료를 가리키며, 답변 아래에 날짜와 링크가 있습니다. †는 다시 읽었을 때 그 보도자료에서 찾지 못했다는 표시입니다.",
	intent.Subscriptions: "디스코드에서 /subscribe는 주제별 새 보도자료를 올리고, /subscriptions는 구독 목록을 보여주며, /unsubscribe는 구독을 끝냅니다. /digest는 매주 보도자료를 올리고, /week는 한 주를 바로 보여줍니다.",
	intent.Privacy:       "디스코드에서는 저에게 한 말만 읽고, 질문과 답변은 90일 동안 보관합니다. 언어 모델이나 임베딩 서버를 설정한 경우 질문이 그곳으로 전송됩니다.",
	intent.Model:         "저는 보도자료를 인용하는 프로그램입니다. 언어 모델을 설정하면 모델이 답을 쓰고, 그 답을 보도자료와 대조합니다. 코드는 MIT 라이선스로 공개되어 있고, 질문은 무료입니다.",
}
