// Package units holds the pages with which administrators keep the units of the organisation and the names they go by.
package units

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"hito/internal/audit"
	"hito/internal/fault"
	"hito/internal/unit"
	"hito/web/ui"
)

// Pages serves the administration of units.
type Pages struct {
	Units    unit.Store
	Location *time.Location // in which times are shown
}

const (
	listPath = "/administracion/unidades"
	newPath  = listPath + "/nueva"
)

func pathOf(id int64) string { return listPath + "/" + strconv.FormatInt(id, 10) }

// typed is what a form holds, as it was typed.
type typed struct{ name, aliases string }

func readForm(r *http.Request) typed {
	return typed{name: r.PostFormValue("name"), aliases: r.PostFormValue("aliases")}
}

func (f typed) draft() unit.Draft {
	return unit.Draft{Name: f.name, Aliases: strings.Split(f.aliases, "\n")}
}

// List answers GET /administracion/unidades.
func (p Pages) List(w http.ResponseWriter, r *http.Request) error {
	all, err := p.Units.List(r.Context())
	if err != nil {
		return err
	}
	if f, asked := ui.CSVAsked(r.URL.Query()); asked {
		return ui.ServeCSV(w, r, f, listCSV(all))
	}
	return ui.Render(w, r, http.StatusOK, list(buildList(all, ui.Done(r, listDone))))
}

// New answers GET /administracion/unidades/nueva.
func (p Pages) New(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, form(newForm(typed{})))
}

// Create answers POST /administracion/unidades.
func (p Pages) Create(w http.ResponseWriter, r *http.Request) error {
	f := readForm(r)
	id, err := p.Units.Create(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), f.draft())
	if wrong := ui.Invalid(err); wrong != nil {
		return ui.Render(w, r, http.StatusUnprocessableEntity, form(newForm(f).refused(wrong)))
	}
	if err != nil {
		return err
	}
	return ui.See(w, r, pathOf(id)+"?hecho=creada")
}

// load finds the unit of the address.
func (p Pages) load(r *http.Request) (unit.Counted, error) {
	id, err := ui.PathID(r, "id")
	if err != nil {
		return unit.Counted{}, err
	}
	return p.Units.Find(r.Context(), id)
}

// Show answers GET /administracion/unidades/{id} with the form to edit the unit.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	u, err := p.load(r)
	if err != nil {
		return err
	}
	props := editForm(u, stored(u.Unit), u.Version)
	props.Done = ui.Done(r, formDone)
	return p.render(w, r, http.StatusOK, u, props)
}

// render shows the form of a unit with what happened to it.
func (p Pages) render(w http.ResponseWriter, r *http.Request, status int, u unit.Counted, props formProps) error {
	about := audit.Object{Type: "unit", ID: u.ID}
	events, err := audit.Find(r.Context(), p.Units.Pool, audit.Query{Object: about, Limit: ui.NewestEvents})
	if err != nil {
		return err
	}
	props.History = &ui.HistoryProps{Entries: ui.HistoryOf(events, p.Location, true), All: ui.AuditOf(about)}
	return ui.Render(w, r, status, form(props))
}

// Save answers POST /administracion/unidades/{id}.
func (p Pages) Save(w http.ResponseWriter, r *http.Request) error {
	u, err := p.load(r)
	if err != nil {
		return err
	}
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return err
	}
	f := readForm(r)
	err = p.Units.Update(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), u.ID, version, f.draft())
	wrong := ui.Invalid(err)
	switch {
	case wrong != nil:
		return p.render(w, r, http.StatusUnprocessableEntity, u, editForm(u, f, version).refused(wrong))
	case errors.Is(err, fault.Conflict):
		return p.conflict(w, r, f)
	case err != nil:
		return err
	}
	return ui.See(w, r, pathOf(u.ID)+"?hecho=guardada")
}

// conflict shows what was typed beside what somebody else has written meanwhile; saving again writes over it knowingly.
func (p Pages) conflict(w http.ResponseWriter, r *http.Request, f typed) error {
	u, err := p.load(r)
	if err != nil {
		return err
	}
	props := editForm(u, f, u.Version)
	props.Now, props.Page.Refused = valuesOf(u.Unit), true
	return p.render(w, r, http.StatusConflict, u, props)
}

// Delete answers POST /administracion/unidades/{id}/baja.
func (p Pages) Delete(w http.ResponseWriter, r *http.Request) error {
	id, err := ui.PathID(r, "id")
	if err != nil {
		return err
	}
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return err
	}
	err = p.Units.Delete(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), id, version)
	if errors.As(err, new(unit.InUse)) {
		return p.inUse(w, r)
	}
	if err != nil {
		return err
	}
	return ui.See(w, r, listPath+"?hecho=baja")
}

// inUse shows the unit again with what names it now.
func (p Pages) inUse(w http.ResponseWriter, r *http.Request) error {
	u, err := p.load(r)
	if err != nil {
		return err
	}
	props := editForm(u, stored(u.Unit), u.Version)
	props.Problems = []ui.FieldError{{ID: "uso", Text: "No se puede dar de baja: desde que abrió la página, alguien la ha puesto en uso."}}
	props.Page.Refused = true
	return p.render(w, r, http.StatusConflict, u, props)
}
