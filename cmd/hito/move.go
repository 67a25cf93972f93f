package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"hito/internal/backup"
	"hito/internal/db"
)

type moveCommand struct {
	peopleFlags
	To     string `env:"HITO_MOVE_TO" placeholder:"URL" xor:"to" required:"" help:"Base de datos vacía de un servidor PostgreSQL (postgres://…) a la que se llevan los datos. Mejor en HITO_MOVE_TO que en la línea de órdenes, que otras personas del equipo pueden ver."`
	ToData string `name:"to-data" placeholder:"DIR" xor:"to" required:"" help:"Carpeta de datos, nueva, a la que se llevan los datos."`
}

// Run copies everything from one place to another, empty one, by way of a back-up that is never written down. Nobody may
// work in the old place meanwhile, as what is written after the copy would stay behind.
func (c moveCommand) Run(k *kong.Kong) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	log := newLogger("text", k.Stderr)
	cfg := c.config(c.Demo, log)
	if err := needFolder(cfg); err != nil {
		return err
	}
	from, err := db.Reach(ctx, cfg)
	if err != nil {
		return err
	}
	defer closeDatabase(from, log)
	if err := mustRest(ctx, from); err != nil {
		return err
	}
	to := db.Config{URL: c.To, DataDir: c.ToData, BinDir: c.PostgresBin, Log: log}
	var m backup.Manifest
	where, err := fillEmpty(ctx, to, func(ownerURL string) error {
		m, err = carry(ctx, from.OwnerURL(), ownerURL)
		return err
	})
	if err != nil {
		return err
	}
	if err := (backup.Source{OwnerURL: from.OwnerURL()}).Record(ctx, operator, time.Now(), m); err != nil {
		log.Warn("the audit of the old place does not tell of the move", "err", err)
	}
	_, err = fmt.Fprintf(k.Stdout, "Llevado y comprobado: de %s a %s\n%s%s\n", from.Where(), where, told(m), c.next(from.Where()))
	return err
}

// mustRest refuses to move what another Hito works with.
func mustRest(ctx context.Context, from *db.Database) error {
	busy, err := backup.Serving(ctx, from.OwnerURL())
	if err == nil && busy {
		return fmt.Errorf("hay un Hito en marcha sobre %s y lo que se escribiera mientras tanto se quedaría allí: deténgalo antes", from.Where())
	}
	return err
}

// next says what to do once all is moved.
func (c moveCommand) next(old string) string {
	how := "con --data " + c.ToData
	if c.To != "" {
		how = "con esa dirección en DATABASE_URL"
	}
	return "  Arranque Hito " + how + ". En " + old + " sigue todo como estaba: no lo use más, y bórrelo cuando haya\n" +
		"  comprobado el sitio nuevo y tenga una copia de seguridad de él."
}

// carry backs one database up into another.
func carry(ctx context.Context, from, to string) (backup.Manifest, error) {
	reading, writing := io.Pipe()
	failed := make(chan error, 1)
	go func() {
		_, err := backup.Source{OwnerURL: from, Version: version}.Write(ctx, writing)
		_ = writing.CloseWithError(err) // always nil
		failed <- err
	}()
	m, err := backup.Target{OwnerURL: to, Actor: operator, Now: time.Now}.Restore(ctx, reading)
	_ = reading.CloseWithError(err) // always nil
	if source := <-failed; source != nil && err != nil {
		return m, fmt.Errorf("%w (%w)", source, err)
	}
	return m, err
}
