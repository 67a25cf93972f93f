package transfer

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/fault"
	"hito/internal/progress"
)

// writer writes a plan from records, in a transaction that holds the plan, by a fixed number of statements whatever their
// number. It gathers the events, which come last.
type writer struct {
	tx       pgx.Tx
	importID int64
	planID   int64
	founded  bool      // the plan is new
	at       time.Time // of all that is written
	actor    access.Actor
	tell     teller
	units    []int64 // that were made
	events   []audit.Event
	items    []*item
}

// item is a record that is written.
type item struct {
	position int // among the changes of the import
	kind     Kind
	id       int64 // of what is edited; of what is made once that is so; of a planned value, its indicator
	made     bool
	gone     bool              // it is taken away
	cells    map[Field]string  // all of what is made; those that are said of what is edited
	named    map[Field][]int64 // what it names again, in the place of cells, while an import is taken back
}

// tellAll adds events; their time, actor and plan are filled in.
func (w *writer) tellAll(events ...audit.Event) {
	for _, e := range events {
		e.At, e.Actor, e.PlanID = w.at, w.actor, w.planID
		w.events = append(w.events, e)
	}
}

// load reads what an import would write of the structure.
func (w *writer) load(ctx context.Context) error {
	rows, _ := w.tx.Query(ctx, `
		SELECT position, change
		  FROM import_changes
		 WHERE import_id = $1 AND outcome IN ('new', 'changed')
		 ORDER BY position`, w.importID)
	var err error
	w.items, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (*item, error) {
		var c Change
		i := &item{}
		err := row.Scan(&i.position, &c)
		i.kind, i.id, i.made = c.Kind, c.ID, c.Outcome == Created
		if i.cells = c.Cells; !i.made {
			i.cells = c.after()
		}
		if c.Kind == Point { // its indicator and day tell which it is
			i.cells = map[Field]string{"indicator": c.Cells["indicator"], "on": c.Cells["on"], "value": overlaid(c.Cells, c.after())("value")}
		}
		if i.made && i.kind == Indicator && i.cells["rule"] == "" {
			i.cells["rule"] = string(usualRule(i.cells))
		}
		return i, err
	})
	if err != nil {
		return fmt.Errorf("read what is to be written: %w", err)
	}
	return nil
}

// usualRule is the rule of an indicator of which none is said.
func usualRule(cells map[Field]string) progress.Rule {
	var baseline decimal.NullDecimal
	if b, err := decimal.NewFromString(cells["baseline"]); err == nil {
		baseline = decimal.NewNullDecimal(b)
	}
	target, _ := decimal.NewFromString(cells["target"]) // Compare has read it
	return progress.DefaultRule(baseline, target)
}

// of returns the items of a kind.
func (w *writer) of(k Kind, made bool) []*item {
	var list []*item
	for _, i := range w.items {
		if i.kind == k && i.made == made && !i.gone {
			list = append(list, i)
		}
	}
	return list
}

// writeStructure writes what an import changes of the structure, and tells of it.
func (w *writer) writeStructure(ctx context.Context) error {
	if err := w.load(ctx); err != nil {
		return err
	}
	if err := w.makeUnits(ctx); err != nil {
		return err
	}
	before, err := w.standBefore(ctx)
	if err != nil {
		return err
	}
	if err := w.noteNamed(ctx); err != nil {
		return err
	}
	if err := w.write(ctx); err != nil {
		return err
	}
	return w.tellStructure(ctx, before)
}

// write writes the items: first things, then what links them, then results, which are linked to indicators.
func (w *writer) write(ctx context.Context) error {
	if err := w.writeHead(ctx); err != nil {
		return err
	}
	for _, k := range []Kind{Section, Period, Line, Framework, Standard, Objective, Indicator} {
		if err := w.writeKind(ctx, k); err != nil {
			return err
		}
	}
	if err := w.writePoints(ctx); err != nil {
		return err
	}
	if err := w.writeLinks(ctx); err != nil {
		return err
	}
	if err := w.writeKind(ctx, Result); err != nil {
		return err
	}
	if err := w.serveIndicators(ctx); err != nil {
		return err
	}
	return w.raiseVersions(ctx)
}

// row is an item as statements take it.
type row struct {
	ID int64            `json:"id"`
	C  map[Field]string `json:"c"`
}

func rowsOf(items []*item) (string, error) {
	list := make([]row, len(items))
	for n, i := range items {
		list[n] = row{i.id, i.cells}
	}
	text, err := json.Marshal(list)
	if err != nil {
		return "", fmt.Errorf("write rows: %w", err)
	}
	return string(text), nil
}

// writeKind makes and edits the items of a kind.
func (w *writer) writeKind(ctx context.Context, k Kind) error {
	if err := w.nameAgain(ctx, k); err != nil {
		return err
	}
	made, edited := w.of(k, true), w.of(k, false)
	if err := w.clearWay(ctx, k, edited); err != nil {
		return err
	}
	if _, err := w.run(ctx, edits[k], edited); err != nil {
		return fmt.Errorf("edit %s: %w", k, err)
	}
	ids, err := w.run(ctx, inserts[k], made)
	if err != nil {
		return fmt.Errorf("make %s: %w", k, err)
	}
	slices.Sort(ids) // numbers are given out in the order of the rows
	for n, id := range ids {
		made[n].id = id
	}
	return nil
}

// run carries out a statement on items, which returns the number of each. One that found no place for an item, because
// what it belongs to is not there, is fault.Conflict.
func (w *writer) run(ctx context.Context, sql string, items []*item) ([]int64, error) {
	if len(items) == 0 {
		return nil, nil
	}
	given, err := rowsOf(items)
	if err != nil {
		return nil, err
	}
	rows, _ := w.tx.Query(ctx, sql, w.planID, given)
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err == nil && len(ids) != len(items) {
		err = fmt.Errorf("%d of %d were written: %w", len(ids), len(items), fault.Conflict)
	}
	return ids, err
}

// clearWay lets go of the codes, or days, that edits change, so that two things may swap theirs.
func (w *writer) clearWay(ctx context.Context, k Kind, edited []*item) error {
	const anyCode = ` x
			   SET code = substr(md5($2 || x.id), 1, 31)
			 WHERE x.plan_id = $1 AND x.id = ANY($3)`
	var field Field = "code"
	var sql string
	switch k {
	case Line:
		sql = `UPDATE strategic_lines` + anyCode
	case Framework:
		sql = `UPDATE frameworks` + anyCode
	case Standard:
		sql = `UPDATE standards` + anyCode
	case Objective:
		sql = `UPDATE objectives` + anyCode
	case Indicator:
		sql = `UPDATE indicators` + anyCode
	case Period:
		field = "starts_on"
		sql = `
			UPDATE periods
			   SET starts_on = starts_on - 100000 - length($2)
			 WHERE plan_id = $1 AND id = ANY($3)`
	default:
		return nil
	}
	ids := saying(edited, field)
	if len(ids) == 0 {
		return nil
	}
	if _, err := w.tx.Exec(ctx, sql, w.planID, fmt.Sprint("import ", w.importID), ids); err != nil {
		return fmt.Errorf("let go of what %s are called: %w", k, err)
	}
	return nil
}

// saying returns the numbers of those items that say a field.
func saying(items []*item, f Field) []int64 {
	var ids []int64
	for _, i := range items {
		if _, said := i.cells[f]; said {
			ids = append(ids, i.id)
		}
	}
	return ids
}
