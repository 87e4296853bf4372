package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"motirbot/store"
)

const doctorHelp = `Checks the set-up: settings, the index, free disk, the clock, the sites and feeds
that are followed, the model servers (a real request each), and the Discord bot: its
token, intents, permissions and commands. Each has a line, with what to do where
something is wrong; the status is then 1. What is not set is passed over, and with
--offline everything that takes the network.`

// verdict is how a check ended.
type verdict string

const (
	good    verdict = "ok"
	remark  verdict = "note"    // worth knowing, and not wrong
	wrong   verdict = "wrong"   // to be mended
	skipped verdict = "skipped" // not set up, or offline
)

// finding is what a check found.
type finding struct {
	Check   string  `json:"check"`
	Verdict verdict `json:"verdict"`
	Said    string  `json:"said"`
	Do      string  `json:"do,omitempty"`
}

// examination is the doctor command under way.
type examination struct {
	app           *app
	offline, json bool
	found         []finding
	ahead         time.Duration // of our clock, as the first site that answered has it
	timed         bool          // one has
}

func newDoctorCommand(a *app) *cobra.Command {
	x := &examination{app: a}
	cmd := &cobra.Command{
		Use:               "doctor",
		Short:             "Check the set-up and say what to do",
		Long:              doctorHelp,
		Example:           "  motirbot doctor\n  motirbot doctor --offline\n  motirbot doctor --json | jq '.checks[] | select(.verdict == \"wrong\")'",
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.lenient(cmd) },
		RunE:              func(cmd *cobra.Command, _ []string) error { return x.run(cmd.Context()) },
	}
	cmd.Flags().BoolVar(&x.offline, "offline", false, "ask nobody")
	cmd.Flags().BoolVar(&x.json, "json", false, "print JSON")
	return cmd
}

func (x *examination) run(ctx context.Context) error {
	p := x.app.printer()
	for _, check := range []func(context.Context) []finding{x.settings, x.index, x.disk, x.sources, x.clock, x.models, x.onDiscord} {
		found := check(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		x.found = append(x.found, found...)
		if x.json {
			continue
		}
		for _, f := range found { // as they come, for some take a while
			p.finding(f)
		}
	}
	bad := 0
	for _, f := range x.found {
		if f.Verdict == wrong {
			bad++
		}
	}
	if x.json {
		p.err = writeJSON(x.app.out, struct {
			OK     bool      `json:"ok"`
			Checks []finding `json:"checks"`
		}{bad == 0, x.found})
	}
	if p.err == nil && bad > 0 {
		p.err = fmt.Errorf("%d of %d checks found something wrong", bad, len(x.found))
	}
	return p.err
}

func (p *printer) finding(f finding) {
	paint := map[verdict]func(string) string{good: p.on.date, wrong: p.on.warn}[f.Verdict]
	if paint == nil {
		paint = p.on.faint
	}
	before := fmt.Sprintf("%-8s%-11s ", f.Verdict, f.Check)
	said := cleanLine(f.Said)
	if f.Do != "" {
		said += ": " + cleanLine(f.Do)
	}
	p.printf("%s%s", paint(before[:8]), before[8:])
	p.after(len(before), said, "        ", nil)
}

func failed(check string, err error, do string) finding {
	return finding{check, wrong, strings.TrimPrefix(words(err), check+": "), do}
}

// settings are those of this process: what is wrong with them, what is not used,
// and whether others may read the files.
func (x *examination) settings(context.Context) (found []finding) {
	a := x.app
	for _, err := range a.mistakes() {
		found = append(found, failed("settings", err, "`motirbot config` shows where it is set"))
	}
	for _, key := range slices.Sorted(maps.Keys(a.withheld)) {
		found = append(found, finding{"settings", remark, a.withheld[key], ""})
	}
	var set []string
	for _, s := range settings {
		if a.environ[s.name] != "" {
			set = append(set, s.name)
		}
		from, isFile := strings.CutPrefix(a.from[s.name], "the file ")
		info, err := os.Stat(from)
		if s.kind == secret && isFile && err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
			found = append(found, finding{"settings", wrong, fmt.Sprintf("others may read %s, which holds %s", from, s.name), "chmod 600 " + from})
		}
	}
	if len(found) == 0 {
		said := "none is set, and none has to be"
		if len(set) > 0 {
			said = strings.Join(set, ", ")
		}
		found = append(found, finding{"settings", good, said, ""})
	}
	return found
}

