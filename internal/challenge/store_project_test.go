package challenge_test

import (
	"crypto/rand"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/challenge"
	"hito/internal/fault"
)

func (w *cases) project(who, code string) *challenge.Undertaking {
	w.Helper()
	c := w.as(who, code)
	return inCase(w, func(tx pgx.Tx) (*challenge.Undertaking, error) {
		return challenge.FindProject(w.Context(), tx, w.people[who], c)
	})
}

func projectDraft() challenge.ProjectDraft {
	return challenge.ProjectDraft{Title: "Cita en línea", Summary: "Pedir cita por Internet", StartsOn: "2026-03-01", EndsOn: "2026-09-30"}
}

func milestoneDraft() challenge.MilestoneDraft {
	return challenge.MilestoneDraft{Title: "En pruebas", DueOn: "2026-06-01", Note: "Con diez personas"}
}

// underWay is a reto in a state with a project that has a milestone.
func (w *cases) underWay(state challenge.State, more fields) string {
	w.Helper()
	code := w.reto(state, more)
	w.exec(`
		WITH p AS (
		       INSERT INTO challenge_projects (challenge_id, title, lead_id, starts_on, ends_on)
		       SELECT id, 'Proyecto', $2, '2026-01-01', '2026-12-31' FROM challenges WHERE code = $1
		       RETURNING challenge_id)
		INSERT INTO challenge_milestones (challenge_id, title, due_on)
		SELECT challenge_id, 'Primero', '2026-02-01' FROM p`, code, w.people["assigned"].ID)
	return code
}

func TestAProjectStartsAndMovesItsReto(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Admitted, nil)
	d := projectDraft()
	d.Move, d.Unit, d.Lead = true, strconv.FormatInt(w.unit, 10), strconv.FormatInt(w.people["assigned"].ID, 10)
	ch := w.change("technician", code)
	w.must(w.CreateProject(t.Context(), ch, d))
	w.must(w.CreateProject(t.Context(), ch, d)) // a double click
	if c := w.as("technician", code); c.State != challenge.Project {
		t.Errorf("the reto is %s", c.State)
	}
	if got := w.told(code); got != "author: El reto ya es un proyecto.\nfollower: El reto ya es un proyecto." {
		t.Errorf("told %q", got)
	}
	if got := w.happened(code); got != `technician challenge.move {"state": "admitted"} {"state": "project"}` {
		t.Errorf("event %s", got)
	}
	made := w.text(`SELECT object_type || ' ' || action || ' ' || after::text FROM audit_events ORDER BY id DESC LIMIT 1`)
	if !strings.HasPrefix(made, "project project.create") || strings.Contains(made, "Cita") {
		t.Errorf("event %s", made)
	}
	u := w.project("author", code)
	if u == nil || u.Title != d.Title || u.Unit != "Unidad de Programas" || u.Lead != "assigned" || u.Version != 1 {
		t.Errorf("%+v", u)
	}
	w.is(w.CreateProject(t.Context(), w.change("technician", code), d), fault.Conflict)

	stays := w.reto(challenge.Admitted, nil)
	w.must(w.CreateProject(t.Context(), w.change("technician", stays), projectDraft()))
	if c := w.as("technician", stays); c.State != challenge.Admitted || w.told(stays) != "" {
		t.Errorf("a reto that stays is %s, and told: %s", c.State, w.told(stays))
	}
	pilot := w.reto(challenge.Pilot, nil)
	w.must(w.CreateProject(t.Context(), w.change("technician", pilot), d))
	if c := w.as("technician", pilot); c.State != challenge.Pilot {
		t.Errorf("a pilot is %s", c.State)
	}
}

