// Package watch lets whoever runs Hito look into it: metrics and profiles on a listener of their own, and traces.
package watch

import (
	"net/http"
	"net/netip"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// Observer is told of every request. A nil one does nothing.
type Observer struct {
	Slow    time.Duration  // from which a request is logged as slow; 0 never
	Metrics *Metrics       // nil where nobody asks for them
	Spans   trace.Tracer   // nil where no traces are wanted
	Proxies []netip.Prefix // whose traceparent is believed
}

// Answer is what is told of a request: its route and never its address.
type Answer struct {
	Route, Method string
	Status        int
	Took          time.Duration
}

// IsSlow tells a request that took too long.
func (o *Observer) IsSlow(took time.Duration) bool { return o != nil && o.Slow > 0 && took >= o.Slow }

// Begin returns the request with its span, and what is called once it is answered.
func (o *Observer) Begin(r *http.Request) (*http.Request, func(Answer)) {
	if o == nil || o.Metrics == nil && o.Spans == nil {
		return r, func(Answer) {}
	}
	if o.Metrics != nil {
		o.Metrics.inFlight.Add(1)
	}
	var span trace.Span
	if o.Spans != nil {
		ctx := r.Context()
		if o.trusts(r.RemoteAddr) {
			// Its companion, tracestate, may hold anything, and is left where it is.
			ctx = propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": r.Header.Get("Traceparent")})
		}
		ctx, span = o.Spans.Start(ctx, "HTTP", trace.WithSpanKind(trace.SpanKindServer))
		r = r.WithContext(ctx)
	}
	return r, func(a Answer) { o.end(span, a) }
}

func (o *Observer) end(span trace.Span, a Answer) {
	if o.Metrics != nil {
		o.Metrics.inFlight.Add(-1)
		o.Metrics.count(a)
	}
	if span == nil {
		return
	}
	span.SetName(a.Method + " " + a.Route)
	span.SetAttributes(attribute.String("http.request.method", a.Method), attribute.String("http.route", a.Route),
		attribute.Int("http.response.status_code", a.Status))
	if a.Status >= http.StatusInternalServerError {
		span.SetStatus(codes.Error, "")
	}
	span.End()
}

// trusts tells connections from our own proxies.
func (o *Observer) trusts(remote string) bool {
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return false
	}
	for _, network := range o.Proxies {
		if network.Contains(at.Addr().Unmap()) {
			return true
		}
	}
	return false
}
