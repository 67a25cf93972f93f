package opendata_test

import (
	"testing"

	"hito/internal/opendata"
)

// Values go out in several batches, each once, in the plan's order; only those that stand.
func TestManyValuesGoOutInBatches(t *testing.T) {
	d := open(t)
	d.exec(`
		INSERT INTO measurements (plan_id, indicator_id, measured_on, value)
		SELECT i.plan_id, i.id, date '1990-01-01' + n, n
		  FROM indicators i
		  JOIN plans p ON p.id = i.plan_id, generate_series(1, 900) n
		 WHERE p.slug = $1`, example)
	d.exec(`
		INSERT INTO measurements (plan_id, indicator_id, measured_on, revision, value, reason)
		SELECT i.plan_id, i.id, date '1990-01-01' + n, 2, CASE WHEN n % 2 = 0 THEN 7 END, 'corrección'
		  FROM indicators i
		  JOIN plans p ON p.id = i.plan_id, generate_series(1, 10) n
		 WHERE p.slug = $1`, example)
	d.exec(`ANALYZE measurements`)
	var want int
	err := d.pool.QueryRow(t.Context(), `
		SELECT count(*)
		  FROM measurements m
		  JOIN plans p ON p.id = m.plan_id
		 WHERE p.slug = $1 AND m.value IS NOT NULL AND m.measured_on <= $2
		   AND NOT EXISTS (SELECT FROM measurements x WHERE x.plan_id = m.plan_id AND x.indicator_id = m.indicator_id AND x.measured_on = m.measured_on AND x.revision > m.revision)`,
		example, today).Scan(&want)
	if err != nil {
		t.Fatal(err)
	}
	rows := d.rows(d.plan(example), "mediciones")
	if len(rows) != want || want < 15_000 {
		t.Fatalf("%d rows of %d", len(rows), want)
	}
	order := map[string]int{}
	for n, i := range d.board(example).Indicators() {
		order[i.Code] = n
	}
	for n := 1; n < len(rows); n++ {
		before, after := rows[n-1], rows[n]
		if order[before["indicador"]] > order[after["indicador"]] || before["indicador"] == after["indicador"] && before["fecha"] >= after["fecha"] {
			t.Fatalf("%v comes before %v", before, after)
		}
	}
	for _, row := range rows {
		switch row["fecha"] {
		case "1990-01-02":
			t.Fatalf("a value that was withdrawn: %v", row)
		case "1990-01-03":
			if row["valor"] != "7" {
				t.Fatalf("a value that was corrected: %v", row)
			}
		}
	}
	sizes, err := d.Sizes(t.Context(), d.plan(example), opendata.Datasets[2])
	if err != nil {
		t.Fatal(err)
	}
	real := int64(len(d.written(d.plan(example), "mediciones", opendata.CSV)))
	if about := sizes[opendata.CSV]; about < real/2 || about > real*2 {
		t.Errorf("about %d bytes, in truth %d", about, real)
	}
}