func TestAProjectIsChecked(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Admitted, nil)
	w.exec(`UPDATE users SET disabled_at = now() WHERE id = $1`, w.people["stranger"].ID)
	for _, one := range []struct {
		field, typed string
		set          func(*challenge.ProjectDraft, string)
	}{
		{"title", " ", func(d *challenge.ProjectDraft, v string) { d.Title = v }},
		{"title", strings.Repeat("a", 201), func(d *challenge.ProjectDraft, v string) { d.Title = v }},
		{"title", "a\x00", func(d *challenge.ProjectDraft, v string) { d.Title = v }},
		{"summary", strings.Repeat("a", 5001), func(d *challenge.ProjectDraft, v string) { d.Summary = v }},
		{"unit", "x", func(d *challenge.ProjectDraft, v string) { d.Unit = v }},
		{"unit", "999999", func(d *challenge.ProjectDraft, v string) { d.Unit = v }},
		{"lead", "1e9", func(d *challenge.ProjectDraft, v string) { d.Lead = v }},
		{"lead", strconv.FormatInt(w.people["stranger"].ID, 10), func(d *challenge.ProjectDraft, v string) { d.Lead = v }},
		{"starts_on", "", func(d *challenge.ProjectDraft, v string) { d.StartsOn = v }},
		{"starts_on", "31/2/2026", func(d *challenge.ProjectDraft, v string) { d.StartsOn = v }},
		{"ends_on", "2026-02-28", func(d *challenge.ProjectDraft, v string) { d.EndsOn = v }},
		{"ends_on", "2136-02-28", func(d *challenge.ProjectDraft, v string) { d.EndsOn = v }},
		{"ends_on", "mañana", func(d *challenge.ProjectDraft, v string) { d.EndsOn = v }},
	} {
		d := projectDraft()
		one.set(&d, one.typed)
		w.wrong(w.CreateProject(t.Context(), w.change("technician", code), d), one.field, "")
	}
	if w.project("technician", code) != nil || w.as("technician", code).State != challenge.Admitted {
		t.Error("something was written")
	}
}

func TestAProjectIsEditedInItsVersion(t *testing.T) {
	w := openCases(t)
	code := w.underWay(challenge.Project, nil)
	w.exec(`UPDATE users SET disabled_at = now() WHERE id = $1`, w.people["assigned"].ID)
	d := projectDraft()
	d.Lead = strconv.FormatInt(w.people["assigned"].ID, 10) // who leads it may stay
	w.must(w.UpdateProject(t.Context(), w.change("technician", code), 1, d))
	w.is(w.UpdateProject(t.Context(), w.change("technician", code), 1, d), fault.Conflict)
	if u := w.project("technician", code); u.Title != d.Title || u.Version != 2 || u.LeadID == 0 {
		t.Errorf("%+v", u)
	}
	w.is(w.UpdateProject(t.Context(), w.change("technician", w.reto(challenge.Project, nil)), 1, d), fault.Conflict)
}

// keepers may keep milestones, beside the technician, in a project or a pilot.
var keepers = []string{"director", "assigned"}

func TestWhoPlansAndKeepsWhichProject(t *testing.T) {
	w := openCases(t)
	for _, state := range challenge.States {
		code := w.underWay(state, fields{"public_title": "P", "public_text": "P", "published_at": w.Now()})
		id := w.number(`SELECT m.id FROM challenge_milestones m JOIN challenges c ON c.id = m.challenge_id WHERE c.code = $1`, code)
		keeping := slices.Contains(challenge.Progress.In, state)
		for _, who := range []string{"technician", "director", "assigned", "admin", "author", "follower", "colleague", "stranger", "visitor"} {
			plans := who == "technician" && slices.Contains(challenge.Plan.In, state)
			keeps := plans || keeping && slices.Contains(keepers, who)
			for action, err := range map[string]error{
				"plan": w.UpdateProject(t.Context(), w.change(who, code), 99, projectDraft()),
				"add":  w.AddMilestone(t.Context(), w.change(who, code), challenge.MilestoneDraft{}),
				"edit": w.UpdateMilestone(t.Context(), w.change(who, code), id, 99, milestoneDraft()),
				"drop": w.DeleteMilestone(t.Context(), w.change(who, code), id, 99),
			} {
				may := keeps
				if action == "plan" {
					may = plans
				}
				w.answered(state, who, action, may, err)
			}
			if got := w.as(who, code).KeepsMilestones(w.people[who]); got != keeps {
				t.Errorf("%s keeps the milestones of a reto that is %s: %t", who, state, got)
			}
		}
	}
}

// answered checks that who may comes as far as the version or the fields, and nobody else does.
func (w *cases) answered(state challenge.State, who, action string, may bool, err error) {
	w.Helper()
	handles := who == "technician" || action != "plan" && slices.Contains(keepers, who)
	var want error
	switch {
	case may && action == "add":
		w.wrong(err, "title", "Escriba")
		return
	case may:
		want = fault.Conflict // of the version
	case who == "visitor":
		want = fault.SignIn
	case handles && !slices.Contains(challenge.Plan.In, state):
		want = fault.Conflict // of the state
	default:
		want = fault.Forbidden
	}
	if !strings.Contains(err.Error(), want.Error()) {
		w.Errorf("%s of a reto that is %s, by %s: %v, want %v", action, state, who, err, want)
	}
}

