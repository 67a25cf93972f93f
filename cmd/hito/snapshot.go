package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/alecthomas/kong"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/snapshot"
	"hito/internal/user"
)

type snapshotCommand struct {
	Close snapshotCloseCommand `cmd:"" help:"Cierra un seguimiento: guarda cómo está un plan en una fecha, para siempre."`
}

type snapshotCloseCommand struct {
	peopleFlags
	Plan     string `arg:"" name:"plan" help:"Dirección del plan: lo que va detrás de /planes/."`
	Title    string `required:"" placeholder:"TÍTULO" help:"Título del seguimiento."`
	Date     string `placeholder:"FECHA" help:"Fecha de los datos, como 30/11/2022 (hoy)."`
	Note     string `placeholder:"TEXTO" help:"Nota que lo acompaña."`
	TimeZone string `name:"time-zone" env:"HITO_TIME_ZONE" default:"${time_zone}" help:"Zona horaria de las fechas (${default})."`
}

// Run closes the follow-up and tells its number.
func (c snapshotCloseCommand) Run(k *kong.Kong) error {
	location, err := serveCommand{TimeZone: c.TimeZone}.location()
	if err != nil {
		return err
	}
	return c.withUsers(k, func(ctx context.Context, database *db.Database, _ user.Store) error {
		today := date.Of(time.Now().In(location))
		draft := snapshot.Draft{Title: c.Title, TakenOn: cmp.Or(c.Date, today.String()), Note: c.Note}
		store := snapshot.Store{Pool: database.Pool, Now: time.Now}
		id, err := store.Close(ctx, operator, rand.Text(), c.Plan, today, draft)
		switch {
		case errors.Is(err, fault.NotFound):
			return fmt.Errorf("no hay ningún plan en /planes/%s", c.Plan)
		case errors.Is(err, fault.Forbidden):
			return errors.New("el plan está cerrado: para cambiarlo hay que reabrirlo")
		case err != nil:
			return err
		}
		_, err = fmt.Fprintf(k.Stdout, "Se ha cerrado el seguimiento: /planes/%s/seguimientos/%d\n", c.Plan, id)
		return err
	})
}
