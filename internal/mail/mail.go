// Package mail sends the few e-mails that Hito writes, where a server for it is configured.
package mail

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

const sendWithin = 20 * time.Second

// ErrRecipient tells a message to what is no address.
var ErrRecipient = errors.New("the recipient is no address")

// Config says through which server e-mails are sent.
type Config struct {
	Server   string // "smtp://user@host:587" (STARTTLS, but on loopback), or "smtps://user@host:465"
	Password string
	From     string // address that e-mails come from
}

// Sender sends e-mails.
type Sender struct {
	server server
	from   string
}

// New returns a sender; it connects to nobody yet. The error tells the operator, in Spanish, which setting cannot be.
func New(cfg Config) (*Sender, error) {
	s, err := readServer(cfg.Server, cfg.Password)
	if err != nil {
		return nil, err
	}
	if cfg.From == "" {
		return nil, errors.New("falta el remitente de los correos, como «hito@ayuntamiento.es»")
	}
	from, err := netmail.ParseAddress(cfg.From)
	if err != nil {
		return nil, fmt.Errorf("el remitente del correo no es una dirección: %q", cfg.From)
	}
	return &Sender{server: s, from: from.Address}, nil
}

// Message is an e-mail of plain text, and of HTML that says the same where that is not blank.
type Message struct {
	To, Subject, Text string
	HTML              string
	ID                string // of letters and digits, the same for each attempt at one message; one of its own where it is blank
}

// Send sends a message, or says why it could not; the error names neither the address nor the text. Unsure is one whose
// message may have arrived all the same, Refused one that the server answered no to. After any other it was not taken.
func (s *Sender) Send(ctx context.Context, m Message) error {
	msg, err := s.write(m)
	if err != nil {
		return fmt.Errorf("send an e-mail: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, sendWithin)
	defer cancel()
	client, err := s.server.client(ctx)
	if err != nil {
		return fmt.Errorf("send an e-mail: %w", err)
	}
	err = client.DialAndSendWithContext(ctx, msg)
	switch {
	case err == nil, msg.IsDelivered(): // how the server says goodbye afterwards is nothing to tell
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("send an e-mail: %w", doubt(err, fmt.Errorf("the server did not answer in time: %w", ctx.Err())))
	}
	return fmt.Errorf("send an e-mail: %w", doubt(err, reason(err)))
}

func (s *Sender) write(m Message) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := msg.FromFormat("Hito", s.from); err != nil {
		return nil, fmt.Errorf("sender: %w", err)
	}
	if err := msg.To(m.To); err != nil {
		return nil, ErrRecipient
	}
	// The library's own would name this machine.
	msg.SetMessageIDWithValue(cmp.Or(m.ID, rand.Text()) + s.from[strings.LastIndexByte(s.from, '@'):])
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // nobody reads what an absent person's mailbox answers
	msg.Subject(m.Subject)
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg, nil
}
