package imports

import (
	"net/http"

	"hito/internal/transfer"
	"hito/web/ui"
)

// doneTexts tell what was just done to an import that waits; what became of one that is over, its page says anyway.
var doneTexts = map[string]string{
	"leida":      "Ya se ha leído y comparado. Todavía no se ha escrito nada.",
	"comparada":  "Guardado. Se ha vuelto a comparar con el plan.",
	"confirmada": "Coincidencias confirmadas. Se ha vuelto a comparar con el plan.",
}

// shown is an import with what its page needs.
type shown struct {
	transfer.Import
	may      bool // whoever asks may decide about it
	asked    asked
	changes  []transfer.Change
	total    int // of changes of the outcome that is asked for
	values   []transfer.ValueChange
	valued   int // of values
	mappings []transfer.SavedMapping
}

// Show answers GET /planes/importar/{id}.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	s, err := p.load(r)
	if err != nil {
		return err
	}
	props := buildShow(s, p.Location)
	if s.State == transfer.StateReady && s.Failure == "" {
		props.Done = ui.Done(r, doneTexts)
	}
	return ui.Render(w, r, http.StatusOK, showPage(props))
}

// load reads the import that an address names, with the page of its differences that is asked for. It takes a fixed
// number of queries.
func (p Pages) load(r *http.Request) (shown, error) {
	ctx, actor := r.Context(), ui.Actor(r.Context())
	i, err := p.find(r)
	if err != nil {
		return shown{}, err
	}
	s := shown{Import: i, may: allowed(ctx, i), asked: readAsked(r, i)}
	if i.UnderWay() || i.State == transfer.StateFailed {
		return s, nil
	}
	if i.State == transfer.StateReady {
		if s.mappings, err = p.Imports.Mappings(ctx); err != nil {
			return s, err
		}
	}
	offset := (s.asked.page - 1) * changesAtOnce
	if s.changes, s.total, err = p.Imports.Changes(ctx, actor, i.ID, s.asked.outcome, "", changesAtOnce, offset); err != nil {
		return s, err
	}
	offset = (s.asked.valuePage - 1) * changesAtOnce
	s.values, s.valued, err = p.Imports.ValueChanges(ctx, actor, i.ID, s.asked.outcome, changesAtOnce, offset)
	return s, err
}
