package indicator_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/attachment"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/db/dbtest"
	"hito/internal/fault"
	"hito/internal/indicator"
	"hito/internal/plan"
	"hito/internal/snapshot"
)

func TestResultLivesThroughItsChanges(t *testing.T) {
	s := openShelf(t)
	id := s.create(agreement)
	r := s.find(id)
	if r.Title != agreement.Title || r.AchievedOn != date.New(2026, time.March, 1) || r.Version != 1 || !slices.Equal(r.Indicators, []string{"I1.1", "I7.3"}) {
		t.Fatalf("created %+v", r)
	}
	if len(r.Serves) != 2 || r.Serves[0].Code != "I1.1" || r.Serves[0].Objective != "O1" || r.Serves[0].Title == "" || len(r.Serves[0].Units) == 0 {
		t.Errorf("serves %+v", r.Serves)
	}

	changed := agreement
	changed.Title, changed.AchievedOn, changed.Indicators = "Convenio firmado", "", []string{"I1.1", "I2.1"}
	if err := s.UpdateResult(t.Context(), s.change(s.technician, id, 1), today, s.coded(changed)); err != nil {
		t.Fatal(err)
	}
	if r = s.find(id); r.Title != "Convenio firmado" || !r.AchievedOn.IsZero() || r.Version != 2 || !slices.Equal(r.Indicators, []string{"I1.1", "I2.1"}) {
		t.Errorf("changed %+v", r)
	}
	if err := s.UpdateResult(t.Context(), s.change(s.technician, id, 1), today, s.coded(agreement)); !errors.Is(err, fault.Conflict) {
		t.Errorf("writing over a version that is gone: %v", err)
	}

	if err := s.WithdrawResult(t.Context(), s.change(s.technician, id, 2), " "); invalid(err)["reason"] == "" {
		t.Errorf("withdrawing without a reason: %v", err)
	}
	if err := s.WithdrawResult(t.Context(), s.change(s.technician, id, 2), "Duplicado\ncon otro"); err != nil {
		t.Fatal(err)
	}
	if r = s.find(id); !r.Withdrawn() || r.WithdrawReason != "Duplicado\ncon otro" || r.Version != 3 {
		t.Errorf("withdrawn %+v", r)
	}
	if err := s.WithdrawResult(t.Context(), s.change(s.technician, id, 3), "Otra vez"); !errors.Is(err, fault.Conflict) {
		t.Errorf("withdrawing twice: %v", err)
	}
	if err := s.RestoreResult(t.Context(), s.change(s.technician, id, 3)); err != nil {
		t.Fatal(err)
	}
	if err := s.RestoreResult(t.Context(), s.change(s.technician, id, 4)); !errors.Is(err, fault.Conflict) {
		t.Errorf("restoring twice: %v", err)
	}
	if r = s.find(id); r.Withdrawn() || r.WithdrawReason != "" {
		t.Errorf("restored %+v", r)
	}
	told := s.events(id)
	var names []string
	for _, e := range told {
		names = append(names, e.Action)
	}
	if want := []string{"result.restore", "result.withdraw", "result.update", "result.create"}; !slices.Equal(names, want) {
		t.Fatalf("events %v, want %v", names, want)
	}
	var before, after map[string]any
	if err := errors.Join(json.Unmarshal(told[2].Before, &before), json.Unmarshal(told[2].After, &after)); err != nil {
		t.Fatal(err)
	}
	if before["title"] != "Convenio de prácticas" || after["title"] != "Convenio firmado" || before["description"] != "Con dos universidades." || before["url"] != agreement.URL {
		t.Errorf("the change tells %v and %v: texts are kept whole", before, after)
	}
}

