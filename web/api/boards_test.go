package api

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"hito/internal/demo/demotest"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

func TestDashboardGivesThePublishedFigures(t *testing.T) {
	d := startDemo(t).get(montilla + "/dashboard?on=2022-11-30")
	d.want(t, map[string]any{"on": "2022-11-30", "snapshot": nil, "status": "delayed"})
	d.wantFraction(t, "progress", "0.649338624338")
	d.wantFraction(t, "expected", "0.733789954337")
	d.object(t, "coverage").want(t, map[string]any{"with_data": "21", "total": "21"})
	d.object(t, "plan").want(t, map[string]any{"slug": "i-plan-innovacion-2021-2023", "starts_on": "2021-07-01", "ends_on": "2023-06-30"})
	want := []string{
		"0.80", "0.666667", "1", "0.70", "1", "0.50", "0.722222", "0.531746", "1", "0", "0.704762", "0.166667",
	}
	objectives := d.list(t, "objectives")
	if len(objectives) != len(want) {
		t.Fatalf("%d objectives", len(objectives))
	}
	for n, o := range objectives {
		o.wantFraction(t, "progress", want[n])
	}
	objectives[4].wantFraction(t, "expected", "1") // O.E.5 maintains
	objectives[0].wantFraction(t, "expected", "0.709589041095")
	if got := objectives[9].list(t, "indicators"); len(got) != 0 || objectives[9]["code"] != "O.E.10" {
		t.Errorf("O.E.10 is %v", objectives[9])
	}
	lines := d.list(t, "lines")
	if len(lines) != 3 {
		t.Fatalf("lines %v", lines)
	}
	lines[0].want(t, map[string]any{"code": "L.E.1", "title": "Ciudadanía"})
	lines[0].wantFraction(t, "progress", "0.5") // of O.E.1, 4, 6 and 10
}

func TestDashboardNestsIndicatorsWithExactFigures(t *testing.T) {
	d := startDemo(t).get(montilla + "/dashboard?on=2022-11-30")
	oe2 := d.list(t, "objectives")[1].list(t, "indicators")[1]
	oe2.want(t, map[string]any{
		"code": "I.2.2", "objective": "O.E.2", "baseline": "0", "target": "3", "value": "1", "measured_on": "2022-11-30",
		"unit_of_measure": "evaluaciones", "rule": "reach", "status": "critical", "weight": "1", "due_on": nil, "cancelled_on": nil,
		"progress": "0." + strings.Repeat("3", 24), // more digits than a float has
	})
	if units := oe2["units"].([]any); !slices.Equal(units, []any{"Unidad de Innovación"}) {
		t.Errorf("units %v", units)
	}
	oe12 := d.list(t, "objectives")[11].list(t, "indicators")
	oe12[0].wantFraction(t, "progress", "0.333333") // published as 0.00 %
	for _, name := range []string{"top", "bottom"} {
		if list := d.list(t, name); len(list) != 5 || list[0]["expected"] == nil {
			t.Errorf("%s has %d indicators: %v", name, len(list), codes(list))
		}
	}
	d.list(t, "top")[0].wantFraction(t, "progress", "1")
	d.list(t, "bottom")[0].wantFraction(t, "progress", "0")
}

func TestWhatIsMissingIsNull(t *testing.T) {
	c := startDemo(t)
	d := c.get(montilla + "/dashboard?on=2021-07-01")
	d.object(t, "coverage").want(t, map[string]any{"with_data": "0", "total": "21"})
	blank := 0
	for _, o := range d.list(t, "objectives") {
		for _, i := range o.list(t, "indicators") {
			i.want(t, map[string]any{"value": nil, "measured_on": nil, "progress": nil, "status": "no_data"})
			if i["baseline"] == nil {
				blank++
			}
		}
	}
	if blank != 5 {
		t.Errorf("%d blank baselines, want the five of the source", blank)
	}
	for _, name := range []string{"top", "bottom"} {
		if list := d.list(t, name); len(list) != 0 {
			t.Errorf("%s without data: %v", name, codes(list))
		}
	}
}

