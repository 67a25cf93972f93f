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
	"hito/internal/db/cluster"
)

type restoreCommand struct {
	peopleFlags
	File           string `arg:"" placeholder:"FICHERO" help:"Copia que se restaura."`
	Check          bool   `help:"Solo comprueba que la copia está entera, sin restaurarla en ningún sitio."`
	Identity       string `placeholder:"FICHERO" help:"Clave privada de age con la que se abre una copia cifrada."`
	PassphraseFile string `name:"passphrase-file" placeholder:"FICHERO" help:"Fichero con la contraseña de una copia cifrada."`
	BrokenAudit    bool   `name:"broken-audit" help:"Restaura también una copia cuya auditoría ya no era de fiar cuando se hizo."`
}

func (c restoreCommand) keys() (keys []age.Identity, err error) {
	if c.Identity != "" {
		if keys, err = backup.Identities(c.Identity); err != nil {
			return nil, err
		}
	}
	if c.PassphraseFile == "" {
		return keys, nil
	}
	phrase, err := backup.Passphrase(c.PassphraseFile)
	if err != nil {
		return nil, err
	}
	key, err := backup.OpenedBy(phrase)
	return append(keys, key), err
}

// Run verifies the file from its beginning to its end before it touches anything, and again while it restores it.
func (c restoreCommand) Run(k *kong.Kong) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	keys, err := c.keys()
	if err != nil {
		return err
	}
	m, err := backup.Check(ctx, c.File, keys...)
	if err != nil {
		return err
	}
	if c.Check {
		_, err = fmt.Fprintf(k.Stdout, "La copia %s está entera.\n%s", c.File, told(m))
		return err
	}
	file, err := backup.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	log := newLogger("text", k.Stderr)
	where, err := fillEmpty(ctx, c.config(c.Demo, log), func(ownerURL string) error {
		target := backup.Target{OwnerURL: ownerURL, Actor: operator, Now: time.Now, BrokenAudit: c.BrokenAudit}
		m, err = target.Restore(ctx, file, keys...)
		return err
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(k.Stdout, "Restaurada y comprobada en %s\n%s", where, told(m))
	return err
}

// fillEmpty reaches a database for fill to work on, and tells where it is. A data folder that was made for it goes again
// where fill fails.
func fillEmpty(ctx context.Context, cfg db.Config, fill func(ownerURL string) error) (where string, err error) {
	made := false
	if cfg.URL == "" {
		_, err := os.Lstat(cfg.DataDir)
		made = errors.Is(err, fs.ErrNotExist)
	}
	database, err := db.Reach(ctx, cfg)
	if err == nil {
		where = database.Where()
		err = errors.Join(fill(database.OwnerURL()), database.Close())
	}
	if err != nil && made {
		err = errors.Join(err, cluster.Discard(cfg.DataDir))
	}
	return where, err
}