// index reads the whole index.
func (x *examination) index(ctx context.Context) []finding {
	a := x.app
	if !a.cfg.exists() {
		return []finding{{"index", remark, "there is none at " + orNone(a.cfg.DB) + " yet, and answers come from the sample", "`motirbot sync` or `motirbot index` makes it"}}
	}
	kept, err := a.openStore(ctx)
	if err != nil {
		return []finding{failed("index", err, "")}
	}
	defer kept.Close()
	if err := kept.CheckTexts(ctx); err != nil {
		return []finding{failed("index", err, "`motirbot restore` puts a backup in its place")}
	}
	if err := kept.Writable(); err != nil {
		return []finding{failed("index", err, "")}
	}
	stats, err := kept.Stats(ctx)
	if err != nil {
		return []finding{failed("index", err, "")}
	}
	found := []finding{{"index", good, fmt.Sprintf("%s, %s, whole: %s", plural(stats.Releases, "release"), humanize.IBytes(uint64(stats.SizeBytes)), a.cfg.DB), ""}}
	if ahead := stats.LastChange.Sub(a.now()); ahead > clockSlack {
		found = append(found, finding{"clock", wrong, fmt.Sprintf("it is %s, and the index was changed at %s, later than that", inSeoul(a.now()), inSeoul(stats.LastChange)), "set the clock of this machine"})
	}
	copies, err := kept.Copies()
	if err != nil {
		return append(found, failed("index", err, ""))
	}
	if len(copies) > 0 {
		var size int64
		for _, file := range copies {
			if info, err := os.Stat(file); err == nil {
				size += info.Size()
			}
		}
		found = append(found, finding{"index", remark, fmt.Sprintf("%s of it from before upgrades and restores, %s, the last one %s",
			strings.Replace(plural(len(copies), "copy"), "copys", "copies", 1), humanize.IBytes(uint64(size)), copies[len(copies)-1]), "delete them when all is well"})
	}
	return append(found, x.unread(ctx, kept)...)
}

// unread are the sources that syncs could not read of late.
func (x *examination) unread(ctx context.Context, kept *store.Store) (found []finding) {
	states, err := kept.SourceStates(ctx)
	if err != nil {
		return []finding{failed("sync", err, "")}
	}
	for _, state := range states {
		if s := statusOf(state); s.Failures > 0 || s.Unread > 0 {
			found = append(found, finding{"sync", remark, s.inWords(), ""})
		}
	}
	return found
}

// leastFree is what should be free for the log and for what comes in.
const leastFree = 100 << 20

// disk is the room where the index is, which an upgrade or a restore copies.
func (x *examination) disk(context.Context) []finding {
	folder := filepath.Dir(cmp.Or(x.app.cfg.DB, "."))
	for !fileExists(folder) && folder != filepath.Dir(folder) {
		folder = filepath.Dir(folder)
	}
	free, err := freeSpace(folder)
	if errors.Is(err, errors.ErrUnsupported) {
		return []finding{{"disk", skipped, "free space is not known on this system", ""}}
	}
	if err != nil {
		return []finding{failed("disk", err, "")}
	}
	said := humanize.IBytes(free) + " free at " + folder
	var size int64
	if info, err := os.Stat(x.app.cfg.DB); err == nil {
		size = info.Size()
	}
	switch {
	case free < leastFree:
		return []finding{{"disk", wrong, said, "make room, or the index cannot grow"}}
	case free < uint64(size)+leastFree:
		return []finding{{"disk", remark, said + ", less than the index takes", "make room before an upgrade or a backup, which copy it"}}
	}
	return []finding{{"disk", good, said, ""}}
}

// clockSlack is how far a clock may be out before anybody minds.
const clockSlack = 2 * time.Minute

func (x *examination) clock(context.Context) []finding {
	switch ahead := x.ahead.Round(time.Second); {
	case !x.timed:
		return []finding{{"clock", skipped, "it was compared with nobody's; it says " + inSeoul(x.app.now()), ""}}
	case ahead.Abs() > clockSlack:
		way := "ahead"
		if ahead < 0 {
			way = "behind"
		}
		return []finding{{"clock", wrong, fmt.Sprintf("it is %s %s", ahead.Abs(), way), "set the clock of this machine: releases are dated by it, and Discord and other servers may refuse it"}}
	}
	return []finding{{"clock", good, inSeoul(x.app.now()), ""}}
}
