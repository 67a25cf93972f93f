package transfer

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"

	"hito/internal/date"
)

// judge keeps what an import would do to the structure, finds out what each value would do, and counts both.
func (s Store) judge(ctx context.Context, tx pgx.Tx, k kept, has Existing, changes []Change) (Counts, error) {
	if err := keepChanges(ctx, tx, k.ID, changes); err != nil {
		return nil, err
	}
	if err := keepIndicators(ctx, tx, k.ID, meant(has, changes, k.Mode)); err != nil {
		return nil, err
	}
	statements := judging
	if k.planID == 0 {
		statements = judging[:len(judging)-1] // a new plan has nothing yet
	}
	for _, sql := range statements {
		if _, err := tx.Exec(ctx, sql, pgx.NamedArgs{"id": k.ID, "today": has.Today, "plan": k.planID}); err != nil {
			return nil, fmt.Errorf("compare the values: %w", err)
		}
	}
	counts := Counts{}
	for _, c := range changes {
		counts.add(c.Kind, c.Outcome, 1)
	}
	return counts, countValues(ctx, tx, k.ID, counts)
}

func (c Counts) add(k Kind, o Outcome, n int) {
	if c[k] == nil {
		c[k] = map[Outcome]int{}
	}
	c[k][o] += n
}

func keepChanges(ctx context.Context, tx pgx.Tx, id int64, changes []Change) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"import_changes"}, []string{"import_id", "position", "kind", "outcome", "object_id", "change"},
		pgx.CopyFromSlice(len(changes), func(n int) ([]any, error) {
			c := changes[n]
			written, err := json.Marshal(c)
			var object *int64
			if c.ID != 0 {
				object = &c.ID
			}
			return []any{id, n + 1, string(c.Kind), string(c.Outcome), object, written}, err
		}))
	if err != nil {
		return fmt.Errorf("keep the changes: %w", err)
	}
	return nil
}

// named is an indicator as it will be called, with what its values are checked by.
type named struct {
	id          int64 // 0 for one that is to be made
	code, title string
	decimals    int
	cancelledOn date.Date // its own or its objective's day, whichever comes first
}

// meant returns what the codes of values mean once an import is applied: the indicators that the plan has, as they will
// be, and those that the import makes.
func meant(has Existing, changes []Change, m Mode) []named {
	edits, made := map[Kind]map[int64]map[Field]string{Objective: {}, Indicator: {}}, []Record{}
	cancelled := map[string]date.Date{} // by the code of an objective
	for _, c := range changes {
		switch {
		case m == Values || c.Kind != Objective && c.Kind != Indicator:
		case c.Outcome == Changed:
			edits[c.Kind][c.ID] = c.after()
		case c.Outcome == Created && c.Kind == Indicator:
			made = append(made, c.Record)
		case c.Outcome == Created:
			cancelled[c.Cells["code"]] = day(c.Cells["cancelled_on"])
		}
	}
	for _, r := range has.Records {
		if r.Kind == Objective {
			cell := overlaid(r.Cells, edits[Objective][r.ID])
			cancelled[r.Cells["code"]], cancelled[cell("code")] = day(cell("cancelled_on")), day(cell("cancelled_on"))
		}
	}
	var list []named
	for _, r := range has.Records {
		if r.Kind == Indicator {
			list = append(list, namedOf(r.ID, overlaid(r.Cells, edits[Indicator][r.ID]), cancelled))
		}
	}
	for _, r := range made {
		list = append(list, namedOf(0, overlaid(r.Cells, nil), cancelled))
	}
	return list
}

// after returns the cells that differ, as they will be.
func (c Change) after() map[Field]string {
	cells := make(map[Field]string, len(c.Edits))
	for _, e := range c.Edits {
		cells[e.Field] = e.After
	}
	return cells
}

// before returns the cells that differ, as they were.
func (c Change) before() map[Field]string {
	cells := make(map[Field]string, len(c.Edits))
	for _, e := range c.Edits {
		cells[e.Field] = e.Before
	}
	return cells
}

// overlaid reads the cells of a record as they are after edits.
func overlaid(cells, edits map[Field]string) func(Field) string {
	return func(f Field) string {
		if after, said := edits[f]; said {
			return after
		}
		return cells[f]
	}
}

func namedOf(id int64, cell func(Field) string, cancelled map[string]date.Date) named {
	n := named{id: id, code: cell("code"), title: cell("title"), cancelledOn: day(cell("cancelled_on"))}
	n.decimals, _ = strconv.Atoi(cell("decimals")) // blank is none
	if on := cancelled[cell("objective")]; !on.IsZero() && (n.cancelledOn.IsZero() || on < n.cancelledOn) {
		n.cancelledOn = on
	}
	return n
}

// day reads a canonical day; blank is none.
func day(cell string) date.Date {
	on, _ := date.Parse(cell)
	return on
}

func keepIndicators(ctx context.Context, tx pgx.Tx, id int64, list []named) error {
	ids, decimals := make([]int64, len(list)), make([]int, len(list))
	codes, titles, cancelled := make([]string, len(list)), make([]string, len(list)), make([]date.Date, len(list))
	for n, i := range list {
		ids[n], codes[n], titles[n], decimals[n], cancelled[n] = i.id, i.code, i.title, i.decimals, i.cancelledOn
	}
	_, err := tx.Exec(ctx, `
		INSERT INTO import_indicators (import_id, code, indicator_id, title, decimals, cancelled_on)
		SELECT $1, code, nullif(id, 0), title, decimals, cancelled_on
		  FROM unnest($2::text[], $3::bigint[], $4::text[], $5::int[], $6::date[]) AS i (code, id, title, decimals, cancelled_on)
		ON CONFLICT ON CONSTRAINT import_indicators_pkey DO NOTHING`, id, codes, ids, titles, decimals, cancelled)
	if err != nil {
		return fmt.Errorf("keep what codes mean: %w", err)
	}
	return nil
}

