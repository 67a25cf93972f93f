package plan_test

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/plan"
)

// shape writes all that a plan consists of, but for what was cancelled, a line for each thing: its dates as days from
// the plan's start, its places as ranks, and whatever it names by code.
const shape = `
	WITH p AS (SELECT * FROM plans WHERE id = $1),
	o AS (SELECT *, row_number() OVER (ORDER BY position) AS nth FROM objectives WHERE plan_id = $1 AND cancelled_on IS NULL),
	i AS (
	       SELECT x.*, o.code AS objective, row_number() OVER (PARTITION BY objective_id ORDER BY x.position) AS nth
	         FROM indicators x
	         JOIN o ON o.id = x.objective_id
	        WHERE x.plan_id = $1 AND x.cancelled_on IS NULL),
	s AS (
	       SELECT s.id, f.code || '/' || s.code AS code, s.position, s.title
	         FROM standards s
	         JOIN frameworks f ON f.plan_id = s.plan_id AND f.id = s.framework_id
	        WHERE s.plan_id = $1)
	SELECT concat_ws('|', 'plan', body, summary, general_objective, on_track_from, delayed_from, cadence_months) AS line FROM p
	 UNION ALL
	SELECT concat_ws('|', 'section', row_number() OVER (ORDER BY position), heading, body) FROM plan_sections WHERE plan_id = $1
	 UNION ALL
	SELECT concat_ws('|', 'period', e.title, e.starts_on - p.starts_on, e.ends_on - p.starts_on) FROM periods e, p WHERE e.plan_id = $1
	 UNION ALL
	SELECT concat_ws('|', 'line', row_number() OVER (ORDER BY position), code, title, description) FROM strategic_lines WHERE plan_id = $1
	 UNION ALL
	SELECT concat_ws('|', 'framework', code, title, description) FROM frameworks WHERE plan_id = $1
	 UNION ALL
	SELECT concat_ws('|', 'standard', code, position, title) FROM s
	 UNION ALL
	SELECT concat_ws('|', 'objective', nth, code, title, weight) FROM o
	 UNION ALL
	SELECT concat_ws('|', 'in line', o.code, l.code) FROM objective_lines x JOIN o ON o.id = x.objective_id JOIN strategic_lines l ON l.id = x.line_id
	 UNION ALL
	SELECT concat_ws('|', 'line standard', l.code, s.code) FROM line_standards x JOIN s ON s.id = x.standard_id JOIN strategic_lines l ON l.id = x.line_id
	 UNION ALL
	SELECT concat_ws('|', 'objective standard', o.code, s.code) FROM objective_standards x JOIN s ON s.id = x.standard_id JOIN o ON o.id = x.objective_id
	 UNION ALL
	SELECT concat_ws('|', 'indicator standard', i.code, s.code) FROM indicator_standards x JOIN s ON s.id = x.standard_id JOIN i ON i.id = x.indicator_id
	 UNION ALL
	SELECT concat_ws('|', 'indicator', objective, nth, i.code, i.title, description, method, source, unit_of_measure, decimals,
	       'every', periodicity_months, nature, rule, 'from', baseline, 'to', target, planned_in_steps,
	       'dates', i.starts_on - p.starts_on, i.ends_on - p.starts_on, weight)
	  FROM i, p
	 UNION ALL
	SELECT concat_ws('|', 'unit', i.code, x.unit_id) FROM indicator_units x JOIN i ON i.id = x.indicator_id
	 UNION ALL
	SELECT concat_ws('|', 'point', i.code, x.due_on - p.starts_on, x.value) FROM planned_points x JOIN i ON i.id = x.indicator_id, p
	 ORDER BY line`

