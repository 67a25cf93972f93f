package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/alecthomas/kong"
	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/sheet"
	"hito/internal/transfer"
	"hito/internal/user"
	"hito/internal/workbook"
)

type exportCommand struct {
	peopleFlags
	Plan     string `required:"" placeholder:"PLAN" help:"Dirección del plan: lo que va detrás de /planes/."`
	Format   string `enum:"xlsx,csv" default:"xlsx" help:"xlsx, el plan entero en un libro que Hito vuelve a leer; csv, sus indicadores con su valor de hoy (${default})."`
	Output   string `placeholder:"FICHERO" help:"Fichero en el que se escribe; - es la salida (el plan y la fecha, en la carpeta en la que se está)."`
	TimeZone string `name:"time-zone" env:"HITO_TIME_ZONE" default:"${time_zone}" help:"Zona horaria de las fechas (${default})."`
}

// Run writes the plan to a file. That it is taken away is recorded first.
func (c exportCommand) Run(k *kong.Kong) error {
	location, err := serveCommand{TimeZone: c.TimeZone}.location()
	if err != nil {
		return err
	}
	return c.withUsers(k, func(ctx context.Context, database *db.Database, _ user.Store) error {
		now := time.Now()
		today := date.Of(now.In(location))
		what := map[string]string{"xlsx": "workbook", "csv": "indicators"}[c.Format]
		of, err := plan.Store{Pool: database.Pool, Now: time.Now}.RecordExport(ctx, plan.Export{
			Actor: operator, At: now, Slug: c.Plan, What: what, Needs: access.ExportPlan,
		})
		if errors.Is(err, fault.NotFound) {
			return fmt.Errorf("no hay ningún plan en /planes/%s", c.Plan)
		}
		if err != nil {
			return err
		}
		d := workbook.Data{Slug: of.Slug, Title: of.Title, At: now}
		if err := db.ReadTx(ctx, database.Slow, func(tx pgx.Tx) (err error) {
			d.Records, err = transfer.Records(ctx, tx, of.ID)
			return err
		}); err != nil {
			return err
		}
		d.Values = func(fn func(transfer.Value) error) error { return transfer.EachValue(ctx, database.Slow, of.ID, fn) }
		return c.write(k, fmt.Sprintf("%s-%s.%s", of.Slug, today, c.Format), func(w io.Writer) error {
			if c.Format == "csv" {
				return workbook.WriteCSV(w, sheet.Spanish, d, today)
			}
			return workbook.Write(w, d)
		})
	})
}

// write puts what fill writes where it was asked for: as a whole, or not at all.
func (c exportCommand) write(k *kong.Kong, name string, fill func(io.Writer) error) error {
	if c.Output == "-" {
		return fill(k.Stdout)
	}
	path := cmp.Or(c.Output, name)
	file, err := os.CreateTemp(filepath.Dir(path), ".hito-*")
	if err != nil {
		return cannotWrite(path, err)
	}
	defer os.Remove(file.Name()) // which is gone once it has its name
	if err := fill(file); err != nil {
		_ = file.Close()
		return err
	}
	if err := file.Close(); err != nil {
		return cannotWrite(path, err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return cannotWrite(path, err)
	}
	_, err = fmt.Fprintf(k.Stdout, "Se ha escrito %s\n", path)
	return err
}

// cannotWrite says which file could not be written, and why.
func cannotWrite(path string, err error) error {
	return &usageError{fmt.Sprintf("--output: no se puede escribir %q: %v", path, err)}
}
