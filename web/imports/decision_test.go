package imports

import (
	"maps"
	"net/url"
	"testing"

	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/transfer"
	"hito/web/ui/pagetest"
)

// asksTwo is an import with a table of two columns, and two questions, one of which is settled.
func asksTwo() transfer.Import {
	return transfer.Import{
		ID: 7, Version: 2, Mode: transfer.Update, State: transfer.StateReady, Settings: transfer.Settings{Mode: transfer.Update, On: november},
		Understood: transfer.Understood{
			Tables: []transfer.Table{{Kind: transfer.Indicator, Rows: 3, Columns: []transfer.Column{
				{Key: "indicator:indicador", Heading: "Indicador", Number: 1, Field: "title", Guessed: true},
				{Key: "indicator:notas", Heading: "Notas", Number: 2, Sample: []string{"Una nota"}},
			}}},
			Questions: []transfer.Question{
				{Key: "objective:a", Kind: transfer.Objective, Text: "Implentar", Lines: []int{3, 4}, Chosen: "1", Options: []transfer.Option{{Value: "1", Label: "O.E.2"}, {Value: "new", Label: "Es nuevo"}}},
				{Key: "unit:b", Kind: transfer.UnitKind, Text: "Innovación", Chosen: "9", Settled: true, Options: []transfer.Option{{Value: "9", Label: "Unidad Innovación"}, {Value: "", Label: "No ponerla"}}},
			},
		},
	}
}

func decide(t *testing.T, i transfer.Import, mappings []transfer.SavedMapping, pairs ...string) (decided, fault.Invalid) {
	t.Helper()
	form := url.Values{"on": {"30/11/2022"}}
	for n := 0; n < len(pairs); n += 2 {
		form.Set(pairs[n], pairs[n+1])
	}
	r := pagetest.Form(t, "/planes/importar/7", form)
	if err := r.ParseForm(); err != nil {
		t.Fatal(err)
	}
	return readDecided(r, i, mappings, pagetest.Today())
}

func TestColumnsThatAreLeftAsUnderstoodStayGuessed(t *testing.T) {
	for name, c := range map[string]struct {
		typed string
		want  map[string]transfer.Field
	}{
		"as it was":        {"", map[string]transfer.Field{}},
		"another":          {"description", map[string]transfer.Field{"indicator:notas": "description"}},
		"of another table": {"standards_of_nobody", map[string]transfer.Field{}},
	} {
		d, wrong := decide(t, asksTwo(), nil, "accion", askCompare, "columna.indicator:indicador", "title", "columna.indicator:notas", c.typed, "columna.unknown", "title")
		if len(wrong) > 0 || !maps.Equal(d.settings.Columns, c.want) {
			t.Errorf("%s: %v, %v", name, d.settings.Columns, wrong)
		}
	}
}

func TestAColumnIsLeftOut(t *testing.T) {
	d, _ := decide(t, asksTwo(), nil, "accion", askCompare, "columna.indicator:indicador", "")
	if field, told := d.settings.Columns["indicator:indicador"]; !told || field != "" {
		t.Errorf("%v", d.settings.Columns)
	}
}

func TestAllColumnsAreKeptUnderAName(t *testing.T) {
	d, _ := decide(t, asksTwo(), nil, "accion", askCompare, "save_as", "Trimestral", "columna.indicator:notas", "description")
	want := map[string]transfer.Field{"indicator:indicador": "title", "indicator:notas": "description"}
	if !maps.Equal(d.settings.Columns, want) || d.saveAs != "Trimestral" {
		t.Errorf("%v under %q", d.settings.Columns, d.saveAs)
	}
}

func TestMatchesAreConfirmedByTheirOwnButtonAlone(t *testing.T) {
	for name, c := range map[string]struct {
		pairs []string
		want  map[string]string
	}{
		"compared, nothing touched": {[]string{"accion", askCompare, "respuesta.objective:a", "1", "respuesta.unit:b", "9"}, map[string]string{"unit:b": "9"}},
		"compared, one changed":     {[]string{"accion", askCompare, "respuesta.objective:a", "new", "respuesta.unit:b", ""}, map[string]string{"objective:a": "new", "unit:b": ""}},
		"confirmed":                 {[]string{"accion", askConfirm, "respuesta.objective:a", "1", "respuesta.unit:b", "9"}, map[string]string{"objective:a": "1", "unit:b": "9"}},
		"no option of it":           {[]string{"accion", askConfirm, "respuesta.objective:a", "77", "respuesta.other", "1"}, map[string]string{}},
	} {
		if d, _ := decide(t, asksTwo(), nil, c.pairs...); !maps.Equal(d.settings.Answers, c.want) {
			t.Errorf("%s: %v, want %v", name, d.settings.Answers, c.want)
		}
	}
}

func TestASavedFormatSaysWhatColumnsMean(t *testing.T) {
	saved := []transfer.SavedMapping{
		{ID: 4, Name: "Trimestral", Columns: map[string]transfer.Field{"indicator:notas": transfer.ValueComment, "indicator:otra": "title"}},
		{ID: 5, Name: "De otra", Columns: map[string]transfer.Field{"indicator:otra": "title"}},
	}
	d, wrong := decide(t, asksTwo(), saved, "accion", askFormat, "formato", "4")
	if len(wrong) > 0 || !maps.Equal(d.settings.Columns, map[string]transfer.Field{"indicator:notas": transfer.ValueComment}) {
		t.Errorf("%v, %v", d.settings.Columns, wrong)
	}
	for _, format := range []string{"5", "6", ""} {
		if _, wrong := decide(t, asksTwo(), saved, "accion", askFormat, "formato", format); wrong["formato"] == "" {
			t.Errorf("format %q is taken", format)
		}
	}
}

