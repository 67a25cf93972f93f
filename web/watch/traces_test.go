package watch

import (
	"context"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// fields reads a message: the bodies of its fields by number; numbers are written in decimal.
func fields(t *testing.T, b []byte) map[protowire.Number][][]byte {
	t.Helper()
	found := map[protowire.Number][][]byte{}
	for len(b) > 0 {
		field, kind, n := protowire.ConsumeTag(b)
		size := protowire.ConsumeFieldValue(field, kind, b[max(n, 0):])
		if n < 0 || size < 0 {
			t.Fatalf("malformed message: %x", b)
		}
		value := b[n : n+size]
		if kind == protowire.BytesType {
			value, _ = protowire.ConsumeBytes(value)
		}
		found[field], b = append(found[field], value), b[n+size:]
	}
	return found
}

func TestSpansReachTheCollector(t *testing.T) {
	var body []byte
	var asked *http.Request
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked = r
		body, _ = io.ReadAll(r.Body)
	}))
	defer collector.Close()
	traces, err := NewTraces(TracesConfig{Collector: collector.URL, Headers: "Authorization=Basic%20abc, x-team=hito", Version: "1.2.3", Failed: func(err error) { t.Error(err) }})
	if err != nil {
		t.Fatal(err)
	}
	o := &Observer{Spans: traces.Tracer(), Proxies: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}}
	const trace, parent = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
	r := httptest.NewRequest(http.MethodPost, "/planes/ana?clave=ana", nil)
	r.Header.Set("Traceparent", "00-"+trace+"-"+parent+"-01")
	r.Header.Set("Tracestate", "vendor=ana")
	_, answered := o.Begin(r)
	answered(Answer{Route: "/planes/{plan}", Method: "POST", Status: 503})
	r.RemoteAddr = "203.0.113.9:1234"
	_, answered = o.Begin(r)
	answered(Answer{Route: "/planes", Method: "POST", Status: 200})
	if err := traces.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	if asked.URL.Path != "/v1/traces" || asked.Header.Get("Content-Type") != "application/x-protobuf" ||
		asked.Header.Get("Authorization") != "Basic abc" || asked.Header.Get("X-Team") != "hito" {
		t.Errorf("asked %s with %v", asked.URL, asked.Header)
	}
	resourceSpans := fields(t, fields(t, body)[1][0])
	spans := fields(t, resourceSpans[2][0])[2]
	if len(spans) != 2 {
		t.Fatalf("%d spans arrived", len(spans))
	}
	believed, stranger := fields(t, spans[0]), fields(t, spans[1])
	if hex.EncodeToString(believed[1][0]) != trace || hex.EncodeToString(believed[4][0]) != parent || string(believed[5][0]) != "POST /planes/{plan}" ||
		believed[6][0][0] != 2 || len(believed[7][0]) != 8 || len(believed[8][0]) != 8 || fields(t, believed[15][0])[3][0][0] != 2 {
		t.Errorf("of a request through our proxy: %v", believed)
	}
	if hex.EncodeToString(stranger[1][0]) == trace || stranger[4] != nil || stranger[15] != nil {
		t.Errorf("what a stranger says of a trace is believed: %v", stranger)
	}
	for _, want := range []string{"service.name", "hito", "1.2.3", "http.route", "http.response.status_code"} {
		if !strings.Contains(string(body), want) {
			t.Errorf("the spans lack %s", want)
		}
	}
	for _, private := range []string{"ana", "203.0.113.9", "192.0.2.1"} {
		if strings.Contains(string(body), private) {
			t.Errorf("the spans hold %s", private)
		}
	}
}

func TestACollectorThatFailsIsToldOf(t *testing.T) {
	collector := httptest.NewServer(http.NotFoundHandler())
	defer collector.Close()
	var told error
	traces, err := NewTraces(TracesConfig{Collector: collector.URL + "/v1/traces", Failed: func(err error) { told = err }})
	if err != nil {
		t.Fatal(err)
	}
	_, span := traces.Tracer().Start(t.Context(), "a")
	span.End()
	if err := traces.Close(context.Background()); err != nil {
		t.Error(err)
	}
	if told == nil || !strings.Contains(told.Error(), "404") {
		t.Errorf("told %v", told)
	}
}

func TestWrongSettingsOfTraces(t *testing.T) {
	for _, cfg := range []TracesConfig{{Collector: "127.0.0.1:4318"}, {Collector: "grpc://127.0.0.1:4317"}, {Collector: "http://127.0.0.1:4318", Headers: "token"}} {
		if _, err := NewTraces(cfg); err == nil {
			t.Errorf("%+v is accepted", cfg)
		}
	}
}
