package indicator_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/progress"
)

// frame is a plan of 2026 with two objectives, two units and two standards.
func frame() indicator.Frame {
	return indicator.Frame{
		StartsOn: date.New(2026, time.January, 1), EndsOn: date.New(2026, time.December, 31),
		Objectives: []indicator.Objective{{ID: 1, Code: "O1", Indicators: []string{"I1.1", "I1.2"}}, {ID: 2, Code: "O2", Indicators: []string{}}},
		Units:      []indicator.Unit{{ID: 7, Name: "Norte"}, {ID: 8, Name: "Sur"}},
		Frameworks: []plan.Framework{{ID: 1, Code: "M", Standards: []plan.Standard{{ID: 3, Code: "S1"}, {ID: 4, Code: "S2"}}}},
	}
}

func typed() indicator.TypedDraft {
	return indicator.TypedDraft{Objective: "1", Code: "I1.3", Title: "Personas atendidas", Decimals: "0", Target: "10"}
}

func TestADefinitionIsRead(t *testing.T) {
	in := typed()
	in.Title, in.Description, in.UnitOfMeasure = "  Personas   atendidas ", "Una\r\nDos", "personas"
	in.Decimals, in.Nature, in.Periodicity, in.Rule = "2", "outcome", "3", "reach"
	in.Units, in.Standards, in.Baseline, in.Target, in.Weight = []string{"8", "7", "8"}, []string{"4"}, "-0", "1.234,5", "0,5"
	in.StartsOn, in.EndsOn, in.Steps = "1/2/2026", "2027-01-31", indicator.InSteps
	in.Points = []indicator.TypedPoint{{"", " "}, {"30/6/2026", "20,25"}, {"", ""}, {"2 de febrero de 2026", "−3"}}
	d, err := in.Check(frame())
	if err != nil {
		t.Fatal(err)
	}
	if d.Title != "Personas atendidas" || d.Description != "Una\nDos" || d.Nature != indicator.Outcome || d.PeriodicityMonths != 3 || d.Decimals != 2 {
		t.Errorf("read %+v", d)
	}
	if !slices.Equal(d.UnitIDs, []int64{7, 8}) || !slices.Equal(d.StandardIDs, []int64{4}) || !d.PlannedInSteps || !d.Weight.Equal(dec("0.5")) {
		t.Errorf("read %+v", d)
	}
	if !d.Baseline.Valid || !d.Baseline.Decimal.IsZero() || !d.Target.Equal(dec("1234.5")) || d.EndsOn != date.New(2027, time.January, 31) {
		t.Errorf("read %+v", d)
	}
	if len(d.Points) != 2 || d.Points[0].On != date.New(2026, time.February, 2) || !d.Points[0].Value.Equal(dec("-3")) || !d.Points[1].Value.Equal(dec("20.25")) {
		t.Errorf("points %+v", d.Points)
	}
	blank, err := typed().Check(frame())
	if err != nil || blank.Baseline.Valid || !blank.Weight.Equal(dec("1")) || blank.Rule != progress.Reach || !blank.StartsOn.IsZero() || blank.PeriodicityMonths != 0 {
		t.Errorf("what was left blank is read as %+v, %v", blank, err)
	}
}

func TestTheRuleFollowsFromTheGoal(t *testing.T) {
	for _, c := range []struct{ baseline, target, rule, want string }{
		{"", "5", "", "reach"}, {"5", "5", "", "maintain_at_least"}, {"", "0", "", "maintain_at_least"}, {"8", "5", "", "reach"},
		{"5", "5", "maintain_at_most", "maintain_at_most"}, {"5", "9", "maintain_at_least", "maintain_at_least"}, {"", "-1", "reach", "reach"},
	} {
		in := typed()
		in.Baseline, in.Target, in.Rule = c.baseline, c.target, c.rule
		if d, err := in.Check(frame()); err != nil || string(d.Rule) != c.want {
			t.Errorf("%+v: %s, %v", c, d.Rule, err)
		}
	}
}

