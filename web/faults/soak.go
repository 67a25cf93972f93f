package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
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
	{"Connections to the database, in use and idle", "hito_pool_connections", 2, 1}, // two of the pools open theirs when they need them
	{"File descriptors", "process_open_fds", 12, 1},                                 // of clients that come and go
}

// soak is a day of use in the given time: it prints what the process holds over that time, and fails where it grows. After
// each part everybody rests for a moment, as at night: what is held then is what stays, whatever pages took meanwhile.
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
	r := &row{}
	pages, rests, err := s.use(ctx, private, length, r)
	err = errors.Join(err, s.close())
	fmt.Fprintf(out, "%s: %d pages, %d writes acknowledged, %d lost, %d duplicated, %d errors seen\n\n", length, pages, r.acknowledged, r.lost, r.duplicated, r.errors)
	if err != nil {
		return err
	}
	return report(out, rests)
}

// use sets writers and readers to work for so long, notes in r what became of what was written, and returns the pages that
// were read and the gauges after each part.
func (s *scene) use(ctx context.Context, private string, long time.Duration, r *row) (pages int64, rests [][]float64, err error) {
	l, err := s.begin(ctx)
	if err != nil {
		return 0, nil, err
	}
	readers, err := s.visit(ctx, l)
	if err != nil {
		return 0, nil, errors.Join(err, l.end())
	}
	for range parts {
		select {
		case <-ctx.Done():
		case <-time.After(long / parts):
		}
		l.night.Lock()
		rest, failed := rested(ctx, private)
		l.night.Unlock()
		rests, err = append(rests, rest), errors.Join(err, failed)
	}
	pages, refused := readers.end()
	if err := errors.Join(err, l.end(), refused); err != nil {
		return pages, nil, err
	}
	r.verify(ctx, s)
	err = errors.Join(r.chain, r.count(ctx, s), s.ledger.refused())
	if r.lost+r.duplicated > 0 {
		err = errors.Join(err, errors.New("something was lost or is there twice"))
	}
	return pages, rests, err
}

// audience are those who read.
type audience struct {
	over   chan struct{}
	group  sync.WaitGroup
	pages  atomic.Int64
	failed chan error
}

// visit sets readers to work beside the writers: half of them signed in.
func (s *scene) visit(ctx context.Context, beside *load) (*audience, error) {
	a := &audience{over: make(chan struct{}), failed: make(chan error, visitors)}
	for n := range visitors {
		c := newClient(s.site)
		if n%2 == 0 {
			if err := c.signIn(ctx); err != nil {
				return nil, err
			}
		}
		a.group.Go(func() { a.read(ctx, c, n, &beside.night) })
	}
	return a, nil
}

func (a *audience) read(ctx context.Context, c *client, first int, night *sync.RWMutex) {
	for n := first; ; n++ {
		select {
		case <-a.over:
			return
		case <-time.After(visitorPause):
		}
		path := visited[n%len(visited)]
		night.RLock()
		got, err := c.get(ctx, path)
		night.RUnlock()
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

// restFor is longer than the program waits before it gives memory back, and than connections of clients are kept.
const restFor = 10 * time.Second

// rested reads the gauges once nobody has asked for anything for a while.
func rested(ctx context.Context, addr string) ([]float64, error) {
	http.DefaultClient.CloseIdleConnections()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(restFor):
		return measured(ctx, addr)
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

// report prints what was held after each part and tells what grew.
func report(out io.Writer, rests [][]float64) (grown error) {
	fmt.Fprintln(out, "| at rest after | the first fifth | the second | the third | the fourth | the last | |\n|---|---:|---:|---:|---:|---:|---|")
	for at, g := range gauges {
		before, after := rests[1][at], rests[parts-1][at]
		verdict := "flat"
		if after > before*(1+mayGrow)+g.slack {
			verdict = "GROWS"
			grown = errors.Join(grown, fmt.Errorf("%s: from %.1f to %.1f", g.name, before/g.unit, after/g.unit))
		}
		fmt.Fprintf(out, "| %s |", g.name)
		for _, rest := range rests {
			fmt.Fprintf(out, " %.1f |", rest[at]/g.unit)
		}
		fmt.Fprintf(out, " %s |\n", verdict)
	}
	return grown
}
