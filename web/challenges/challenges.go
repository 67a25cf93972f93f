// Package challenges shows retos: the page of one of them as each reader may know it, with what is said about it, and
// lists and figures of many.
package challenges

import (
	"context"
	"time"

	"github.com/a-h/templ"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/user"
)

// Pages answers the addresses of retos.
type Pages struct {
	Challenges challenge.Store
	Users      user.Store // counts codes that nobody has
	Location   *time.Location
	Sections   []Section // at the end of the page of a reto, in their order
}

// Section is a part of the page of a reto that another feature provides; nil where there is nothing for its reader.
type Section func(ctx context.Context, tx pgx.Tx, actor access.Actor, c challenge.Challenge) (templ.Component, error)
