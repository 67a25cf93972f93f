package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
)

// saboteur stands between a migrating Hito and PostgreSQL and has the process killed once in each statement that it
// sends, and once after each file, before the next message. What it has done once it does not do again, so that each
// start of the program gets one statement further.
type saboteur struct {
	proxy *proxy
	mutex sync.Mutex
	done  map[string]bool
	last  string      // the newest text of several statements
	kill  func()      // ends the process; nil once it has been called
	where chan string // tells each killing
}

// reached is what the server tells when it has come to where the process is killed.
const reached = "hito_fault_reached"

// wait keeps the server in the midst of a text: nobody answers any more when it is over.
const wait = "\n;DO $hito_fault$BEGIN RAISE NOTICE '" + reached + "'; PERFORM pg_sleep(600); END$hito_fault$;\n"

func newSaboteur(target string) (*saboteur, error) {
	s := &saboteur{done: map[string]bool{}, where: make(chan string, 1)}
	p, err := newProxy(target)
	if err != nil {
		return nil, err
	}
	s.proxy = p
	p.alter = s.alter
	p.hears = s.hears
	return s, nil
}

// aim has the next statement of which no process was killed yet be the last of this one.
func (s *saboteur) aim(kill func()) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.kill = kill
}

// fire ends the process.
func (s *saboteur) fire(point string) {
	s.done[point] = true
	if s.kill != nil {
		s.kill()
		s.kill = nil
		s.where <- point
	}
}

// alter returns a message of the client as it is passed on; nil ends the connection.
func (s *saboteur) alter(kind byte, body []byte) []byte {
	text := textOf(kind, body)
	if text == "" {
		return body
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.kill == nil {
		return body
	}
	if point := "after " + s.last; s.last != "" && s.last != text && !s.done[point] {
		s.fire(point)
		return nil
	}
	parts := statements(text)
	if kind != 'Q' || len(parts) < 2 {
		if !s.done[text] {
			s.fire(text)
			return nil
		}
		return body
	}
	s.last = text
	for n := range parts {
		if point := fmt.Sprintf("%d of %s", n+1, text); !s.done[point] {
			s.done[point] = true
			return []byte(strings.Join(parts[:n], "") + wait + strings.Join(parts[n:], "") + "\x00")
		}
	}
	return body
}

// hears looks at what the server says.
func (s *saboteur) hears(said []byte) {
	if !bytes.Contains(said, []byte(reached)) {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.fire("in a text")
}

// textOf is the SQL of a message that brings some.
func textOf(kind byte, body []byte) string {
	switch kind {
	case 'Q':
		return string(bytes.TrimSuffix(body, []byte{0}))
	case 'P': // its name comes first
		_, rest, _ := bytes.Cut(body, []byte{0})
		text, _, _ := bytes.Cut(rest, []byte{0})
		return string(text)
	}
	return ""
}

// statements cuts SQL after each statement. It knows strings, names in quotes, comments and dollar quotes.
func statements(sql string) (parts []string) {
	start, full := 0, false // full once the part holds more than comments and space
	for at := 0; at < len(sql); {
		rest := sql[at:]
		switch length := quoted(rest); {
		case strings.HasPrefix(rest, "--"), strings.HasPrefix(rest, "/*"):
			at += length
		case length > 0:
			at, full = at+length, true
		case rest[0] == ';':
			at++
			if full {
				parts = append(parts, sql[start:at])
				start, full = at, false
			}
		default:
			full = full || !strings.ContainsRune(" \t\r\n", rune(rest[0]))
			at++
		}
	}
	if full {
		return append(parts, sql[start:])
	}
	if len(parts) > 0 {
		parts[len(parts)-1] += sql[start:]
	}
	return parts
}

// quoted is the length of what begins here and hides semicolons, 0 for anything else.
func quoted(sql string) int {
	var end string
	switch {
	case strings.HasPrefix(sql, "--"):
		end = "\n"
	case strings.HasPrefix(sql, "/*"):
		end = "*/"
	case sql[0] == '\'' || sql[0] == '"':
		end = sql[:1]
	case sql[0] == '$':
		tag, _, found := strings.Cut(sql[1:], "$")
		if !found || strings.ContainsAny(tag, " \n;,()") || tag != "" && tag[0] >= '0' && tag[0] <= '9' {
			return 0
		}
		end = "$" + tag + "$"
	default:
		return 0
	}
	from := len(end)
	if end == "\n" {
		from = len("--")
	}
	length := strings.Index(sql[from:], end)
	if length < 0 {
		return len(sql)
	}
	return from + length + len(end)
}

// messages passes on what a client sends, message by message, each as alter leaves it.
func messages(to io.Writer, from net.Conn, alter func(kind byte, body []byte) []byte) error {
	for first := true; ; first = false {
		head := make([]byte, 5)
		if first { // the startup message has no kind
			head = head[:4]
		}
		if _, err := io.ReadFull(from, head); err != nil {
			return err
		}
		size := head[len(head)-4:]
		body := make([]byte, binary.BigEndian.Uint32(size)-4)
		if _, err := io.ReadFull(from, body); err != nil {
			return err
		}
		if !first {
			if body = alter(head[0], body); body == nil {
				return io.EOF
			}
		}
		binary.BigEndian.PutUint32(size, uint32(len(body)+4))
		if _, err := to.Write(append(head, body...)); err != nil {
			return err
		}
	}
}
