package table_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"hito/internal/table"
)

func encoded(t *testing.T, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEncodings(t *testing.T) {
	const text = "Objetivo;Año\nInnovación — «Ödos»;2022\n"
	latin := strings.ReplaceAll(text, "—", "-")
	for name, c := range map[string]struct {
		content  []byte
		encoding string
		dash     string
	}{
		"UTF-8":               {[]byte(text), "UTF-8", "—"},
		"with a mark":         {[]byte("\ufeff" + text), "UTF-8 con BOM", "—"},
		"Windows-1252":        {encoded(t, charmap.Windows1252, text), "Windows-1252", "—"},
		"Latin-1":             {encoded(t, charmap.ISO8859_1, latin), "Windows-1252", "-"},
		"UTF-16 of Excel":     {encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), text), "UTF-16", "—"},
		"UTF-16, big first":   {encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), text), "UTF-16", "—"},
		"UTF-16, no mark":     {encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), text), "UTF-16", "—"},
		"UTF-16 big, no mark": {encoded(t, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), text), "UTF-16", "—"},
	} {
		t.Run(name, func(t *testing.T) {
			f := open(t, c.content)
			if f.Encoding != c.encoding || f.Separator != ';' {
				t.Errorf("got %s, %q", f.Encoding, f.Separator)
			}
			want(t, show(t, f, 0), "1: Objetivo | Año\n2: Innovación "+c.dash+" «Ödos» | 2022")
		})
	}
}

func TestAFewBrokenLettersDoNotMakeItWindows(t *testing.T) {
	f := open(t, []byte("Á;É\n"+strings.Repeat("Innovación;ñ\n", 20)+"Comunicaci\xf3n;o\n"))
	if f.Encoding != "UTF-8" {
		t.Errorf("got %s", f.Encoding)
	}
	if got := rowsOf(t, f, 0)[21].Cells[0].Text; got != "Comunicaci\ufffdn" {
		t.Errorf("got %q", got)
	}
}

func TestSeparators(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		sep  rune
		want string
	}{
		"semicolon":                       {"a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n", ';', "1: a | b | c\n2: 1,5 | 2,5 | 3,5\n3: 1,5 | 2,5 | 3,5"},
		"comma":                           {"a,b,c\n\"1,5\",2.5,x;y\n3,4,x;z\n", ',', "1: a | b | c\n2: 1,5 | 2.5 | x;y\n3: 3 | 4 | x;z"},
		"commas and a space":              {"a, b\n1, 2\n3, 4\n", ',', "1: a | b\n2: 1 | 2\n3: 3 | 4"},
		"numbers alone":                   {"1,2,3\n4,5,6\n", ',', "1: 1 | 2 | 3\n2: 4 | 5 | 6"},
		"tab":                             {"a\tb\n1;2,5\t3\n", '\t', "1: a | b\n2: 1;2,5 | 3"},
		"bar":                             {"a|b\n1,5|2\n", '|', "1: a | b\n2: 1,5 | 2"},
		"told":                            {"sep=;\na,b;c\n", ';', "1: a,b | c"},
		"told by Excel, quoted":           {"\"SEP=|\"\r\na;b|c\r\n", '|', "1: a;b | c"},
		"a column of decimals":            {"valor\n1,5\n2,5\n", 0, "1: valor\n2: 1,5\n3: 2,5"},
		"a column of sentences":           {"Objetivo\nHola, mundo\nAdiós, mundo cruel\n", 0, "1: Objetivo\n2: Hola, mundo\n3: Adiós, mundo cruel"},
		"a title above":                   {"Plan de innovación, 2022\n\nObjetivo;Valor\nUno, dos;1,5\nTres;2,5\n", ';', "1: Plan de innovación, 2022\n3: Objetivo | Valor\n4: Uno, dos | 1,5\n5: Tres | 2,5"},
		"a tab within a cell":             {"a;b\nuno\tdos;2\n3;4\n5;6\n", ';', "1: a | b\n2: uno dos | 2\n3: 3 | 4\n4: 5 | 6"},
		"one line":                        {"a;b;c", ';', "1: a | b | c"},
		"lists within cells":              {"a,b,c\nx;y,2,3\nx;z,2,3\nw;y,2,3\n", ',', "1: a | b | c\n2: x;y | 2 | 3\n3: x;z | 2 | 3\n4: w;y | 2 | 3"},
		"ends of old Macintoshes":         {"a;b\r1;2\r", ';', "1: a | b\n2: 1 | 2"},
		"blank rows and columns":          {";;;\n;a;b;;\n;;\n\n;1;;;;\n;;;;\n", ';', "2:  | a | b\n5:  | 1"},
		"headings twice":                  {"Valor;Valor\n1;2\n", ';', "1: Valor | Valor\n2: 1 | 2"},
		"holes":                           {"a;b;c;d;e\nN/D;-;s/d;n.a.;—\n", ';', "1: a | b | c | d | e\n2: N/D | - | s/d | n.a. | —"},
		"formulas are texts":              {"a;b\n'=1+1;=1+1\n+34 957;@x\n", ';', "1: a | b\n2: '=1+1 | =1+1\n3: +34 957 | @x"},
		"controls":                        {"a;b\nuno\x07dos;\x0b\n\u200btres\u00ad;\u202ecuatro\n", ';', "1: a | b\n2: uno dos\n3: tres | cuatro"},
		"bullets of Word":                 {"a;b\n\uf0b7 Uno;2\n", ';', "1: a | b\n2: • Uno | 2"},
		"rows that are longer or shorter": {"a;b;c\n1\n1;2;3;4\n", ';', "1: a | b | c\n2: 1\n3: 1 | 2 | 3 | 4"},
	} {
		t.Run(name, func(t *testing.T) {
			f := open(t, []byte(c.text))
			if f.Separator != c.sep || f.Format != table.CSV {
				t.Errorf("got %q, %s", f.Separator, f.Format)
			}
			want(t, show(t, f, 0), c.want)
		})
	}
}

