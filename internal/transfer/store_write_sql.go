package transfer

// Statements that make things of a plan, and edit them, from rows of JSON: $1 is the plan, $2 the rows, each the number of
// what is edited and its cells. Each returns the numbers of what it wrote. What is not said keeps its value, or has the
// usual one.

// madeRows are the rows of things to be made as r: c holds the cells, nth their order.
const madeRows = `(SELECT value->'c' AS c, nth FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS given (value, nth)) r`

// editedRows are the rows of edits as e.
const editedRows = `(SELECT (value->>'id')::bigint AS id, value->'c' AS c, nth FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS given (value, nth)) e`

// said gives the value that an edit e has for a column of x, by the field with the same name.
func said(column, read string) string {
	return column + ` = CASE WHEN e.c ? '` + column + `' THEN ` + read + ` ELSE x.` + column + ` END`
}

// textSaid is said of a text, numberSaid of a number that may be blank, daySaid of a day.
func textSaid(column string) string { return said(column, `e.c->>'`+column+`'`) }

func numberSaid(column string) string { return said(column, `nullif(e.c->>'`+column+`', '')::numeric`) }

func daySaid(column string) string { return said(column, `nullif(e.c->>'`+column+`', '')::date`) }

// weightSaid is said of a weight, which is 1 where it is blank.
var weightSaid = said("weight", `coalesce(nullif(e.c->>'weight', '')::numeric, 1)`)

var inserts = map[Kind]string{
	Section: `
		INSERT INTO plan_sections (plan_id, position, heading, body)
		SELECT $1, coalesce((SELECT max(position) FROM plan_sections WHERE plan_id = $1), 0) + r.nth, r.c->>'heading', coalesce(r.c->>'body', '')
		  FROM ` + madeRows + `
		 ORDER BY r.nth
		RETURNING id`,
	Period: `
		INSERT INTO periods (plan_id, title, starts_on, ends_on)
		SELECT $1, r.c->>'title', (r.c->>'starts_on')::date, (r.c->>'ends_on')::date
		  FROM ` + madeRows + `
		 ORDER BY r.nth
		RETURNING id`,
	Line: `
		INSERT INTO strategic_lines (plan_id, position, code, title, description)
		SELECT $1, coalesce((SELECT max(position) FROM strategic_lines WHERE plan_id = $1), 0) + r.nth, r.c->>'code', r.c->>'title',
		       coalesce(r.c->>'description', '')
		  FROM ` + madeRows + `
		 ORDER BY r.nth
		RETURNING id`,
	Framework: `
		INSERT INTO frameworks (plan_id, code, title, description)
		SELECT $1, r.c->>'code', r.c->>'title', coalesce(r.c->>'description', '')
		  FROM ` + madeRows + `
		 ORDER BY r.nth
		RETURNING id`,
	Standard: `
		INSERT INTO standards (plan_id, framework_id, position, code, title)
		SELECT $1, f.id, coalesce((SELECT max(position) FROM standards WHERE plan_id = $1 AND framework_id = f.id), 0)
		           + row_number() OVER (PARTITION BY f.id ORDER BY r.nth), r.c->>'code', r.c->>'title'
		  FROM ` + madeRows + `
		  JOIN frameworks f ON f.plan_id = $1 AND f.code = r.c->>'framework'
		 ORDER BY r.nth
		RETURNING id`,
	Objective: `
		INSERT INTO objectives (plan_id, position, code, title, weight, cancelled_on, cancel_reason)
		SELECT $1, coalesce((SELECT max(position) FROM objectives WHERE plan_id = $1), 0) + r.nth, r.c->>'code', r.c->>'title',
		       coalesce(nullif(r.c->>'weight', '')::numeric, 1), nullif(r.c->>'cancelled_on', '')::date, coalesce(r.c->>'cancel_reason', '')
		  FROM ` + madeRows + `
		 ORDER BY r.nth
		RETURNING id`,
	Indicator: `
		INSERT INTO indicators (plan_id, objective_id, position, code, title, description, method, source, unit_of_measure, decimals,
		       periodicity_months, nature, rule, baseline, target, planned_in_steps, starts_on, ends_on, weight, cancelled_on, cancel_reason)
		SELECT $1, o.id, coalesce(last.position, 0) + row_number() OVER (PARTITION BY o.id ORDER BY r.nth), r.c->>'code', r.c->>'title',
		       coalesce(r.c->>'description', ''), coalesce(r.c->>'method', ''), coalesce(r.c->>'source', ''),
		       coalesce(r.c->>'unit_of_measure', ''), coalesce(nullif(r.c->>'decimals', '')::smallint, 0),
		       nullif(r.c->>'periodicity', '')::smallint, coalesce(r.c->>'nature', ''), r.c->>'rule',
		       nullif(r.c->>'baseline', '')::numeric, (r.c->>'target')::numeric, coalesce(r.c->>'steps', '') = 'si',
		       nullif(r.c->>'starts_on', '')::date, nullif(r.c->>'ends_on', '')::date, coalesce(nullif(r.c->>'weight', '')::numeric, 1),
		       nullif(r.c->>'cancelled_on', '')::date, coalesce(r.c->>'cancel_reason', '')
		  FROM ` + madeRows + `
		  JOIN objectives o ON o.plan_id = $1 AND o.code = r.c->>'objective'
		  LEFT JOIN (SELECT objective_id, max(position) AS position FROM indicators WHERE plan_id = $1 GROUP BY objective_id) last
		         ON last.objective_id = o.id
		 ORDER BY r.nth
		RETURNING id`,
	Result: `
		INSERT INTO results (plan_id, title, description, achieved_on, url)
		SELECT $1, r.c->>'title', coalesce(r.c->>'description', ''), nullif(r.c->>'achieved_on', '')::date, coalesce(r.c->>'url', '')
		  FROM ` + madeRows + `
		 ORDER BY r.nth
		RETURNING id`,
}

