package progress_test

import (
	"fmt"
	"testing"

	"hito/internal/progress"
)

// published is the detail table of the follow-up of November 2022 as it was published: baseline
// (blank where the table has none), target, current value and progress, in its own order.
var published = []struct {
	objective               int
	title                   string
	baseline, target, value string
	percent                 string
}{
	{1, "Se han desarrollado proyectos innovadores", "0", "100", "80", "80.00"},
	{4, "Se han creado alianzas con agentes clave", "4", "14", "10", "60.00"},
	{3, "Se han iniciado proyectos de investigación con universidades", "0", "3", "3", "100.00"},
	{2, "El servicio cuenta con un cuadro de mando", "0", "1", "1", "100.00"},
	{2, "Se ha evaluado la innovación con el modelo de COTEC", "0", "3", "1", "33.33"},
	{4, "Las alianzas se han materializado en proyectos concretos", "0", "5", "4", "80.00"},
	{5, "Mantenimiento de la unidad de innovación", "1", "1", "1", "100.00"},
	{6, "Trámites que se pueden realizar telemáticamente", "0", "2", "1", "50.00"},
	{7, "Aplicaciones propias para la gestión de prestaciones", "0", "3", "2", "66.67"},
	{7, "Uso de las aplicaciones propias", "0", "10", "10", "100.00"},
	{7, "Prescripción técnica sin necesidad de decreto previo", "0", "2", "1", "50.00"},
	{8, "Cuadros de mando con indicadores específicos", "0", "6", "3", "50.00"},
	{8, "Las nuevas aplicaciones permiten exportar datos", "0", "3", "2", "66.67"},
	{8, "Los nuevos proyectos se fundamentan en el análisis de datos", "3", "10", "6", "42.86"},
	{9, "Satisfacción en el puesto de trabajo (encuestas)", "", "97", "97", "100.00"},
	{11, "Formación en nuevos modelos de intervención", "", "5", "2", "40.00"},
	{11, "Aplicación de los modelos en los que hay formación", "", "2", "2", "100.00"},
	{11, "Sistema de presentación de retos", "", "7", "5", "71.43"},
	{9, "Satisfacción en el puesto de trabajo (CFR)", "", "1", "1", "100.00"},
	{12, "El plan de innovación es comunicado a la ciudadanía", "0", "3", "1", "0.00"},
	{12, "El plan ha sido valorado por la ciudadanía", "0", "1", "0", "0.00"},
}

// arithmeticError is the row whose published figure is not what the formula gives.
const arithmeticError = "El plan de innovación es comunicado a la ciudadanía"

func TestPublishedIndicators(t *testing.T) {
	for _, row := range published {
		g := goal(progress.DefaultRule(null(row.baseline), dec(row.target)), row.baseline, row.target)
		p := g.Progress(null(row.value))
		want := row.percent
		if row.title == arithmeticError {
			want = "33.33"
		}
		if got := p.Decimal.Shift(2).StringFixed(2); !p.Valid || got != want {
			t.Errorf("%s: (%s − %s)/(%s − %s) = %s %%, want %s %%",
				row.title, row.value, row.baseline, row.target, row.baseline, got, want)
		}
		if maintained := row.objective == 5; maintained != (g.Rule == progress.MaintainAtLeast) {
			t.Errorf("%s follows the rule %s", row.title, g.Rule)
		}
	}
}

func TestPublishedObjectivesAndPlan(t *testing.T) {
	on, start, end := day("2022-11-30"), day("2021-07-01"), day("2023-06-30")
	share := progress.LinearShare(start, end, on)
	equal(t, "linear share", share, dec("0.709589041095890410958904"))

	indicators := map[int][]progress.Item{}
	for _, row := range published {
		g := goal(progress.DefaultRule(null(row.baseline), dec(row.target)), row.baseline, row.target)
		item := progress.IndicatorItem(dec("1"), g.Progress(null(row.value)), g.Expected(on), false)
		indicators[row.objective] = append(indicators[row.objective], item)
	}
	computed := []string{
		"0.8", "0.666666666666666666666667", "1", "0.7", "1", "0.5",
		"0.722222222222222222222222", "0.531746031746031746031746", "1", "0",
		"0.704761904761904761904762", "0.166666666666666666666667",
	}
	percents := []string{"80", "67", "100", "70", "100", "50", "72", "53", "100", "0", "70", "17"}
	var objectives []progress.Item
	for i := range 12 {
		m := progress.ObjectiveMean(indicators[i+1], share)
		name := fmt.Sprintf("O.E.%d", i+1)
		equalText(t, name, m.Progress, computed[i])
		if got := m.Progress.Decimal.Shift(2).StringFixed(0); got != percents[i] {
			t.Errorf("%s shows %s %%, want %s %%", name, got, percents[i])
		}
		wantExpected := share
		if i+1 == 5 {
			wantExpected = dec("1")
		}
		equal(t, name+" expected", m.Expected.Decimal, wantExpected)
		if m.Empty() != (i+1 == 10) {
			t.Errorf("%s empty = %v", name, m.Empty())
		}
		objectives = append(objectives, m.Item(dec("1"), false))
	}

	plan := progress.MeanOf(objectives)
	equalText(t, "plan", plan.Progress, "0.649338624338624338624339")
	equalText(t, "plan expected", plan.Expected, "0.733789954337899543378995")
	if want := (progress.Coverage{WithData: 21, Total: 21}); plan.Coverage != want {
		t.Errorf("coverage = %+v, want %+v", plan.Coverage, want)
	}
	if got := usual.MeanStatus(plan, true); got != progress.StatusDelayed {
		t.Errorf("0.649/0.734 = 0.885 is %s, want %s", got, progress.StatusDelayed)
	}
}

func TestPublishedStatuses(t *testing.T) {
	on := day("2022-11-30")
	counts := map[progress.Status]int{}
	for _, row := range published {
		g := goal(progress.DefaultRule(null(row.baseline), dec(row.target)), row.baseline, row.target)
		status := usual.Status(g.Progress(null(row.value)), g.Expected(on), progress.Started(g.Start, on))
		counts[status]++
	}
	// Expected is 0.7096: on track from 0.6386 (80, 80, 66.67, 66.67, 71.43), delayed from 0.4967
	// (60, 50, 50, 50), critical below (33.33, 42.86, 40, 33.33, 0).
	want := map[progress.Status]int{
		progress.StatusMet: 7, progress.StatusOnTrack: 5, progress.StatusDelayed: 4, progress.StatusCritical: 5,
	}
	for status, n := range want {
		if counts[status] != n {
			t.Errorf("%d indicators are %s, want %d", counts[status], status, n)
		}
	}
	if len(counts) != len(want) {
		t.Errorf("statuses = %v, want %v", counts, want)
	}
}
