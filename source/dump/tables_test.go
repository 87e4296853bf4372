package dump_test

import (
	"os"
	"path/filepath"
	"testing"

	"motirbot/source/dump"
)

// TestTables: a table of any form of file is stored row by row, with its heads,
// and with its unit right above it.
func TestTables(t *testing.T) {
	want := "Exports fell.\n\n(Unit: USD million)\n\n| Item | 2024 | 2025 |\n|---|---|---|\n| Ships | 2,500 | 2,400 |\n| Steel | 2,700 | 2,270 |\n\nThe end."
	const matter = "---\ntitle: Exports\ndate: 2025-12-01\n---\n"
	columns := "Exports fell.\n(Unit: USD million)\nItem    2024   2025\nShips  2,500  2,400\nSteel  2,700  2,270\n"
	for name, text := range map[string]string{
		"markdown.md": matter + "Exports **fell**.\n\n(Unit: USD million)\n\n| Item | 2024 | 2025 |\n|:---|---:|---:|\n| **Ships** | 2,500 | 2,400 |\n| Steel | 2,700 | 2,270 |\n\nThe end.\n",
		"columns.md":  matter + "Exports fell.\n\n(Unit: USD million)\n\n    Item    2024   2025\n    Ships  2,500  2,400\n    Steel  2,700  2,270\n\nThe end.\n",
		"wrapped.txt": "-\nExports\n\n" + columns + "\nThe end. date2025-12-01\n-\n",
		"lines.txt":   "-\nExports\n" + columns + "The end. date2025-12-01\n-\n",
		"a.jsonl":     `{"title":"Exports","date":"2025-12-01","body":"Exports fell.\n(Unit: USD million)\nItem\t2024\t2025\nShips\t2,500\t2,400\nSteel\t2,700\t2,270\nThe end."}`,
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := dump.Read(t.Context(), file)
			if err != nil || len(got.Problems) > 0 || len(got.Releases) != 1 {
				t.Fatal(got, err)
			}
			if body := got.Releases[0].Body; body != want {
				t.Errorf("got\n%s\nwant\n%s", body, want)
			}
		})
	}
}
