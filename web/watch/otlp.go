package watch

import (
	"slices"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/protobuf/encoding/protowire"
)

// The messages of opentelemetry/proto/trace/v1 by the numbers of their fields. They are written here, and not by the
// generated types, as those bring gRPC and the whole of protobuf: 5 MB of program that everybody would hold in memory.

// encode writes an ExportTraceServiceRequest of spans that share a resource and a scope.
func encode(spans []sdktrace.ReadOnlySpan) []byte {
	if len(spans) == 0 {
		return nil
	}
	var resource, scope, scopeSpans []byte
	for _, a := range spans[0].Resource().Attributes() {
		resource = message(resource, 1, keyValue(a))
	}
	scope = text(scope, 1, spans[0].InstrumentationScope().Name)
	scopeSpans = message(scopeSpans, 1, scope)
	for _, s := range spans {
		scopeSpans = message(scopeSpans, 2, encodeSpan(s))
	}
	return message(nil, 1, message(message(nil, 1, resource), 2, scopeSpans))
}

func encodeSpan(s sdktrace.ReadOnlySpan) []byte {
	self, parent := s.SpanContext(), s.Parent()
	traceID, spanID, parentID := self.TraceID(), self.SpanID(), parent.SpanID()
	b := message(nil, 1, traceID[:])
	b = message(b, 2, spanID[:])
	if parentID.IsValid() {
		b = message(b, 4, parentID[:])
	}
	b = text(b, 5, s.Name())
	b = number(b, 6, uint64(s.SpanKind())) //nolint:gosec // G115: one to five, numbered as in OTLP
	b = moment(b, 7, s.StartTime())
	b = moment(b, 8, s.EndTime())
	for _, a := range s.Attributes() {
		b = message(b, 9, keyValue(a))
	}
	if s.Status().Code == codes.Error {
		const failed = 2
		b = message(b, 15, number(nil, 3, failed))
	}
	b = protowire.AppendTag(b, 16, protowire.Fixed32Type)
	return protowire.AppendFixed32(b, uint32(self.TraceFlags()))
}

// keyValue writes an attribute; all of ours are texts and whole numbers.
func keyValue(a attribute.KeyValue) []byte {
	var value []byte
	if a.Value.Type() == attribute.INT64 {
		value = number(nil, 3, uint64(a.Value.AsInt64())) //nolint:gosec // G115: int64 travels as its bits
	} else {
		value = text(nil, 1, a.Value.String())
	}
	return message(text(nil, 1, string(a.Key)), 2, value)
}

func message(b []byte, field protowire.Number, body []byte) []byte {
	return protowire.AppendBytes(protowire.AppendTag(b, field, protowire.BytesType), body)
}

func text(b []byte, field protowire.Number, s string) []byte {
	return protowire.AppendString(protowire.AppendTag(b, field, protowire.BytesType), s)
}

func number(b []byte, field protowire.Number, n uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), n)
}

func moment(b []byte, field protowire.Number, at time.Time) []byte {
	b = slices.Grow(b, 9)
	return protowire.AppendFixed64(protowire.AppendTag(b, field, protowire.Fixed64Type), uint64(at.UnixNano()))
}
