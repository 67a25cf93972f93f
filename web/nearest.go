package web

import (
	"errors"
	"net/http"

	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/fault"
	"hito/web/ui"
)

// nearest answers whoever has not signed in from the standby, where there is one that keeps up, and all others from the
// primary. What goes wrong at the standby is asked of the primary too, also what is not there: it may be too new. After any
// other error the standby is left alone for a while. Handlers return no error once anything has gone out.
func nearest[P interface{ On(*pgxpool.Pool) P }](s *shell, pages P, show func(P, http.ResponseWriter, *http.Request) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		if pool := s.cfg.Replica.Pool(); pool != nil && !ui.Actor(r.Context()).SignedIn() {
			err := show(pages.On(pool), w, r)
			switch {
			case err == nil || errors.Is(err, fault.TooMany) || errors.Is(err, fault.BadInput) || r.Context().Err() != nil:
				return err
			case !errors.Is(err, fault.NotFound):
				s.cfg.Replica.Fail()
			}
		}
		return show(pages, w, r)
	}
}