func TestWhatComesAfterKeepsItsPlace(t *testing.T) {
	s := openShelf(t)
	first := s.create(indicator.ResultDraft{Title: "Primero", Indicators: []string{"I5.1", "I5.2"}})
	second := s.create(indicator.ResultDraft{Title: "Segundo", Indicators: []string{"I5.2"}})
	err := s.UpdateResult(t.Context(), s.change(s.technician, first, 1), today, s.coded(indicator.ResultDraft{Title: "Primero", Indicators: []string{"I5.2"}}))
	if err != nil {
		t.Fatal(err)
	}
	s.reading(func(ctx context.Context, tx pgx.Tx, p plan.Plan) error {
		var of int64
		if err := tx.QueryRow(ctx, `SELECT id FROM indicators WHERE plan_id = $1 AND code = 'I5.2'`, p.ID).Scan(&of); err != nil {
			return err
		}
		results, err := indicator.Results(ctx, tx, p.ID, of)
		var ids []int64
		for _, r := range results {
			ids = append(ids, r.ID)
		}
		if got := ids[len(ids)-2:]; !slices.Equal(got, []int64{first, second}) {
			t.Errorf("in the order of the indicator: %v, want %d before %d", ids, first, second)
		}
		return err
	})
}

func TestAFormThatComesTwiceAddsOneResult(t *testing.T) {
	s := openShelf(t)
	before := s.count("results")
	c := s.change(s.technician, 0, 0)
	one, err := s.CreateResult(t.Context(), c, today, s.coded(agreement), 0)
	if err != nil {
		t.Fatal(err)
	}
	if two, err := s.CreateResult(t.Context(), c, today, s.coded(agreement), 0); err != nil || two != one {
		t.Errorf("the second time %d, %v; want %d", two, err, one)
	}
	if got := s.count("results"); got != before+1 {
		t.Errorf("%d results, want one more than %d", got, before)
	}
}

func TestATitleThatIsThereIsToldOnce(t *testing.T) {
	s := openShelf(t)
	id := s.create(agreement)
	again := agreement
	again.Title = "CONVENIO  de practicas."
	_, err := s.CreateResult(t.Context(), s.change(s.technician, 0, 0), today, s.coded(again), 0)
	var there indicator.SameTitle
	if !errors.As(err, &there) || there.ID != id || there.Title != "Convenio de prácticas" {
		t.Fatalf("got %v, want result %d", err, id)
	}
	other, err := s.CreateResult(t.Context(), s.change(s.technician, 0, 0), today, s.coded(again), id)
	if err != nil || other == id {
		t.Fatalf("saved all the same: %d, %v", other, err)
	}
	if err := s.WithdrawResult(t.Context(), s.change(s.technician, id, 1), "Sobra"); err != nil {
		t.Fatal(err)
	}
	if err := s.WithdrawResult(t.Context(), s.change(s.technician, other, 1), "Sobra"); err != nil {
		t.Fatal(err)
	}
	s.create(agreement)
}

func TestWhoMayWriteResults(t *testing.T) {
	s := openShelf(t)
	director, admin := dbtest.Actor(t, s.Pool, access.Director), dbtest.Actor(t, s.Pool, access.Admin)
	stranger := s.staff
	stranger.Units = nil
	own := indicator.ResultDraft{Title: "De la unidad", Indicators: []string{"I1.1", "I1.2"}}
	mixed := indicator.ResultDraft{Title: "De otra unidad también", Indicators: []string{"I1.1", "I7.3"}}
	for what, c := range map[string]struct {
		actor access.Actor
		draft indicator.ResultDraft
		want  error
	}{
		"technician":           {s.technician, mixed, nil},
		"staff of the unit":    {s.staff, own, nil},
		"staff of one of them": {s.staff, mixed, fault.Forbidden},
		"staff of no unit":     {stranger, own, fault.Forbidden},
		"director":             {director, own, fault.Forbidden},
		"administrator":        {admin, own, fault.Forbidden},
		"nobody":               {access.Actor{}, own, fault.SignIn},
	} {
		before := s.count("results")
		_, err := s.CreateResult(t.Context(), s.change(c.actor, 0, 0), today, s.coded(c.draft), 0)
		if !errors.Is(err, c.want) || (err == nil) != (s.count("results") == before+1) {
			t.Errorf("%s: %v, want %v", what, err, c.want)
		}
	}

	id := s.create(indicator.ResultDraft{Title: "Para cambiar", Indicators: []string{"I1.1"}})
	for _, actor := range []access.Actor{s.staff, director, admin} {
		c := s.change(actor, id, 1)
		for what, err := range map[string]error{
			"update": s.UpdateResult(t.Context(), c, today, s.coded(own)), "withdraw": s.WithdrawResult(t.Context(), c, "x"),
			"restore": s.RestoreResult(t.Context(), c), "file": s.WithdrawFile(t.Context(), c, 1),
		} {
			if !errors.Is(err, fault.Forbidden) {
				t.Errorf("%s as %s: %v", what, actor.Role, err)
			}
		}
	}
	if r := s.find(id); r.Version != 1 {
		t.Errorf("it was changed: %+v", r)
	}
}

