package paper_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hito/web/reports/paper"
)

// printer is the Chromium of the machine.
func printer(t *testing.T) *paper.Printer {
	t.Helper()
	p := paper.FindPrinter(os.Getenv("CHROMIUM_PATH"))
	if p == nil {
		if os.Getenv("CI") != "" {
			t.Fatal("no Chromium was found: install it or set CHROMIUM_PATH")
		}
		t.Skip("no Chromium was found: run .ci/install chromium, or set CHROMIUM_PATH")
	}
	return p
}

func TestThereIsNoPrinterWithoutABrowser(t *testing.T) {
	if paper.FindPrinter(filepath.Join(t.TempDir(), "none")) != nil {
		t.Error("a printer with a browser that is not there")
	}
	program, err := os.Executable()
	must(t, err)
	if paper.FindPrinter(program) == nil {
		t.Error("no printer with a program that is there")
	}
}

func TestAPDFIsTaggedAndLeavesNothingBehind(t *testing.T) {
	p := printer(t)
	folder := temporary(t)
	d := sample()
	d.Emblem = coat(t)
	pdf, err := p.PDF(t.Context(), d)
	must(t, err)
	if dir := os.Getenv("HITO_SCREENSHOTS"); dir != "" {
		must(t, os.WriteFile(filepath.Join(dir, "informe.pdf"), pdf, 0o600))
	}
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Fatalf("no PDF: %.20q", pdf)
	}
	for _, part := range []string{"/StructTreeRoot", "/Lang (es)", "/Outlines", "/MarkInfo", "/S /TH", "/S /Table", "/S /H1", "/S /Figure"} {
		if !bytes.Contains(pdf, []byte(part)) {
			t.Errorf("the PDF lacks %s", part)
		}
	}
	leftNothing(t, folder)
	look(t, pdf)
}

// temporary is a folder of the test's own for whatever is kept for a while. Its path is short, for the browser's sockets.
func temporary(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "hito")
	must(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	t.Setenv("TMPDIR", folder)
	return folder
}

// look reads the file with other programs, where they are.
func look(t *testing.T, pdf []byte) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "informe.pdf")
	must(t, os.WriteFile(file, pdf, 0o600))
	info, text := runs(t, "pdfinfo", file), runs(t, "pdftotext", "-layout", file, "-")
	if info == "" || text == "" {
		t.Log("poppler's programs are not installed: the PDF was not read by others")
		return
	}
	for _, part := range []string{"Title:           " + sample().Title, "Tagged:          yes", "(A4)"} {
		if !strings.Contains(info, part) {
			t.Errorf("pdfinfo does not say %q:\n%s", part, info)
		}
	}
	for _, part := range []string{"Página 2 de ", "Cómo se calcula", "66,67", "H7QK-2MXD-9RTF", "En plazo"} {
		if !strings.Contains(text, part) {
			t.Errorf("pdftotext does not say %q", part)
		}
	}
	cover, _, _ := strings.Cut(text, "\f")
	for _, line := range strings.Split(cover, "\n") {
		if strings.Contains(line, "Evolución del plan") && !strings.HasSuffix(strings.TrimSpace(line), "3") {
			t.Errorf("the contents do not tell the page: %q", line)
		}
	}
}

// runs returns what a program says, blank where it is not installed.
func runs(t *testing.T, name string, arguments ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		return ""
	}
	out, err := exec.CommandContext(t.Context(), name, arguments...).Output()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return string(out)
}

func TestPrintingEndsWithItsContext(t *testing.T) {
	p := printer(t)
	folder := temporary(t)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond) // less than a browser needs to start and print
	defer cancel()
	began := time.Now()
	if _, err := p.PDF(ctx, sample()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("err = %v", err)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("it ended after %v", took)
	}
	leftNothing(t, folder)
}

// leftNothing fails where files are left in a folder, or a process that was started with it.
func leftNothing(t *testing.T, folder string) {
	t.Helper()
	left, err := os.ReadDir(folder)
	must(t, err)
	for _, entry := range left {
		t.Errorf("%s is left behind", entry.Name())
	}
	processes, _ := filepath.Glob("/proc/[0-9]*/cmdline") // there is none but on Linux
	for _, path := range processes {
		if line, err := os.ReadFile(path); err == nil && bytes.Contains(line, []byte(folder)) {
			t.Errorf("a process is left behind: %.200q", line)
		}
	}
}
