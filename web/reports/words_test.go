package reports

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"hito/internal/challenge"
	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/progress"
	"hito/internal/report"
	"hito/web/reports/paper"
)

var midYear = date.New(2026, time.July, 2) // 183 of 365 days: 50,1 % is expected

// planned is a plan of 2026.
func planned() plan.Plan {
	return plan.Plan{
		ID: 1, Title: "Plan", Body: "Ayuntamiento", StartsOn: date.New(2026, time.January, 1), EndsOn: date.New(2026, time.December, 31),
		OnTrackFrom: decimal.RequireFromString("0.9"), DelayedFrom: decimal.RequireFromString("0.7"),
	}
}

// boardOf is the plan on a day, with an objective for each value: one of 0 to 10 that is to be reached, "" for none.
func boardOf(on date.Date, values ...string) dashboard.Board {
	var objectives []plan.Objective
	var indicators []dashboard.Indicator
	for n, value := range values {
		id := int64(n + 1)
		code := string(rune('A' + n))
		objectives = append(objectives, plan.Objective{ID: id, Code: code, Title: "Objetivo " + code + ".", Weight: decimal.New(1, 0)})
		i := dashboard.Indicator{Indicator: indicator.Indicator{
			ID: id, ObjectiveID: id, Code: code + "1", Title: "Indicador", Rule: progress.Reach, Target: decimal.New(10, 0), Weight: decimal.New(1, 0),
			UnitOfMeasure: "horas",
		}}
		if value != "" {
			i.Value, i.MeasuredOn = decimal.NewNullDecimal(decimal.RequireFromString(value)), on
		}
		indicators = append(indicators, i)
	}
	return dashboard.Build(planned(), nil, objectives, indicators, on)
}

