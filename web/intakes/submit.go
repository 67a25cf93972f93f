package intakes

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"hito/internal/access"
	"hito/internal/attachment"
	"hito/internal/challenge"
	"hito/internal/fault"
	"hito/internal/user"
	"hito/web/ui"
)

// Create answers POST /retos with the reto that was sent. What somebody wrote who had signed in is never kept as somebody
// unknown's, nor as somebody else's; and what was written as somebody unknown stays so, whoever has signed in meanwhile.
func (p Pages) Create(w http.ResponseWriter, r *http.Request) error {
	actor := ui.Actor(r.Context())
	if ui.TooLarge(r.Context()) {
		return p.tooLarge(w, r, actor)
	}
	shown, err := shownTo(r)
	switch {
	case err != nil:
		return err
	case shown != 0 && !actor.SignedIn():
		return giveBack(w, r)
	case shown == 0:
		actor = access.Actor{Origin: actor.Origin} // whose address is counted, and not kept
	}
	d, err := p.load(r.Context(), actor)
	if err != nil {
		return err
	}
	if err := d.admitted(); err != nil {
		return closed(err)
	}
	a := asked{Typed: readTyped(r), Receipt: r.PostFormValue(receiptField), Known: readKnown(r), Files: chosen(r)}
	if shown != actor.ID {
		return p.another(w, r, d, a)
	}
	return p.take(w, r, d, a)
}

// take keeps a reto whose form is whole, or gives the form back.
func (p Pages) take(w http.ResponseWriter, r *http.Request, d desk, a asked) error {
	files, wrong, err := readAll(r, d, a.Typed)
	if err != nil {
		return err
	}
	if wrong != nil {
		status := http.StatusUnprocessableEntity
		if slices.ContainsFunc(r.MultipartForm.File["files"], ui.Oversized) {
			status = http.StatusRequestEntityTooLarge
		}
		return p.form(r, d, a).refuse(wrong).render(w, r, status)
	}
	in := challenge.Intake{
		Actor: d.Actor, Key: ui.FormKey(r, sums(files)...), Receipt: a.Receipt, Typed: a.Typed, Files: files, Known: a.Known,
	}
	if err := p.admit(r, in); err != nil {
		if errors.Is(err, fault.TooMany) {
			return p.wait(w, r, d, a, err)
		}
		return err
	}
	address, err := p.Challenges.Submit(r.Context(), in)
	if err != nil {
		return p.answer(w, r, d, a, address, err)
	}
	return ui.See(w, r, ui.ChallengePath(address)+"?hecho=enviado")
}

// readAll reads the files of a form, and tells what is wrong with it, files included.
func readAll(r *http.Request, d desk, typed challenge.Submission) ([]attachment.New, fault.Invalid, error) {
	wrong := fault.Invalid{}
	for _, err := range []error{typed.Check(d.Actor, d.Basis), challenge.CheckFiles(chosen(r))} {
		maps.Copy(wrong, ui.Invalid(err))
	}
	files, err := ui.ReadFiles(r.MultipartForm.File["files"])
	if refused := ui.Invalid(err); refused != nil {
		maps.Copy(wrong, refused)
	} else if err != nil {
		return nil, nil, err
	}
	if len(wrong) == 0 {
		return files, nil, nil
	}
	return nil, wrong, nil
}

// chosen counts the files that were chosen: the browser sends an empty one for none.
func chosen(r *http.Request) (n int) {
	for _, header := range r.MultipartForm.File["files"] {
		if header.Filename != "" || header.Size > 0 {
			n++
		}
	}
	return n
}

func sums(files []attachment.New) []string {
	list := make([]string, len(files))
	for n := range files {
		list[n] = files[n].Name + files[n].Sum()
	}
	return list
}

// admit counts what comes from a network without an account; a form that comes twice is counted once.
func (p Pages) admit(r *http.Request, in challenge.Intake) error {
	if in.Actor.SignedIn() {
		return nil
	}
	sent, err := p.Challenges.Sent(r.Context(), in)
	if err != nil || sent {
		return err
	}
	return p.Users.Admit(r.Context(), in.Actor, user.Intakes)
}

