package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"motirbot/ingest"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/source/dump"
	"motirbot/store"
)

const indexHelp = `Reads releases from files and folders and brings them into the index, which it
makes where there is none. Read are the text form of the ministry's list page,
JSON Lines and lists (id, title, date, body, url), CSV with these columns, and
Markdown with front matter; a folder is read with its subfolders, and "-" is the
standard input. What came from files that are gone from a folder is offered to be
taken out.

Releases that are in the index already cost nothing; changed ones become a new
revision. Each batch is stored whole: stopped at any time, index goes on where
it was when run again. Entries that cannot be read are reported with file and
line, the rest is kept, and the exit status is 3.`

const indexExamples = `  motirbot index releases.txt
  motirbot index 2024.jsonl 2025.jsonl notes/
  motirbot index --db ./test.db releases.txt
  curl -s https://example.org/releases.jsonl | motirbot index -`

// indexing is the index command under way.
type indexing struct {
	app                *app
	json, prune, embed bool
	failed             []string // a line for each path and entry that failed
	retrieval.Report
	embedded  int // texts
	forgotten int // left out
	pruned    int // taken out with their files
}

func newIndexCommand(a *app) *cobra.Command {
	x := &indexing{app: a}
	cmd := &cobra.Command{
		Use:     "index PATH…",
		Short:   "Bring releases into the index",
		Long:    indexHelp,
		Example: indexExamples,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 && !x.embed {
				return errors.New("index: name the files or folders to read, or - for the standard input")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return x.run(cmd.Context(), args)
		},
	}
	cmd.Flags().BoolVar(&x.embed, "embed", false, "have OPENAI_EMBED_MODEL make the vectors of all that was indexed without it, too")
	cmd.Flags().BoolVar(&x.json, "json", false, "print the summary as JSON")
	cmd.Flags().BoolVar(&x.prune, "prune", false, "take out what came from files that are gone from the folders named")
	return cmd
}

func (x *indexing) run(ctx context.Context, paths []string) error {
	began := x.app.now()
	releases, err := x.read(ctx, paths)
	if err != nil {
		return err
	}
	failed := partialError{failed: len(x.failed), of: noun{"entry", "entries"}}
	if len(releases) == 0 && !x.embed {
		failed.none, failed.last = true, errors.New("nothing to index")
		return failed
	}
	err = x.store(ctx, paths, releases)
	stopped := err != nil && ctx.Err() != nil
	if err != nil && !stopped {
		return err
	}
	if err := x.print(x.app.now().Sub(began)); err != nil {
		return err
	}
	if stopped {
		return errors.New("stopped: what is counted above is stored; run it again for the rest")
	}
	if failed.failed = len(x.failed); failed.failed > 0 {
		return failed
	}
	return missingVectors("index", x.Missing, x.MissingErr)
}

// read reads every path, and reports at once what it cannot read.
func (x *indexing) read(ctx context.Context, paths []string) ([]release.Release, error) {
	var all []release.Release
	for _, path := range paths {
		batch, err := x.readPath(ctx, path)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			x.app.complain(err)
			x.failed = append(x.failed, words(err))
		}
		for _, problem := range batch.Problems {
			x.fail(problem)
		}
		for i, r := range batch.Releases {
			r.Origin = batch.Origins[i]
			all = append(all, r)
		}
	}
	return all, nil
}

// fail reports an entry, its file and line first as editors read it.
func (x *indexing) fail(err error) {
	line := cleanLine(err.Error())
	x.failed = append(x.failed, line)
	fmt.Fprintln(x.app.errOut, line)
}

func (x *indexing) readPath(ctx context.Context, path string) (dump.Batch, error) {
	known, err := x.app.catalog()
	if err != nil {
		return dump.Batch{}, err
	}
	options := []dump.Option{dump.WithIssuers(known.Issuer), dump.Until(lastOfNextYear(release.DateOf(x.app.now())))}
	if path == "-" {
		if isTerminal(x.app.in) {
			x.app.note("reading releases from the terminal: type or paste them, then press Ctrl-D on a new line; Ctrl-C stops")
		}
		return readStdin(ctx, x.app.in, options...)
	}
	return dump.Read(ctx, path, options...)
}

