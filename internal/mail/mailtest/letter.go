package mailtest

import (
	"io"
	"mime"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"testing"
)

// Letter is a message as its reader sees it.
type Letter struct {
	Header  netmail.Header
	Subject string
	Text    string // lines end in LF
}

// Open reads a message of one text.
func (m Message) Open(t testing.TB) Letter {
	t.Helper()
	parsed, err := netmail.ReadMessage(strings.NewReader(m.Data))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	body := parsed.Body
	if parsed.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return Letter{Header: parsed.Header, Subject: subject, Text: strings.ReplaceAll(string(text), "\r\n", "\n")}
}
