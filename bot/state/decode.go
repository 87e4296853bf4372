package state

import (
	"encoding/json"
	"regexp"
	"strings"

	"motirbot/answer"
	"motirbot/figures"
	"motirbot/release"
)

// firstForm is how answers were saved before their claims were: as one text with
// markers, and with each release's quotes joined.
type firstForm struct {
	Text      string
	Abstained bool
	Reason    answer.Reason
	Removed   int // a list since
	Nearest   []answer.Citation
	Citations []struct {
		N         int        `json:"n"`
		ReleaseID release.ID `json:"release_id"`
		Title     string     `json:"title"`
		Date      release.Date
		URL       string `json:"url"`
		Quote     string `json:"quote"`
		Revision  int    `json:"revision"`
	}
	Items []struct {
		N         int        `json:"n"`
		ReleaseID release.ID `json:"release_id"`
		Title     string     `json:"title"`
		Date      release.Date
		URL       string `json:"url"`
		Topics    []string
		Sentence  string `json:"sentence"`
	}
}

var oldMarker = regexp.MustCompile(`\s*\[\d+\]`)

// decode reads a saved answer, in the first form as well: buttons under old
// answers go on working.
func decode(data []byte) (answer.Answer, *figures.Query, error) {
	var probe struct{ Text *string }
	if err := json.Unmarshal(data, &probe); err != nil {
		return answer.Answer{}, nil, err
	}
	if probe.Text == nil {
		var known saved
		err := json.Unmarshal(data, &known)
		return known.Answer, known.Figures, err
	}
	ans, err := decodeFirst(data)
	return ans, nil, err
}

func decodeFirst(data []byte) (answer.Answer, error) {
	var ans answer.Answer
	var old firstForm
	if err := json.Unmarshal(data, &old); err != nil {
		return ans, err
	}
	var rest struct {
		Kind     answer.Kind
		Mode     answer.Mode
		Model    string
		Period   release.Period
		Language string
	}
	if err := json.Unmarshal(data, &rest); err != nil {
		return ans, err
	}
	ans = answer.Answer{Kind: rest.Kind, Mode: rest.Mode, Model: rest.Model, Period: rest.Period, Language: rest.Language}
	whole := answer.Claim{Text: strings.TrimSpace(oldMarker.ReplaceAllString(old.Text, "")), Status: answer.StatusQuoted}
	for _, c := range old.Citations {
		ans.Citations = append(ans.Citations, answer.Citation{N: c.N, ReleaseID: c.ReleaseID, Title: c.Title, Date: c.Date, URL: c.URL, Revision: c.Revision})
		for quote := range strings.SplitSeq(c.Quote, " … ") {
			whole.Citations = append(whole.Citations, answer.ClaimCitation{N: c.N, ReleaseID: c.ReleaseID, Quote: quote})
		}
	}
	for i, it := range old.Items {
		ans.Items = append(ans.Items, answer.Item{N: it.N, ReleaseID: it.ReleaseID, Title: it.Title, Date: it.Date, URL: it.URL, Topics: it.Topics})
		ans.Claims = append(ans.Claims, answer.Claim{Text: it.Sentence, Status: answer.StatusQuoted, Item: i + 1})
	}
	if len(old.Items) == 0 {
		ans.Claims = append(ans.Claims, whole)
	}
	if old.Abstained {
		ans.Kind, ans.Refusal = answer.KindRefusal, &answer.Refusal{Reason: old.Reason, Nearest: old.Nearest}
	}
	return ans, nil
}
