package plan

// Statements that copy what belongs to the plan @old into the plan @new. What has a code is found again by it, as
// codes are unique in a plan; dates of the plan's time are moved.

const copySections = `
	INSERT INTO plan_sections (plan_id, position, heading, body)
	SELECT @new, position, heading, body
	  FROM plan_sections
	 WHERE plan_id = @old`

// moved gives a date of the plan's time as it is in the copy: @months later, or @days where that is 0. The day after
// it is what is moved by months, so that the last day of a month becomes the last one of another.
func moved(column string) string {
	return `CASE WHEN @months::int = 0 THEN ` + column + ` + @days::int
	            ELSE (` + column + ` + 1 + make_interval(months => @months::int))::date - 1
	       END`
}

// shiftFits tells whether dates that must be apart stay so when they are moved, and whether all of them stay between
// the years 1900 and 2200, with days to spare for the other way of moving them.
var shiftFits = `
	SELECT NOT EXISTS (
	       SELECT FROM planned_points
	        WHERE plan_id = @old
	        GROUP BY indicator_id, ` + moved("due_on") + `
	       HAVING count(*) > 1)
	   AND NOT EXISTS (
	       SELECT FROM periods
	        WHERE plan_id = @old
	        GROUP BY ` + moved("starts_on") + `
	       HAVING count(*) > 1),
	       (SELECT coalesce(bool_and(day + @days::int BETWEEN DATE '1900-01-05' AND DATE '2200-12-27'), true)
	          FROM (SELECT starts_on AS day FROM periods WHERE plan_id = @old
	                 UNION ALL
	                SELECT ends_on FROM periods WHERE plan_id = @old
	                 UNION ALL
	                SELECT starts_on FROM indicators WHERE plan_id = @old
	                 UNION ALL
	                SELECT ends_on FROM indicators WHERE plan_id = @old
	                 UNION ALL
	                SELECT due_on FROM planned_points WHERE plan_id = @old) AS days)`

var copyPeriods = `
	INSERT INTO periods (plan_id, title, starts_on, ends_on)
	SELECT @new, title, ` + moved("starts_on") + `, ` + moved("ends_on") + `
	  FROM periods
	 WHERE plan_id = @old`

const copyLines = `
	INSERT INTO strategic_lines (plan_id, position, code, title, description)
	SELECT @new, position, code, title, description
	  FROM strategic_lines
	 WHERE plan_id = @old`

const copyFrameworks = `
	INSERT INTO frameworks (plan_id, code, title, description)
	SELECT @new, code, title, description
	  FROM frameworks
	 WHERE plan_id = @old`

const copyStandards = `
	INSERT INTO standards (plan_id, framework_id, position, code, title)
	SELECT @new, nf.id, s.position, s.code, s.title
	  FROM standards s
	  JOIN frameworks f ON f.plan_id = s.plan_id AND f.id = s.framework_id
	  JOIN frameworks nf ON nf.plan_id = @new AND nf.code = f.code
	 WHERE s.plan_id = @old`

const copyObjectives = `
	INSERT INTO objectives (plan_id, position, code, title, weight)
	SELECT @new, row_number() OVER (ORDER BY position), code, title, weight
	  FROM objectives
	 WHERE plan_id = @old AND cancelled_on IS NULL`

// An indicator to be reached whose value has come to its target, or beyond, has no distance left to go: it keeps its
// target, on the side from which it came. As a baseline beyond the target, it would have to go back.
var copyIndicators = `
	INSERT INTO indicators (plan_id, objective_id, position, code, title, description, method, source, unit_of_measure,
	       decimals, periodicity_months, nature, rule, baseline, target, planned_in_steps, starts_on, ends_on, weight)
	SELECT @new, no.id, row_number() OVER (PARTITION BY i.objective_id ORDER BY i.position), i.code, i.title, i.description,
	       i.method, i.source, i.unit_of_measure, i.decimals, i.periodicity_months, i.nature,
	       CASE WHEN i.rule = 'reach' AND i.target < coalesce(i.baseline, 0) AND m.value <= i.target THEN 'maintain_at_most'
	            WHEN i.rule = 'reach' AND i.target > coalesce(i.baseline, 0) AND m.value >= i.target THEN 'maintain_at_least'
	            ELSE i.rule
	       END,
	       coalesce(m.value, i.baseline), i.target, i.planned_in_steps, ` + moved("i.starts_on") + `, ` + moved("i.ends_on") + `,
	       i.weight
	  FROM indicators i
	  JOIN objectives o ON o.plan_id = i.plan_id AND o.id = i.objective_id
	  JOIN objectives no ON no.plan_id = @new AND no.code = o.code
	  LEFT JOIN LATERAL (
	       SELECT x.value
	         FROM measurements x
	        WHERE @baseline::boolean AND x.plan_id = i.plan_id AND x.indicator_id = i.id AND x.measured_on <= @today
	          AND x.value IS NOT NULL AND ` + lastRevision + `
	        ORDER BY x.measured_on DESC
	        LIMIT 1) m ON true
	 WHERE i.plan_id = @old AND i.cancelled_on IS NULL`

// lastRevision tells, of measurements as x, the one that stands on its date.
const lastRevision = `NOT EXISTS (
	              SELECT FROM measurements later
	               WHERE later.plan_id = x.plan_id AND later.indicator_id = x.indicator_id AND later.measured_on = x.measured_on
	                 AND later.revision > x.revision)`

