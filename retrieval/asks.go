package retrieval

import "regexp"

// Asks is what a single fact would have to be to answer the question.
type Asks int

const (
	AsksAnything Asks = iota
	AsksWho
	AsksWhen
	AsksWhere
	AsksAmount // how much: money, a size, a share, a rate
	AsksCount  // how many
	AsksWhy
	AsksList    // which ones
	AsksYesNo   // whether
	AsksSummary // the gist of a subject
)

// questionForms is how English and Korean ask for each kind of answer, in the
// order in which they are tried: "for how many months" is a count, though it
// begins with "for". Apostrophes and question marks are often left out.
var questionForms = []struct {
	asks    Asks
	pattern *regexp.Regexp
}{
	{AsksSummary, summed},
	{AsksWhy, regexp.MustCompile(`(?i)\b(?:why|how come|what for|(?:for )?what reasons?|what (?:made|caused|led|drove))\b|왜|이유|까닭|원인|때문`)},
	{AsksCount, regexp.MustCompile(`(?i)\b(?:how many|(?:the )?number of|what number|how often)\b|몇\s*(?:\pL|$)|몇$|개수|건수`)},
	{AsksAmount, regexp.MustCompile(`(?i)\b(?:how (?:much|large|big|high|long|far|fast|well|low|small|deep|wide|tall|heavy|old|costly|expensive)|(?:what|which)(?:'?s| is| was| were| are)?(?: the| its| their)? (?:\w+ ){0,2}(?:share|percentage|percent|amount|value|figures?|volume|rate|size|price|cost|budget|total|growth|balance)|in (?:money|dollars|won|percent)|by what)\b|얼마|금액|총액|규모|비중|비율|증가율|[가-힣]+액(?:은|이|\s|\?|$)`)},
	{AsksWho, regexp.MustCompile(`(?i)\b(?:who|whom|whose|whos|who's)\b|누구|누가|누굴|누군`)},
	{AsksWhere, regexp.MustCompile(`(?i)\b(?:where|wheres|where's|(?:in|at|to|from) (?:which|what) (?:city|cities|country|place|venue|town)|(?:what|which) (?:city|place|venue|location))\b|어디|어느 (?:도시|나라|곳)|장소`)},
	{AsksWhen, regexp.MustCompile(`(?i)\b(?:when|whens|when's|(?:what|which) (?:date|day|time|month|year)|how soon|since when|from when|until when|deadline)\b|언제|며칠|날짜|시기|시점`)},
	{AsksList, regexp.MustCompile(`(?i)\b(?:(?:which|what) (?:\w+ )?(?:\w+[^s\W]s|countries|companies|people)|list|name (?:the|all|them)|examples?)\b|무엇무엇|어떤 것들|목록|종류|어느 (?:회사|기업|업체)들?|뭐뭐|예시|사례`)},
	{AsksYesNo, regexp.MustCompile(`(?i)^\W*(?:(?:and|but|so|ok|hey|yo|hi|well|then)\W+)*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|isn'?t|aren'?t|wasn'?t|didn'?t|doesn'?t|hasn'?t|won'?t)\b|(?:했어|됐어|됐나|했나|되나|하나|인가|맞아|있어|있나|없어|없나|였나|나요|가요|까)\s*\??$|여부`)},
}

// asks returns what kind of answer a text asks for.
func asks(text string) Asks {
	for _, form := range questionForms {
		if form.pattern.MatchString(text) {
			return form.asks
		}
	}
	return AsksAnything
}
