package main

import (
	"encoding/json"
	"io"
	"math"
	"strings"
	"time"

	"motirbot/answer"
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
	Items     []answer.Item      `json:"items,omitempty"`
	Nearest   []citationJSON     `json:"nearest,omitempty"`
	AsOf      release.Date       `json:"as_of"`
	Period    *release.Period    `json:"period,omitempty"`
	Coverage  retrieval.Coverage `json:"coverage"`
	Notice    string             `json:"notice,omitempty"`
	Removed   int                `json:"removed,omitempty"`
	Model     string             `json:"model,omitempty"`
	Usage     *answer.Usage      `json:"usage,omitempty"`
	Sample    bool               `json:"sample"`
}

type citationJSON struct {
	N         int          `json:"n"`
	Title     string       `json:"title"`
	Date      release.Date `json:"date"`
	URL       string       `json:"url"`
	Quote     string       `json:"quote"`
	ReleaseID release.ID   `json:"release_id"`
	Revision  int          `json:"revision,omitempty"`
}

type passageJSON struct {
	ReleaseID release.ID   `json:"release_id"`
	Title     string       `json:"title"`
	Date      release.Date `json:"date"`
	Score     float64      `json:"score"`
	Text      string       `json:"text"`
}

func newAnswerJSON(question string, asOf release.Date, ans answer.Answer, sample bool) answerJSON {
	out := answerJSON{
		Answer: ans.Text, Abstained: ans.Abstained, Reason: ans.Reason, Mode: ans.Mode,
		Citations: citationsJSON(ans.Citations), Passages: passagesJSON(ans.Passages),
		TookMS: milliseconds(ans.Took), Question: strings.ToValidUTF8(question, "\uFFFD"),
		Kind: ans.Kind, Items: ans.Items, AsOf: asOf, Coverage: ans.Coverage,
		Notice: ans.Notice, Removed: ans.Removed, Model: ans.Model, Sample: sample,
	}
	if len(ans.Nearest) > 0 {
		out.Nearest = citationsJSON(ans.Nearest)
	}
	if !ans.Period.IsZero() {
		out.Period = &ans.Period
	}
	if ans.Usage != (answer.Usage{}) {
		out.Usage = &ans.Usage
	}
	return out
}

func citationsJSON(list []answer.Citation) []citationJSON {
	out := make([]citationJSON, len(list))
	for i, c := range list {
		out[i] = citationJSON{
			N: c.N, Title: c.Title, Date: c.Date, URL: c.URL, Quote: c.Quote,
			ReleaseID: c.ReleaseID, Revision: c.Revision,
		}
	}
	return out
}

func passagesJSON(list []retrieval.Passage) []passageJSON {
	out := make([]passageJSON, len(list))
	for i, p := range list {
		out[i] = passageJSON{
			ReleaseID: p.ReleaseID, Title: p.Title, Date: p.Date, Score: p.Score, Text: p.Text,
		}
	}
	return out
}

// milliseconds keeps the two decimals that tell fast answers apart.
func milliseconds(d time.Duration) float64 {
	return math.Round(float64(d)/float64(time.Millisecond)*100) / 100
}
