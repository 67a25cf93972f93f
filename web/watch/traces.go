package watch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Traces sends spans to a collector, by OTLP over HTTP.
type Traces struct{ provider *sdktrace.TracerProvider }

// TracesConfig says where spans go.
type TracesConfig struct {
	Collector string // its address; /v1/traces is added
	Headers   string // as OTEL_EXPORTER_OTLP_HEADERS has them: name=value,name=value
	Version   string
	Failed    func(error) // is told when spans could not be sent, which are lost then
}

// sendWithin is how long a collector may take.
const sendWithin = 10 * time.Second

// NewTraces returns traces that are sent in batches, or why the settings are wrong. Which are kept is as
// OTEL_TRACES_SAMPLER says; all without it.
func NewTraces(cfg TracesConfig) (*Traces, error) {
	u, err := url.Parse(cfg.Collector)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("%q is no address of a collector", cfg.Collector)
	}
	if !strings.HasSuffix(u.Path, "/v1/traces") {
		u = u.JoinPath("v1/traces")
	}
	headers, err := readHeaders(cfg.Headers)
	if err != nil {
		return nil, err
	}
	about, err := resource.Merge(resource.Default(), resource.NewSchemaless(
		attribute.String("service.name", "hito"), attribute.String("service.version", cfg.Version)))
	if err != nil {
		return nil, fmt.Errorf("describe the service: %w", err)
	}
	sender := &exporter{url: u.String(), headers: headers, client: &http.Client{Timeout: sendWithin}, failed: cfg.Failed}
	return &Traces{sdktrace.NewTracerProvider(sdktrace.WithBatcher(sender), sdktrace.WithResource(about))}, nil
}

// Tracer makes spans.
func (t *Traces) Tracer() trace.Tracer { return t.provider.Tracer("hito") }

// Close sends what is left.
func (t *Traces) Close(ctx context.Context) error { return t.provider.Shutdown(ctx) }

func readHeaders(text string) (map[string]string, error) {
	headers := map[string]string{}
	for pair := range strings.SplitSeq(text, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		name, value, ok := strings.Cut(pair, "=")
		value, err := url.PathUnescape(strings.TrimSpace(value))
		if !ok || err != nil {
			return nil, errors.New("a header is written as name=value")
		}
		headers[strings.TrimSpace(name)] = value
	}
	return headers, nil
}

// exporter posts spans. What a collector does not take is told and forgotten: people come first.
type exporter struct {
	url     string
	headers map[string]string
	client  *http.Client
	failed  func(error)
}

// ExportSpans sends one batch.
func (e *exporter) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	if err := e.post(ctx, encode(spans)); err != nil && e.failed != nil {
		e.failed(err)
	}
	return nil
}

func (e *exporter) post(ctx context.Context, body []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, e.url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("send traces: %w", err)
	}
	r.Header.Set("Content-Type", "application/x-protobuf")
	for name, value := range e.headers {
		r.Header.Set(name, value)
	}
	answer, err := e.client.Do(r)
	if err != nil {
		return fmt.Errorf("send traces: %w", err)
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, 64<<10)
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("send traces: the collector answered %s", answer.Status)
	}
	return nil
}

// Shutdown has nothing to end: requests end with their context.
func (*exporter) Shutdown(context.Context) error { return nil }
