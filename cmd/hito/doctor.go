package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"hito/internal/audit"
	"hito/internal/checkup"
	"hito/internal/db"
)

// doctorCommand takes the settings of serve, so that it looks at what serve would use.
type doctorCommand struct {
	databaseFlags
	accountFlags
	scheduleFlags
	Demo     bool   `env:"HITO_DEMO" help:"Sobre la base de datos de demostración."`
	Chromium string `env:"HITO_CHROMIUM" placeholder:"PROGRAMA" help:"Chromium con el que se hacen los PDF."`
	TimeZone string `name:"time-zone" env:"HITO_TIME_ZONE" default:"${time_zone}" help:"Zona horaria de las fechas (${default})."`
	Full     bool   `help:"Recorre la auditoría entera, aunque tarde."`
	JSON     bool   `name:"json" help:"Escribe lo encontrado como JSON, para otros programas."`
}

// Run looks at everything, tells it, and fails when anything is wrong.
func (c doctorCommand) Run(k *kong.Kong) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	found := []checkup.Finding{{Check: "Hito", Level: checkup.Well, Text: fmt.Sprintf("Hito %s, hecho con %s.", version, runtime.Version())}}
	found = append(found, c.database(ctx)...)
	found = append(found, c.surroundings(ctx)...)
	if err := tell(k.Stdout, found, c.JSON); err != nil {
		return err
	}
	wrong := 0
	for _, f := range found {
		if f.Level == checkup.Wrong {
			wrong++
		}
	}
	switch wrong {
	case 0:
		return nil
	case 1:
		return errors.New("hay una cosa que está mal")
	}
	return fmt.Errorf("hay %d cosas que están mal", wrong)
}

// database looks into the database, beside a server that runs if there is one.
func (c doctorCommand) database(ctx context.Context) []checkup.Finding {
	cfg := c.config(c.Demo, slog.New(slog.DiscardHandler))
	cfg.Join, cfg.Look = true, true
	if _, err := os.Stat(cfg.DataDir); cfg.URL == "" && errors.Is(err, fs.ErrNotExist) {
		// Opening it would make it.
		return []checkup.Finding{bad("Base de datos", "No hay datos en "+cfg.DataDir+".", "Indique DATABASE_URL o --data, o inicie el servidor por primera vez.")}
	}
	database, err := db.Open(ctx, cfg)
	if err != nil {
		return []checkup.Finding{{Check: "Base de datos", Level: checkup.Wrong, Text: inOneSentence(err), Do: "Nada de lo que hay en ella se ha podido comprobar."}}
	}
	defer closeDatabase(database, cfg.Log)
	before := time.Now()
	facts, err := checkup.Load(ctx, database.Pool)
	if err != nil {
		return []checkup.Finding{{Check: "Base de datos", Level: checkup.Wrong, Text: "No se puede leer: " + err.Error() + ".", Do: "Si está vacía o es de otra versión, ejecute «hito migrate»."}}
	}
	middle := before.Add(time.Since(before) / 2)
	found := append([]checkup.Finding{{Check: "Base de datos", Level: checkup.Well, Text: database.Where() + "."}}, facts.Check()...)
	return append(found, facts.Clock(middle, c.TimeZone), c.audit(ctx, database))
}

// quickAudit is how long the chain is walked where nobody asked for all of it.
const quickAudit = 10 * time.Second

func (c doctorCommand) audit(ctx context.Context, database *db.Database) checkup.Finding {
	const name = "Auditoría"
	if !c.Full {
		var cancel func()
		ctx, cancel = context.WithTimeout(ctx, quickAudit)
		defer cancel()
	}
	v, err := audit.Verify(ctx, database.Slow, audit.Head{})
	switch {
	case err != nil && ctx.Err() != nil:
		return checkup.Finding{Check: name, Level: checkup.Mind, Text: "Es larga y no se ha recorrido entera.", Do: "Repita la orden con --full, o ejecute «hito audit verify»."}
	case err != nil:
		return checkup.Finding{Check: name, Level: checkup.Wrong, Text: "No se ha podido comprobar: " + err.Error() + ".", Do: "Ejecute «hito audit verify»."}
	case v.Reason != "":
		return checkup.Finding{Check: name, Level: checkup.Wrong, Text: fmt.Sprintf("NO es de fiar: el suceso %d %s.", v.Broken, reasons[v.Reason]),
			Do: "Conserve la base de datos como está y avise a quien responde de la seguridad."}
	}
	return checkup.Finding{Check: name, Level: checkup.Well, Text: fmt.Sprintf("Está entera: %d sucesos.", v.Events)}
}

// inOneSentence is what a person may be told of a failure.
func inOneSentence(err error) string {
	var known *db.Problem
	if errors.As(err, &known) {
		return known.Text
	}
	return err.Error()
}

// tell writes one line for each finding, and what to do under it.
func tell(w io.Writer, found []checkup.Finding, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(found)
	}
	for _, f := range found {
		if _, err := fmt.Fprintf(w, "%-6s %s: %s\n", f.Level, f.Check, f.Text); err != nil {
			return err
		}
		if f.Do != "" {
			if _, err := fmt.Fprintf(w, "       → %s\n", f.Do); err != nil {
				return err
			}
		}
	}
	return nil
}
