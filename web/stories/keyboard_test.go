package stories

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func (b tab) press(key string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(key))
}

// With the keyboard alone: the skip link comes first, and folds open.
func TestKeyboardAlone(t *testing.T) {
	site := serve(t)
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			b := open(t, site)
			b.scripts(scripts)
			b.visit(example + "/cuadro-de-mando")
			b.press(kb.Tab)
			b.wants("the first stop", eval[string](b, `document.activeElement.innerText`), "Saltar al contenido")
			b.press(kb.Enter)
			b.wants("after the skip link", eval[string](b, `document.activeElement.id || location.hash`), "contenido")
			for n := 0; !eval[bool](b, `document.activeElement.matches("#progreso .explain summary")`); n++ {
				if n == 60 {
					t.Fatal("the explanation of the headline is not reached")
				}
				b.press(kb.Tab)
			}
			b.press(kb.Enter)
			if !eval[bool](b, `document.activeElement.parentElement.open`) {
				t.Error("the explanation of the headline is not opened")
			}
		})
	}
}

// stop tells what is wrong with where the focus is, and remembers it. It is "end" after the last one.
const stop = `(() => {
	const e = document.activeElement, outline = s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
	window.stops ??= new Set();
	if (e === document.body || e === [...stops][0] && stops.size > 1) return "end";
	stops.add(e);
	const box = e.getClientRects()[0], what = ": " + e.outerHTML.slice(0, 160);
	if (!box || box.width < 1 || box.height < 1) return "has no size" + what;
	const drawn = [...e.querySelectorAll(":scope > rect")].some(r => parseFloat(getComputedStyle(r).strokeWidth) >= 4); // in a drawing
	if (!outline(getComputedStyle(e)) && !drawn) return "has no outline" + what;
	const x = Math.max(box.left, 0) / 2 + Math.min(box.right, innerWidth) / 2, y = Math.max(box.top, 0) / 2 + Math.min(box.bottom, innerHeight) / 2;
	const top = document.elementFromPoint(x, y);
	if (!top) return "is out of sight" + what;
	if (!e.contains(top) && !top.contains(e)) return "is covered by " + top.outerHTML.slice(0, 80) + what;
	return "";
})()`

// missed lists what can be used and never had the focus; what a shut fold hides cannot, and of radio buttons one has it.
const missed = `[...document.querySelectorAll("a[href], button, input:not([type=hidden], [type=radio]:not(:checked)), select, summary")]
	.filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.tabIndex >= 0 && !stops.has(e)).map(e => e.outerHTML.slice(0, 160))`

// mostStops is more than any page of the demo has.
const mostStops = 600

// By the tabulator the focus gets everywhere and is always seen; TestEveryPageIsAccessible gives it to everything on each
// page, which takes less time.
func TestTheFocusIsAlwaysSeen(t *testing.T) {
	site := serve(t)
	for _, c := range []struct {
		name, path string
		scripts    bool
	}{
		{"dashboard", example + "/cuadro-de-mando", true},
		{"indicator", example + "/indicadores/I3.1", true},
		{"plans without scripts", "/planes", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := open(t, site)
			b.scripts(c.scripts)
			b.visit(c.path)
			n := 0
			for ; n < mostStops; n++ {
				b.press(kb.Tab)
				wrong := eval[string](b, stop)
				if wrong == "end" {
					break
				}
				if wrong != "" {
					t.Errorf("stop %d %s", n, wrong)
				}
			}
			if n < 15 || n == mostStops {
				t.Errorf("%d stops", n)
			}
			for _, e := range eval[[]string](b, missed) {
				t.Errorf("never reached: %s", e)
			}
		})
	}
}