func TestEveryStateOfTheExampleIsAnswered(t *testing.T) {
	d := startDemo(t).get(example + "/dashboard")
	d.want(t, map[string]any{"on": today.String(), "snapshot": nil})
	states, over := map[any]int{}, 0
	for _, o := range d.list(t, "objectives") {
		for _, i := range o.list(t, "indicators") {
			states[i["status"]]++
			if i["status"] == "cancelled" && (i["cancelled_on"] == nil || i["cancel_reason"] == "") {
				t.Errorf("cancelled without date or reason: %v", i)
			}
			if p, ok := i["progress"].(interface{ Float64() (float64, error) }); ok {
				if f, _ := p.Float64(); f > 1 {
					over++
				}
			}
		}
	}
	for _, s := range []string{"met", "on_track", "delayed", "critical", "no_data", "not_started", "cancelled"} {
		if states[s] == 0 {
			t.Errorf("no indicator is %s: %v", s, states)
		}
	}
	if over == 0 {
		t.Error("no indicator is above 1: an own progress must not be cut")
	}
}

func TestWithoutDateTheDashboardIsTodaysThoughThePlanIsOver(t *testing.T) {
	d := startDemo(t).get(montilla + "/dashboard")
	d.want(t, map[string]any{"on": today.String(), "snapshot": nil})
	d.wantFraction(t, "expected", "1")
}

func TestSnapshotIsAnsweredAsItWasFrozen(t *testing.T) {
	c := startDemo(t)
	first := c.get(example+"/snapshots").list(t, "snapshots")[0]
	d := c.get(example + "/dashboard?snapshot=" + first.number(t, "id").String())
	d.want(t, map[string]any{"on": first["taken_on"], "status": first["status"]})
	d.object(t, "snapshot").want(t, map[string]any{"id": first.number(t, "id").String(), "title": first["title"], "taken_on": first["taken_on"]})
	for _, name := range []string{"progress", "expected"} {
		if d[name] != first[name] {
			t.Errorf("%s is %v in the dashboard and %v in the list", name, d[name], first[name])
		}
	}
	c.refuses(montilla+"/dashboard?snapshot="+first.number(t, "id").String(), 404) // of another plan
}

func TestIndicatorsHaveTheirWholeFrame(t *testing.T) {
	c := startDemo(t)
	all := c.get(montilla + "/indicators?on=2022-11-30")
	all.want(t, map[string]any{"on": "2022-11-30", "snapshot": nil})
	indicators := all.list(t, "indicators")
	if len(indicators) != 21 || indicators[0]["code"] != "I.1.1" || indicators[20]["objective"] != "O.E.12" {
		t.Fatalf("indicators %v", codes(indicators))
	}
	indicators[0].want(t, map[string]any{"starts_on": "2021-07-01", "ends_on": "2023-06-30", "periodicity_months": nil, "planned_in_steps": false})
	if len(indicators[0].list(t, "results")) == 0 {
		t.Error("I.1.1 has lost its results")
	}
	planned, periodic := 0, 0
	for _, i := range c.get(example+"/indicators").list(t, "indicators") {
		for _, p := range i.list(t, "planned_points") {
			planned++
			p.number(t, "value")
		}
		if i["periodicity_months"] != nil {
			periodic++
		}
	}
	if planned == 0 || periodic == 0 {
		t.Errorf("%d planned points, %d indicators with periodicity", planned, periodic)
	}
	results := 0
	for _, i := range c.get(montilla+"/indicators?snapshot=1").list(t, "indicators") {
		results += len(i.list(t, "results"))
	}
	if results == 0 {
		t.Error("the snapshot has lost its results")
	}
}

// queries counts what is asked of the database, but for the transaction itself.
type queries struct{ n atomic.Int32 }

func (q *queries) TraceQueryStart(ctx context.Context, _ *pgx.Conn, d pgx.TraceQueryStartData) context.Context {
	if strings.Contains(d.SQL, "SELECT") {
		q.n.Add(1)
	}
	return ctx
}

func (*queries) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func TestAnswersTakeFewQueries(t *testing.T) {
	pool := demotest.New(t, today)
	config, counted := pool.Config(), &queries{}
	config.ConnConfig.Tracer = counted
	traced, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer traced.Close()
	c := start(t, traced)
	c.get(example) // opens the connection
	for path, most := range map[string]int32{
		"/plans": 2, example: 1, example + "/dashboard": 2, montilla + "/dashboard?snapshot=1": 2,
		example + "/indicators": 3, example + "/snapshots": 1, montilla + "/snapshots/1": 3,
	} {
		counted.n.Store(0)
		c.get(path)
		if n := counted.n.Load(); n == 0 || n > most {
			t.Errorf("GET %s takes %d queries, at most %d expected", path, n, most)
		}
	}
}
