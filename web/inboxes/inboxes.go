// Package inboxes holds the page where people find the values that their units owe, and send them.
package inboxes

import (
	"fmt"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/db"
	"hito/internal/round"
	"hito/web/ui"
)

// Pages serves the inbox of whoever asks.
type Pages struct {
	Rounds   round.Store
	Location *time.Location // in which times are shown
}

var done = map[string]string{"enviado": "Lo que escribió está enviado. Podrá cambiarlo hasta que se acepte."}

// content is what an inbox holds.
type content struct {
	Lines []round.Line
	Open  []round.Waiting // for whoever keeps plans
}

// load reads the inbox of whoever asks; it takes the same number of queries whatever is in it.
func (p Pages) load(r *http.Request) (c content, err error) {
	ctx := r.Context()
	err = db.ReadTx(ctx, p.Rounds.Pool, func(tx pgx.Tx) (err error) {
		if c.Lines, err = round.Inbox(ctx, tx, ui.Actor(ctx)); err == nil {
			c.Open, err = round.OpenRounds(ctx, tx, ui.Actor(ctx))
		}
		return err
	})
	return c, err
}

// Show answers GET /bandeja. With ?cambiar= what was sent can be written over.
func (p Pages) Show(w http.ResponseWriter, r *http.Request) error {
	c, err := p.load(r)
	if err != nil {
		return err
	}
	props := p.build(r, c, view{change: r.URL.Query().Get("cambiar")})
	props.Done = ui.Done(r, done)
	return ui.Render(w, r, http.StatusOK, inbox(props))
}

// Send answers POST /bandeja: what was filled in is sent, and what cannot be stays as it was typed, with why.
func (p Pages) Send(w http.ResponseWriter, r *http.Request) error {
	rows, err := readRows(r)
	if err != nil {
		return err
	}
	v := view{typed: rows}
	filled := sendings(rows)
	if len(filled) == 0 {
		v.problem = "No ha escrito ningún valor nuevo: rellene al menos uno antes de enviar. Si uno devuelto estaba bien, dígalo en su comentario."
		return p.refuse(w, r, http.StatusUnprocessableEntity, v)
	}
	v.outcome, err = p.Rounds.Send(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), filled)
	switch {
	case err != nil:
		return err
	case len(v.outcome.Clashes) > 0:
		return p.refuse(w, r, http.StatusConflict, v)
	case len(v.outcome.Wrong) > 0:
		return p.refuse(w, r, http.StatusUnprocessableEntity, v)
	default:
		return ui.See(w, r, ui.InboxPath+"?hecho=enviado")
	}
}

func (p Pages) refuse(w http.ResponseWriter, r *http.Request, status int, v view) error {
	c, err := p.load(r)
	if err != nil {
		return err
	}
	props := p.build(r, c, v)
	props.Page.Refused = true
	return ui.Render(w, r, status, inbox(props))
}

// suffix names the fields of an entry: "12-345".
func suffix(k round.Key) string { return fmt.Sprintf("%d-%d", k.RoundID, k.IndicatorID) }
