package intent

import (
	"flag"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"motirbot/embed"
	"motirbot/internal/goldentest"
	"motirbot/internal/librarytest"
	"motirbot/release"
	"motirbot/retrieval"
	"motirbot/source/dump"
)

// What the fit is governed by. The penalties were chosen by cross-validation.
const (
	penalty1 = 1e-5 // on the sum of absolute weights
	penalty2 = 3e-6 // on half the sum of squares
	steps    = 200
	stepSize = 8
	least    = 0.5 // smaller weights are left out
	rarest   = 2   // features of fewer messages are left out
	folds    = 5
)

// message is one of testdata/messages.tsv.
type message struct {
	class Class
	text  string
	words []word
}

// TestFit fits the weights anew, which needs releases for the marks: `make fit`.
func TestFit(t *testing.T) {
	if flag.Lookup("update").Value.String() != "true" {
		t.Skip("fits with -update only")
	}
	folder := os.Getenv("MOTIRBOT_SHARED")
	if folder == "" {
		t.Fatal("MOTIRBOT_SHARED has to name the folder with data/ whose releases the messages are read with")
	}
	messages := readMessages(t)
	view := viewOf(t, folder)
	for i, m := range messages {
		messages[i].words = read(view.Understand(m.text, retrieval.Frame{AsOf: release.NewDate(2026, time.January, 1)}))
	}
	goldentest.Check(t, "weights.tsv", file(fit(messages), messages, crossValidate(messages)))
}

// TestWeightsAreOfTheMessages: who changes messages or features has to fit again.
func TestWeightsAreOfTheMessages(t *testing.T) {
	if !strings.Contains(weights, fingerprint(readMessages(t))) {
		t.Error("the messages or how they are read have changed since weights.tsv was fitted: run make fit")
	}
}

func readMessages(t testing.TB) []message {
	t.Helper()
	data, err := os.ReadFile("testdata/messages.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var out []message
	for line := range strings.Lines(string(data)) {
		class, text, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok {
			t.Fatalf("messages.tsv: %q has no class", line)
		}
		out = append(out, message{class: Class(class), text: text})
	}
	return out
}

// viewOf indexes the releases in a folder's data/; "": none.
func viewOf(t testing.TB, folder string) *retrieval.View {
	t.Helper()
	var all []release.Release
	if folder != "" {
		for _, name := range []string{"motir-december-2025.txt", "dev-releases.jsonl", "dev2-releases.jsonl"} {
			batch, err := dump.Read(t.Context(), filepath.Join(folder, "data", name))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, batch.Releases...)
		}
	}
	topics, err := retrieval.LoadTopics("")
	if err != nil {
		t.Fatal(err)
	}
	retriever, err := librarytest.Retriever(t.Context(), embed.NewLocal(), topics, all...)
	if err != nil {
		t.Fatal(err)
	}
	return retriever.View()
}

// row is a message as numbers.
type row struct {
	features []int
	scale    float64
	class    int
}

// fit minimises the mean loss and the penalties by accelerated proximal gradient
// descent (Beck and Teboulle 2009, "FISTA").
func fit(messages []message) *model {
	m := &model{weights: map[string][]float64{}}
	vocabulary := map[string]bool{}
	for _, msg := range messages {
		if !slices.Contains(m.classes, msg.class) {
			m.classes = append(m.classes, msg.class)
		}
		for _, w := range msg.words {
			vocabulary[w.text] = true
		}
	}
	slices.Sort(m.classes)
	count := map[string]int{}
	lists := make([][]string, len(messages))
	for i, msg := range messages {
		lists[i] = features(msg.words, func(w string) bool { return vocabulary[w] })
		for _, f := range lists[i] {
			count[f]++
		}
	}
	var names []string
	for f, n := range count {
		if n >= rarest || vocabulary[f] {
			names = append(names, f)
		}
	}
	sort.Strings(names)
	place := map[string]int{}
	for i, f := range names {
		place[f] = i
	}
	rows := make([]row, len(messages))
	for i, msg := range messages {
		rows[i] = row{scale: scaleOf(lists[i]), class: slices.Index(m.classes, msg.class)}
		for _, f := range lists[i] {
			if at, ok := place[f]; ok {
				rows[i].features = append(rows[i].features, at)
			}
		}
	}
	k, n := len(m.classes), len(names)
	w := descend(rows, n, k)
	for f, name := range names {
		weights := w[f*k : f*k+k]
		for i, x := range weights {
			if math.Abs(x) < least {
				weights[i] = 0
			}
		}
		if vocabulary[name] || slices.ContainsFunc(weights, func(x float64) bool { return x != 0 }) {
			m.weights[name] = weights
		}
	}
	m.bias = w[n*k:]
	return m
}

