package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/signal"
	osuser "os/user"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/alecthomas/kong"

	"hito/internal/access"
	"hito/internal/db"
	"hito/internal/fault"
	"hito/internal/text"
	"hito/internal/unit"
	"hito/internal/user"
)

type userCommand struct {
	Add     userAddCommand     `cmd:"" help:"Da de alta a una persona y muestra el enlace para que elija contraseña."`
	List    userListCommand    `cmd:"" help:"Muestra las personas, sus papeles y su estado."`
	Disable userDisableCommand `cmd:"" help:"Impide entrar a una persona y cierra sus sesiones."`
	Enable  userEnableCommand  `cmd:"" help:"Vuelve a dejar entrar a una persona."`
	Reset   userResetCommand   `cmd:"" help:"Muestra un enlace para que una persona elija contraseña, y le quita el segundo paso si se pide."`
	Role    userRoleCommand    `cmd:"" help:"Cambia el papel de una persona."`
}

// operator is whoever gives commands on the machine itself; the audit keeps their name there.
var operator = access.Actor{Kind: access.Command, Origin: access.Origin{Address: localUser()}}

func localUser() string {
	me, err := osuser.Current()
	if err != nil {
		return "local"
	}
	return "local:" + me.Username
}

// peopleFlags are those of every command about people.
type peopleFlags struct {
	databaseFlags
	Demo bool `env:"HITO_DEMO" help:"Sobre la base de datos de demostración."`
}

// withUsers opens the database, joining a server that runs already, for as long as do takes.
func (f peopleFlags) withUsers(k *kong.Kong, do func(context.Context, *db.Database, user.Store) error) error {
	return f.withDatabase(k, false, do)
}

// withDatabase is withUsers; to only look, it leaves the schema as it is.
func (f peopleFlags) withDatabase(k *kong.Kong, look bool, do func(context.Context, *db.Database, user.Store) error) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	log := newLogger("text", k.Stderr)
	cfg := f.config(f.Demo, log)
	cfg.Join, cfg.Look = true, look
	database, err := db.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer closeDatabase(database, log)
	return inWords(do(ctx, database, user.Store{Pool: database.Pool, Now: time.Now}))
}

// inWords gives the refusals that a command can meet their sentence.
func inWords(err error) error {
	var invalid fault.Invalid
	switch {
	case errors.As(err, &invalid):
		var texts []string
		for _, message := range invalid {
			texts = append(texts, message)
		}
		return &usageError{strings.Join(texts, " ")}
	case errors.Is(err, user.ErrLastAdmin):
		return errors.New("es la única persona que administra: nombre antes a otra")
	case errors.Is(err, fault.Conflict):
		return errors.New("esa persona ha cambiado mientras tanto o está desactivada: mírela con «hito user list» y repita la orden")
	case errors.Is(err, fault.NotFound):
		return errors.New("no hay ninguna persona con ese correo: véalas con «hito user list»")
	}
	return err
}

// find returns the person with an e-mail as it is typed.
func find(ctx context.Context, users user.Store, email string) (user.User, error) {
	address, err := text.Email(email)
	if err != nil {
		return user.User{}, &usageError{err.Error()}
	}
	return users.FindByEmail(ctx, operator, address)
}

type linkFlags struct {
	publicFlags
}

// show writes a link for whoever gave the command.
func (f linkFlags) show(k *kong.Kong, what, token string) error {
	address, err := f.public("")
	if err != nil {
		return err
	}
	where := address + "/enlace/" + token
	if address == "" {
		where += "\n(detrás de la dirección de la aplicación; con --public-url sale entero)"
	}
	_, err = fmt.Fprintf(k.Stdout, "%s\n%s\n", what, where)
	return err
}

type userAddCommand struct {
	peopleFlags
	linkFlags
	Email string   `arg:"" help:"Correo."`
	Name  string   `required:"" placeholder:"NOMBRE" help:"Nombre y apellidos."`
	Role  string   `required:"" enum:"admin,technician,director,staff" help:"Papel: ${enum}."`
	Unit  []string `placeholder:"UNIDAD" help:"Unidades a las que pertenece, por su nombre o un alias."`
}

// Run invites a person.
func (c userAddCommand) Run(k *kong.Kong) error {
	return c.withUsers(k, func(ctx context.Context, database *db.Database, users user.Store) error {
		units, err := unit.Store{Pool: database.Pool, Now: time.Now}.List(ctx)
		if err != nil {
			return err
		}
		ids, err := unitsNamed(c.Unit, units)
		if err != nil {
			return err
		}
		draft := user.Draft{Email: c.Email, Name: c.Name, Role: access.Role(c.Role), UnitIDs: ids}
		_, token, err := users.Invite(ctx, operator, rand.Text(), draft)
		if err != nil {
			return err
		}
		return c.show(k, "Dada de alta. Dele este enlace, que sirve una vez, durante siete días:", token)
	})
}