// changes to a version are those of the forms: one more for each thing that is edited.
var edits = map[Kind]string{
	Section: `
		UPDATE plan_sections x
		   SET ` + textSaid("heading") + `, ` + textSaid("body") + `, version = x.version + 1
		  FROM ` + editedRows + `
		 WHERE x.plan_id = $1 AND x.id = e.id
		RETURNING x.id`,
	Period: `
		UPDATE periods x
		   SET ` + textSaid("title") + `, ` + daySaid("starts_on") + `, ` + daySaid("ends_on") + `
		  FROM ` + editedRows + `
		 WHERE x.plan_id = $1 AND x.id = e.id
		RETURNING x.id`,
	Line: `
		UPDATE strategic_lines x
		   SET ` + textSaid("code") + `, ` + textSaid("title") + `, ` + textSaid("description") + `, version = x.version + 1
		  FROM ` + editedRows + `
		 WHERE x.plan_id = $1 AND x.id = e.id
		RETURNING x.id`,
	Framework: `
		UPDATE frameworks x
		   SET ` + textSaid("code") + `, ` + textSaid("title") + `, ` + textSaid("description") + `, version = x.version + 1
		  FROM ` + editedRows + `
		 WHERE x.plan_id = $1 AND x.id = e.id
		RETURNING x.id`,
	Standard: `
		UPDATE standards x
		   SET ` + textSaid("code") + `, ` + textSaid("title") + `,
		       framework_id = coalesce((SELECT f.id FROM frameworks f WHERE f.plan_id = $1 AND f.code = e.c->>'framework'), x.framework_id)
		  FROM ` + editedRows + `
		 WHERE x.plan_id = $1 AND x.id = e.id
		RETURNING x.id`,
	Objective: `
		UPDATE objectives x
		   SET ` + textSaid("code") + `, ` + textSaid("title") + `, ` + weightSaid + `, ` + daySaid("cancelled_on") + `,
		       ` + textSaid("cancel_reason") + `, version = x.version + 1
		  FROM ` + editedRows + `
		 WHERE x.plan_id = $1 AND x.id = e.id
		RETURNING x.id`,
	Indicator: `
		UPDATE indicators x
		   SET ` + textSaid("code") + `, ` + textSaid("title") + `, ` + textSaid("description") + `, ` + textSaid("method") + `,
		       ` + textSaid("source") + `, ` + textSaid("unit_of_measure") + `,
		       ` + said("decimals", `coalesce(nullif(e.c->>'decimals', '')::smallint, 0)`) + `,
		       ` + textSaid("nature") + `, ` + textSaid("rule") + `, ` + numberSaid("baseline") + `, ` + numberSaid("target") + `,
		       ` + daySaid("starts_on") + `, ` + daySaid("ends_on") + `, ` + weightSaid + `, ` + daySaid("cancelled_on") + `,
		       ` + textSaid("cancel_reason") + `, version = x.version + 1,
		       periodicity_months = CASE WHEN e.c ? 'periodicity' THEN nullif(e.c->>'periodicity', '')::smallint ELSE x.periodicity_months END,
		       planned_in_steps = CASE WHEN e.c ? 'steps' THEN e.c->>'steps' = 'si' ELSE x.planned_in_steps END,
		       objective_id = coalesce(e.objective_id, x.objective_id),
		       position = CASE WHEN e.objective_id <> x.objective_id THEN e.position ELSE x.position END
		  FROM (SELECT e.id, e.c, o.id AS objective_id,
		               coalesce((SELECT max(y.position) FROM indicators y WHERE y.plan_id = $1 AND y.objective_id = o.id), 0)
		                   + row_number() OVER (PARTITION BY o.id ORDER BY e.nth) AS position
		          FROM ` + editedRows + `
		          LEFT JOIN objectives o ON o.plan_id = $1 AND o.code = e.c->>'objective') e
		 WHERE x.plan_id = $1 AND x.id = e.id
		RETURNING x.id`,
	Result: `
		UPDATE results x
		   SET ` + textSaid("title") + `, ` + textSaid("description") + `, ` + daySaid("achieved_on") + `, ` + textSaid("url") + `,
		       version = x.version + 1
		  FROM ` + editedRows + `
		 WHERE x.plan_id = $1 AND x.id = e.id
		RETURNING x.id`,
}

