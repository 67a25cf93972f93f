package table_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"hito/internal/table"
)

// worked is how long processors have worked at this program.
func worked(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// soon wants a file to be refused in less than a second of a processor and in bounded memory, whatever it asks for. What a
// busy machine takes away does not count, and it gets more than one try.
func soon(t *testing.T, content []byte, why table.Refused) {
	t.Helper()
	const most, memory, tries = time.Second, 100 /* MB */, 3
	var took time.Duration
	for range tries {
		var err error
		start := worked(t)
		grew := peak(func() { err = readAll(content) })
		if !errors.Is(err, why) {
			t.Fatalf("got %v, want %v", err, why)
		}
		if grew > memory {
			t.Fatalf("took %.0f MB", grew)
		}
		if took = worked(t) - start; took <= most {
			return
		}
	}
	t.Errorf("took %v", took)
}

const row1 = `<row><c t="inlineStr"><is><t>`

func TestHostileXLSX(t *testing.T) {
	var merges, narrow strings.Builder
	for n := range 300_000 {
		merges.WriteString(`<mergeCell ref="A1:B` + strconv.Itoa(n+2) + `"/>`)
	}
	narrow.WriteString(`<sheetData><row r="1"><c r="A1"><v>1</v></c></row>`)
	for n := range 20_000 {
		narrow.WriteString(`<row r="` + strconv.Itoa(n+2) + `"><c r="SF` + strconv.Itoa(n+2) + `"><v>` + strconv.Itoa(n) + `</v></c></row>`)
	}
	narrow.WriteString(`</sheetData><mergeCells><mergeCell ref="A1:SE1048576"/></mergeCells>`)
	const cells = `<sheetData><row><c><v>1</v></c></row></sheetData>`
	for name, c := range map[string]struct {
		content []byte
		why     table.Refused
	}{
		"bomb of blanks":        {workbook(t, strings.Repeat(" ", 50<<20)), table.TooLarge},
		"bomb of rows":          {workbook(t, "<sheetData>"+strings.Repeat(`<row><c><v>1</v></c></row>`, 2<<20)+"</sheetData>"), table.TooLarge},
		"bomb of shared texts":  {workbook(t, cells, "xl/sharedStrings.xml", "<sst>"+strings.Repeat("<si/>", 4<<20)+"</sst>"), table.TooLarge},
		"a million columns":     {workbook(t, `<sheetData><row>`+strings.Repeat(`<c><v>1</v></c>`, 500_000)+`</row></sheetData>`), table.TooManyCols},
		"far column":            {workbook(t, `<sheetData><row><c r="ZZZZ1"><v>1</v></c></row></sheetData>`), table.TooManyCols},
		"far row":               {workbook(t, `<sheetData><row r="999999999"><c><v>1</v></c></row></sheetData>`), table.TooManyRows},
		"deep":                  {workbook(t, strings.Repeat(`<a>`, 1<<20)), table.Damaged},
		"deep text":             {workbook(t, `<sheetData>`+row1+strings.Repeat(`<r>`, 1<<20)), table.Damaged},
		"long tag":              {workbook(t, `<row `+strings.Repeat("a", 7<<20)+`>`), table.TooLarge},
		"long text":             {workbook(t, row1+strings.Repeat("a", 7<<20)+`</t></is></c></row>`), table.TooLarge},
		"long shared text":      {workbook(t, cells, "xl/sharedStrings.xml", "<sst><si><t>"+strings.Repeat("a", 100_000)+"</t></si></sst>"), table.TooLong},
		"text of many runs":     {workbook(t, cells, "xl/sharedStrings.xml", "<sst><si>"+strings.Repeat("<r><t>aa</t></r>", 100_000)+"</si></sst>"), table.TooLong},
		"laughing entities":     {workbook(t, cells, "xl/sharedStrings.xml", `<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>`), table.Encoded},
		"merged upon merged":    {workbook(t, cells+`<mergeCells>`+merges.String()+`</mergeCells>`), table.TooSpread},
		"merged over all":       {workbook(t, narrow.String()), table.TooSpread},
		"too many sheets":       {workbook(t, cells, "xl/workbook.xml", "<workbook>"+strings.Repeat(`<sheet name="a" r:id="rId1"/>`, 5000)+"</workbook>"), table.TooLarge},
		"too many styles":       {workbook(t, cells, "xl/styles.xml", "<s><cellXfs>"+strings.Repeat(`<xf/>`, 1_000_000)+"</cellXfs></s>"), table.TooLarge},
		"size that is not so":   {lying(t, workbook(t, `<sheetData><row><c><v>1</v></c></row></sheetData>`+strings.Repeat(" ", 5<<20))), table.Damaged},
		"declared beyond bound": {declaring(t, workbook(t, cells), 1<<31), table.TooLarge},
		"too many parts":        {parts(t, 20_000), table.TooLarge},
	} {
		t.Run(name, func(t *testing.T) { soon(t, c.content, c.why) })
	}
	t.Run("long cell", func(t *testing.T) {
		err := readAll(workbook(t, `<sheetData>`+row1+strings.Repeat("a", 40_000)+`</t></is></c></row></sheetData>`))
		if err == nil || !strings.Contains(err.Error(), "fila 1, columna A,") {
			t.Errorf("got %v", err)
		}
	})
}

func TestHostileODS(t *testing.T) {
	cell := `<table:table-cell office:value-type="string"%><text:p>a</text:p></table:table-cell>`
	repeated := func(rows, columns string) []byte {
		return openDocument(t, `<table:table table:name="a"><table:table-row table:number-rows-repeated="`+rows+`">`+
			strings.ReplaceAll(cell, "%", ` table:number-columns-repeated="`+columns+`"`)+`</table:table-row></table:table>`)
	}
	one := `<table:table table:name="a"><table:table-row>` + strings.ReplaceAll(cell, "%", "")
	for name, c := range map[string]struct {
		content []byte
		why     table.Refused
	}{
		"absurd columns":   {repeated("1", "2147483647"), table.TooManyCols},
		"absurd rows":      {repeated("2147483647", "1"), table.TooManyRows},
		"more than absurd": {repeated("99999999999999999999", "-5"), table.TooManyCols},
		"rows and columns": {repeated("1048576", "500"), table.TooSpread},
		"bomb":             {openDocument(t, strings.Repeat(" ", 50<<20)), table.TooLarge},
		"deep":             {openDocument(t, strings.Repeat(`<table:table><table:table-row><table:table-cell>`, 100_000)), table.Damaged},
		"deep paragraphs":  {openDocument(t, one+strings.Repeat(`<text:p>`, 100_000)), table.Damaged},
		"long spaces":      {openDocument(t, strings.ReplaceAll(one, "<text:p>", `<text:p>b<text:s text:c="2147483647"/>`)+`</table:table-row></table:table>`), table.Refused(longInA1)},
		"many spaces":      {openDocument(t, strings.ReplaceAll(one, "<text:p>", `<text:p>b`+strings.Repeat(`<text:s text:c="30000"/>`, 1000))+`</table:table-row></table:table>`), table.Refused(longInA1)},
		"many sheets":      {openDocument(t, strings.Repeat(`<table:table table:name="a"/>`, 5000)), table.TooLarge},
		"entities":         {archive(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`), table.Encoded},
	} {
		t.Run(name, func(t *testing.T) { soon(t, c.content, c.why) })
	}
}

const longInA1 = "La celda de la fila 1, columna A, tiene más de 32.767 letras: acórtela. En un CSV puede faltar la comilla que la cierra."

func TestHostileText(t *testing.T) {
	many := strings.Repeat
	for name, c := range map[string]struct {
		text string
		why  table.Refused
	}{
		"a million columns": {many("a;", 1_000_000), table.TooManyCols},
		"in many lines":     {"a;b\n\"" + many("\n\";a;\"", 500_000), table.TooManyCols},
		"a long cell":       {many("a", 10<<20), longInA1},
		"a cell in quotes":  {"\"" + many("a\n", 30_000) + "\";2\n3;4\n", longInA1},
		"too many rows":     {many("a;b\n", 1<<20+1), table.TooManyRows},
	} {
		t.Run(name, func(t *testing.T) { soon(t, []byte(c.text), c.why) })
	}
}

// Marks that are never closed take no longer than others.
func TestQuotesTakeNoTime(t *testing.T) {
	for name, text := range map[string]string{
		"fields":  strings.Repeat(strings.Repeat("\"a;", 400)+strings.Repeat("b", 30_000)+"\n", 300),
		"doubled": strings.Repeat(strings.Repeat("\"\"\"a;", 400)+"\n", 3000),
		"lines":   strings.Repeat("\"\n", 3<<20/2),
		"odd":     strings.Repeat("\"\"\"\n\"a;\n", 1<<19),
		"blanks":  strings.Repeat("\""+strings.Repeat(" ", 30_000)+"x\n", 300),
	} {
		t.Run(name, func(t *testing.T) {
			start := worked(t)
			_ = readAll([]byte(text))
			if took := worked(t) - start; took > 3*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// Commas, blank columns and blank cells are no columns.
func TestManyBlankColumnsAreNone(t *testing.T) {
	want(t, show(t, open(t, []byte("a;b"+strings.Repeat(";", 100_000)+"\n1;2\n")), 0), "1: a | b\n2: 1 | 2")
}

// declaring changes the size that the directory of a ZIP declares of the sheet.
func declaring(t *testing.T, content []byte, size uint32) []byte {
	t.Helper()
	name := []byte("xl/worksheets/sheet1.xml")
	const header, sizeAt = 46, 24
	at := bytes.LastIndex(content, name) - header
	if at < 0 || !bytes.HasPrefix(content[at:], []byte("PK\x01\x02")) {
		t.Fatal("the directory is not where it was expected")
	}
	binary.LittleEndian.PutUint32(content[at+sizeAt:], size)
	return content
}

func lying(t *testing.T, content []byte) []byte { return declaring(t, content, 1000) }

func parts(t *testing.T, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := range n {
		if _, err := z.Create(strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Texts that do not fit into memory go to a temporary file, of which nothing is left.
func TestManySharedTexts(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	const texts = 120_000
	var shared, rows strings.Builder
	for i := range texts {
		shared.WriteString("<si><t>" + textOf(i) + "</t></si>")
	}
	for i := texts - 1; i >= 0; i -= 1000 {
		rows.WriteString(`<row><c t="s"><v>` + strconv.Itoa(i) + `</v></c></row>`)
	}
	content := workbook(t, "<sheetData>"+rows.String()+"</sheetData>", "xl/sharedStrings.xml", "<sst>"+shared.String()+"</sst>")
	before := live()
	f := open(t, content)
	i := texts - 1
	for _, r := range rowsOf(t, f, 0) {
		if r.Cells[0].Text != textOf(i) {
			t.Fatalf("text %d is %.20q", i, r.Cells[0].Text)
		}
		i -= 1000
	}
	if grew := live() - before; grew > 10 {
		t.Errorf("keeps %.0f MB", grew)
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

// live is how much the heap holds, in MB.
func live() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}

// textOf is as no other, and hardly shrinks.
func textOf(i int) string {
	var b strings.Builder
	for n := uint64(i) + 1; b.Len() < 150; {
		n = n*6364136223846793005 + 1442695040888963407
		b.WriteString(strconv.FormatUint(n, 36))
	}
	return b.String()
}