func TestIndicatorsOfAnotherPlanAreToldAtTheField(t *testing.T) {
	s := openShelf(t)
	var foreign string
	err := s.Pool.QueryRow(t.Context(), `
		SELECT i.id::text
		  FROM indicators i
		  JOIN plans p ON p.id = i.plan_id
		 WHERE p.slug = $1
		 LIMIT 1`, montilla).Scan(&foreign)
	if err != nil {
		t.Fatal(err)
	}
	id, before := s.create(agreement), s.count("results")
	links := s.count("result_indicators")
	for _, actor := range []access.Actor{s.technician, s.staff} {
		for _, wrong := range []string{foreign, "0", "-1", "999999999"} {
			d := s.coded(indicator.ResultDraft{Title: "T", Indicators: []string{"I1.1"}})
			d.Indicators = append(d.Indicators, wrong)
			if _, err := s.CreateResult(t.Context(), s.change(actor, 0, 0), today, d, 0); invalid(err)["indicators"] == "" {
				t.Errorf("create with %s: %v", wrong, err)
			}
			if actor.Role == access.Technician {
				if err := s.UpdateResult(t.Context(), s.change(actor, id, 1), today, d); invalid(err)["indicators"] == "" {
					t.Errorf("update with %s: %v", wrong, err)
				}
			}
		}
	}
	if s.count("results") != before || s.count("result_indicators") != links || s.find(id).Version != 1 {
		t.Error("something was written")
	}
}

