package setting_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/fault"
	"hito/internal/setting"
)

// asTyped is a setting as its form shows it.
func asTyped(s setting.Challenges) setting.ChallengesDraft {
	d := setting.ChallengesDraft{Open: s.Open, AnswerDays: fmt.Sprint(s.AnswerDays)}
	for _, h := range s.Holidays {
		d.Holidays += h.Day.String() + " " + h.Name + "\r\n"
	}
	for n, k := range s.Criteria {
		d.Criteria = append(d.Criteria, setting.CriterionDraft{
			Key: k.Key, Name: k.Name, Low: k.Low, High: k.High, Axis: string(k.Axis), Weight: k.Weight.String(), Place: fmt.Sprint(n + 1),
		})
	}
	return d
}

func criterionNames(s setting.Challenges) string {
	var list []string
	for _, k := range s.Criteria {
		list = append(list, k.Name)
	}
	return strings.Join(list, ", ")
}

func TestChallengesAsTheyAreTypedAreTheSame(t *testing.T) {
	before := setting.DefaultChallenges()
	before.Open, before.AnswerDays = true, 15
	before.Holidays = []setting.Holiday{{Day: date.New(2027, time.February, 28), Name: "Día de Andalucía"}, {Day: date.New(2027, time.September, 8)}}
	after, err := asTyped(before).Read(before)
	if err != nil || fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("%v\n%+v\nwant\n%+v", err, after, before)
	}
	if days := after.Days(); len(days) != 2 || days[1] != date.New(2027, time.September, 8) {
		t.Errorf("days %v", days)
	}
}

func TestChallengesAreRead(t *testing.T) {
	before := setting.DefaultChallenges()
	before.Retired = []setting.RetiredCriterion{{Key: "criterion_1", Name: "Innovación"}}
	extra := setting.CriterionDraft{Name: "Equidad", Low: "bajo", High: "alto", Axis: "impact", Weight: "0,5"}
	for name, c := range map[string]struct {
		change func(*setting.ChallengesDraft)
		holds  func(setting.Challenges) bool
	}{
		"holidays in order": {
			func(d *setting.ChallengesDraft) {
				d.Holidays = "8/9/2027  Virgen de la Sierra \n\n28-2-2027\tAndalucía\n2026-12-24"
			},
			func(s setting.Challenges) bool {
				return fmt.Sprint(s.Holidays) == "[{2026-12-24 } {2027-02-28 Andalucía} {2027-09-08 Virgen de la Sierra}]"
			},
		},
		"a new criterion comes last, with a key that nobody had": {
			func(d *setting.ChallengesDraft) { d.Criteria = append(d.Criteria, setting.CriterionDraft{}, extra) },
			func(s setting.Challenges) bool {
				k := s.Criteria[len(s.Criteria)-1]
				return len(s.Criteria) == 8 && k.Key == "criterion_2" && k.Name == "Equidad" && k.Weight.String() == "0.5"
			},
		},
		"a new criterion at its place": {
			func(d *setting.ChallengesDraft) {
				extra := extra
				extra.Place = "1"
				d.Criteria = append([]setting.CriterionDraft{extra}, d.Criteria...)
			},
			func(s setting.Challenges) bool {
				return strings.HasPrefix(criterionNames(s), "Equidad, Impacto, Alineación")
			},
		},
		"places are an order": {
			func(d *setting.ChallengesDraft) { d.Criteria[0].Place = "99" },
			func(s setting.Challenges) bool { return strings.HasSuffix(criterionNames(s), "Escalabilidad, Impacto") },
		},
		"without a name it is retired": {
			func(d *setting.ChallengesDraft) { d.Criteria[5].Name = "  " },
			func(s setting.Challenges) bool {
				return len(s.Criteria) == 6 && len(s.Retired) == 2 && s.RetiredName("urgency") == "Urgencia" && s.RetiredName("x") == "x"
			},
		},
		"what the form leaves out is retired": {
			func(d *setting.ChallengesDraft) { d.Criteria = d.Criteria[:3] },
			func(s setting.Challenges) bool { return len(s.Criteria) == 3 && len(s.Retired) == 5 },
		},
		"a retired one comes back by its name": {
			func(d *setting.ChallengesDraft) {
				extra := extra
				extra.Name = " INNOVACION "
				d.Criteria = append(d.Criteria, extra)
			},
			func(s setting.Challenges) bool { return s.Criteria[7].Key == "criterion_1" && len(s.Retired) == 0 },
		},
		"and by its key": {
			func(d *setting.ChallengesDraft) {
				extra := extra
				extra.Key = "criterion_1"
				d.Criteria = append(d.Criteria, extra)
			},
			func(s setting.Challenges) bool { return s.Criteria[7].Name == "Equidad" && len(s.Retired) == 0 },
		},
		"weight 0": {
			func(d *setting.ChallengesDraft) { d.Criteria[0].Weight = "0" },
			func(s setting.Challenges) bool { return s.Criteria[0].Weight.IsZero() },
		},
		"closed": {
			func(d *setting.ChallengesDraft) { d.Open, d.AnswerDays = false, " 1 " },
			func(s setting.Challenges) bool { return !s.Open && s.AnswerDays == 1 },
		},
	} {
		d := asTyped(before)
		c.change(&d)
		s, err := d.Read(before)
		if err != nil || !c.holds(s) {
			t.Errorf("%s: %v, %+v", name, err, s)
		}
	}
}

