package transfer

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/unit"
)

// makeUnits makes the units that the import names and that are not there yet, in the name of whoever applies it.
func (w *writer) makeUnits(ctx context.Context) error {
	rows, _ := w.tx.Query(ctx, `
		SELECT id, name, aliases, version
		  FROM units
		 ORDER BY id`)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[unit.Unit])
	if err != nil {
		return fmt.Errorf("read the units: %w", err)
	}
	var changes []Change
	for _, i := range w.of(Indicator, true) {
		changes = append(changes, Change{Record: Record{Kind: Indicator, Cells: i.cells}, Outcome: Created})
	}
	for _, i := range w.of(Indicator, false) {
		if units, said := i.cells["units"]; said {
			changes = append(changes, Change{Record: Record{Kind: Indicator, ID: i.id, Cells: i.cells}, Outcome: Changed, Edits: []Edit{{Field: "units", After: units}}})
		}
	}
	names := NewUnits(changes, Existing{Units: all})
	if len(names) == 0 {
		return nil
	}
	if err := access.Require(w.actor, access.AddUnit, access.Target{}); err != nil {
		return err
	}
	rows, _ = w.tx.Query(ctx, `
		INSERT INTO units (name)
		SELECT name
		  FROM unnest($1::text[]) WITH ORDINALITY AS u (name, nth)
		 ORDER BY nth
		ON CONFLICT ON CONSTRAINT units_name_unique DO NOTHING
		RETURNING id, name`, names)
	var id int64
	var name string
	_, err = pgx.ForEachRow(rows, []any{&id, &name}, func() error {
		w.units = append(w.units, id)
		w.tellAll(audit.Event{Action: "unit.create", Object: audit.Object{Type: "unit", ID: id}, After: unit.Draft{Name: name, Aliases: []string{}}})
		return nil
	})
	if err != nil {
		return fmt.Errorf("make units: %w", err)
	}
	return nil
}

// newIndicators tells what the codes of values mean that the import itself has made.
func (w *writer) newIndicators(ctx context.Context) error {
	_, err := w.tx.Exec(ctx, `
		UPDATE import_indicators m
		   SET indicator_id = i.id
		  FROM indicators i
		 WHERE m.import_id = $1 AND m.indicator_id IS NULL AND i.plan_id = $2 AND i.code = m.code`, w.importID, w.planID)
	if err != nil {
		return fmt.Errorf("find the indicators of values: %w", err)
	}
	return nil
}

// writeValues appends the values that change something, so many at a time and sorted by their key, and tells of each
// indicator how many it got.
func (w *writer) writeValues(ctx context.Context, k kept) error {
	if err := w.newIndicators(ctx); err != nil {
		return err
	}
	things, all := len(w.items), k.Counts.Of(Created)+k.Counts.Of(Changed)
	for from := 0; from < k.Counts.values(""); from += valuesAtOnce {
		w.tell(things+min(from, all-things), all)
		_, err := w.tx.Exec(ctx, `
			INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value, comment, reason, recorded_at, recorded_by)
			SELECT @plan, i.indicator_id, v.measured_on, v.basis + 1, v.value, v.comment, CASE WHEN v.basis > 0 THEN @reason ELSE '' END, @at,
			       nullif(@actor::bigint, 0)
			  FROM import_values v
			  JOIN import_indicators i ON i.import_id = v.import_id AND i.code = v.code
			 WHERE v.import_id = @id AND v.position > @from AND v.position <= @from + @many AND v.outcome IN ('new', 'changed')
			 ORDER BY i.indicator_id, v.measured_on`, pgx.NamedArgs{
			"id": w.importID, "plan": w.planID, "reason": w.reason(k), "at": w.at, "actor": w.actor.ID, "from": from, "many": valuesAtOnce,
		})
		if err != nil {
			return fmt.Errorf("append values: %w", err)
		}
	}
	return w.tellValues(ctx)
}

