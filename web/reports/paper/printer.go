package paper

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"

	"github.com/a-h/templ"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// printingTime is the longest that one document may take: a hundred pages take seconds, more on a busy machine.
const printingTime = 2 * time.Minute

// Printer makes PDF files with a Chromium, one at a time: each is a process of a hundred megabytes.
type Printer struct {
	path string
	turn chan struct{}
}

// browsers are the names under which a Chromium is looked for, as chromedp looks.
var browsers = []string{
	"headless_shell", "headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
	"/snap/bin/chromium", "/Applications/Chromium.app/Contents/MacOS/Chromium",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "chrome", "msedge",
}

// FindPrinter returns a printer with the Chromium of that path or name; of a blank one, with the first that is installed.
// It is nil where there is none.
func FindPrinter(path string) *Printer {
	names := browsers
	if path != "" {
		names = []string{path}
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return &Printer{path: path, turn: make(chan struct{}, 1)}
		}
	}
	return nil
}

// PDF prints the document: tagged, with language, title and outline. It waits for its turn, and ends with the context; no
// browser is left behind.
func (p *Printer) PDF(ctx context.Context, d Document) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, printingTime)
	defer cancel()
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to print report: %w", ctx.Err())
	}
	pdf, err := p.print(ctx, d)
	if err != nil {
		// Where the context ended, that is why the browser was lost.
		return nil, fmt.Errorf("print report: %w", errors.Join(ctx.Err(), err))
	}
	return pdf, nil
}

func (p *Printer) print(ctx context.Context, d Document) ([]byte, error) {
	folder, err := os.MkdirTemp("", "hito-report-")
	if err != nil {
		return nil, err
	}
	defer removeAll(folder)
	// chromedp gives the browser a profile of its own, and takes it away with all its processes before close returns.
	allocator, closeBrowser := chromedp.NewExecAllocator(ctx, p.options(folder)...)
	defer closeBrowser()
	tab, closeTab := chromedp.NewContext(allocator)
	defer closeTab()
	if err := chromedp.Do(tab); err != nil {
		return nil, err
	}
	noScripts := emulation.SetScriptExecutionDisabledParams{Value: true}
	if _, err := chromedp.Call(tab, emulation.SetScriptExecutionDisabled, noScripts); err != nil {
		return nil, err
	}
	path := filepath.Join(folder, "informe.html")
	draft, err := printOnce(tab, path, file(d, nil))
	if err != nil {
		return nil, err
	}
	// Style sheets cannot say yet on which page a heading falls: a second printing says it in the contents.
	return printOnce(tab, path, file(d, pagesOf(draft)))
}

// removeAll deletes a folder to which a dying browser may still be writing.
func removeAll(folder string) {
	for range 20 {
		if os.RemoveAll(folder) == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// printOnce prints a file that it writes to a path.
func printOnce(tab context.Context, path string, content templ.Component) ([]byte, error) {
	var html bytes.Buffer
	if err := content.Render(tab, &html); err != nil {
		return nil, err
	}
	if err := os.WriteFile(path, html.Bytes(), 0o600); err != nil {
		return nil, err
	}
	if err := chromedp.Do(tab, chromedp.Navigate("file://"+filepath.ToSlash(path))); err != nil {
		return nil, err
	}
	pdf, err := chromedp.Run(tab, chromedp.PrintToPDF(
		chromedp.PDFOutlineAndTagged(), chromedp.PDFPreferCSSPageSize(), chromedp.PDFPrintBackground()))
	if err != nil {
		return nil, err
	}
	return pdf, checkPDF(pdf)
}

var (
	pageObject  = regexp.MustCompile(`(?m)^(\d+) 0 obj\s*<<\s*/Type\s*/Page\b`)
	destination = regexp.MustCompile(`/([A-Za-z0-9-]+)\s*\[(\d+) 0 R\s*/XYZ`)
)

// pagesOf returns on which page of a PDF of Chromium's each anchor stands, the first being 1. Its objects are plain text
// but for the streams; of one whose are not, nothing is known.
func pagesOf(pdf []byte) map[string]int {
	numbers := map[string]int{}
	for n, object := range pageObject.FindAllSubmatch(pdf, -1) {
		numbers[string(object[1])] = n + 1
	}
	pages := map[string]int{}
	for _, anchor := range destination.FindAllSubmatch(pdf, -1) {
		pages[string(anchor[1])] = numbers[string(anchor[2])]
	}
	return pages
}

// options start a browser that reaches nothing but files, and keeps what it needs for a while in a folder. As root, and
// only there, chromedp leaves out the sandbox, which Chromium refuses to root.
func (p *Printer) options(folder string) []chromedp.ExecAllocatorOption {
	const longest = 55 // bytes: Chromium puts a socket there, whose whole path may have about a hundred
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(p.path), chromedp.DisableGPU,
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true), chromedp.Flag("lang", "es"))
	if len(folder) <= longest {
		options = append(options, chromedp.Env("TMPDIR="+folder))
	}
	return options
}

// checkPDF refuses what those who hear a document, or file it, could not use.
func checkPDF(pdf []byte) error {
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		return errors.New("the browser made no PDF")
	}
	for _, part := range []string{"/StructTreeRoot", "/Lang", "/Outlines", "/Title"} {
		if !bytes.Contains(pdf, []byte(part)) {
			return fmt.Errorf("the browser made a PDF without %s", part)
		}
	}
	return nil
}
