package dump_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"motirbot/source/dump"
)

// BenchmarkRead reads a thousand releases of the usual length, about what the
// ministry publishes in three years.
func BenchmarkRead(b *testing.B) {
	const releases = 1000
	body := strings.Repeat("Korea and the EU agreed to meet Maroš Šefčovič again on △ steel and △ batteries. ", 40)
	var text, lines strings.Builder
	files := oneFile("0.md", markdown)
	for i := range releases {
		title := fmt.Sprintf("Korea Holds Meeting No. %d", i)
		fmt.Fprintf(&text, "-\n%s\n%s date2025-12-16\n", title, body)
		line, _ := json.Marshal(map[string]string{"title": title, "date": "2025-12-16", "body": body})
		fmt.Fprintf(&lines, "%s\n", line)
		name := fmt.Sprintf("%d.md", i)
		files[name] = oneFile(name, fmt.Sprintf("---\ntitle: %q\ndate: 2025-12-16\n---\n%s", title, body))[name]
	}
	b.Run("text", func(b *testing.B) { benchmark(b, releases, "in.txt", text.String()) })
	b.Run("jsonl", func(b *testing.B) { benchmark(b, releases, "in.jsonl", lines.String()) })
	b.Run("markdown", func(b *testing.B) {
		for b.Loop() {
			if batch, err := dump.ReadFS(b.Context(), files, "."); err != nil || len(batch.Releases) != releases {
				b.Fatal(err, len(batch.Releases))
			}
		}
	})
}

func benchmark(b *testing.B, releases int, name, content string) {
	files := oneFile(name, content)
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		if batch, err := dump.ReadFS(b.Context(), files, name); err != nil || len(batch.Releases) != releases {
			b.Fatal(err, len(batch.Releases))
		}
	}
}
