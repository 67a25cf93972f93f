// Command benchmark measures what docs/performance.md promises, on generated databases in a private
// cluster and on the program itself, and prints the table that stands there. It tells what is not
// met; it is no test.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/pprof"
	"syscall"
	"time"

	"hito/internal/bench"
	"hito/internal/date"
	"hito/internal/db/cluster"
)

type settings struct {
	data   string // folder of the databases; blank for a temporary one
	binary string // the program as it is built
	others int    // plans beside the measured one
	rounds int    // visits to each page
	retos  bool   // nothing else
	fill   bool   // the databases, and measure nothing
	read   bool   // what many read, and nothing else

	profile string // file of what the processor did meanwhile; blank for none
}

func main() {
	var s settings
	flag.StringVar(&s.data, "data", "", "folder that keeps the generated databases for the next time; a temporary one without it")
	flag.StringVar(&s.binary, "binary", "bin/hito", "the program to start")
	flag.IntVar(&s.others, "others", 8_130, "plans beside the measured one, each of another body")
	flag.IntVar(&s.rounds, "rounds", 40, "visits to each page")
	flag.BoolVar(&s.retos, "retos", false, "measure retos alone")
	flag.BoolVar(&s.fill, "fill", false, "generate the databases of plans in the folder of -data, and measure nothing")
	flag.BoolVar(&s.read, "readers", false, "measure alone what many read, and the roll-up over all plans")
	flag.StringVar(&s.profile, "profile", "", "file in which to keep what the processor did, for go tool pprof")
	flag.Parse()
	log.SetFlags(log.Ltime)
	if err := untilStopped(s); err != nil {
		log.Fatal("benchmark: ", err)
	}
}

// untilStopped lets a signal end the measurements in order, with the servers that they started.
func untilStopped(s settings) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if s.profile == "" {
		return run(ctx, s)
	}
	f, err := os.Create(s.profile)
	if err != nil {
		return fmt.Errorf("keep a profile: %w", err)
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return fmt.Errorf("keep a profile: %w", err)
	}
	err = run(ctx, s)
	pprof.StopCPUProfile()
	return errors.Join(err, f.Close())
}

func run(ctx context.Context, s settings) (err error) {
	if s.data == "" {
		if s.data, err = os.MkdirTemp("", "hito-bench-"); err != nil {
			return fmt.Errorf("make a folder for the databases: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(s.data)) }()
		if err := os.Chmod(s.data, 0o755); err != nil { // PostgreSQL's own user passes through
			return fmt.Errorf("open the folder of the databases: %w", err)
		}
	}
	var t table
	before := load()
	version, err := measurePages(ctx, s, &t)
	if err == nil && !s.retos && !s.fill && !s.read {
		err = measureProgram(ctx, s, &t)
	}
	if err != nil || s.fill {
		return err
	}
	fmt.Printf("%s\n%s", machine(version, before, load()), t)
	return nil
}

// measurePages measures everything that happens in this process, and tells PostgreSQL's version.
func measurePages(ctx context.Context, s settings, t *table) (version string, err error) {
	server, err := cluster.Start(ctx, cluster.Config{Dir: filepath.Join(s.data, "generated")})
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	if !s.retos {
		if err := measurePlans(ctx, server, s, t); err != nil {
			return "", err
		}
		if s.fill || s.read {
			return server.Version(), nil
		}
		if err := measureImport(ctx, server, t); err != nil {
			return "", err
		}
	}
	return server.Version(), measureRetos(ctx, server, t)
}

func measurePlans(ctx context.Context, server *cluster.Cluster, s settings, t *table) error {
	sites, err := makeSites(ctx, server, s.others)
	if err != nil {
		return err
	}
	defer sites.close()
	if s.fill {
		return nil
	}
	if s.read {
		return sites.measureReading(ctx, s.rounds, t)
	}
	if err := sites.measure(ctx, s.rounds, t); err != nil {
		return err
	}
	small, path := sites.alone[0], dashboardPath(sizes[0].Slug+"-1")
	if err := measureSignIns(ctx, small, path, t); err != nil {
		return err
	}
	if err := measureThroughput(ctx, small, path, t); err != nil {
		return err
	}
	if err := sites.measureReading(ctx, s.rounds, t); err != nil {
		return err
	}
	return sites.measureWrites(ctx, t)
}

// sizes are the plans that are measured.
var sizes = []bench.Plans{
	{Slug: "pequeno", Count: 1, Lines: 3, Objectives: 12, Indicators: 21},
	{Slug: "mediano", Count: 1, Lines: 8, Objectives: 100, Indicators: 1_000},
	{Slug: "grande", Count: 1, Lines: 12, Objectives: 1_000, Indicators: 10_000},
}

// sites serve each measured plan alone in a database, and all of them beside many others.
type sites struct {
	alone  []*site // by size
	beside *site
	others int
}

func makeSites(ctx context.Context, server *cluster.Cluster, others int) (s sites, err error) {
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	today := date.Of(time.Now())
	s.others = others
	for _, size := range sizes {
		one, err := makeSite(ctx, server, fmt.Sprintf("alone_%d", size.Indicators), today, size)
		if err != nil {
			return s, err
		}
		s.alone = append(s.alone, one)
	}
	crowd := bench.Plans{Slug: "otro", Count: others, Lines: 3, Objectives: 12, Indicators: 21}
	s.beside, err = makeSite(ctx, server, fmt.Sprintf("beside_%d", others), today, append(sizes[:len(sizes):len(sizes)], crowd)...)
	return s, err
}

func makeSite(ctx context.Context, server *cluster.Cluster, name string, today date.Date, plans ...bench.Plans) (*site, error) {
	start := time.Now()
	url, err := bench.Make(ctx, server, name, today, plans...)
	if err != nil {
		return nil, err
	}
	log.Printf("database %s is ready after %s", name, time.Since(start).Round(100*time.Millisecond))
	return newSite(ctx, url)
}

func (s sites) close() {
	for _, one := range s.alone {
		one.pool.Close()
	}
	if s.beside != nil {
		s.beside.pool.Close()
	}
}