func (x *indexing) store(ctx context.Context, paths []string, releases []release.Release) (err error) {
	if x.app.cfg.DB == "" {
		return usagef("there is no data folder to keep the index in: name a file with --db or MOTIRBOT_DB")
	}
	opened, err := x.app.openStore(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	// What is damaged is to be mended before it is added to.
	if err := opened.Check(ctx); err != nil {
		return err
	}
	embedder, embedded, err := x.app.indexEmbedder(opened)
	if err != nil {
		return err
	}
	if err := ingest.FileIDs(ctx, opened, releases); err != nil {
		return err
	}
	read := releases
	if releases, err = x.withoutForgotten(ctx, opened, releases); err != nil {
		return err
	}
	indexer, err := x.app.indexer(ctx, opened, embedder)
	if err != nil {
		return err
	}
	end, err := x.app.completing(ctx, indexer, opened, embedder.Model(), x.embed || x.app.cfg.Embedder == embedderLocal)
	if err != nil {
		return err
	}
	bar := newProgress(x.app, len(releases))
	x.Report, err = indexer.Index(ctx, releases, bar.done)
	end()
	bar.end()
	x.app.sayUnasked(x.Report)
	x.embedded = *embedded
	for _, failure := range x.Failed {
		x.fail(fmt.Errorf("%s (%s): %w", failure.Release.Title, failure.Release.Date, failure.Err))
	}
	if err != nil {
		return err
	}
	if err := x.pruneVanished(ctx, opened, paths, read); err != nil || x.Added+x.Changed+x.pruned == 0 {
		return err
	}
	// The next question finds the index put together.
	retriever, err := (&library{app: x.app, store: opened}).newRetriever(embedder)
	if err == nil {
		_, err = retriever.Refresh(ctx)
	}
	return err
}

// withoutForgotten leaves out what somebody has had taken out for good.
func (x *indexing) withoutForgotten(ctx context.Context, opened *store.Store, releases []release.Release) ([]release.Release, error) {
	var kept []release.Release
	for _, rel := range releases {
		forgotten, err := opened.Forgotten(ctx, rel)
		if err != nil {
			return nil, err
		}
		if !forgotten {
			kept = append(kept, rel)
		}
	}
	if x.forgotten = len(releases) - len(kept); x.forgotten > 0 {
		x.app.note(plural(x.forgotten, "release") + " left out, forgotten before; `motirbot forget --undo` lets them in again")
	}
	return kept, nil
}

// pruneVanished takes out the releases of files that are gone from the folders
// that were read, if the user agrees. What has moved to another file, and was read
// there, stays.
func (x *indexing) pruneVanished(ctx context.Context, opened *store.Store, paths []string, read []release.Release) error {
	here := map[release.ID]bool{}
	for _, rel := range read {
		here[rel.ID] = true
	}
	for _, path := range paths {
		gone, files, err := vanished(ctx, opened, path, here)
		if err != nil {
			return err
		}
		if len(gone) == 0 {
			continue
		}
		what := fmt.Sprintf("%s of %s that %s gone from %s", plural(len(gone), "release"), plural(files, "file"), map[bool]string{true: "is", false: "are"}[files == 1], path)
		if !x.prune && !(x.app.attended() && !x.json && x.app.agrees(ctx, "Take out "+what+"?")) {
			x.app.note("the index has " + what + "; `motirbot index --prune` takes them out")
			continue
		}
		n, err := opened.Drop(ctx, gone)
		if x.pruned += n; err != nil {
			return err
		}
	}
	return nil
}

// vanished are the releases that files of a folder have brought which are there no
// more, without those that are here all the same.
func vanished(ctx context.Context, opened *store.Store, path string, here map[release.ID]bool) (gone []release.ID, files int, err error) {
	info, err := os.Stat(path)
	folder, err2 := filepath.Abs(path)
	if err != nil || err2 != nil || !info.IsDir() {
		return nil, 0, nil //nolint:nilerr // no folder: nothing of it has vanished
	}
	origins, err := opened.Origins(ctx)
	if err != nil {
		return nil, 0, err
	}
	for _, origin := range origins {
		file, ok := strings.CutPrefix(origin.Name, "file:")
		if !ok || !strings.HasPrefix(file, folder+string(filepath.Separator)) {
			continue
		}
		if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		all, err := opened.OfOrigin(ctx, origin.Name)
		if err != nil {
			return nil, 0, err
		}
		before := len(gone)
		for _, rec := range all {
			if !here[rec.ID] {
				gone = append(gone, rec.ID)
			}
		}
		files += min(len(gone)-before, 1)
	}
	return gone, files, nil
}

type reportJSON struct {
	Path      string   `json:"path"`
	Added     int      `json:"added"`
	Changed   int      `json:"changed"`
	Unchanged int      `json:"unchanged"`
	Failed    int      `json:"failed"`
	Chunks    int      `json:"chunks"`
	Embedded  int      `json:"embedded"`
	Missing   int      `json:"without_vectors,omitempty"`
	Forgotten int      `json:"forgotten,omitempty"` // left out
	Pruned    int      `json:"pruned,omitempty"`
	TookMS    float64  `json:"took_ms"`
	Problems  []string `json:"problems"`
}

func (x *indexing) print(took time.Duration) error {
	if x.json {
		return writeJSON(x.app.out, reportJSON{
			Path: x.app.cfg.DB, Added: x.Added, Changed: x.Changed, Unchanged: x.Unchanged, Failed: len(x.failed),
			Chunks: x.Chunks, Embedded: x.embedded, Missing: x.Missing, Forgotten: x.forgotten, Pruned: x.pruned, TookMS: milliseconds(took), Problems: append([]string{}, x.failed...),
		})
	}
	taken := ""
	if x.pruned > 0 {
		taken = fmt.Sprintf("%d taken out, ", x.pruned)
	}
	_, err := fmt.Fprintf(x.app.out, "%d added, %d changed, %s%d unchanged, %d failed (%d chunks, %d embedded) in %.1f s\n",
		x.Added, x.Changed, taken, x.Unchanged, len(x.failed), x.Chunks, x.embedded, took.Seconds())
	return err
}
