// Package mail sends the few e-mails that Hito writes, where a server for it is configured.
package mail

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

const sendWithin = 20 * time.Second

// Config says through which server e-mails are sent.
type Config struct {
	Server   string // "smtp://user@host:587" (STARTTLS, but on loopback), or "smtps://user@host:465"
	Password string
	From     string // address that e-mails come from
}

// Sender sends e-mails.
type Sender struct {
	client *gomail.Client
	from   string
}

// New returns a sender; it connects to nobody yet. The error tells a person which setting cannot be.
func New(cfg Config) (*Sender, error) {
	u, err := url.Parse(cfg.Server)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, fmt.Errorf("el servidor de correo se escribe como «smtp://usuario@servidor:587» o «smtps://usuario@servidor:465»")
	}
	options := []gomail.Option{gomail.WithTimeout(sendWithin)}
	port, encrypted := 587, gomail.WithTLSPolicy(gomail.TLSMandatory)
	switch ip := net.ParseIP(u.Hostname()); {
	case u.Scheme == "smtps":
		port, encrypted = 465, gomail.WithSSL()
	case u.Hostname() == "localhost" || ip != nil && ip.IsLoopback():
		encrypted = gomail.WithTLSPolicy(gomail.TLSOpportunistic)
	}
	if u.Port() != "" {
		if port, err = strconv.Atoi(u.Port()); err != nil {
			return nil, fmt.Errorf("el puerto del servidor de correo no es un número: %q", u.Port())
		}
	}
	options = append(options, gomail.WithPort(port), encrypted)
	if name := u.User.Username(); name != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(name), gomail.WithPassword(cfg.Password))
	}
	client, err := gomail.NewClient(u.Hostname(), options...)
	if err != nil {
		return nil, fmt.Errorf("prepare the mail server: %w", err)
	}
	if err := gomail.NewMsg().From(cfg.From); err != nil {
		return nil, fmt.Errorf("el remitente del correo no es una dirección: %q", cfg.From)
	}
	return &Sender{client: client, from: cfg.From}, nil
}

// Message is an e-mail of plain text.
type Message struct{ To, Subject, Text string }

// Send sends a message, or says why it could not; the error names neither the address nor the text.
func (s *Sender) Send(ctx context.Context, m Message) error {
	msg := gomail.NewMsg()
	if err := msg.FromFormat("Hito", s.from); err != nil {
		return fmt.Errorf("send an e-mail: sender: %w", err)
	}
	if err := msg.To(m.To); err != nil {
		return fmt.Errorf("send an e-mail: the recipient is no address")
	}
	msg.Subject(m.Subject)
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	if err := s.client.DialAndSendWithContext(ctx, msg); err != nil {
		return fmt.Errorf("send an e-mail: %w", reason(err))
	}
	return nil
}