func TestQuotedFields(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"newlines":                   {"a;b\n\"uno\ndos\r\ntres\";4\n", "1: a | b\n2: uno⏎dos⏎tres | 4"},
		"doubled":                    {"a;b\n\"dijo \"\"hola\"\"\";2\n", "1: a | b\n2: dijo \"hola\" | 2"},
		"separators":                 {"a;b\n\"uno;dos\";2\n", "1: a | b\n2: uno;dos | 2"},
		"blank":                      {"a;b\n\"\";2\n\"\"\"\";3\n", "1: a | b\n2:  | 2\n3: \" | 3"},
		"blanks behind":              {"a;b\n\"uno\"  ;2\n", "1: a | b\n2: uno | 2"},
		"single within":              {"a;b\n\"el \"Plan\" y más\";2\n", "1: a | b\n2: el \"Plan\" y más | 2"},
		"in the middle":              {"a;b\n5\" de alto;2\n", "1: a | b\n2: 5\" de alto | 2"},
		"never closed":               {"a;b\n\"sin cerrar;2\n3;4\n5;6\n", "1: a | b\n2: \"sin cerrar | 2\n3: 3 | 4\n4: 5 | 6"},
		"begins as a quotation":      {"a;b\n\"Innovar\" es cambiar;2\n3;4\n", "1: a | b\n2: \"Innovar\" es cambiar | 2\n3: 3 | 4"},
		"closed in a sentence below": {"a;b\n\"sin cerrar;2\ndijo \"hola\";4\n", "1: a | b\n2: \"sin cerrar | 2\n3: dijo \"hola\" | 4"},
		"at the end":                 {"a;b\n1;\"dos\"", "1: a | b\n2: 1 | dos"},
	} {
		t.Run(name, func(t *testing.T) { want(t, show(t, open(t, []byte(c.text)), 0), c.want) })
	}
}

