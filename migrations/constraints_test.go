package migrations_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/db"
	"hito/internal/db/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// sound is the least that a plan with one indicator needs; each test breaks one thing of it.
const sound = `
	INSERT INTO plans (slug, title, body, starts_on, ends_on) VALUES ('p', 'P', 'B', '2026-01-01', '2026-12-31');
	INSERT INTO plans (slug, title, body, starts_on, ends_on) VALUES ('otro', 'P', 'B', '2026-01-01', '2026-12-31');
	INSERT INTO strategic_lines (plan_id, position, code, title) SELECT id, 1, 'L.1', 'L' FROM plans;
	INSERT INTO frameworks (plan_id, code, title) SELECT id, 'F', 'F' FROM plans;
	INSERT INTO standards (plan_id, framework_id, position, code, title) SELECT plan_id, id, 1, 'S', 'S' FROM frameworks;
	INSERT INTO objectives (plan_id, position, code, title) SELECT id, 1, 'O.1', 'O' FROM plans;
	INSERT INTO indicators (plan_id, objective_id, position, code, title, target) SELECT plan_id, id, 1, 'I.1', 'I', 10 FROM objectives;
	INSERT INTO measurements (plan_id, indicator_id, measured_on, value) SELECT plan_id, id, '2026-02-01', 1 FROM indicators;
	INSERT INTO results (plan_id, title) SELECT id, 'R' FROM plans;`

// Every wrong state is refused by the constraint that is named for it.
func TestWrongStatesAreImpossible(t *testing.T) {
	refuses(t, map[string][]string{
		"plans_slug_unique":         {`UPDATE plans SET slug = 'x'`},
		"plans_slug_form":           {`UPDATE plans SET slug = 'Con Espacios' WHERE slug = 'p'`, `UPDATE plans SET slug = '../x' WHERE slug = 'p'`},
		"plans_title_present":       {`UPDATE plans SET title = '  '`},
		"plans_body_present":        {`UPDATE plans SET body = ''`},
		"plans_state_known":         {`UPDATE plans SET state = 'nuevo'`},
		"plans_dates_ordered":       {`UPDATE plans SET ends_on = '2025-12-31'`},
		"plans_dates_reasonable":    {`UPDATE plans SET starts_on = '-infinity'`, `UPDATE plans SET ends_on = 'infinity'`, `UPDATE plans SET ends_on = '9999-01-01'`},
		"plans_thresholds_ordered":  {`UPDATE plans SET delayed_from = 0.95`, `UPDATE plans SET on_track_from = 'NaN'`, `UPDATE plans SET delayed_from = 0`},
		"periods_dates_ordered":     {`INSERT INTO periods (plan_id, title, starts_on, ends_on) SELECT id, 'T', '2026-02-01', '2026-01-01' FROM plans`},
		"strategic_lines_code_form": {`UPDATE strategic_lines SET code = 'a/b'`},
		"strategic_lines_code_unique": {
			`INSERT INTO strategic_lines (plan_id, position, code, title) SELECT id, 2, 'L.1', 'L' FROM plans`},
		"objectives_code_unique": {`INSERT INTO objectives (plan_id, position, code, title) SELECT id, 2, 'O.1', 'O' FROM plans`},
		"objectives_weight_bounded": {`UPDATE objectives SET weight = -1`, `UPDATE objectives SET weight = 'NaN'`,
			`UPDATE objectives SET weight = 'Infinity'`, `UPDATE objectives SET weight = 0.00001`},
		"objectives_cancelled_reasons": {`UPDATE objectives SET cancelled_on = '2026-02-01'`, `UPDATE objectives SET cancel_reason = 'sí'`},
		"objective_lines_line_fkey": {`INSERT INTO objective_lines (plan_id, objective_id, line_id)
			SELECT o.plan_id, o.id, l.id FROM objectives o JOIN strategic_lines l ON l.plan_id <> o.plan_id LIMIT 1`},
		"objective_standards_standard_fkey": {`INSERT INTO objective_standards (plan_id, objective_id, standard_id)
			SELECT o.plan_id, o.id, s.id FROM objectives o JOIN standards s ON s.plan_id <> o.plan_id LIMIT 1`},
		"indicators_objective_fkey": {`UPDATE indicators SET objective_id = (SELECT max(id) FROM objectives) WHERE plan_id = (SELECT min(id) FROM plans)`,
			`DELETE FROM objectives`},
		"indicators_code_unique":        {`INSERT INTO indicators (plan_id, objective_id, position, code, title, target) SELECT plan_id, id, 2, 'I.1', 'I', 1 FROM objectives`},
		"indicators_rule_known":         {`UPDATE indicators SET rule = 'otra'`},
		"indicators_reach_has_distance": {`UPDATE indicators SET target = 0`, `UPDATE indicators SET baseline = 10`},
		"indicators_target_finite":      {`UPDATE indicators SET target = 'NaN'`, `UPDATE indicators SET target = 'Infinity'`, `UPDATE indicators SET target = 1e400`, `UPDATE indicators SET target = 0.0000001`},
		"indicators_baseline_finite":    {`UPDATE indicators SET baseline = 'NaN'`, `UPDATE indicators SET baseline = '-Infinity'`},
		"indicators_dates_ordered":      {`UPDATE indicators SET starts_on = '2026-05-01', ends_on = '2026-04-01'`},
		"indicators_periodicity_known":  {`UPDATE indicators SET periodicity_months = 5`},
		"indicators_decimals_bounded":   {`UPDATE indicators SET decimals = 7`},
		"indicators_weight_bounded":     {`UPDATE indicators SET weight = 'NaN'`},
		"planned_points_value_finite":   {`INSERT INTO planned_points SELECT plan_id, id, '2026-03-01', 'NaN' FROM indicators`},
		"measurements_value_finite": {`INSERT INTO measurements (plan_id, indicator_id, measured_on, value) SELECT plan_id, id, '2026-03-01', 'NaN' FROM indicators`,
			`INSERT INTO measurements (plan_id, indicator_id, measured_on, value) SELECT plan_id, id, '2026-03-01', 'Infinity' FROM indicators`},
		"measurements_pkey": {`INSERT INTO measurements (plan_id, indicator_id, measured_on, value) SELECT plan_id, id, '2026-02-01', 5 FROM indicators`},
		"measurements_indicator_fkey": {`INSERT INTO measurements (plan_id, indicator_id, measured_on, value)
			SELECT p.id, i.id, '2026-03-01', 1 FROM indicators i JOIN plans p ON p.id <> i.plan_id`},
		"measurements_date_reasonable":   {`INSERT INTO measurements (plan_id, indicator_id, measured_on, value) SELECT plan_id, id, 'infinity', 1 FROM indicators`},
		"measurements_revision_positive": {`INSERT INTO measurements (plan_id, indicator_id, measured_on, value, revision) SELECT plan_id, id, '2026-03-01', 1, 0 FROM indicators`},
		"results_url_form":               {`UPDATE results SET url = 'javascript:alert(1)'`},
		"result_indicators_result_fkey": {`INSERT INTO result_indicators (plan_id, indicator_id, result_id, position)
			SELECT i.plan_id, i.id, r.id, 1 FROM indicators i JOIN results r ON r.plan_id <> i.plan_id LIMIT 1`},
		"units_name_unique": {`INSERT INTO units (name) VALUES ('U'), ('U')`},
		"snapshots_board_judged": {`INSERT INTO snapshots (plan_id, title, taken_on, board) SELECT id, 'S', '2026-03-01', '{}' FROM plans`,
			`INSERT INTO snapshots (plan_id, title, taken_on, board) SELECT id, 'S', '2026-03-01', '[]' FROM plans`},
		"installation_pkey":   {`INSERT INTO installation (demo) VALUES (true), (true)`},
		"installation_single": {`INSERT INTO installation (singleton, demo) VALUES (false, true)`},
	})
}

