package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"hito/internal/date"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/plan"
	"hito/internal/transfer"
	"hito/internal/user"
)

type importCommand struct {
	peopleFlags
	File     string   `arg:"" name:"fichero" help:"Fichero XLSX, ODS, CSV o TSV, de 200 MB como mucho."`
	Plan     string   `xor:"target" required:"" placeholder:"PLAN" help:"Dirección del plan que se actualiza: lo que va detrás de /planes/."`
	New      bool     `xor:"target" required:"" help:"El fichero es de un plan nuevo."`
	Title    string   `placeholder:"TÍTULO" help:"Título del plan nuevo, si no lo dice el fichero."`
	Body     string   `placeholder:"ORGANISMO" help:"Organismo de quien es el plan nuevo."`
	Slug     string   `placeholder:"DIRECCIÓN" help:"Dirección web del plan nuevo (del título)."`
	From     string   `placeholder:"FECHA" help:"Inicio del plan nuevo, como 1/7/2021."`
	To       string   `placeholder:"FECHA" help:"Fin del plan nuevo."`
	Mode     string   `enum:"update,structure,values" default:"update" help:"De un plan que ya está: update lleva estructura y valores; structure o values, solo una cosa (${default})."`
	Date     string   `placeholder:"FECHA" help:"Fecha de los valores que no la llevan en el fichero (hoy)."`
	Answer   []string `sep:"none" placeholder:"CLAVE=RESPUESTA" help:"Respuesta a una pregunta, como la muestra esta orden. Puede repetirse."`
	Reason   string   `placeholder:"MOTIVO" help:"Por qué se corrigen valores que ya constan."`
	Apply    bool     `help:"Aplica lo que se muestra. Sin ella no se escribe nada."`
	TimeZone string   `name:"time-zone" env:"HITO_TIME_ZONE" default:"${time_zone}" help:"Zona horaria de las fechas (${default})."`
}

// Run shows what a file would change, and applies it where that is asked for.
func (c importCommand) Run(k *kong.Kong) error {
	location, err := serveCommand{TimeZone: c.TimeZone}.location()
	if err != nil {
		return err
	}
	today := func() date.Date { return date.Of(time.Now().In(location)) }
	upload, err := c.upload(today())
	if err != nil {
		return err
	}
	return c.withUsers(k, func(ctx context.Context, database *db.Database, _ user.Store) error {
		store := transfer.Store{Pool: database.Pool, Slow: database.Slow, Now: time.Now, Today: today, AtOnce: true}
		var applicable bool
		err := store.Look(ctx, operator, upload, func(ctx context.Context, p transfer.Preview) error {
			applicable = p.Counts.Applicable()
			return report{k.Stdout}.preview(ctx, p)
		})
		if err == nil && c.Apply && applicable {
			err = c.apply(ctx, k, store, upload)
		} else if err == nil && applicable {
			_, err = fmt.Fprintln(k.Stdout, "\nNo se ha escrito nada: para aplicarlo, repita la orden con --apply.")
		}
		return c.inWords(err)
	})
}

// upload reads the file and what the command says of it.
func (c importCommand) upload(today date.Date) (u transfer.Upload, err error) {
	u.Name, u.Slug = filepath.Base(c.File), c.Plan
	u.Settings = transfer.Settings{Mode: transfer.Mode(c.Mode), On: today, Answers: map[string]string{}}
	if c.New {
		u.Settings.Mode = transfer.NewPlan
		u.Head = plan.Creation{Title: c.Title, Body: c.Body, Slug: c.Slug, StartsOn: c.From, EndsOn: c.To}
	}
	if c.Date != "" {
		if u.Settings.On, err = date.ParseSpanish(c.Date); err != nil {
			return u, &usageError{"--date: " + err.Error()}
		}
	}
	for _, answer := range c.Answer {
		key, value, found := strings.Cut(answer, "=")
		if !found {
			return u, &usageError{fmt.Sprintf("--answer: %q no tiene la forma CLAVE=RESPUESTA", answer)}
		}
		u.Settings.Answers[key] = value
	}
	info, err := os.Stat(c.File)
	switch {
	case err != nil:
		return u, &usageError{fmt.Sprintf("no se puede leer %s: compruebe que existe y que tiene permiso", c.File)}
	case info.Size() > transfer.LargestByCommand:
		return u, fmt.Errorf("%s pasa de %d MB: divídalo", c.File, transfer.LargestByCommand>>20)
	}
	if u.Content, err = os.ReadFile(c.File); err != nil {
		return u, &usageError{fmt.Sprintf("no se puede leer %s: compruebe que es un fichero y que tiene permiso", c.File)}
	}
	return u, nil
}

// apply writes what was shown, as an import that the application lists and can undo.
func (c importCommand) apply(ctx context.Context, k *kong.Kong, store transfer.Store, u transfer.Upload) error {
	id, err := store.Begin(ctx, operator, rand.Text(), u)
	if err != nil {
		return err
	}
	i, err := store.Find(ctx, operator, id)
	if err != nil {
		return err
	}
	if err := store.Apply(ctx, operator, rand.Text(), id, i.Version, c.Reason); err != nil {
		return errors.Join(err, c.discard(ctx, store, id))
	}
	if i, err = store.Find(ctx, operator, id); err != nil {
		return err
	}
	_, err = fmt.Fprintf(k.Stdout, "\nSe ha aplicado: /planes/%s (importación %d, que puede deshacerse en /planes/importar/%d)\n", i.Plan.Slug, id, id)
	return err
}

// discard leaves an import that could not be applied.
func (c importCommand) discard(ctx context.Context, store transfer.Store, id int64) error {
	i, err := store.Find(ctx, operator, id)
	if err != nil {
		return err
	}
	return store.Discard(ctx, operator, rand.Text(), id, i.Version)
}

// inWords gives what can stand against an import its sentence.
func (c importCommand) inWords(err error) error {
	var invalid fault.Invalid
	switch {
	case errors.As(err, &invalid) && cmp.Or(invalid["file"], invalid["import"]) != "":
		return errors.New(cmp.Or(invalid["file"], invalid["import"]))
	case errors.Is(err, transfer.ErrStale):
		return errors.New("el plan ha cambiado mientras tanto: repita la orden y mire otra vez lo que cambia")
	case errors.Is(err, fault.NotFound):
		return fmt.Errorf("no hay ningún plan en /planes/%s", c.Plan)
	case errors.Is(err, fault.Forbidden):
		return errors.New("el plan está cerrado: para cambiarlo hay que reabrirlo")
	}
	return err
}