func unitsNamed(names []string, units []unit.Counted) ([]int64, error) {
	var known []unit.Unit
	for _, u := range units {
		known = append(known, u.Unit)
	}
	var ids []int64
	for _, name := range names {
		found := unit.Find(name, known)
		if len(found.Units) != 1 || len(found.Unknown)+len(found.Doubtful) > 0 {
			return nil, &usageError{fmt.Sprintf("--unit: ninguna unidad, o más de una, se llama %q", name)}
		}
		ids = append(ids, found.Units[0].ID)
	}
	return ids, nil
}

type userListCommand struct{ peopleFlags }

// everybody is more people than any organisation lists on a terminal.
const everybody = 100_000

// Run lists people.
func (c userListCommand) Run(k *kong.Kong) error {
	return c.withUsers(k, func(ctx context.Context, _ *db.Database, users user.Store) error {
		list, _, err := users.People(ctx, operator, user.Query{Limit: everybody})
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(k.Stdout, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(table, "CORREO\tNOMBRE\tPAPEL\tSEGUNDO PASO\tESTADO\tUNIDADES")
		for _, u := range list {
			_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", u.Email, u.Name, u.Role, yesNo(u.HasFactor), stateOf(u), strings.Join(u.Units, ", "))
		}
		return table.Flush()
	})
}

func yesNo(yes bool) string {
	if yes {
		return "sí"
	}
	return "no"
}

func stateOf(u user.User) string {
	switch {
	case u.Disabled():
		return "desactivada"
	case u.Pending():
		return "pendiente"
	default:
		return "activa"
	}
}

type userDisableCommand struct {
	peopleFlags
	Email string `arg:"" help:"Correo."`
}

// Run bars a person.
func (c userDisableCommand) Run(k *kong.Kong) error {
	return c.withUsers(k, func(ctx context.Context, _ *db.Database, users user.Store) error {
		u, err := find(ctx, users, c.Email)
		if err != nil {
			return err
		}
		if err := users.Disable(ctx, operator, rand.Text(), u.ID); err != nil {
			return err
		}
		_, err = fmt.Fprintf(k.Stdout, "%s ya no puede entrar y sus sesiones se han cerrado.\n", u.Email)
		return err
	})
}

type userEnableCommand struct {
	peopleFlags
	Email string `arg:"" help:"Correo."`
}

// Run lets a person in again.
func (c userEnableCommand) Run(k *kong.Kong) error {
	return c.withUsers(k, func(ctx context.Context, _ *db.Database, users user.Store) error {
		u, err := find(ctx, users, c.Email)
		if err != nil {
			return err
		}
		if err := users.Enable(ctx, operator, rand.Text(), u.ID); err != nil {
			return err
		}
		_, err = fmt.Fprintf(k.Stdout, "%s puede entrar de nuevo.\n", u.Email)
		return err
	})
}

type userResetCommand struct {
	peopleFlags
	linkFlags
	Email        string `arg:"" help:"Correo."`
	SecondFactor bool   `name:"second-factor" help:"Quita además el segundo paso (teléfono y códigos perdidos)."`
}

// Run makes a link for another password.
func (c userResetCommand) Run(k *kong.Kong) error {
	return c.withUsers(k, func(ctx context.Context, _ *db.Database, users user.Store) error {
		u, err := find(ctx, users, c.Email)
		if err != nil {
			return err
		}
		if c.SecondFactor {
			if err := users.ResetFactor(ctx, operator, rand.Text(), u.ID); err != nil {
				return err
			}
		}
		token, _, err := users.NewLink(ctx, operator, rand.Text(), u.ID)
		if err != nil {
			return err
		}
		return c.show(k, "Dele este enlace para elegir contraseña; sirve una vez:", token)
	})
}

type userRoleCommand struct {
	peopleFlags
	Email string `arg:"" help:"Correo."`
	Role  string `arg:"" enum:"admin,technician,director,staff" help:"Papel: ${enum}."`
}

// Run gives a person another role.
func (c userRoleCommand) Run(k *kong.Kong) error {
	return c.withUsers(k, func(ctx context.Context, _ *db.Database, users user.Store) error {
		u, err := find(ctx, users, c.Email)
		if err != nil {
			return err
		}
		draft := user.Draft{Email: u.Email, Name: u.Name, Role: access.Role(c.Role), UnitIDs: u.UnitIDs}
		if err := users.Update(ctx, operator, rand.Text(), u.ID, u.Version, draft); err != nil {
			return err
		}
		_, err = fmt.Fprintf(k.Stdout, "%s tiene ahora el papel %s.\n", u.Email, c.Role)
		return err
	})
}
