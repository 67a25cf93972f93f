package workbook_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hito/internal/transfer"
	"hito/internal/workbook"
)

// office is a LibreOffice with a profile of its own, and a folder in which it works.
type office struct {
	*testing.T
	program, folder string
}

func libreOffice(t *testing.T) office {
	t.Helper()
	program, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("LibreOffice is not installed: run .ci/install libreoffice")
		}
		t.Skip("LibreOffice (soffice) is not installed: what it makes of a book is tested where it is")
	}
	return office{t, program, t.TempDir()}
}

// convert returns what LibreOffice makes of a book in another format.
func (o office) convert(book []byte, format string) []byte {
	o.Helper()
	path := filepath.Join(o.folder, "libro.xlsx")
	if err := os.WriteFile(path, book, 0o600); err != nil {
		o.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(o.Context(), 2*time.Minute)
	defer cancel()
	profile := "-env:UserInstallation=file://" + filepath.Join(o.folder, "profile")
	if out, err := exec.CommandContext(ctx, o.program, profile, "--headless", "--convert-to", format, "--outdir", o.folder, path).CombinedOutput(); err != nil {
		o.Fatalf("%v: %s", err, out)
	}
	content, err := os.ReadFile(filepath.Join(o.folder, "libro."+format))
	if err != nil {
		o.Fatal(err)
	}
	return content
}

// LibreOffice reads days as days, figures exactly and what looks like a formula as text; it keeps what is locked, hidden
// and checked; what it saves in its own format comes back without loss; and it prints each sheet as wide as its pages.
func TestLibreOfficeReadsKeepsAndPrintsTheBook(t *testing.T) {
	t.Parallel()
	o := libreOffice(t)
	has, d := kept(t, loaded(t), "i-plan-innovacion-2021-2023")
	hostile := map[transfer.Kind]string{transfer.Line: `=HYPERLINK("http://x")`, transfer.Objective: "@SUM(A1)", transfer.Indicator: "-1+1"}
	for _, r := range has.Records {
		if text := hostile[r.Kind]; text != "" {
			r.Cells["title"] = text
			hostile[r.Kind] = ""
		}
	}
	var out bytes.Buffer
	if err := workbook.Write(&out, d); err != nil {
		t.Fatal(err)
	}
	saved := o.convert(out.Bytes(), "ods")
	o.understands(saved)
	u, values := readBack(t, "plan.ods", saved, transfer.Update, has)
	for _, c := range transfer.Compare(has, u, transfer.Update) {
		if c.Outcome != transfer.Same {
			t.Errorf("%s %s: %+v %+v", c.Outcome, c.Label, c.Edits, c.Problems)
		}
	}
	sameValues(t, d, values)

	printed := o.convert(out.Bytes(), "pdf")
	pages := bytes.Count(printed, []byte("/Type/Page")) - bytes.Count(printed, []byte("/Type/Pages"))
	if !bytes.HasPrefix(printed, []byte("%PDF-")) || pages < 12 || pages > 24 {
		t.Errorf("%d bytes of %d pages: a sheet is wider than its page, or waiting rows are printed", len(printed), pages)
	}
}

// understands looks into what LibreOffice made of the book.
func (o office) understands(saved []byte) {
	o.Helper()
	parts, err := zip.NewReader(bytes.NewReader(saved), int64(len(saved)))
	if err != nil {
		o.Fatal(err)
	}
	var all strings.Builder
	for _, name := range []string{"content.xml", "meta.xml"} {
		part, err := parts.Open(name)
		if err != nil {
			o.Fatal(err)
		}
		if _, err := io.Copy(&all, part); err != nil {
			o.Fatal(err)
		}
	}
	for _, want := range []string{
		`office:date-value="2021-07-01"`, `<text:p>01/07/2021</text:p>`, `office:value-type="percentage" office:value="0.9"`,
		`<text:p>=HYPERLINK(&quot;http://x&quot;)</text:p>`, `<text:p>@SUM(A1)</text:p>`, `<text:p>-1+1</text:p>`,
		`table:protected="true"`, `table:visibility="collapse"`, `cell-content-is-in-list(&quot;Alcanzar la meta&quot;`,
		`<meta:user-defined meta:name="hito-plan">i-plan-innovacion-2021-2023</meta:user-defined>`, `<dc:language>es-ES</dc:language>`,
	} {
		if !strings.Contains(all.String(), want) {
			o.Errorf("LibreOffice does not find %s", want)
		}
	}
	if strings.Contains(all.String(), "table:formula") {
		o.Error("something calculates")
	}
}
