package main

import (
	"context"
	"fmt"

	"github.com/alecthomas/kong"

	"hito/internal/audit"
	"hito/internal/db"
	"hito/internal/user"
)

type auditCommand struct {
	Verify auditVerifyCommand `cmd:"" help:"Comprueba que nadie ha cambiado ni borrado nada en la auditoría."`
}

type auditVerifyCommand struct {
	peopleFlags
	Head string `placeholder:"CABECERA" help:"Cabecera que se anotó en otra comprobación (número:resumen): debe seguir ahí."`
}

// reasons tell how a chain is broken.
var reasons = map[audit.Reason]string{
	audit.Altered:         "no es como se escribió",
	audit.Missing:         "no sigue al anterior: falta alguno o sobra este",
	audit.PersonalAltered: "tiene datos personales que no son los que se escribieron",
	audit.HeadLost:        "es la cabecera que se anotó y ya no está como estaba",
}

// Run verifies the chain; a broken one is an error.
func (c auditVerifyCommand) Run(k *kong.Kong) error {
	var noted audit.Head
	if c.Head != "" {
		var err error
		if noted, err = audit.ParseHead(c.Head); err != nil {
			return &usageError{fmt.Sprintf("--head: %q no es una cabecera, que se escribe como la muestra esta misma orden", c.Head)}
		}
	}
	return c.withDatabase(k, true, func(ctx context.Context, database *db.Database, _ user.Store) error {
		v, err := audit.Verify(ctx, database.Pool, noted)
		if err != nil {
			return err
		}
		if v.Reason != "" {
			return fmt.Errorf("la auditoría NO es de fiar: el suceso %d %s. Conserve la base de datos como está y avise a quien responde de la seguridad",
				v.Broken, reasons[v.Reason])
		}
		_, err = fmt.Fprintf(k.Stdout, "La auditoría está entera: %d sucesos, de %d ya se han olvidado los datos personales.\nCabecera: %s\n",
			v.Events, v.Forgotten, v.Head)
		return err
	})
}
