package directorytest

import (
	"crypto/sha1"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

//go:embed testdata/people.ldif
var people string

// prepare writes what slapd needs into the server's folder.
func (s *Server) prepare() (err error) {
	if s.program, err = slapd(s.dir); err != nil {
		return err
	}
	if s.Authority, err = certify(s.dir, "server"); err != nil {
		return err
	}
	if s.Stranger, err = certify(s.dir, "stranger"); err != nil {
		return err
	}
	return populate(s.dir, s.program)
}

// exists returns the first of some files or folders that is there, or "".
func exists(paths ...string) string {
	for _, path := range paths {
		if found, _ := filepath.Glob(path); len(found) > 0 {
			return found[0]
		}
	}
	return ""
}

// slapd copies the program into dir: where a system confines it to its own folders, it does so by
// the program's path.
func slapd(dir string) (string, error) {
	path, err := exec.LookPath("slapd")
	if err != nil {
		if path = exists("/usr/sbin/slapd", "/usr/libexec/slapd", "/usr/lib/openldap/slapd"); path == "" {
			return "", errors.New("slapd was not found")
		}
	}
	from, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer from.Close()
	to, err := os.OpenFile(filepath.Join(dir, "slapd"), os.O_CREATE|os.O_WRONLY, 0o700)
	if err != nil {
		return "", err
	}
	if _, err := io.Copy(to, from); err != nil {
		return "", err
	}
	return to.Name(), to.Close()
}

// settings of slapd; memberOf is a plain attribute here, as it looks from outside.
const settings = `%s
include %[2]s/core.schema
include %[2]s/cosine.schema
include %[2]s/inetorgperson.schema
attributetype ( 1.3.6.1.4.1.4203.666.1.1 NAME 'memberOf' EQUALITY distinguishedNameMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.12 )
objectclass ( 1.3.6.1.4.1.4203.666.1.2 NAME 'grouped' SUP top AUXILIARY MAY memberOf )
TLSCACertificateFile server.pem
TLSCertificateFile server.pem
TLSCertificateKeyFile server.key
database mdb
suffix "dc=example,dc=org"
directory data
access to attrs=userPassword by anonymous auth by * none
access to dn.subtree="ou=people,dc=example,dc=org" by dn.exact="cn=reader,dc=example,dc=org" read by * none
access to * by * none
`

// populate writes the settings and the people, with their passwords, into slapd's files.
func populate(dir, program string) error {
	schema := exists("/etc/ldap/schema", "/etc/openldap/schema", "/usr/local/etc/openldap/schema")
	modules := ""
	if module := exists("/usr/lib/ldap/back_mdb.*", "/usr/lib*/openldap/back_mdb.*"); module != "" {
		modules = "modulepath " + filepath.Dir(module) + "\nmoduleload back_mdb"
	}
	text := regexp.MustCompile(`\{SSHA\}(\w+)`).ReplaceAllStringFunc(people, func(marked string) string {
		sum := sha1.Sum([]byte(Password(strings.TrimPrefix(marked, "{SSHA}"))))
		return "{SHA}" + base64.StdEncoding.EncodeToString(sum[:])
	})
	for name, body := range map[string]string{"slapd.conf": fmt.Sprintf(settings, modules, schema), "people.ldif": text} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
			return err
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "data"), 0o700); err != nil {
		return err
	}
	cmd := exec.Command(program, "-Tadd", "-f", "slapd.conf", "-l", "people.ldif")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("slapadd: %w: %s", err, out)
	}
	return nil
}
