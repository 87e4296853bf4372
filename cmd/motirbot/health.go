package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"motirbot/store"
)

// healthCheck asks how a part of a bot is: in a few words if it is well, as an error
// if it is not. Neither says what only the log may.
type healthCheck struct {
	name string
	ask  func(context.Context) (string, error)
}

// ready answers /readyz, a line for each part. The status is 503 if one is not
// well.
func (m *metrics) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), metricsTimeout)
	defer cancel()
	var lines strings.Builder
	status := http.StatusOK
	for _, c := range m.checks {
		said, err := c.ask(ctx)
		if err != nil {
			status, said = http.StatusServiceUnavailable, "NOT READY: "+err.Error()
		}
		fmt.Fprintf(&lines, "%s: %s\n", c.name, said)
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, lines.String())
}

func gatewayCheck(connected func() bool) healthCheck {
	return healthCheck{"gateway", func(context.Context) (string, error) {
		if !connected() {
			return "", errors.New("not connected to Discord")
		}
		return "connected", nil
	}}
}

func indexCheck(index *store.Store) healthCheck {
	return healthCheck{"index", func(ctx context.Context) (string, error) {
		if index.Present() != nil {
			return "", errors.New("the file is gone or cannot be reached")
		}
		stats, err := index.Stats(ctx)
		if err != nil {
			return "", errors.New("cannot be read")
		}
		return plural(stats.Releases, "release"), nil
	}}
}

// syncPatience is how long no source may go unread, at the least.
const syncPatience = time.Hour

// syncCheck looks whether every source has been read lately. A first sync takes
// hours, and is well until it fails.
func syncCheck(index *store.Store, sources []string, every time.Duration, now func() time.Time) healthCheck {
	return healthCheck{"sync", func(ctx context.Context) (string, error) {
		states, err := index.SourceStates(ctx)
		if err != nil {
			return "", errors.New("its state cannot be read")
		}
		of := map[string]store.SourceState{}
		for _, state := range states {
			of[state.Name] = state
		}
		oldest, said := now(), ""
		for _, source := range sources {
			state := of[source]
			switch read := state.LastSuccess; {
			case read.IsZero() && state.Failures == 0:
				said = source + " is being read for the first time"
			case read.IsZero():
				return "", fmt.Errorf("%s has never been read", source)
			case now().Sub(read) > max(syncPatience, 4*every):
				return "", fmt.Errorf("%s was last read %s", source, inSeoul(read))
			case read.Before(oldest):
				oldest = read
				said = source + " was last read " + inSeoul(read)
			}
		}
		return said, nil
	}}
}

const healthcheckHelp = `Asks the bot that runs on this machine how it is, at the address of
MOTIRBOT_METRICS, and prints what /readyz says. The exit status is 0 if all is
well. It is for containers, which have no other program to ask with.`

func newHealthcheckCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:    "healthcheck",
		Short:  "Ask the running bot how it is",
		Long:   healthcheckHelp,
		Hidden: true,
		Args:   noArgs,
		RunE:   func(cmd *cobra.Command, _ []string) error { return a.healthcheck(cmd.Context()) },
	}
}

func (a *app) healthcheck(ctx context.Context) error {
	read := reader{env: a.environ}
	address := read.listen("MOTIRBOT_METRICS")
	switch {
	case read.err != nil:
		return read.err
	case address == "":
		return usagef("MOTIRBOT_METRICS is not set, so the bot cannot be asked: set it to an address such as 127.0.0.1:9464")
	}
	host, port, err := net.SplitHostPort(address)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip != nil && ip.IsUnspecified()) {
		address = net.JoinHostPort("127.0.0.1", port)
	}
	ctx, cancel := context.WithTimeout(ctx, metricsTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/readyz", nil)
	if err != nil {
		return usagef("MOTIRBOT_METRICS: %w", err)
	}
	resp, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req) // by no proxy
	if err != nil {
		return fmt.Errorf("asking the bot: %w", err)
	}
	defer resp.Body.Close()
	if _, err := io.Copy(a.out, io.LimitReader(resp.Body, 64<<10)); err != nil {
		return fmt.Errorf("asking the bot: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return errors.New("the bot is not ready")
	}
	return nil
}
