package watch

import (
	"context"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/VictoriaMetrics/metrics"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/measure"
)

// Sources are where the figures come from that are not counted here.
type Sources struct {
	Version string
	Pools   map[string]*pgxpool.Pool // by name
	Ready   func(context.Context) error
	Queue   func(context.Context) (measure.Queue, error)
	Backup  func() (time.Time, bool) // when the newest back-up was made; nil where none are
}

// Metrics are the figures of a running server, as Prometheus reads them.
type Metrics struct {
	set      *metrics.Set
	inFlight atomic.Int64
	requests sync.Map // of *requests by series
}

// series names what is counted together: few routes, few methods, five classes of status.
type series struct {
	route, method string
	class         int
}

// requests are those of a series.
type requests struct{ took *metrics.PrometheusHistogram }

// bounds of the histogram, in seconds.
var bounds = []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10}

// NewMetrics returns figures that begin at zero.
func NewMetrics() *Metrics { return &Metrics{set: metrics.NewSet()} }

func (m *Metrics) count(a Answer) {
	key := series{a.Route, a.Method, max(a.Status, 200) / 100}
	known, ok := m.requests.Load(key)
	if !ok {
		name := fmt.Sprintf(`hito_http_request_duration_seconds{route=%q,method=%q,status="%dxx"}`, key.route, key.method, key.class)
		known, _ = m.requests.LoadOrStore(key, &requests{m.set.GetOrCreatePrometheusHistogramExt(name, bounds)})
	}
	known.(*requests).took.Update(a.Took.Seconds())
}

// askWithin is how long a scrape waits for the database.
const askWithin = 2 * time.Second

// Write writes all figures in the text format. What the database does not answer is left out.
func (m *Metrics) Write(ctx context.Context, w io.Writer, s Sources) {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	m.set.WritePrometheus(w)
	gauge(w, "hito_http_requests_in_flight", "", float64(m.inFlight.Load()))
	gauge(w, "hito_build_info", fmt.Sprintf(`{version=%q,go=%q}`, s.Version, runtime.Version()), 1)
	up := 0.0
	if s.Ready(ctx) == nil {
		up = 1
	}
	gauge(w, "hito_database_up", "", up)
	if up == 1 {
		writeQueue(ctx, w, s)
	}
	for _, name := range slices.Sorted(maps.Keys(s.Pools)) {
		writePool(w, name, s.Pools[name].Stat())
	}
	if s.Backup != nil {
		if at, ok := s.Backup(); ok {
			gauge(w, "hito_backup_age_seconds", "", time.Since(at).Seconds())
		}
	}
	metrics.WriteProcessMetrics(w)
	metrics.WriteFDMetrics(w)
}

func writePool(w io.Writer, name string, stat *pgxpool.Stat) {
	of := func(state string) string { return fmt.Sprintf("{pool=%q,state=%q}", name, state) }
	gauge(w, "hito_pool_connections", of("acquired"), float64(stat.AcquiredConns()))
	gauge(w, "hito_pool_connections", of("idle"), float64(stat.IdleConns()))
	gauge(w, "hito_pool_connections", of("max"), float64(stat.MaxConns()))
	counter(w, "hito_pool_waits_total", fmt.Sprintf("{pool=%q}", name), float64(stat.EmptyAcquireCount()))
	counter(w, "hito_pool_wait_seconds_total", fmt.Sprintf("{pool=%q}", name), stat.EmptyAcquireWaitTime().Seconds())
}

// States that are written even when nothing is in them, so that an alert finds its series.
var (
	jobStates  = []string{"available", "scheduled", "running", "retryable", "discarded", "cancelled"}
	mailStates = []string{"queued", "sending", "failed", "uncertain"}
)

func writeQueue(ctx context.Context, w io.Writer, s Sources) {
	queue, err := s.Queue(ctx)
	if err != nil {
		return // hito_database_up and the missing series tell
	}
	for _, state := range jobStates {
		gauge(w, "hito_jobs", fmt.Sprintf("{state=%q}", state), float64(queue.Jobs[state]))
	}
	for _, state := range mailStates {
		gauge(w, "hito_mails", fmt.Sprintf("{state=%q}", state), float64(queue.Mails[state]))
	}
}

func gauge(w io.Writer, name, labels string, value float64) {
	metrics.WriteGaugeFloat64(w, name+labels, value)
}

func counter(w io.Writer, name, labels string, value float64) {
	metrics.WriteCounterFloat64(w, name+labels, value)
}
