// Package stories follows people through Hito in a real browser: each page in both colour schemes,
// on a phone, with the keyboard alone, without scripts and on paper.
package stories

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/date"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/internal/user"
	"hito/web"
	"hito/web/abouts"
	"hito/web/ui"
)

// today stands still, so that the fictitious plan is the same in every run.
var today = time.Date(2026, time.November, 21, 10, 0, 0, 0, time.UTC)

// browser is shared: a start takes a second. It is nil where there is no Chromium.
var browser context.Context

func TestMain(m *testing.M) {
	// Stories wait for the browser more than they work: those that may go side by side do so twice as many at a time.
	flag.Parse()
	_ = flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0)))
	ctx, stop, profile := launch()
	browser = ctx
	dbtest.Main(cleaning{m, func() {
		stop()
		removeAll(profile)
	}})
}

// cleaning stops the browser when the tests are over.
type cleaning struct {
	tests interface{ Run() int }
	end   func()
}

// Run runs the tests and returns their exit code.
func (c cleaning) Run() int {
	defer c.end()
	return c.tests.Run()
}

func launch() (context.Context, func(), string) {
	profile, err := os.MkdirTemp("", "hito-stories-")
	if err != nil {
		panic(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.UserDataDir(profile), chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-quic", true), chromedp.Flag("lang", "es"),
		chromedp.Flag("js-flags", "--single-threaded --no-opt --no-maglev")) // no page lives long enough for what compiling it well costs
	if path := os.Getenv("CHROMIUM_PATH"); path != "" {
		options = append(options, chromedp.ExecPath(path))
	}
	if os.Geteuid() == 0 { // Chromium's sandbox refuses root
		options = append(options, chromedp.NoSandbox)
	}
	allocator, release := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeBrowser := chromedp.NewContext(allocator)
	stop := func() { closeBrowser(); release() }
	if err := chromedp.Do(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "start Chromium:", err)
		stop()
		return nil, func() {}, profile
	}
	return ctx, stop, profile
}

// removeAll deletes the profile, which a dying browser may still be writing.
func removeAll(dir string) {
	for range 20 {
		if os.RemoveAll(dir) == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// serve runs the whole application with the demo on a database of the test's own.
func serve(t *testing.T) string {
	t.Helper()
	site, _ := serveWith(t)
	return site
}

// serveWith is serve, with the database.
func serveWith(t *testing.T) (string, *pgxpool.Pool) {
	t.Helper()
	pool := demotest.New(t, date.Of(today))
	site := http.NewServeMux()
	site.Handle("/", application(pool))
	site.HandleFunc(axePath, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		w.Header().Set("Cache-Control", "max-age=3600")
		_, _ = io.WriteString(w, axe)
	})
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	return server.URL, pool
}

func application(pool *pgxpool.Pool) http.Handler {
	return web.New(web.Config{
		Pool: pool, Ready: pool.Ping, Logger: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return today }, Location: time.UTC, Users: user.Store{Pool: pool, Now: func() time.Time { return today }},
		Site: ui.Site{Demo: true, Version: "test"}, Contact: abouts.Contact{Phone: "957 00 00 00"},
	})
}

// tab is a page of the browser with a way to fail its test.
type tab struct {
	t    *testing.T
	ctx  context.Context
	site string
}

// violations records what the content security policy refuses, from the first line of each page on.
const violations = `window.violations = [];
addEventListener("securitypolicyviolation", e => violations.push(e.violatedDirective + " " + e.blockedURI + " " + e.sample));
addEventListener("error", e => violations.push("error: " + e.message));
addEventListener("unhandledrejection", e => violations.push("rejection: " + e.reason));`

// open gives the test a tab of its own at the site's address.
func open(t *testing.T, site string) tab {
	t.Helper()
	if browser == nil {
		if os.Getenv("CI") != "" {
			t.Fatal("no Chromium was found: install it or set CHROMIUM_PATH")
		}
		t.Skip("no Chromium was found: run .ci/install chromium, or set CHROMIUM_PATH")
	}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext()) // cookies of its own
	t.Cleanup(cancel)
	b := tab{t: t, ctx: ctx, site: site}
	b.must(chromedp.Do(ctx)) // the tab lives as long as the context that first asks for it
	b.do(chromedp.EmulateViewport(1280, 900))
	_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: violations})
	b.must(err)
	return b
}

// another opens a second tab of the same browser: it has the same cookies.
func (b tab) another() tab {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	b.t.Cleanup(cancel)
	b.must(chromedp.Do(ctx))
	return tab{t: b.t, ctx: ctx, site: b.site}
}

func (b tab) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// do carries out steps, each within a minute, as other tests may take the machine.
func (b tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	for _, step := range steps {
		ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
		err := chromedp.Do(ctx, step)
		cancel()
		b.must(err)
	}
}

func (b tab) visit(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.site + path))
}

// eval returns the value of a script; promises are awaited.
func eval[T any](b tab, script string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	b.must(err)
	return value
}

func (b tab) text(selector string) string {
	b.t.Helper()
	return eval[string](b, `document.querySelector(`+quote(selector)+`)?.innerText ?? `+quote("nothing at "+selector))
}

// colours makes the pages follow a colour scheme, on screen or on paper. They do not move, so that none is met half way.
func (b tab) colours(scheme, media string) {
	b.t.Helper()
	b.media(media, &emulation.MediaFeature{Name: "prefers-color-scheme", Value: scheme},
		&emulation.MediaFeature{Name: "prefers-reduced-motion", Value: "reduce"})
}

// media makes the pages believe that they are shown on a medium with some features.
func (b tab) media(media string, features ...*emulation.MediaFeature) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media, Features: features})
	b.must(err)
}

func (b tab) scripts(on bool) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
	b.must(err)
}

// keep writes a picture of the whole page to the folder HITO_SCREENSHOTS, where it is set.
func (b tab) keep(name string) {
	b.t.Helper()
	dir := os.Getenv("HITO_SCREENSHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	b.must(err)
	b.must(os.MkdirAll(dir, 0o755))
	b.must(os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o600))
}
