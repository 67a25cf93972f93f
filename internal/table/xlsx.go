package table

import (
	"path"
	"regexp"
	"strconv"
	"strings"
)

// xlsx is a workbook of Office Open XML. The names of its parts come from its relationships, since producers differ.
// It is read here and not by excelize, which Hito writes with: the rows that excelize streams are texts without their
// types and formats, and end in silence where the file is damaged.
type xlsx struct {
	zip         *archive
	parts       []string // of the sheets
	stringsPart string
	strings     *shared
	formats     []format // by the style of a cell
	since1904   bool
}

// link is a relationship between parts.
type link struct{ kind, target string }

// listed is a sheet as the workbook lists it.
type listed struct {
	Sheet
	id string // of the link to its part
}

func openXLSX(a *archive) (*File, error) {
	book := "xl/workbook.xml"
	roots, err := a.links("")
	if err != nil {
		return nil, err
	}
	for _, l := range roots {
		if strings.HasSuffix(l.kind, "/officeDocument") {
			book = l.target
		}
	}
	x := &xlsx{zip: a}
	sheets, err := x.readBook(book)
	if err != nil {
		return nil, err
	}
	links, err := a.links(book)
	if err != nil {
		return nil, err
	}
	f := &File{Format: XLSX, source: x}
	for _, s := range sheets {
		if l := links[s.id]; strings.HasSuffix(l.kind, "/worksheet") && a.has(l.target) {
			f.Sheets, x.parts = append(f.Sheets, s.Sheet), append(x.parts, l.target)
		}
	}
	if len(f.Sheets) == 0 {
		return nil, NoSheets
	}
	return f, x.readLinked(links)
}

// links returns the relationships of a part by their ids; those of the package are of the part "".
func (a *archive) links(of string) (map[string]link, error) {
	links := map[string]link{}
	folder, name := path.Split(of)
	err := a.each(path.Join(folder, "_rels", name+".rels"), func(m *markup, t token) error {
		if t != opened || string(m.local()) != "Relationship" || string(m.attr("TargetMode")) == "External" {
			return nil
		}
		target := m.attrText("Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(folder, target)
		}
		links[m.attrText("Id")] = link{kind: m.attrText("Type"), target: strings.TrimPrefix(target, "/")}
		return nil
	})
	return links, err
}

// readBook reads the list of sheets and since when days are counted.
func (x *xlsx) readBook(part string) (sheets []listed, err error) {
	if !x.zip.has(part) {
		return nil, Damaged
	}
	err = x.zip.each(part, func(m *markup, t token) error {
		if t != opened {
			return nil
		}
		switch string(m.local()) {
		case "workbookPr":
			x.since1904 = truth(m.attr("date1904"))
		case "sheet":
			if len(sheets) == mostSheets {
				return TooLarge
			}
			state := string(m.attr("state"))
			sheets = append(sheets, listed{
				Sheet: Sheet{Name: clean([]byte(m.attrText("name"))), Hidden: state == "hidden" || state == "veryHidden"},
				id:    m.linkID(),
			})
		}
		return nil
	})
	return sheets, err
}

// linked is the id by which an element refers to a part, with whatever prefix its document gives to relationships.
var linked = regexp.MustCompile(`:id\s*=\s*["']([^"']*)["']`)

func (m *markup) linkID() string {
	if found := linked.FindSubmatch(m.attrs); found != nil {
		return string(found[1])
	}
	return ""
}

func truth(raw []byte) bool { return string(raw) == "1" || string(raw) == "true" }

// readLinked reads the styles, and notes where the shared texts are: they are read with the first sheet.
func (x *xlsx) readLinked(links map[string]link) error {
	for _, l := range links {
		switch {
		case strings.HasSuffix(l.kind, "/sharedStrings"):
			x.stringsPart = l.target
		case strings.HasSuffix(l.kind, "/styles"):
			if err := x.readStyles(l.target); err != nil {
				return err
			}
		}
	}
	return nil
}

// readStyles reads the number formats of the styles of cells.
func (x *xlsx) readStyles(part string) error {
	own, inCells := map[int]format{}, false
	return x.zip.each(part, func(m *markup, t token) error {
		name := string(m.local())
		switch {
		case name == "cellXfs" && t != characters:
			inCells = t == opened
		case t != opened:
		case name == "numFmt" && len(own) < mostStyles:
			if id, ok := natural(m.attr("numFmtId")); ok {
				own[id] = readFormat(m.attrText("formatCode"))
			}
		case name == "xf" && inCells:
			if len(x.formats) == mostStyles {
				return TooLarge
			}
			id, _ := natural(m.attr("numFmtId")) // 0, the general format, for what is no number
			f, found := own[id]
			if !found {
				f = builtInFormat(id)
			}
			x.formats = append(x.formats, f)
		}
		return nil
	})
}

// readStrings reads the shared texts, once.
func (x *xlsx) readStrings() error {
	if x.strings != nil {
		return nil
	}
	x.strings = &shared{}
	err := x.zip.each(x.stringsPart, func(m *markup, t token) error {
		if t != opened || string(m.local()) != "si" {
			return nil
		}
		raw, err := m.richText(nil)
		if err != nil {
			return err
		}
		return x.strings.add(clean(unescapeX(raw)))
	})
	if err != nil {
		return err
	}
	return x.strings.complete()
}

func (x *xlsx) close() error {
	if x.strings == nil {
		return nil
	}
	return x.strings.close()
}

// richText appends the text of the element opened last, whose runs may each have a look of their own; how it is
// pronounced is left out.
func (m *markup) richText(b []byte) ([]byte, error) {
	inText := false
	for outside := m.depth - 1; ; {
		t, err := m.next()
		switch {
		case err != nil:
			return b, err
		case t == closed && m.depth == outside:
			return b, nil
		case t == characters:
			if inText {
				b = m.appendText(b)
			}
		case string(m.local()) == "t":
			inText = t == opened
		case string(m.local()) == "rPh" && t == opened:
			if err := m.skip(); err != nil {
				return b, err
			}
		}
		if longerThanACell(b) {
			return b, TooLong
		}
	}
}

var escapedX = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescapeX replaces the characters that XML cannot hold, which are written as _x000D_ (ST_Xstring).
func unescapeX(raw []byte) []byte {
	if !escapedX.Match(raw) {
		return raw
	}
	return escapedX.ReplaceAllFunc(raw, func(found []byte) []byte {
		n, _ := strconv.ParseUint(string(found[2:6]), 16, 16) // four hexadecimal digits, as escapedX has it
		return []byte(string(rune(n)))
	})
}