func TestMilestonesAreKept(t *testing.T) {
	w := openCases(t)
	code := w.underWay(challenge.Pilot, nil)
	d := milestoneDraft()
	ch := w.change("assigned", code)
	w.must(w.AddMilestone(t.Context(), ch, d))
	w.must(w.AddMilestone(t.Context(), ch, d)) // a double click
	d.DueOn = "2031-01-01"                     // outside the project
	w.must(w.AddMilestone(t.Context(), w.change("director", code), d))
	u := w.project("author", code)
	if len(u.Milestones) != 3 || u.Milestones[1].Note != d.Note {
		t.Fatalf("%+v", u.Milestones)
	}
	one := u.Milestones[1]
	d = milestoneDraft()
	d.DoneOn = caseDay.String()
	w.must(w.UpdateMilestone(t.Context(), w.change("assigned", code), one.ID, 1, d))
	w.is(w.UpdateMilestone(t.Context(), w.change("assigned", code), one.ID, 1, d), fault.Conflict)
	event := w.text(`SELECT object_type || ' ' || object_id || ' ' || action || ' ' || after::text FROM audit_events ORDER BY id DESC LIMIT 1`)
	if want := "milestone " + strconv.FormatInt(one.ID, 10) + " milestone.update"; !strings.HasPrefix(event, want) || strings.Contains(event, d.Note) {
		t.Errorf("event %s", event)
	}
	if u := w.project("author", code); u.Reached() != 1 {
		t.Errorf("%d are done", u.Reached())
	}
	for field, wrong := range map[string]challenge.MilestoneDraft{
		"title": {DueOn: "2026-06-01"}, "due_on": {Title: "T"}, "done_on": {Title: "T", DueOn: "2026-06-01", DoneOn: (caseDay + 1).String()},
		"note": {Title: "T", DueOn: "2026-06-01", Note: strings.Repeat("a", 2001)},
	} {
		w.wrong(w.AddMilestone(t.Context(), w.change("assigned", code), wrong), field, "")
		w.wrong(w.UpdateMilestone(t.Context(), w.change("assigned", code), one.ID, 2, wrong), field, "")
	}
	other := w.underWay(challenge.Pilot, nil)
	w.is(w.UpdateMilestone(t.Context(), w.change("technician", other), one.ID, 2, d), fault.NotFound)
	w.is(w.DeleteMilestone(t.Context(), w.change("technician", other), one.ID, 2), fault.NotFound)
	w.is(w.DeleteMilestone(t.Context(), w.change("technician", code), one.ID, 1), fault.Conflict)
	w.must(w.DeleteMilestone(t.Context(), w.change("technician", code), one.ID, 2))
	if u := w.project("author", code); len(u.Milestones) != 2 {
		t.Errorf("%d are left", len(u.Milestones))
	}
	w.is(w.AddMilestone(t.Context(), w.change("technician", w.reto(challenge.Pilot, nil)), d), fault.Conflict)
}

func TestAProjectHasSoManyMilestones(t *testing.T) {
	w := openCases(t)
	code := w.underWay(challenge.Project, nil)
	w.exec(`
		INSERT INTO challenge_milestones (challenge_id, title, due_on)
		SELECT j.challenge_id, 'Hito ' || n, '2026-06-01' FROM challenge_projects j, generate_series(1, 99) n`)
	w.wrong(w.AddMilestone(t.Context(), w.change("technician", code), milestoneDraft()), "title", "100")
}

func TestProjectsAreForWhoeverReadsTheRetoWhole(t *testing.T) {
	w := openCases(t)
	code := w.underWay(challenge.Project, fields{"public_title": "P", "public_text": "P", "published_at": w.Now()})
	for who, lead := range map[string]string{"technician": "assigned", "director": "assigned", "author": "assigned", "assigned": "assigned", "colleague": "assigned"} {
		if u := w.project(who, code); u == nil || u.Lead != lead {
			t.Errorf("%s reads %+v", who, u)
		}
	}
	for _, who := range []string{"visitor", "stranger", "follower", "admin"} {
		if u := w.project(who, code); u != nil {
			t.Errorf("%s reads %+v", who, u)
		}
	}
	secret := strings.Repeat("K", 15)
	w.exec(`UPDATE challenges SET privacy = 'anonymous', author_id = NULL, secret_digest = sha256('reto'::bytea || '\x00'::bytea || convert_to($1, 'UTF8')) WHERE code = $2`, secret, code)
	if u := w.project("visitor", secret); u == nil || u.Lead != "" {
		t.Errorf("its anonymous author reads %+v", u)
	}
	w.is(w.CreateProject(t.Context(), challenge.Change{Key: rand.Text(), Code: secret}, projectDraft()), fault.SignIn)
}
