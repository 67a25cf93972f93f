package indicator_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/audit"
	"hito/internal/db"
)

// facts are what is known of a plan: its things by name, such as "objective 12", each with its fields as JSON has
// them, and in which order things stand, by what holds them.
type facts struct {
	things map[string]map[string]any
	orders map[string][]int64
}

func newFacts() facts { return facts{map[string]map[string]any{}, map[string][]int64{}} }

func name(of string, id any) string { return fmt.Sprint(of, " ", id) }

// text writes the facts so that equal ones are written alike. Decimals are compared by what they are worth.
func (f facts) text() string {
	written, err := json.MarshalIndent([]any{f.things, f.orders}, "", " ")
	if err != nil {
		panic(err)
	}
	return string(written)
}

// plain is a value of JSON with numbers in one form.
func plain(v any) any {
	switch v := v.(type) {
	case json.Number:
		return decimal.RequireFromString(v.String()).String()
	case map[string]any:
		for key, one := range v {
			v[key] = plain(one)
		}
	case []any:
		for n, one := range v {
			v[n] = plain(one)
		}
	}
	return v
}

func object(t testing.TB, text []byte) map[string]any {
	t.Helper()
	if text == nil {
		return nil
	}
	var fields map[string]any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&fields); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return plain(fields).(map[string]any)
}

// number reads what plain has made of one.
func number(v any) int64 { return decimal.RequireFromString(v.(string)).IntPart() }

// place puts something into an order, at a place from 1; 0 is the last.
func (f facts) place(order string, id int64, at int) {
	list := slices.DeleteFunc(f.orders[order], func(other int64) bool { return other == id })
	if at == 0 {
		at = len(list) + 1
	}
	f.orders[order] = slices.Insert(list, min(at-1, len(list)), id)
}

func (f facts) drop(order string, id int64) {
	f.orders[order] = slices.DeleteFunc(f.orders[order], func(other int64) bool { return other == id })
	if len(f.orders[order]) == 0 {
		delete(f.orders, order)
	}
}

// lineIDs gives the numbers of lines for their codes, which are others later.
func (f facts) lineIDs(codes any) any {
	ids := []any{}
	for _, id := range slices.Sorted(slices.Values(f.orders["lines"])) {
		if slices.Contains(codes.([]any), f.things[name("line", id)]["code"]) {
			ids = append(ids, fmt.Sprint(id))
		}
	}
	return ids
}

// replay takes one event into the facts, after it has seen that what the event tells of before is what was known.
func (f facts) replay(t testing.TB, e audit.Entry) {
	t.Helper()
	before, after := object(t, e.Before), object(t, e.After)
	kind, act, _ := strings.Cut(e.Action, ".")
	if kind == "measurement" {
		f.replayMeasurement(t, e, before, after)
		return
	}
	for _, told := range []map[string]any{before, after} {
		if told["lines"] != nil {
			told["lines"] = f.lineIDs(told["lines"])
		}
	}
	thing := name(kind, e.ObjectID)
	if kind == "plan" {
		thing = "plan"
	}
	f.agrees(t, e, thing, before)
	switch {
	case kind == "plan":
		delete(after, "reason")
	case act == "move":
		f.move(kind, e.ObjectID, after)
	case act == "delete":
		delete(f.things, thing)
		f.drop(f.orderOf(kind, before), e.ObjectID)
		return
	case act == "create":
		f.things[thing] = map[string]any{"cancelled_on": nil, "cancel_reason": ""}
		f.place(f.orderOf(kind, after), e.ObjectID, 0)
	case act == "restore" && after == nil:
		after = map[string]any{"cancelled_on": nil, "cancel_reason": ""}
	case act == "update" && kind == "indicator" && before["objective_id"] != after["objective_id"]:
		f.drop(f.orderOf(kind, before), e.ObjectID)
		f.place(f.orderOf(kind, after), e.ObjectID, 0)
	}
	f.learn(thing, after)
}

func (f facts) learn(thing string, told map[string]any) {
	if f.things[thing] == nil {
		f.things[thing] = map[string]any{}
	}
	for field, value := range told {
		if field != "position" {
			f.things[thing][field] = value
		}
	}
}

// agrees fails where an event tells anything of before that was otherwise.
func (f facts) agrees(t testing.TB, e audit.Entry, thing string, before map[string]any) {
	t.Helper()
	for field, value := range before {
		if field == "position" {
			continue
		}
		known, told := fmt.Sprint(f.things[thing][field]), fmt.Sprint(value)
		if known != told {
			t.Fatalf("event %d, %s of %s: before it, %s was %s and not %s", e.ID, e.Action, thing, field, known, told)
		}
	}
}

func (f facts) orderOf(kind string, told map[string]any) string {
	if kind == "indicator" {
		return name("objective", told["objective_id"])
	}
	return kind + "s"
}

// move takes a thing to where an event says; what only had its code changed along with it stays where it is.
func (f facts) move(kind string, id int64, after map[string]any) {
	if after["position"] == nil {
		return
	}
	from := f.orderOf(kind, f.things[name(kind, id)])
	to := from
	if kind == "indicator" {
		to = f.orderOf(kind, after)
	}
	f.drop(from, id)
	f.place(to, id, int(number(after["position"])))
}

