package main

import (
	"encoding/json"
	"io"
	"math"
	"strings"
	"time"

	"motirbot/answer"
	"motirbot/answer/intent"
	"motirbot/answer/model"
	"motirbot/answer/text"
	"motirbot/release"
	"motirbot/retrieval"
)

// writeJSON prints v as one line: `jq` lays it out, and a program that reads
// many answers reads them line by line.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// answerJSON is what --json prints. Its order is the order of the output, and
// its lists are never null.
type answerJSON struct {
	Answer    string             `json:"answer"`
	Abstained bool               `json:"abstained"`
	Reason    answer.Reason      `json:"reason"`
	Mode      answer.Mode        `json:"mode"`
	Citations []citationJSON     `json:"citations"`
	Passages  []passageJSON      `json:"passages"`
	TookMS    float64            `json:"took_ms"`
	Question  string             `json:"question,omitempty"`
	Kind      answer.Kind        `json:"kind"`
	Items     []itemJSON         `json:"items,omitempty"`
	Claims    []claimJSON        `json:"claims"`
	Nearest   []citationJSON     `json:"nearest,omitempty"`
	HelpOn    intent.Class       `json:"help_on,omitempty"`
	Examples  []string           `json:"examples,omitempty"` // of help: questions that are answered
	AsOf      release.Date       `json:"as_of"`
	Period    *release.Period    `json:"period,omitempty"`
	Coverage  retrieval.Coverage `json:"coverage"`
	Notice    string             `json:"notice,omitempty"`
	Removed   []answer.Removed   `json:"removed"`
	Model     string             `json:"model,omitempty"`
	Usage     *usageJSON         `json:"usage,omitempty"`
	Sample    bool               `json:"sample"`
}

// claimJSON is one sentence or list entry; bold are ranges of its bytes.
type claimJSON struct {
	Text      string                 `json:"text"`
	Citations []answer.ClaimCitation `json:"citations"`
	Status    answer.Status          `json:"status"`
	Bold      [][2]int               `json:"bold"`
}

type itemJSON struct {
	N         int          `json:"n"` // its citation
	ReleaseID release.ID   `json:"release_id"`
	Title     string       `json:"title"`
	Date      release.Date `json:"date"`
	URL       string       `json:"url"`
	Issuer    string       `json:"issuer"`
	Topics    []string     `json:"topics"`
	Sentence  string       `json:"sentence"`
}

type usageJSON struct {
	model.Usage
	Steps map[string]model.Usage `json:"steps"` // understand, write, verify
}

type citationJSON struct {
	N         int          `json:"n"`
	Title     string       `json:"title"`
	Date      release.Date `json:"date"`
	URL       string       `json:"url"`
	Issuer    string       `json:"issuer"`
	Quote     string       `json:"quote"`
	ReleaseID release.ID   `json:"release_id"`
	Revision  int          `json:"revision,omitempty"`
}

type passageJSON struct {
	ReleaseID release.ID   `json:"release_id"`
	Title     string       `json:"title"`
	Date      release.Date `json:"date"`
	Issuer    string       `json:"issuer"`
	Score     float64      `json:"score"`
	Text      string       `json:"text"`
}

func newAnswerJSON(question string, asOf release.Date, ans answer.Answer, sample bool) answerJSON {
	out := answerJSON{
		Answer: text.Plain(ans), Abstained: ans.Abstained(), Reason: ans.Reason(), Mode: ans.Mode,
		Citations: citationsJSON(ans, ans.Citations), Passages: passagesJSON(ans.Passages),
		TookMS: milliseconds(ans.Took), Question: strings.ToValidUTF8(question, "\uFFFD"),
		Kind: ans.Kind, Claims: []claimJSON{}, HelpOn: ans.HelpOn, Examples: ans.Examples, AsOf: asOf, Coverage: ans.Coverage,
		Notice: strings.Join(text.Notices(ans), " "), Removed: append([]answer.Removed{}, ans.Removed...),
		Model: ans.Model, Sample: sample,
	}
	for _, c := range ans.Claims {
		claim := claimJSON{Text: c.Text, Citations: append([]answer.ClaimCitation{}, c.Citations...), Status: c.Status, Bold: [][2]int{}}
		for _, b := range c.Bold {
			claim.Bold = append(claim.Bold, [2]int{b.Start, b.End})
		}
		out.Claims = append(out.Claims, claim)
	}
	for i, it := range ans.Items {
		out.Items = append(out.Items, itemJSON{
			N: it.N, ReleaseID: it.ReleaseID, Title: it.Title, Date: it.Date, URL: it.URL, Issuer: it.Issuer, Topics: it.Topics, Sentence: text.ItemText(ans, i),
		})
	}
	if ans.Refusal != nil && len(ans.Refusal.Nearest) > 0 {
		out.Nearest = citationsJSON(ans, ans.Refusal.Nearest)
	}
	if !ans.Period.IsZero() {
		out.Period = &ans.Period
	}
	if ans.Usage.Usage != (model.Usage{}) {
		out.Usage = &usageJSON{ans.Usage.Usage, ans.Usage.Steps}
	}
	return out
}

// citationsJSON gives each citation the first of the words that the answer
// rests on; the claims have them all.
func citationsJSON(ans answer.Answer, list []answer.Citation) []citationJSON {
	out := make([]citationJSON, len(list))
	for i, c := range list {
		out[i] = citationJSON{N: c.N, Title: c.Title, Date: c.Date, URL: c.URL, Issuer: c.Issuer, ReleaseID: c.ReleaseID, Revision: c.Revision}
		if quotes := ans.Quotes(c.ReleaseID); len(quotes) > 0 {
			out[i].Quote = quotes[0]
		}
	}
	return out
}

func passagesJSON(list []retrieval.Passage) []passageJSON {
	out := make([]passageJSON, len(list))
	for i, p := range list {
		out[i] = passageJSON{
			ReleaseID: p.ReleaseID, Title: p.Title, Date: p.Date, Issuer: p.Issuer.Label(), Score: p.Score, Text: p.Text,
		}
	}
	return out
}

// milliseconds keeps the two decimals that tell fast answers apart.
func milliseconds(d time.Duration) float64 {
	return math.Round(float64(d)/float64(time.Millisecond)*100) / 100
}
