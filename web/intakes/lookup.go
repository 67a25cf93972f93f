package intakes

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/jackc/pgx/v5"

	"hito/internal/challenge"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/user"
	"hito/web/ui"
)

const longestTypedCode = 60 // letters, with whatever people write between them

type lookupProps struct {
	Page     ui.PageProps
	Problems []ui.FieldError
	Code     ui.FieldProps
}

func newLookup() lookupProps {
	return lookupProps{
		Page: frame("Seguir un reto"),
		Code: ui.FieldProps{
			Name: "code", Label: "Código", Autocomplete: "off", MaxLength: longestTypedCode,
			Hint: "Quince letras y cifras, como K7MD2-9PX4T-RA3CE. Da igual escribirlo con guiones, espacios o en minúsculas.",
		},
	}
}

// Lookup answers GET /retos/consulta.
func (p Pages) Lookup(w http.ResponseWriter, r *http.Request) error {
	return ui.Render(w, r, http.StatusOK, lookup(newLookup()))
}

// Find answers POST /retos/consulta with the way to the reto that has a code. A code that nobody has and one that is not
// for whoever asks are answered alike, and counted.
func (p Pages) Find(w http.ResponseWriter, r *http.Request) error {
	ctx, actor := r.Context(), ui.Actor(r.Context())
	limited, err := p.Users.Refused(ctx, actor, user.WrongCodes)
	if err != nil {
		return err
	}
	if limited {
		return fmt.Errorf("ask for another reto: %w", fault.TooMany)
	}
	var found challenge.Challenge
	err = db.ReadTx(ctx, p.Challenges.Pool, func(tx pgx.Tx) (err error) {
		found, err = challenge.Find(ctx, tx, actor, r.PostFormValue("code"))
		return err
	})
	switch {
	case err == nil:
		return ui.See(w, r, ui.ChallengePath(found.Address()))
	case !errors.Is(err, fault.NotFound):
		return err
	}
	// Beyond the bound the next one is told.
	if err := p.Users.Admit(ctx, actor, user.WrongCodes); err != nil && !errors.Is(err, fault.TooMany) {
		return err
	}
	l := newLookup()
	l.Page.Refused, l.Code.Value = true, shownCode(r.PostFormValue("code"))
	l.Code.Error = "No encontramos ningún reto con este código. Compruebe que está completo y que no falta ninguna letra."
	l.Problems = []ui.FieldError{{ID: "code", Text: l.Code.Error}}
	w.Header().Set("Cache-Control", "no-store")
	return ui.Render(w, r, http.StatusUnprocessableEntity, lookup(l))
}

// shownCode is what was typed, to be corrected.
func shownCode(typed string) string {
	letters := []rune(typed)
	return string(letters[:min(len(letters), longestTypedCode)])
}
