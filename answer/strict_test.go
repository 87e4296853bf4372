package answer_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"motirbot/answer"
	"motirbot/answer/grounding"
	"motirbot/prompts"
	"motirbot/release"
)

// mostLost is the share of true sentences that strictness may cost. It is worth
// more than the grounding check's own, since what goes are qualities, not
// figures, and another sentence or the releases' own words stand in.
const mostLost = 0.05

// TestTrueSentencesStay measures what strictness costs, on the true sentences
// of the suites that the grounding check is measured on.
func TestTrueSentencesStay(t *testing.T) {
	system, _, err := prompts.Answer(prompts.AnswerData{AsOf: "2025-12-18", Language: "English"})
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join("grounding", "testdata", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	passages := readEvidence(t)
	var all, lost int
	for _, file := range files {
		var evidence []grounding.Evidence
		for line := range strings.Lines(read(t, file)) {
			if keys, ok := strings.CutPrefix(line, "= "); ok {
				evidence = nil
				for key := range strings.FieldsSeq(keys) {
					e := passages[key]
					e.N = len(evidence) + 1
					evidence = append(evidence, e)
				}
			}
			text, ok := strings.CutPrefix(line, "ok | ")
			if !ok {
				continue
			}
			kept, checked := answer.Kept(system, text, evidence)
			all += len(checked)
			lost += len(checked) - len(kept)
			if len(kept) < len(checked) {
				t.Logf("lost of %q", text)
			}
		}
	}
	t.Logf("%d of %d true sentences lost", lost, all)
	if all < 100 || float64(lost) > mostLost*float64(all) {
		t.Errorf("%d of %d true sentences are taken out", lost, all)
	}
}

func readEvidence(t testing.TB) map[string]grounding.Evidence {
	t.Helper()
	out := map[string]grounding.Evidence{}
	text := read(t, filepath.Join("grounding", "testdata", "passages.txt"))
	for _, block := range strings.Split(text, "\n@ ")[1:] {
		head, body, _ := strings.Cut(block, "\n")
		parts := strings.SplitN(head, " | ", 3)
		date, err := release.ParseDate(parts[1])
		if err != nil {
			t.Fatal(err)
		}
		out[parts[0]] = grounding.Evidence{Title: parts[2], Date: date, Text: strings.TrimSpace(body)}
	}
	return out
}

func read(t testing.TB, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
