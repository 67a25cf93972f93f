package backup

import (
	"errors"
	"io"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"hito/internal/db"
)

// ErrEncrypted tells that a back-up cannot be read without a key.
var ErrEncrypted = problem(nil, "La copia está cifrada: indique con qué se abre (--identity FICHERO o --passphrase-file FICHERO).")

// errForeign tells that a file does not begin as a back-up does.
var errForeign = errors.New("it is no back-up")

// explain says in words why a back-up cannot be used. What is a Problem already stays as it is.
func (r *reader) explain(err error) error {
	var known *db.Problem
	var wrongKey *age.NoIdentityMatchError
	switch {
	case errors.As(err, &known):
		return err
	case r.source.err != nil:
		return problem(r.source.err, "No se puede leer la copia: %v.", r.source.err)
	case errors.As(err, &wrongKey):
		return problem(err, "La copia está cifrada y no se abre con esa clave o contraseña.")
	case errors.Is(err, errForeign):
		return problem(err, "El fichero no es una copia de seguridad de Hito, o su comienzo está dañado.")
	case errors.Is(err, errCut), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return problem(err, "La copia está incompleta: termina antes de tiempo. No se puede usar; busque otra.")
	case errors.Is(err, errBroken), errors.Is(err, zstd.ErrCRCMismatch):
		return problem(err, "La copia está dañada: su suma de comprobación no cuadra, así que se cortó o cambió después de escribirse. "+
			"No se puede usar; busque otra.")
	default:
		return problem(err, "La copia está dañada (%v). No se puede usar; busque otra.", err)
	}
}
