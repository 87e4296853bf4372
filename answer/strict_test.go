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

// TestTrueSentencesStay holds that strictness costs next to nothing: of the
// true sentences on which the grounding check is measured it may take out as
// few as the check itself.
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
			for _, s := range grounding.Check(text, evidence).Sentences {
				all++
				if !answer.Lets(system, evidence, s) {
					lost++
					t.Logf("lost: %s", s.Text)
				}
			}
		}
	}
	t.Logf("%d of %d true sentences lost", lost, all)
	if all < 100 || float64(lost) > 0.02*float64(all) {
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
