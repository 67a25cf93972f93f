package reports

import (
	"net/url"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/internal/report"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

const (
	preparing = own + "/preparar"
	theForm   = "main form.form"
)

var summaryField = report.TextField(report.Summary)

func TestPreparingIsForWhoeverIssuesReports(t *testing.T) {
	d := open(t)
	form := d.get(preparing).form(theForm)
	for role, status := range map[access.Role]int{
		access.Technician: 200, access.Director: 200, access.Admin: 403, access.Staff: 403, access.Nobody: 401,
	} {
		d.as(role).get(preparing).is(status)
		if status != 200 {
			d.post(preparing, form).is(status)
		}
	}
	if n := d.count(`SELECT count(*) FROM report_drafts`); n != 0 {
		t.Errorf("%d drafts", n)
	}
}

func TestAFormThatIsSentAsItIsChangesNothing(t *testing.T) {
	d := open(t)
	for _, plan := range []string{pagetest.Example, pagetest.Montilla} {
		path := plan + "/informe"
		before := d.get(path).is(200).Find(".paper").Text()
		a := d.post(path+"/preparar", d.get(path+"/preparar").form(theForm)).is(303)
		if !strings.HasPrefix(a.location, path+"/preparar?hecho=guardado") {
			t.Errorf("to %s", a.location)
		}
		if after := d.get(path).is(200).Find(".paper").Text(); after != before {
			t.Errorf("%s: the report changed", plan)
		}
		d.get(a.location).is(200).says("[role=status]", "El borrador del informe se ha guardado", "por ").lacks(".report-usual")
	}
}

func TestTextsSectionsAndOrderAreTheReports(t *testing.T) {
	d := open(t)
	form := d.get(preparing).is(200).form(theForm)
	form.Set("title", "Informe al Pleno")
	form.Set("to", "A la atención del Pleno")
	form.Set(summaryField, "Todo va bien.\r\n\r\n- Primero\r\n- Segundo")
	form[fieldChosen] = []string{"summary", "rules", "deviations"}
	form[fieldOrder] = []string{"rules", "summary", "panels", "objectives", "deviations", "changes", "challenges", "evidence"}
	form.Set("accion", "ver")
	if a := d.post(preparing, form).is(303); a.location != own+"?hecho=guardado" {
		t.Fatalf("to %s", a.location)
	}
	a := d.get(own).is(200).says("h1", "Informe al Pleno").says(".paper-to", "A la atención del Pleno").says(".paper-subtitle", "Plan de ejemplo")
	var got []string
	for n := range a.Find(".paper-section > h2").Length() {
		got = append(got, a.Find(".paper-section > h2").Eq(n).AttrOr("id", ""))
	}
	if want := "como-se-calcula en-una-pagina desviaciones"; strings.Join(got, " ") != want {
		t.Errorf("sections %v, want %s", got, want)
	}
	a.says(".paper-lead", "Todo va bien.").says("#en-una-pagina ~ ul", "Primero", "Segundo")
	again := d.get(preparing).is(200).says(".report-usual blockquote", "A 14 de marzo de 2026").lacks(".report-section .notice-warning")
	if got := again.form(theForm); got.Get(summaryField) != "Todo va bien.\r\n\r\n- Primero\r\n- Segundo" || strings.Join(got[fieldOrder][:3], " ") != "rules summary deviations" ||
		len(got[fieldChosen]) != 3 {
		t.Errorf("%v", got)
	}
	usual := again.form(theForm)
	usual.Set(fieldUsual, summaryField)
	d.post(preparing, usual).is(303)
	d.get(own).says(".paper-lead", "A 14 de marzo de 2026")
}

func TestTextsWrittenOnOtherDataAreTold(t *testing.T) {
	d := open(t)
	form := d.get(preparing).form(theForm)
	form.Set(summaryField, "Todo va bien.")
	d.post(preparing, form).is(303)
	d.get(own).is(200).lacks(".report-tools .notice-warning")
	const other = "?fecha=2026-01-31"
	d.get(own+other).is(200).says(".report-tools .notice-warning", "escritos sobre otros datos", "«En una página»")
	a := d.get(preparing+other).is(200).says("main .notice", "Se preparó con los datos de otra fecha").says(".report-section details[open]", "escrito sobre otros datos")

	untouched := a.form(theForm)
	d.post(preparing+other, untouched).is(303)
	d.get(own+other).says(".report-tools .notice-warning", "escritos sobre otros datos")

	checked := d.get(preparing + other).form(theForm)
	checked.Set(fieldReviewed, summaryField)
	d.post(preparing+other, checked).is(303)
	d.get(own+other).lacks(".report-tools .notice-warning:contains('otros datos')").says(".paper-lead", "Todo va bien.")
}

func TestCommentsAreTheDeviations(t *testing.T) {
	d := open(t)
	d.exec(`
		INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value, comment)
		SELECT i.plan_id, i.id, DATE '2026-03-13', 1, coalesce(i.baseline, 0), 'Del valor'
		  FROM indicators i
		  JOIN plans p ON p.id = i.plan_id
		 WHERE p.slug = 'plan-de-ejemplo' AND i.code = 'I1.1'`)
	field := report.CommentField(int64(d.count(`SELECT id FROM indicators WHERE code = 'I1.1'`)))
	a := d.get(preparing).is(200)
	form := a.form(theForm)
	if form.Get(field) != "Del valor" {
		t.Fatalf("%q", form.Get(field))
	}
	d.get(own).says("#desviaciones ~ * table", "Del valor")
	form.Set(field, "Del informe")
	d.post(preparing, form).is(303)
	d.get(own).says("#desviaciones ~ * table", "Del informe")
	d.get(preparing).says(".report-comment blockquote", "Del valor")
	blank := d.get(preparing).form(theForm)
	blank.Set(field, "")
	d.post(preparing, blank).is(303)
	if text := pagetest.Text(d.get(own).Find("#desviaciones ~ * table")); strings.Contains(text, "Del valor") || strings.Contains(text, "Del informe") {
		t.Errorf("a blank comment is none: %s", text)
	}
}

func TestSectionsMoveWithoutBeingSaved(t *testing.T) {
	d := open(t)
	form := d.get(preparing).lacks("button[value=sube-summary]").lacks("button[value=baja-rules]").form(theForm)
	form.Set(summaryField, "Mi texto")
	form.Set("title", "Mi título")
	form[fieldChosen] = []string{"panels"}
	form.Set(fieldMove, "sube-panels")
	a := d.post(preparing, form).is(200).says("main .notice", "guarde para conservarlo")
	got := a.form(theForm)
	if strings.Join(got[fieldOrder][:2], " ") != "panels summary" || got.Get(summaryField) != "Mi texto" || got.Get("title") != "Mi título" || len(got[fieldChosen]) != 1 {
		t.Errorf("%v", got)
	}
	if n := a.Find("button[autofocus]").Length(); n != 1 {
		t.Errorf("%d buttons have the focus", n)
	}
	if n := d.count(`SELECT count(*) FROM report_drafts`); n != 0 {
		t.Errorf("%d drafts", n)
	}
	d.post(preparing, got).is(303)
	if first := d.get(preparing).Find("[name="+fieldOrder+"]").First().AttrOr("value", ""); first != "panels" {
		t.Errorf("first %s", first)
	}
	for _, way := range []string{"sube-panels", "baja-x", "x", "sube-"} { // the first does not go up, the others are nothing
		moved := d.get(preparing).form(theForm)
		moved.Set(fieldMove, way)
		d.post(preparing, moved).is(200)
	}
}

func TestWhatIsWrongIsToldAtItsField(t *testing.T) {
	d := open(t)
	long := strings.Repeat("a", report.LongestText+1)
	for name, c := range map[string]struct{ field, value, at string }{
		"long title": {"title", long, "#title-error"}, "hidden letters": {"to", "a\u202eb", "#to-error"}, "long text": {summaryField, long, "#" + summaryField + "-error"},
		"NUL": {summaryField, "a\x00b", "#" + summaryField + "-error"},
	} {
		a := d.post(preparing, with(d.get(preparing).form(theForm), c.field, c.value)).is(422).says(".notice-error", "Hay algo que corregir")
		if a.Find(c.at).Length() != 1 {
			t.Errorf("%s: no message at %s", name, c.at)
		}
		if got := a.form(theForm).Get(c.field); strings.ReplaceAll(got, "\ufffd", "\x00") != c.value && name != "NUL" {
			t.Errorf("%s: %.20q is kept", name, got)
		}
	}
	none := d.get(preparing).form(theForm)
	none.Del(fieldChosen)
	d.post(preparing, none).is(422).says("#apartados-error", "al menos un apartado")
	for name, spoil := range map[string]func(url.Values){
		"no order":    func(f url.Values) { f.Del(fieldOrder) },
		"twice":       func(f url.Values) { f[fieldOrder] = append(f[fieldOrder], "summary") },
		"unknown":     func(f url.Values) { f[fieldOrder] = append(f[fieldOrder], "x") },
		"no text":     func(f url.Values) { f.Del(summaryField) },
		"made of":     func(f url.Values) { f.Set(madeOf+summaryField, "x") },
		"no version":  func(f url.Values) { f.Del("version") },
		"foreign key": func(f url.Values) { f.Set(ui.KeyField, "x") },
	} {
		form := d.get(preparing).form(theForm)
		spoil(form)
		if a := d.post(preparing, form); a.code != 400 {
			t.Errorf("%s: status %d", name, a.code)
		}
	}
	if n := d.count(`SELECT count(*) FROM report_drafts`); n != 0 {
		t.Errorf("%d drafts", n)
	}
}

func TestTwoWhoPrepareTheSameReport(t *testing.T) {
	d := open(t)
	mine, theirs := d.get(preparing).form(theForm), d.get(preparing).form(theForm)
	theirs.Set("title", "El de dirección")
	d.as(access.Director).post(preparing, theirs).is(303)
	mine.Set("title", "El mío")
	mine.Set(summaryField, "Mi texto")
	a := d.as(access.Technician).post(preparing, mine).is(409).says(".conflict", "ha cambiado esto mientras", "El mío", "El de dirección", "Mi texto")
	over := a.form(theForm)
	if over.Get("title") != "El mío" || over.Get("version") != "1" {
		t.Errorf("%v", over)
	}
	d.post(preparing, over).is(303)
	d.get(own).says("h1", "El mío")
}
