package indicators_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/indicator"
)

func TestIndicatorOfAClosedPlanShowsItsLastSnapshot(t *testing.T) {
	page := open(t).get(montilla + "/I.12.1")
	page.says("h1", "El plan de innovación es comunicado a la Ciudadanía")
	page.says(".lead", "Seguimiento noviembre 2022")
	page.says(".headline-value", "33,33 %", "Crítico")
	page.says(".headline .formula", "(1 − 0) ÷ (3 − 0) = 1 ÷ 3 = 33,33 %", "518 ÷ 730 = 70,96 %")
	page.says(".notice-warning", "El porcentaje publicado y el calculado no coinciden", "Se publicó 0,00 %", "la fórmula da 33,33 %", "Anexo «Seguimiento noviembre 2022»")
	page.says(".notice-info", "último seguimiento cerrado")
	if got, want := page.hrefs(".notice a"), []string{montilla + "/I.12.1?fecha=2026-11-21"}; !slices.Equal(got, want) {
		t.Errorf("the notice leads to %v, want %v", got, want)
	}
	page.says("#cierres tbody", "Seguimiento noviembre 2022", "el que está viendo", "0,00 %", "33,33 %")
	page.says("#resultados", "El Plan de Innovación está publicado en la página web")
}

func TestIndicatorOnADateIsNotFrozen(t *testing.T) {
	page := open(t).get(montilla + "/I.12.1?fecha=2022-11-30")
	page.lacks(".notice")
	page.says(".headline-value", "33,33 %")
	page.says("#cierres tbody", "difiere")
	page.definition("Valor inicial", "0 acciones")
	page.definition("Meta", "3 acciones")
	page.definition("Falta hasta la meta", "2 acciones más")
	page.definition("Valor previsto a esta fecha", "2,1 acciones")
	page.definition("Peso en su objetivo", "1 de 2")
	page.definition("Periodicidad", "no consta")
	page.count("#grafico-evolucion svg[role=img]", 1)
}

func TestIndicatorBeforeItsFirstValue(t *testing.T) {
	page := open(t).get(montilla + "/I.12.1?fecha=2022-11-29")
	page.says(".headline-value", "sin dato")
	page.says(".headline-summary", "Todavía no tiene ningún valor")
	page.says("#valores .empty", "Todavía no hay ningún valor medido")
	page.lacks("#cierres")
	page.lacks("script[src*=charts]")
}

// Each indicator of the fictitious plan was made to show one thing.
func TestIndicatorInEveryCondition(t *testing.T) {
	s := open(t)
	cases := []struct {
		code, value, summary string
		definitions          [][2]string
	}{
		{"I1.1", "65,00 %", "13,0 puntos por encima", [][2]string{{"Falta hasta la meta", "7,0 días menos"}, {"Regla", "alcanzar la meta, bajando"}, {"Próximo valor", "el 30 de noviembre de 2026"}}},
		{"I1.3", "−12,00 %", "Está peor que al empezar. 64,0 puntos por debajo", [][2]string{{"Falta hasta la meta", "56 personas menos"}}},
		{"I3.2", "114,00 %", "Ha superado la meta", [][2]string{{"Valor actual", "3420 horas"}}},
		{"I3.3", "58,86 %", "6,8 puntos por encima", [][2]string{{"Valor inicial", "sin línea base (cuenta como 0)"}, {"Falta hasta la meta", "28,8 puntos más"}}},
		{"I3.4", "sin dato", "cuenta como 0 %", [][2]string{{"Próximo valor", "pendiente desde el 31 de octubre de 2025"}}},
		{"I4.3", "0,00 %", "Su plazo empieza el 1 de febrero de 2027", nil},
		{"I5.1", "100,00 %", "Se mantiene", [][2]string{{"Meta", "9,0 días como máximo"}, {"Regla", "mantener, como máximo, la meta"}}},
		{"I4.2", "95,33 %", "No se mantiene", [][2]string{{"Meta", "75,0 % como mínimo"}}},
		{"I6.3", "10,33 %", "Se canceló", [][2]string{{"Próximo valor", "no se espera ninguno"}, {"Peso en su objetivo", "1 (no cuenta)"}}},
		{"I7.3", "100,00 %", "Ha alcanzado la meta", [][2]string{{"Unidad de medida", "no consta"}, {"Valor actual", "1"}, {"Plazo", "del 1 de mayo de 2025 al 30 de abril de 2026 (propio)"}}},
		{"I8.1", "100,00 %", "Se mantiene", [][2]string{{"Valor actual", "93,4 %"}, {"Línea estratégica", "L1. Apoyos cercanos y a tiempo"}}},
		{"I6.1", "50,00 %", "2,0 puntos por debajo", [][2]string{{"Líneas estratégicas", "ninguna"}}},
	}
	for _, c := range cases {
		page := s.get(example + "/" + c.code)
		page.says(".headline-value", c.value)
		page.says(".headline-summary", c.summary)
		for _, d := range c.definitions {
			page.definition(d[0], d[1])
		}
	}
}

