// Package demo fills an empty database with what demo mode shows: the plan that the Servicios
// Sociales Municipales of Montilla published, entire, and a fictitious one that is always half way.
package demo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hito/internal/date"
	"hito/internal/db"
)

// ErrForeign refuses a database that holds anything that demo mode did not make. Its text is a
// sentence in Spanish for whoever started the program.
var ErrForeign = errors.New("la base de datos ya contiene datos que no son de la demostración: " +
	"indique una base de datos vacía u otra carpeta de datos, o arranque sin --demo")

// Load writes both demo plans in one transaction, the fictitious one around today, and marks the
// installation as a demo, with an account for each role and retos in every state. Where that was done before, whatever the day, it
// puts the accounts back as they were; where there are other data, it returns ErrForeign.
func Load(ctx context.Context, pool *pgxpool.Pool, today date.Date) error {
	err := db.Tx(ctx, pool, func(tx pgx.Tx) error {
		claimed, err := claim(ctx, tx)
		if err != nil {
			return err
		}
		if !claimed {
			return writePeople(ctx, tx, time.Now())
		}
		for _, s := range []sheet{montilla(), villaejemplo(today)} {
			if err := write(ctx, tx, s); err != nil {
				return err
			}
		}
		if err := writePeople(ctx, tx, today.Time()); err != nil {
			return err
		}
		if err := writeRound(ctx, tx, exampleRound(today)); err != nil {
			return err
		}
		return writeChallenges(ctx, tx, append(montillaChallenges(), exampleChallenges(today)...))
	})
	if err != nil {
		return fmt.Errorf("load the demo: %w", err)
	}
	return nil
}

// ErrDemo refuses to serve, as if it were real, a database that demo mode made. Its text is a
// sentence in Spanish for whoever started the program.
var ErrDemo = errors.New("esta base de datos es la de la demostración: arranque con --demo, " +
	"o indique otra carpeta de datos u otra base de datos")

// Exclude marks an installation as no demo, so that demo mode never fills it, and returns ErrDemo
// where it is one.
func Exclude(ctx context.Context, pool *pgxpool.Pool) error {
	return db.Tx(ctx, pool, func(tx pgx.Tx) error {
		isDemo, err := markReal(ctx, tx)
		if err == nil && isDemo {
			err = ErrDemo
		}
		return err
	})
}
