package challenges

import (
	"errors"
	"fmt"
	"net/http"

	"hito/internal/challenge"
	"hito/internal/fault"
	"hito/web/ui"
)

// ownProps is what the author of a reto may do with it.
type ownProps struct {
	Edit     string           // address; blank once it can be corrected no more
	Withdraw *ui.ConfirmProps // nil once it can be withdrawn no more
	Reason   ui.FieldProps
}

func ownOf(f found) *ownProps {
	var o ownProps
	if f.Challenge.Allows(f.Actor, challenge.Edit) {
		o.Edit = f.path() + "/editar"
	}
	if f.Challenge.MayWithdrawIt(f.Actor) {
		o.Withdraw = &ui.ConfirmProps{
			Form: ui.FormProps{Action: f.path() + "/retirada", Label: "Retirar el reto"}, Open: "Retirar el reto…", Do: "Retirar el reto", Danger: true,
			Text: "Dejará de estudiarse, y no se puede deshacer. Lo que ya se ha dicho se podrá seguir leyendo.",
		}
		o.Reason = ui.FieldProps{
			Name: "reason", Label: "Por qué lo retira", Rows: 2, Optional: true, MaxLength: challenge.LongestReason, Autocomplete: "off",
			Hint: "Lo leerá cualquiera que pueda ver el reto.",
		}
	}
	if o.Edit == "" && o.Withdraw == nil {
		return nil
	}
	return &o
}

// Withdraw answers POST /retos/{code}/retirada.
func (p Pages) Withdraw(w http.ResponseWriter, r *http.Request) error {
	f, err := p.admit(r)
	if err != nil {
		return refused(w, r, err)
	}
	typed := r.PostFormValue("reason")
	err = p.Challenges.Withdraw(r.Context(), f.change(r), typed)
	wrong := ui.Invalid(err)
	switch {
	case wrong != nil:
		return p.refusePage(w, r, http.StatusUnprocessableEntity, func(page *showProps) { page.refuseWithdrawal(typed, wrong) })
	case ui.Outdated(err):
		return p.refusePage(w, r, http.StatusConflict, func(page *showProps) {
			page.keep("el reto ha cambiado de estado mientras tanto y ya no se puede retirar", typed)
		})
	case err != nil:
		return refused(w, r, err)
	}
	return f.see(w, r, "?hecho=retirado")
}

func (p *showProps) refuseWithdrawal(typed string, wrong fault.Invalid) {
	p.Problems = ui.Problems(wrong, "reason", "reason")
	if p.Own != nil && p.Own.Withdraw != nil {
		p.Own.Withdraw.Opened, p.Own.Reason.Value, p.Own.Reason.Error = true, typed, wrong["reason"]
	}
}

// Edit answers GET /retos/{code}/editar with what its author wrote, to be corrected.
func (p Pages) Edit(w http.ResponseWriter, r *http.Request) error {
	f, err := p.admit(r)
	if err != nil {
		return err
	}
	if err := f.Challenge.Require(f.Actor, challenge.Edit); err != nil {
		return f.settled(err)
	}
	return f.render(w, r, http.StatusOK, edit(editForm(f, f.Challenge.Words(), f.Challenge.Version)))
}

// settled tells that a reto can be corrected no more; any other error comes back as it is.
func (f found) settled(err error) error {
	if !errors.Is(err, fault.Conflict) {
		return err
	}
	return ui.Told{Cause: err, ErrorProps: ui.ErrorProps{
		Status: http.StatusConflict, Title: "El reto ya no se puede corregir", Text: settledText,
		Link: &ui.Link{Text: "Ver el reto", Href: f.path()},
	}}
}

const settledText = "Quienes gestionan los retos ya trabajan con lo que escribió. En la página del reto puede añadir información."

// Save answers POST /retos/{code}/editar.
func (p Pages) Save(w http.ResponseWriter, r *http.Request) error {
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return err
	}
	f, err := p.admit(r)
	if err != nil {
		return refused(w, r, err)
	}
	typed := readWords(r, f.Challenge)
	change := f.change(r)
	change.Version = version
	err = p.Challenges.Edit(r.Context(), change, typed)
	wrong := ui.Invalid(err)
	switch {
	case wrong != nil:
		return f.render(w, r, http.StatusUnprocessableEntity, edit(editForm(f, typed, version).refuse(wrong)))
	case ui.Outdated(err):
		return p.conflict(w, r, typed)
	case err != nil:
		return refused(w, r, err)
	}
	return f.see(w, r, "?hecho=corregido")
}

// conflict shows what was typed beside what the reto says now, or, where it can be corrected no more, to be copied.
func (p Pages) conflict(w http.ResponseWriter, r *http.Request, typed challenge.Submission) error {
	f, err := p.admit(r)
	if err != nil {
		return refused(w, r, err)
	}
	props := editForm(f, typed, f.Challenge.Version)
	props.Page.Refused = true
	if f.Challenge.Allows(f.Actor, challenge.Edit) {
		props.Conflict = &ui.ConflictProps{Discard: f.path() + "/editar", Rows: conflictRows(typed, f.Challenge.Words())}
	} else {
		props.Settled = &ui.NoticeProps{
			Kind: ui.NoticeWarning, Title: "No se ha guardado: el reto ya no se puede corregir",
			Text: settledText + " Copie de aquí lo que quiera añadir.", Link: &ui.Link{Text: "Ver el reto", Href: f.path()},
		}
	}
	return f.render(w, r, http.StatusConflict, edit(props))
}

func readWords(r *http.Request, c challenge.Challenge) challenge.Submission {
	d := challenge.Submission{
		Title: r.PostFormValue("title"), Problem: r.PostFormValue("problem"), Affects: r.PostFormValue("affects"),
		Affected: r.PostFormValue("affected"), Evidence: r.PostFormValue("evidence"), Tried: r.PostFormValue("tried"),
		Idea: r.PostFormValue("idea"), Urgency: r.PostFormValue("urgency"), UrgencyReason: r.PostFormValue("urgency_reason"),
		Area: c.Area,
	}
	if c.UnitID == 0 {
		d.Area = r.PostFormValue("area")
	}
	return d
}

func version(n int) []ui.Hidden { return []ui.Hidden{{Name: "version", Value: fmt.Sprint(n)}} }