// values writes the values of a plan that stand, with their own dates.
const values = `
	SELECT DISTINCT ON (i.code, m.measured_on) concat_ws('|', i.code, m.measured_on, m.value, m.comment) AS line
	  FROM measurements m
	  JOIN indicators i ON i.plan_id = m.plan_id AND i.id = m.indicator_id
	  JOIN objectives o ON o.plan_id = i.plan_id AND o.id = i.objective_id
	 WHERE m.plan_id = $1 AND i.cancelled_on IS NULL AND o.cancelled_on IS NULL
	   AND NOT EXISTS (
	       SELECT FROM measurements w
	        WHERE w.plan_id = m.plan_id AND w.indicator_id = m.indicator_id AND w.measured_on = m.measured_on AND w.value IS NULL)
	 ORDER BY i.code, m.measured_on, m.revision DESC`

// evidence writes the results of a plan with what they serve, but for those that serve only what was cancelled.
const evidence = `
	SELECT concat_ws('|', r.title, r.description, r.achieved_on, r.url, string_agg(i.code || ' ' || x.position, ',' ORDER BY i.code)) AS line
	  FROM results r
	  LEFT JOIN (result_indicators x
	        JOIN indicators i ON i.plan_id = x.plan_id AND i.id = x.indicator_id AND i.cancelled_on IS NULL
	        JOIN objectives o ON o.plan_id = i.plan_id AND o.id = i.objective_id AND o.cancelled_on IS NULL)
	    ON x.plan_id = r.plan_id AND x.result_id = r.id
	 WHERE r.plan_id = $1 AND r.withdrawn_at IS NULL
	 GROUP BY r.id, r.title, r.description, r.achieved_on, r.url
	HAVING count(i.id) > 0 OR NOT EXISTS (SELECT FROM result_indicators y WHERE y.plan_id = $1 AND y.result_id = r.id)
	 ORDER BY line`

func (k keeper) lines(sql string, planID int64) (list []string) {
	k.Helper()
	k.read(func(ctx context.Context, tx pgx.Tx) (err error) {
		rows, _ := tx.Query(ctx, sql, planID)
		list, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	return list
}

func (k keeper) same(what string, got, want []string) {
	k.Helper()
	if len(want) == 0 {
		k.Errorf("%s: nothing to compare", what)
	}
	if slices.Equal(got, want) {
		return
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			k.Errorf("%s: too much: %s", what, line)
		}
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			k.Errorf("%s: missing: %s", what, line)
		}
	}
	k.Errorf("%s: %d lines, want %d", what, len(got), len(want))
}

// enrich gives the fictitious plan what the demo lacks: dates of an indicator's own, values corrected and withdrawn,
// results withdrawn, without indicator, and of a cancelled one alone.
func (k keeper) enrich() {
	k.Helper()
	id := k.load(keptPlan).ID
	k.exec(`
		UPDATE indicators
		   SET starts_on = DATE '2025-02-01', ends_on = DATE '2026-02-28', nature = 'outcome'
		 WHERE plan_id = $1 AND code = 'I1.1'`, id)
	k.exec(`UPDATE plans SET cadence_months = 3 WHERE id = $1`, id)
	k.exec(`
		INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value, reason)
		SELECT m.plan_id, m.indicator_id, m.measured_on, m.revision + 1, CASE WHEN i.code = 'I1.1' THEN 33 END, 'Error'
		  FROM measurements m
		  JOIN indicators i ON i.plan_id = m.plan_id AND i.id = m.indicator_id
		 WHERE i.plan_id = $1 AND i.code IN ('I1.1', 'I2.1')
		   AND m.measured_on = (SELECT max(measured_on) FROM measurements x WHERE x.plan_id = i.plan_id AND x.indicator_id = i.id)`, id)
	k.exec(`INSERT INTO results (plan_id, title, withdrawn_at, withdraw_reason) VALUES ($1, 'Retirado', now(), 'Error')`, id)
	k.exec(`INSERT INTO results (plan_id, title) VALUES ($1, 'De ninguno'), ($1, 'De ninguno')`, id)
	k.exec(`
		WITH made AS (INSERT INTO results (plan_id, title) VALUES ($1, 'De lo anulado') RETURNING id)
		INSERT INTO result_indicators (plan_id, indicator_id, result_id, position)
		SELECT $1, i.id, made.id, 99
		  FROM made, indicators i
		 WHERE i.plan_id = $1 AND i.cancelled_on IS NOT NULL`, id)
}

