package table

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// token is what markup.next found.
type token int

const (
	ended      token = iota // the document is over
	opened                  // an element begins: name, attr
	closed                  // an element ends: name
	characters              // text: appendText
)

// markup reads XML of spreadsheets in UTF-8, token by token. It takes the place of encoding/xml, which keeps a token of
// any size and a stack of any depth in memory and makes several copies of each: here memory is one buffer, and sheets
// are read ten times as fast. There are no namespaces (producers write the usual prefixes), and no DTD: documents that
// declare anything are refused, so that no entity can be expanded. What is malformed is Damaged.
type markup struct {
	in        io.Reader
	buf       []byte
	at, end   int // buf[at:end] is not read yet
	exhausted bool

	depth       int  // of the element that is open
	selfClosed  bool // the element opened last has no content: its end comes next
	name, attrs []byte
	raw         []byte // of characters
	literal     bool   // raw comes from CDATA
}

func newMarkup(in io.Reader) *markup { return &markup{in: in, buf: make([]byte, 64<<10)} }

var errBufferFull = errors.New("a token is longer than the buffer")

// more reads on, and fails with io.EOF at the end of the document.
func (m *markup) more() error {
	if m.exhausted {
		return io.EOF
	}
	if m.at > 0 {
		m.end = copy(m.buf, m.buf[m.at:m.end])
		m.at = 0
	}
	if m.end == len(m.buf) {
		if len(m.buf) >= longestToken {
			return errBufferFull
		}
		m.buf = append(m.buf, make([]byte, len(m.buf))...)
	}
	n, err := m.in.Read(m.buf[m.end:])
	m.end += n
	if errors.Is(err, io.EOF) {
		m.exhausted, err = true, nil
	}
	return err
}

// seek returns where the mark stands, counted from m.at; it looks from there on.
func (m *markup) seek(from int, mark string) (int, error) {
	for {
		if from <= m.end-m.at {
			if i := bytes.Index(m.buf[m.at+from:m.end], []byte(mark)); i >= 0 {
				return from + i, nil
			}
			from = max(from, m.end-m.at-len(mark)+1)
		}
		if err := m.more(); err != nil {
			return 0, err
		}
	}
}

// next reads a token; name, attributes and text are valid until the next one.
func (m *markup) next() (token, error) {
	if m.selfClosed {
		m.selfClosed = false
		m.depth--
		return closed, nil
	}
	for {
		t, found, err := m.read()
		if err != nil {
			return ended, refusal(err)
		}
		if found {
			return t, nil
		}
	}
}

// refusal turns what went wrong while reading into what people are told.
func refusal(err error) error {
	var refused Refused
	switch {
	case errors.As(err, &refused):
		return refused
	case errors.Is(err, errBufferFull):
		return TooLarge
	default:
		return Damaged
	}
}

// read reads what stands next; found is false for what says nothing, such as comments.
func (m *markup) read() (t token, found bool, err error) {
	for m.end-m.at < len("<![CDATA[") && !m.exhausted {
		if err := m.more(); err != nil {
			return ended, false, err
		}
	}
	rest := m.buf[m.at:m.end]
	switch {
	case len(rest) == 0:
		if m.depth > 0 {
			return ended, false, io.ErrUnexpectedEOF
		}
		return ended, true, nil
	case rest[0] != '<':
		return m.readText()
	case bytes.HasPrefix(rest, []byte("<!--")):
		return ended, false, m.skipTo(len("<!--"), "-->")
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return m.readLiteral()
	case bytes.HasPrefix(rest, []byte("<?")):
		return m.readInstruction()
	case bytes.HasPrefix(rest, []byte("<!")):
		return ended, false, Encoded
	default:
		return m.readTag()
	}
}

func (m *markup) skipTo(from int, mark string) error {
	i, err := m.seek(from, mark)
	m.at += i + len(mark)
	return err
}

func (m *markup) readText() (token, bool, error) {
	i, err := m.seek(0, "<")
	if errors.Is(err, io.EOF) {
		i, err = m.end-m.at, nil
	}
	if err != nil {
		return ended, false, err
	}
	m.raw, m.literal = m.buf[m.at:m.at+i], false
	m.at += i
	if m.depth == 0 && len(bytes.Trim(m.raw, " \t\r\n\xef\xbb\xbf")) > 0 {
		return ended, false, Damaged
	}
	return characters, m.depth > 0, nil
}

func (m *markup) readLiteral() (token, bool, error) {
	const start = len("<![CDATA[")
	i, err := m.seek(start, "]]>")
	if err != nil {
		return ended, false, err
	}
	m.raw, m.literal = m.buf[m.at+start:m.at+i], true
	m.at += i + len("]]>")
	return characters, true, nil
}

