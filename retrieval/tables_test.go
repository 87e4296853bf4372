package retrieval_test

import (
	"fmt"
	"strings"
	"testing"

	"motirbot/retrieval"
)

// TestTableIsCutWithHeads: a table longer than a chunk keeps its heads and its
// unit in everything that is made of each part.
func TestTableIsCutWithHeads(t *testing.T) {
	body := "Exports rose.\n(Unit: USD million)\n| Item | Aug. 2026 | Sep. 2026 |\n|---|---|---|"
	for i := range 120 {
		body += fmt.Sprintf("\n| Item %d | %d | %d |", i, 100+i, 200+i)
	}
	r := rel("r", "2025-12-18", "A title", body)
	chunks := retrieval.Chunks(r)
	checkChunks(t, r, chunks)
	if len(chunks) < 3 {
		t.Fatal(len(chunks), "chunks")
	}
	for _, c := range chunks {
		text := retrieval.EmbedText(r, c.Start, c.End)
		if strings.Count(text, "| Item | Aug. 2026 | Sep. 2026 |") != 1 || strings.Count(text, "(Unit: USD million)") != 1 {
			t.Errorf("a chunk without its heads:\n%s", text)
		}
	}
	view := viewOf(t, r)
	for _, p := range view.Passages("r")[1:] {
		if p.Heads != "(Unit: USD million)\n| Item | Aug. 2026 | Sep. 2026 |" {
			t.Errorf("heads %q", p.Heads)
		}
	}
}
