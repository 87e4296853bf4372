package model_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tiktoken-go/tokenizer"

	"motirbot/answer/model"
	"motirbot/source/sample"
)

// The estimate is never below what two tokenizers make of a release, the older
// of which splits Korean finely, and not far above what they make of English.
func TestTokens(t *testing.T) {
	texts := map[string]string{"hangul": "산업통상부는 18일 서울에서 열린 회의에서 반도체 수출이 172억 6천만 달러로 38.6% 늘었다고 밝혔다."}
	err := fs.WalkDir(sample.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(sample.FS(), path)
		texts[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if folder := os.Getenv("MOTIRBOT_SHARED"); folder != "" {
		for _, name := range []string{"dev-releases.jsonl", "dev2-releases.jsonl"} {
			data, err := os.ReadFile(filepath.Join(folder, "data", name))
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(string(data)) {
				var r struct{ ID, Title, Body string }
				if err := json.Unmarshal([]byte(line), &r); err != nil {
					t.Fatal(err)
				}
				texts[r.ID] = r.Title + "\n" + r.Body
			}
		}
	}
	for _, encoding := range []tokenizer.Encoding{tokenizer.O200kBase, tokenizer.Cl100kBase} {
		codec, err := tokenizer.Get(encoding)
		if err != nil {
			t.Fatal(err)
		}
		least, most := 10.0, 0.0
		for name, text := range texts {
			n, err := codec.Count(text)
			if err != nil {
				t.Fatal(err)
			}
			ratio := float64(model.Tokens(text)) / float64(n)
			least, most = min(least, ratio), max(most, ratio)
			if ratio < 1 {
				t.Errorf("%s: %s is %d tokens, estimated at %d", encoding, name, n, model.Tokens(text))
			}
		}
		t.Logf("%s: %d texts, the estimate is %.2f to %.2f times the count", encoding, len(texts), least, most)
		if most > 2.6 {
			t.Errorf("%s: the estimate is %.2f times the count", encoding, most)
		}
	}
}
