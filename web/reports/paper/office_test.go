package paper_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestLibreOfficeReadsBothFiles has another program read the files: one start converts both.
func TestLibreOfficeReadsBothFiles(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("LibreOffice is not installed: run .ci/install libreoffice")
		}
		t.Skip("LibreOffice is not installed: the DOCX and the XLSX were not read by another program")
	}
	folder := t.TempDir()
	d := sample()
	d.Emblem = coat(t)
	for name, content := range map[string][]byte{"texto.docx": docxOf(t, d), "hoja.xlsx": xlsxOf(t, d)} {
		must(t, os.WriteFile(filepath.Join(folder, name), content, 0o600))
	}
	convert := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+filepath.ToSlash(filepath.Join(folder, "profile")),
		"--headless", "--convert-to", "pdf", "--outdir", folder, filepath.Join(folder, "texto.docx"), filepath.Join(folder, "hoja.xlsx"))
	if out, err := convert.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	for name, texts := range map[string][]string{
		"texto.pdf": {d.Title[:20], "Índice", "Página 2 de ", "64,9", "En plazo", "Proyecto INNOVA APRESS", "Con retraso", "Previsto: 70,96"},
		"hoja.pdf":  {"Índice", "Página 2 de ", "64,9", "Proyecto INNOVA APRESS", "15/11/2022", "Previsto: 70,96", "Conseguido"},
	} {
		pdf, err := os.ReadFile(filepath.Join(folder, name))
		must(t, err)
		if len(pdf) < 10_000 {
			t.Errorf("%s has %d bytes", name, len(pdf))
		}
		read := runs(t, "pdftotext", "-layout", filepath.Join(folder, name), "-")
		if read == "" {
			t.Log("pdftotext is not installed: what LibreOffice shows was not compared")
			continue
		}
		for _, text := range texts {
			if !strings.Contains(strings.ReplaceAll(read, "\u00a0", " "), text) {
				t.Errorf("%s does not say %q", name, text)
			}
		}
	}
}
