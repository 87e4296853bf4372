package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"text/tabwriter"
	"time"

	"motirbot/internal/archivetest"
	"motirbot/internal/discordtest"
	"motirbot/internal/openaitest"
	"motirbot/prompts"
	"motirbot/source/dump"
)

// loadVar says how many interactions TestLoadRun makes, archiveVar how many releases
// the index holds beside those that are asked about; `make load` sets them.
const (
	loadVar    = "MOTIRBOT_LOAD"
	archiveVar = "MOTIRBOT_LOAD_ARCHIVE"
)

const (
	loadGuilds  = 200
	loadMembers = 500
	loadAtOnce  = 100             // of 128 that the bot answers at a time
	modelTime   = 3 * time.Second // until the first word
)

// loadQuestions have an answer among the releases of the training set.
var loadQuestions = []string{
	"How much lithium hydroxide will the plant in Antofagasta make?",
	"What did Korea and Chile agree?",
	"Who did Minister Ahn Dukgeun meet in Santiago?",
	"What did the ministry say about batteries?",
}

// TestLoadRun has a bot of its own process, as `motirbot serve` runs it, answer
// 500 members on 200 servers while its model takes three seconds, and prints
// what that took. An hour of a busy bot goes by in some minutes.
func TestLoadRun(t *testing.T) {
	interactions, err := strconv.Atoi(os.Getenv(loadVar))
	if err != nil {
		t.Skip("takes minutes: make load")
	}
	srv := discordtest.New(t, discordtest.Patience(2*time.Minute))
	model := openaitest.New(t)
	model.Fail(openaitest.SlowFirstToken(modelTime))
	model.Reply(firstSentence)
	stop := context.AfterFunc(t.Context(), model.Close)
	defer stop()
	var channels []*discordtest.Channel
	for n := range loadGuilds {
		channels = append(channels, srv.AddGuild(fmt.Sprint("server ", n)).AddChannel("news"))
	}
	var members []*discordtest.User
	for n := range loadMembers {
		members = append(members, srv.User(fmt.Sprint("member ", n)))
	}
	p := startProcess(t, srv, model)
	srv.WaitReady(t.Context())
	t.Logf("on Discord %s after the start", time.Since(p.began).Round(10*time.Millisecond))
	// The server compiles Discord's description when it first needs it.
	members[0].Slash(channels[0], "ask", discordtest.Opt("question", loadQuestions[0])).WaitFor(t.Context(), isAnswer)
	model.ForgetRequests()

	began := time.Now()
	table := []usage{p.usage(t, "start", 0)}
	asked := make([]*discordtest.Interaction, interactions)
	var next, answered atomic.Int64
	var workers sync.WaitGroup
	for range min(loadAtOnce, interactions) {
		workers.Go(func() {
			for {
				n := int(next.Add(1)) - 1
				if n >= interactions {
					return
				}
				asked[n] = members[n%loadMembers].Slash(channels[n%loadGuilds], "ask", discordtest.Opt("question", fmt.Sprintf("Desk %d asks: %s", n+1, loadQuestions[n%len(loadQuestions)]))) // no two alike, or the model is not asked
				said := asked[n].WaitFor(t.Context(), func(m *discordtest.Message) bool {
					return isAnswer(m) || m != nil && m.Flags&ephemeral != 0
				})
				if !isAnswer(said) {
					t.Errorf("%d after %s: refused with %q", n, time.Since(began).Round(time.Second), said.Text())
				}
				answered.Add(1)
				if n%500 == 0 {
					model.ForgetRequests() // the other side's memory is not in question
				}
			}
		})
	}
	for int(answered.Load()) < interactions/2 && !t.Failed() {
		time.Sleep(100 * time.Millisecond)
	}
	table = append(table, p.usage(t, "middle", int(answered.Load())))
	workers.Wait()
	took := time.Since(began)
	table = append(table, p.usage(t, "end", int(answered.Load())))
	time.Sleep(5 * time.Second) // connections that are idle, and what the collector has left
	table = append(table, p.usage(t, "5 s later", int(answered.Load())))
	report(t, asked, took, table)
	if got := len(srv.Requests(discordtest.RouteCallback)) - 1; got != interactions {
		t.Errorf("%d first responses to %d interactions", got, interactions)
	}
	if middle, last := table[1].goroutines, table[len(table)-1].goroutines; last > middle {
		t.Errorf("%d goroutines when all is done, %d in the middle", last, middle)
	}
}

// ephemeral is the flag of messages that one reader sees.
const ephemeral = 64

// isAnswer is a message that is no longer a draft.
func isAnswer(m *discordtest.Message) bool { return m != nil && m.Component("Sources") != nil }

var evidenceText = regexp.MustCompile(`(?s)Evidence \[1\].*?Text:\n(.*?)\n\n`)

// firstSentence is what a model says that only copies.
func firstSentence(r openaitest.ChatRequest) string {
	found := evidenceText.FindStringSubmatch(r.Text())
	if found == nil {
		return prompts.NoAnswer
	}
	text := strings.Join(strings.Fields(strings.ReplaceAll(found[1], "|", " ")), " ")
	sentence, _, _ := strings.Cut(text, ". ")
	return strings.TrimSuffix(sentence, ".") + " [1]."
}

