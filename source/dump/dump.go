// Package dump reads releases from files that a user has at hand: the text
// form of the ministry's list page, JSON Lines and lists, CSV, and Markdown with
// front matter.
//
// A file is rarely all good or all bad. An entry that cannot be read becomes a
// Problem with its file and line, and the rest of the file is kept; an error
// means that there was nothing to keep.
package dump

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"motirbot/release"
)

// DefaultSource is the Release.Source of entries that name none.
const DefaultSource = "dump"

// Problem is one entry that could not be read; the others are kept.
type Problem struct {
	File   string
	Line   int // counted from 1
	Reason string
}

// Error returns "file:line: reason".
func (p Problem) Error() string {
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Reason)
}

// Batch is what reading brought: releases in the order of the files, and the
// entries that were left out.
type Batch struct {
	Releases []release.Release
	Origins  []string // by release: its file, for Release.Origin
	Problems []Problem
}

// Option changes how files are read.
type Option func(*collector)

// WithIssuers looks issuers up by the names, short or full, that files give
// them. Without it a name is all that is known of one.
func WithIssuers(lookUp func(name string) release.Issuer) Option {
	return func(c *collector) { c.issuers = lookUp }
}

// Until refuses releases of a later day, as slips of the pen.
func Until(day release.Date) Option { return func(c *collector) { c.until = day } }

// Read reads one file, or every .md, .markdown, .jsonl, .json, .csv and
// .txt file of a folder and its subfolders in the order of their names. The form of a file is
// told by its content first, by its extension where the content is unclear.
//
// The error is not nil only when nothing can be read at all.
func Read(ctx context.Context, path string, options ...Option) (Batch, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Batch{}, cannotRead(path, err)
	}
	if info.IsDir() {
		inFolder := func(name string) string { return filepath.Join(path, filepath.FromSlash(name)) }
		return newReader(os.DirFS(path), inFolder, options).read(ctx, ".")
	}
	asGiven := func(string) string { return path }
	folder, file := filepath.Split(path)
	if folder == "" {
		folder = "."
	}
	return newReader(os.DirFS(folder), asGiven, options).read(ctx, file)
}

// ReadFS is Read within a file system: root is a file or folder of fsys.
func ReadFS(ctx context.Context, fsys fs.FS, root string, options ...Option) (Batch, error) {
	asIs := func(name string) string { return name }
	return newReader(fsys, asIs, options).read(ctx, root)
}
