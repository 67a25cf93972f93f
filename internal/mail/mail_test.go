package mail

import (
	"context"
	"net"
	netmail "net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"hito/internal/mail/mailtest"
)

// near returns a sender for a server as what it is, on loopback; with a password it says who it is.
func near(t *testing.T, s *mailtest.Server, scheme, password string) *Sender {
	t.Helper()
	return with(t, scheme, s.Address(), password)
}

// far returns a sender for a server that passes for one in the network, under a name.
func far(t *testing.T, s *mailtest.Server, scheme, host, password string) *Sender {
	t.Helper()
	sends := with(t, scheme, host+":"+s.Port, password)
	connect := sends.server.connect
	sends.server.connect = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return connect(ctx, network, s.Address())
	}
	sends.server.tls.RootCAs = s.Roots
	return sends
}

func with(t *testing.T, scheme, address, password string) *Sender {
	t.Helper()
	if password != "" {
		address = "hito@" + address
	}
	sends, err := New(Config{Server: scheme + "://" + address, Password: password, From: sender})
	if err != nil {
		t.Fatal(err)
	}
	return sends
}

var letter = Message{
	To: "ana@example.org", Subject: "Elija otra contraseña para Hito, por favor: así entrará — «hoy» mismo",
	Text: "Señora:\n\n.un punto delante, y una línea larga: " + strings.Repeat("ñandú ", 40) + ".\n\nhttps://hito.example/enlace/a=b\n",
}

func TestAMessageArrives(t *testing.T) {
	s := mailtest.Start(t, mailtest.Behaviour{})
	if err := near(t, s, "smtp", "").Send(t.Context(), letter); err != nil {
		t.Fatal(err)
	}
	m := s.Await(t, 1)[0]
	if m.From != sender || !slices.Equal(m.To, []string{letter.To}) || m.Encrypted || m.User != "" {
		t.Errorf("the envelope is %+v", m)
	}
	got := m.Open(t)
	if got.Subject != letter.Subject || strings.TrimSpace(got.Text) != strings.TrimSpace(letter.Text) {
		t.Errorf("subject %q, text %q", got.Subject, got.Text)
	}
	for name, want := range map[string]string{
		"From": `"Hito" <` + sender + `>`, "To": "<" + letter.To + ">", "Content-Type": "text/plain; charset=UTF-8", "Mime-Version": "1.0", "User-Agent": "", "X-Mailer": "",
	} {
		if got.Header.Get(name) != want {
			t.Errorf("%s: %s, want %s", name, got.Header.Get(name), want)
		}
	}
	if at, err := got.Header.Date(); err != nil || time.Since(at).Abs() > time.Minute {
		t.Errorf("Date: %v, %v", at, err)
	}
	for line := range strings.SplitSeq(m.Data, "\r\n") {
		if len(line) > 998 || strings.ContainsFunc(line, func(c rune) bool { return c > 0x7e }) {
			t.Errorf("a line is too long, or not in ASCII: %q", line)
		}
	}
}

func TestEveryMessageHasAnIDOfItsOwnThatNamesNoMachine(t *testing.T) {
	s := mailtest.Start(t, mailtest.Behaviour{})
	sends := near(t, s, "smtp", "")
	seen := map[string]bool{}
	for range 3 {
		if err := sends.Send(t.Context(), letter); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range s.Await(t, 3) {
		id := m.Open(t).Header.Get("Message-Id")
		if parsed, err := netmail.ParseAddress(id); err != nil || !strings.HasSuffix(parsed.Address, "@ayuntamiento.example") || seen[id] {
			t.Errorf("Message-ID: %s, %v", id, err)
		}
		seen[id] = true
	}
}

// Whatever a recipient or a subject holds, it stays within its own line and the message goes to nobody else.
func TestNothingIsAddedToTheHeaders(t *testing.T) {
	s := mailtest.Start(t, mailtest.Behaviour{})
	sends := near(t, s, "smtp", "")
	const more = "\r\nBcc: luis@example.org\r\n\r\nforged"
	for _, m := range []Message{
		{To: letter.To, Subject: "x" + more}, {To: letter.To, Subject: "ñ" + more}, {To: letter.To, Subject: "x\nBcc: luis@example.org"},
		{To: letter.To + more}, {To: more + letter.To}, {To: "\"x" + more + "\" <" + letter.To + ">"}, {To: "\"x" + more + "\"@example.org"},
		{To: letter.To + ", luis@example.org"}, {To: letter.To + ">\r\nRCPT TO:<luis@example.org"}, {To: ""},
		{To: letter.To, Text: "one\r\n.\r\nMAIL FROM:<luis@example.org>\r\ntwo\n.\nthree"},
	} {
		_ = sends.Send(t.Context(), m) // a recipient that is none is refused
	}
	for _, m := range s.Messages() {
		if got := m.Open(t); m.From != sender || !slices.Equal(m.To, []string{letter.To}) || got.Header.Get("Bcc") != "" || strings.Contains(got.Text, "forged") {
			t.Errorf("what arrived is %+v", m)
		}
	}
	if n := len(s.Messages()); n < 4 {
		t.Errorf("%d messages arrived, and those to a right address should", n)
	}
}

func TestTheErrorTellsNothingOfTheMessage(t *testing.T) {
	for command, answer := range map[string]string{
		"MAIL": "550 never for ana@example.org", "RCPT": "550 5.1.1 no ana@example.org here", "DATA": "451 ana@example.org has too much",
		".": "554 5.7.1 ana@example.org calls it spam: Elija otra contraseña, a=b",
	} {
		s := mailtest.Start(t, mailtest.Behaviour{Answers: map[string]string{command: answer}})
		err := near(t, s, "smtp", "").Send(t.Context(), letter)
		if err == nil || !strings.Contains(err.Error(), "code "+answer[:3]) {
			t.Errorf("%s: %v, want its code", command, err)
			continue
		}
		for _, hidden := range []string{"ana", "Elija", "a=b"} {
			if strings.Contains(err.Error(), hidden) {
				t.Errorf("%s: the error gives %q away: %v", command, hidden, err)
			}
		}
	}
	err := near(t, mailtest.Start(t, mailtest.Behaviour{}), "smtp", "").Send(t.Context(), Message{To: "ana example.org"})
	if err == nil || strings.Contains(err.Error(), "ana") {
		t.Errorf("no address: %v", err)
	}
}

func TestAMessageThatWasTakenIsSent(t *testing.T) {
	for _, command := range []string{"RSET", "QUIT"} {
		s := mailtest.Start(t, mailtest.Behaviour{Answers: map[string]string{command: "421 good night"}})
		if err := near(t, s, "smtp", "").Send(t.Context(), letter); err != nil {
			t.Errorf("after %s: %v", command, err)
		}
	}
}