const copyLineStandards = `
	INSERT INTO line_standards (plan_id, line_id, standard_id)
	SELECT @new, nl.id, ns.id
	  FROM line_standards x
	  JOIN strategic_lines l ON l.plan_id = x.plan_id AND l.id = x.line_id
	  JOIN strategic_lines nl ON nl.plan_id = @new AND nl.code = l.code
	  ` + sameStandard + `
	 WHERE x.plan_id = @old`

const copyObjectiveLines = `
	INSERT INTO objective_lines (plan_id, objective_id, line_id)
	SELECT @new, no.id, nl.id
	  FROM objective_lines x
	  JOIN objectives o ON o.plan_id = x.plan_id AND o.id = x.objective_id
	  JOIN objectives no ON no.plan_id = @new AND no.code = o.code
	  JOIN strategic_lines l ON l.plan_id = x.plan_id AND l.id = x.line_id
	  JOIN strategic_lines nl ON nl.plan_id = @new AND nl.code = l.code
	 WHERE x.plan_id = @old`

const copyObjectiveStandards = `
	INSERT INTO objective_standards (plan_id, objective_id, standard_id)
	SELECT @new, no.id, ns.id
	  FROM objective_standards x
	  JOIN objectives o ON o.plan_id = x.plan_id AND o.id = x.objective_id
	  JOIN objectives no ON no.plan_id = @new AND no.code = o.code
	  ` + sameStandard + `
	 WHERE x.plan_id = @old`

const copyIndicatorStandards = `
	INSERT INTO indicator_standards (plan_id, indicator_id, standard_id)
	SELECT @new, ni.id, ns.id
	  FROM indicator_standards x
	  ` + sameIndicator + `
	  ` + sameStandard + `
	 WHERE x.plan_id = @old`

const copyIndicatorUnits = `
	INSERT INTO indicator_units (plan_id, indicator_id, unit_id)
	SELECT @new, ni.id, x.unit_id
	  FROM indicator_units x
	  ` + sameIndicator + `
	 WHERE x.plan_id = @old`

var copyPoints = `
	INSERT INTO planned_points (plan_id, indicator_id, due_on, value)
	SELECT @new, ni.id, ` + moved("x.due_on") + `, x.value
	  FROM planned_points x
	  ` + sameIndicator + `
	 WHERE x.plan_id = @old`

const copyMeasurements = `
	INSERT INTO measurements (plan_id, indicator_id, measured_on, value, comment, recorded_at, recorded_by)
	SELECT @new, ni.id, x.measured_on, x.value, x.comment, @now, nullif(@actor::bigint, 0)
	  FROM measurements x
	  ` + sameIndicator + `
	 WHERE x.plan_id = @old AND x.value IS NOT NULL AND ` + lastRevision

// Results have no code: the copies are told apart by their order, in which their numbers are given out. Those that
// served only what was cancelled stay behind.
const copyResults = `
	WITH originals AS (
	       SELECT r.*, row_number() OVER (ORDER BY r.id) AS nth
	         FROM results r
	        WHERE r.plan_id = @old AND r.withdrawn_at IS NULL
	          AND (NOT EXISTS (SELECT FROM result_indicators x WHERE x.plan_id = r.plan_id AND x.result_id = r.id)
	               OR EXISTS (
	              SELECT FROM result_indicators x
	                ` + sameIndicator + `
	               WHERE x.plan_id = r.plan_id AND x.result_id = r.id))
	), created AS (
	       INSERT INTO results (plan_id, title, description, achieved_on, url)
	       SELECT @new, title, description, achieved_on, url
	         FROM originals
	        ORDER BY nth
	       RETURNING id
	), copies AS (
	       SELECT id, row_number() OVER (ORDER BY id) AS nth
	         FROM created
	)
	INSERT INTO result_indicators (plan_id, indicator_id, result_id, position)
	SELECT @new, ni.id, copies.id, x.position
	  FROM result_indicators x
	  JOIN originals r ON r.id = x.result_id
	  JOIN copies ON copies.nth = r.nth
	  ` + sameIndicator + `
	 WHERE x.plan_id = @old`

// sameStandard joins to links as x the standard that they name, and its copy as ns.
const sameStandard = `JOIN standards s ON s.plan_id = x.plan_id AND s.id = x.standard_id
	  JOIN frameworks f ON f.plan_id = s.plan_id AND f.id = s.framework_id
	  JOIN frameworks nf ON nf.plan_id = @new AND nf.code = f.code
	  JOIN standards ns ON ns.plan_id = nf.plan_id AND ns.framework_id = nf.id AND ns.code = s.code`

// sameIndicator joins to rows as x the indicator that they name, and its copy as ni.
const sameIndicator = `JOIN indicators i ON i.plan_id = x.plan_id AND i.id = x.indicator_id
	  JOIN indicators ni ON ni.plan_id = @new AND ni.code = i.code`

const rulesChanged = `
	SELECT coalesce(array_agg(ni.code ORDER BY no.position, ni.position), '{}')
	  FROM indicators ni
	  JOIN objectives no ON no.plan_id = ni.plan_id AND no.id = ni.objective_id
	  JOIN indicators i ON i.plan_id = @old AND i.code = ni.code
	 WHERE ni.plan_id = @new AND ni.rule <> i.rule`