func TestACopyHasTheSameStructureWhateverItsDates(t *testing.T) {
	k := newDemoKeeper(t)
	k.enrich()
	for _, source := range []string{keptPlan, firstPlan} {
		old := k.load(source)
		want := k.lines(shape, old.ID)
		if len(want) < 40 {
			t.Fatalf("only %d lines of %s", len(want), source)
		}
		for n, start := range []date.Date{old.StartsOn, old.StartsOn + 1, old.EndsOn + 2, date.New(1900, 2, 15), date.New(2190, 3, 15)} {
			d := plan.Copy{Title: "Copia", Slug: source + "-" + string(rune('a'+n)), StartsOn: start.String(), EndsOn: (start + old.EndsOn - old.StartsOn).String()}
			d.Values = n%2 == 1
			d.Results = n == 3
			slug, err := k.Duplicate(t.Context(), k.actor, rand.Text(), source, keepingDay, d)
			if err != nil {
				t.Fatal(err)
			}
			p := k.load(slug)
			if p.State != plan.Draft || p.Published() || p.Title != "Copia" || p.StartsOn != start || p.Version != 1 {
				t.Errorf("%+v", p.Plan)
			}
			k.same(slug, k.lines(shape, p.ID), want)
			if got := k.lines(values, p.ID); d.Values {
				k.same(slug+" values", got, k.lines(values, old.ID))
			} else if len(got) > 0 {
				t.Errorf("%s: values were copied: %q", slug, got)
			}
			if got := k.lines(evidence, p.ID); d.Results {
				k.same(slug+" results", got, k.lines(evidence, old.ID))
			} else if len(got) > 0 {
				t.Errorf("%s: results were copied: %q", slug, got)
			}
			if (p.Notice != "") != (d.Values && old.Notice != "") {
				t.Errorf("%s: notice %q", slug, p.Notice)
			}
		}
		k.same(source+" itself", k.lines(shape, old.ID), want)
	}
}

// TestEndsOfMonthsStayEndsOfMonths looks at plans that start months later, over leap years.
func TestEndsOfMonthsStayEndsOfMonths(t *testing.T) {
	k := newDemoKeeper(t)
	old := k.load(firstPlan)
	id := k.count(`SELECT id FROM indicators WHERE plan_id = $1 AND code = 'I.1.1'`, old.ID)
	k.exec(`
		INSERT INTO planned_points (plan_id, indicator_id, due_on, value)
		VALUES ($1, $2, DATE '2022-02-28', 1), ($1, $2, DATE '2022-02-27', 1), ($1, $2, DATE '2022-12-31', 2), ($1, $2, DATE '2023-06-30', 2)`, old.ID, id)
	copied := func(slug, start, end string) (periods, points string) {
		t.Helper()
		if _, err := k.Duplicate(t.Context(), k.actor, rand.Text(), firstPlan, keepingDay, plan.Copy{Title: "C", Slug: slug, StartsOn: start, EndsOn: end}); err != nil {
			t.Fatal(err)
		}
		p := k.load(slug)
		for _, e := range p.Periods {
			periods += e.StartsOn.String() + "/" + e.EndsOn.String() + " "
		}
		return periods, strings.Join(k.lines(`SELECT due_on::text FROM planned_points WHERE plan_id = $1 ORDER BY due_on`, p.ID), " ")
	}
	periods, points := copied("meses", "1/7/2023", "30/6/2025")
	if periods != "2023-07-01/2023-12-31 2024-01-01/2024-12-31 2025-01-01/2025-06-30 " || points != "2024-02-27 2024-02-29 2024-12-31 2025-06-30" {
		t.Errorf("by months: %s and %s", periods, points)
	}
	k.exec(`INSERT INTO planned_points (plan_id, indicator_id, due_on, value) VALUES ($1, $2, DATE '2022-01-29', 1), ($1, $2, DATE '2022-01-30', 1)`, old.ID, id)
	periods, points = copied("dias", "1/8/2021", "31/7/2023") // by a month, both of January would fall on the 27 February
	if periods != "2021-08-01/2022-01-31 2022-02-01/2023-01-31 2023-02-01/2023-07-31 " || !strings.HasPrefix(points, "2022-03-01 2022-03-02 2022-03-30") {
		t.Errorf("by days: %s and %s", periods, points)
	}
}

