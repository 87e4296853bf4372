package attachment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"motirbot/internal/tables"
)

const (
	maxMemory    = 128 << 20 // of the sandbox, in bytes
	maxPageChars = 60_000
	wasmPage     = 64 << 10
)

// pdfEngine holds PDFium, compiled. Each file gets a sandbox of its own: one
// that a file has spoilt, or that is stopped for its time, serves no other.
type pdfEngine struct{ cache wazero.CompilationCache }

func newPDFEngine(cacheDir string) *pdfEngine {
	if cacheDir != "" {
		// A folder that cannot be written costs the compiler's time, nothing else.
		if cache, err := wazero.NewCompilationCacheWithDir(cacheDir); err == nil {
			return &pdfEngine{cache}
		}
	}
	return &pdfEngine{wazero.NewCompilationCache()}
}

func (r *Reader) readPDF(ctx context.Context, content []byte) (text Text, err error) {
	if r.pdf == nil {
		r.pdf = newPDFEngine(r.cacheDir)
	}
	sandbox, stop := context.WithCancel(ctx)
	defer stop()
	pool, err := webassembly.Init(webassembly.Config{
		Context: sandbox, MaxIdle: 1, MaxTotal: 1,
		FSConfig: wazero.NewFSConfig(), // no files: the default is all of the machine's
		Stdout:   io.Discard, Stderr: io.Discard,
		RuntimeConfig: wazero.NewRuntimeConfig().
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling). // what PDFium's module needs
			WithCompilationCache(r.pdf.cache).
			WithMemoryLimitPages(maxMemory / wasmPage).
			WithCloseOnContextDone(true),
	})
	if err != nil {
		return Text{}, fmt.Errorf("PDFium cannot be started: %w", cmpErr(ctx.Err(), err))
	}
	defer pool.Close()
	instance, err := pool.GetInstanceWithContext(ctx)
	if err != nil {
		return Text{}, fmt.Errorf("PDFium cannot be started: %w", cmpErr(ctx.Err(), err))
	}
	// The clock starts when the compiler is done.
	var late atomic.Bool
	timer := time.AfterFunc(maxTime, func() { late.Store(true); stop() })
	defer timer.Stop()
	text, err = readPages(instance, content)
	switch {
	case ctx.Err() != nil:
		return Text{}, ctx.Err()
	case err == nil, len(text.Lines) > 0 && !late.Load():
		return text, nil
	case late.Load() && len(text.Lines) > 0:
		text.Cut = join(text.Cut, "the rest is left out: "+ErrTooLong.Error())
		return text, nil
	case late.Load():
		return Text{}, ErrTooLong
	case errors.Is(err, pdfiumerrors.ErrPassword), errors.Is(err, pdfiumerrors.ErrSecurity):
		return Text{}, ErrEncrypted
	}
	return Text{}, ErrBroken
}

func cmpErr(first, other error) error {
	if first != nil {
		return first
	}
	return other
}

// readPages returns the text of the first pages. With an error it is what was
// read before.
func readPages(in pdfium.Pdfium, content []byte) (Text, error) {
	doc, err := in.OpenDocument(&requests.OpenDocument{File: &content})
	if err != nil {
		return Text{}, err
	}
	count, err := in.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil {
		return Text{}, err
	}
	var text Text
	size, unread := 0, 0
	var failed error
	for i := range min(count.PageCount, maxPages) {
		lines, err := readPage(in, doc.Document, i)
		if err != nil {
			unread, failed = unread+1, err
			if _, err := in.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document}); err != nil {
				text.Cut = join(text.Cut, fmt.Sprintf("pages from %d on cannot be read", i+1))
				return text, failed // the sandbox is gone
			}
			continue
		}
		text.Lines = append(text.Lines, lines...)
		for _, l := range lines {
			size += len(l)
		}
		if size > maxText {
			break // bounded says so
		}
	}
	if unread > 0 {
		text.Cut = join(text.Cut, fmt.Sprintf("%d of its pages cannot be read", unread))
	}
	if count.PageCount > maxPages {
		text.Cut = join(text.Cut, fmt.Sprintf("only the first %d of its %d pages are read", maxPages, count.PageCount))
	}
	return text, failed
}

var errCrowded = errors.New("more characters on a page than are read")

func readPage(in pdfium.Pdfium, doc references.FPDF_DOCUMENT, index int) (lines []string, err error) {
	loaded, err := in.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: index})
	if err != nil {
		return nil, err
	}
	defer func() {
		if _, closing := in.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}); err == nil {
			err = closing
		}
	}()
	page := requests.Page{ByReference: &loaded.Page}
	textPage, err := in.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return nil, err
	}
	chars, err := in.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: textPage.TextPage})
	if _, closing := in.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: textPage.TextPage}); err == nil {
		err = closing
	}
	if err != nil {
		return nil, err
	}
	if chars.Count > maxPageChars {
		return nil, errCrowded
	}
	got, err := in.GetPageTextStructured(&requests.GetPageTextStructured{Page: page, Mode: requests.GetPageTextStructuredModeChars})
	if err != nil {
		return nil, err
	}
	glyphs := make([]glyph, 0, len(got.Chars))
	space := false
	for _, c := range got.Chars {
		if clean(c.Text) == "" {
			space = true
			continue
		}
		at := c.PointPosition
		if at.Right > at.Left && at.Top > at.Bottom {
			glyphs = append(glyphs, glyph{text: c.Text, left: at.Left, right: at.Right, top: at.Top, bottom: at.Bottom, spaced: space, place: len(glyphs)})
		}
		space = false
	}
	return tables.FromColumns(joinWrapped(linesOf(glyphs))), nil
}