// answer tells why a reto was not kept.
func (p Pages) answer(w http.ResponseWriter, r *http.Request, d desk, a asked, address string, err error) error {
	var there challenge.Resembling
	wrong := ui.Invalid(err)
	switch {
	case wrong != nil:
		return p.form(r, d, a).refuse(wrong).render(w, r, http.StatusUnprocessableEntity)
	case errors.As(err, &there):
		return p.form(r, d, a).warn(d.Actor, there.Found).render(w, r, http.StatusUnprocessableEntity)
	case errors.Is(err, fault.Conflict) && address != "":
		return ui.Told{Cause: err, ErrorProps: ui.ErrorProps{
			Status: http.StatusConflict, Title: "Este reto ya se ha enviado",
			Text: "Lo que ha cambiado ahora en el formulario no se ha guardado. Abra su reto para añadir información; si es otro reto, empiece un formulario nuevo.",
			Link: &ui.Link{Text: "Abrir mi reto", Href: ui.ChallengePath(address)},
		}}
	case errors.Is(err, fault.SignIn):
		return closed(err)
	default:
		return err
	}
}

// closed tells somebody unknown that they may not submit, though the form that they have says otherwise.
func closed(err error) error {
	if !errors.Is(err, fault.SignIn) {
		return err
	}
	return ui.Told{Cause: err, ErrorProps: ui.ErrorProps{
		Status: http.StatusUnauthorized, Title: "Hace falta entrar con su cuenta",
		Text: "No se ha enviado nada: ahora mismo solo se reciben retos de quien tiene cuenta. Copie lo que escribió, que sigue en la página anterior, y envíelo después de entrar.",
	}}
}

// giveBack returns the form to whoever had signed in and whose session has ended, to be sent again after signing in.
func giveBack(w http.ResponseWriter, r *http.Request) error {
	ui.Cause(r.Context(), fmt.Errorf("submit a reto: %w", fault.SignIn))
	w.Header().Set("Cache-Control", "no-store") // what a person typed is not kept on a shared computer
	back := ui.ResendOf(r)
	back.Files, back.Typed = "files", nil
	for _, text := range readTyped(r).Texts() {
		if text != "" {
			back.Typed = append(back.Typed, text)
		}
	}
	return ui.Render(w, r, http.StatusUnauthorized, ui.ResendPage(back))
}

// another asks whoever has signed in since the form was shown whether what somebody wrote is theirs.
func (p Pages) another(w http.ResponseWriter, r *http.Request, d desk, a asked) error {
	f := p.form(r, d, a)
	f.Page.Refused = true
	f.Problem = &problemProps{
		Title: "Todavía no se ha enviado: ha entrado otra persona",
		Text:  "Este formulario se abrió con otra cuenta. Si lo envía ahora, el reto será de " + d.Actor.Name + ".",
	}
	return f.render(w, r, http.StatusConflict)
}

// wait tells a network from which many retos have come that this one has to wait, and keeps it in the form.
func (p Pages) wait(w http.ResponseWriter, r *http.Request, d desk, a asked, cause error) error {
	ui.Cause(r.Context(), cause)
	f := p.form(r, d, a)
	f.Page.Refused = true
	f.Problem = &problemProps{
		Title: "Todavía no se ha enviado: hay que esperar",
		Text:  "Desde su red se han enviado muchos retos en poco tiempo. Espere un cuarto de hora y envíelo de nuevo: lo que escribió sigue aquí.",
	}
	return f.render(w, r, http.StatusTooManyRequests)
}

// tooLarge answers a form of which nothing could be read, files being too large: its text is in the draft, for whoever has
// one, and otherwise on the page before.
func (p Pages) tooLarge(w http.ResponseWriter, r *http.Request, actor access.Actor) error {
	d, err := p.load(r.Context(), actor)
	if err != nil {
		return err
	}
	if err := d.admitted(); err != nil {
		return closed(err)
	}
	f := p.fresh(r, d)
	text := "No se ha enviado nada: los ficheros suman más de 25 MB. "
	if f.Draft != nil {
		text += "Lo que escribió está en el borrador, y aquí: compruebe que no falta nada y elija menos ficheros, o más pequeños."
	} else {
		text += "Vuelva atrás con el navegador, donde sigue lo que escribió, y elija menos ficheros, o más pequeños."
	}
	f = f.refuse(fault.Invalid{"files": text})
	f.Lost = true
	return f.render(w, r, http.StatusRequestEntityTooLarge)
}