func TestCancelledIndicatorSaysWhenAndWhy(t *testing.T) {
	s := open(t)
	page := s.get(example + "/I6.3")
	page.says(".notice-warning", "Cancelado el 12 de febrero de 2026", "El portal propio se integra", "no cuenta en las medias")
	page.lacks(".bullet-label")
	before := s.get(example + "/I6.3?fecha=2026-01-31")
	before.says(".notice-info", "Se canceló después de esta fecha", "todavía contaba")
	before.says(".headline-value", "10,33 %")
	before.count(".bullet-label", 1)
}

func TestOverdueIndicatorSaysSinceWhen(t *testing.T) {
	s := open(t)
	s.get(example+"/I1.2").says(".notice-warning", "Su último valor es del 31 de agosto de 2026", "se esperaba el 30 de septiembre de 2026", "lleva 52 días de retraso")
	s.get(example+"/I3.4").says(".notice-warning", "Se esperaba su primer valor el 31 de octubre de 2025")
	s.get(example + "/I1.1").lacks(".notice")
}

func TestValuesTellChangeProgressAndCorrections(t *testing.T) {
	s := open(t)
	page := s.get(example + "/I7.1")
	row := "#valores tbody tr:nth-child(2)"
	page.says(row, "30/9/2026", "39 retos", "+3", "65,00 %", "47,26 %", "se anotó 53 y eran 39", "Corrige 53 retos, registrado el 30 de septiembre de 2026")
	page.count("#valores > .table-region tbody tr", 12)
	page.says("#valores details summary", "Ver los 6 valores anteriores")
	page.count("#valores details tbody tr", 6)
	if got := page.text("#valores details tbody tr:last-child td:nth-child(3)"); got != "" {
		t.Errorf("the first value of all has changed by %q", got)
	}
	once := s.get(montilla + "/I.1.1?fecha=2022-11-30")
	once.count("#valores tbody tr", 1)
	once.lacks("#valores details")
}

func TestMilestonesSayWhatBecameOfThem(t *testing.T) {
	s := open(t)
	page := s.get(example + "/I2.1")
	want := []string{
		"31/10/2025 5 trámites 16,67 % 5 trámites Alcanzado",
		"30/4/2026 10 trámites 44,44 % 9 trámites No alcanzado",
		"30/4/2027 16 trámites 77,78 % Por llegar",
		"30/4/2028 20 trámites 100,00 % Por llegar",
	}
	if got := page.rows("#evolucion > .table-region"); !slices.Equal(got, want) {
		t.Errorf("milestones %q, want %q", got, want)
	}
	page.says("#evolucion", "Lo previsto sube o baja de golpe")
	open(t).get(example + "/I1.1").lacks("#evolucion h3")
}

func TestResultsNameTheOtherIndicatorsTheyServe(t *testing.T) {
	s := open(t)
	page := s.get(montilla + "/I.7.1?fecha=2022-11-30")
	page.says("#resultados li:first-child", "Aplicación GESPE", "También sirve a I.8.2")
	if got, want := page.hrefs("#resultados li:first-child a"), []string{montilla + "/I.8.2?fecha=2022-11-30"}; !slices.Equal(got, want) {
		t.Errorf("the result leads to %v, want %v", got, want)
	}
	frozen := s.get(montilla + "/I.7.1")
	frozen.says("#resultados li:first-child", "Aplicación GESPE", "También sirve a I.8.2")
}

func TestStandardsOfAnIndicatorAreListed(t *testing.T) {
	s := open(t)
	s.get(montilla+"/I.2.1").says("#estandares", "III.2.4")
	s.get(montilla + "/I.5.1").lacks("#estandares")
}

