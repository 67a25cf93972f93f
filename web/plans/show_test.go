package plans

import (
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/web/ui"
	"hito/web/ui/board"
)

// twoLines is a plan with a line of two objectives, another of one of them, and an objective in none.
func twoLines() plan.Document {
	weight := decimal.New(1, 0)
	return plan.Document{
		Plan:  testPlan(plan.Active, -10, 10),
		Lines: []plan.Line{{ID: 1, Code: "L.1", Title: "Una"}, {ID: 2, Code: "L.2", Title: "Otra"}, {ID: 3, Code: "L.3", Title: "Vacía"}},
		Objectives: []plan.Objective{
			{ID: 1, Code: "O.1", Title: "Uno", Weight: weight, Lines: []string{"L.1", "L.2"}},
			{ID: 2, Code: "O.2", Title: "Dos", Weight: weight, Lines: []string{"L.1"}},
			{ID: 3, Code: "O.3", Title: "Tres", Weight: weight},
			{ID: 4, Code: "O.4", Title: "Cuatro", Weight: weight, Lines: []string{"L.2"}, CancelledOn: today - 5, CancelReason: "sin fondos"},
		},
	}
}

func boardOf(doc plan.Document) dashboard.Board {
	indicators := []dashboard.Indicator{indicatorOf(1, 1, "I.2"), indicatorOf(2, 1, "I.10"), indicatorOf(3, 2, "I.11")}
	indicators = slices.DeleteFunc(indicators, func(i dashboard.Indicator) bool {
		return !slices.ContainsFunc(doc.Objectives, func(o plan.Objective) bool { return o.ID == i.ObjectiveID })
	})
	return dashboard.Build(doc.Plan, doc.Lines, doc.Objectives, indicators, today)
}

// indicatorOf is an indicator that has come half way.
func indicatorOf(id, objective int64, code string) dashboard.Indicator {
	return dashboard.Indicator{
		Indicator: indicator.Indicator{ID: id, ObjectiveID: objective, Code: code, Title: code, Rule: "reach",
			Target: decimal.New(10, 0), Weight: decimal.New(1, 0)},
		Value: fraction("5"), MeasuredOn: today - 1,
	}
}

var asOfDay = board.Asked{View: dashboard.View{On: today, Today: today}, Query: "fecha=2026-11-21"}

