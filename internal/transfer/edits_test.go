package transfer_test

import (
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hito/internal/transfer"
)

// One cell that somebody edits in a workbook is one edit, and nothing else.
func TestACellThatIsEditedIsOneEdit(t *testing.T) {
	w := rapid.Custom(drawFull).Example(3)
	for _, c := range []struct {
		kind          transfer.Kind
		field         transfer.Field
		typed, before string
		after         string
	}{
		{transfer.Head, "summary", "Otro resumen\n\ncon dos partes", "", "Otro resumen\n\ncon dos partes"},
		{transfer.Head, "on_track_from", "0.85", "0.9", "0.85"},
		{transfer.Section, "heading", "Otro apartado", "Un apartado", "Otro apartado"},
		{transfer.Period, "title", "Otro periodo", "Todo", "Otro periodo"},
		{transfer.Line, "title", "Otra línea", "Ciudadanía", "Otra línea"},
		{transfer.Framework, "title", "Otro marco", "Modelo", "Otro marco"},
		{transfer.Standard, "title", "Otro estándar", "Uno", "Otro estándar"},
		{transfer.Objective, "title", "Otro objetivo", "Crear redes", "Otro objetivo"},
		{transfer.Objective, "weight", "", "2", "1"},
		{transfer.Objective, "lines", "", "L.E.1", ""},
		{transfer.Indicator, "title", "Otro título", "Redes creadas", "Otro título"},
		{transfer.Indicator, "target", "1.234", "10", "1.234"},
		{transfer.Indicator, "baseline", "", "0", ""},
		{transfer.Indicator, "units", "UTS; Dirección", "UTS", "Dirección; UTS"},
		{transfer.Indicator, "rule", "maintain_at_most", "reach", "maintain_at_most"},
		{transfer.Point, "value", "6", "5", "6"},
		{transfer.Result, "url", "https://ejemplo.org", "", "https://ejemplo.org"},
	} {
		r := readEdited(t, w, c.kind, c.field, c.typed)
		var found []transfer.Edit
		for _, change := range r.changes {
			if found = append(found, change.Edits...); len(change.Problems) > 0 || change.Outcome != transfer.Same && change.Kind != c.kind {
				t.Errorf("%s %s: %s %q is %s: %+v", c.kind, c.field, change.Kind, change.Label, change.Outcome, change.Problems)
			}
		}
		want := transfer.Edit{Field: c.field, Before: c.before, After: c.after}
		if len(found) != 1 || found[0] != want || r.count(c.kind, transfer.Changed) != 1 || len(r.Problems)+len(r.Questions) > 0 {
			t.Errorf("%s %s: %+v, want %+v; %+v %+v", c.kind, c.field, found, want, r.Problems, r.Questions)
		}
	}
}

// readEdited reads a workbook in which a cell of the first record of a kind was edited.
func readEdited(t *testing.T, w world, kind transfer.Kind, f transfer.Field, typed string) reading {
	t.Helper()
	edited := make([]transfer.Record, len(w.Records))
	done := false
	for n, r := range w.Records {
		edited[n] = r
		if r.Kind == kind && !done {
			edited[n].Cells = maps.Clone(r.Cells)
			edited[n].Cells[f], done = typed, true
		}
	}
	return read(t, w.book(t, edited), transfer.Settings{Mode: transfer.Update}, w.Existing)
}

// drawFull is a small plan that has something of every kind.
func drawFull(t *rapid.T) world {
	d := &drawn{T: t, world: world{Existing: drawWorld(t).Existing}}
	d.Records = nil
	none := map[transfer.Field]string{"summary": "", "general_objective": "", "notice": "", "on_track_from": "0.9", "delayed_from": "0.7", "cadence_months": "",
		"slug": d.Plan.Slug, "title": d.Plan.Title, "body": d.Plan.Body, "starts_on": d.Plan.StartsOn.String(), "ends_on": d.Plan.EndsOn.String()}
	d.add(transfer.Head, none)
	d.add(transfer.Section, map[transfer.Field]string{"heading": "Un apartado", "body": "Su texto"})
	d.add(transfer.Period, map[transfer.Field]string{"title": "Todo", "starts_on": "2024-01-01", "ends_on": "2027-12-31"})
	d.add(transfer.Line, map[transfer.Field]string{"code": "L.E.1", "title": "Ciudadanía", "description": "", "standards": "ACSA III.1"})
	d.add(transfer.Framework, map[transfer.Field]string{"code": "ACSA", "title": "Modelo", "description": ""})
	d.add(transfer.Standard, map[transfer.Field]string{"framework": "ACSA", "code": "III.1", "title": "Uno"})
	d.add(transfer.Objective, map[transfer.Field]string{"code": "O.E.1", "title": "Crear redes", "weight": "2", "lines": "L.E.1", "standards": "",
		"cancelled_on": "", "cancel_reason": ""})
	d.add(transfer.Indicator, map[transfer.Field]string{"code": "I.1.1", "objective": "O.E.1", "title": "Redes creadas", "description": "", "method": "",
		"source": "", "unit_of_measure": "redes", "decimals": "0", "nature": "", "periodicity": "", "units": "UTS", "rule": "reach", "baseline": "0",
		"target": "10", "starts_on": "", "ends_on": "", "steps": "", "weight": "1", "standards": "ACSA III.1", "cancelled_on": "", "cancel_reason": ""})
	d.add(transfer.Point, map[transfer.Field]string{"indicator": "I.1.1", "on": "2025-06-30", "value": "5"})
	d.add(transfer.Result, map[transfer.Field]string{"title": "Un convenio", "description": "", "achieved_on": "", "url": "", "indicators": "I.1.1"})
	return d.world
}

// A text that is longer than a cell goes on in the next row, and comes back whole.
func TestATextLongerThanACellComesBackWhole(t *testing.T) {
	w := rapid.Custom(drawFull).Example(3)
	for _, body := range []string{strings.Repeat("palabras y ", 4500) + "fin", strings.Repeat(strings.Repeat("línea ", 50)+"fin\n\n", 150) + "fin", strings.Repeat("ñ", 49_000)} {
		for n := range w.Records {
			if w.Records[n].Kind == transfer.Section {
				w.Records[n].Cells = map[transfer.Field]string{"heading": "Un apartado", "body": body}
			}
		}
		r := read(t, w.book(t, w.Records), transfer.Settings{Mode: transfer.Update}, w.Existing)
		if r.count(transfer.Section, transfer.Same) != 1 || len(r.of(transfer.Section)) != 1 {
			t.Errorf("%d letters: %.300q", len([]rune(body)), r.what(transfer.Section))
		}
	}
}

// Codes that change in one sheet hold for what refers to them by the old ones in others.
func TestWhatRefersToACodeFollowsIt(t *testing.T) {
	w := rapid.Custom(drawFull).Example(3)
	for _, c := range []struct {
		kind transfer.Kind
		code string
	}{{transfer.Objective, "O.E.7"}, {transfer.Indicator, "I.7.1"}, {transfer.Framework, "OTRO"}, {transfer.Line, "L.E.7"}, {transfer.Standard, "III.7"}} {
		r := readEdited(t, w, c.kind, "code", c.code)
		for _, change := range r.changes {
			if change.Outcome != transfer.Same && (change.Kind != c.kind || change.Outcome != transfer.Changed || len(change.Edits) != 1) {
				t.Errorf("%s: %s %q is %s: %+v %+v", c.kind, change.Kind, change.Label, change.Outcome, change.Edits, change.Problems)
			}
		}
		if r.count(c.kind, transfer.Changed) != 1 {
			t.Errorf("%s is not changed", c.kind)
		}
	}
}
