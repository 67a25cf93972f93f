package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Bounds of the program.
const (
	mostMemory = 40.0 // MB at rest, without the database
	mostStart  = 0.5  // seconds to the first answer on a warm data folder
)

const (
	demoPath = "/planes/i-plan-innovacion-2021-2023/cuadro-de-mando"
	starts   = 5
	visits   = 200
	rest     = 5 * time.Second
)

// measureProgram starts the demo as people do, once to make its data and then again and again.
func measureProgram(ctx context.Context, s settings, t *table) error {
	log.Printf("starts of %s", s.binary)
	data := filepath.Join(s.data, "demo")
	if _, err := startAndStop(ctx, s.binary, data); err != nil {
		return err
	}
	var times timing
	for range starts {
		took, err := startAndStop(ctx, s.binary, data)
		if err != nil {
			return err
		}
		times = append(times, took)
	}
	slices.Sort(times)
	server, err := start(ctx, s.binary, data)
	if err != nil {
		return err
	}
	rows, err := server.measure()
	if err := errors.Join(err, server.stop()); err != nil {
		return err
	}
	t.add(rows...)
	t.add(below(fmt.Sprintf("Start to first dashboard, warm data folder, database included, median of %d", starts),
		fmt.Sprintf("%.2f s (slowest %.2f s)", times.median().Seconds(), times[len(times)-1].Seconds()), times.median().Seconds(), mostStart, "s"))
	return nil
}

// measure weighs the first load and the memory, before and after some use.
func (p *program) measure() ([]row, error) {
	time.Sleep(rest)
	fresh, err := p.memory()
	if err != nil {
		return nil, err
	}
	rows, err := p.firstLoad(demoPath)
	if err != nil {
		return nil, err
	}
	for range visits {
		if _, err := p.get(demoPath); err != nil {
			return nil, err
		}
	}
	time.Sleep(rest)
	used, err := p.memory()
	return append(rows,
		below("Memory at rest, started and not yet visited", fmt.Sprintf("%.1f MB", fresh), fresh, mostMemory, "MB"),
		below(fmt.Sprintf("Memory at rest, %s after %d dashboards", rest, visits), fmt.Sprintf("%.1f MB", used), used, mostMemory, "MB"),
	), err
}

func startAndStop(ctx context.Context, binary, data string) (time.Duration, error) {
	began := time.Now()
	p, err := start(ctx, binary, data)
	if err != nil {
		return 0, err
	}
	_, err = p.get(demoPath)
	return time.Since(began), errors.Join(err, p.stop())
}

// program is a running server.
type program struct {
	cmd *exec.Cmd
	url string
}

// start returns when the program has said where it serves.
func start(ctx context.Context, binary, data string) (*program, error) {
	cmd := exec.CommandContext(ctx, binary, "serve", "--demo", "--addr", "127.0.0.1:0", "--data", data)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(setting string) bool {
		return strings.HasPrefix(setting, "HITO_") || strings.HasPrefix(setting, "DATABASE_URL=")
	})
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	said, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", binary, err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", binary, err)
	}
	p := &program{cmd: cmd}
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if _, url, found := strings.Cut(lines.Text(), "http://"); found {
			p.url = "http://" + strings.TrimSpace(url)
			go func() { _, _ = io.Copy(io.Discard, said) }()
			return p, nil
		}
	}
	return nil, fmt.Errorf("%s does not say where it serves: %w", binary, cmd.Wait())
}

func (p *program) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("stop the program: %w", err)
	}
	if err := p.cmd.Wait(); err != nil {
		return fmt.Errorf("the program ended badly: %w", err)
	}
	return nil
}

// get asks as a browser does and returns the bytes that came, compressed as they were.
func (p *program) get(path string) (answer, error) {
	request, err := http.NewRequest(http.MethodGet, p.url+path, nil) //nolint:noctx // the program's end ends it
	if err != nil {
		return answer{}, fmt.Errorf("ask for %s: %w", path, err)
	}
	request.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return answer{}, fmt.Errorf("ask for %s: %w", path, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("it answers %d", response.StatusCode)
	}
	if err != nil {
		return answer{}, fmt.Errorf("read %s: %w", path, err)
	}
	return answer{body, response.Header.Get("Content-Encoding")}, nil
}

// memory is the resident memory of the process itself, in MB of a million bytes; the database has its own.
func (p *program) memory() (float64, error) {
	text := field(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid), "VmRSS")
	kib, err := strconv.ParseFloat(strings.TrimSuffix(text, " kB"), 64)
	if err != nil {
		return 0, fmt.Errorf("read the memory of the process: %w", err)
	}
	return kib * 1024 / 1e6, nil
}
