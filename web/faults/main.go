// Program faults causes faults under a load of writers and counts what became of every write that was acknowledged.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := 0
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	stop()
	os.Exit(code)
}

// run causes the faults that are asked for and prints the table; a row that does not hold is an error.
func run(ctx context.Context, args []string, out, log io.Writer) error {
	flags := flag.NewFlagSet("faults", flag.ContinueOnError)
	flags.SetOutput(log)
	binary := flags.String("binary", filepath.Join("bin", "hito"), "the program that is tried")
	repeat := flags.Int("repeat", 20, "how often each fault is caused")
	short := flags.Bool("short", false, "few faults, each twice")
	soak := flags.Duration("soak", 0, "instead: a day of use in this time, as 20m, after which nothing may have grown")
	only := flags.String("only", "", "regular expression for the names of the faults")
	if err := flags.Parse(args); err != nil {
		return err
	}
	wanted, err := regexp.Compile(*only)
	if err != nil {
		return fmt.Errorf("-only: %w", err)
	}
	e, err := newEnv(*binary, log)
	if err != nil {
		return err
	}
	e.repeat, e.short = *repeat, *short
	if e.short {
		e.repeat = 2
	}
	if *soak != 0 {
		return errors.Join(e.soak(ctx, *soak, out), os.RemoveAll(e.temp))
	}
	rows, err := e.runAll(ctx, wanted)
	table(out, rows)
	return errors.Join(err, os.RemoveAll(e.temp))
}

// newEnv makes the folder of a run.
func newEnv(binary string, log io.Writer) (*env, error) {
	binary, err := filepath.Abs(binary)
	if err == nil {
		_, err = os.Stat(binary)
	}
	if err != nil {
		return nil, fmt.Errorf("find the program that is tried: %w", err)
	}
	temp, err := os.MkdirTemp("", "hito-faults-")
	if err != nil {
		return nil, fmt.Errorf("make a folder: %w", err)
	}
	return &env{binary: binary, temp: temp, log: log}, os.Chmod(temp, 0o755)
}

// runAll runs the wanted rows and tells which do not hold.
func (e *env) runAll(ctx context.Context, wanted *regexp.Regexp) (rows []*row, all error) {
	for _, f := range faults {
		if !wanted.MatchString(f.name) || e.short && !f.short || ctx.Err() != nil {
			continue
		}
		r := e.run(ctx, f)
		rows = append(rows, r)
		if err := r.problem(); err != nil {
			all = errors.Join(all, fmt.Errorf("%s: %w", f.name, err))
		}
	}
	if len(rows) == 0 {
		all = errors.Join(all, errors.New("no fault has such a name"))
	}
	return rows, errors.Join(all, ctx.Err())
}

// ready tells whether the application and its database answer.
func ready(ctx context.Context, site string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, site+"/readyz", nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}
