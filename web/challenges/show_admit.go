package challenges

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"hito/internal/challenge"
	"hito/internal/fault"
	"hito/internal/user"
	"hito/web/ui"
)

// admit is find that counts codes. Beyond the bound it is fault.TooMany.
func (p Pages) admit(r *http.Request) (f found, err error) {
	err = p.counted(r, func(_ context.Context, _ pgx.Tx, at found) error {
		f = at
		return nil
	})
	return f, err
}

// counted is read that counts codes that nobody has, or that are not for whoever asks. Beyond the bound it is
// fault.TooMany, for right ones too.
func (p Pages) counted(r *http.Request, more func(context.Context, pgx.Tx, found) error) error {
	ctx, a := r.Context(), ui.Actor(r.Context())
	limited, err := p.Users.Refused(ctx, a, user.WrongCodes)
	if err != nil {
		return err
	}
	if limited {
		return fmt.Errorf("ask for another reto: %w", fault.TooMany)
	}
	there := false
	err = p.read(r, func(ctx context.Context, tx pgx.Tx, f found) error {
		there = true
		return more(ctx, tx, f)
	})
	if there || !errors.Is(err, fault.NotFound) || challenge.ReadCode(chi.URLParam(r, "code")) == "" {
		return err
	}
	// Beyond the bound the next one is told.
	if failure := p.Users.Admit(ctx, a, user.WrongCodes); failure != nil && !errors.Is(failure, fault.TooMany) {
		return failure
	}
	return err
}
