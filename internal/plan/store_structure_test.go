package plan_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/plan"
)

func (k keeper) outline(slug string) (o plan.Outline) {
	k.Helper()
	k.read(func(ctx context.Context, tx pgx.Tx) (err error) {
		o, err = plan.LoadOutline(ctx, tx, everything, slug)
		return err
	})
	return o
}

func (k keeper) line(slug, code string) plan.OutlineLine {
	k.Helper()
	for _, l := range k.outline(slug).Lines {
		if l.Code == code {
			return l
		}
	}
	k.Fatalf("no line %q in %q", code, slug)
	return plan.OutlineLine{}
}

func (k keeper) objective(code string) plan.OutlineObjective {
	k.Helper()
	for _, o := range k.outline(keptPlan).Objectives {
		if o.Code == code {
			return o
		}
	}
	k.Fatalf("no objective %q in %q", code, keptPlan)
	return plan.OutlineObjective{}
}

func editOf(id int64, version int) plan.Edit { return plan.Edit{ID: id, Version: version} }

// events are those of an object, newest first.
func (k keeper) events(kind string, id int64) (list []audit.Entry) {
	k.Helper()
	k.read(func(ctx context.Context, tx pgx.Tx) (err error) {
		list, err = audit.List(ctx, tx, audit.Query{Object: audit.Object{Type: kind, ID: id}, Limit: 100})
		return err
	})
	return list
}

func (k keeper) wants(what string, err, want error) {
	k.Helper()
	if !errors.Is(err, want) {
		k.Errorf("%s: %v, want %v", what, err, want)
	}
}

func (k keeper) refuses(what string, err error, field string) {
	k.Helper()
	var wrong fault.Invalid
	if !errors.As(err, &wrong) || len(wrong) != 1 || wrong[field] == "" {
		k.Errorf("%s: %v %v, want a message at %s", what, err, wrong, field)
	}
}

func numbers(ids ...int64) []string {
	var list []string
	for _, id := range ids {
		text, _ := json.Marshal(id)
		list = append(list, string(text))
	}
	return list
}

func (k keeper) newObjective(slug string, draft plan.ObjectiveDraft) int64 {
	k.Helper()
	id, err := k.CreateObjective(k.Context(), k.actor, rand.Text(), slug, draft)
	if err != nil {
		k.Fatal(err)
	}
	return id
}

func TestTheOutlineIsTheDocument(t *testing.T) {
	k := newDemoKeeper(t)
	for _, slug := range []string{keptPlan, firstPlan} {
		o, doc := k.outline(slug), k.load(slug)
		if o.ID != doc.ID || len(o.Lines) != len(doc.Lines) || len(o.Objectives) != len(doc.Objectives) || len(o.Frameworks) != len(doc.Frameworks) {
			t.Fatalf("%s: %+v", slug, o)
		}
		for n, l := range o.Lines {
			if l.Line != doc.Lines[n] || l.Version != 1 {
				t.Errorf("line %+v, want %+v", l, doc.Lines[n])
			}
		}
		for n, objective := range o.Objectives {
			if !reflect.DeepEqual(objective.Objective, doc.Objectives[n]) || len(objective.LineIDs) != len(objective.Lines) {
				t.Errorf("objective %+v, want %+v", objective, doc.Objectives[n])
			}
		}
		if want := k.count(`SELECT count(*) FROM indicators WHERE plan_id = $1`, o.ID); o.Size() != want {
			t.Errorf("%s: %d indicators, want %d", slug, o.Size(), want)
		}
		k.read(func(ctx context.Context, tx pgx.Tx) error {
			all, err := plan.OutlineIndicators(ctx, tx, o.ID, 0)
			if len(all) != o.Size() {
				t.Errorf("%s: %d indicators listed", slug, len(all))
			}
			some, err2 := plan.OutlineIndicators(ctx, tx, o.ID, o.Objectives[3].ID)
			if len(some) != o.Objectives[3].Indicators || some[0].ObjectiveID != o.Objectives[3].ID {
				t.Errorf("%s: of one objective: %+v", slug, some)
			}
			return errors.Join(err, err2)
		})
	}
	first := k.outline(firstPlan)
	if got := first.Lines[1].Objectives; !slices.Equal(got, strings.Fields("O.E.1 O.E.2 O.E.5 O.E.7 O.E.8 O.E.11")) {
		t.Errorf("objectives of a line: %q", got)
	}
	if s := first.Frameworks[0].Standards[1]; s.Code != "III.1.2" || s.Links != 5 { // a line, two objectives, two indicators
		t.Errorf("standard %+v", s)
	}
}