// editHead writes what is said of the plan itself; its address stays. $3 is the moment.
var editHead = `
	UPDATE plans x
	   SET ` + textSaid("title") + `, ` + textSaid("body") + `, ` + textSaid("summary") + `, ` + textSaid("general_objective") + `,
	       ` + textSaid("notice") + `, ` + daySaid("starts_on") + `, ` + daySaid("ends_on") + `,
	       ` + numberSaid("on_track_from") + `, ` + numberSaid("delayed_from") + `,
	       cadence_months = CASE WHEN e.c ? 'cadence_months' THEN nullif(nullif(e.c->>'cadence_months', ''), '0')::smallint ELSE x.cadence_months END,
	       updated_at = $3, version = x.version + 1
	  FROM ` + editedRows + `
	 WHERE x.id = $1`

// writePoints writes planned values over those of their days, and returns of which indicators they are.
const writePoints = `
	INSERT INTO planned_points (plan_id, indicator_id, due_on, value)
	SELECT $1, i.id, (r.c->>'on')::date, (r.c->>'value')::numeric
	  FROM ` + madeRows + `
	  JOIN indicators i ON i.plan_id = $1 AND i.code = r.c->>'indicator'
	 ORDER BY i.id, 3
	ON CONFLICT ON CONSTRAINT planned_points_pkey DO UPDATE SET value = excluded.value
	RETURNING indicator_id`
