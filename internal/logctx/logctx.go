// Package logctx puts what a context knows into every line that is logged with
// it: one id leads from a request on Discord through all that was done for it.
package logctx

import (
	"context"
	"log/slog"
	"slices"
)

type key struct{}

// With returns a context whose lines have the attribute, besides those of ctx.
func With(ctx context.Context, attr slog.Attr) context.Context {
	of, _ := ctx.Value(key{}).([]slog.Attr)
	return context.WithValue(ctx, key{}, append(slices.Clip(of), attr))
}

// Handler returns a handler that adds what the context of a line knows and
// hands it on to next.
func Handler(next slog.Handler) slog.Handler { return handler{next} }

type handler struct{ slog.Handler }

func (h handler) Handle(ctx context.Context, line slog.Record) error {
	of, _ := ctx.Value(key{}).([]slog.Attr)
	line = line.Clone()
	line.AddAttrs(of...)
	return h.Handler.Handle(ctx, line)
}

func (h handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return handler{h.Handler.WithAttrs(attrs)}
}

func (h handler) WithGroup(name string) slog.Handler { return handler{h.Handler.WithGroup(name)} }
