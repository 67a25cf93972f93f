package db

import (
	"errors"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"hito/internal/fault"
)

// refusal is an error of PostgreSQL that the person's input or a concurrent change explains.
type refusal struct {
	kind       error
	constraint string
	cause      error
}

func (r *refusal) Error() string { return r.kind.Error() + ": " + r.cause.Error() }

// Unwrap gives the kind, the message for the form when the constraint has one, and the cause.
func (r *refusal) Unwrap() []error {
	chain := []error{r.kind, r.cause}
	if field, ok := constraintFields[r.constraint]; ok {
		chain = append(chain, fault.Invalid{field.name: field.message})
	}
	return chain
}

// Translate gives errors of pgx and PostgreSQL their kind of package fault (errors.Is), and a
// fault.Invalid (errors.As) where the broken constraint belongs to a form's field.
// Any other error, and one already translated, comes back as it is.
func Translate(err error) error {
	var done *refusal
	if err == nil || errors.As(err, &done) {
		return err
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return &refusal{kind: fault.NotFound, cause: err}
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return err
	}
	kind := kindOf(pg.Code)
	if kind == nil {
		return err
	}
	return &refusal{kind: kind, constraint: pg.ConstraintName, cause: err}
}

// Constraint returns the name of the constraint that err broke, or "".
func Constraint(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.ConstraintName
	}
	return ""
}

// kindOf returns nil for what no input explains: those are defects or failures of the server.
func kindOf(code string) error {
	switch code {
	case pgerrcode.NotNullViolation, pgerrcode.CheckViolation:
		return fault.BadInput
	case pgerrcode.SerializationFailure, pgerrcode.DeadlockDetected:
		return fault.Conflict
	}
	switch {
	case pgerrcode.IsIntegrityConstraintViolation(code): // unique, exclusion, foreign key either way, restrict
		return fault.Conflict
	case pgerrcode.IsDataException(code): // 22021 (NUL), out of range, too long, malformed
		return fault.BadInput
	}
	return nil
}
