package workbook

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"hito/internal/date"
	"hito/internal/transfer"
)

// plan of so many indicators with so many values each.
func ofSize(indicators, values int) Data {
	d := Data{Slug: "grande", Title: "Grande", At: time.Unix(0, 0)}
	for n := range indicators {
		d.Records = append(d.Records, transfer.Record{Kind: transfer.Indicator, ID: int64(n + 1), Cells: map[transfer.Field]string{
			"code": "I." + strconv.Itoa(n), "objective": "O.1", "title": fmt.Sprintf("Personas atendidas en el servicio %d", n), "target": "100", "rule": "reach",
		}})
	}
	d.Values = func(fn func(transfer.Value) error) error {
		for n := range indicators {
			for m := range values {
				v := transfer.Value{Code: "I." + strconv.Itoa(n), On: date.New(2020, time.January, 1) + date.Date(m*30), Value: decimal.New(int64(n*m), -2)}
				if err := fn(v); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return d
}

func TestValuesGoOnInAnotherSheetWhereOneIsFull(t *testing.T) {
	var out bytes.Buffer
	if err := write(&out, ofSize(3, 7), 11); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	found := 0
	for name, want := range map[string]int{"Valores": 11, "Valores 2": 11, "Valores 3": 2} {
		rows, err := f.GetRows(name)
		if err != nil || len(rows) != want || rows[0][0] != "Código del indicador" {
			t.Errorf("%s has %d rows, %v", name, len(rows), err)
		}
		found += len(rows) - 1
	}
	if found != 21 {
		t.Errorf("%d values are in the book", found)
	}
}

// Every figure that a plan may hold is in its cell as it is written, whatever its digits: numbers as numbers, and only
// those that no spreadsheet could hold as texts.
func TestFiguresAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.Int64Range(-999_999_999_999_999_999, 999_999_999_999_999_999).Draw(t, "digits") / rapid.SampledFrom([]int64{1, 1e4, 1e9, 1e14}).Draw(t, "size")
		d := decimal.New(digits, -rapid.Int32Range(0, 6).Draw(t, "places"))
		var stored string
		switch v := figure(d).(type) {
		case float64:
			stored = strconv.FormatFloat(v, 'f', -1, 64) // as it is written into the file
		case string:
			if stored = strings.Replace(v, ",", ".", 1); d.NumDigits() <= 15 {
				t.Fatalf("%s is a text", d)
			}
		}
		if back, err := decimal.NewFromString(stored); err != nil || !back.Equal(d) {
			t.Fatalf("%s is in its cell as %q", d, stored)
		}
	})
}

// measured writes through to nothing and keeps the largest heap that it has seen.
type measured struct{ largest uint64 }

func (m *measured) Write(p []byte) (int, error) {
	m.look()
	return len(p), nil
}

func (m *measured) look() {
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	m.largest = max(m.largest, s.HeapInuse)
}

// Ten times as many values take no more memory: they wait in a file.
func TestMemoryDoesNotGrowWithTheValues(t *testing.T) {
	heap := func(values int) uint64 {
		d, m := ofSize(100, values), &measured{}
		give, given := d.Values, 0
		d.Values = func(fn func(transfer.Value) error) error {
			return give(func(v transfer.Value) error {
				if given++; given%5000 == 0 {
					m.look()
				}
				return fn(v)
			})
		}
		runtime.GC()
		if err := Write(m, d); err != nil {
			t.Fatal(err)
		}
		return m.largest
	}
	few, many := heap(200), heap(2000)
	if limit := few + 64<<20; many > limit {
		t.Errorf("%d MB for ten times as many values as take %d MB", many>>20, few>>20)
	}
}

// A plan of 10,000 indicators with 60 values each.
func BenchmarkWrite(b *testing.B) {
	d := ofSize(10_000, 60)
	m := &measured{}
	for b.Loop() {
		if err := Write(io.MultiWriter(m), d); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(m.largest>>20), "MB-heap")
}
