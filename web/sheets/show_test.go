package sheets

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"hito/internal/access"
	"hito/web/ui/pagetest"
)

func TestTheSheetShowsWhatCanBeRecorded(t *testing.T) {
	d := open(t)
	p := d.get(sheetPath).is(200)
	p.says("h1", "Hoja de valores")
	rows := p.Find("tr.values-row")
	if rows.Length() < 15 {
		t.Fatalf("only %d rows", rows.Length())
	}
	for _, name := range []string{"valor", "fecha", "resultado", "comentario"} {
		p.counts("tr.values-row input[name^='"+name+"-']", rows.Length())
	}
	p.Find("main input:not([type=hidden])").Each(func(_ int, input *goquery.Selection) {
		if id := input.AttrOr("id", ""); id == "" || p.Find("label[for='"+id+"']").Length() != 1 {
			t.Errorf("the input %q has no label of its own", id)
		}
	})
	if first := p.Find("form.values-form button[type=submit]").First(); first.AttrOr("value", "") != "guardar" {
		t.Errorf("Enter without scripts sends %q", first.AttrOr("value", ""))
	}
	p.says("label[for='"+valueField.of(d.id("I1.1"))+"']", "Valor nuevo de I1.1")
	p.holds(dateField.of(d.id("I1.1")), "14/3/2026")
	p.counts("tr.group", p.Find("tbody").Length())
	p.counts("tr.values-notes:not([hidden])", 0)
}

func TestTheSheetIsNarrowed(t *testing.T) {
	d := open(t)
	all := d.get(sheetPath).Find("tr.values-row").Length()
	one := d.get(sheetPath + "?objetivo=O1").is(200)
	if n := one.Find("tr.values-row").Length(); n == 0 || n >= all {
		t.Errorf("%d rows of objective O1, of %d", n, all)
	}
	one.counts("tr.group", 1)
	if to := one.Find("form.values-form").AttrOr("action", ""); to != sheetPath+"?objetivo=O1" {
		t.Errorf("the filter is lost: the form goes to %q", to)
	}
	unit := d.get(sheetPath + "?unidad=Atenci%C3%B3n+Primaria").is(200)
	for _, text := range pagetest.Texts(unit.Find(".values-name .subtext")) {
		if !strings.Contains(text, "Atención Primaria") {
			t.Errorf("the filter by unit lets %q through", text)
		}
	}
	d.send("I1.1 valor=5").is(303)
	if n := d.get(sheetPath + "?ver=pendientes").Find("tr.values-row").Length(); n != all-1 {
		t.Errorf("%d rows are pending, want %d", n, all-1)
	}
	d.get(sheetPath+"?objetivo=nada").is(200).says(".empty", "No queda ninguno")
	for _, query := range []string{"fecha=31/2/2022", "fecha=0001-01-01", "pagina=0", "pagina=x", "guardadas=-1", "guardadas=9e9"} {
		d.get(sheetPath + "?" + query).is(400)
	}
}

func TestTheDayIsThatOfTheOpenRound(t *testing.T) {
	d := open(t)
	d.exec(`
		INSERT INTO rounds (plan_id, title, measured_on, due_on, opened_at)
		SELECT id, 'Primer trimestre', '2026-02-28', '2026-03-31', now()
		  FROM plans
		 WHERE slug = 'plan-de-ejemplo'`)
	p := d.get(sheetPath).is(200)
	p.holds("fecha", "2026-02-28")
	p.holds(dateField.of(d.id("I1.1")), "28/2/2026")
	p.says(".notice", "Ronda «Primer trimestre»", "plazo hasta el 31 de marzo de 2026", "Ver la ronda")
	d.as(access.Staff).get(sheetPath).says(".notice", "Ir a su bandeja")
	d.get(sheetPath+"?fecha=2026-01-31").holds(dateField.of(d.id("I1.1")), "31/1/2026")
}

func TestStaffSeesAndRecordsItsOwn(t *testing.T) {
	d := open(t)
	staff := d.as(access.Staff)
	p := staff.get(sheetPath).is(200)
	for _, text := range pagetest.Texts(p.Find(".values-name .subtext")) {
		if !strings.Contains(text, "Atención Primaria") {
			t.Errorf("staff is asked for what %q answers for", text)
		}
	}
	own := p.Find("tr.values-row").First().AttrOr("data-code", "")
	var others string
	d.get(sheetPath).Find("tr.values-row").Each(func(_ int, row *goquery.Selection) {
		if code := row.AttrOr("data-code", ""); p.Find("tr[data-code='"+code+"']").Length() == 0 {
			others = code
		}
	})
	if own == "" || others == "" {
		t.Fatalf("own %q, others' %q", own, others)
	}
	before := d.count()
	staff.send(own+" valor=3", others+" valor=4").is(403)
	staff.get(sheetPath + "/fila?indicador=" + idOf(row{ID: d.id(others)}) + "&valor=3&fecha=1/3/2026").is(403)
	if d.count() != before {
		t.Error("something was stored")
	}
	staff.send(own + " valor=3").is(303)
	if d.on(own, day) == "" {
		t.Error("the own value was not stored")
	}
	if text := staff.send(own + " valor=4").is(422).Find(".values-notes").Text(); strings.Contains(text, "registrado") {
		t.Errorf("staff is told who recorded: %q", text)
	}
}

func TestAClosedPlanTakesNothing(t *testing.T) {
	d := open(t)
	d.exec(`UPDATE plans SET state = 'closed' WHERE slug = 'plan-de-ejemplo'`)
	p := d.get(sheetPath).is(200)
	p.says(".empty", "El plan está cerrado", "hay que reabrirlo")
	p.counts("form.values-form", 0)
	before := d.count()
	if refused := d.send("I1.1 valor=5").is(403); !strings.Contains(refused.body, "El plan está cerrado") || d.count() != before {
		t.Errorf("it says %q", refused.body)
	}
}

func TestSheetsTakeTheSameStatementsWhateverTheirSize(t *testing.T) {
	d := open(t)
	d.get(sheetPath)
	cost := func() int32 { d.sent.n.Store(0); d.get(sheetPath).is(200); return d.sent.n.Load() }
	few := cost()
	d.exec(`
		INSERT INTO indicators (plan_id, objective_id, position, code, title, target)
		SELECT o.plan_id, o.id, 1000 + n, 'N' || n, 'Nuevo ' || n, 10
		  FROM objectives o
		  JOIN plans p ON p.id = o.plan_id AND p.slug = 'plan-de-ejemplo', generate_series(1, 600) n
		 WHERE o.code = 'O1'`)
	if many := cost(); many != few || few > 5 { // with those around the transaction
		t.Errorf("%d statements for the demo, %d for 600 more", few, many)
	}
	p := d.get(sheetPath)
	p.counts("tr.values-row", 500)
	if next := p.Find(".pagination a[href*='pagina=2']").Length(); next == 0 {
		t.Error("nothing leads to the second page")
	}
	if n := d.get(sheetPath + "?pagina=2").Find("tr.values-row").Length(); n < 100 {
		t.Errorf("the second page has %d rows", n)
	}
}
