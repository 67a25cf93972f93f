package transfer_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hito/internal/date"
	"hito/internal/plan"
	"hito/internal/table"
	"hito/internal/transfer"
	"hito/internal/unit"
)

const (
	objectivesFile = "seguimiento-2022-11-objetivos.tsv"
	indicatorsFile = "seguimiento-2022-11-indicadores.tsv"
	documentFile   = "seguimiento-2022-11.txt"
)

func published(t testing.TB, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func opened(t testing.TB, content string) *table.File {
	t.Helper()
	f, err := table.Open("fichero.csv", []byte(content))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// newPlan is what an import into a plan that is not there yet is compared with.
func newPlan() transfer.Existing {
	return transfer.Existing{
		Today: date.New(2023, 1, 15),
		Plan:  plan.Plan{Title: "I Plan de Innovación en Servicios Sociales", StartsOn: date.New(2021, 7, 1), EndsOn: date.New(2023, 6, 30)},
	}
}

// reading is what came of a file.
type reading struct {
	transfer.Understood
	values  []transfer.Value
	changes []transfer.Change
}

func read(t testing.TB, f *table.File, s transfer.Settings, has transfer.Existing) reading {
	t.Helper()
	var r reading
	var err error
	r.Understood, err = transfer.Interpret(f, s, has, func(v transfer.Value) error {
		r.values = append(r.values, v)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	r.changes = transfer.Compare(has, r.Understood, s.Mode)
	return r
}

func (r reading) of(kind transfer.Kind) []transfer.Change {
	var list []transfer.Change
	for _, c := range r.changes {
		if c.Kind == kind {
			list = append(list, c)
		}
	}
	return list
}

func (r reading) count(kind transfer.Kind, outcome transfer.Outcome) int {
	n := 0
	for _, c := range r.of(kind) {
		if c.Outcome == outcome {
			n++
		}
	}
	return n
}

// question returns the question whose text begins in a way.
func (r reading) question(kind transfer.Kind, begins string) (q transfer.Question) {
	for _, q = range r.Questions {
		if q.Kind == kind && strings.HasPrefix(q.Text, begins) {
			return q
		}
	}
	return transfer.Question{}
}

func (r reading) asked(kind transfer.Kind) int {
	n := 0
	for _, q := range r.Questions {
		if q.Kind == kind {
			n++
		}
	}
	return n
}

// label is that of the chosen option.
func chosen(q transfer.Question) string {
	for _, o := range q.Options {
		if o.Value == q.Chosen {
			return o.Label
		}
	}
	return ""
}

func (r reading) claims(t *testing.T, kind transfer.Kind) map[transfer.Verdict][]transfer.Claim {
	t.Helper()
	by := map[transfer.Verdict][]transfer.Claim{}
	for _, c := range r.Claims {
		if c.Kind == kind {
			by[c.Verdict] = append(by[c.Verdict], c)
		}
	}
	return by
}

// applied is what a plan is once an import was applied.
func (r reading) applied(has transfer.Existing) transfer.Existing {
	after := has
	after.Records = nil
	for n, c := range r.changes {
		if c.Outcome == transfer.Wrong {
			continue
		}
		c.ID = int64(n) + 1
		c.At = transfer.Place{}
		after.Records = append(after.Records, c.Record)
	}
	for n, name := range transfer.NewUnits(r.changes, has) {
		after.Units = append(after.Units, unit.Unit{ID: int64(n) + 1, Name: name})
	}
	return after
}

func (r reading) allAre(t *testing.T, outcome transfer.Outcome) {
	t.Helper()
	for _, c := range r.changes {
		if c.Outcome != outcome {
			t.Errorf("%s %q is %s: %+v %+v", c.Kind, c.Label, c.Outcome, c.Edits, c.Problems)
		}
	}
	if len(r.Problems) > 0 {
		t.Errorf("problems: %+v", r.Problems)
	}
}

var november = date.New(2022, 11, 30)

// The document as it stands, narrative and both tables, into an empty plan.
func TestThePublishedDocumentMakesItsPlan(t *testing.T) {
	f, err := table.Paste(string(published(t, documentFile)))
	if err != nil {
		t.Fatal(err)
	}
	r := read(t, f, transfer.Settings{Mode: transfer.NewPlan}, newPlan())
	r.allAre(t, transfer.Created)
	if len(r.Tables) != 2 || len(r.of(transfer.Objective)) != 12 || len(r.of(transfer.Indicator)) != 21 || len(r.values) != 21 || r.On != november {
		t.Fatalf("%d tables, %d objectives, %d indicators, %d values on %s", len(r.Tables), len(r.of(transfer.Objective)), len(r.of(transfer.Indicator)), len(r.values), r.On)
	}
	if joined := r.Tables[1].Joined; len(joined) != 2 || r.Tables[0].Rows != 12 || r.Tables[1].Rows != 21 {
		t.Errorf("rows %d and %d, joined %v", r.Tables[0].Rows, r.Tables[1].Rows, joined)
	}
	r.isPublished(t)
	results := 0
	for _, c := range r.of(transfer.Result) {
		if c.Cells["title"] == "Aplicación GESPE Aplicación SAD" {
			results++
			if c.Cells["indicators"] != "O.E.7.1; O.E.8.2" {
				t.Errorf("%q serves %s", c.Label, c.Cells["indicators"])
			}
		}
		if strings.HasPrefix(c.Label, "Proyecto de implementación") && !strings.Contains(c.Label, "Establecimiento de circuito de derivación") {
			t.Errorf("what a page break cut is not joined: %q", c.Label)
		}
	}
	if results != 1 || len(r.of(transfer.Result)) != 19 {
		t.Errorf("%d of %d results", results, len(r.of(transfer.Result)))
	}
	r.askedOfUnits(t)
	if q := r.question(transfer.Objective, "Desarrollar"); r.asked(transfer.Objective) != 1 || len(q.Lines) != 1 || !strings.HasPrefix(chosen(q), "O.E.1 ") ||
		q.Options[0].Why != "igual salvo una letra, sin el añadido del final" || q.Options[len(q.Options)-1].Value != "new" {
		t.Errorf("asked of objectives: %+v", q)
	}
}

// isPublished holds what was read against the published table.
func (r reading) isPublished(t *testing.T) {
	t.Helper()
	under, blank, twice := map[string]int{}, 0, []string{}
	for _, c := range r.of(transfer.Indicator) {
		under[c.Cells["objective"]]++
		if c.Cells["baseline"] == "" {
			blank++
		}
		if strings.HasPrefix(c.Cells["title"], "Los trabajadores se muestran satisfechos") {
			twice = append(twice, c.Cells["code"]+" "+c.Cells["target"])
		}
	}
	want := map[string]int{"O.E.1": 1, "O.E.2": 2, "O.E.3": 1, "O.E.4": 2, "O.E.5": 1, "O.E.6": 1, "O.E.7": 3, "O.E.8": 3, "O.E.9": 2, "O.E.11": 3, "O.E.12": 2}
	if !maps.Equal(under, want) || blank != 5 || !slices.Equal(twice, []string{"O.E.9.1 97", "O.E.9.2 1"}) {
		t.Errorf("indicators %v, %d without baseline, of one name %v", under, blank, twice)
	}
	indicators, objectives := r.claims(t, transfer.Indicator), r.claims(t, transfer.Objective)
	if len(indicators[transfer.Agrees]) != 20 || len(indicators[transfer.Mistaken]) != 1 || len(objectives[transfer.Agrees]) != 11 || len(objectives[transfer.Inherited]) != 1 {
		t.Fatalf("claims: %v\n%v", indicators, objectives)
	}
	if c := indicators[transfer.Mistaken][0]; c.Code != "O.E.12.1" || c.Why != "(1 − 0) / (3 − 0) = 33,33\u00a0%; el fichero dice 0,00\u00a0%" {
		t.Errorf("mistaken: %+v", c)
	}
	if c := objectives[transfer.Inherited][0]; c.Code != "O.E.12" || c.Computed.Decimal.Shift(2).Round(0).String() != "17" || !strings.Contains(c.Why, "16,67") {
		t.Errorf("inherited: %+v", c)
	}
	for _, v := range r.values {
		if v.On != november {
			t.Errorf("a value of %s", v.On)
		}
	}
}

func (r reading) askedOfUnits(t *testing.T) {
	t.Helper()
	want := []string{"Dirección", "Equipo Ödos", "Unidad Innovación", "Unidad programas", "UTS"}
	if made := transfer.NewUnits(r.changes, newPlan()); !slices.Equal(made, want) {
		t.Errorf("units %q", made)
	}
	q := r.question(transfer.UnitKind, "Unidad progamas")
	if r.asked(transfer.UnitKind) != 6 || chosen(q) != "La unidad nueva «Unidad programas»" {
		t.Errorf("%d questions about units; %+v", r.asked(transfer.UnitKind), q)
	}
}

// The two tables by themselves: objectives first, then indicators over the plan that they made.
func TestTheTwoPublishedTablesOneAfterTheOther(t *testing.T) {
	first := read(t, opened(t, string(published(t, objectivesFile))), transfer.Settings{Mode: transfer.NewPlan}, newPlan())
	first.allAre(t, transfer.Created)
	if len(first.changes) != 12 || len(first.values)+len(first.Questions) != 0 {
		t.Fatalf("%d changes, %d values, %+v", len(first.changes), len(first.values), first.Questions)
	}
	has := first.applied(newPlan())
	second := read(t, opened(t, string(published(t, indicatorsFile))), transfer.Settings{Mode: transfer.Update, On: november}, has)
	second.allAre(t, transfer.Created)
	second.askedOfUnits(t)
	if len(second.of(transfer.Objective)) != 0 || len(second.of(transfer.Indicator)) != 21 || len(second.values) != 21 || second.asked(transfer.Objective) != 1 {
		t.Errorf("%d objectives, %d indicators, %d values, %+v", len(second.of(transfer.Objective)), len(second.of(transfer.Indicator)), len(second.values), second.Questions)
	}
	if c := second.claims(t, transfer.Indicator); len(c[transfer.Agrees]) != 20 || len(c[transfer.Mistaken]) != 1 {
		t.Errorf("claims: %v", c)
	}
	has = second.appliedOver(has)
	again := read(t, opened(t, string(published(t, indicatorsFile))), transfer.Settings{Mode: transfer.Update, On: november}, has)
	again.allAre(t, transfer.Same)
	if again.asked(transfer.UnitKind) != 1 || len(again.changes) != 21+19 {
		t.Errorf("%d changes, %+v", len(again.changes), again.Questions)
	}
}

// appliedOver is applied over what was there.
func (r reading) appliedOver(has transfer.Existing) transfer.Existing {
	after := r.applied(has)
	for n := range after.Records {
		after.Records[n].ID += 1000
	}
	after.Records = append(slices.Clone(has.Records), after.Records...)
	return after
}

// The indicators alone make their objectives too, without what stands behind each of their titles.
func TestIndicatorsAloneMakeTheirObjectives(t *testing.T) {
	r := read(t, opened(t, string(published(t, indicatorsFile))), transfer.Settings{Mode: transfer.NewPlan, On: november}, newPlan())
	r.allAre(t, transfer.Created)
	objectives := r.of(transfer.Objective)
	if len(objectives) != 11 || objectives[0].Cells["code"] != "O.E.1" || objectives[10].Cells["code"] != "O.E.11" || r.asked(transfer.Objective) != 0 {
		t.Fatalf("%d objectives, %+v", len(objectives), r.Questions)
	}
	for _, o := range objectives {
		if strings.Contains(o.Cells["title"], "2021 2023") {
			t.Errorf("%q", o.Cells["title"])
		}
	}
}

// What a person answers holds in place of the guess.
func TestAnswersHold(t *testing.T) {
	f, err := table.Paste(string(published(t, documentFile)))
	if err != nil {
		t.Fatal(err)
	}
	has := newPlan()
	has.Units = []unit.Unit{{ID: 4, Name: "Gabinete"}}
	first := read(t, f, transfer.Settings{Mode: transfer.NewPlan}, has)
	answers := map[string]string{
		first.question(transfer.Objective, "Desarrollar").Key: "new", first.question(transfer.UnitKind, "UTS").Key: "unit:4",
		first.question(transfer.UnitKind, "Equipo").Key: "none", first.question(transfer.UnitKind, "Unidad progamas").Key: "no such option",
	}
	r := read(t, f, transfer.Settings{Mode: transfer.NewPlan, Answers: answers}, has)
	if len(r.of(transfer.Objective)) != 13 || r.of(transfer.Objective)[12].Cells["code"] != "O.E.13" {
		t.Errorf("%d objectives", len(r.of(transfer.Objective)))
	}
	if made := transfer.NewUnits(r.changes, has); !slices.Equal(made, []string{"Dirección", "Unidad Innovación", "Unidad programas"}) {
		t.Errorf("units %q", made)
	}
	for _, q := range r.Questions {
		if _, answered := answers[q.Key]; q.Settled != (answered && answers[q.Key] != "no such option") {
			t.Errorf("%q settled %t", q.Text, q.Settled)
		}
	}
	for _, c := range r.of(transfer.Indicator) {
		if c.Cells["code"] == "O.E.6.1" && c.Cells["units"] != "Gabinete; Unidad Innovación" {
			t.Errorf("%q", c.Cells["units"])
		}
	}
}
