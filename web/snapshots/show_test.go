package snapshots

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"hito/internal/dashboard"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/progress"
	"hito/internal/snapshot"
	"hito/web/ui/board"
)

// measured is an indicator of an objective, from baseline to target; blanks are none.
func measured(id, objective int64, code string, rule progress.Rule, baseline, target, value string) dashboard.Indicator {
	return dashboard.Indicator{
		Indicator: indicator.Indicator{ID: id, ObjectiveID: objective, Code: code, Title: "Indicador " + code, Rule: rule,
			Baseline: fraction(baseline), Target: fraction(target).Decimal, Weight: decimal.New(1, 0)},
		Value: fraction(value), MeasuredOn: today - 40,
	}
}

// frozenBoard has two objectives with indicators and one without, closed 30 days ago.
func frozenBoard() dashboard.Board {
	weight := decimal.New(1, 0)
	objectives := []plan.Objective{
		{ID: 1, Code: "O.1", Title: "Uno", Weight: weight}, {ID: 2, Code: "O.2", Title: "Dos", Weight: weight}, {ID: 3, Code: "O.3", Title: "Tres", Weight: weight},
	}
	b := dashboard.Build(testPlan(), nil, objectives, []dashboard.Indicator{
		measured(1, 1, "I.1", progress.Reach, "0", "3", "1"),
		measured(2, 1, "I.2", progress.Reach, "0", "1", "0"),
		measured(3, 2, "I.3", progress.Reach, "", "4", "2"),
		measured(4, 2, "I.4", progress.MaintainAtLeast, "1", "1", "1"),
		measured(5, 2, "I.5", progress.Reach, "0", "10", ""),
	}, today-30)
	b.Snapshots = []dashboard.SnapshotRef{ref(9, "Nueva", 10, "0.4"), ref(5, "Esta", 30, "0.3"), ref(2, "Vieja", 60, "0.2")}
	b.Frozen = &b.Snapshots[1]
	b.Frozen.ClosedAt = time.Date(2026, time.October, 22, 22, 30, 0, 0, time.UTC)
	return b
}

func published(objectives, indicators map[string]string) snapshot.Published {
	read := func(from map[string]string) map[string]decimal.Decimal {
		to := map[string]decimal.Decimal{}
		for code, text := range from {
			to[code] = decimal.RequireFromString(text)
		}
		return to
	}
	return snapshot.Published{Source: "Anexo", Objectives: read(objectives), Indicators: read(indicators)}
}

