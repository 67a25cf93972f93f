package users

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/fault"
	"hito/internal/unit"
	"hito/internal/user"
	"hito/web/ui"
)

var done = map[string]string{
	"guardada":     "Los cambios se han guardado.",
	"enlace-visto": "El enlace ya se hizo y se mostró una sola vez. Si no lo tiene, haga otro.",
	"sin-factor":   "Su segundo paso se ha quitado y sus sesiones se han cerrado.",
	"sin-cuentas":  "Sus cuentas de la organización se han desvinculado y sus sesiones se han cerrado.",
	"sesiones":     "Todas sus sesiones se han cerrado.",
	"desactivada":  "La cuenta está desactivada: ya no puede entrar.",
	"activada":     "La cuenta vuelve a estar activa.",
}

// personProps is the page of a person.
type personProps struct {
	Page     ui.PageProps
	Head     ui.PageHeadProps
	Done     string
	Problems []ui.FieldError
	Now      *nowProps // nil where nobody else has changed the person meanwhile
	Form     ui.FormProps
	Fields   fieldsProps
	Access   []ui.Definition
	Actions  []ui.ConfirmProps
	History  ui.HistoryProps
}

// Show answers GET /administracion/personas/{id}.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	of, err := p.load(r)
	if err != nil {
		return err
	}
	units, err := p.Units.List(r.Context())
	if err != nil {
		return err
	}
	props := p.buildPerson(r, of, units, stored(of), of.Version, nil)
	props.Done = ui.Done(r, done)
	return p.render(w, r, http.StatusOK, of, props)
}

// render shows the page of a person with what happened to them.
func (p Pages) render(w http.ResponseWriter, r *http.Request, status int, of user.User, props personProps) error {
	about := audit.Object{Type: "user", ID: of.ID}
	events, err := audit.Find(r.Context(), p.Users.Pool, audit.Query{Object: about, Limit: ui.NewestEvents})
	if err != nil {
		return err
	}
	props.History = ui.HistoryProps{Entries: ui.HistoryOf(events, p.Location, true), All: ui.AuditOf(about)}
	return ui.Render(w, r, status, person(props))
}

func stored(u user.User) user.Draft {
	return user.Draft{Name: u.Name, Email: u.Email, Role: u.Role, UnitIDs: u.UnitIDs}
}

// buildPerson is the page with what was typed; version is the one that the form was made from.
func (p Pages) buildPerson(r *http.Request, of user.User, units []unit.Counted, d user.Draft, version int, wrong fault.Invalid) personProps {
	own := isSelf(r, of.ID)
	props := personProps{
		Page: frame(of.Name), Head: ui.PageHeadProps{Eyebrow: "Persona", Title: of.Name, Lead: of.Email},
		Problems: problems(wrong),
		Form: ui.FormProps{
			Action: pathOf(of.ID), Label: "Datos de la persona", Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(version)}},
		},
		Fields: fieldsOf(d, units, wrong), Access: p.accessOf(of), Actions: actionsOf(of, own),
	}
	props.Page.Refused = len(wrong) > 0
	if own {
		props.Fields.Role.Hint = "Es su propia cuenta: si elige otro papel, dejará de administrar en cuanto guarde."
	}
	return props
}

func isSelf(r *http.Request, id int64) bool { return ui.Actor(r.Context()).ID == id }

// accessOf tells how a person enters.
func (p Pages) accessOf(u user.User) []ui.Definition {
	state, note := stateOf(u)
	if note != "" {
		state += ". " + note
	}
	list := []ui.Definition{
		{Term: "Estado", Text: state},
		{Term: "Contraseña", Text: "Elegida"},
		{Term: "Segundo paso", Text: "Activo"},
		{Term: "Cuentas de la organización", Text: "Ninguna"},
		{Term: "Última actividad", Text: "Sin sesión abierta"},
		{Term: "Cuenta creada", Text: p.clock(u.CreatedAt)},
	}
	if !u.HasPassword {
		list[1].Text = "Sin elegir"
	}
	if !u.HasFactor {
		list[2].Text = "Sin activar"
	}
	if u.Identities > 0 {
		list[3].Text = ui.Count(u.Identities, "cuenta", "cuentas")
	}
	if seen := p.clock(u.SeenAt); seen != "" {
		list[4].Text = seen
	}
	return list
}

// Save answers POST /administracion/personas/{id}.
func (p Pages) Save(w http.ResponseWriter, r *http.Request) error {
	of, err := p.load(r)
	if err != nil {
		return err
	}
	units, err := p.Units.List(r.Context())
	if err != nil {
		return err
	}
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return err
	}
	t := readForm(r, units)
	if err = t.err(); err == nil {
		err = p.Users.Update(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), of.ID, version, t.Draft)
	}
	wrong := wrongOf(err)
	switch {
	case wrong != nil:
		return p.render(w, r, http.StatusUnprocessableEntity, of, p.buildPerson(r, of, units, t.Draft, version, wrong))
	case errors.Is(err, fault.Conflict):
		return p.conflict(w, r, units, t.Draft)
	case err != nil:
		return err
	}
	return ui.See(w, r, saved(r, of.ID, t.Role))
}

// saved is where a save leads to: whoever has just stopped administering may not look at the person any more.
func saved(r *http.Request, id int64, role access.Role) string {
	if isSelf(r, id) && role != access.Admin {
		return "/"
	}
	return pathOf(id) + "?hecho=guardada"
}

func unitNames(u user.User) string {
	if len(u.Units) == 0 {
		return "Ninguna"
	}
	return strings.Join(u.Units, ", ")
}