func TestStandingIsSaidWhateverItIs(t *testing.T) {
	for name, c := range map[string]struct {
		board dashboard.Board
		want  string
	}{
		"no objectives":  {boardOf(midYear), "El plan todavía no tiene objetivos que cuenten: no hay progreso que medir."},
		"before":         {boardOf(date.New(2025, time.December, 31), "0"), "A 31 de diciembre de 2025 todavía no se espera progreso del plan."},
		"no data":        {boardOf(midYear, ""), "A 2 de julio de 2026 ningún indicador tiene dato, y se esperaba un progreso del 50,1 %."},
		"critical":       {boardOf(midYear, "1"), "A 2 de julio de 2026 el progreso del plan es del 10,0 % y el previsto, del 50,1 %: 40,1 puntos por debajo de lo previsto. Su estado es «crítico»."},
		"on track":       {boardOf(midYear, "5"), "A 2 de julio de 2026 el progreso del plan es del 50,0 % y el previsto, del 50,1 %: 0,1 puntos por debajo de lo previsto. Su estado es «en plazo»."},
		"above":          {boardOf(midYear, "8"), "A 2 de julio de 2026 el progreso del plan es del 80,0 % y el previsto, del 50,1 %: 29,9 puntos por encima de lo previsto. Su estado es «en plazo»."},
		"over target":    {boardOf(midYear, "12"), "A 2 de julio de 2026 el progreso del plan es del 100,0 % y el previsto, del 50,1 %: 49,9 puntos por encima de lo previsto. Su estado es «cumplido»."},
		"just, at end":   {boardOf(date.New(2026, time.December, 31), "10"), "A 31 de diciembre de 2026 el progreso del plan es del 100,0 % y el previsto, del 100,0 %: justo lo previsto. Su estado es «cumplido»."},
		"below the zero": {boardOf(midYear, "-3"), "A 2 de julio de 2026 el progreso del plan es del 0,0 % y el previsto, del 50,1 %: 50,1 puntos por debajo de lo previsto. Su estado es «crítico»."},
	} {
		if got := spaced(standingWords(c.board)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// spaced writes the spaces that do not break as others.
func spaced(text string) string { return strings.ReplaceAll(text, "\u00a0", " ") }

func TestTimeLeftIsSaid(t *testing.T) {
	for on, want := range map[date.Date]string{
		date.New(2025, time.June, 1):      "El plan empieza el 1 de enero de 2026.",
		date.New(2026, time.January, 1):   "Quedan 364 días de plazo, hasta el 31 de diciembre de 2026.",
		date.New(2026, time.December, 30): "Queda 1 día de plazo, hasta el 31 de diciembre de 2026.",
		date.New(2026, time.December, 31): "El plazo del plan termina ese mismo día.",
		date.New(2027, time.January, 1):   "El plazo del plan terminó el 31 de diciembre de 2026.",
	} {
		if got := spaced(timeWords(boardOf(on, "1"))); got != want {
			t.Errorf("%s: %q, want %q", on, got, want)
		}
	}
}

func TestIndicatorsAreCountedInWords(t *testing.T) {
	for want, values := range map[string][]string{
		"El plan todavía no tiene indicadores.":                                                                                                                {},
		"El plan tiene 1 indicador: 1 cumplido. El que cuenta tiene dato.":                                                                                     {"10"},
		"El plan tiene 1 indicador: 1 sin dato. Ninguno de los que cuentan tiene dato.":                                                                        {""},
		"El plan tiene 2 indicadores: 1 crítico y 1 sin dato. De los 2 que cuentan, 1 tiene dato; los demás valen 0 en las medias.":                            {"1", ""},
		"El plan tiene 3 indicadores: 2 cumplidos y 1 en plazo. Todos los que cuentan tienen dato.":                                                            {"10", "11", "9"},
		"El plan tiene 4 indicadores: 1 cumplido, 1 en plazo, 1 con retraso y 1 sin dato. De los 4 que cuentan, 3 tienen dato; el resto vale 0 en las medias.": {"10", "5", "4", ""},
		"El plan tiene 4 indicadores: 1 con retraso, 2 críticos y 1 sin dato. De los 4 que cuentan, 3 tienen dato; el resto vale 0 en las medias.":             {"4", "1", "0", ""},
	} {
		if got := spaced(coverageWords(boardOf(midYear, values...))); got != want {
			t.Errorf("%q: %q, want %q", values, got, want)
		}
	}
}

func TestObjectivesThatLagAreNamed(t *testing.T) {
	for want, values := range map[string][]string{
		"": {},
		"Ningún objetivo está con retraso, en estado crítico ni sin dato.":                      {"10", "5"},
		"Un objetivo necesita atención: B. Objetivo B (crítico, 10 % frente al 50 % previsto).": {"10", "1"},
		"2 objetivos necesitan atención: 1 crítico y 1 con retraso. Son:\n" +
			"- B. Objetivo B (crítico, 10 % frente al 50 % previsto)\n- A. Objetivo A (con retraso, 40 % frente al 50 % previsto)": {"4", "1"},
		"4 objetivos necesitan atención: 3 críticos y 1 sin dato. Los más alejados de lo previsto son:\n" +
			"- D. Objetivo D (sin dato, 0 % frente al 50 % previsto)\n- A. Objetivo A (crítico, 10 % frente al 50 % previsto)\n" +
			"- B. Objetivo B (crítico, 20 % frente al 50 % previsto)": {"1", "2", "3", ""},
	} {
		if got := spaced(behindWords(boardOf(midYear, values...))); got != want {
			t.Errorf("%q: %q, want %q", values, got, want)
		}
	}
}

func TestObjectivesThatAreMetAreNamed(t *testing.T) {
	for want, values := range map[string][]string{
		"": {"1"}, "Un objetivo está cumplido: B.": {"1", "10"}, "2 objetivos están cumplidos: A y B.": {"10", "10"},
		"7 objetivos están cumplidos, entre ellos A, B, C, D, E y F.": {"10", "10", "10", "10", "10", "10", "10"},
	} {
		if got := spaced(metWords(boardOf(midYear, values...))); got != want {
			t.Errorf("%q: %q, want %q", values, got, want)
		}
	}
}

func TestDeviationsAreCountedInWords(t *testing.T) {
	for want, values := range map[string][]string{
		"A 2 de julio de 2026 ningún indicador está en estado crítico, con retraso ni sin dato.":             {"10"},
		"A 2 de julio de 2026 necesitan atención estos indicadores: 1 crítico.":                              {"10", "1"},
		"A 2 de julio de 2026 necesitan atención estos indicadores: 2 críticos, 1 con retraso y 1 sin dato.": {"1", "1", "4", ""},
	} {
		if got := spaced(deviationsText(source{board: boardOf(midYear, values...)})); got != want {
			t.Errorf("%q: %q, want %q", values, got, want)
		}
	}
}

func TestWhatAnIndicatorLacksIsSaid(t *testing.T) {
	b := boardOf(midYear, "9", "1", "")
	late := b.Objectives[1].Indicators[0]
	late.MeasuredOn, late.DueOn = date.New(2026, time.March, 31), date.New(2026, time.June, 30)
	owed := b.Objectives[2].Indicators[0]
	owed.DueOn = date.New(2026, time.June, 30)
	ahead := owed
	ahead.DueOn = date.New(2026, time.December, 31)
	down := b.Objectives[0].Indicators[0]
	down.Target, down.Value, down.UnitOfMeasure = decimal.New(15, 0), decimal.NewNullDecimal(decimal.New(30, 0)), "días"
	share := down
	share.Target, share.UnitOfMeasure = decimal.New(80, 0), "%"
	for want, i := range map[string]dashboard.Indicator{
		"Hasta la meta, 1 hora más (de 9 a 10).": b.Objectives[0].Indicators[0],
		"Hasta la meta, 9 horas más (de 1 a 10). El último valor es del 31/3/2026; tocaba otro el 30/6/2026.": late,
		"No tiene ningún valor.":                                     b.Objectives[2].Indicators[0],
		"No tiene ningún valor: el primero tocaba el 30/6/2026.":     owed,
		"No tiene ningún valor: el primero se espera el 31/12/2026.": ahead,
		"Hasta la meta, 15 días menos (de 30 a 15).":                 down,
		"Hasta la meta, 50 puntos más (de 30 a 80).":                 share,
	} {
		if got := spaced(missing(b, i)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestChangesAreToldInWords(t *testing.T) {
	since := func(was, is []string) source {
		from, to := boardOf(midYear-31, was...), boardOf(midYear, is...)
		c := dashboard.Compare(from, to)
		to.Previous = &dashboard.Previous{SnapshotRef: dashboard.SnapshotRef{Title: "Seguimiento de junio"}}
		return source{board: to, comparison: &c}
	}
	const start = "Desde el último seguimiento cerrado, «Seguimiento de junio» (1 de junio de 2026), "
	for want, s := range map[string]source{
		"No hay ningún seguimiento cerrado antes de esta fecha con el que comparar.":                                      {board: boardOf(midYear, "1")},
		start + "el plan ha pasado del 10,0 % al 20,0 % (+10,0 p. p.). De 1 indicador, 1 sube.":                           since([]string{"1"}, []string{"2"}),
		start + "el plan ha pasado del 10,0 % al 10,0 % (sin cambios). De 1 indicador, 1 sigue igual.":                    since([]string{"1"}, []string{"1"}),
		start + "el plan ha pasado del 20,0 % al 20,0 % (sin cambios). De 3 indicadores, 1 sube, 1 baja y 1 sigue igual.": since([]string{"1", "3", "2"}, []string{"2", "2", "2"}),
		start + "el plan ha pasado del 10,0 % al 5,0 % (−5,0 p. p.). De 2 indicadores, 1 es nuevo y 1 sigue igual.":       since([]string{"1"}, []string{"1", ""}),
		start + "no se puede comparar el progreso del plan. De 2 indicadores, 2 son nuevos.":                              since(nil, []string{"1", "1"}),
		start + "no se puede comparar el progreso del plan. No hay indicadores en ninguno de los dos momentos.":           since(nil, nil),
	} {
		if got := spaced(changesText(s)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestPublishedFiguresAreToldInWords(t *testing.T) {
	for want, list := range map[string][]string{
		"": nil,
		"Una cifra publicada no coincide con la calculada: indicador A: publicado 1, calculado 2.": {"indicador A: publicado 1, calculado 2"},
		"2 cifras publicadas no coinciden con las calculadas:\n- Uno\n- Dos":                       {"uno", "dos"},
		"4 cifras publicadas no coinciden con las calculadas, entre ellas:\n- Uno\n- Dos\n- Tres":  {"uno", "dos", "tres", "cuatro"},
	} {
		if got := besidesWords(list); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestRetosAreCountedInWords(t *testing.T) {
	from, until := date.New(2026, time.January, 1), midYear
	for want, f := range map[string]*challenge.Figures{
		"": nil,
		"Del 1 de enero de 2026 al 2 de julio de 2026 no se ha recibido ningún reto.":                    {From: from, Until: until},
		"Del 1 de enero de 2026 al 2 de julio de 2026 se ha recibido 1 reto, que no está implantado.":    {From: from, Until: until, Received: 1},
		"Del 1 de enero de 2026 al 2 de julio de 2026 se ha recibido 1 reto, que está implantado.":       {From: from, Until: until, Received: 1, Implemented: 1},
		"Del 1 de enero de 2026 al 2 de julio de 2026 se han recibido 5 retos; ninguno está implantado.": {From: from, Until: until, Received: 5},
		"Del 1 de enero de 2026 al 2 de julio de 2026 se han recibido 5 retos; 1 está implantado.":       {From: from, Until: until, Received: 5, Implemented: 1},
		"Del 1 de enero de 2026 al 2 de julio de 2026 se han recibido 5 retos; 2 están implantados.":     {From: from, Until: until, Received: 5, Implemented: 2},
		"El plan todavía no ha empezado: no hay retos recibidos en su plazo.":                            {From: from, Until: from - 1},
	} {
		if got := spaced(challengesText(source{challenges: f})); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestEvidenceIsCountedInWords(t *testing.T) {
	with := func(files int, results ...int64) source {
		b := boardOf(midYear, "1", "2")
		for _, id := range results {
			for n := range b.Objectives { // each serves both indicators, and counts once
				i := &b.Objectives[n].Indicators[0]
				i.Results = append(i.Results, indicator.Result{ID: id, Title: "R"})
			}
		}
		s := source{board: b, files: map[int64][]report.EvidenceFile{}}
		for range files {
			s.files[1] = append(s.files[1], report.EvidenceFile{Name: "a.pdf"})
		}
		return s
	}
	const hash = ": su huella (SHA-256) permite comprobar que un fichero es exactamente el que se guardó."
	for want, s := range map[string]source{
		"A 2 de julio de 2026 el plan no tiene resultados que lo acrediten.":                                                             with(0),
		"A 2 de julio de 2026 el plan tiene 1 resultado. Junto a cada uno están los indicadores a los que sirve.":                        with(0, 1),
		"A 2 de julio de 2026 el plan tiene 2 resultados. Junto a cada uno están los indicadores a los que sirve. Con 1 fichero" + hash:  with(1, 1, 2),
		"A 2 de julio de 2026 el plan tiene 2 resultados. Junto a cada uno están los indicadores a los que sirve. Con 3 ficheros" + hash: with(3, 1, 2),
	} {
		if got := spaced(evidenceText(s)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestPartsAreJoinedAsInSpanish(t *testing.T) {
	for want, parts := range map[string][]string{
		"": nil, "a": {"a"}, "a y b": {"a", "b"}, "a, b y c": {"a", "b", "c"}, "padre e hijo": {"padre", "hijo"}, "agua y hielo": {"agua", "hielo"},
		"Servicios e Innovación": {"Servicios", "Innovación"},
	} {
		if got := joined(parts); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestProseIsParagraphsAndLists(t *testing.T) {
	for text, want := range map[string][]paper.Block{
		"":                    nil,
		"  \n\n ":             nil,
		"Uno":                 {paper.Text{Body: "Uno"}},
		"Uno\nsigue\n\nDos":   {paper.Text{Body: "Uno\nsigue"}, paper.Text{Body: "Dos"}},
		"Son:\n- a\n- b\nFin": {paper.Text{Body: "Son:"}, paper.List{Items: []string{"a", "b"}}, paper.Text{Body: "Fin"}},
		"- a\n\n- b":          {paper.List{Items: []string{"a"}}, paper.List{Items: []string{"b"}}},
		"-5 grados":           {paper.Text{Body: "-5 grados"}},
	} {
		if got := prose(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestProseLosesNoWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([a-z]{1,4}|- |\n|\n\n| )*`).Draw(t, "text")
		var got []string
		for _, b := range prose(text) {
			switch b := b.(type) {
			case paper.Text:
				got = append(got, strings.Fields(b.Body)...)
			case paper.List:
				for _, item := range b.Items {
					got = append(got, strings.Fields(item)...)
				}
			}
		}
		words := func(list []string) string { return strings.ReplaceAll(strings.Join(list, ""), "-", "") }
		if words(got) != words(strings.Fields(text)) {
			t.Fatalf("%q became %q", text, got)
		}
	})
}

func TestAKeptDocumentIsReadAsItWas(t *testing.T) {
	value, share := 0.5, 1.0
	d := paper.Document{
		Title: "T", Subtitle: "S", Body: "B", To: "A", Emblem: []byte{1, 2}, Sections: []paper.Section{{ID: "a", Heading: "A", Break: true, Blocks: []paper.Block{
			paper.Text{Body: "x", Role: paper.Lead}, paper.Subheading{Text: "y"}, paper.List{Items: []string{"a"}, Ordered: true},
			paper.Figures{Items: []paper.Figure{{Value: "1", Label: "l", Detail: "d"}}},
			paper.Table{Caption: "c", Columns: []paper.Column{{Heading: "h", Numeric: true, Share: 5}}, Rows: []paper.Row{
				{Group: "g"}, {Cells: []paper.Cell{{Text: "1", Number: &value, Percent: true, Places: 2, Status: "met", Date: midYear}}},
			}, Compact: true},
			paper.Bars{Caption: "c", Heading: "h", Items: []paper.Bar{{Label: "l", Text: "t", Beside: "b", Status: "met", Share: .5, Expected: -1}}},
			paper.Course{Caption: "c", Days: []string{"1", "2"}, Dates: []date.Date{midYear, midYear + 1}, Actual: []*float64{nil, &share}, Planned: []float64{0, 1}},
		}}},
	}
	text, err := encode(d)
	if err != nil {
		t.Fatal(err)
	}
	issued := report.Issued{Year: 2026, Number: 3, Code: "K7MD29PX4TRA3CE", IssuedAt: midYear.Time()}
	got, err := Pages{PublicURL: publicURL + "/", Location: time.UTC}.issuedDocument(text, issued)
	if err != nil {
		t.Fatal(err)
	}
	d.Number, d.Code, d.Verify, d.Issued, d.Location = "Informe 3/2026", "K7MD2-9PX4T-RA3CE", publicURL+"/informes/K7MD2-9PX4T-RA3CE", midYear.Time(), time.UTC
	if !reflect.DeepEqual(got, d) {
		t.Errorf("read %+v, want %+v", got, d)
	}
}
