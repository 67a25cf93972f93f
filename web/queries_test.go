package web_test

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/access"
	"hito/internal/user"
	"hito/web"
)

// statements counts what is asked of the database.
type statements struct{ n atomic.Int32 }

func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	s.n.Add(1)
	return ctx
}

func (*statements) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// grow gives the fictitious plan three hundred indicators more, each with a value, a result and an entry of the open
// round.
const grow = `
	WITH example AS (
		SELECT id FROM plans WHERE slug = 'plan-de-ejemplo'
	), more AS (
		INSERT INTO indicators (plan_id, objective_id, position, code, title, target, baseline)
		SELECT e.id, (SELECT min(o.id) FROM objectives o WHERE o.plan_id = e.id), 1000 + n, 'X.' || n, 'Indicador ' || n, 10, 0
		  FROM example e, generate_series(1, 300) n
		RETURNING plan_id, id, position
	), owed AS (
		INSERT INTO indicator_units (plan_id, indicator_id, unit_id)
		SELECT m.plan_id, m.id, (SELECT min(unit_id) FROM user_units)
		  FROM more m
	), valued AS (
		INSERT INTO measurements (plan_id, indicator_id, measured_on, value)
		SELECT plan_id, id, '2026-10-31', 5
		  FROM more
	), asked AS (
		INSERT INTO round_entries (plan_id, round_id, indicator_id)
		SELECT m.plan_id, (SELECT min(r.id) FROM rounds r WHERE r.plan_id = m.plan_id), m.id
		  FROM more m
	), shown AS (
		INSERT INTO results (plan_id, title, achieved_on)
		SELECT plan_id, 'Resultado ' || position, '2026-10-31'
		  FROM more
		RETURNING plan_id, id
	)
	INSERT INTO result_indicators (plan_id, indicator_id, result_id, position)
	SELECT s.plan_id, (SELECT min(id) FROM more), s.id, row_number() OVER ()
	  FROM shown s`

// counted is the whole site with the demo, on one connection whose statements are counted.
func counted(t *testing.T) (wholeSite, *statements) {
	t.Helper()
	s := open(t)
	config, sent := s.pool.Config(), &statements{}
	config.ConnConfig.Tracer = sent
	config.MinConns, config.MaxConns = 1, 1 // each prepares its statements once
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	s.Handler = web.New(web.Config{
		Pool: pool, Ready: pool.Ping, Logger: slog.New(slog.DiscardHandler), Now: s.now, Location: time.UTC, Users: user.Store{Pool: pool, Now: s.now},
		Unkept: true,
	})
	return s, sent
}

// A page takes as many statements for three hundred indicators more.
func TestStatementsDoNotGrowWithThePlan(t *testing.T) {
	s, sent := counted(t)
	technician, staff := s.visitor(t, access.Technician), s.visitor(t, access.Staff)
	ask := func() map[string]int32 {
		taken := map[string]int32{}
		for _, place := range s.places {
			v := technician
			if place.route == "/bandeja" {
				v = staff
			}
			v.get(place.address) // what is asked once only, such as when the session was last used
			sent.n.Store(0)
			if answer := v.get(place.address); answer.Code == http.StatusOK {
				taken[place.route] = sent.n.Load()
			}
		}
		return taken
	}
	before := ask()
	if _, err := s.pool.Exec(t.Context(), grow); err != nil {
		t.Fatal(err)
	}
	after := ask()
	for route, n := range before {
		// A public page lists so many indicators, and leads to more without reading them.
		if now, found := after[route]; !found || now > n {
			t.Errorf("GET %s took %d statements and takes %d", route, n, now)
		}
		most := int32(16)
		if strings.HasPrefix(route, "/planes/{plan}/informe") {
			most = 17 // a report tells of everything
		}
		if n > most {
			t.Errorf("GET %s takes %d statements", route, n)
		}
	}
	for _, route := range []string{
		"/planes/{plan}/hoja", "/planes/{plan}/indicadores", "/planes/{plan}/comparar", "/planes/{plan}/estructura", "/planes/{plan}/rondas/{id}",
		"/planes/{plan}/resultados", "/bandeja", "/planes/{plan}/indicadores/{code}/editar", "/planes/{plan}/historia",
		"/publico/{plan}", "/publico/{plan}/panel", "/publico/{plan}/seguimientos.atom", "/datos-abiertos", "/datos-abiertos/{plan}/{dataset}",
		"/datos-abiertos/catalogo.ttl", "/planes/importar", "/planes/importar/{id}", "/planes/importar/{id}/errores.csv", "/planes/{plan}/exportar",
		"/planes/{plan}/informe", "/planes/{plan}/informe.docx", "/planes/{plan}/informe/preparar", "/planes/{plan}/informes", "/cuenta/claves",
	} {
		if before[route] == 0 {
			t.Errorf("GET %s was not counted", route)
		}
	}
}
