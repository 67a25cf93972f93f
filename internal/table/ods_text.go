package table

import "strings"

// paragraphs appends the text of the cell opened last: its paragraphs, a line each. Notes, drawings and tables in it are
// left out.
func (r *odsReader) paragraphs(b []byte) ([]byte, error) {
	m, inside := r.m, 0 // the depth of the paragraph that is open
	for outside := m.depth - 1; ; {
		t, err := m.next()
		switch {
		case err != nil:
			return b, err
		case t == closed && m.depth == outside:
			return b, nil
		case t == characters:
			if inside > 0 {
				b = appendSpaced(b, m)
			}
		case t == closed:
			if m.depth < inside {
				inside = 0
			}
		case inside > 0:
			b, err = r.inParagraph(b)
		case string(m.name) == "text:p" || string(m.name) == "text:h":
			if len(b) > 0 {
				b = append(b, '\n')
			}
			inside = m.depth
		case string(m.name) == "text:list" || string(m.name) == "text:list-item":
		default:
			err = m.skip()
		}
		if err != nil {
			return b, err
		}
		if longerThanACell(b) {
			return b, TooLong
		}
	}
}

// inParagraph reads the element opened last within a paragraph.
func (r *odsReader) inParagraph(b []byte) ([]byte, error) {
	switch string(r.m.name) {
	case "text:s":
		return append(b, strings.Repeat(" ", min(r.m.attrCount("text:c"), LongestCell+1))...), nil
	case "text:tab":
		return append(b, ' '), nil
	case "text:line-break":
		return append(b, '\n'), nil
	case "office:annotation", "text:note", "text:ruby-text", "draw:frame", "draw:custom-shape", "draw:a":
		return b, r.m.skip()
	}
	return b, nil
}

// appendSpaced appends the text read last, in which line breaks and tabs are spaces.
func appendSpaced(b []byte, m *markup) []byte {
	from := len(b)
	b = m.appendText(b)
	for i := from; i < len(b); i++ {
		if b[i] == '\n' || b[i] == '\t' || b[i] == '\r' {
			b[i] = ' '
		}
	}
	return b
}
