package grounding_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"motirbot/answer/grounding"
	"motirbot/release"
)

// scripted is one sentence of a suite in testdata.
type scripted struct {
	line     int
	evidence []grounding.Evidence
	wrong    string // "ok" or what is wrong
	belongs  int    // the right passage of a wrong citation
	text     string
}

func readPassages(t testing.TB) map[string]grounding.Evidence {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "passages.txt"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]grounding.Evidence{}
	for _, block := range strings.Split(string(data), "\n@ ")[1:] {
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

func readSuite(t testing.TB, name string) []scripted {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	passages := readPassages(t)
	var out []scripted
	var evidence []grounding.Evidence
	for i, line := range strings.Split(string(data), "\n") {
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "= "):
			evidence = nil
			for key := range strings.FieldsSeq(line[2:]) {
				e, ok := passages[key]
				if !ok {
					t.Fatalf("%s:%d: no passage %q", name, i+1, key)
				}
				e.N = len(evidence) + 1
				evidence = append(evidence, e)
			}
		default:
			kind, text, ok := strings.Cut(line, " | ")
			if !ok {
				t.Fatalf("%s:%d: want kind | sentence", name, i+1)
			}
			s := scripted{line: i + 1, evidence: evidence, text: text}
			wrong, place, _ := strings.Cut(kind, " ")
			s.wrong = wrong
			s.belongs, _ = strconv.Atoi(place)
			out = append(out, s)
		}
	}
	return out
}

// right reports whether the check did what the script asks: a true sentence
// stays under its own passages, a false one goes, a misplaced one goes or is
// put right.
func (s scripted) right(r grounding.Result) bool {
	kept := len(r.Sentences) > 0
	switch {
	case s.wrong == "ok":
		return kept && len(r.Removed) == 0 && slices.Equal(allCites(r), citesIn(s.text))
	case s.wrong == "citation" && kept:
		return slices.Equal(allCites(r), []int{s.belongs})
	}
	return !kept
}

func allCites(r grounding.Result) []int {
	var out []int
	for _, s := range r.Sentences {
		out = append(out, s.Cites...)
	}
	slices.Sort(out)
	return out
}

func citesIn(text string) []int {
	var out []int
	for _, part := range strings.Split(text, "[")[1:] {
		n, err := strconv.Atoi(part[:strings.IndexByte(part, ']')])
		if err == nil {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out
}

// TestSuite measures the check on scripted sentences and prints both rates.
func TestSuite(t *testing.T) {
	for _, name := range []string{"suite.txt", "fresh.txt", "third.txt"} {
		t.Run(name, func(t *testing.T) {
			var wrong, caught, ok, lost int
			byKind := map[string][2]int{}
			for _, s := range readSuite(t, name) {
				r := grounding.Check(s.text, s.evidence)
				right := s.right(r)
				n := byKind[s.wrong]
				n[1]++
				if right {
					n[0]++
				}
				byKind[s.wrong] = n
				if s.wrong == "ok" {
					ok++
				} else {
					wrong++
				}
				switch {
				case right && s.wrong != "ok":
					caught++
				case !right && s.wrong == "ok":
					lost++
				}
				if !right {
					t.Logf("line %d, %s: %s\n\tkept %+v\n\tremoved %+v", s.line, s.wrong, s.text, r.Sentences, r.Removed)
				}
			}
			caughtRate, lostRate := float64(caught)/float64(wrong), float64(lost)/float64(ok)
			fmt.Printf("%s: caught %d of %d wrong sentences (%.3f), removed %d of %d right ones (%.3f) %v\n",
				name, caught, wrong, caughtRate, lost, ok, lostRate, byKind)
			if caughtRate < 0.98 || lostRate > 0.02 {
				t.Errorf("want caught >= 0.98 and wrongly removed <= 0.02")
			}
		})
	}
}