func TestDuplicateTellsWhatItDid(t *testing.T) {
	k := newDemoKeeper(t)
	old := k.load(keptPlan)
	key := rand.Text()
	d := plan.Copy{Title: "II Plan de ejemplo", StartsOn: "1/1/2028", EndsOn: "31/12/2030", Values: true}
	for range 2 {
		if slug, err := k.Duplicate(t.Context(), k.actor, key, keptPlan, keepingDay, d); err != nil || slug != "ii-plan-de-ejemplo" {
			t.Fatalf("%q, %v", slug, err)
		}
	}
	if n := k.count(`SELECT count(*) FROM plans`); n != 3 {
		t.Errorf("%d plans, want 3", n)
	}
	p := k.load("ii-plan-de-ejemplo")
	action, before, after := k.told(p.ID)
	if action != "plan.duplicate" || before != nil || after["copied_from"] != keptPlan || after["copied_from_id"] != float64(old.ID) || after["values_copied"] != true {
		t.Errorf("the event tells %s %v %v", action, before, after)
	}
	if n := k.count(`SELECT count(*) FROM measurements WHERE plan_id = $1 AND (recorded_by <> $2 OR recorded_at <> $3 OR revision <> 1)`, p.ID, k.actor.ID, keepingClock); n != 0 {
		t.Errorf("%d values are not signed by who copied them", n)
	}
}

// TestTheLastValueBecomesTheBaseline looks at goals on both sides of their target.
func TestTheLastValueBecomesTheBaseline(t *testing.T) {
	k := newDemoKeeper(t)
	id := k.load(keptPlan).ID
	k.exec(`
		INSERT INTO indicators (plan_id, objective_id, position, code, title, rule, baseline, target)
		SELECT $1, o.id, 90 + n, made.code, made.code, rule, baseline, target
		  FROM objectives o,
		       (VALUES (1, 'UP', 'reach', 2, 10), (2, 'DOWN', 'reach', 40, 30), (3, 'HALF', 'reach', NULL, 8), (4, 'KEPT', 'maintain_at_most', 5, 5),
		               (5, 'NONE', 'reach', 1, 3), (6, 'WITHDRAWN', 'reach', 1, 3), (7, 'LATER', 'reach', 1, 3), (8, 'ZERO', 'reach', 7, 0),
		               (9, 'ABOVE', 'reach', 2, 10), (10, 'BELOW', 'reach', 40, 30), (11, 'WORSE', 'reach', 2, 10))
		       AS made (n, code, rule, baseline, target)
		 WHERE o.plan_id = $1 AND o.code = 'O1'`, id)
	k.exec(`
		INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value, reason)
		SELECT $1, i.id, day::date, revision, value, 'x'
		  FROM indicators i
		  JOIN (VALUES ('UP', '2025-01-31', 1, 10), ('UP', '2024-01-31', 1, 3), ('DOWN', '2025-01-31', 1, 31), ('DOWN', '2025-01-31', 2, 30),
		               ('HALF', '2025-01-31', 1, 4.5), ('KEPT', '2025-01-31', 1, 5), ('WITHDRAWN', '2025-01-31', 1, 3), ('WITHDRAWN', '2025-01-31', 2, NULL),
		               ('LATER', '2026-03-14', 1, 2), ('LATER', '2026-03-15', 1, 3), ('ZERO', '2025-01-31', 1, 0),
		               ('ABOVE', '2025-01-31', 1, 12), ('BELOW', '2025-01-31', 1, 25), ('WORSE', '2025-01-31', 1, 1))
		       AS made (code, day, revision, value) ON made.code = i.code
		 WHERE i.plan_id = $1`, id)
	slug, err := k.Duplicate(t.Context(), k.actor, rand.Text(), keptPlan, keepingDay, plan.Copy{Title: "Siguiente", StartsOn: "1/1/2028", EndsOn: "31/12/2030", Baseline: true})
	if err != nil {
		t.Fatal(err)
	}
	copied := k.load(slug).ID
	got := map[string]string{}
	for _, line := range k.lines(`SELECT concat_ws(' ', code, rule, baseline) FROM indicators WHERE plan_id = $1`, copied) {
		code, rest, _ := strings.Cut(line, " ")
		got[code] = rest
	}
	for code, want := range map[string]string{
		"UP": "maintain_at_least 10", "DOWN": "maintain_at_most 30", "HALF": "reach 4.5", "KEPT": "maintain_at_most 5", "NONE": "reach 1", "WITHDRAWN": "reach 1",
		"LATER": "reach 2", "ZERO": "maintain_at_most 0", "ABOVE": "maintain_at_least 12", "BELOW": "maintain_at_most 25", "WORSE": "reach 1",
	} {
		if got[code] != want {
			t.Errorf("%s: %s, want %s", code, got[code], want)
		}
	}
	_, _, after := k.told(copied)
	var changed []string
	for _, code := range after["rules_changed"].([]any) {
		changed = append(changed, code.(string))
	}
	for code, want := range map[string]bool{"UP": true, "DOWN": true, "ZERO": true, "ABOVE": true, "BELOW": true, "HALF": false, "KEPT": false} {
		if slices.Contains(changed, code) != want {
			t.Errorf("the event names as changed %q", changed)
			break
		}
	}
	if n := k.count(`SELECT count(*) FROM measurements WHERE plan_id = $1`, copied); n != 0 {
		t.Errorf("%d values were copied", n)
	}
}

