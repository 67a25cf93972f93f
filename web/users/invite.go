package users

import (
	"net/http"

	"hito/internal/fault"
	"hito/internal/unit"
	"hito/internal/user"
	"hito/web/ui"
)

// inviteProps is the form with which a person is invited.
type inviteProps struct {
	Page     ui.PageProps
	Problems []ui.FieldError
	Fields   fieldsProps
}

func inviteForm(d user.Draft, units []unit.Counted, wrong fault.Invalid) inviteProps {
	p := inviteProps{Page: frame("Invitar a una persona"), Problems: problems(wrong), Fields: fieldsOf(d, units, wrong)}
	p.Page.Refused = len(wrong) > 0
	return p
}

// New answers GET /administracion/personas/nueva.
func (p Pages) New(w http.ResponseWriter, r *http.Request) error {
	units, err := p.Units.List(r.Context())
	if err != nil {
		return err
	}
	return ui.Render(w, r, http.StatusOK, invite(inviteForm(user.Draft{}, units, nil)))
}

// Invite answers POST /administracion/personas with the link for the new person, which is shown this once.
func (p Pages) Invite(w http.ResponseWriter, r *http.Request) error {
	units, err := p.Units.List(r.Context())
	if err != nil {
		return err
	}
	t := readForm(r, units)
	var id int64
	var token string
	if err = t.err(); err == nil {
		id, token, err = p.Users.Invite(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), t.Draft)
	}
	if wrong := wrongOf(err); wrong != nil {
		return ui.Render(w, r, http.StatusUnprocessableEntity, invite(inviteForm(t.Draft, units, wrong)))
	}
	if err != nil {
		return err
	}
	if token == "" {
		return ui.See(w, r, pathOf(id)+"?hecho=enlace-visto")
	}
	invited, err := p.Users.Find(r.Context(), ui.Actor(r.Context()), id)
	if err != nil {
		return err
	}
	return p.handOver(w, r, invited, user.Invitation, token)
}
