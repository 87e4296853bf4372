package answer_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"motirbot/answer"
	"motirbot/answer/grounding"
	"motirbot/prompts"
	"motirbot/release"
	"motirbot/source/dump"
)

// ownWordsFloors are the shares that the sets in testdata/ownwords have to
// reach. They lie below what figures reach: who did what to whom can be
// compared, but not exactly.
var ownWordsFloors = map[string]struct{ caught, lost float64 }{
	"first.txt":  {0.77, 0.05},
	"second.txt": {0.87, 0.20},
	"third.txt":  {0.80, 0.14},
}

// TestOwnWords measures the whole check of a model's answer on sentences
// without figures: lies put together from the words of a release, and honest
// paraphrases of it.
func TestOwnWords(t *testing.T) {
	system, _, err := prompts.Answer(prompts.AnswerData{AsOf: "2025-12-18", Language: "English"})
	if err != nil {
		t.Fatal(err)
	}
	shelf := ownWordsReleases(t)
	for name, floor := range ownWordsFloors {
		t.Run(name, func(t *testing.T) {
			var lies, caught, honest, lost float64
			for _, s := range readOwnWords(t, name, shelf) {
				kept, _ := answer.Kept(system, s.text, s.evidence)
				switch {
				case s.kind == "ok":
					honest++
					if len(kept) == 0 {
						lost++
						t.Logf("removed, though honest: %s\n\t%s", s.text, why(s))
					}
				case len(kept) == 0:
					lies++
					caught++
				default:
					lies++
					t.Logf("kept, though a lie (%s): %s", s.kind, s.text)
				}
			}
			t.Logf("caught %.0f of %.0f lies, removed %.0f of %.0f honest sentences", caught, lies, lost, honest)
			if caught < floor.caught*lies || lost > floor.lost*honest {
				t.Errorf("want at least %.2f caught and at most %.2f removed", floor.caught, floor.lost)
			}
		})
	}
}

// ownWords is one sentence of a set.
type ownWords struct {
	kind, text string
	evidence   []grounding.Evidence
}

// readOwnWords reads a set; sentences on releases that are not at hand are left
// out.
func readOwnWords(t *testing.T, name string, shelf map[string]release.Release) []ownWords {
	t.Helper()
	var out []ownWords
	var evidence []grounding.Evidence
	missing := false
	for line := range strings.Lines(read(t, filepath.Join("testdata", "ownwords", name))) {
		line = strings.TrimSpace(line)
		if keys, ok := strings.CutPrefix(line, "= "); ok {
			evidence, missing = nil, false
			for key := range strings.FieldsSeq(keys) {
				r, ok := shelf[key]
				missing = missing || !ok
				evidence = append(evidence, grounding.Evidence{N: len(evidence) + 1, Title: r.Title, Date: r.Date, Text: r.Body})
			}
			continue
		}
		kind, text, ok := strings.Cut(line, " | ")
		if ok && !missing && line[0] != '#' {
			out = append(out, ownWords{kind: kind, text: text, evidence: evidence})
		}
	}
	return out
}

// ownWordsReleases are the releases that the sets speak of. The ministry's own
// text is not part of the repository.
func ownWordsReleases(t *testing.T) map[string]release.Release {
	t.Helper()
	out := map[string]release.Release{}
	add := func(prefix string, releases []release.Release) {
		for i, r := range releases {
			out[prefix+strconv.Itoa(i+1)] = r
		}
	}
	for key, e := range readEvidence(t) {
		out[key] = release.Release{Title: e.Title, Date: e.Date, Body: e.Text}
	}
	briefs, err := readSample()
	if err != nil {
		t.Fatal(err)
	}
	add("sample:", briefs)
	if folder := os.Getenv(sharedFolder); folder != "" {
		batch, err := dump.Read(t.Context(), filepath.Join(folder, "data", "motir-december-2025.txt"))
		if err != nil {
			t.Fatal(err)
		}
		add("real:", batch.Releases)
	}
	return out
}

// why says what the grounding check holds against a sentence; where it holds
// nothing, what is stricter than it has taken the sentence out.
func why(s ownWords) string {
	for _, gone := range grounding.Check(s.text, s.evidence).Removed {
		return gone.Why
	}
	return "strict"
}
