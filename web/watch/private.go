package watch

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"net/netip"
	"strings"
	"time"
)

// Handler answers whoever may reach the private listener: metrics, profiles, and how the server is, in detail.
// The command line is not among it, as passwords may stand there.
func Handler(m *Metrics, s Sources) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		m.Write(r.Context(), w, s)
	})
	mux.HandleFunc("GET /debug/pprof/{$}", pprof.Index)
	for _, name := range []string{"allocs", "block", "goroutine", "heap", "mutex", "threadcreate"} {
		mux.Handle("GET /debug/pprof/"+name, pprof.Handler(name))
	}
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, "ok\nversion %s\n", s.Version) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { ready(w, r, s) })
	return ownHost(mux)
}

// ready tells why the server is not ready, and how busy its connections are.
func ready(w http.ResponseWriter, r *http.Request, s Sources) {
	start := time.Now()
	err := s.Ready(r.Context())
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintf(w, "not ready: %v\n", err)
	} else {
		fmt.Fprintf(w, "ok\ndatabase answers in %.1f ms\n", float64(time.Since(start).Microseconds())/1000)
	}
	for name, pool := range s.Pools {
		stat := pool.Stat()
		fmt.Fprintf(w, "pool %s: %d of %d connections in use\n", name, stat.AcquiredConns(), stat.MaxConns())
	}
}

// ownHost refuses names under which a page of another site could ask: a private listener is asked by its address.
func ownHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		site := r.Header.Get("Sec-Fetch-Site")
		if !byAddress(r.Host) || site != "" && site != "none" && site != "same-origin" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// byAddress tells a host that no name server had a say in.
func byAddress(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	return name == "localhost" || net.ParseIP(strings.Trim(name, "[]")) != nil
}

// NewServer returns a server for the private listener; a profile may take a minute.
func NewServer(h http.Handler, logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 2 * time.Minute,
		IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelDebug),
	}
}

// Private tells an address that nobody outside reaches: this machine's own, or one of a private network.
func Private(at net.Addr) bool {
	tcp, ok := at.(*net.TCPAddr)
	if !ok {
		return false
	}
	ip, ok := netip.AddrFromSlice(tcp.IP)
	ip = ip.Unmap()
	return ok && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast())
}