func (f facts) replayMeasurement(t testing.TB, e audit.Entry, before, after map[string]any) {
	t.Helper()
	at := func(told map[string]any) string {
		return name("measurement", fmt.Sprint(e.ObjectID, " ", told["measured_on"], " ", told["revision"]))
	}
	if before != nil {
		f.agrees(t, e, at(before), before)
	}
	f.learn(at(after), after)
	f.learn(at(after), map[string]any{"by": fmt.Sprint(e.ActorID)})
}

// history are the facts that the events of a plan tell, from the first on.
func (k keeper) history(planID int64) facts {
	k.Helper()
	f := newFacts()
	f.things["plan"] = map[string]any{
		"state": "draft", "published": false, "licence": "CC-BY-4.0",
		"shows": []any{"objectives", "indicators", "results", "comments", "files"},
	}
	list, err := audit.Find(k.Context(), k.store.Pool, audit.Query{PlanID: planID, Limit: 10_000})
	if err != nil {
		k.Fatal(err)
	}
	for _, e := range slices.Backward(list) {
		f.replay(k.TB, e)
	}
	return f
}

// stored are the facts that the database holds of a plan.
func (k keeper) stored(planID int64) facts {
	k.Helper()
	f := newFacts()
	err := db.ReadTx(k.Context(), k.store.Pool, func(tx pgx.Tx) error {
		for _, sql := range storedFacts {
			rows, _ := tx.Query(k.Context(), sql, planID)
			var thing, order string
			var id int64
			var fields []byte
			_, err := pgx.ForEachRow(rows, []any{&thing, &order, &id, &fields}, func() error {
				f.things[thing] = object(k.TB, fields)
				if order != "" {
					f.orders[order] = append(f.orders[order], id)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		k.Fatal(err)
	}
	return f
}

// storedFacts read each kind of thing: its name, the order that it stands in, blank for none, its number and its fields.
var storedFacts = []string{
	`SELECT 'plan', '', id, jsonb_build_object('slug', slug, 'title', title, 'body', body, 'summary', summary, 'general_objective', general_objective,
	        'notice', notice, 'starts_on', starts_on, 'ends_on', ends_on, 'on_track_percent', on_track_from * 100, 'delayed_percent', delayed_from * 100,
	        'cadence_months', coalesce(cadence_months, 0), 'state', state, 'published', published_at IS NOT NULL, 'shows', shows, 'licence', licence, 'periods', coalesce((
	        SELECT jsonb_agg('"' || title || '" ' || starts_on || '/' || ends_on ORDER BY starts_on) FROM periods WHERE plan_id = p.id), '[]'))
	   FROM plans p WHERE id = $1`,
	`SELECT 'line ' || id, 'lines', id, jsonb_build_object('code', code, 'title', title, 'description', description, 'standards', '[]'::jsonb,
	        'cancelled_on', NULL, 'cancel_reason', '')
	   FROM strategic_lines WHERE plan_id = $1 ORDER BY position`,
	`SELECT 'objective ' || id, 'objectives', id, jsonb_build_object('code', code, 'title', title, 'weight', weight, 'cancelled_on', cancelled_on,
	        'cancel_reason', cancel_reason, 'standards', '[]'::jsonb, 'lines', coalesce((
	        SELECT jsonb_agg(x.line_id ORDER BY x.line_id) FROM objective_lines x
	         WHERE x.plan_id = o.plan_id AND x.objective_id = o.id), '[]'))
	   FROM objectives o WHERE plan_id = $1 ORDER BY position`,
	`SELECT 'indicator ' || id, 'objective ' || objective_id, id, jsonb_build_object('objective_id', objective_id, 'code', code, 'title', title,
	        'description', description, 'how_measured', method, 'source', source, 'unit_of_measure', unit_of_measure, 'decimals', decimals,
	        'nature', nature, 'periodicity_months', coalesce(periodicity_months, 0), 'rule', rule, 'baseline', baseline, 'target', target,
	        'starts_on', starts_on, 'ends_on', ends_on, 'planned_in_steps', planned_in_steps, 'weight', weight, 'cancelled_on', cancelled_on,
	        'cancel_reason', cancel_reason, 'standards', '[]'::jsonb,
	        'points', coalesce((SELECT jsonb_object_agg(due_on, value) FROM planned_points WHERE plan_id = i.plan_id AND indicator_id = i.id), '{}'),
	        'units', coalesce((SELECT jsonb_agg(unit_id ORDER BY unit_id) FROM indicator_units WHERE plan_id = i.plan_id AND indicator_id = i.id), '[]'))
	   FROM indicators i WHERE plan_id = $1 ORDER BY objective_id, position`,
	`SELECT concat_ws(' ', 'measurement', indicator_id, measured_on, revision), '', 0::bigint, jsonb_build_object('measured_on', measured_on,
	        'value', value, 'comment', comment, 'reason', reason, 'revision', revision, 'by', coalesce(recorded_by, 0)::text)
	   FROM measurements WHERE plan_id = $1`,
}