func TestALineFromTheFirstToTheLast(t *testing.T) {
	k := newDemoKeeper(t)
	standard := k.outline(firstPlan).Frameworks[0].Standards[0].ID
	draft := plan.LineDraft{Code: " L9 ", Title: " Otra  línea ", Description: "Uno\r\ndos"}
	key := rand.Text()
	id, err := k.CreateLine(t.Context(), k.actor, key, keptPlan, draft)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := k.CreateLine(t.Context(), k.actor, key, keptPlan, draft); err != nil || again != id {
		t.Errorf("the same form again: %d, %v", again, err)
	}
	lines := k.outline(keptPlan).Lines
	if last := lines[len(lines)-1]; last.Line != (plan.Line{ID: id, Code: "L9", Title: "Otra línea", Description: "Uno\ndos"}) || last.Version != 1 {
		t.Errorf("stored %+v", last)
	}
	_, err = k.CreateLine(t.Context(), k.actor, rand.Text(), keptPlan, draft)
	k.refuses("the code of another", err, "code")
	_, err = k.CreateLine(t.Context(), k.actor, rand.Text(), keptPlan, plan.LineDraft{Code: "L10", Title: "T", Standards: numbers(standard)})
	k.refuses("a standard of another plan", err, "standards")

	edited := plan.LineDraft{Code: "L9b", Title: "Cambiada"}
	if err := k.UpdateLine(t.Context(), k.actor, rand.Text(), keptPlan, editOf(id, 1), edited); err != nil {
		t.Fatal(err)
	}
	k.wants("an old version", k.UpdateLine(t.Context(), k.actor, rand.Text(), keptPlan, editOf(id, 1), draft), fault.Conflict)
	k.wants("another plan", k.UpdateLine(t.Context(), k.actor, rand.Text(), firstPlan, editOf(id, 2), draft), fault.NotFound)
	k.refuses("a code in use", k.UpdateLine(t.Context(), k.actor, rand.Text(), keptPlan, editOf(id, 2), plan.LineDraft{Code: "L1", Title: "T"}), "code")

	k.wants("delete in an old version", k.DeleteLine(t.Context(), k.actor, rand.Text(), keptPlan, editOf(id, 1)), fault.Conflict)
	used := k.line(keptPlan, "L1")
	var use plan.InUse
	if err := k.DeleteLine(t.Context(), k.actor, rand.Text(), keptPlan, editOf(used.ID, used.Version)); !errors.As(err, &use) || !slices.Equal(use.Objectives, used.Objectives) {
		t.Errorf("a line in use: %v", err)
	}
	if err := k.DeleteLine(t.Context(), k.actor, rand.Text(), keptPlan, editOf(id, 2)); err != nil {
		t.Fatal(err)
	}
	k.wants("gone", k.DeleteLine(t.Context(), k.actor, rand.Text(), keptPlan, editOf(id, 2)), fault.NotFound)
	events := k.events("line", id)
	if len(events) != 3 || events[0].Action != "line.delete" || events[0].After != nil || events[1].Action != "line.update" || events[2].Action != "line.create" {
		t.Fatalf("events %+v", events)
	}
	if want := `{"code": "L9", "title": "Otra línea", "standards": [], "description": "Uno\ndos"}`; string(events[1].Before) != want {
		t.Errorf("before %s", events[1].Before)
	}
}