// refuses checks that each constraint is what refuses its statements, each carried out on what is sound.
func refuses(t *testing.T, wrong map[string][]string) {
	t.Helper()
	pool := dbtest.New(t)
	for constraint, statements := range wrong {
		for _, statement := range statements {
			if got := refusal(t, pool.Begin, statement); got != constraint {
				t.Errorf("%s: refused by %q, want %s", statement, got, constraint)
			}
		}
	}
}

// refusal carries out a statement on the sound plan and people, and returns the constraint that refused it.
func refusal(t *testing.T, begin func(context.Context) (pgx.Tx, error), statement string) string {
	t.Helper()
	ctx := context.Background()
	tx, err := begin(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(ctx) }()
	if _, err := tx.Exec(ctx, sound+people); err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(ctx, statement); err != nil {
		if name := db.Constraint(err); name != "" {
			return name
		}
		return fmt.Sprint(err)
	}
	return ""
}

func TestHistoryIsAppendOnlyEvenForTheOwner(t *testing.T) {
	owner := dbtest.Lease(t).Owner(t)
	ctx := context.Background()
	if _, err := owner.Exec(ctx, sound+people); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`UPDATE measurements SET value = 2`, `DELETE FROM measurements`, `TRUNCATE measurements`,
		`UPDATE snapshots SET title = 'x'`, `DELETE FROM installation`,
		`UPDATE audit_events SET action = 'user.other'`, `DELETE FROM audit_events`, `TRUNCATE audit_events CASCADE`,
		`UPDATE audit_personal SET body = '{"address":"x"}'`, `TRUNCATE audit_personal`,
	} {
		if _, err := owner.Exec(ctx, statement); err == nil || !strings.Contains(err.Error(), "never changed or removed") {
			t.Errorf("%s: %v, want a refusal", statement, err)
		}
	}
}