// outline writes lines with their objectives: "L.1: O.1+L.2 O.2 | …".
func outline(lines []line) string {
	var parts []string
	for _, l := range lines {
		text := l.Code + ":"
		for _, g := range l.Goals {
			text += " " + g.Code
			for _, also := range g.Also {
				text += "+" + also.Text
			}
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " | ")
}

func TestLines(t *testing.T) {
	doc := twoLines()
	got := linesOf(boardOf(doc), asOfDay)
	if want := "L.1: O.1+L.2 O.2 | L.2: O.1+L.1 O.4 | L.3: | : O.3"; outline(got) != want {
		t.Fatalf("lines %q, want %q", outline(got), want)
	}
	first := got[0]
	if first.Progress != "50\u00a0%" || first.Explain == nil || first.Href != "/planes/plan/lineas/L.1?fecha=2026-11-21" {
		t.Errorf("first line %+v", first)
	}
	if g := first.Goals[0]; g.Progress != "50\u00a0%" || g.Href != "/planes/plan/objetivos/O.1?fecha=2026-11-21" {
		t.Errorf("first objective %+v", g)
	}
	if rest := got[3]; rest.Title != "Objetivos que no pertenecen a ninguna línea" || rest.Progress != "" || rest.Href != "" || rest.Goals[0].Note != "sin indicadores" {
		t.Errorf("objectives without line %+v", rest)
	}
	if g := got[1].Goals[1]; g.Status != "cancelled" || g.Progress != "" || !strings.Contains(g.Note, "16 de noviembre de 2026: sin fondos") {
		t.Errorf("cancelled objective %+v", g)
	}
}

func TestNamesAreOfTheMomentOfTheFigures(t *testing.T) {
	doc := twoLines()
	doc.Sections = []plan.Section{{Heading: "Texto nuevo"}}
	doc.Frameworks = []plan.Framework{{Code: "N", Title: "Marco nuevo"}}
	doc.State = plan.Closed
	old := twoLines()
	old.Title, old.GeneralObjective, old.OnTrackFrom = "Título antiguo", "Objetivo antiguo", decimal.RequireFromString("0.8")
	old.Lines = []plan.Line{{ID: 1, Code: "A", Title: "Línea antigua"}}
	old.Objectives = []plan.Objective{{ID: 1, Code: "X", Title: "Objetivo antiguo", Weight: decimal.New(1, 0), Lines: []string{"A"}}}
	b := boardOf(old)
	b.Frozen = &dashboard.SnapshotRef{ID: 1}
	b.Frame = &dashboard.Frame{
		Sections: []plan.Section{{Heading: "Texto antiguo"}}, Periods: []plan.Period{{Title: "Único", StartsOn: old.StartsOn, EndsOn: old.EndsOn}},
		Frameworks: []plan.Framework{{Code: "V", Title: "Marco antiguo"}},
	}
	p := buildShow(doc, b, asOfDay)
	if p.Head.Title != "Título antiguo" || p.General != "Objetivo antiguo" || !strings.Contains(p.Scale.Levels[1].Text, "80\u00a0%") {
		t.Errorf("head %+v, scale %+v", p.Head, p.Scale.Levels)
	}
	if outline(p.Lines) != "A: X" || p.Lines[0].Title != "Línea antigua" || p.Lines[0].Goals[0].Title != "Objetivo antiguo" {
		t.Errorf("lines %+v", p.Lines)
	}
	if len(p.Sections) != 1 || p.Sections[0].Heading != "Texto antiguo" || len(p.Calendar.Periods) != 1 || p.Frameworks[0].Title != "Marco antiguo" {
		t.Errorf("sections %v, periods %v, frameworks %v", p.Sections, p.Calendar.Periods, p.Frameworks)
	}
	if got := asOf(doc, b); got.State != plan.Closed {
		t.Errorf("state %q, want today's", got.State)
	}
}

func TestLinesWhereThereAreNone(t *testing.T) {
	doc := twoLines()
	doc.Lines = nil
	for n := range doc.Objectives {
		doc.Objectives[n].Lines = nil
	}
	got := linesOf(boardOf(doc), asOfDay)
	if len(got) != 1 || got[0].Title != "Objetivos específicos" || len(got[0].Goals) != 4 {
		t.Errorf("lines %q", outline(got))
	}
	doc.Objectives = nil
	if got := linesOf(boardOf(doc), asOfDay); got != nil {
		t.Errorf("a plan without objectives has %q", outline(got))
	}
}

func TestFrameworks(t *testing.T) {
	doc := twoLines()
	doc.Frameworks = []plan.Framework{
		{Code: "M.1", Title: "Con líneas", Standards: []plan.Standard{
			{Code: "S1", Lines: []string{"L.2", "L.1"}, Objectives: []string{"O.1"}, Indicators: []string{"I.10", "I.2"}},
			{Code: "S2"},
			{Code: "S3", Lines: []string{"L.1"}},
		}},
		{Code: "M.2", Title: "Sin líneas", Standards: []plan.Standard{{Code: "T1"}}},
		{Code: "M.3", Title: "Vacío"},
	}
	list := frameworks(doc, boardOf(doc), asOfDay)
	var got []string
	for _, f := range list {
		text := f.ID
		for _, g := range f.Groups {
			text += " [" + g.Title + "]"
			for _, s := range g.Rows {
				text += " " + s.Code
			}
		}
		got = append(got, text)
	}
	want := "marco-1 [L.1 · Una] S1 S3 [L.2 · Otra] S1 [Sin línea estratégica] S2 | marco-2 [Estándares] T1 | marco-3"
	if strings.Join(got, " | ") != want {
		t.Errorf("frameworks %q, want %q", strings.Join(got, " | "), want)
	}
	linked := list[0].Groups[0].Rows[0]
	if len(linked.Indicators) != 2 || linked.Indicators[0] != (ui.Link{Text: "I.2", Href: "/planes/plan/indicadores/I.2?fecha=2026-11-21"}) {
		t.Errorf("indicators %v, want the plan's order: I.2 first", linked.Indicators)
	}
	if len(linked.Objectives) != 1 || linked.Objectives[0].Href != "/planes/plan/objetivos/O.1?fecha=2026-11-21" {
		t.Errorf("objectives %v", linked.Objectives)
	}
}

func TestContentsListWhatThereIs(t *testing.T) {
	doc := twoLines()
	bare := plan.Document{Plan: doc.Plan}
	if got := texts(buildShow(bare, boardOf(bare), asOfDay).Contents); got != "Calendario|Qué significa cada estado" {
		t.Errorf("contents of a bare plan %q", got)
	}
	doc.GeneralObjective = "Mejorar"
	doc.Sections = []plan.Section{{Heading: "Introducción"}, {Heading: "Recursos"}}
	doc.Frameworks = []plan.Framework{{Code: "M", Title: "Marco"}}
	want := "Objetivo general|Calendario|Líneas y objetivos|Texto del plan(Introducción Recursos)|Marcos de referencia(Marco)|Qué significa cada estado"
	if got := texts(buildShow(doc, boardOf(doc), asOfDay).Contents); got != want {
		t.Errorf("contents %q, want %q", got, want)
	}
}

func texts(contents []entry) string {
	var parts []string
	for _, e := range contents {
		text := e.Text
		if len(e.Below) > 0 {
			var below []string
			for _, b := range e.Below {
				below = append(below, b.Text)
			}
			text += "(" + strings.Join(below, " ") + ")"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "|")
}
