package main

import (
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
)

// history keeps the questions typed at the prompt, for its user only. That it
// cannot be kept is no reason to answer less: it is logged.
type history struct {
	path string // "": nowhere to keep it
	log  *slog.Logger
}

// editor is what history needs of the line editor.
type editor interface {
	ReadHistory(io.Reader) (int, error)
	WriteHistory(io.Writer) (int, error)
}

func newHistory(stateDir string, log *slog.Logger) history {
	if stateDir == "" {
		return history{log: log}
	}
	return history{path: filepath.Join(stateDir, "history"), log: log}
}

func (h history) load(into editor) {
	if h.path == "" {
		return
	}
	file, err := os.Open(h.path)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err == nil {
		defer file.Close()
		_, err = into.ReadHistory(file)
	}
	if err != nil {
		h.log.Info("the history of questions cannot be read", "path", h.path, "err", err)
	}
}

func (h history) save(from editor) {
	if h.path == "" {
		return
	}
	if err := h.write(from); err != nil {
		h.log.Info("the history of questions cannot be kept", "path", h.path, "err", err)
	}
}

// write replaces the file in one step: two prompts at a time may lose each
// other's lines, but never tear the file.
func (h history) write(from editor) error {
	return replaceFile(h.path, func(w io.Writer) error { _, err := from.WriteHistory(w); return err })
}
