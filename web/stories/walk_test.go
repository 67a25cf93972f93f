package stories

import (
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"
)

// walk gives the focus to whatever can have it, as the tabulator would, and tells what is not seen to have it.
const walk = `[...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
	.filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.tabIndex >= 0)
	.flatMap(e => {
		e.focus();
		if (document.activeElement !== e) return ["cannot have the focus: " + e.outerHTML.slice(0, 160)];
		const seen = s => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
		const inside = e.matches("svg a") && [...e.querySelectorAll(":scope > rect")].some(r => parseFloat(getComputedStyle(r).strokeWidth) >= 4);
		for (let n = e; n !== document.body; n = n.parentElement) if (seen(getComputedStyle(n)) || inside) return [];
		return ["shows no focus: " + e.outerHTML.slice(0, 160)];
	})`

// checkWalk looks at the focus of everything that can have it.
func (b tab) checkWalk(name string) {
	b.t.Helper()
	b.press(kb.Tab) // from then on the browser shows the focus
	for _, wrong := range eval[[]string](b, walk) {
		b.t.Errorf("%s: %s", name, wrong)
	}
}

// moves lists what goes on moving for whoever asked that nothing does; what comes in rows is alike.
const moves = `[...document.querySelectorAll("*")].slice(0, 500).flatMap(e => {
	const s = getComputedStyle(e), long = d => d.split(",").some(t => parseFloat(t) > 0.01);
	return long(s.transitionDuration) || s.animationName !== "none" && long(s.animationDuration) ? [e.outerHTML.slice(0, 120)] : [];
}).slice(0, 3)`

// printed lists what is of no use on paper, and what is cut there.
const printed = `[
	...[...document.querySelectorAll(".main-nav, .tabs, .crumbs, main form button, .pagination")].filter(e => e.checkVisibility() && !e.matches(".visually-hidden")).map(e => "printed: " + e.outerHTML.slice(0, 120)),
	...(document.documentElement.scrollWidth > innerWidth + 1 ? ["wider than the paper by " + (document.documentElement.scrollWidth - innerWidth)] : []),
]`

// checkComfort looks at a page with the system's forced colours and without movement.
func (b tab) checkComfort(name, scheme string) {
	b.t.Helper()
	b.media("", &emulation.MediaFeature{Name: "forced-colors", Value: "active"}, &emulation.MediaFeature{Name: "prefers-color-scheme", Value: scheme},
		&emulation.MediaFeature{Name: "prefers-reduced-motion", Value: "reduce"})
	for _, wrong := range eval[[]string](b, badges) {
		b.t.Errorf("%s with forced colours: %s", name, wrong)
	}
	for _, e := range eval[[]string](b, moves) {
		b.t.Errorf("%s: moves: %s", name, e)
	}
}

// checkPaper looks at a page on paper and gives it back as it was.
func (b tab) checkPaper(name, scheme string) {
	b.t.Helper()
	b.colours("light", "print")
	for _, wrong := range eval[[]string](b, printed) {
		b.t.Errorf("%s on paper: %s", name, wrong)
	}
	b.colours(scheme, "")
}
