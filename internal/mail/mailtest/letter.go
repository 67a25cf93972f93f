package mailtest

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
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
	HTML    string // blank where it has none
}

// Open reads a message of one text, or of a text and the same as HTML.
func (m Message) Open(t testing.TB) Letter {
	t.Helper()
	parsed, err := netmail.ReadMessage(strings.NewReader(m.Data))
	if err != nil {
		t.Fatal(err)
	}
	letter := Letter{Header: parsed.Header}
	if letter.Subject, err = new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	media, parameters, err := mime.ParseMediaType(parsed.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	if media != "multipart/alternative" {
		letter.Text = read(t, parsed.Body, parsed.Header.Get("Content-Transfer-Encoding"))
		return letter
	}
	for parts := multipart.NewReader(parsed.Body, parameters["boundary"]); ; {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return letter
		}
		if err != nil {
			t.Fatal(err)
		}
		text := read(t, part, part.Header.Get("Content-Transfer-Encoding"))
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			letter.HTML = text
		} else {
			letter.Text = text
		}
	}
}

func read(t testing.TB, body io.Reader, encoding string) string {
	t.Helper()
	if encoding == "quoted-printable" {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}
