package motir_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"motirbot/internal/goldentest"
	"motirbot/source/motir"
)

// TestGolden reads pages in forms that differ from motirtest's, and compares
// what came out with what was reviewed.
func TestGolden(t *testing.T) {
	site := motir.New(nil, motir.Config{})
	files, err := filepath.Glob("testdata/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal("no pages:", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".html")
		t.Run(name, func(t *testing.T) {
			page, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var got any
			if strings.HasPrefix(name, "list") {
				got, err = site.ParseList(page, motir.DefaultListURL+"?pageIndex=1", 1)
			} else {
				got, err = site.ParseView(page, motir.Item{Number: "2487", URL: motir.DefaultListURL + "/2487/view"})
			}
			if err != nil {
				t.Fatal(err)
			}
			compare(t, strings.TrimSuffix(file, ".html")+".golden.json", got)
		})
	}
}

func compare(t *testing.T, file string, got any) {
	t.Helper()
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(got); err != nil {
		t.Fatal(err)
	}
	goldentest.Check(t, file, text.String())
}