// descend returns k weights for each of n features, then k biases.
func descend(rows []row, n, k int) []float64 {
	size := (n + 1) * k
	w, next, ahead, gradient, p := make([]float64, size), make([]float64, size), make([]float64, size), make([]float64, size), make([]float64, k)
	momentum := 1.0
	for range steps {
		for i := range gradient {
			gradient[i] = penalty2 * ahead[i]
		}
		for _, r := range rows {
			copy(p, ahead[n*k:])
			for _, f := range r.features {
				for i := range p {
					p[i] += r.scale * ahead[f*k+i]
				}
			}
			softmax(p)
			p[r.class]--
			for i := range p {
				p[i] /= float64(len(rows))
				gradient[n*k+i] += p[i]
			}
			for _, f := range r.features {
				for i := range p {
					gradient[f*k+i] += r.scale * p[i]
				}
			}
		}
		grown := (1 + math.Sqrt(1+4*momentum*momentum)) / 2
		for i := range w {
			x := ahead[i] - stepSize*gradient[i]
			if i < n*k {
				x = math.Copysign(max(0, math.Abs(x)-stepSize*penalty1), x)
			}
			next[i] = x
			ahead[i] = x + (momentum-1)/grown*(x-w[i])
		}
		w, next, momentum = next, w, grown
	}
	return w
}

// file writes a model as weights.tsv.
func file(m *model, messages []message, report string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Weights of what a message is: log-odds by class, to be divided by the root of the number of features.\n")
	fmt.Fprintf(&b, "# Written by `make fit` from the %d messages of testdata/messages.tsv.\n# %s\n%s", len(messages), fingerprint(messages), report)
	fmt.Fprintf(&b, "feature")
	for _, c := range m.classes {
		b.WriteString("\t" + string(c))
	}
	write := func(name string, weights []float64) {
		b.WriteString("\n" + name)
		for _, w := range weights {
			b.WriteString("\t")
			if w != 0 {
				b.WriteString(strconv.FormatFloat(w, 'f', 1, 64))
			}
		}
	}
	write(biasRow, m.bias)
	names := make([]string, 0, len(m.weights))
	for name := range m.weights {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		write(name, m.weights[name])
	}
	return b.String() + "\n"
}

// fingerprint changes with the messages and with how they are read, but for the
// marks.
func fingerprint(messages []message) string {
	h := fnv.New64a()
	for _, m := range messages {
		list := features(read(retrieval.Query{Text: m.text}), func(string) bool { return true })
		fmt.Fprintln(h, m.class, m.text, list)
	}
	return fmt.Sprintf("fingerprint %016x", h.Sum64())
}

// crossValidate says what the thresholds give on messages that were not fitted.
func crossValidate(messages []message) string {
	type outcome struct {
		message
		Scores
	}
	var all []outcome
	for k := range folds {
		var learnt, held []message
		for _, m := range messages {
			h := fnv.New32a()
			for _, w := range m.words {
				h.Write([]byte(w.text))
			}
			if int(h.Sum32()>>8)%folds == k {
				held = append(held, m)
			} else {
				learnt = append(learnt, m)
			}
		}
		fitted := fit(learnt)
		for _, m := range held {
			all = append(all, outcome{m, fitted.classify(m.words)})
		}
	}
	share := func(of, is func(outcome) bool) string {
		n, right := 0, 0
		for _, o := range all {
			if of(o) {
				n++
				if is(o) {
					right++
				}
			}
		}
		return fmt.Sprintf("%.3f of %d", float64(right)/float64(n), n)
	}
	asks := func(o outcome) bool { return o.class == Question || o.class == Keywords }
	follows := func(o outcome) bool { return o.class == Followup }
	off := func(o outcome) bool { return o.class == OffTopic }
	help := func(o outcome) bool { return !o.class.Asks() && o.class != OffTopic }
	helped := func(o outcome) bool { return o.IsHelp(false) }
	refused := func(o outcome) bool { return o.IsOffTopic(false) }
	var b strings.Builder
	line := func(what, shares string) { fmt.Fprintf(&b, "# %-45s %s\n", what, shares) }
	line("Cross-validated in 5 parts: help met as help", share(help, helped))
	line("  of its right class, among these", share(func(o outcome) bool { return help(o) && helped(o) }, func(o outcome) bool { return o.Class == o.class }))
	line("  off topic refused at once", share(off, refused))
	line("  off topic said to be where refused", share(off, func(o outcome) bool { return o.MayBeOffTopic() }))
	line("  off topic met with help", share(off, helped))
	line("  questions met with help", share(asks, helped))
	line("  questions refused at once", share(asks, refused))
	line("  questions said to be off topic where refused", share(asks, func(o outcome) bool { return o.MayBeOffTopic() }))
	line("  follow-ups met with help, asked alone", share(follows, helped))
	line("  follow-ups met with help, in a conversation", share(follows, func(o outcome) bool { return o.IsHelp(true) }))
	line("  help met as help, in a conversation", share(help, func(o outcome) bool { return o.IsHelp(true) }))
	for _, at := range []float64{0.5, 0.6, 0.7, 0.8, 0.9} {
		above := func(o outcome) bool { return o.Help >= at }
		line(fmt.Sprintf("  threshold %.1f: help, questions met with help", at), share(help, above)+", "+share(asks, above))
		above = func(o outcome) bool { return o.OffTopic >= at }
		line(fmt.Sprintf("  threshold %.1f: off topic, questions called so", at), share(off, above)+", "+share(asks, above))
	}
	return b.String()
}
