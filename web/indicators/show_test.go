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
	"hito/web/ui/pagetest"
)

func TestIndicatorOfAClosedPlanShowsItsLastSnapshot(t *testing.T) {
	page := open(t).page(montilla + "/I.12.1")
	page.Says("h1", "El plan de innovación es comunicado a la Ciudadanía")
	page.Says(".lead", "Seguimiento noviembre 2022")
	page.Says(".headline-value", "33,33 %", "Crítico")
	page.Says(".headline .formula", "(1 − 0) ÷ (3 − 0) = 1 ÷ 3 = 33,33 %", "518 ÷ 730 = 70,96 %")
	page.Says(".notice-warning", "El porcentaje publicado y el calculado no coinciden", "Se publicó 0,00 %", "la fórmula da 33,33 %", "Anexo «Seguimiento noviembre 2022»")
	page.Says(".notice-info", "último seguimiento cerrado")
	if got, want := page.Hrefs(".notice a"), []string{montilla + "/I.12.1?fecha=2026-11-21"}; !slices.Equal(got, want) {
		t.Errorf("the notice leads to %v, want %v", got, want)
	}
	page.Says("#cierres tbody", "Seguimiento noviembre 2022", "el que está viendo", "0,00 %", "33,33 %")
	page.Says("#resultados", "El Plan de Innovación está publicado en la página web")
}

func TestIndicatorOnADateIsNotFrozen(t *testing.T) {
	page := open(t).page(montilla + "/I.12.1?fecha=2022-11-30")
	page.Count(".notice", 1)
	page.Says(".notice-info", "Está viendo una fecha pasada: lo medido después no cuenta. Ver los datos de hoy")
	page.Says(".headline-value", "33,33 %")
	page.Says("#cierres tbody", "difiere")
	defines(t, page, "Valor inicial", "0 acciones")
	defines(t, page, "Meta", "3 acciones")
	defines(t, page, "Falta hasta la meta", "2 acciones más")
	defines(t, page, "Valor previsto a esta fecha", "2,1 acciones")
	defines(t, page, "Peso en su objetivo", "1 de 2")
	defines(t, page, "Periodicidad", "no consta")
	page.Count("#grafico-evolucion svg[role=img]", 1)
}

func TestIndicatorBeforeItsFirstValue(t *testing.T) {
	page := open(t).page(montilla + "/I.12.1?fecha=2022-11-29")
	page.Says(".headline-value", "sin dato")
	page.Says(".headline-summary", "Todavía no tiene ningún valor")
	page.Says("#valores .empty", "Todavía no hay ningún valor medido")
	page.Lacks("#cierres")
	page.Lacks("script[src*=charts]")
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
		{"I6.3", "10,33 %", "Se anuló", [][2]string{{"Próximo valor", "no se espera ninguno"}, {"Peso en su objetivo", "1 (no cuenta)"}}},
		{"I7.3", "100,00 %", "Ha alcanzado la meta", [][2]string{{"Unidad de medida", "no consta"}, {"Valor actual", "1"}, {"Plazo", "del 1 de mayo de 2025 al 30 de abril de 2026 (propio)"}}},
		{"I8.1", "100,00 %", "Se mantiene", [][2]string{{"Valor actual", "93,4 %"}, {"Línea estratégica", "L1. Apoyos cercanos y a tiempo"}}},
		{"I6.1", "50,00 %", "2,0 puntos por debajo", [][2]string{{"Líneas estratégicas", "ninguna"}}},
	}
	for _, c := range cases {
		page := s.page(example + "/" + c.code)
		page.Says(".headline-value", c.value)
		page.Says(".headline-summary", c.summary)
		for _, d := range c.definitions {
			defines(t, page, d[0], d[1])
		}
	}
}

func TestCancelledIndicatorSaysWhenAndWhy(t *testing.T) {
	s := open(t)
	page := s.page(example + "/I6.3")
	page.Says(".notice-warning", "Anulado el 12 de febrero de 2026", "El portal propio se integra", "no cuenta en las medias")
	page.Lacks(".bullet-label")
	before := s.page(example + "/I6.3?fecha=2026-01-31")
	before.Says(".notice-info", "Se anuló después de esta fecha", "todavía contaba")
	before.Says(".headline-value", "10,33 %")
	before.Count(".bullet-label", 1)
}

func TestOverdueIndicatorSaysSinceWhen(t *testing.T) {
	s := open(t)
	s.page(example+"/I1.2").Says(".notice-warning", "Su último valor es del 31 de agosto de 2026", "se esperaba el 30 de septiembre de 2026", "lleva 52 días de retraso")
	s.page(example+"/I3.4").Says(".notice-warning", "Se esperaba su primer valor el 31 de octubre de 2025")
	s.page(example + "/I1.1").Lacks(".notice")
}

func TestValuesTellChangeProgressAndCorrections(t *testing.T) {
	s := open(t)
	page := s.page(example + "/I7.1")
	row := "#valores tbody tr:nth-child(2)"
	page.Says(row, "30/9/2026", "39 retos", "+3", "65,00 %", "47,26 %", "se anotó 53 y eran 39", "Corrige 53 retos, registrado el 30 de septiembre de 2026")
	page.Count("#valores > .table-region tbody tr", 12)
	page.Says("#valores details summary", "Ver los 6 valores anteriores")
	page.Count("#valores details tbody tr", 6)
	if got := pagetest.Text(page.Find("#valores details tbody tr:last-child td:nth-child(3)")); got != "" {
		t.Errorf("the first value of all has changed by %q", got)
	}
	once := s.page(montilla + "/I.1.1?fecha=2022-11-30")
	once.Count("#valores tbody tr", 1)
	once.Lacks("#valores details")
}

