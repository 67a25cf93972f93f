package cluster

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// adminRole is the superuser of the embedded cluster.
const adminRole = "hito_admin"

func (p place) secret() string { return filepath.Join(p.dir, secretsName, "postgresql") }

// administratorPassword reads the superuser's password; when there is none it draws one and says so.
func administratorPassword(p place) (password string, drawn bool, err error) {
	text, err := os.ReadFile(p.secret())
	if err == nil && len(text) >= 32 {
		return string(text), false, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", false, diskProblem(err, "", p.secret(), "read the secrets")
	}
	random := make([]byte, 32)
	if _, err := rand.Read(random); err != nil {
		return "", false, fmt.Errorf("draw a password: %w", err)
	}
	password = hex.EncodeToString(random)
	err = ignoreExisting(os.Mkdir(filepath.Dir(p.secret()), 0o700))
	if err == nil {
		err = writeSynced(p.secret(), []byte(password), 0o600)
	}
	return password, true, diskProblem(err, "", p.secret(), "write the secrets")
}

// setPassword gives an existing cluster a new superuser's password, when the secrets were lost: without
// a server, as only the owner of the files can.
func (c *Cluster) setPassword(ctx context.Context) error {
	cmd := exec.Command(c.bin.path("postgres"), "--single", "-D", c.place.pgdata(), "postgres")
	cmd.Dir, cmd.Env, cmd.SysProcAttr = "/", environment(), dyingWith(c.as.attributes(), syscall.SIGINT)
	cmd.Stdin = strings.NewReader(fmt.Sprintf("ALTER ROLE %s PASSWORD '%s'\n", adminRole, c.password))
	var output bytes.Buffer
	cmd.Stderr = &output
	if err := runToEnd(ctx, cmd); err != nil {
		err = fmt.Errorf("%w: %s", err, lastLines(output.Bytes()))
		return diskProblem(err, output.String(), c.place.pgdata(), "set the administrator's password anew")
	}
	c.notes = append(c.notes, "Faltaba la contraseña del administrador de PostgreSQL: se ha puesto otra, guardada en "+c.place.secret()+".")
	return nil
}
