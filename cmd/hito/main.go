// Command hito serves and keeps an innovation plan: see hito --help.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	_ "time/tzdata" // the binary stands alone: it brings its own time zones

	"github.com/alecthomas/kong"

	"hito/internal/db"
)

// version is set by the build.
var version = "dev"

// commands is the command line; the texts are Spanish, as the rest of the interface.
type commands struct {
	Serve    serveCommand    `cmd:"" help:"Sirve la aplicación web."`
	Migrate  migrateCommand  `cmd:"" help:"Pone al día el esquema de la base de datos y termina."`
	User     userCommand     `cmd:"" help:"Gestiona las personas que entran."`
	Audit    auditCommand    `cmd:"" help:"Comprueba la auditoría."`
	Health   healthCommand   `cmd:"" help:"Pregunta a un servidor en marcha si está bien (para contenedores)."`
	Snapshot snapshotCommand `cmd:"" help:"Cierra seguimientos de los planes."`
	Import   importCommand   `cmd:"" help:"Muestra lo que un fichero cambiaría de un plan, y lo aplica si se pide."`
	Export   exportCommand   `cmd:"" help:"Escribe un plan en una hoja de cálculo."`
	Backup   backupCommand   `cmd:"" help:"Escribe una copia de seguridad de todos los datos en un fichero."`
	Restore  restoreCommand  `cmd:"" help:"Restaura una copia de seguridad en un sitio vacío, o la comprueba."`
	Move     moveCommand     `cmd:"" help:"Lleva los datos de la carpeta propia a un servidor PostgreSQL, o de vuelta."`
	Doctor   doctorCommand   `cmd:"" help:"Comprueba que todo lo que Hito necesita está bien, y dice qué hacer con lo que no."`
	Version  versionCommand  `cmd:"" help:"Muestra la versión."`
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run carries out a command line and returns the exit code: 0, 1 when the command failed, 2 when
// it could not be understood.
func run(args []string, out, errOut io.Writer) int {
	exit := -1
	var cmd commands
	parser, err := kong.New(&cmd,
		kong.Name("hito"),
		kong.Description("Hito: seguimiento de planes de innovación de una administración pública."),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Help(spanishHelp),
		kong.Writers(out, errOut),
		kong.Exit(func(code int) { exit = code }),
		kong.Vars{"version": version, "time_zone": defaultTimeZone},
	)
	if err != nil {
		return complain(errOut, err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if exit >= 0 {
		return exit
	}
	if err != nil {
		fmt.Fprintf(errOut, "hito: no se entiende la orden: %s\nPruebe: hito --help\n", inSpanish(err.Error()))
		return 2
	}
	if err := parsed.Run(); err != nil {
		return complain(errOut, err)
	}
	return 0
}

func complain(errOut io.Writer, err error) int {
	var usage *usageError
	if errors.As(err, &usage) {
		fmt.Fprintf(errOut, "hito: %v\nPruebe: hito --help\n", err)
		return 2
	}
	var known *db.Problem
	if errors.As(err, &known) {
		fmt.Fprintf(errOut, "hito: %s\n", known.Text)
		return 1
	}
	fmt.Fprintf(errOut, "hito: %v\n", err)
	return 1
}

// usageError is a setting that cannot be; its text says which and what would be right.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(k *kong.Kong) error {
	_, err := fmt.Fprintf(k.Stdout, "hito %s\n", version)
	return err
}