// process is a bot in a process of its own.
type process struct {
	began   time.Time
	metrics string // address
}

func startProcess(t *testing.T, srv *discordtest.Server, model *openaitest.Server) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.Symlink(self, filepath.Join(folder, "motirbot")); err != nil { // testscript runs main by this name
		t.Fatal(err)
	}
	releases, err := filepath.Abs("../../eval/testdata/training/releases.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	out := &syncBuffer{}
	command := func(args ...string) *exec.Cmd {
		cmd := exec.CommandContext(t.Context(), filepath.Join(folder, "motirbot"), args...)
		cmd.Dir, cmd.Stdout, cmd.Stderr = folder, out, t.Output()
		cmd.Env = []string{
			"HOME=" + folder, "DISCORD_TOKEN=" + srv.Token, "DISCORD_API_URL=" + srv.URL(), "MOTIRBOT_METRICS=127.0.0.1:0",
			"OPENAI_BASE_URL=" + model.URL(), "OPENAI_API_KEY=" + model.Key, "OPENAI_CHAT_MODEL=gpt-4o-mini", "MOTIRBOT_VERIFY=off",
			"MOTIRBOT_MODEL_CALLS=65536", "MOTIRBOT_SYNC=off",
		}
		return cmd
	}
	if err := command("index", releases, archive(t, releases, folder)).Run(); err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	cmd, began := command("serve"), time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	at := regexp.MustCompile(`Metrics at (\S+)\.\n`)
	for at.FindStringSubmatch(out.String()) == nil {
		time.Sleep(10 * time.Millisecond)
	}
	return &process{began: began, metrics: at.FindStringSubmatch(out.String())[1]}
}

// archive writes as many releases as archiveVar says, made of those in a file, to
// a folder, and returns what to index.
func archive(t *testing.T, releases, folder string) string {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv(archiveVar))
	if err != nil {
		return releases
	}
	base, err := dump.Read(t.Context(), releases)
	if err != nil {
		t.Fatal(err)
	}
	var lines bytes.Buffer
	encoder := json.NewEncoder(&lines)
	for _, r := range archivetest.Releases(base.Releases, n) {
		err = errors.Join(err, encoder.Encode(map[string]any{"id": r.ID, "title": r.Title, "date": r.Date, "body": r.Body, "url": r.URL}))
	}
	file := filepath.Join(folder, "archive.jsonl")
	if err := errors.Join(err, os.WriteFile(file, lines.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	return file
}

// usage is what the process uses at a moment.
type usage struct {
	when                      string
	answered, goroutines      int
	resident, heap, processor float64
}

func (p *process) usage(t *testing.T, when string, answered int) usage {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.metrics, nil)
	if err != nil {
		t.Fatal(err)
	}
	text := fetch(t, req)
	value := func(name string) float64 {
		found := regexp.MustCompile(`(?m)^` + name + ` (\S+)$`).FindStringSubmatch(text)
		if found == nil {
			t.Fatalf("no %s in the metrics", name)
		}
		n, err := strconv.ParseFloat(found[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return usage{
		when, answered, int(value("go_goroutines")),
		value("process_resident_memory_bytes"), value("go_memstats_heap_inuse_bytes"), value("process_cpu_seconds_total"),
	}
}

// report prints the table, and fails the test unless each was answered once.
func report(t *testing.T, asked []*discordtest.Interaction, took time.Duration, table []usage) {
	t.Helper()
	var first []time.Duration
	more, late := 0, 0
	for _, i := range asked {
		at, ok := i.Answered()
		if !ok {
			t.Errorf("interaction %s has no response", i.ID)
		}
		more += len(i.Followups())
		if at > 3*time.Second {
			late++
		}
		first = append(first, at)
	}
	slices.Sort(first)
	at := func(q float64) time.Duration {
		return first[min(int(q*float64(len(first))), len(first)-1)].Round(100 * time.Microsecond)
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%d servers, %d members, %d interactions, %d at once, model at %s; %s, %d processors\n",
		loadGuilds, loadMembers, len(asked), loadAtOnce, modelTime, took.Round(time.Second), runtime.NumCPU())
	fmt.Fprintf(&text, "first response: p50 %s, p99 %s, longest %s; answered a second time: %d\n\n", at(.5), at(.99), at(1), more)
	lines := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(lines, "\tanswered\tgoroutines\tresident MiB\theap MiB\tprocessor s\t")
	for _, u := range table {
		fmt.Fprintf(lines, "%s\t%d\t%d\t%.0f\t%.0f\t%.1f\t\n", u.when, u.answered, u.goroutines, u.resident/(1<<20), u.heap/(1<<20), u.processor)
	}
	_ = lines.Flush()
	t.Log("\n" + text.String())
	if more > 0 || late > 0 {
		t.Errorf("%d answers too many, %d first responses too late", more, late)
	}
}
