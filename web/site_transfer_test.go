package web_test

import (
	"strconv"
	"testing"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db/dbtest"
	"hito/internal/transfer"
)

// reportCode verifies the report that numberTransfers makes.
const reportCode = "AAAAACCCCCDDDDD"

// numberTransfers makes what addresses of imports, reports and keys name by a number: a file that would change values of
// the example plan, one that did and may be undone, a format that was kept, an issued report with one file, and a key.
func (s *wholeSite) numberTransfers(t *testing.T) {
	t.Helper()
	store := transfer.Store{Pool: s.pool, Slow: s.pool, Now: s.now, Today: func() date.Date { return date.Of(now) }}
	technician := dbtest.Actor(t, s.pool, access.Technician)
	bring := func(name, rows string) int64 {
		id, err := store.Begin(t.Context(), technician, "importacion2345678901"+name, transfer.Upload{
			Name: name + ".csv", Slug: "plan-de-ejemplo", Settings: transfer.Settings{Mode: transfer.Values},
			Content: []byte("Código del indicador;Fecha;Valor\n" + rows),
		})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	applied := bring("aplicados", "I1.1;30/10/2026;5\n")
	if err := store.Apply(t.Context(), technician, "aplicacion2345678901", applied, 2, ""); err != nil {
		t.Fatal(err)
	}
	s.brought = strconv.FormatInt(bring("valores", "I1.1;31/10/2026;5\nI1.1;32/10/2026;5\n"), 10)
	err := s.pool.QueryRow(t.Context(), `
		WITH mapping AS (
			INSERT INTO import_mappings (name, columns, created_at)
			VALUES ('Formato', '{}', now())
			RETURNING id
		), report AS (
			INSERT INTO reports (plan_id, year, number, code, title, taken_on, options, document, issued_at)
			SELECT id, 2026, 1, $1, 'Informe', '2026-10-31', '{}', '{"title": "Informe"}', now()
			  FROM plans
			 WHERE slug = 'plan-de-ejemplo'
			RETURNING plan_id, id
		), file AS (
			INSERT INTO report_files (plan_id, report_id, format, name, media_type, content, sha256, kept_at)
			SELECT plan_id, id, 'html', 'informe.html', 'text/html', 'x', sha256('x'), now()
			  FROM report
		), token AS (
			INSERT INTO api_tokens (user_id, name, scopes, token_hash, hint, created_at, expires_on)
			SELECT id, 'Aplicación', '{values:record}', sha256('x'), 'abcd', now(), '2200-01-01'
			  FROM users
			 WHERE email = 'tecnica@demo.example'
			RETURNING id
		)
		SELECT (SELECT id::text FROM mapping), (SELECT id::text FROM report), (SELECT id::text FROM token)`, reportCode).
		Scan(&s.mapping, &s.report, &s.key)
	if err != nil {
		t.Fatal(err)
	}
}
