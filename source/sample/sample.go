// Package sample is a small corpus to try motirbot with: briefs, in our own
// words, of eight releases that the ministry published from 15 to 18 December
// 2025. Titles, names, figures and dates are those of the releases; the
// sentences are not, so nothing of it may be quoted as the ministry's.
package sample

import (
	"embed"
	"io/fs"
)

// Source is the Release.Source of every brief, by which a reader is told that
// an answer comes from the sample.
const Source = "sample"

//go:embed briefs/*.md
var files embed.FS

// FS holds the briefs as Markdown files with front matter, to be read by
// dump.ReadFS with the root ".".
func FS() fs.FS {
	briefs, err := fs.Sub(files, "briefs")
	if err != nil {
		panic(err) // "briefs" is a valid path, the only thing that Sub checks
	}
	return briefs
}
