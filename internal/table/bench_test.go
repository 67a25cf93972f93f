package table_test

import (
	"bytes"
	"fmt"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"hito/internal/table"
)

// long is a CSV of values: 10,000 indicators with 60 each.
func long(rows int) []byte {
	var b bytes.Buffer
	b.WriteString("indicador;fecha;valor;comentario\n")
	for i := range rows {
		fmt.Fprintf(&b, "I.%d.%d;%02d/%02d/2022;%d,%d;\"Valor del periodo %d, según la unidad\"\n", i/600+1, i/60%10+1, i%28+1, i%12+1, i, i%7, i%60)
	}
	return b.Bytes()
}

// sheet is an XLSX that excelize writes as it goes.
func sheet(t testing.TB, rows, columns int, cell func(row, column int) any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	values := make([]any, columns)
	for row := 1; row <= rows; row++ {
		for column := range values {
			values[column] = cell(row, column+1)
		}
		if err := w.SetRow("A"+strconv.Itoa(row), values); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func wideCell(row, column int) any {
	if column <= 10 {
		return fmt.Sprintf("Texto de la columna %d del indicador %d", column, row)
	}
	return float64(row*column) / 8
}

// peak runs fn and returns how much the heap grew at most meanwhile, in MB.
func peak(fn func()) float64 {
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	var most atomic.Uint64
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for tick := time.NewTicker(5 * time.Millisecond); ; {
			runtime.ReadMemStats(&now)
			most.Store(max(most.Load(), now.HeapAlloc))
			select {
			case <-done:
				tick.Stop()
				return
			case <-tick.C:
			}
		}
	}()
	fn()
	close(done)
	<-stopped
	return (float64(most.Load()) - float64(before.HeapAlloc)) / (1 << 20)
}

func benchmark(b *testing.B, content []byte, rows int) {
	b.ReportAllocs()
	b.SetBytes(int64(len(content)))
	grew := peak(func() {
		for b.Loop() {
			f, err := table.Open("grande", content)
			if err != nil {
				b.Fatal(err)
			}
			n := 0
			if err := f.Rows(0, func(table.Row) error { n++; return nil }); err != nil || n != rows {
				b.Fatal(n, err)
			}
			if err := f.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.ReportMetric(grew, "peak-MB")
}

func BenchmarkLongCSV(b *testing.B) { benchmark(b, long(600_000), 600_001) }

func BenchmarkWideXLSX(b *testing.B) {
	benchmark(b, sheet(b, 10_000, 70, wideCell), 10_000)
}

func BenchmarkLongXLSX(b *testing.B) {
	benchmark(b, sheet(b, 600_000, 4, func(row, column int) any {
		if column == 4 {
			return "Según la unidad"
		}
		return row * column
	}), 600_000)
}