func TestChallengesAreRefusedAtTheirFields(t *testing.T) {
	before := setting.DefaultChallenges()
	for name, c := range map[string]struct {
		change func(*setting.ChallengesDraft)
		field  string
	}{
		"no days":            {func(d *setting.ChallengesDraft) { d.AnswerDays = "" }, "answer_days"},
		"0 days":             {func(d *setting.ChallengesDraft) { d.AnswerDays = "0" }, "answer_days"},
		"too many days":      {func(d *setting.ChallengesDraft) { d.AnswerDays = "121" }, "answer_days"},
		"half a day":         {func(d *setting.ChallengesDraft) { d.AnswerDays = "1,5" }, "answer_days"},
		"NaN days":           {func(d *setting.ChallengesDraft) { d.AnswerDays = "NaN" }, "answer_days"},
		"1e400 days":         {func(d *setting.ChallengesDraft) { d.AnswerDays = "1e400" }, "answer_days"},
		"no day":             {func(d *setting.ChallengesDraft) { d.Holidays = "Navidad" }, "holidays"},
		"31 February":        {func(d *setting.ChallengesDraft) { d.Holidays = "31/2/2027" }, "holidays"},
		"year 1":             {func(d *setting.ChallengesDraft) { d.Holidays = "1/1/0001" }, "holidays"},
		"twice":              {func(d *setting.ChallengesDraft) { d.Holidays = "1/3/2027\n2027-03-01 X" }, "holidays"},
		"hidden":             {func(d *setting.ChallengesDraft) { d.Holidays = "1/3/2027 a\u202eb" }, "holidays"},
		"long holiday":       {func(d *setting.ChallengesDraft) { d.Holidays = "1/3/2027 " + strings.Repeat("x", 101) }, "holidays"},
		"long holidays":      {func(d *setting.ChallengesDraft) { d.Holidays = strings.Repeat("x", 100_000) }, "holidays"},
		"many holidays":      {func(d *setting.ChallengesDraft) { d.Holidays = manyDays(101) }, "holidays"},
		"long name":          {func(d *setting.ChallengesDraft) { d.Criteria[1].Name = strings.Repeat("ñ", 61) }, "name_1"},
		"hidden name":        {func(d *setting.ChallengesDraft) { d.Criteria[1].Name = "a\x00b" }, "name_1"},
		"same name":          {func(d *setting.ChallengesDraft) { d.Criteria[1].Name = "IMPACTO" }, "name_1"},
		"no name":            {func(d *setting.ChallengesDraft) { d.Criteria[1].Key, d.Criteria[1].Name = "", "" }, "name_1"},
		"unknown key":        {func(d *setting.ChallengesDraft) { d.Criteria[1].Key = "x' OR 1=1" }, "name_1"},
		"key twice":          {func(d *setting.ChallengesDraft) { d.Criteria[1].Key = "impact" }, "name_1"},
		"no low end":         {func(d *setting.ChallengesDraft) { d.Criteria[1].Low = " " }, "low_1"},
		"long high end":      {func(d *setting.ChallengesDraft) { d.Criteria[1].High = strings.Repeat("x", 301) }, "high_1"},
		"unknown axis":       {func(d *setting.ChallengesDraft) { d.Criteria[1].Axis = "z" }, "axis_1"},
		"negative weight":    {func(d *setting.ChallengesDraft) { d.Criteria[1].Weight = "-1" }, "weight_1"},
		"heavy":              {func(d *setting.ChallengesDraft) { d.Criteria[1].Weight = "1001" }, "weight_1"},
		"infinite weight":    {func(d *setting.ChallengesDraft) { d.Criteria[1].Weight = "Infinity" }, "weight_1"},
		"fine weight":        {func(d *setting.ChallengesDraft) { d.Criteria[1].Weight = "0,00001" }, "weight_1"},
		"place 0":            {func(d *setting.ChallengesDraft) { d.Criteria[1].Place = "0" }, "place_1"},
		"place 100":          {func(d *setting.ChallengesDraft) { d.Criteria[1].Place = "100" }, "place_1"},
		"place in words":     {func(d *setting.ChallengesDraft) { d.Criteria[1].Place = "último" }, "place_1"},
		"no criteria":        {func(d *setting.ChallengesDraft) { d.Criteria = nil }, "criteria"},
		"nothing of impact":  {func(d *setting.ChallengesDraft) { d.Criteria = d.Criteria[2:5] }, "criteria"},
		"impact weighs 0":    {func(d *setting.ChallengesDraft) { d.Criteria = d.Criteria[1:5]; d.Criteria[0].Weight = "0" }, "criteria"},
		"too many criteria":  {func(d *setting.ChallengesDraft) { d.Criteria = append(d.Criteria, manyCriteria(6)...) }, "criteria"},
		"effort weighs none": {func(d *setting.ChallengesDraft) { d.Criteria = slices.Delete(d.Criteria, 2, 5) }, "criteria"},
	} {
		d := asTyped(before)
		c.change(&d)
		_, err := d.Read(before)
		var wrong fault.Invalid
		if !errors.As(err, &wrong) || len(wrong) != 1 || wrong[c.field] == "" {
			t.Errorf("%s: %v, want a message at %s alone", name, err, c.field)
		}
	}
}

