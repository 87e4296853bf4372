package logctx_test

import (
	"bytes"
	"context"
	"log/slog"
	"testing"

	"motirbot/internal/logctx"
)

func TestLinesHaveWhatTheirContextKnows(t *testing.T) {
	var out bytes.Buffer
	noTime := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}
	log := slog.New(logctx.Handler(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: noTime}))).With("part", "answer")
	one := logctx.With(t.Context(), slog.String("request", "1"))
	step := logctx.With(one, slog.String("step", "write"))
	other := logctx.With(one, slog.String("step", "verify")) // does not overwrite that of step
	for _, ctx := range []context.Context{t.Context(), one, step, other, context.WithoutCancel(step)} {
		log.InfoContext(ctx, "done", "n", 2)
	}
	const want = `level=INFO msg=done part=answer n=2
level=INFO msg=done part=answer n=2 request=1
level=INFO msg=done part=answer n=2 request=1 step=write
level=INFO msg=done part=answer n=2 request=1 step=verify
level=INFO msg=done part=answer n=2 request=1 step=write
`
	if out.String() != want {
		t.Errorf("logged:\n%s", out.String())
	}
}