func TestTheDayOfTheValues(t *testing.T) {
	for typed, right := range map[string]bool{"30/11/2022": true, "2022-11-30": true, "": false, "31/11/2022": false, "1/1/2027": false} {
		if _, wrong := decide(t, asksTwo(), nil, "accion", askCompare, "on", typed); (wrong["on"] == "") != right {
			t.Errorf("%q: %v", typed, wrong)
		}
	}
}

func TestNothingChosenIsLostWhenItIsRefused(t *testing.T) {
	i := asksTwo()
	d, _ := decide(t, i, nil, "accion", askConfirm, "columna.indicator:notas", "description", "respuesta.objective:a", "new", "on", "x", "save_as", "Mío")
	p := buildDecision(shown{Import: i})
	p.keep(d)
	list := p.refused(fault.Invalid{"on": "Escriba una fecha."})
	if len(list) != 1 || list[0].ID != "on" || p.On.Error == "" || p.On.Value != "x" || p.SaveAs.Value != "Mío" || !p.correcting() {
		t.Errorf("%+v %+v", list, p.On)
	}
	if got := chosenText(p.Tables[0].Columns[1].Options); got != "Descripción del indicador" || !p.Tables[0].Open {
		t.Errorf("the column means %q", got)
	}
	if p.Questions[0].chosen() != "new" || p.Settled[0].chosen() != "9" {
		t.Errorf("%+v %+v", p.Questions, p.Settled)
	}
	rows := map[string][2]string{}
	for _, row := range buildDecision(shown{Import: i}).conflicts(i, d) {
		rows[row.Label] = [2]string{row.Mine, row.Theirs}
	}
	if rows["Columna «Notas»"] != [2]string{"Descripción del indicador", "No importar"} || rows["¿Qué objetivo es «Implentar»?"] != [2]string{"Es nuevo", "O.E.2"} {
		t.Errorf("%v", rows)
	}
}

func TestTheHeadOfANewPlanIsAskedFor(t *testing.T) {
	i := transfer.Import{Mode: transfer.NewPlan, State: transfer.StateReady, Counts: transfer.Counts{transfer.Objective: {transfer.Created: 2}}}
	p := buildDecision(shown{Import: i, may: true})
	if p.Head == nil || !p.Head.Wrong || p.Head.Title.Error == "" {
		t.Fatalf("%+v", p.Head)
	}
	if a := buildApply(shown{Import: i, may: true}); a.Pending == nil || a.Pending.Href != "#plan-nuevo" {
		t.Errorf("%+v", a)
	}
	i.Head = plan.Creation{Title: "II Plan", Body: "Ayuntamiento", StartsOn: "1/1/2024", EndsOn: "31/12/2026"}
	if p = buildDecision(shown{Import: i, may: true}); p.Head.Wrong || p.Head.Summary != "II Plan, del 1 de enero de 2024 al 31 de diciembre de 2026" {
		t.Errorf("%+v", p.Head)
	}
	if a := buildApply(shown{Import: i, may: true}); a.Pending != nil || a.Nothing != "" {
		t.Errorf("%+v", a)
	}
}

func TestNothingIsAppliedBeforeMatchesAreConfirmed(t *testing.T) {
	i := asksTwo()
	i.Counts = transfer.Counts{transfer.Indicator: {transfer.Created: 1}}
	if a := buildApply(shown{Import: i, may: true}); a.Pending == nil || a.Pending.Href != "#coincidencias" {
		t.Errorf("%+v", a)
	}
	i.Understood.Questions[0].Settled = true
	if a := buildApply(shown{Import: i, may: true}); a.Pending != nil || a.Reason != nil {
		t.Errorf("%+v", a)
	}
	i.Counts[transfer.Measurement] = map[transfer.Outcome]int{transfer.Changed: 1}
	if a := buildApply(shown{Import: i, may: true}); a.Reason == nil {
		t.Error("values are corrected without a reason")
	}
	i.Counts = nil
	if a := buildApply(shown{Import: i, may: true}); a.Nothing == "" {
		t.Error("there is something to apply in nothing")
	}
	i.Plan = plan.Plan{ID: 3, State: plan.Closed}
	if a := buildApply(shown{Import: i}); a.Closed == "" {
		t.Error("a closed plan is written")
	}
}

func TestUnitsThatAreMadeAreNamed(t *testing.T) {
	asked := func(text, chosen string) transfer.Question {
		return transfer.Question{Kind: transfer.UnitKind, Text: text, Chosen: chosen}
	}
	for want, questions := range map[string][]transfer.Question{
		"":                                   {asked("Dirección", "unit:3"), {Kind: transfer.Objective, Chosen: "new"}},
		"Se creará también la unidad «UTS».": {asked("UTS", "new"), asked("Dirección", "none")},
		"Se crearán también las unidades «UTS» e «Innovación».": {asked("UTS", "new"), asked("Innovación", "new")},
	} {
		if got := newUnits(transfer.Import{Understood: transfer.Understood{Questions: questions}}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestTheWayThroughSaysWhatIsLeft(t *testing.T) {
	i := asksTwo()
	i.Understood.Claims = []transfer.Claim{{Verdict: transfer.Mistaken}, {Verdict: transfer.Agrees}}
	i.Understood.Problems = []transfer.Problem{{Line: 3}}
	var got []string
	for _, s := range route(shown{Import: i}) {
		got = append(got, s.Title+": "+spaced(s.Text))
	}
	want := []string{
		"Entendido: 1 línea sin entender", "Coincidencias: 1 por confirmar", "Porcentajes: 1 no cuadra", "Cambios: sin cambios", "Aplicar: falta algo antes",
	}
	for n := range want {
		if got[n] != want[n] {
			t.Errorf("%q, want %q", got[n], want[n])
		}
	}
}