func TestCompare(t *testing.T) {
	tests := []struct {
		name                   string
		objectives, indicators map[string]string
		summary                string
		differences            string // "code published/computed", in order
		why                    string // of the last one
		unknown                string
	}{
		{"all agree", map[string]string{"O.1": "0.17", "O.3": "0"}, map[string]string{"I.1": "0.3333", "I.4": "1"},
			"Para esta fecha se publicaron 4\u00a0porcentajes. Todos coinciden con lo que dan las reglas de cálculo.", "", "", ""},
		{"an error and what follows from it", map[string]string{"O.1": "0"}, map[string]string{"I.1": "0", "I.2": "0"},
			"Para esta fecha se publicaron 3\u00a0porcentajes: 1\u00a0coincide con lo que dan las reglas de cálculo y 2 no.",
			"I.1 0,00\u00a0%/33,33\u00a0%; O.1 0\u00a0%/17\u00a0%",
			"Se debe a la diferencia anterior: con I.1 (33,33\u00a0%), la media de 2\u00a0indicadores es 17\u00a0%.", ""},
		{"an objective by itself", map[string]string{"O.2": "0.9"}, nil,
			"Para esta fecha se publicó 1 porcentaje, que no coincide con lo que dan las reglas de cálculo.",
			"O.2 90\u00a0%/50\u00a0%", "Con los porcentajes de sus indicadores, la media de 3\u00a0indicadores es 50\u00a0%.", ""},
		{"an objective without indicators", map[string]string{"O.3": "0.25"}, map[string]string{"I.1": "0.3333"},
			"Para esta fecha se publicaron 2\u00a0porcentajes: 1\u00a0coincide con lo que dan las reglas de cálculo y 1 no.",
			"O.3 25\u00a0%/0\u00a0%", "No tiene indicadores, así que cuenta como 0 %.", ""},
		{"a blank baseline", nil, map[string]string{"I.3": "0.4"}, "",
			"I.3 40,00\u00a0%/50,00\u00a0%", "Con valor inicial en blanco, que cuenta como 0, meta 4 y valor 2 a esa fecha, el resultado es 50,00\u00a0%.", ""},
		{"maintained", nil, map[string]string{"I.4": "0"}, "",
			"I.4 0,00\u00a0%/100,00\u00a0%", "Con meta 1 y valor 1 a esa fecha, por la regla de mantener el resultado es 100,00\u00a0%.", ""},
		{"no value is not zero", nil, map[string]string{"I.5": "0"}, "",
			"I.5 0,00\u00a0%/sin dato", "A esa fecha no consta ningún valor: sin dato no es lo mismo que 0 %.", ""},
		{"nothing agrees", nil, map[string]string{"I.2": "1", "I.1": "0.3"}, "Para esta fecha se publicaron 2\u00a0porcentajes. Ninguno coincide con lo que dan las reglas de cálculo.",
			"I.1 30,00\u00a0%/33,33\u00a0%; I.2 100,00\u00a0%/0,00\u00a0%", "Con valor inicial 0, meta 1 y valor 0 a esa fecha, el resultado es 0,00\u00a0%.", ""},
		{"the only one agrees", nil, map[string]string{"I.1": "0.33333"}, "Para esta fecha se publicó 1 porcentaje, que coincide con lo que dan las reglas de cálculo.", "", "", ""},
		{"codes that are not there", map[string]string{"O.9": "1"}, map[string]string{"I.9": "1", "I.8": "1"}, "", "", "", "O.9, I.8, I.9"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := frozenBoard()
			c := compare(b, published(tt.objectives, tt.indicators), board.ViewOf(b))
			var differences []string
			why := ""
			for _, d := range c.Differences {
				differences = append(differences, d.Code+" "+d.Published+"/"+d.Computed)
				why = d.Why
				if len(d.Explain.Formula) == 0 || !strings.HasSuffix(d.Href, "?seguimiento=5") {
					t.Errorf("%s has the formula %q and leads to %q", d.Code, d.Explain.Formula, d.Href)
				}
			}
			if got := strings.Join(differences, "; "); got != tt.differences || why != tt.why || c.Unknown != tt.unknown {
				t.Errorf("differences %q, why %q, unknown %q", got, why, c.Unknown)
			}
			if tt.summary != "" && c.Summary != tt.summary {
				t.Errorf("summary %q, want %q", c.Summary, tt.summary)
			}
		})
	}
	if b := frozenBoard(); compare(b, snapshot.Published{Source: "Anexo"}, board.ViewOf(b)) != nil {
		t.Error("a comparison where nothing was published")
	}
}

func TestChanges(t *testing.T) {
	b := frozenBoard()
	if got := buildChanges(b, board.ViewOf(b)); got.Before != nil || len(got.Rows) > 0 || !strings.Contains(got.Summary, "primer seguimiento") {
		t.Errorf("the first follow-up: %+v", got)
	}
	was := func(id int64, value, p string, s progress.Status) dashboard.Was {
		return dashboard.Was{ID: id, Value: fraction(value), Progress: fraction(p), Status: s}
	}
	b.Progress = fraction("0.3")
	b.Previous = &dashboard.Previous{SnapshotRef: ref(2, "Vieja", 60, "0.2"), Indicators: []dashboard.Was{
		was(1, "0", "0", progress.StatusCritical),  // moved
		was(2, "0", "0", progress.StatusCritical),  // the same
		was(3, "2", "0.5", progress.StatusDelayed), // only the status
		was(5, "1", "0.1", progress.StatusDelayed), // the value is gone
	}}
	got := buildChanges(b, board.ViewOf(b))
	want := "Desde el 22 de septiembre de 2026 el plan pasó de 20,0\u00a0% a 30,0\u00a0% (+10,0\u00a0p.\u00a0p.), con cambios en 4 de 5\u00a0indicadores."
	if got.Summary != want || got.Before.Href != "/planes/plan/seguimientos/2" {
		t.Errorf("summary %q before %v", got.Summary, got.Before)
	}
	var rows []string
	for _, r := range got.Rows {
		rows = append(rows, strings.Join([]string{r.Code, r.WasValue, r.Value, r.WasProgress, r.Progress, r.Points, r.WasStatus}, " / "))
	}
	if all := strings.Join(rows, "\n"); all != strings.Join([]string{
		"I.1 / 0 / 1 / 0,00\u00a0% / 33,33\u00a0% / +33,3\u00a0p.\u00a0p. / critical",
		"I.3 / 2 / 2 / 50,00\u00a0% / 50,00\u00a0% / sin cambios / delayed",
		"I.4 / no estaba / 1 / — / 100,00\u00a0% / — / ",
		"I.5 / 1 / sin dato / 10,00\u00a0% / sin dato / — / delayed",
	}, "\n") {
		t.Errorf("rows\n%s", all)
	}
	if len(got.Rows) != 4 || got.More != "" {
		t.Errorf("%d rows and %q", len(got.Rows), got.More)
	}
}