func TestPaste(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		sep  rune
		want string
	}{
		"from a spreadsheet": {"Objetivo\tValor\r\n\"Uno\nen dos líneas\"\t80,00%\r\n\t5\r\n", '\t', "1: Objetivo | Valor\n2: Uno⏎en dos líneas | 80,00%\n3:  | 5"},
		"semicolons":         {"Objetivo;Valor\nUno;1,5\n", ';', "1: Objetivo | Valor\n2: Uno | 1,5"},
		"commas":             {"Objetivo,Valor\nUno,1.5\n", ',', "1: Objetivo | Valor\n2: Uno | 1.5"},
		"sentences":          {"El plan, como se dijo, sigue.\nY así, otra vez, hasta el final.\n", 0, "1: El plan, como se dijo, sigue.\n2: Y así, otra vez, hasta el final."},
		"columns of blanks": {"Seguimiento de noviembre\n\n" +
			"Indicador          Inicial   Meta   Actual\n" +
			"Se han creado          4      14       10\n" +
			"Formación                      5        2\n" +
			"\n" +
			"Satisfacción          97      97       97\n\nFin del documento.\n", ' ',
			"1: Seguimiento de noviembre\n3: Indicador | Inicial | Meta | Actual\n4: Se han creado | 4 | 14 | 10\n5: Formación |  | 5 | 2\n7: Satisfacción | 97 | 97 | 97\n9: Fin del documento."},
		"blanks that do not stand below each other": {"Objetivo  Indicador largo  Valor\nUno, más largo que lo de arriba  Dos  3\nTres  Cuatro, que también lo es  5\n", ' ',
			"1: Objetivo | Indicador largo | Valor\n2: Uno, más largo que lo de arriba | Dos | 3\n3: Tres | Cuatro, que también lo es | 5"},
		"gaps that make no table": {"Objetivo  Indicador largo  Valor\nUno, más largo que lo de arriba  3\n", 0, "1: Objetivo  Indicador largo  Valor\n2: Uno, más largo que lo de arriba  3"},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := table.Paste(c.text)
			if err != nil {
				t.Fatal(err)
			}
			if f.Separator != c.sep || f.Format != table.Pasted || f.Name != "Texto pegado" || f.Encoding != "" {
				t.Errorf("got %q, %s, %s, %s", f.Separator, f.Format, f.Name, f.Encoding)
			}
			want(t, show(t, f, 0), c.want)
		})
	}
	if _, err := table.Paste(" \n\t"); !errors.Is(err, table.EmptyPaste) {
		t.Errorf("got %v", err)
	}
}

func TestDecimal(t *testing.T) {
	for text, want := range map[string]rune{
		"a;80,5": ',', "a;1.234,5": ',', "a;1 234,5": ',', "a;80,00%": ',', "a;80,00 %": ',', "a;-0,333": ',', "a;12345,678": ',', "a;1.234.567": ',',
		"a;12,50 €": ',', "a;−3,5": ',', "a;33.33": '.', "a;1,234.5": '.', "a;33.33%": '.', "a;0.125": '.', "a;1,234,567": '.',
		"a;1.234": 0, "a;1,234": 0, "a;12": 0, "a;05.11.2022": 0, "a;O.E.1": 0, "a;": 0, "a;1.2.3": 0, "a;1,2,3": 0, "a;uno,dos": 0, "a;12.345,67.8": 0,
		"1.1;80,00%\n1.2;1.234": ',', "1.1;5\n1.2;6": 0, "a;1.1;80,5\nb;1.2;3": ',', "a;80,5\nb;33.33%": 0, "a;1.234\nb;1.5": '.',
	} {
		if f := open(t, []byte(text)); f.Decimal != want {
			t.Errorf("%q: got %q, want %q", text, f.Decimal, want)
		}
	}
}

// The tables that were published, as data and as they stand in the document.
func TestPublishedTables(t *testing.T) {
	for name, rows := range map[string]int{"indicadores.tsv": 22, "objetivos.tsv": 13} {
		content, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		f := open(t, content)
		if got := rowsOf(t, f, 0); len(got) != rows || f.Separator != '\t' || f.Encoding != "UTF-8" {
			t.Errorf("%s: %d rows, %q, %s", name, len(got), f.Separator, f.Encoding)
		}
	}
}

func TestPublishedAnnexPasted(t *testing.T) {
	content, err := os.ReadFile(filepath.Join("testdata", "anexo.txt"))
	if err != nil {
		t.Fatal(err)
	}
	pasted, err := table.Paste(string(content))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []*table.File{pasted, open(t, content)} {
		if f.Separator != '\t' || f.Decimal != ',' {
			t.Errorf("got %q, %q", f.Separator, f.Decimal)
		}
		widths := map[int]int{}
		for _, r := range rowsOf(t, f, 0) {
			widths[len(r.Cells)]++
			if r.Line == 28 && (len(r.Cells) != 5 || r.Cells[0].Text != "PLAN" || r.Cells[4].Text != "Progreso Medio") {
				t.Errorf("line 37: %v", r)
			}
		}
		if widths[5] != 13 || widths[9] != 22 || widths[4] != 2 { // two rows were split by page breaks
			t.Errorf("got rows of so many cells: %v", widths)
		}
	}
}
