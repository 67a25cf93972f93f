package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// server is how the server for e-mails is reached.
type server struct {
	host    string
	address string // with the port
	options []gomail.Option
	tls     *tls.Config
	smtps   bool // encrypted from the start
	account bool // whether it is told who sends
	connect func(ctx context.Context, network, address string) (net.Conn, error)
}

var errServer = errors.New("el servidor de correo se escribe como «smtp://usuario@servidor:587» o «smtps://usuario@servidor:465»")

// readServer reads an address such as "smtp://user@host:587".
func readServer(address, password string) (server, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return server{}, errServer
	}
	s := server{host: u.Hostname(), smtps: u.Scheme == "smtps", connect: (&net.Dialer{}).DialContext}
	near := loopback(s.host)
	// Nobody stands between this machine and itself, and no certificate is made for its loopback addresses.
	s.tls = &tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12, InsecureSkipVerify: near} //nolint:gosec // on loopback alone
	port, err := portOf(u)
	if err != nil {
		return server{}, err
	}
	s.address = net.JoinHostPort(s.host, strconv.Itoa(port))
	s.options = []gomail.Option{gomail.WithTimeout(sendWithin), gomail.WithTLSConfig(s.tls), gomail.WithTLSPolicy(s.policy(near))}
	if err := s.authenticate(u.User, password, near); err != nil {
		return server{}, err
	}
	_, err = s.client(context.Background())
	return s, err
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// policy says how a connection is encrypted that begins in clear text.
func (s server) policy(near bool) gomail.TLSPolicy {
	switch {
	case s.smtps:
		return gomail.NoTLS // it is encrypted already
	case near:
		return gomail.TLSOpportunistic
	}
	return gomail.TLSMandatory
}

func portOf(u *url.URL) (int, error) {
	if u.Port() == "" {
		return map[string]int{"smtp": 587, "smtps": 465}[u.Scheme], nil
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil || port == 0 {
		return 0, fmt.Errorf("el puerto del servidor de correo va de 1 a 65535, y no es %s", u.Port())
	}
	return int(port), nil
}

// authenticate adds a user and the password. They go in clear text to this very machine alone.
func (s *server) authenticate(user *url.Userinfo, password string, near bool) error {
	_, inside := user.Password()
	switch name := user.Username(); {
	case inside:
		return errors.New("la contraseña del servidor de correo no va en su dirección: tiene su propio ajuste")
	case name == "" && password != "":
		return errors.New("hay una contraseña para el servidor de correo y falta el usuario: «smtp://usuario@servidor:587»")
	case name != "" && password == "":
		return errors.New("falta la contraseña del usuario del servidor de correo")
	case name != "":
		plain, login := gomail.SMTPAuthPlain, gomail.SMTPAuthLogin
		if near {
			plain, login = gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc
		}
		known := []gomail.SMTPAuthType{gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, gomail.SMTPAuthCramMD5, plain, login}
		s.account = true
		s.options = append(s.options, gomail.WithOpportunisticSMTPAuth(known...), gomail.WithUsername(name), gomail.WithPassword(password))
	}
	return nil
}

// client returns a client for one message, of which the end of ctx ends whatever it waits for.
func (s server) client(ctx context.Context) (*gomail.Client, error) {
	c, err := gomail.NewClient(s.host, append(s.options[:len(s.options):len(s.options)], gomail.WithDialContextFunc(s.dial(ctx)))...)
	if err != nil {
		return nil, fmt.Errorf("prepare the mail server: %w", err)
	}
	return c, nil
}

// dial connects for as long as ctx lasts: the library heeds its context only until it is connected, and leaves a
// connection open where the server is not what it should be.
func (s server) dial(ctx context.Context) gomail.DialContextFunc {
	return func(dialling context.Context, network, _ string) (net.Conn, error) {
		conn, err := s.connect(dialling, network, s.address)
		if err != nil {
			return nil, err
		}
		context.AfterFunc(ctx, func() { _ = conn.Close() })
		if !s.smtps {
			return conn, nil
		}
		encrypted := tls.Client(conn, s.tls)
		if err := encrypted.HandshakeContext(dialling); err != nil {
			return nil, err
		}
		return encrypted, nil
	}
}
