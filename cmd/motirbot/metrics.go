package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"motirbot/answer"
	"motirbot/bot/discord/gateway"
	"motirbot/ingest"
	"motirbot/store"
)

// metricsTimeout bounds a reading: monitors ask again soon.
const metricsTimeout = 10 * time.Second

// metrics is what a monitor may read of a bot. Names follow
// https://prometheus.io/docs/practices/naming.
type metrics struct {
	log      *slog.Logger
	listener net.Listener // nil: nobody reads
	registry *prometheus.Registry
	syncs    *prometheus.CounterVec // outcome
	releases *prometheus.CounterVec // change
	problems *prometheus.CounterVec // source, kind
	answers  *prometheus.CounterVec // outcome
	degraded *prometheus.CounterVec // cause
	took     prometheus.Histogram
	checks   []healthCheck // of /readyz
}

func newMetrics(kept *store.Store, spent *answer.Meter, log *slog.Logger) *metrics {
	m := &metrics{
		log:      log,
		registry: prometheus.NewRegistry(),
		syncs:    counter("motirbot_syncs_total", "Syncs of this process, by how they ended: whole, partly or broken.", "outcome"),
		releases: counter("motirbot_synced_releases_total", "Releases that were added, changed or withdrawn.", "change"),
		problems: counter("motirbot_sync_problems_total",
			"Releases, pages and sources that failed, by kind; layout: the page no longer has the form that is read.", "source", "kind"),
		answers: counter("motirbot_answers_total",
			"Questions and requests for lists, by how they ended: answer, latest, digest, help, refusal, rejected, stopped or failed.", "outcome"),
		degraded: counter("motirbot_degraded_answers_total",
			"Answers with less than the settings promise: the model was in trouble, gave no second reading, or the embedding server was down.", "cause"),
		took: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "motirbot_answer_seconds", Help: "How long answers took.",
			Buckets: []float64{.05, .1, .25, .5, 1, 2.5, 5, 10, 20, 40, 90},
		}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "motirbot_build_info", Help: "1; the labels tell what runs.",
		ConstLabels: prometheus.Labels{"version": version(), "go_version": runtime.Version()},
	})
	build.Set(1)
	m.registry.MustRegister(m.syncs, m.releases, m.problems, m.answers, m.degraded, m.took, build, storeMetrics{kept, log}, modelMetrics{spent},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// listen takes the address; "" is none.
func (m *metrics) listen(ctx context.Context, address string) (err error) {
	if address == "" {
		return nil
	}
	if m.listener, err = new(net.ListenConfig).Listen(ctx, "tcp", address); err != nil {
		return usagef("MOTIRBOT_METRICS: %w", err)
	}
	return nil
}

func counter(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

// synced counts a sync.
func (m *metrics) synced(r ingest.Report, err error) {
	switch {
	case err != nil:
		m.syncs.WithLabelValues("broken").Inc()
	case len(r.Failed) > 0:
		m.syncs.WithLabelValues("partly").Inc()
	default:
		m.syncs.WithLabelValues("whole").Inc()
	}
	m.releases.WithLabelValues("added").Add(float64(r.Added))
	m.releases.WithLabelValues("changed").Add(float64(r.Changed))
	m.releases.WithLabelValues("withdrawn").Add(float64(r.Withdrawn))
	for _, p := range r.Failed {
		m.problems.WithLabelValues(p.Source, p.Kind).Inc()
	}
}

// answered counts and logs how an answer on Discord ended; what was asked and
// said is nobody's business.
func (m *metrics) answered(ctx context.Context, ans answer.Answer, err error, took time.Duration) {
	var unknown *answer.UnknownTopicError
	outcome := string(ans.Kind)
	switch {
	case errors.As(err, &unknown), errors.Is(err, answer.ErrEmptyQuestion), errors.Is(err, answer.ErrQuestionTooLong):
		outcome = "rejected"
	case errors.Is(err, context.Canceled):
		outcome = "stopped"
	case err != nil:
		outcome = "failed"
	default:
		m.took.Observe(took.Seconds())
	}
	m.answers.WithLabelValues(outcome).Inc()
	m.log.InfoContext(ctx, "answered", "outcome", outcome, "reason", ans.Reason(), "mode", ans.Mode, "releases", len(ans.Citations), "took", took)
	for _, n := range ans.Notices {
		switch n.Code {
		case answer.NoticeModel, answer.NoticeNoAnswer:
			m.degraded.WithLabelValues("model_" + string(n.Trouble)).Inc()
		case answer.NoticeUnread, answer.NoticeWordsOnly:
			m.degraded.WithLabelValues(string(n.Code)).Inc()
		}
	}
}

// watch has /readyz ask the parts, and monitors how the connections to Discord
// are.
func (m *metrics) watch(onDiscord connections, parts ...healthCheck) {
	m.checks = append([]healthCheck{gatewayCheck(onDiscord.Connected)}, parts...)
	m.registry.MustRegister(gatewayMetrics{onDiscord})
}

var (
	connectedDesc = prometheus.NewDesc("motirbot_gateway_connected", "1 if events arrive from Discord at all shards of this process, else 0.", nil, nil)
	shardDesc     = prometheus.NewDesc("motirbot_shard_connected", "1 if events arrive from Discord at the shard, else 0.", []string{"shard"}, nil)
	againDesc     = prometheus.NewDesc("motirbot_shard_reconnects_total", "How often the shard has been connected again.", []string{"shard"}, nil)
	latencyDesc   = prometheus.NewDesc("motirbot_shard_latency_seconds", "How long Discord took to answer the shard's last heartbeat.", []string{"shard"}, nil)
)

// connections are those of a *bot.Bot.
type connections interface {
	Connected() bool
	Shards() []gateway.Shard
}

// gatewayMetrics is how the connections to Discord are.
type gatewayMetrics struct{ connections }

// Describe implements prometheus.Collector.
func (g gatewayMetrics) Describe(descs chan<- *prometheus.Desc) {
	for _, desc := range []*prometheus.Desc{connectedDesc, shardDesc, againDesc, latencyDesc} {
		descs <- desc
	}
}

// Collect implements prometheus.Collector.
func (g gatewayMetrics) Collect(values chan<- prometheus.Metric) {
	add := func(desc *prometheus.Desc, kind prometheus.ValueType, value float64, labels ...string) {
		values <- prometheus.MustNewConstMetric(desc, kind, value, labels...)
	}
	add(connectedDesc, prometheus.GaugeValue, oneIf(g.Connected()))
	for _, s := range g.Shards() {
		id := strconv.Itoa(s.ID)
		add(shardDesc, prometheus.GaugeValue, oneIf(s.Connected), id)
		add(againDesc, prometheus.CounterValue, float64(s.Reconnects), id)
		if s.Latency > 0 {
			add(latencyDesc, prometheus.GaugeValue, s.Latency.Seconds(), id)
		}
	}
}

func oneIf(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// note says where the metrics are, "" if nowhere.
func (m *metrics) note() string {
	if m.listener == nil {
		return ""
	}
	return fmt.Sprintf("Metrics at http://%s/metrics.", m.listener.Addr())
}

// serve answers monitors until ctx ends.
func (m *metrics) serve(ctx context.Context) {
	if m.listener == nil {
		return
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Timeout: metricsTimeout}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", m.ready)
	server := &http.Server{
		Handler: mux, ReadTimeout: metricsTimeout, WriteTimeout: 2 * metricsTimeout,
		ErrorLog: slog.NewLogLogger(m.log.Handler(), slog.LevelWarn),
	}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	if err := server.Serve(m.listener); !errors.Is(err, http.ErrServerClosed) {
		m.log.ErrorContext(ctx, "metrics are no longer served", "err", err)
	}
}

var (
	answersDesc = prometheus.NewDesc("motirbot_model_answers_total", "Answers that asked the language model.", nil, nil)
	requestDesc = prometheus.NewDesc("motirbot_model_requests_total", "Requests to model servers, by step: understand, write or verify.", []string{"step"}, nil)
	tokensDesc  = prometheus.NewDesc("motirbot_model_tokens_total", "Tokens sent to and received from model servers.", []string{"step", "kind"}, nil)
)

// modelMetrics is what answers cost at the model's servers.
type modelMetrics struct{ meter *answer.Meter }

// Describe implements prometheus.Collector.
func (m modelMetrics) Describe(descs chan<- *prometheus.Desc) {
	descs <- answersDesc
	descs <- requestDesc
	descs <- tokensDesc
}

// Collect implements prometheus.Collector.
func (m modelMetrics) Collect(values chan<- prometheus.Metric) {
	add := func(desc *prometheus.Desc, value int, labels ...string) {
		values <- prometheus.MustNewConstMetric(desc, prometheus.CounterValue, float64(value), labels...)
	}
	answers, steps := m.meter.Totals()
	add(answersDesc, answers)
	for _, step := range []string{answer.StepUnderstand, answer.StepWrite, answer.StepVerify} {
		add(requestDesc, steps[step].Requests, step)
		add(tokensDesc, steps[step].PromptTokens, step, "prompt")
		add(tokensDesc, steps[step].CompletionTokens, step, "completion")
	}
}

// storeMetrics reads the store when it is asked: what it says is true also
// after a restart, and of what another process does.
type storeMetrics struct {
	store *store.Store
	log   *slog.Logger
}

var (
	releasesDesc = prometheus.NewDesc("motirbot_releases", "Releases in the index.", nil, nil)
	bytesDesc    = prometheus.NewDesc("motirbot_index_bytes", "Size of the index's file.", nil, nil)
	postsDesc    = prometheus.NewDesc("motirbot_deliveries", "Alerts and digests that are kept, by state: planned, sending, sent, uncertain, failed or skipped.", []string{"state"}, nil)
	successDesc  = prometheus.NewDesc("motirbot_source_last_success_timestamp_seconds", "When a source was last read; 0: never.", []string{"source"}, nil)
	failuresDesc = prometheus.NewDesc("motirbot_source_failures", "Attempts in a row in which a source failed; 0: it is well.", []string{"source"}, nil)
	unreadDesc   = prometheus.NewDesc("motirbot_source_unread_pages",
		"Releases that cannot be read at present, by kind; layout: the page no longer has the form that is read.", []string{"source", "kind"}, nil)
)

// Describe implements prometheus.Collector.
func (s storeMetrics) Describe(to chan<- *prometheus.Desc) {
	for _, desc := range []*prometheus.Desc{releasesDesc, bytesDesc, postsDesc, successDesc, failuresDesc, unreadDesc} {
		to <- desc
	}
}

// Collect implements prometheus.Collector.
func (s storeMetrics) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), metricsTimeout)
	defer cancel()
	if err := s.collect(ctx, to); err != nil {
		s.log.Warn("metrics: the store was not read", "err", err)
		to <- prometheus.NewInvalidMetric(releasesDesc, err)
	}
}

func (s storeMetrics) collect(ctx context.Context, to chan<- prometheus.Metric) error {
	gauge := func(desc *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, labels...)
	}
	stats, err := s.store.Stats(ctx)
	if err != nil {
		return err
	}
	gauge(releasesDesc, float64(stats.Releases))
	gauge(bytesDesc, float64(stats.SizeBytes))
	posts, err := s.store.DeliveryCounts(ctx)
	if err != nil {
		return err
	}
	for state, n := range posts {
		gauge(postsDesc, float64(n), string(state))
	}
	states, err := s.store.SourceStates(ctx)
	if err != nil {
		return err
	}
	for _, state := range states {
		var success int64
		if !state.LastSuccess.IsZero() {
			success = state.LastSuccess.Unix()
		}
		gauge(successDesc, float64(success), state.Name)
		gauge(failuresDesc, float64(state.Failures), state.Name)
		troubles, err := s.store.Troubles(ctx, state.Name)
		if err != nil {
			return err
		}
		unread := map[string]int{ingest.KindLayout: 0} // present from the start, so that an alert on it works
		for _, t := range troubles {
			unread[t.Kind]++
		}
		for kind, n := range unread {
			gauge(unreadDesc, float64(n), state.Name, kind)
		}
	}
	return nil
}