// readInstruction skips <?…?>, of which only the encoding says something.
func (m *markup) readInstruction() (token, bool, error) {
	i, err := m.seek(len("<?"), "?>")
	if err != nil {
		return ended, false, err
	}
	name, attrs, _ := bytes.Cut(m.buf[m.at+len("<?"):m.at+i], []byte(" "))
	m.attrs = attrs
	m.at += i + len("?>")
	if encoding := bytes.ToLower(m.attr("encoding")); string(name) == "xml" && len(encoding) > 0 &&
		string(encoding) != "utf-8" && string(encoding) != "us-ascii" {
		return ended, false, Encoded
	}
	return ended, false, nil
}

func (m *markup) readTag() (token, bool, error) {
	i, err := m.tagEnd()
	if err != nil {
		return ended, false, err
	}
	inside := m.buf[m.at+1 : m.at+i]
	m.at += i + 1
	if len(inside) > 0 && inside[0] == '/' {
		m.name = bytes.TrimSpace(inside[1:])
		m.depth--
		if m.depth < 0 {
			return ended, false, Damaged
		}
		return closed, true, nil
	}
	m.selfClosed = len(inside) > 0 && inside[len(inside)-1] == '/'
	if m.selfClosed {
		inside = inside[:len(inside)-1]
	}
	m.name, m.attrs = inside, nil
	for i, c := range inside {
		if blank(c) {
			m.name, m.attrs = inside[:i], inside[i:]
			break
		}
	}
	if m.depth++; m.depth > deepest || len(m.name) == 0 {
		return ended, false, Damaged
	}
	return opened, true, nil
}

// tagEnd returns where the tag at m.at ends: a ">" in quotes does not end it.
func (m *markup) tagEnd() (int, error) {
	quote := byte(0)
	for i := 1; ; i++ {
		if m.at+i == m.end {
			if err := m.more(); err != nil {
				return 0, err
			}
			if m.at+i == m.end {
				i--
				continue
			}
		}
		switch c := m.buf[m.at+i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i, nil
		case c == '<':
			return 0, Damaged
		}
	}
}

// attr returns an attribute of the element opened last as it is written, by the name that it has in the file.
func (m *markup) attr(name string) []byte {
	rest := m.attrs
	for {
		key, after, found := bytes.Cut(rest, []byte("="))
		for len(after) > 0 && blank(after[0]) {
			after = after[1:]
		}
		if !found || len(after) == 0 {
			return nil
		}
		i := bytes.IndexByte(after[1:], after[0])
		if i < 0 {
			return nil
		}
		if string(bytes.TrimSpace(key)) == name {
			return after[1 : 1+i]
		}
		rest = after[i+2:]
	}
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// attrText returns an attribute with its entities replaced.
func (m *markup) attrText(name string) string { return string(appendUnescaped(nil, m.attr(name))) }

// attrCount returns an attribute that counts something, at least 1; what is absurd is MostRows+1.
func (m *markup) attrCount(name string) int {
	raw := m.attr(name)
	n, ok := natural(raw)
	switch {
	case len(raw) == 0:
		return 1
	case !ok || n > MostRows:
		return MostRows + 1
	}
	return max(n, 1)
}

// natural reads a number of at most nine digits without a sign.
func natural(raw []byte) (n int, ok bool) {
	const most = 9
	for _, c := range raw {
		if !digit(c) || len(raw) > most {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, len(raw) > 0
}

// local returns the name of the element without its prefix.
func (m *markup) local() []byte {
	if i := bytes.IndexByte(m.name, ':'); i >= 0 {
		return m.name[i+1:]
	}
	return m.name
}

// skip reads on to the end of the element opened last.
func (m *markup) skip() error {
	for outside := m.depth - 1; m.depth > outside; {
		if _, err := m.next(); err != nil {
			return err
		}
	}
	return nil
}

// appendText appends the text read last.
func (m *markup) appendText(b []byte) []byte {
	if m.literal {
		return append(b, m.raw...)
	}
	return appendUnescaped(b, m.raw)
}

// appendUnescaped appends text with its entities replaced; what is no entity stays as it is.
func appendUnescaped(b, raw []byte) []byte {
	for {
		i := bytes.IndexByte(raw, '&')
		if i < 0 {
			return append(b, raw...)
		}
		b = append(b, raw[:i]...)
		raw = raw[i:]
		const longestEntity = len("&#x10FFFF;")
		end := bytes.IndexByte(raw[:min(len(raw), longestEntity)], ';')
		r, known := rune(0), false
		if end > 0 {
			r, known = entity(string(raw[1:end]))
		}
		if !known {
			b, raw = append(b, '&'), raw[1:]
			continue
		}
		b, raw = utf8.AppendRune(b, r), raw[end+1:]
	}
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseInt(digits, base, 32)
	if err != nil || n < 0 || n > utf8.MaxRune {
		return 0, false
	}
	return rune(n), true
}