// badFields are changes of a good form that are refused, each at its field.
var badFields = map[string][]func(*indicator.TypedDraft){
	"objective":        each(func(t *indicator.TypedDraft) *string { return &t.Objective }, "", "9", "x", "-1", "1 "),
	"code":             each(func(t *indicator.TypedDraft) *string { return &t.Code }, "", " ", "á", "a b", "nuevo", "I1.1", " I1.2 ", "a/b", "a\x00", strings.Repeat("a", 33), long),
	"title":            each(func(t *indicator.TypedDraft) *string { return &t.Title }, "", " \t\n", "a\x00b", "a\ab", "a\u202eb", "a\u200bb", strings.Repeat("a", 1001), long),
	"description":      each(func(t *indicator.TypedDraft) *string { return &t.Description }, "a\x00b", "a\u2066b", strings.Repeat("ñ", 4001), long),
	"method":           each(func(t *indicator.TypedDraft) *string { return &t.Method }, "a\x1bb", strings.Repeat("a", 4001), long),
	"source":           each(func(t *indicator.TypedDraft) *string { return &t.Source }, "a\x00b", strings.Repeat("a", 4001), long),
	"unit_of_measure":  each(func(t *indicator.TypedDraft) *string { return &t.UnitOfMeasure }, "a\u202eb", strings.Repeat("a", 41), long),
	"decimals":         each(func(t *indicator.TypedDraft) *string { return &t.Decimals }, "", "7", "-1", "1,0", "x", "٣", long),
	"nature":           each(func(t *indicator.TypedDraft) *string { return &t.Nature }, "otra", "Output", long),
	"periodicity":      each(func(t *indicator.TypedDraft) *string { return &t.Periodicity }, "5", "0", "-3", "x", "03"),
	"rule":             each(func(t *indicator.TypedDraft) *string { return &t.Rule }, "otra", "REACH"),
	"baseline":         each(func(t *indicator.TypedDraft) *string { return &t.Baseline }, badNumbers...),
	"target":           append(each(func(t *indicator.TypedDraft) *string { return &t.Target }, append([]string{"", " "}, badNumbers...)...), noDistance("5", "5"), noDistance("", "0"), noDistance("0", "−0"), noDistance("5,0", "5")),
	"weight":           each(func(t *indicator.TypedDraft) *string { return &t.Weight }, append([]string{"-1", "−0,0001", "1000,1", "0,00001"}, badNumbers...)...),
	"starts_on":        append(each(func(t *indicator.TypedDraft) *string { return &t.StartsOn }, badDates...), dates("1/1/2027", "")),
	"ends_on":          append(each(func(t *indicator.TypedDraft) *string { return &t.EndsOn }, badDates...), dates("", "31/12/2025"), dates("2/3/2026", "1/3/2026")),
	"planned_in_steps": each(func(t *indicator.TypedDraft) *string { return &t.Steps }, "no", "x"),
	"units": {func(t *indicator.TypedDraft) { t.Units = []string{"7", "9"} }, func(t *indicator.TypedDraft) { t.Units = []string{""} },
		func(t *indicator.TypedDraft) { t.Units = []string{"x"} }, func(t *indicator.TypedDraft) { t.Units = []string{strings.Repeat("9", 40)} }},
	"standards": {func(t *indicator.TypedDraft) { t.Standards = []string{"5"} }, func(t *indicator.TypedDraft) { t.Standards = []string{"3", "-4"} }},
	"point_on-0": append(each(func(t *indicator.TypedDraft) *string {
		t.Points = []indicator.TypedPoint{{"", "1"}}
		return &t.Points[0].On
	}, append([]string{"", "1/1/2026", "31/12/2026", "1/1/2027", "31/12/2025"}, badDates...)...),
		func(t *indicator.TypedDraft) {
			dates("1/6/2026", "30/6/2026")(t)
			t.Points = []indicator.TypedPoint{{"31/5/2026", "1"}}
		}),
	"point_on-2": {func(t *indicator.TypedDraft) {
		t.Points = []indicator.TypedPoint{{"1/6/2026", "1"}, {}, {"2026-06-01", "2"}}
	}},
	"point_value-1": each(func(t *indicator.TypedDraft) *string {
		t.Points = []indicator.TypedPoint{{}, {"1/6/2026", ""}}
		return &t.Points[1].Value
	}, append([]string{""}, badNumbers...)...),
	"point_on-120": {func(t *indicator.TypedDraft) {
		for n := range 121 {
			t.Points = append(t.Points, indicator.TypedPoint{On: (date.New(2026, time.January, 2) + date.Date(n)).String(), Value: "1"})
		}
	}},
}

var (
	long       = strings.Repeat("a", 100_000)
	badNumbers = []string{"x", "NaN", "Infinity", "-inf", "1e400", "1e3", "0x1p4", "1_000", strings.Repeat("9", 40), "1.234", "1,234", "5%", "1\x002", "\u202e5", "0,1234567", long}
	badDates   = []string{"x", "31/2/2026", "2026-02-29", "1/1/0001", "31/12/9999", "0001-01-01", "9999-12-31", "1/1/26", "mañana", "2026-06-01T10:00", "1\x00/6/2026", long}
)

func each(field func(*indicator.TypedDraft) *string, values ...string) []func(*indicator.TypedDraft) {
	list := make([]func(*indicator.TypedDraft), len(values))
	for n, v := range values {
		list[n] = func(t *indicator.TypedDraft) { *field(t) = v }
	}
	return list
}

func noDistance(baseline, target string) func(*indicator.TypedDraft) {
	return func(t *indicator.TypedDraft) { t.Rule, t.Baseline, t.Target = "reach", baseline, target }
}

