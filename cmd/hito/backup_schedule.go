package main

import (
	"cmp"
	"errors"
	"os"
	"time"

	"filippo.io/age"

	"hito/internal/backup"
	"hito/internal/job"
)

// scheduleFlags say how a server that runs is backed up by itself.
type scheduleFlags struct {
	BackupDir       string        `name:"backup-dir" env:"HITO_BACKUP_DIR" placeholder:"DIR" help:"Carpeta en la que se hacen copias de seguridad por sí solas; sin ella no se hacen."`
	BackupEvery     time.Duration `name:"backup-every" env:"HITO_BACKUP_EVERY" placeholder:"TIEMPO" default:"24h" help:"Cada cuánto se hace una copia (${default})."`
	BackupKeep      int           `name:"backup-keep" env:"HITO_BACKUP_KEEP" placeholder:"CUÁNTAS" default:"14" help:"Cuántas copias se guardan; las más antiguas se borran (${default})."`
	BackupRecipient []string      `name:"backup-recipient" env:"HITO_BACKUP_RECIPIENT" placeholder:"age1…" sep:"," help:"Clave pública de age para la que se cifran; puede repetirse, o ir varias separadas por comas."`
}

// The usual ones, where a setting is left blank.
const (
	backupEvery = 24 * time.Hour
	backupKeep  = 14
)

// leastBetween keeps a mistyped unit from filling the disk.
const leastBetween = 5 * time.Minute

// backupRecipients reads the settings, and finds what is wrong with them before anything starts.
func (f scheduleFlags) backupRecipients() ([]age.Recipient, error) {
	if f.BackupDir == "" {
		return nil, nil
	}
	if f.BackupEvery != 0 && f.BackupEvery < leastBetween {
		return nil, &usageError{"--backup-every: cada 5m como poco; por ejemplo, 24h"}
	}
	if f.BackupKeep < 0 {
		return nil, &usageError{"--backup-keep: guarde al menos una copia"}
	}
	if err := os.MkdirAll(f.BackupDir, 0o700); err != nil {
		return nil, &usageError{"--backup-dir: no se puede usar la carpeta: " + err.Error()}
	}
	if err := tryToWrite(f.BackupDir); err != nil {
		return nil, &usageError{"--backup-dir: no se puede escribir en la carpeta: " + err.Error()}
	}
	return backup.Recipients(f.BackupRecipient)
}

func tryToWrite(dir string) error {
	file, err := os.CreateTemp(dir, ".hito-")
	if err != nil {
		return err
	}
	return errors.Join(file.Close(), os.Remove(file.Name()))
}

func (f scheduleFlags) scheduled(ownerURL string, recipients []age.Recipient) job.Backups {
	return job.Backups{
		Source: backup.Source{OwnerURL: ownerURL, Version: version}, Dir: f.BackupDir, Recipients: recipients,
		Every: cmp.Or(f.BackupEvery, backupEvery), Keep: cmp.Or(f.BackupKeep, backupKeep),
	}
}
