package directory

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// server is the real directory that the tests share.
type server struct {
	plain, encrypted string // addresses, for ldap:// and ldaps://
	authority        string // the file of the authority that signed its certificate
	stranger         string // the file of another one
}

var (
	shared  server
	missing error // why there is none
)

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "hito-directory-")
	if err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	var stop func()
	if shared, stop, missing = start(dir); missing == nil {
		defer stop()
	}
	return m.Run()
}

// need skips, or in continuous integration fails, a test where the directory cannot run.
func need(t *testing.T) {
	t.Helper()
	if missing == nil {
		return
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("no LDAP server: %v", missing)
	}
	t.Skipf("no LDAP server (run .ci/install slapd): %v", missing)
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

// start runs slapd with the people of testdata in a folder.
func start(dir string) (server, func(), error) {
	program, err := slapd(dir)
	if err != nil {
		return server{}, nil, err
	}
	found := server{plain: free(), encrypted: free()}
	if found.authority, err = certify(dir, "server"); err == nil {
		found.stranger, err = certify(dir, "stranger")
	}
	if err == nil {
		err = populate(dir, program)
	}
	if err != nil {
		return server{}, nil, err
	}
	var said strings.Builder
	cmd := exec.Command(program, "-f", "slapd.conf", "-h", "ldap://"+found.plain+" ldaps://"+found.encrypted, "-d", "0")
	cmd.Dir, cmd.Stderr = dir, &said
	if err := cmd.Start(); err != nil {
		return server{}, nil, err
	}
	stop := func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	if err := listens(found.plain); err != nil {
		stop()
		return server{}, nil, fmt.Errorf("%w: %s", err, said.String())
	}
	return found, stop, nil
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
	people, err := os.ReadFile("testdata/people.ldif")
	if err != nil {
		return err
	}
	text := regexp.MustCompile(`\{SSHA\}(\w+)`).ReplaceAllStringFunc(string(people), func(marked string) string {
		sum := sha1.Sum([]byte(password(strings.TrimPrefix(marked, "{SSHA}"))))
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

func password(uid string) string { return uid + "-password-1" }

// certify writes name.pem and name.key, a certificate for this machine that signs itself.
func certify(dir, name string) (string, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", err
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	signed, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		return "", err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, name)
	err = os.WriteFile(path+".key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), 0o600)
	if err != nil {
		return "", err
	}
	return path + ".pem", os.WriteFile(path+".pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed}), 0o600)
}

// free returns an address of this machine where nothing listens.
func free() string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// listens waits until something answers at an address.
func listens(address string) error {
	var err error
	for range 100 {
		var conn net.Conn
		if conn, err = net.Dial("tcp", address); err == nil {
			return conn.Close()
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}
