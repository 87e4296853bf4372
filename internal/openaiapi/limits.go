package openaiapi

import (
	"cmp"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// ContextTooSmall is the error where prompt and answer together are more than
// the model takes, however short the answer: send fewer words. It unwraps to an
// *Error.
type ContextTooSmall struct {
	Limit  int // tokens of the context, prompt and answer together; 0: not told
	Prompt int // tokens of the prompt as the server counts; 0: not told
	Err    *Error
}

func (e *ContextTooSmall) Error() string { return e.Err.Error() }

// Unwrap returns the *Error.
func (e *ContextTooSmall) Unwrap() error { return e.Err }

// How servers say that a prompt is too long, and where the numbers stand: the
// words of OpenAI, Azure, llama.cpp ("the request exceeds the available
// context size", n_ctx), LM Studio ("n_keep: 10247 >= n_ctx: 4096", "context
// length of only 4096"), vLLM ("maximum context length is 4096 tokens"),
// OpenRouter, Mistral ("too large for model with 32768 maximum context
// length"), Anthropic's gateway ("210000 tokens > 200000 maximum") and others.
var (
	tooLong = regexp.MustCompile(`context[ _-]?(length|size|window|limit|overflow)|n_ctx|max_model_len|` +
		`(prompt|input|messages|request|conversation)\b.{0,60}\b(too (long|large|big|many)|exceed)|` +
		`(exceeds?|over) .{0,30}\b(input|prompt|token) ?(length|limit|size)|` +
		`too many (input )?tokens|reduce (the|your) (length|prompt|input|messages)`)
	// In named fields, and in words: the first form that fits.
	limitField  = regexp.MustCompile(`n_ctx"?[^\d]{0,4}([\d,]+)`)
	promptField = regexp.MustCompile(`(?:n_prompt_tokens|n_keep)"?[^\d]{0,4}([\d,]+)`)
	limitForms  = []*regexp.Regexp{
		regexp.MustCompile(`[\d,]+ ?(?:tokens?)? ?\)? ?>=? ?\(?([\d,]{3,})`),
		regexp.MustCompile(`(?:context[ _-]?(?:length|size|window|limit)|max_model_len)[^.\d"]{0,40}?([\d,]{3,})`),
		regexp.MustCompile(`([\d,]{3,})[- ]?(?:tokens?)?[ -](?:maximum )?(?:context|token limit)`),
		regexp.MustCompile(`(?:limit|maximum|max|at most|up to|only)\b[^.\d"]{0,24}?([\d,]{3,})`),
	}
	promptForms = []*regexp.Regexp{
		regexp.MustCompile(`([\d,]+) (?:tokens? )?(?:in (?:the|your) (?:messages|prompt|input)|of text input|(?:input|prompt) tokens)`),
		regexp.MustCompile(`(?:prompt|input|messages)\b[^.\d"]{0,24}?([\d,]+) tokens`),
	}
	integers = regexp.MustCompile(`\d[\d,]*`)

	// tooMany is how servers say that a request holds too many texts, or too
	// long a one.
	tooLarge = regexp.MustCompile(`batch|too (many|large|long|big)`)
	tooMany  = regexp.MustCompile(`batch|too (many|large|long|big)|exceed|at most|maximum|\bmax\b|larger than|less than|no more than|more than|limit of`)
)

// contextError tells a prompt that is too long from other refusals.
func contextError(e *Error) error {
	words := strings.ToLower(e.all)
	if e.Kind != BadRequest && e.Kind != ServerError || e.Status != http.StatusRequestEntityTooLarge && !tooLong.MatchString(words) {
		return e
	}
	message := strings.ToLower(e.server)
	out := &ContextTooSmall{
		Limit:  cmp.Or(firstNumber(words, limitField), firstNumber(message, limitForms...)),
		Prompt: cmp.Or(firstNumber(words, promptField), firstNumber(message, promptForms...)),
		Err:    e,
	}
	if out.Limit < 128 || out.Limit > 100_000_000 {
		out.Limit = 0
	}
	return out
}

func firstNumber(words string, forms ...*regexp.Regexp) int {
	for _, form := range forms {
		if m := form.FindStringSubmatch(words); m != nil {
			n, _ := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
			return n
		}
	}
	return 0
}

// largestBelow returns the largest number in words that is less than bound, 0
// where there is none: a refusal names what was sent and what may be.
func largestBelow(words string, bound int) int {
	best := 0
	for _, digits := range integers.FindAllString(words, -1) {
		if n, err := strconv.Atoi(strings.ReplaceAll(digits, ",", "")); err == nil && n < bound {
			best = max(best, n)
		}
	}
	return best
}
