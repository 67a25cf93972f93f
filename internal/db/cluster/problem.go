package cluster

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"syscall"
)

// Problem is a failure that the person who starts Hito can do something about.
type Problem struct {
	Text string // in Spanish, what happens and what to do
	Err  error  // the cause, may be nil
}

// Error returns the text, and the cause in parentheses for the log.
func (p *Problem) Error() string {
	if p.Err == nil {
		return p.Text
	}
	return p.Text + " (" + p.Err.Error() + ")"
}

// Unwrap returns the cause.
func (p *Problem) Unwrap() error { return p.Err }

func problem(err error, format string, args ...any) error {
	return &Problem{Text: fmt.Sprintf(format, args...), Err: err}
}

// full is how PostgreSQL complains of a disk; the third is a write that was cut short.
var full = regexp.MustCompile(`No space left on device|[Qq]uota exceeded|could not extend file|Check free disk space`)

// diskProblem explains an error of the file system or a complaint of PostgreSQL's about it;
// anything else is wrapped in the words of what was attempted.
func diskProblem(err error, output, dir, attempted string) error {
	var known *Problem
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), full.MatchString(output):
		return problem(err, "No queda espacio en el disco de %s, o su cuota está agotada: Hito necesita unos 200 MB libres. "+
			"Libere espacio, o elija otra carpeta con --data.", dir)
	case errors.Is(err, syscall.EROFS), strings.Contains(output, "Read-only file system"):
		return problem(err, "El disco de %s es de solo lectura: elija otra carpeta con --data.", dir)
	case errors.Is(err, fs.ErrPermission), strings.Contains(output, "Permission denied"),
		strings.Contains(output, "Operation not permitted"):
		return problem(err, "No hay permiso para usar %s: cambie su propietario o sus permisos, o elija otra carpeta con --data.", dir)
	}
	return fmt.Errorf("%s: %w", attempted, err)
}