func TestMilestonesSayWhatBecameOfThem(t *testing.T) {
	s := open(t)
	page := s.page(example + "/I2.1")
	want := []string{
		"31/10/2025 5 trámites 16,67 % 5 trámites Alcanzado",
		"30/4/2026 10 trámites 44,44 % 9 trámites No alcanzado",
		"30/4/2027 16 trámites 77,78 % Por llegar",
		"30/4/2028 20 trámites 100,00 % Por llegar",
	}
	if got := rows(page, "#evolucion > .table-region"); !slices.Equal(got, want) {
		t.Errorf("milestones %q, want %q", got, want)
	}
	page.Says("#evolucion", "Lo previsto sube o baja de golpe")
	open(t).page(example + "/I1.1").Lacks("#evolucion h3")
}

func TestResultsNameTheOtherIndicatorsTheyServe(t *testing.T) {
	s := open(t)
	page := s.page(montilla + "/I.7.1?fecha=2022-11-30")
	page.Says("#resultados li:first-child", "Aplicación GESPE", "También sirve a I.8.2")
	if got, want := page.Hrefs("#resultados li:first-child .subtext a"), []string{montilla + "/I.8.2?fecha=2022-11-30"}; !slices.Equal(got, want) {
		t.Errorf("the result leads to %v, want %v", got, want)
	}
	if own := page.Hrefs("#resultados li:first-child .strong a"); len(own) != 1 || !strings.Contains(own[0], "/resultados/") {
		t.Errorf("the result's title leads to %v, want its own page", own)
	}
	frozen := s.page(montilla + "/I.7.1")
	frozen.Says("#resultados li:first-child", "Aplicación GESPE", "También sirve a I.8.2")
	frozen.Lacks("#resultados .strong a") // what a closed follow-up tells of may be withdrawn since
}

func TestStandardsOfAnIndicatorAreListed(t *testing.T) {
	s := open(t)
	s.page(montilla+"/I.2.1").Says("#estandares", "III.2.4")
	s.page(montilla + "/I.5.1").Lacks("#estandares")
}

func TestNeighboursLeadThroughThePlan(t *testing.T) {
	s := open(t)
	address, seen := montilla+"/I.1.1?fecha=2022-11-30", 0
	s.page(address).Lacks(".neighbours [rel=prev]")
	for seen < 30 {
		seen++
		next := s.page(address).Hrefs(".neighbours [rel=next]")
		if len(next) == 0 {
			break
		}
		if back := s.page(next[0]).Hrefs(".neighbours [rel=prev]"); len(back) != 1 || back[0] != address {
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
	page := s.page(example + "/I3.1")
	page.Count("#cierres tbody tr", 4)
	page.Says("#cierres tbody tr:first-child", "Seguimiento de julio de 2026", "31/7/2026", "275 personas", "55,36 %", "+13,2 p. p.")
	page.Lacks("#cierres tbody .differs")
	defines(t, page, "Desde «Seguimiento de julio de 2026»", "+12,5 p. p. (entonces, 275 personas)")
	earlier := s.page(example + "/I3.1?fecha=2026-04-29")
	earlier.Count("#cierres tbody tr", 2)
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
	before := s.page(address)
	before.Says(".headline-value", "55,36 %")
	before.Says("#cierres tbody tr:first-child", "el que está viendo")
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
			MeasuredOn: date.New(2026, time.July, 31), Revision: 2, Value: decimal.NewNullDecimal(decimal.NewFromInt(399)), RecordedAt: time.Now().Add(time.Hour),
		}})
	})
	after := s.page(address)
	after.Says(".notice-info", "Después se registró 1 valor")
	for _, selector := range []string{".headline", "#evolucion", "#valores", "#cierres", "#resultados"} {
		if got, want := pagetest.Text(after.Find(selector)), pagetest.Text(before.Find(selector)); got != want {
			t.Errorf("%s changed from %q to %q", selector, want, got)
		}
	}
	live := s.page(example + "/I3.1?fecha=2026-07-31")
	live.Says(".headline-value", "99,64 %")
	live.Says("#valores tbody tr:first-child", "399 personas", "Corrige 275 personas")
}

func TestHostileTitlesAreTextAndDoNotSpoilThePage(t *testing.T) {
	s := open(t)
	hostile := `</title><script>alert("x")</script>` + strings.Repeat(" muy largo", 80)
	s.write(another("hostil", hostile, 2))
	for _, address := range []string{"/planes/hostil/indicadores", "/planes/hostil/indicadores/I1"} {
		page := s.page(address)
		page.Count("h1", 1)
		page.Says("main", hostile)
		page.Lacks("script:not([src]):not([type='application/json'])")
		page.Lacks("main b")
		if title := pagetest.Text(page.Find("head title")); len(title) > 250 {
			t.Errorf("%s has a document title of %d bytes", address, len(title))
		}
	}
}