// judging are the statements that find out what values would do. At first each is new.
var judging = []string{
	// What its indicator does not take, and has not already: once it was cancelled or is measured more coarsely it keeps what
	// it had. Most files have no such value, which is seen by counting.
	`WITH suspect AS MATERIALIZED (
	        SELECT given.code
	          FROM (SELECT code, max(measured_on) AS newest, max(min_scale(value)) AS finest
	                  FROM import_values
	                 WHERE import_id = @id AND outcome = 'new'
	                 GROUP BY code) given
	          LEFT JOIN import_indicators i ON i.import_id = @id AND i.code = given.code
	         WHERE i.code IS NULL OR given.newest > @today OR given.newest >= i.cancelled_on OR given.finest > i.decimals)
	 UPDATE import_values v
	    SET outcome = 'wrong', problem = judged.problem
	   FROM (SELECT x.position,
	                CASE WHEN i.code IS NULL THEN 'No hay ningún indicador con el código «' || x.code || '»: corrija el código, o importe también el indicador.'
	                     WHEN x.measured_on > @today THEN 'La fecha no puede ser posterior a la de hoy.'
	                     WHEN x.measured_on >= i.cancelled_on THEN 'El indicador está anulado desde esa fecha o antes: ya no se registran valores.'
	                     WHEN min_scale(x.value) > i.decimals AND i.decimals = 0 THEN 'Este indicador se mide sin decimales.'
	                     WHEN min_scale(x.value) > i.decimals AND i.decimals = 1 THEN 'Este indicador se mide con 1 decimal como mucho.'
	                     WHEN min_scale(x.value) > i.decimals THEN 'Este indicador se mide con ' || i.decimals || ' decimales como mucho.'
	                END AS problem
	           FROM suspect
	           JOIN import_values x ON x.import_id = @id AND x.outcome = 'new' AND x.code = suspect.code
	           LEFT JOIN import_indicators i ON i.import_id = @id AND i.code = x.code
	           LEFT JOIN LATERAL (
	                SELECT m.value, m.comment
	                  FROM measurements m
	                 WHERE m.plan_id = @plan AND m.indicator_id = i.indicator_id AND m.measured_on = x.measured_on
	                 ORDER BY m.revision DESC
	                 LIMIT 1) day ON true
	          WHERE day.value IS DISTINCT FROM x.value OR x.comment NOT IN ('', day.comment)) judged
	  WHERE v.import_id = @id AND v.position = judged.position AND judged.problem IS NOT NULL`,

	// What the file says twice: the same is said once, and of two values neither is taken.
	`WITH doubled AS MATERIALIZED (
	        SELECT code, measured_on
	          FROM import_values
	         WHERE import_id = @id AND outcome = 'new'
	         GROUP BY code, measured_on
	        HAVING count(*) > 1),
	      told AS MATERIALIZED (
	        SELECT v.code, v.measured_on, min(v.position) AS first, count(DISTINCT trim_scale(v.value)) > 1 AS contradicted,
	               string_agg(DISTINCT v.line::text, ' y ') AS lines
	          FROM doubled
	          JOIN import_values v ON v.import_id = @id AND v.outcome = 'new' AND v.code = doubled.code AND v.measured_on = doubled.measured_on
	         GROUP BY v.code, v.measured_on)
	 UPDATE import_values v
	    SET outcome = CASE WHEN told.contradicted THEN 'wrong' ELSE 'same' END,
	        problem = CASE WHEN told.contradicted THEN 'El fichero da valores distintos de este indicador para el mismo día (líneas ' || told.lines || '): deje uno.'
	                       ELSE '' END
	   FROM told
	  WHERE v.import_id = @id AND v.outcome = 'new' AND v.code = told.code AND v.measured_on = told.measured_on
	    AND (told.contradicted OR v.position > told.first)`,

	// What the day has already, a probe of the index for each. A comment that the file does not give says nothing.
	`UPDATE import_values v
	    SET outcome = CASE WHEN day.value IS NULL THEN 'new'
	                       WHEN day.value = v.value AND (v.comment = '' OR v.comment = day.comment) THEN 'same'
	                       ELSE 'changed' END,
	        before = day.value, basis = day.revision
	   FROM (SELECT x.position, m.value, m.comment, m.revision
	           FROM import_values x
	           JOIN import_indicators i ON i.import_id = @id AND i.code = x.code
	          CROSS JOIN LATERAL (
	                SELECT m.value, m.comment, m.revision
	                  FROM measurements m
	                 WHERE m.plan_id = @plan AND m.indicator_id = i.indicator_id AND m.measured_on = x.measured_on
	                 ORDER BY m.revision DESC
	                 LIMIT 1) m
	          WHERE x.import_id = @id AND x.outcome = 'new') day
	  WHERE v.import_id = @id AND v.position = day.position`,
}

func countValues(ctx context.Context, tx pgx.Tx, id int64, counts Counts) error {
	rows, _ := tx.Query(ctx, `
		SELECT outcome, count(*)
		  FROM import_values
		 WHERE import_id = $1
		 GROUP BY outcome`, id)
	var outcome Outcome
	var n int
	_, err := pgx.ForEachRow(rows, []any{&outcome, &n}, func() error {
		counts.add(Measurement, outcome, n)
		return nil
	})
	if err != nil {
		return fmt.Errorf("count the values: %w", err)
	}
	return nil
}