func TestDuplicateIsRefused(t *testing.T) {
	k := newDemoKeeper(t)
	good := plan.Copy{Title: "Copia", StartsOn: "1/1/2028", EndsOn: "31/12/2030"}
	try := func(actor access.Actor, source string, edit func(*plan.Copy)) error {
		d := good
		edit(&d)
		_, err := k.Duplicate(t.Context(), actor, rand.Text(), source, keepingDay, d)
		return err
	}
	for name, c := range map[string]struct {
		edit  func(*plan.Copy)
		wrong string
	}{
		"blank":         {func(d *plan.Copy) { *d = plan.Copy{} }, "ends_on starts_on title"},
		"taken":         {func(d *plan.Copy) { d.Slug = firstPlan }, "slug"},
		"reserved":      {func(d *plan.Copy) { d.Slug = "importar" }, "slug"},
		"results alone": {func(d *plan.Copy) { d.Results = true }, "copy"},
		"off the calendar": {func(d *plan.Copy) {
			d.StartsOn, d.EndsOn = "1/12/2200", "31/12/2200"
		}, "starts_on"},
	} {
		if err := try(k.actor, keptPlan, c.edit); wrongFields(err) != c.wrong {
			t.Errorf("%s: %v, want messages at %q", name, err, c.wrong)
		}
	}
	nothing := func(*plan.Copy) {}
	if err := try(k.actor, "no-hay", nothing); !errors.Is(err, fault.NotFound) {
		t.Errorf("no such plan: %v", err)
	}
	for _, role := range []access.Role{access.Staff, access.Director, access.Admin} {
		if err := try(access.Actor{Kind: access.Person, Role: role}, keptPlan, nothing); !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", role, err)
		}
	}
	if n := k.count(`SELECT count(*) FROM plans`); n != 2 {
		t.Errorf("%d plans, want the two that there were", n)
	}
	k.exec(`UPDATE plans SET state = 'closed'`)
	if err := try(k.actor, keptPlan, nothing); err != nil {
		t.Errorf("a closed plan is the base of the next one: %v", err)
	}
}
