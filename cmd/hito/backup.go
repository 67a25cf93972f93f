package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"syscall"
	"time"

	"filippo.io/age"
	"github.com/alecthomas/kong"

	"hito/internal/backup"
	"hito/internal/db"
)

type backupCommand struct {
	peopleFlags
	sealFlags
	File  string `arg:"" placeholder:"FICHERO" help:"Fichero en el que se escribe la copia; solo podrá leerlo quien da la orden."`
	Force bool   `help:"Sustituye el fichero si ya existe."`
}

// sealFlags say who may read a back-up.
type sealFlags struct {
	Recipient      []string `placeholder:"age1…" sep:"," help:"Cifra la copia para esta clave pública de age; puede repetirse."`
	PassphraseFile string   `name:"passphrase-file" placeholder:"FICHERO" help:"Cifra la copia con la contraseña que hay en este fichero."`
}

func (f sealFlags) recipients() ([]age.Recipient, error) {
	if f.PassphraseFile == "" {
		return backup.Recipients(f.Recipient)
	}
	if len(f.Recipient) > 0 {
		return nil, &usageError{"--passphrase-file y --recipient no van juntas: elija una de las dos formas de cifrar"}
	}
	phrase, err := backup.Passphrase(f.PassphraseFile)
	if err != nil {
		return nil, err
	}
	recipient, err := backup.ByPassphrase(phrase)
	return []age.Recipient{recipient}, err
}

// Run writes the back-up, beside a server that runs if there is one, and tells in the audit that it was made.
func (c backupCommand) Run(k *kong.Kong) error {
	recipients, err := c.recipients()
	if err != nil {
		return err
	}
	return c.withWhole(k, func(ctx context.Context, database *db.Database) error {
		source := backup.Source{OwnerURL: database.OwnerURL(), Version: version}
		m, err := source.WriteFile(ctx, c.File, c.Force, recipients...)
		if err != nil {
			return err
		}
		if err := source.Record(ctx, operator, time.Now(), m); err != nil {
			return fmt.Errorf("la copia %s está hecha, pero no se ha podido anotar en la auditoría: %w", c.File, err)
		}
		_, err = fmt.Fprintf(k.Stdout, "Copia hecha: %s\n%s", c.File, told(m))
		return err
	})
}

// withWhole reaches the database as it is, joining a server that runs already, for as long as do takes.
func (f peopleFlags) withWhole(k *kong.Kong, do func(context.Context, *db.Database) error) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	log := newLogger("text", k.Stderr)
	cfg := f.config(f.Demo, log)
	cfg.Join = true
	if err := needFolder(cfg); err != nil {
		return err
	}
	database, err := db.Reach(ctx, cfg)
	if err != nil {
		return err
	}
	defer closeDatabase(database, log)
	return do(ctx, database)
}

// needFolder keeps a mistyped folder from becoming a new, empty one.
func needFolder(cfg db.Config) error {
	if cfg.URL != "" {
		return nil
	}
	if _, err := os.Stat(cfg.DataDir); errors.Is(err, fs.ErrNotExist) {
		return &usageError{fmt.Sprintf("no hay ninguna carpeta de datos %q: indíquela con --data, o el servidor con DATABASE_URL", cfg.DataDir)}
	}
	return nil
}

// told says in a few lines what a back-up holds.
func told(m backup.Manifest) string {
	text := fmt.Sprintf("  Estado del %s, con %d filas en %d tablas (Hito %s, esquema %d, PostgreSQL %s).\n",
		m.At.Local().Format("2/1/2006, 15:04:05 MST"), m.Rows(), len(m.Tables), m.Hito, m.Schema, m.PostgreSQL)
	if m.Audit != "" {
		text += "  Cabecera de la auditoría: " + m.Audit + "\n"
	}
	return text
}
