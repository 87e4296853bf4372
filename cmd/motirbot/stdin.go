package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"motirbot/source/dump"
)

// maxStdin is above what package dump takes, so that its words about size
// reach the user.
const maxStdin = 257 << 20

// readStdin reads releases from the standard input. Package dump looks at the
// head of a file before it parses it, so the input is a file for a moment.
func readStdin(ctx context.Context, in io.Reader, options ...dump.Option) (dump.Batch, error) {
	folder, err := os.MkdirTemp("", "motirbot-stdin-*")
	if err != nil {
		return dump.Batch{}, fmt.Errorf("no place for the standard input: %w", err)
	}
	defer os.RemoveAll(folder)
	const name = "stdin" // what the user is shown as the file's name
	if err := copyTo(filepath.Join(folder, name), io.LimitReader(interruptible(ctx, in), maxStdin)); err != nil {
		return dump.Batch{}, fmt.Errorf("standard input: %w", err)
	}
	return dump.ReadFS(ctx, os.DirFS(folder), name, options...)
}

func copyTo(path string, in io.Reader) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if _, err := io.Copy(file, in); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}

// interruptible reads until ctx ends. A read under way cannot be interrupted and
// is left to itself: the program is about to leave.
func interruptible(ctx context.Context, in io.Reader) io.Reader {
	return readerFunc(func(p []byte) (int, error) {
		type result struct {
			text []byte
			err  error
		}
		read := make(chan result, 1)
		go func() {
			own := make([]byte, len(p)) // p is the caller's again after the end
			n, err := in.Read(own)
			read <- result{own[:n], err}
		}()
		select {
		case r := <-read:
			return copy(p, r.text), r.err
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
