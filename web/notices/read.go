package notices

import (
	"fmt"
	"net/http"

	"hito/internal/challenge"
	"hito/internal/fault"
	"hito/web/ui"
)

const (
	readPath  = ui.NoticesPath + "/lectura"
	mailsPath = ui.NoticesPath + "/correo"
)

// number reads a number that a form of ours hides.
func number(r *http.Request, name string) (int64, error) {
	id, err := ui.ID(r.PostFormValue(name))
	if err != nil {
		return 0, fmt.Errorf("%s of a form: %w", name, fault.BadInput)
	}
	return id, nil
}

// Read answers POST /avisos/lectura: it marks one notice as read, or all that were there when the page was shown.
func (p Pages) Read(w http.ResponseWriter, r *http.Request) error {
	if !r.PostForm.Has("id") {
		return p.readAll(w, r)
	}
	id, err := number(r, "id")
	if err != nil {
		return err
	}
	if _, err := p.Notices.Read(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), id); err != nil {
		return err
	}
	return ui.See(w, r, pagePath(ui.NoticesPath, readPage(r.PostFormValue("pagina")), "leido"))
}

func (p Pages) readAll(w http.ResponseWriter, r *http.Request) error {
	newest, err := number(r, "hasta")
	if err != nil {
		return err
	}
	if err := p.Notices.ReadAll(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), newest); err != nil {
		return err
	}
	return ui.See(w, r, pagePath(ui.NoticesPath, 1, "leidos"))
}

// Follow answers POST /avisos/{id}/lectura: it marks the notice as read and leads to its reto.
func (p Pages) Follow(w http.ResponseWriter, r *http.Request) error {
	id, err := ui.PathID(r, "id")
	if err != nil {
		return err
	}
	code, err := p.Notices.Read(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), id)
	if err != nil {
		return err
	}
	return ui.See(w, r, ui.ChallengePath(challenge.Grouped(code)))
}

// ChooseMails answers POST /avisos/correo: it turns e-mails on or off for whoever asks.
func (p Pages) ChooseMails(w http.ResponseWriter, r *http.Request) error {
	wanted, known := map[string]bool{"si": true, "no": false}[r.PostFormValue("recibir")]
	if !known {
		return fmt.Errorf("whether e-mails are wanted: %w", fault.BadInput)
	}
	if err := p.Notices.ChooseMails(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), wanted); err != nil {
		return err
	}
	return ui.See(w, r, pagePath(ui.NoticesPath, 1, map[bool]string{true: "con-correo", false: "sin-correo"}[wanted]))
}
