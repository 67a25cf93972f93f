package mailtest

import (
	"cmp"
	"crypto/tls"
	"encoding/base64"
	"io"
	"net"
	"net/textproto"
	"strings"
)

// conversation is what goes on over one connection.
type conversation struct {
	*Server
	raw     net.Conn
	text    *textproto.Conn
	message Message
}

func (s *Server) serve(conn net.Conn) {
	c := &conversation{Server: s, raw: conn}
	if s.behave.SMTPS {
		c.encrypt()
	} else {
		c.text = textproto.NewConn(conn)
	}
	if !c.say("", "220 "+Host+" ready") {
		return
	}
	for {
		line, err := c.text.ReadLine()
		if err != nil || !c.answer(line) {
			return
		}
	}
}

func (c *conversation) encrypt() {
	encrypted := tls.Server(c.raw, c.tls)
	c.raw, c.text, c.message.Encrypted = encrypted, textproto.NewConn(encrypted), true
}

// say answers a command, unless the test has it answered otherwise; it reports whether the conversation goes on.
func (c *conversation) say(command, answer string) bool {
	other, set := c.behave.Answers[command]
	if set && other == "" {
		_, _ = io.Copy(io.Discard, c.raw)
		return false
	}
	if set {
		answer = other
	}
	return !c.hangsUp(command) && c.text.PrintfLine("%s", answer) == nil && answer[0] < '4'
}

// hangsUp ends the conversation where the test has it end.
func (c *conversation) hangsUp(command string) bool {
	if command == "" || c.behave.HangsUp != command {
		return false
	}
	if command == "." {
		c.keep(c.message)
	}
	_ = c.raw.Close()
	return true
}

// answer carries a command out and reports whether the conversation goes on. A refusal does not end it.
func (c *conversation) answer(line string) bool {
	command, rest, _ := strings.Cut(line, " ")
	switch command = strings.ToUpper(command); command {
	case "EHLO":
		c.say(command, c.offer())
	case "STARTTLS":
		if c.say(command, "220 go ahead") {
			c.encrypt()
		}
	case "AUTH":
		return c.authenticate(rest)
	case "MAIL":
		c.envelopeFrom(rest)
	case "RCPT":
		if c.say(command, "250 ok") {
			c.message.To = append(c.message.To, path(rest))
		}
	case "DATA":
		return c.data()
	case "QUIT":
		c.say(command, "221 bye")
		return false
	case "RSET", "NOOP":
		c.say(command, "250 ok")
	default:
		c.say(command, "502 unknown")
	}
	return true
}

// offer tells what the server can do, which depends on whether others read along.
func (c *conversation) offer() string {
	lines := []string{Host}
	if c.behave.StartTLS && !c.message.Encrypted {
		lines = append(lines, "STARTTLS")
	}
	if c.behave.User != "" {
		lines = append(lines, "AUTH "+cmp.Or(c.behave.Auth, "PLAIN LOGIN"))
	}
	return "250-" + strings.Join(lines, "\r\n250-") + "\r\n250 8BITMIME"
}

func (c *conversation) authenticate(rest string) bool {
	mechanism, first, _ := strings.Cut(rest, " ")
	var name, password string
	if mechanism == "PLAIN" {
		parts := strings.Split(decode(first), "\x00")
		if len(parts) == 3 {
			name, password = parts[1], parts[2]
		}
	} else {
		name, password = c.ask("Username:"), c.ask("Password:")
	}
	if name != c.behave.User || password != c.behave.Password {
		c.say("", "535 5.7.8 authentication failed")
		return true
	}
	c.message.User, c.message.Mechanism = name, mechanism
	c.say("AUTH", "235 welcome")
	return true
}

func (c *conversation) ask(question string) string {
	if c.text.PrintfLine("334 %s", base64.StdEncoding.EncodeToString([]byte(question))) != nil {
		return ""
	}
	line, err := c.text.ReadLine()
	if err != nil {
		return ""
	}
	return decode(line)
}

func decode(text string) string {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return ""
	}
	return string(raw)
}

func (c *conversation) envelopeFrom(rest string) {
	if c.behave.User != "" && c.message.User == "" {
		c.say("", "530 identify yourself")
		return
	}
	if c.say("MAIL", "250 ok") {
		c.message.From, c.message.To = path(rest), nil
	}
}

// path returns the address of "FROM:<ana@example.org> BODY=8BITMIME".
func path(text string) string {
	_, text, _ = strings.Cut(text, "<")
	address, _, _ := strings.Cut(text, ">")
	return address
}

func (c *conversation) data() bool {
	if !c.say("DATA", "354 go ahead") {
		return true
	}
	lines, err := c.text.ReadDotLines()
	if err != nil {
		return false
	}
	c.message.Data = strings.Join(lines, "\r\n")
	if c.say(".", "250 taken") {
		c.keep(c.message)
	}
	return true
}
