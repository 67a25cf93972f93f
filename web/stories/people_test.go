package stories

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

func (b tab) wants(what, got, want string) {
	b.t.Helper()
	if !strings.Contains(strings.ReplaceAll(got, "\u00a0", " "), want) {
		b.t.Errorf("%s: %q does not say %q", what, got, want)
	}
}

func (b tab) click(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// follow clicks a link or sends a form, and waits for the page that it leads to.
func (b tab) follow(selector string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	_, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
	if err != nil {
		b.t.Fatalf("follow %s: %v", selector, err)
	}
}

// waitFor waits until a condition holds, at most ten seconds.
func (b tab) waitFor(condition string) {
	b.t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !eval[bool](b, condition); {
		if time.Now().After(deadline) {
			b.t.Fatalf("never came true: %s", condition)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// The director opens the application to see where the plan is, asks why, and looks into what is behind.
func TestDirectorSeesWhereThePlanIs(t *testing.T) {
	b := open(t, serve(t))
	b.visit("/")
	b.wants("the start page", b.text("main"), "Plan de ejemplo")
	b.follow(`main a[href="/planes/i-plan-innovacion-2021-2023/cuadro-de-mando"]`)
	b.wants("the headline", b.text("#progreso"), "64,9")
	b.wants("the headline", b.text("#progreso"), "Con retraso")
	b.wants("what was expected", b.text("#progreso"), "73,4 %")
	b.wants("the coverage", b.text("#progreso"), "21 de 21")
	b.wants("the cut-off date", b.text("#progreso"), "30 de noviembre de 2022")
	b.wants("the days left", b.text("#progreso"), "212")
	for _, panel := range []string{
		"Progreso por objetivos", "Progreso actual vs. previsto", "Indicadores con mayor progreso", "Indicadores con menor progreso", "Progreso actual",
	} {
		if !slices.Contains(eval[[]string](b, `[...document.querySelectorAll("main h2")].map(h => h.innerText)`), panel) {
			t.Errorf("no panel is called %q", panel)
		}
	}
	b.click("#progreso .explain summary")
	b.wants("how it is calculated", b.text("#progreso .explain"), "suma de (peso × progreso) ÷ suma de pesos")
	b.wants("how it is calculated", b.text("#progreso .explain"), "= 64,93 %")

	b.follow(`#grafico-estados a[href*="critico"]`)
	b.wants("the list below the counts", b.text("#indicadores"), "I.12.2")
	if rows := eval[int](b, `document.querySelector("#indicadores table.table-hover").tBodies[0].rows.length`); rows == 0 || rows > 10 {
		t.Errorf("%d rows are critical", rows)
	}
	b.follow(`#indicadores tbody a[href*="I.12.1"]`)
	b.wants("the indicator", b.text("main"), "33,33 %")
	b.wants("what was published", b.text("main"), "0,00 %")
	eval[bool](b, `(history.back(), true)`)
	b.waitFor(`location.search === "?estado=critico"`)
}

func TestAnyDateCanBeSeen(t *testing.T) {
	b := open(t, serve(t))
	b.visit(example + "/cuadro-de-mando")
	now := b.text("#progreso .figure")
	eval[bool](b, `(document.querySelector("#as-of").value = "2026-03-31", true)`)
	b.follow(`.as-of button`)
	b.wants("the address", eval[string](b, `location.search`), "fecha=2026-03-31")
	if then := b.text("#progreso .figure"); then == now {
		t.Errorf("the progress was %s then as it is now", then)
	}
	b.follow(`.tabs a[href*="/seguimiento?"]`)
	b.wants("the other tab keeps the date", b.text("main"), "31 de marzo de 2026")
}

func TestChartsAreDrawnAgainWhereThereIsRoom(t *testing.T) {
	b := open(t, serve(t))
	b.visit(montilla + "/cuadro-de-mando")
	eval[bool](b, settle)
	b.waitFor(`["objetivos", "evolucion"].every(id => document.querySelector("#grafico-" + id + " .chart-live svg"))`)
	b.click("#actual-previsto > .fold:not(.explain) > summary")
	b.waitFor(`document.querySelector("#grafico-comparacion .chart-live svg") !== null`)
	if found := eval[[]string](b, `window.violations`); len(found) > 0 {
		t.Errorf("refused by the policy: %v", found)
	}
	b.keep("graficos-con-echarts")

	b.do(chromedp.EmulateViewport(360, 740))
	b.visit(montilla + "/cuadro-de-mando")
	eval[bool](b, settle)
	if n := eval[int](b, `document.querySelectorAll(".chart-live svg").length`); n != 0 {
		t.Errorf("%d charts were drawn again on a phone", n)
	}
	if loaded := eval[bool](b, `performance.getEntriesByType("resource").some(r => r.name.includes("echarts"))`); loaded {
		t.Error("a phone loads the chart library for nothing")
	}
}

// Whoever has no scripts reads the same figures, filters and dates.
func TestEverythingWorksWithoutScripts(t *testing.T) {
	b := open(t, serve(t))
	b.scripts(false)
	b.visit(montilla + "/cuadro-de-mando")
	b.wants("the headline", b.text("#progreso"), "64,9")
	if n := eval[int](b, `document.querySelectorAll("#grafico-objetivos .chart-row").length`); n != 12 {
		t.Errorf("%d of 12 objectives are drawn", n)
	}
	b.click("#progreso .explain summary")
	b.wants("how it is calculated", b.text("#progreso .explain"), "÷")
	b.visit(montilla + "/indicadores")
	b.do(chromedp.SendKeys(chromedp.CSS(`.filters input[type=search]`), "comunicacion"))
	b.follow(`.filters button[type=submit]`)
	b.wants("the address", eval[string](b, `location.search`), "texto=comunicacion")
	b.wants("found without accents", b.text("main"), "comunicado a la Ciudadanía")
}
