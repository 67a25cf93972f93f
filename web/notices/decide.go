package notices

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/notice"
	"hito/web/ui"
)

func decisionForm(m notice.Waiting, name, label string) ui.FormProps {
	return ui.FormProps{
		Action: fmt.Sprintf("%s/%d/%s", queuePath, m.ID, name), Label: label, Hidden: []ui.Hidden{{Name: "version", Value: strconv.Itoa(m.Version)}},
	}
}

func retryAct(m notice.Waiting, to string) ui.ConfirmProps {
	c := ui.ConfirmProps{
		Form: decisionForm(m, "reintento", "Volver a intentar: "+to), Open: "Volver a intentar…", Do: "Volver a intentar",
		Text: "Se pondrá en la cola como si fuera nuevo. Compruebe antes que se ha resuelto lo que falló.",
	}
	if m.State == notice.Uncertain {
		c.Text = "No se sabe si llegó: si llegó, lo recibirá dos veces."
	}
	return c
}

func dropAct(m notice.Waiting, to string) ui.ConfirmProps {
	return ui.ConfirmProps{
		Form: decisionForm(m, "descarte", "Descartar: "+to), Open: "Descartar…", Do: "Descartar el correo", Danger: true,
		Text: "No se enviará, y su texto se borrará. El aviso sigue en la aplicación para quien tiene cuenta.",
	}
}

// Retry answers POST /administracion/correos/{id}/reintento.
func (p Pages) Retry(w http.ResponseWriter, r *http.Request) error {
	if !p.Mail {
		return p.showQueue(w, r, http.StatusUnprocessableEntity, 1, "No hay servidor de correo configurado: no se puede enviar nada.")
	}
	return p.decide(w, r, p.Notices.Retry, "reintento")
}

// Drop answers POST /administracion/correos/{id}/descarte.
func (p Pages) Drop(w http.ResponseWriter, r *http.Request) error {
	return p.decide(w, r, p.Notices.Drop, "descartado")
}

func (p Pages) decide(w http.ResponseWriter, r *http.Request, do func(context.Context, access.Actor, string, int64, int) error, done string) error {
	id, err := ui.PathID(r, "id")
	if err != nil {
		return err
	}
	version, err := ui.FormVersion(r, 1)
	if err != nil {
		return err
	}
	err = do(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), id, version)
	if errors.Is(err, fault.Conflict) {
		return p.showQueue(w, r, http.StatusConflict, 1, "Ese correo ha cambiado mientras tanto: abajo está como queda ahora.")
	}
	if err != nil {
		return err
	}
	return ui.See(w, r, pagePath(queuePath, 1, done))
}