// reason is why values are corrected; of withdrawn ones that have a value again nobody needs to say.
func (w *writer) reason(k kept) string {
	if k.Reason == "" {
		return fmt.Sprintf("Importación %d", k.ID)
	}
	return k.Reason
}

// valuesTold is what events tell of the values that one indicator got, or lost.
type valuesTold struct {
	ImportID int64     `json:"import_id"`
	Values   int       `json:"values"`
	From     date.Date `json:"from"`
	Until    date.Date `json:"until"`
	Reason   string    `json:"reason,omitempty"`
}

func (w *writer) tellValues(ctx context.Context) error {
	return w.tellOfValues(ctx, "measurement.import", `
		SELECT i.indicator_id, given.many, given.first, given.last
		  FROM (SELECT code, count(*) AS many, min(measured_on) AS first, max(measured_on) AS last
		          FROM import_values
		         WHERE import_id = $1 AND outcome IN ('new', 'changed')
		         GROUP BY code) given
		  JOIN import_indicators i ON i.import_id = $1 AND i.code = given.code
		 ORDER BY i.indicator_id`, w.importID)
}

// tellOfValues tells of what a query counts: the indicator, how many values, and the days between which they are.
func (w *writer) tellOfValues(ctx context.Context, action, sql string, args ...any) error {
	rows, _ := w.tx.Query(ctx, sql, args...)
	of := valuesTold{ImportID: w.importID}
	var id int64
	_, err := pgx.ForEachRow(rows, []any{&id, &of.Values, &of.From, &of.Until}, func() error {
		w.tellAll(audit.Event{Action: action, Object: audit.Object{Type: "indicator", ID: id}, After: of})
		return nil
	})
	if err != nil {
		return fmt.Errorf("count the values of each indicator: %w", err)
	}
	return nil
}

// noting are the statements that note the version in which an import left what it wrote.
var noting = []string{
	`UPDATE import_changes c SET version = x.version FROM plan_sections x WHERE c.kind = 'section'` + ofTheImport,
	`UPDATE import_changes c SET version = x.version FROM strategic_lines x WHERE c.kind = 'line'` + ofTheImport,
	`UPDATE import_changes c SET version = x.version FROM frameworks x WHERE c.kind = 'framework'` + ofTheImport,
	`UPDATE import_changes c SET version = x.version FROM objectives x WHERE c.kind = 'objective'` + ofTheImport,
	`UPDATE import_changes c SET version = x.version FROM indicators x WHERE c.kind IN ('indicator', 'point')` + ofTheImport,
	`UPDATE import_changes c SET version = x.version FROM results x WHERE c.kind = 'result'` + ofTheImport,
	`UPDATE import_changes c SET version = f.version
	   FROM standards x
	   JOIN frameworks f ON f.plan_id = x.plan_id AND f.id = x.framework_id
	  WHERE c.kind = 'standard'` + ofTheImport,
}

const ofTheImport = ` AND c.import_id = $1 AND c.outcome IN ('new', 'changed') AND x.plan_id = $2 AND x.id = c.object_id`

// note keeps the numbers of what was made, and the versions of all that was written.
func (w *writer) note(ctx context.Context) error {
	positions, ids := make([]int, len(w.items)), make([]int64, len(w.items))
	for n, i := range w.items {
		positions[n], ids[n] = i.position, i.id
	}
	batch := &pgx.Batch{}
	batch.Queue(`
		UPDATE import_changes c
		   SET object_id = made.id
		  FROM unnest($2::int[], $3::bigint[]) AS made (position, id)
		 WHERE c.import_id = $1 AND c.position = made.position AND c.object_id IS DISTINCT FROM made.id`, w.importID, positions, ids)
	for _, sql := range noting {
		batch.Queue(sql, w.importID, w.planID)
	}
	if err := w.tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("note what was written: %w", err)
	}
	return nil
}