func TestAClosedPlanKeepsItsResultsAsTheyAre(t *testing.T) {
	s := openShelf(t)
	id := s.create(agreement)
	if _, err := s.Pool.Exec(t.Context(), `UPDATE plans SET state = 'closed' WHERE slug = $1`, example); err != nil {
		t.Fatal(err)
	}
	c := s.change(s.technician, id, 1)
	_, create := s.CreateResult(t.Context(), s.change(s.technician, 0, 0), today, s.coded(indicator.ResultDraft{Title: "T", Indicators: []string{"I1.1"}}), 0)
	for what, err := range map[string]error{
		"create": create, "update": s.UpdateResult(t.Context(), c, today, s.coded(agreement)), "withdraw": s.WithdrawResult(t.Context(), c, "x"),
		"add a file": s.AddFiles(t.Context(), c, []attachment.New{note(t, "a.txt", "a")}),
	} {
		if !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestResultsOfOtherPlansAreNotThere(t *testing.T) {
	s := openShelf(t)
	id := s.create(agreement)
	c := s.change(s.technician, id, 1)
	c.Slug = montilla
	if _, err := s.Pool.Exec(t.Context(), `UPDATE plans SET state = 'active' WHERE slug = $1`, montilla); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"update": s.UpdateResult(t.Context(), c, today, s.coded(agreement)), "withdraw": s.WithdrawResult(t.Context(), c, "x"),
		"restore": s.RestoreResult(t.Context(), c), "add a file": s.AddFiles(t.Context(), c, []attachment.New{note(t, "a.txt", "a")}),
	} {
		if !errors.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if r := s.find(id); r.Version != 1 || len(r.Files) > 0 {
		t.Errorf("it was changed: %+v", r)
	}
}

func TestResultsAreListedNewestFirst(t *testing.T) {
	s := openShelf(t)
	all, total := s.list(indicator.ResultQuery{})
	if total != len(all) || total < 10 {
		t.Fatalf("%d of %d results", len(all), total)
	}
	undated := s.create(indicator.ResultDraft{Title: "Sin fecha", Indicators: []string{"I1.1"}})
	newest := s.create(indicator.ResultDraft{Title: "Título de hoy", Description: "Ñandú en la descripción", AchievedOn: today.String(), Indicators: []string{"I1.1", "I2.1"}})
	all, total = s.list(indicator.ResultQuery{})
	if all[0].ID != newest || all[total-1].ID != undated {
		t.Errorf("from %q to %q", all[0].Title, all[total-1].Title)
	}
	if !slices.IsSortedFunc(all[:total-1], func(a, b indicator.KeptResult) int { return int(b.AchievedOn - a.AchievedOn) }) {
		t.Error("the list is not in the order of the days")
	}
	for what, q := range map[string]indicator.ResultQuery{
		"words in any order": {Text: "nandu HOY titulo"}, "objective and text": {Text: "hoy", Objective: "O2"},
		"indicator": {Indicator: "I2.1", Text: "hoy"}, "both": {Objective: "O1", Indicator: "I1.1", Text: "hoy"},
	} {
		if got, n := s.list(q); n != 1 || got[0].ID != newest {
			t.Errorf("%s: %d results", what, n)
		}
	}
	for what, q := range map[string]indicator.ResultQuery{
		"a word that is not there": {Text: "hoy inexistente"}, "objective of another": {Objective: "O3", Text: "hoy"},
		"indicator of another objective": {Objective: "O2", Indicator: "I1.1"}, "withdrawn": {Withdrawn: true}, "unknown": {Indicator: "X"},
	} {
		if _, n := s.list(q); n != 0 {
			t.Errorf("%s: %d results", what, n)
		}
	}
	page, n := s.list(indicator.ResultQuery{Limit: 2, Offset: 1})
	if n != total || len(page) != 2 || page[0].ID != all[1].ID {
		t.Errorf("a page of two after the first: %d of %d, want %d", len(page), n, total)
	}
}

func TestAWithdrawnResultIsNowhereButAmongThoseWithdrawn(t *testing.T) {
	s := openShelf(t)
	id := s.create(agreement)
	if err := s.WithdrawResult(t.Context(), s.change(s.technician, id, 1), "Sobra"); err != nil {
		t.Fatal(err)
	}
	if got, n := s.list(indicator.ResultQuery{Text: "dos universidades"}); n != 0 {
		t.Errorf("listed: %+v", got)
	}
	if got, n := s.list(indicator.ResultQuery{Withdrawn: true}); n != 1 || got[0].ID != id || got[0].WithdrawReason != "Sobra" {
		t.Errorf("among those withdrawn: %+v", got)
	}
}

func TestFrozenStatesKeepTheTextsOfResults(t *testing.T) {
	s := openShelf(t)
	id := s.create(agreement)
	gone := s.create(indicator.ResultDraft{Title: "Se retirará", Indicators: []string{"I1.1"}})
	var closed int64
	err := db.Tx(t.Context(), s.Pool, func(tx pgx.Tx) (err error) {
		if _, err = plan.Lock(t.Context(), tx, s.technician, access.WritePlan, example); err != nil {
			return err
		}
		closed, err = snapshot.Close(t.Context(), tx, example, snapshot.Closing{Title: "Congelado", TakenOn: today})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	board := func() (text string) {
		if err := s.Pool.QueryRow(t.Context(), `SELECT board::text FROM snapshots WHERE id = $1`, closed).Scan(&text); err != nil {
			t.Fatal(err)
		}
		return text
	}
	before := board()
	for _, title := range []string{"Convenio de prácticas", "Se retirará", "Con dos universidades."} {
		if !strings.Contains(before, title) {
			t.Fatalf("%q is not frozen", title)
		}
	}
	changed := agreement
	changed.Title, changed.Description, changed.Indicators = "Otro título", "", []string{"I2.1"}
	err = errors.Join(
		s.UpdateResult(t.Context(), s.change(s.technician, id, 1), today, s.coded(changed)),
		s.WithdrawResult(t.Context(), s.change(s.technician, gone, 1), "Sobra"),
		s.AddFiles(t.Context(), s.change(s.technician, id, 0), []attachment.New{note(t, "a.txt", "a")}),
	)
	if err != nil {
		t.Fatal(err)
	}
	if board() != before {
		t.Error("what was frozen has changed")
	}
}
