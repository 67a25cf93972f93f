package comparisons

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/demo/demotest"
	"hito/internal/plan"
	"hito/web/ui/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	example  = pagetest.Example + "/comparar"
	montilla = pagetest.Montilla + "/comparar"
)

var today = date.New(2026, time.November, 21)

// site is the page as a person reaches it, with both demo plans and one without follow-ups.
type site struct {
	pagetest.Site
	*testing.T
	pool *pgxpool.Pool
}

func open(t *testing.T) site {
	t.Helper()
	pool := demotest.New(t, today)
	err := db.Tx(t.Context(), pool, func(tx pgx.Tx) error {
		p := plan.Plan{Slug: "plan", Title: "Sin seguimientos", Body: "Ayuntamiento", State: plan.Active, StartsOn: today, EndsOn: today + 100, PublishedAt: time.Now()}
		p.OnTrackFrom, p.DelayedFrom = dec("0.9"), dec("0.7")
		_, err := plan.Create(t.Context(), tx, plan.Document{Plan: p})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	p := Pages{Pool: pool, Today: func() date.Date { return today }}
	return site{pagetest.Site{"/planes/{plan}/comparar": p.Show}, t, pool}
}

func (s site) page(address string) pagetest.Page {
	s.Helper()
	return s.Page(s.T, address)
}

func (s site) exec(sql string) {
	s.Helper()
	if _, err := s.pool.Exec(s.Context(), sql); err != nil {
		s.Fatalf("%s: %v", sql, err)
	}
}

// newest is the number of the fictitious plan's newest follow-up.
func (s site) newest() string {
	s.Helper()
	return s.page(example).Find("#a option[selected]").AttrOr("value", "")
}

func TestTheNewestTwoAreCompared(t *testing.T) {
	p := open(t).page(example)
	p.Says("h1", "Comparar dos momentos")
	p.Says("#de option[selected]", "Seguimiento de abril de 2026 (30/4/2026)")
	p.Says("#a option[selected]", "Seguimiento de julio de 2026 (31/7/2026)")
	p.Says(".comparison-summary", "El plan pasó de 37,2 % a 45,3 % (+8,1 p. p.).", "11 suben, 2 bajan, 1 tiene otros cambios y 10 siguen igual")
	p.Says(".comparison-headline tbody tr:first-child", "30 de abril de 2026", "31 de julio de 2026", "92 días")
	p.Says("#plan .comparison-said", "Nota de «Seguimiento de julio de 2026»", "El voluntariado supera lo esperado")
	p.Count(".comparison-group", 3)
	p.Count(".comparison-group:first-of-type tbody tr", 11)
	p.Says("#grupo-suben", "Suben")
	p.Says(".comparison-group .rising", "+18,0 p. p.")
	p.Says(".comparison-group .falling", "−6,0 p. p.")
	p.Says(".comparison-group .comparison-said", "Sobre el valor del 31/7/2026", "Se limpia la base de datos heredada")
	p.Says(".chips", "Todos los cambios: 14", "Suben: 11", "Sin cambios: 10")
	p.Says("#objetivos", "Los demás objetivos siguen igual.")
	if p.Find("[style], main script").Length() > 0 {
		t.Error("inline style or script, which the policy of content blocks")
	}
}

func TestTheWayRoundIsTurned(t *testing.T) {
	s := open(t)
	there := s.page(example)
	href := there.Find("a:contains('Intercambiar')").AttrOr("href", "")
	back := s.page(href)
	back.Says("#de option[selected]", "Seguimiento de julio de 2026")
	back.Says(".notice", "El segundo momento es anterior al primero")
	back.Says(".comparison-summary", "2 suben, 11 bajan")
	again := s.page(back.Find("a:contains('Intercambiar')").AttrOr("href", ""))
	again.Says(".comparison-summary", there.Texts(".comparison-summary")[0])
}

func TestAGroupAlone(t *testing.T) {
	s := open(t)
	address, _, _ := strings.Cut(s.page(example).Find(".chips a:contains('Sin cambios')").AttrOr("href", ""), "#")
	p := s.page(address)
	p.Count(".comparison-group", 1)
	p.Count(".comparison-group tbody tr", 10)
	p.Says(".chips [aria-current]", "Sin cambios: 10")
	p.Lacks("a:contains('Ver 10 indicadores sin cambios')")
}

func TestChangesOfThePlanAreTold(t *testing.T) {
	s := open(t)
	id := s.newest()
	s.exec(`UPDATE plans SET on_track_from = 0.95, ends_on = ends_on + 1 WHERE slug = 'plan-de-ejemplo'`)
	s.exec(`UPDATE indicators SET target = target + 1, weight = 2.5, title = '<b>Otro</b>', unit_of_measure = '' WHERE code = 'I1.1'`)
	s.exec(`UPDATE indicators SET cancelled_on = '2026-11-01', cancel_reason = 'Se dejó de hacer' WHERE code = 'I2.2'`)
	s.exec(`UPDATE objectives SET title = 'Otro objetivo', weight = 3 WHERE code = 'O2'`)
	p := s.page(example + "?de=" + id + "&a=hoy")
	p.Says("#a option[selected]", "Hoy")
	p.Says(".notice", "en plazo desde el 95 % (antes 90 %)", "Cambió la duración del plan")
	edited := "tr:has(a[href$='/indicadores/I1.1'])"
	p.Says(edited, "<b>Otro</b>", "Peso: 2 → 2,5", "Antes se llamaba «Días de espera hasta la primera cita»", "Unidad de medida: días → ninguna", "Meta: ")
	p.Says("#grupo-anulados", "Anulados")
	p.Says("tr:has(a[href$='/indicadores/I2.2'])", "Motivo, del 1/11/2026", "Se dejó de hacer", "antes: ")
	p.Says("#objetivos", "Antes se llamaba «", "Peso: 1,5 → 3")
	back := s.page(example + "?de=hoy&a=" + id)
	back.Says("#grupo-recuperados", "Recuperados")
	back.Says("tr:has(a[href*='/indicadores/I2.2'])", "Se había anulado el 1/11/2026")
}

func TestWhatIsNewAndWhatIsGone(t *testing.T) {
	s := open(t)
	id := s.newest()
	s.exec(`
		INSERT INTO indicators (plan_id, objective_id, position, code, title, rule, target)
		SELECT plan_id, id, 99, 'NUEVO', 'Un indicador nuevo', 'reach', 5
		  FROM objectives
		 WHERE code = 'O1' AND plan_id = (SELECT id FROM plans WHERE slug = 'plan-de-ejemplo')`)
	p := s.page(example + "?de=" + id + "&a=hoy")
	p.Says(".comparison-group:has(#grupo-nuevos) tbody tr", "NUEVO", "no estaba")
	back := s.page(example + "?de=hoy&a=" + id)
	back.Says(".comparison-group:has(#grupo-quitados) tbody tr", "NUEVO", "ya no está")
	if href := back.Find("a:contains('Un indicador nuevo')").AttrOr("href", ""); strings.Contains(href, "seguimiento=") {
		t.Errorf("leads to %q, where it is not", href)
	}
}

func TestOneFollowUpIsComparedWithToday(t *testing.T) {
	p := open(t).page(montilla)
	p.Says("#de option[selected]", "Seguimiento noviembre 2022")
	p.Says("#a option[selected]", "Hoy")
}

func TestNothingToCompare(t *testing.T) {
	s := open(t)
	p := s.page("/planes/plan/comparar")
	p.Says(".empty", "Todavía no hay nada con lo que comparar")
	p.Lacks("form")
	same := s.page(example + "?de=hoy&a=hoy")
	same.Says(".notice", "Los dos momentos son el mismo")
	same.Says(".comparison-result", "Ningún indicador ha cambiado")
}

// A plan of many indicators is told on pages.
func TestPages(t *testing.T) {
	s := open(t)
	id := s.newest()
	s.exec(`
		INSERT INTO indicators (plan_id, objective_id, position, code, title, rule, target)
		SELECT o.plan_id, o.id, 100 + n, 'N' || n, 'Nuevo ' || n, 'reach', 5
		  FROM objectives o, generate_series(1, 120) n
		 WHERE o.code = 'O1' AND o.plan_id = (SELECT id FROM plans WHERE slug = 'plan-de-ejemplo')`)
	address := example + "?de=" + id + "&a=hoy&cambio=nuevos"
	p := s.page(address)
	p.Count(".comparison-group tbody tr", pageSize)
	p.Says(".comparison-result", "Se muestran del 1 al 50 de 120 indicadores")
	last := s.page(address + "&pagina=99")
	last.Count(".comparison-group tbody tr", 20)
	last.Says(".pagination [aria-current]", "3")
}

func TestHostileAddresses(t *testing.T) {
	s := open(t)
	for query, want := range map[string]int{
		"de=0": 400, "de=-1": 400, "de=x": 400, "de=1e3": 400, "a=99999999999999999999": 400, "de=%27": 400, "a=hoy%00": 400, "de=Hoy": 400,
		"de=999999": 404, "a=999999": 404, "cambio=x&pagina=-3": 200, "pagina=99999999999999999999": 200, "cambio=suben&pagina=x": 200,
	} {
		if got := s.Status(t, example+"?"+query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	if got := s.Status(t, "/planes/no-existe/comparar"); got != http.StatusNotFound {
		t.Errorf("no such plan: %d", got)
	}
	if got := s.Status(t, montilla+"?de="+s.newest()); got != http.StatusNotFound {
		t.Errorf("another plan's follow-up: %d", got)
	}
}

func TestEveryGroupAndFieldHasWords(t *testing.T) {
	params := map[string]bool{}
	for _, g := range dashboard.Groups {
		w := groupWords[g]
		if w.param == "" || w.heading == "" || w.one == "" || w.several == "" || params[w.param] {
			t.Errorf("%s: %+v", g, w)
		}
		params[w.param] = true
	}
	i, o := &dashboard.Indicator{}, &dashboard.Objective{}
	for _, f := range []dashboard.Field{
		dashboard.FieldCode, dashboard.FieldTitle, dashboard.FieldObjective, dashboard.FieldRule, dashboard.FieldBaseline, dashboard.FieldTarget,
		dashboard.FieldWeight, dashboard.FieldDates, dashboard.FieldPlanned, dashboard.FieldUnit, dashboard.FieldUnits,
	} {
		if indicatorEdit(f, i, i) == "" {
			t.Errorf("no words for %s", f)
		}
	}
	for _, f := range []dashboard.Field{dashboard.FieldCode, dashboard.FieldTitle, dashboard.FieldWeight, dashboard.FieldLines} {
		if objectiveEdit(f, o, o) == "" {
			t.Errorf("no words for %s of an objective", f)
		}
	}
	if got := fmt.Sprint(sentence([]string{"a"}), sentence([]string{"a", "b", "c"})); got != "aa, b y c" {
		t.Errorf("%q", got)
	}
}

func dec(text string) decimal.Decimal { return decimal.RequireFromString(text) }