// What retos are about, or linked to, stays: to take it away is refused before the database would.
func TestWhatRetosNameStays(t *testing.T) {
	k := newDemoKeeper(t)
	reto := func(code string) (id int64) {
		err := k.Pool.QueryRow(t.Context(), `
			INSERT INTO challenges (code, secret_digest, title, problem, privacy, state_since, submitted_at, submitted_on, answer_due_on)
			VALUES ($1, sha256(convert_to($1, 'UTF8')), 'R', 'P', 'anonymous', now(), now(), '2026-03-01', '2026-03-20')
			RETURNING id`, code).Scan(&id)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	about, linked := reto("AAAAAAAAAAAAAAA"), reto("CCCCCCCCCCCCCCC")
	line, err := k.CreateLine(t.Context(), k.actor, rand.Text(), keptPlan, plan.LineDraft{Code: "L9", Title: "Otra"})
	if err != nil {
		t.Fatal(err)
	}
	objective := k.newObjective(keptPlan, plan.ObjectiveDraft{Code: "O100", Title: "Otro"})
	other := k.newObjective(keptPlan, plan.ObjectiveDraft{Code: "O101", Title: "Otro más"})
	remove := map[string]func() error{
		"a line that one is about": func() error {
			return k.DeleteLine(t.Context(), k.actor, rand.Text(), keptPlan, editOf(line, 1))
		},
		"an objective that one is linked to": func() error {
			return k.DeleteObjective(t.Context(), k.actor, rand.Text(), keptPlan, editOf(objective, 1))
		},
		"an objective that one is about": func() error {
			return k.DeleteObjective(t.Context(), k.actor, rand.Text(), keptPlan, editOf(other, 1))
		},
	}
	for what, set := range map[string]struct {
		sql string
		of  int64
		is  int64
	}{
		"a line that one is about":           {`UPDATE challenges SET plan_id = p.id, line_id = $2 FROM plans p WHERE p.slug = $3 AND challenges.id = $1`, about, line},
		"an objective that one is linked to": {`INSERT INTO challenge_links (challenge_id, plan_id, objective_id, linked_at) SELECT $1, id, $2, now() FROM plans WHERE slug = $3`, linked, objective},
		"an objective that one is about":     {`UPDATE challenges SET plan_id = p.id, objective_id = $2, line_id = NULL FROM plans p WHERE p.slug = $3 AND challenges.id = $1`, linked, other},
	} {
		if _, err := k.Pool.Exec(t.Context(), set.sql, set.of, set.is, keptPlan); err != nil {
			t.Fatal(err)
		}
		var use plan.InUse
		if err := remove[what](); !errors.As(err, &use) || use.Challenges != 1 || use.Indicators+len(use.Objectives) != 0 || !errors.Is(err, fault.Conflict) {
			t.Errorf("%s: %v, %+v", what, err, use)
		}
	}
	for _, clear := range []string{`UPDATE challenges SET plan_id = NULL, line_id = NULL, objective_id = NULL`, `DELETE FROM challenge_links`} {
		if _, err := k.Pool.Exec(t.Context(), clear); err != nil {
			t.Fatal(err)
		}
	}
	for what, do := range remove {
		if err := do(); err != nil {
			t.Errorf("%s, no more: %v", what, err)
		}
	}
}

func TestALineWithStandardsGoesWithItsLinks(t *testing.T) {
	k := newDemoKeeper(t)
	o := k.outline(firstPlan)
	all := o.Frameworks[0].Standards
	id, err := k.CreateLine(t.Context(), k.actor, rand.Text(), firstPlan, plan.LineDraft{Code: "L.E.4", Title: "Otra", Standards: numbers(all[3].ID, all[0].ID, all[3].ID)})
	if err != nil {
		t.Fatal(err)
	}
	if got := k.events("line", id)[0].After; !strings.Contains(string(got), `"standards": ["ACSA III.1.1", "ACSA III.1.4"]`) {
		t.Errorf("told %s", got)
	}
	if err := k.UpdateLine(t.Context(), k.actor, rand.Text(), firstPlan, editOf(id, 1), plan.LineDraft{Code: "L.E.4", Title: "Otra", Standards: numbers(all[1].ID)}); err != nil {
		t.Fatal(err)
	}
	if got := k.line(firstPlan, "L.E.4").Standards; !slices.Equal(got, []int64{all[1].ID}) {
		t.Errorf("linked to %v", got)
	}
	if err := k.DeleteLine(t.Context(), k.actor, rand.Text(), firstPlan, editOf(id, 2)); err != nil {
		t.Fatal(err)
	}
}

func TestAnObjectiveFromTheFirstToTheLast(t *testing.T) {
	k := newDemoKeeper(t)
	lines := k.outline(keptPlan).Lines
	id := k.newObjective(keptPlan, plan.ObjectiveDraft{Code: "O99", Title: "Nuevo", Weight: "0,5", Lines: numbers(lines[1].ID, lines[0].ID)})
	o := k.objective("O99")
	if o.ID != id || o.Weight.String() != "0.5" || !slices.Equal(o.Lines, []string{lines[0].Code, lines[1].Code}) || o.Indicators != 0 {
		t.Errorf("stored %+v", o)
	}
	update := func(e plan.Edit, d plan.ObjectiveDraft) error {
		return k.UpdateObjective(t.Context(), k.actor, rand.Text(), keptPlan, e, d)
	}
	k.refuses("a code in use", update(editOf(id, 1), plan.ObjectiveDraft{Code: "O1", Title: "T"}), "code")
	k.refuses("a line of another plan", update(editOf(id, 1), plan.ObjectiveDraft{Code: "O99", Title: "T", Lines: numbers(k.outline(firstPlan).Lines[0].ID)}), "lines")
	if err := update(editOf(id, 1), plan.ObjectiveDraft{Code: "O100", Title: "Otro"}); err != nil {
		t.Fatal(err)
	}
	k.wants("an old version", update(editOf(id, 1), plan.ObjectiveDraft{Code: "O100", Title: "Otro"}), fault.Conflict)

	cancel := func(version int, c plan.Cancellation) error {
		return k.CancelObjective(t.Context(), k.actor, rand.Text(), keptPlan, editOf(id, version), c, keepingDay)
	}
	k.refuses("no reason", cancel(2, plan.Cancellation{On: "2026-03-01"}), "cancel_reason")
	k.refuses("after the plan", cancel(2, plan.Cancellation{On: "2199-12-31", Reason: "R"}), "cancelled_on")
	if err := cancel(2, plan.Cancellation{On: "1/3/2026", Reason: "Sin local"}); err != nil {
		t.Fatal(err)
	}
	k.wants("cancelled already", cancel(3, plan.Cancellation{On: "1/3/2026", Reason: "Sin local"}), fault.Conflict)
	if o := k.objective("O100"); o.CancelledOn != date.New(2026, 3, 1) || o.CancelReason != "Sin local" {
		t.Errorf("cancelled: %+v", o)
	}
	restore := func(version int) error {
		return k.RestoreObjective(t.Context(), k.actor, rand.Text(), keptPlan, editOf(id, version))
	}
	k.wants("restore in an old version", restore(2), fault.Conflict)
	if err := restore(3); err != nil {
		t.Fatal(err)
	}
	k.wants("restored already", restore(4), fault.Conflict)

	used := k.objective("O1")
	var use plan.InUse
	err := k.DeleteObjective(t.Context(), k.actor, rand.Text(), keptPlan, editOf(used.ID, used.Version))
	if !errors.As(err, &use) || use.Indicators != used.Indicators || !errors.Is(err, fault.Conflict) {
		t.Errorf("with indicators: %v", err)
	}
	if err := k.DeleteObjective(t.Context(), k.actor, rand.Text(), keptPlan, editOf(id, 4)); err != nil {
		t.Fatal(err)
	}
	var actions []string
	events := k.events("objective", id)
	for _, e := range events {
		actions = append(actions, e.Action)
	}
	if want := strings.Fields("objective.delete objective.restore objective.cancel objective.update objective.create"); !slices.Equal(actions, want) {
		t.Fatalf("events %v", actions)
	}
	if got := string(events[1].Before); !strings.Contains(got, `"cancelled_on": "2026-03-01"`) || !strings.Contains(got, `"cancel_reason": "Sin local"`) {
		t.Errorf("the restoration tells before %s", got)
	}
	if got := string(events[4].After); !strings.Contains(got, `"weight": 0.5`) || !strings.Contains(got, `"lines": ["L1", "L2"]`) {
		t.Errorf("the creation tells %s", got)
	}
}

func TestMovesKeepEveryCodeAndTellWhoseChanged(t *testing.T) {
	k := newDemoKeeper(t)
	before := k.outline(keptPlan).Objectives
	first, second, third := before[0], before[1], before[2]
	code, err := k.MoveObjective(t.Context(), k.actor, rand.Text(), keptPlan, plan.Move{ID: third.ID, Place: 1})
	if err != nil || code != third.Code {
		t.Fatalf("%q, %v", code, err)
	}
	after := k.outline(keptPlan).Objectives
	if after[0].ID != third.ID || after[0].Code != third.Code || after[0].Version != third.Version || after[1].ID != first.ID {
		t.Errorf("codes that stay: %+v", after[:3])
	}
	key := rand.Text()
	for range 2 { // the form comes twice, and moves once
		if code, err = k.MoveObjective(t.Context(), k.actor, key, keptPlan, plan.Move{ID: third.ID, Step: 1, Follow: true}); err != nil || code != first.Code {
			t.Fatalf("%q, %v", code, err)
		}
	}
	after = k.outline(keptPlan).Objectives
	if after[0].ID != first.ID || after[0].Code != third.Code || after[1].ID != third.ID || after[1].Code != first.Code || after[2].Code != second.Code {
		t.Errorf("codes that follow: %+v", after[:3])
	}
	if after[0].Version != first.Version+1 || after[2].Version != second.Version {
		t.Error("what has another code is not another version, or what has not is")
	}
	if got := k.events("objective", first.ID)[0]; got.Action != "objective.move" || string(got.Before) != `{"code": "`+first.Code+`", "position": 2}` ||
		string(got.After) != `{"code": "`+third.Code+`", "position": 1}` {
		t.Errorf("told %s → %s", got.Before, got.After)
	}
	_, err = k.MoveObjective(t.Context(), k.actor, rand.Text(), firstPlan, plan.Move{ID: third.ID, Step: 1})
	k.wants("an objective of another plan", err, fault.NotFound)
	lines := k.outline(keptPlan).Lines
	if code, err := k.MoveLine(t.Context(), k.actor, rand.Text(), keptPlan, plan.Move{ID: lines[0].ID, Place: 99, Follow: true}); err != nil || code != lines[len(lines)-1].Code {
		t.Errorf("a line to the end: %q, %v", code, err)
	}
}

func TestOnlyThoseWhoKeepAPlanChangeItsStructure(t *testing.T) {
	k := newDemoKeeper(t)
	l, o := k.line(keptPlan, "L1"), k.objective("O1")
	try := func(actor access.Actor, want error) {
		t.Helper()
		ctx := t.Context()
		_, line := k.CreateLine(ctx, actor, rand.Text(), keptPlan, plan.LineDraft{Code: "X", Title: "X"})
		_, objective := k.CreateObjective(ctx, actor, rand.Text(), keptPlan, plan.ObjectiveDraft{Code: "X", Title: "X"})
		_, framework := k.CreateFramework(ctx, actor, rand.Text(), keptPlan, plan.FrameworkDraft{Code: "X", Title: "X"})
		_, moved := k.MoveObjective(ctx, actor, rand.Text(), keptPlan, plan.Move{ID: o.ID, Step: 1})
		for what, err := range map[string]error{
			"create line": line, "create objective": objective, "create framework": framework, "move": moved,
			"update line":      k.UpdateLine(ctx, actor, rand.Text(), keptPlan, editOf(l.ID, 1), plan.LineDraft{Code: "X", Title: "X"}),
			"delete line":      k.DeleteLine(ctx, actor, rand.Text(), keptPlan, editOf(l.ID, 1)),
			"update objective": k.UpdateObjective(ctx, actor, rand.Text(), keptPlan, editOf(o.ID, 1), plan.ObjectiveDraft{Code: "X", Title: "X"}),
			"cancel":           k.CancelObjective(ctx, actor, rand.Text(), keptPlan, editOf(o.ID, 1), plan.Cancellation{On: "2026-03-01", Reason: "R"}, keepingDay),
			"restore":          k.RestoreObjective(ctx, actor, rand.Text(), keptPlan, editOf(o.ID, 1)),
			"delete objective": k.DeleteObjective(ctx, actor, rand.Text(), keptPlan, editOf(o.ID, 1)),
		} {
			k.wants(what, err, want)
		}
	}
	for role, want := range map[access.Role]error{access.Director: fault.Forbidden, access.Admin: fault.Forbidden, access.Staff: fault.Forbidden} {
		try(access.Actor{Kind: access.Person, ID: k.actor.ID, Role: role}, want)
	}
	k.exec(`UPDATE plans SET state = 'closed' WHERE slug = $1`, keptPlan)
	try(k.actor, fault.Forbidden)
	if n := k.count(`SELECT count(*) FROM audit_events WHERE plan_id IS NOT NULL`); n != 0 {
		t.Errorf("%d events", n)
	}
}

// Of many who edit one objective from the same version, one alone writes.
func TestConcurrentEditsOfAnObjectiveWriteOnce(t *testing.T) {
	k := newDemoKeeper(t)
	o := k.objective("O1")
	var group sync.WaitGroup
	results := make(chan error, 8)
	for range cap(results) {
		group.Go(func() {
			results <- k.UpdateObjective(t.Context(), k.actor, rand.Text(), keptPlan, editOf(o.ID, 1), plan.ObjectiveDraft{Code: "O1", Title: rand.Text()})
		})
	}
	group.Wait()
	close(results)
	written := 0
	for err := range results {
		if err == nil {
			written++
		} else if !errors.Is(err, fault.Conflict) {
			t.Error(err)
		}
	}
	if got := k.objective("O1"); written != 1 || got.Version != 2 || len(k.events("objective", o.ID)) != 1 {
		t.Errorf("%d wrote, and there is %+v", written, got)
	}
}