func dates(from, until string) func(*indicator.TypedDraft) {
	return func(t *indicator.TypedDraft) { t.StartsOn, t.EndsOn = from, until }
}

func TestABadDefinitionIsRefusedAtItsField(t *testing.T) {
	for field, changes := range badFields {
		for n, change := range changes {
			in := typed()
			change(&in)
			_, err := in.Check(frame())
			if wrong, ok := err.(fault.Invalid); !ok || len(wrong) != 1 || wrong[field] == "" { //nolint:errorlint // it comes as it is
				t.Errorf("%s, change %d: %v", field, n, err)
			}
		}
	}
}

func TestTheOwnCodeIsNotTaken(t *testing.T) {
	in, f := typed(), frame()
	in.Code, f.Own = "I1.1", "I1.1"
	if _, err := in.Check(f); err != nil {
		t.Error(err)
	}
	in.Code = ""
	_, err := in.Check(f)
	if wrong, _ := err.(fault.Invalid); !strings.Contains(wrong["code"], "«I1.3»") { //nolint:errorlint // it comes as it is
		t.Errorf("a blank code is told %v, want a proposal", err)
	}
}

func TestNextCode(t *testing.T) {
	for _, c := range []struct{ objectives, of, want string }{
		{"O1=I1.1,I1.2 O2=", "O1", "I1.3"},
		{"O1=I1.1,I1.2 O2=", "O2", "I2.1"},
		{"O.E.1=1.1 O.E.2=2.1,2.2 O.E.12=", "O.E.12", "12.1"},
		{"O1=I1,I2 O2=I3 O3=", "O3", "I4"},
		{"O1=I1,I2 O2=I3 O3=", "O1", "I4"},
		{"O1=I01 O2=", "O1", "I02"},
		{"O1= O2=", "O2", "O2.1"},
		{"A=uno B=", "B", "B.1"},
		{"O1=X.1 O2=I1.9,X.2", "O1", "X.3"},
		{strings.Repeat("O", 32) + "=", strings.Repeat("O", 32), ""},
	} {
		var f indicator.Frame
		for n, part := range strings.Fields(c.objectives) {
			code, indicators, _ := strings.Cut(part, "=")
			o := indicator.Objective{ID: int64(n + 1), Code: code}
			if indicators != "" {
				o.Indicators = strings.Split(indicators, ",")
			}
			f.Objectives = append(f.Objectives, o)
		}
		o, _ := f.Objective(c.of)
		if got := f.NextCode(o); got != c.want {
			t.Errorf("%s in %s: %q, want %q", c.of, c.objectives, got, c.want)
		}
	}
}

func TestWhatChangesFigures(t *testing.T) {
	in := typed()
	in.Baseline, in.Points = "1", []indicator.TypedPoint{{"1/6/2026", "2"}}
	was, err := in.Check(frame())
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*indicator.TypedDraft){
		"title": func(t *indicator.TypedDraft) { t.Title = "Otro" }, "decimals": func(t *indicator.TypedDraft) { t.Decimals = "3" },
		"same number": func(t *indicator.TypedDraft) { t.Target, t.Points[0].Value = "10,00", "2,0" },
		"nature":      func(t *indicator.TypedDraft) { t.Nature, t.Units = "impact", []string{"7"} },
	} {
		if d := changed(t, in, change); d.Reckons(was) || was.Reckons(d) {
			t.Errorf("%s changes figures", name)
		}
	}
	for name, change := range map[string]func(*indicator.TypedDraft){
		"target": func(t *indicator.TypedDraft) { t.Target = "11" }, "baseline": func(t *indicator.TypedDraft) { t.Baseline = "" },
		"rule": func(t *indicator.TypedDraft) { t.Rule = "maintain_at_most" }, "start": func(t *indicator.TypedDraft) { t.StartsOn = "2/1/2026" },
		"end": func(t *indicator.TypedDraft) { t.EndsOn = "30/12/2026" }, "weight": func(t *indicator.TypedDraft) { t.Weight = "2" },
		"steps": func(t *indicator.TypedDraft) { t.Steps = indicator.InSteps }, "objective": func(t *indicator.TypedDraft) { t.Objective = "2" },
		"point": func(t *indicator.TypedDraft) { t.Points[0].Value = "3" }, "no point": func(t *indicator.TypedDraft) { t.Points = nil },
		"day": func(t *indicator.TypedDraft) { t.Points[0].On = "2/6/2026" },
	} {
		if d := changed(t, in, change); !d.Reckons(was) || !was.Reckons(d) {
			t.Errorf("%s changes no figures", name)
		}
	}
}

func changed(t *testing.T, in indicator.TypedDraft, change func(*indicator.TypedDraft)) indicator.Draft {
	t.Helper()
	in.Points = slices.Clone(in.Points)
	change(&in)
	d, err := in.Check(frame())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func id(n int64) string { return strconv.FormatInt(n, 10) }
