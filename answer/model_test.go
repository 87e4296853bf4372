package answer_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"motirbot/answer"
	"motirbot/answer/text"
	"motirbot/answer/understand"
	"motirbot/answer/verify"
	"motirbot/answer/write"
	"motirbot/embed"
	"motirbot/internal/librarytest"
	"motirbot/internal/openaiapi"
	"motirbot/internal/openaitest"
	"motirbot/release"
	"motirbot/retrieval"
)

const chatModel = "gpt-4o-mini"

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// modelled is a corpus whose answers a scripted model words.
type modelled struct {
	corpus
	server *openaitest.Server
	log    *lockedBuffer
}

// impatient makes the slow faults show within a test's patience.
const impatient = 250 * time.Millisecond

type setting struct {
	limits answer.Limits
	stall  time.Duration
	budget answer.Budget
	writer write.Model // nil: the model on the server
	reads  bool        // it reads questions and answers as well
}

// withModel is the sample corpus and more releases behind a scripted model.
func withModel(t testing.TB, s setting, more ...release.Release) modelled {
	t.Helper()
	m := modelled{server: openaitest.New(t), log: &lockedBuffer{}}
	logger := slog.New(slog.NewTextHandler(m.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	api, err := openaiapi.New(openaiapi.Config{
		BaseURL: m.server.URL(), Key: openaiapi.Secret(m.server.Key), Logger: logger,
		MaxRetries: 1, BackoffMin: time.Millisecond, BackoffMax: time.Millisecond, Stall: s.stall,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(api.Close)
	chat := answer.NewChatModel(api, chatModel, s.limits)
	if s.writer == nil {
		s.writer = chat
	}
	cfg := answer.Config{
		Retriever: sampleAnd(t, more), Writer: s.writer, Budget: s.budget, Logger: logger,
		Now: func() time.Time { return lastDay.Start().Add(12 * time.Hour) },
	}
	if s.reads {
		cfg.Verifier, cfg.Understander = verify.New(chat, verify.Options{}), understand.New(chat, 0)
	}
	m.corpus = corpus{releases: map[release.ID]release.Release{}, Answerer: answer.New(cfg)}
	for _, r := range append(more, sampleReleases(t)...) {
		m.releases[r.ID] = r
	}
	return m
}

var loadTopics = sync.OnceValues(func() (*retrieval.Topics, error) { return retrieval.LoadTopics("") })

// indexed is what sampleAnd has made, by the text of the further release.
var indexed sync.Map

func sampleAnd(t testing.TB, more []release.Release) *retrieval.Retriever {
	t.Helper()
	key := fmt.Sprint(more)
	if known, ok := indexed.Load(key); ok {
		return known.(*retrieval.Retriever)
	}
	retriever := indexSampleAnd(t, more)
	indexed.Store(key, retriever)
	return retriever
}

func indexSampleAnd(t testing.TB, more []release.Release) *retrieval.Retriever {
	t.Helper()
	all, err := readSample()
	if err != nil {
		t.Fatal(err)
	}
	topics, err := loadTopics()
	if err != nil {
		t.Fatal(err)
	}
	retriever, err := librarytest.Retriever(t.Context(), embed.NewLocal(), topics, slices.Concat(more, all)...)
	if err != nil {
		t.Fatal(err)
	}
	return retriever
}

func sampleReleases(t testing.TB) []release.Release {
	t.Helper()
	releases, err := readSample()
	if err != nil {
		t.Fatal(err)
	}
	return releases
}

// asks answers a question and checks what holds for every answer of a model.
func (m modelled) asks(t testing.TB, q answer.Question) (answer.Answer, []string) {
	t.Helper()
	var grown []string
	a, err := m.Ask(t.Context(), q, func(part answer.Answer) { grown = append(grown, text.Plain(part)) })
	if err != nil {
		t.Fatalf("%q: %v", q.Text, err)
	}
	fault := func(format string, args ...any) { t.Errorf("%q: "+format, append([]any{q.Text}, args...)...) }
	checkMarkers(a, fault)
	for _, c := range a.Citations {
		m.checkCitation(a, c, fault)
	}
	checkGrowth(a, grown, fault)
	if a.Mode == answer.ModeLLM && (a.Model != chatModel || a.Abstained()) {
		fault("an answer of the model %q, abstained %t", a.Model, a.Abstained())
	}
	return a, grown
}

// checkGrowth: each text shown goes on from the one before, and the answer from
// the last, unless another one took its place or a second reading changed it.
func checkGrowth(a answer.Answer, grown []string, fault faulter) {
	last := ""
	for _, shown := range grown {
		if !strings.HasPrefix(shown, last) || shown == last {
			fault("%q was shown after %q", shown, last)
		}
		last = shown
	}
	if a.Mode == answer.ModeLLM && a.Usage.Steps[answer.StepVerify].Requests == 0 && !strings.HasPrefix(text.Plain(a), last) {
		fault("%q was shown last, the answer is %q", last, text.Plain(a))
	}
}

// extracted is the same question's answer without a model.
func (m modelled) extracted(t testing.TB, q answer.Question) answer.Answer {
	t.Helper()
	q.NoLLM = true
	a, err := m.Ask(t.Context(), q, nil)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// show lays an answer out for a golden file, as a reader sees it. An extracted
// text is not repeated: it has tests of its own.
func show(a, extracted answer.Answer, grown []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "mode %s", a.Mode)
	if a.Abstained() {
		fmt.Fprintf(&b, ", abstained: %s", a.Reason())
	}
	fmt.Fprintf(&b, ", tokens of the answer %d, removed %d, texts shown meanwhile %d\n", a.Usage.CompletionTokens, len(a.Removed), len(grown))
	if text.Plain(a) == text.Plain(extracted) {
		b.WriteString("(as without a model)\n")
	} else {
		b.WriteString(text.Plain(a) + "\n")
		for _, c := range a.Citations {
			fmt.Fprintf(&b, "[%d] %s · %s\n", c.N, c.Date, c.Title)
		}
	}
	for _, notice := range text.Notices(a) {
		fmt.Fprintf(&b, "! %s\n", notice)
	}
	for _, r := range a.Removed {
		fmt.Fprintf(&b, "- %s (%s)\n", r.Text, r.Why)
	}
	return b.String()
}

// lockedBuffer is a log that a server's and a client's goroutines write to.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
