package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Of the soak: a body of 200 people that open a hundred pages each on a working day, and send thousands of forms, which is
// many times what a plan takes.
const (
	visitors     = 8
	visitorPause = 350 * time.Millisecond
	writerPause  = 2 * time.Second
	sampleEvery  = 5 * time.Second
	mayGrow      = 0.05 // of what was used before
)

// visited are the pages that they open, each in its turn.
var visited = []string{
	"/", "/planes", "/planes/" + plan, "/planes/" + plan + "/cuadro-de-mando", "/planes/" + plan + "/seguimiento", "/planes/" + plan + "/indicadores",
	"/planes/" + plan + "/indicadores/I1.1", "/planes/" + plan + "/hoja", "/planes/" + plan + "/comparar", "/planes/" + plan + "/historia",
	"/planes/" + plan + "/informe.docx", "/planes/" + plan + "/indicadores?formato=csv", "/retos", "/retos/nuevo", "/bandeja",
	"/publico/" + plan, "/datos-abiertos", "/datos-abiertos/" + plan + "/mediciones.csv", "/api/v1/plans", "/cuenta/sesiones",
}

// gauges are what has to stay as it is, with how much more than the share mayGrow is still no growth.
var gauges = []struct {
	name  string // in the table
	in    string // among the metrics, all of that name together
	slack float64
	unit  float64
}{
	{"Resident memory of Hito (MB)", "process_resident_memory_bytes", 4e6, 1e6},
	{"Goroutines", "go_goroutines", 8, 1},
	{"Connections to the database, in use and idle", "hito_pool_connections", 0, 1},
	{"File descriptors", "process_open_fds", 12, 1}, // of clients that come and go
}

// soak is a day of use in the given time: it prints what the process holds over that time, and fails where it grows.
func (e *env) soak(ctx context.Context, length time.Duration, out io.Writer) error {
	private, err := freeAddr()
	if err != nil {
		return err
	}
	folder, err := e.folder()
	if err != nil {
		return err
	}
	s, err := embeddedIn(ctx, e, folder, "HITO_PRIVATE_ADDR="+private)
	if err != nil {
		return err
	}
	s.pause = writerPause
	l, err := s.begin(ctx)
	if err != nil {
		return errors.Join(err, s.close())
	}
	readers, err := s.visit(ctx)
	if err != nil {
		return errors.Join(err, l.end(), s.close())
	}
	samples, err := sample(ctx, private, length)
	pages, refused := readers.end()
	r := &row{}
	err = errors.Join(err, l.end(), refused)
	if err == nil {
		r.verify(ctx, s)
		err = errors.Join(r.chain, r.count(ctx, s), s.ledger.refused())
	}
	err = errors.Join(err, s.close())
	fmt.Fprintf(out, "%s: %d pages, %d writes acknowledged, %d lost, %d duplicated, %d errors seen\n\n", length, pages, r.acknowledged, r.lost, r.duplicated, r.errors)
	return errors.Join(err, report(out, samples))
}

// audience are those who read.
type audience struct {
	over   chan struct{}
	group  sync.WaitGroup
	pages  atomic.Int64
	failed chan error
}

// visit sets readers to work: half of them signed in.
func (s *scene) visit(ctx context.Context) (*audience, error) {
	a := &audience{over: make(chan struct{}), failed: make(chan error, visitors)}
	for n := range visitors {
		c := newClient(s.site)
		if n%2 == 0 {
			if err := c.signIn(ctx); err != nil {
				return nil, err
			}
		}
		a.group.Go(func() { a.read(ctx, c, n) })
	}
	return a, nil
}

func (a *audience) read(ctx context.Context, c *client, first int) {
	for n := first; ; n++ {
		select {
		case <-a.over:
			return
		case <-time.After(visitorPause):
		}
		path := visited[n%len(visited)]
		got, err := c.get(ctx, path)
		if err == nil && got.status >= http.StatusInternalServerError {
			err = fmt.Errorf("%s answers %d", path, got.status)
		}
		if err != nil {
			a.failed <- err
			return
		}
		a.pages.Add(1)
	}
}

func (a *audience) end() (pages int64, err error) {
	close(a.over)
	a.group.Wait()
	close(a.failed)
	for failed := range a.failed {
		err = errors.Join(err, failed)
	}
	return a.pages.Load(), err
}

// sample reads the gauges again and again; each sample has them in their order.
func sample(ctx context.Context, addr string, length time.Duration) (samples [][]float64, err error) {
	tick := time.NewTicker(sampleEvery)
	defer tick.Stop()
	for end := time.After(length); ; {
		select {
		case <-ctx.Done():
			return samples, ctx.Err()
		case <-end:
			return samples, nil
		case <-tick.C:
			one, err := measured(ctx, addr)
			if err != nil {
				return samples, err
			}
			samples = append(samples, one)
		}
	}
}

// measured reads the metrics of a Hito once.
func measured(ctx context.Context, addr string) ([]float64, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/metrics", nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	found := map[string]float64{}
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		series, value, ok := strings.Cut(lines.Text(), " ")
		if !ok || strings.Contains(series, `state="max"`) {
			continue
		}
		name, _, _ := strings.Cut(series, "{")
		number, _ := strconv.ParseFloat(value, 64) // comments are no numbers, and are not asked for
		found[name] += number
	}
	var values []float64
	for _, g := range gauges {
		value, ok := found[g.in]
		if !ok {
			return nil, fmt.Errorf("no metric is called %s", g.in)
		}
		values = append(values, value)
	}
	return values, nil
}

// parts is into how many the time is cut: the first is for warming up, the second is compared with the last.
const parts = 5

// report prints the medians of the parts and tells what grew.
func report(out io.Writer, samples [][]float64) (grown error) {
	if len(samples) < 2*parts {
		return fmt.Errorf("%d samples are too few", len(samples))
	}
	fmt.Fprintln(out, "| | first fifth | second | third | fourth | last | |\n|---|---:|---:|---:|---:|---:|---|")
	for at, g := range gauges {
		middle := medians(samples, at)
		before, after := middle[1], middle[parts-1]
		verdict := "flat"
		if after > before*(1+mayGrow)+g.slack {
			verdict = "GROWS"
			grown = errors.Join(grown, fmt.Errorf("%s: from %.1f to %.1f", g.name, before/g.unit, after/g.unit))
		}
		fmt.Fprintf(out, "| %s |", g.name)
		for _, m := range middle {
			fmt.Fprintf(out, " %.1f |", m/g.unit)
		}
		fmt.Fprintf(out, " %s |\n", verdict)
	}
	return grown
}

// medians are those of a gauge in each part of the samples.
func medians(samples [][]float64, at int) (list [parts]float64) {
	for n := range parts {
		part := samples[n*len(samples)/parts : (n+1)*len(samples)/parts]
		values := make([]float64, len(part))
		for i, one := range part {
			values[i] = one[at]
		}
		slices.Sort(values)
		list[n] = values[len(values)/2]
	}
	return list
}