func TestChangesAreCut(t *testing.T) {
	var all []dashboard.Indicator
	for n := range int64(60) {
		all = append(all, measured(n+1, 1, "I", progress.Reach, "0", "10", "5"))
	}
	b := dashboard.Build(testPlan(), nil, []plan.Objective{{ID: 1, Code: "O", Weight: decimal.New(1, 0)}}, all, today)
	b.Previous = &dashboard.Previous{SnapshotRef: ref(2, "Vieja", 60, "")}
	b.Frozen = &dashboard.SnapshotRef{ID: 5}
	got := buildChanges(b, board.ViewOf(b))
	if len(got.Rows) != mostChanges || got.More != "y 10\u00a0indicadores más" {
		t.Errorf("%d rows and %q", len(got.Rows), got.More)
	}
	if got.Summary != "Desde el 22 de septiembre de 2026, con cambios en 60 de 60\u00a0indicadores." {
		t.Errorf("summary %q", got.Summary)
	}
}

func TestShow(t *testing.T) {
	madrid := time.FixedZone("Madrid", 2*60*60)
	p := buildShow(frozenBoard(), published(map[string]string{"O.1": "0", "O.2": "0.5"}, nil), board.Asked{}, madrid, &reader{})
	if p.Older == nil || p.Older.Href != "/planes/plan/seguimientos/2" || p.Newer == nil || p.Newer.Href != "/planes/plan/seguimientos/9" {
		t.Errorf("neighbours %v and %v", p.Older, p.Newer)
	}
	facts := map[string]string{}
	for _, f := range p.Headline.Facts {
		facts[f.Term] = f.Text
	}
	if facts["Cerrado el"] != "23/10/2026, 0:30" {
		t.Errorf("closed at %q, want the hour of the place", facts["Cerrado el"])
	}
	if _, told := facts["Desde el seguimiento anterior"]; told {
		t.Error("a change since the one before, where there is none")
	}
	if !p.Objectives.Published || !p.Objectives.Rows[0].Beside.Differs || p.Objectives.Rows[1].Beside.Differs || p.Objectives.Rows[2].Beside != nil {
		t.Errorf("published beside %+v", p.Objectives.Rows)
	}
	if p.Objectives.Rows[0].Href != "/planes/plan/objetivos/O.1?seguimiento=5" {
		t.Errorf("objective at %q", p.Objectives.Rows[0].Href)
	}
	if len(p.HowObjective.Inputs) != 3 || p.HowObjective.Inputs[0][1] != "0,3333 ÷ 2" || p.HowObjective.Inputs[2][1] != "sin indicadores: 0" {
		t.Errorf("how %v", p.HowObjective.Inputs)
	}
	total := 0
	for _, c := range p.Counts.Counts {
		total += c.Count
	}
	if total != 5 {
		t.Errorf("%d indicators by status, want 5", total)
	}
	plain := buildShow(frozenBoard(), snapshot.Published{}, board.Asked{}, madrid, &reader{})
	if plain.Published != nil || plain.Objectives.Published {
		t.Error("published figures where there are none")
	}
}

func TestNeighboursAtTheEnds(t *testing.T) {
	b := frozenBoard()
	for id, want := range map[int64][2]bool{9: {true, false}, 5: {true, true}, 2: {false, true}} {
		b.Frozen = &dashboard.SnapshotRef{ID: id}
		older, newer := neighbours(b)
		if (older != nil) != want[0] || (newer != nil) != want[1] {
			t.Errorf("snapshot %d has older %v and newer %v", id, older, newer)
		}
	}
	b.Snapshots = b.Snapshots[:1]
	b.Frozen = &dashboard.SnapshotRef{ID: 9}
	if older, newer := neighbours(b); older != nil || newer != nil {
		t.Error("the only snapshot has neighbours")
	}
}