func TestNeighboursLeadThroughThePlan(t *testing.T) {
	s := open(t)
	address, seen := montilla+"/I.1.1?fecha=2022-11-30", 0
	s.get(address).lacks(".neighbours [rel=prev]")
	for seen < 30 {
		seen++
		next := s.get(address).hrefs(".neighbours [rel=next]")
		if len(next) == 0 {
			break
		}
		if back := s.get(next[0]).hrefs(".neighbours [rel=prev]"); len(back) != 1 || back[0] != address {
			t.Fatalf("from %s back to %v, want %s", next[0], back, address)
		}
		address = next[0]
	}
	if want := montilla + "/I.12.2?fecha=2022-11-30"; seen != 21 || address != want {
		t.Errorf("%d indicators, the last %s, want 21 and %s", seen, address, want)
	}
}

func TestClosingsTellTheIndicatorsPast(t *testing.T) {
	s := open(t)
	page := s.get(example + "/I3.1")
	page.count("#cierres tbody tr", 4)
	page.says("#cierres tbody tr:first-child", "Seguimiento de julio de 2026", "31/7/2026", "275 personas", "55,36 %", "+13,2 p. p.")
	page.lacks("#cierres tbody .differs")
	page.definition("Desde «Seguimiento de julio de 2026»", "+12,5 p. p. (entonces, 275 personas)")
	earlier := s.get(example + "/I3.1?fecha=2026-04-29")
	earlier.count("#cierres tbody tr", 2)
}

// snapshot returns the identifier of the fictitious plan's n-th snapshot, counted from 1.
func (s site) snapshot(n int) string {
	s.Helper()
	var id int64
	if err := s.pool.QueryRow(s.Context(), `
		SELECT s.id
		  FROM snapshots s
		  JOIN plans p ON p.id = s.plan_id
		 WHERE p.slug = 'plan-de-ejemplo'
		 ORDER BY s.taken_on
		OFFSET $1
		 LIMIT 1`, n-1).Scan(&id); err != nil {
		s.Fatal(err)
	}
	return strconv.FormatInt(id, 10)
}

func TestFrozenPageStaysAsItWas(t *testing.T) {
	s := open(t)
	address := example + "/I3.1?seguimiento=" + s.snapshot(4)
	before := s.get(address)
	before.says(".headline-value", "55,36 %")
	before.says("#cierres tbody tr:first-child", "el que está viendo")
	s.write(func(ctx context.Context, tx pgx.Tx) error {
		var planID, id int64
		err := tx.QueryRow(ctx, `
			SELECT i.plan_id, i.id
			  FROM indicators i
			  JOIN plans p ON p.id = i.plan_id
			 WHERE p.slug = 'plan-de-ejemplo' AND i.code = 'I3.1'`).Scan(&planID, &id)
		if err != nil {
			return err
		}
		return indicator.Record(ctx, tx, planID, id, []indicator.Measurement{{
			MeasuredOn: date.New(2026, time.July, 31), Revision: 2, Value: decimal.NewFromInt(399), RecordedAt: time.Now().Add(time.Hour),
		}})
	})
	after := s.get(address)
	after.says(".notice-info", "Después se registró 1 valor")
	for _, selector := range []string{".headline", "#evolucion", "#valores", "#cierres", "#resultados"} {
		if got, want := after.text(selector), before.text(selector); got != want {
			t.Errorf("%s changed from %q to %q", selector, want, got)
		}
	}
	live := s.get(example + "/I3.1?fecha=2026-07-31")
	live.says(".headline-value", "99,64 %")
	live.says("#valores tbody tr:first-child", "399 personas", "Corrige 275 personas")
}

func TestHostileTitlesAreTextAndDoNotSpoilThePage(t *testing.T) {
	s := open(t)
	hostile := `</title><script>alert("x")</script>` + strings.Repeat(" muy largo", 80)
	s.write(another("hostil", hostile, 2))
	for _, address := range []string{"/planes/hostil/indicadores", "/planes/hostil/indicadores/I1"} {
		page := s.get(address)
		page.count("h1", 1)
		page.says("main", hostile)
		page.lacks("script:not([src]):not([type='application/json'])")
		page.lacks("main b")
		if title := page.text("head title"); len(title) > 250 {
			t.Errorf("%s has a document title of %d bytes", address, len(title))
		}
	}
}
