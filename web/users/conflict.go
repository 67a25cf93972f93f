package users

import (
	"context"
	"net/http"

	"hito/internal/access"
	"hito/internal/audit"
	"hito/internal/unit"
	"hito/internal/user"
	"hito/web/ui"
)

// nowProps is what a person's data are now, and by whom.
type nowProps struct {
	By     string // a sentence; blank where the audit does not tell
	Values []ui.Definition
}

// conflict shows what was typed beside what somebody else has written meanwhile; saving again writes over it knowingly.
func (p Pages) conflict(w http.ResponseWriter, r *http.Request, units []unit.Counted, d user.Draft) error {
	of, err := p.load(r)
	if err != nil {
		return err
	}
	props := p.buildPerson(r, of, units, d, of.Version, nil)
	props.Page.Refused = true
	props.Now = &nowProps{Values: []ui.Definition{
		{Term: "Nombre y apellidos", Text: of.Name}, {Term: "Correo", Text: of.Email},
		{Term: "Papel", Text: ui.RoleName(of.Role)}, {Term: "Unidades", Text: unitNames(of)},
	}}
	if props.Now.By, err = p.lastEdit(r.Context(), of.ID); err != nil {
		return err
	}
	return p.render(w, r, http.StatusConflict, of, props)
}

// lastEdit tells who edited a person last and when; blank where the audit does not tell.
func (p Pages) lastEdit(ctx context.Context, id int64) (string, error) {
	edits, err := audit.Find(ctx, p.Users.Pool, audit.Query{Action: "user.update", Object: audit.Object{Type: "user", ID: id}, Limit: 1})
	if err != nil || len(edits) == 0 {
		return "", err
	}
	by := edits[0].ActorName
	if edits[0].ActorKind == string(access.Command) {
		by = "alguien desde el servidor"
	}
	if by == "" {
		return "", nil
	}
	return "La última edición es de " + by + ", " + p.clock(edits[0].At) + ".", nil
}
