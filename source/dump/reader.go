package dump

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// The limits are far above what the ministry publishes (some ten megabytes in
// all its years) and keep a wrong path from filling the memory.
const (
	maxTotal = 256 << 20 // bytes that one call reads
	maxEntry = 4 << 20   // bytes of one line and of one text entry
)

var (
	errTooLarge   = fmt.Errorf("it is larger than %d MiB; split it into smaller files or folders", maxTotal>>20)
	errNotRegular = errors.New("it is neither a file nor a folder")
	errNoFiles    = errors.New("the folder holds no .md, .markdown, .jsonl, .json, .csv or .txt file; name a folder with releases in it")
	errNoReleases = errors.New("it holds no releases; put at least one entry in it")
)

// reader reads what one call asks for.
type reader struct {
	fsys   fs.FS
	shown  func(name string) string // how the user knows a file of fsys
	into   *collector
	budget int64 // bytes left to read
}

func newReader(fsys fs.FS, shown func(string) string, options []Option) *reader {
	into := newCollector()
	for _, option := range options {
		option(into)
	}
	return &reader{fsys: fsys, shown: shown, into: into, budget: maxTotal}
}

func (r *reader) read(ctx context.Context, root string) (Batch, error) {
	info, err := fs.Stat(r.fsys, root)
	if err != nil {
		return Batch{}, cannotRead(r.shown(root), err)
	}
	if info.IsDir() {
		err = r.readFolder(ctx, root)
	} else {
		err = r.readFile(ctx, root)
	}
	batch := r.into.batch
	if err == nil && len(batch.Releases)+len(batch.Problems) == 0 {
		err = errNoReleases
	}
	if err != nil {
		return Batch{}, cannotRead(r.shown(root), err)
	}
	return batch, nil
}

// readFolder turns the failure of one file into a Problem. Only a cancelled
// context and a used-up budget end the walk.
func (r *reader) readFolder(ctx context.Context, root string) error {
	files := 0
	err := fs.WalkDir(r.fsys, root, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && name == root:
			return err
		case err != nil:
			r.into.startFile(r.shown(name))
			r.into.problem(1, advice(err).Error())
			return nil
		case name != root && strings.HasPrefix(entry.Name(), "."):
			return skipHidden(entry)
		case entry.IsDir() || !isReleaseFile(name):
			return nil
		}
		files++
		err = r.readFile(ctx, name)
		if ext := strings.ToLower(path.Ext(name)); errors.Is(err, errNoForm) && (ext == ".json" || ext == ".csv") {
			return nil // other things are kept in such files, too
		}
		if err == nil || ctx.Err() != nil || errors.Is(err, errTooLarge) {
			return err
		}
		r.into.problem(1, advice(err).Error())
		return nil
	})
	if err == nil && files == 0 && len(r.into.batch.Problems) == 0 {
		return errNoFiles
	}
	return err
}

// skipHidden passes over .git and its like.
func skipHidden(entry fs.DirEntry) error {
	if entry.IsDir() {
		return fs.SkipDir
	}
	return nil
}

func isReleaseFile(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown", ".jsonl", ".json", ".csv", ".txt":
		return true
	}
	return false
}

func (r *reader) readFile(ctx context.Context, name string) error {
	r.into.startFile(r.shown(name))
	// Opening a named pipe would wait for a writer, so look before.
	info, err := fs.Stat(r.fsys, name)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errNotRegular
	}
	if info.Size() > r.budget {
		return errTooLarge
	}
	file, err := r.fsys.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	return r.parse(ctx, name, file)
}

func (r *reader) parse(ctx context.Context, name string, file io.Reader) error {
	buffered := bufio.NewReaderSize(&budgetReader{file, &r.budget}, headSize)
	head, err := buffered.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if err := checkHead(head); err != nil {
		return err
	}
	parse, err := parserFor(name, head)
	if err != nil {
		return err
	}
	return parse(&lineReader{ctx: ctx, r: buffered}, r.into)
}

// budgetReader counts down what all files of one call may take together; the
// size that a file states can be out of date.
type budgetReader struct {
	r    io.Reader
	left *int64
}

func (b *budgetReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	*b.left -= int64(n)
	if *b.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}