func manyDays(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString((date.New(2027, time.January, 1) + date.Date(i)).String() + "\n")
	}
	return b.String()
}

func manyCriteria(n int) []setting.CriterionDraft {
	list := make([]setting.CriterionDraft, n)
	for i := range list {
		list[i] = setting.CriterionDraft{Name: fmt.Sprintf("Nuevo %d", i), Low: "a", High: "b", Axis: "impact"}
	}
	return list
}

// Whatever is retired and added, no criterion inherits the scores of another.
func TestKeysOfCriteriaAreNeverGivenTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := setting.DefaultChallenges()
		owners := map[string]string{}
		for step := range rapid.IntRange(1, 8).Draw(t, "steps") {
			d := asTyped(s)
			for n := range d.Criteria {
				if n%7 != 0 && n%7 != 2 && rapid.Bool().Draw(t, "retire") {
					d.Criteria[n].Name = ""
				}
			}
			d.Criteria = append(d.Criteria, setting.CriterionDraft{Name: fmt.Sprintf("Paso %d", step), Low: "a", High: "b", Axis: "impact"})
			after, err := d.Read(s)
			var wrong fault.Invalid
			if errors.As(err, &wrong) && wrong["criteria"] != "" {
				continue // too many, or no axis left
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, k := range after.Criteria {
				if owner := owners[k.Key]; owner != "" && owner != k.Name {
					t.Fatalf("%s was %s and is %s", k.Key, owner, k.Name)
				}
				owners[k.Key] = k.Name
			}
			s = after
		}
	})
}

func TestSecurity19ChallengesAreToldWhole(t *testing.T) {
	pool := dbtest.New(t)
	actor, store := admin(t, pool), setting.Store{Pool: pool, Now: time.Now}
	loaded := func() (s setting.Challenges, version int) {
		err := db.ReadTx(t.Context(), pool, func(tx pgx.Tx) (err error) {
			s, version, err = setting.LoadChallenges(t.Context(), tx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return s, version
	}
	s, version := loaded()
	if version != 0 || s.AnswerDays != 20 || len(s.Criteria) != 7 || s.Open {
		t.Fatalf("before anybody changes it: version %d, %+v", version, s)
	}
	if err := store.Save(t.Context(), actor, key(0), setting.Change{Name: setting.ChallengesName, Value: s}); err != nil {
		t.Fatal(err)
	}
	s.Open, s.Holidays = true, []setting.Holiday{{Day: date.New(2027, time.September, 8), Name: "Feria"}}
	s.Retired, s.Criteria = []setting.RetiredCriterion{{Key: "scalability", Name: "Escalabilidad"}}, s.Criteria[:6]
	if err := store.Save(t.Context(), actor, key(1), setting.Change{Name: setting.ChallengesName, Version: 1, Value: s}); err != nil {
		t.Fatal(err)
	}
	if back, version := loaded(); version != 2 || fmt.Sprint(back) != fmt.Sprint(s) {
		t.Errorf("version %d\n%+v\nwant\n%+v", version, back, s)
	}
	e := told(t, pool)
	for text, want := range map[string][]string{
		string(e.Before): {`"open": false`, `"Escalabilidad": {`, `"retired": null`, `"holidays": {}`},
		string(e.After):  {`"open": true`, `"retired": ["Escalabilidad"]`, `"2027-09-08": "Feria"`, `"Coste": {"low": "muy caro"`},
	} {
		for _, part := range want {
			if !strings.Contains(text, part) {
				t.Errorf("%s is not in %s", part, text)
			}
		}
	}
	if len(e.Personal) > 0 || strings.Contains(string(e.After), `"Escalabilidad": {`) {
		t.Errorf("told %s %s", e.After, e.Personal)
	}
	actor.Role = access.Technician
	err := store.Save(t.Context(), actor, key(2), setting.Change{Name: setting.ChallengesName, Version: 2, Value: s})
	if !errors.Is(err, fault.Forbidden) {
		t.Errorf("a technician: %v", err)
	}
}
