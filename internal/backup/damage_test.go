package backup

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
)

// small is a back-up without a database: two tables, one of several parts, whose rows do not compress to nothing.
func small(t *testing.T, recipients ...age.Recipient) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := newWriter(&file, Manifest{Format: format, Hito: "1.2.3", Schema: 1, Queue: 1, At: noon, Tables: []Table{
		{Schema: "public", Name: "a", Columns: []string{"id", "text"}}, {Schema: "public", Name: "b", Columns: []string{"id"}},
	}}, recipients)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.NewChaCha8([32]byte{1})
	for n, rows := range []int{20, 0} {
		if err := w.table(n, func(out io.Writer) (int64, error) {
			for i := range rows {
				if _, err := fmt.Fprintf(out, "%d\t%x\n", i, random.Uint64()); err != nil {
					return 0, err
				}
			}
			return int64(rows), nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func checked(file []byte, keys ...age.Identity) (Manifest, error) {
	return verify(context.Background(), bytes.NewReader(file), keys)
}

func TestAWholeBackupIsTakenForOne(t *testing.T) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{"plain": small(t), "encrypted": small(t, key.Recipient())} {
		m, err := checked(file, key)
		if err != nil || m.Rows() != 20 || m.Encrypted != (name == "encrypted") || !m.At.Equal(noon) || len(m.Tables) != 2 {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
}

// Whatever byte changes, and wherever the file ends, it is refused with a sentence.
func TestDamageIsAlwaysNoticed(t *testing.T) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{"plain": small(t), "encrypted": small(t, key.Recipient())} {
		for at := range file {
			for _, bit := range []byte{1, 0x80} {
				spoilt := bytes.Clone(file)
				spoilt[at] ^= bit
				_, err := checked(spoilt, key)
				if err == nil {
					t.Fatalf("%s: byte %d of %d may change unseen", name, at, len(file))
				}
				refused(t, err)
			}
			if _, err := checked(file[:at], key); err == nil {
				t.Fatalf("%s: it may end after byte %d of %d", name, at, len(file))
			}
		}
		for _, more := range []string{"\x00", "more", string(file)} {
			if _, err := checked(append(bytes.Clone(file), more...), key); err == nil {
				t.Errorf("%s: it may go on with %d bytes", name, len(more))
			}
		}
	}
}

func TestWhyABackupIsRefused(t *testing.T) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	whole, sealed := small(t), small(t, key.Recipient())
	middle := bytes.Clone(whole)
	middle[len(middle)/2] ^= 1
	for says, c := range map[string]struct {
		file []byte
		keys []age.Identity
	}{
		"no es una copia":  {[]byte("%PDF-1.7 and so on, for longer than the beginning"), nil},
		"no es una copia ": {nil, nil},
		"incompleta":       {whole[:len(whole)*2/3], nil},
		"dañada":           {middle, nil},
		"está cifrada: in": {sealed, nil},
		"no se abre":       {sealed, []age.Identity{other}},
	} {
		_, err := checked(c.file, c.keys...)
		if err == nil || !strings.Contains(refused(t, err), strings.TrimSpace(says)) {
			t.Errorf("%q: %v", says, err)
		}
	}
}

// A file whose parts are whole, each for itself, is none where they do not fit each other.
func TestContentsFitTheirList(t *testing.T) {
	for name, spoil := range map[string]func(*Manifest){
		"rows": func(m *Manifest) { m.Tables[0].Rows++ }, "a sum": func(m *Manifest) { m.Tables[0].SHA256 = strings.Repeat("0", 64) },
		"a table more": func(m *Manifest) { m.Tables = append(m.Tables, Table{Schema: "public", Name: "c"}) },
		"a table less": func(m *Manifest) { m.Tables = m.Tables[:1] }, "a version": func(m *Manifest) { m.Schema++ },
	} {
		var file bytes.Buffer
		w, err := newWriter(&file, Manifest{Format: format, Schema: 1, At: noon, Tables: []Table{
			{Schema: "public", Name: "a"}, {Schema: "public", Name: "b"},
		}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for n := range 2 {
			if err := w.table(n, func(out io.Writer) (int64, error) { _, err := out.Write([]byte("1\n")); return 1, err }); err != nil {
				t.Fatal(err)
			}
		}
		spoil(&w.manifest)
		if err := w.close(); err != nil {
			t.Fatal(err)
		}
		if _, err := checked(file.Bytes()); err == nil || !strings.Contains(refused(t, err), "dañada") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAFileIsWholeOrNotThere(t *testing.T) {
	d := filled(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "copia.hito")
	m, err := source(d).WriteFile(t.Context(), path, false)
	if err != nil {
		t.Fatal(err)
	}
	found, err := Check(t.Context(), path)
	if err != nil || found.Rows() != m.Rows() || found.Audit != m.Audit {
		t.Errorf("%+v, %v; want %+v", found, err, m)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if _, err := source(d).WriteFile(t.Context(), path, false); err == nil || !strings.Contains(refused(t, err), "Ya existe") {
		t.Errorf("it is written over: %v", err)
	}
	if _, err := source(d).WriteFile(t.Context(), path, true); err != nil {
		t.Errorf("it may not be replaced: %v", err)
	}
	if _, err := source(d).WriteFile(t.Context(), filepath.Join(dir, "no", "x"), false); err == nil || !strings.Contains(refused(t, err), "No se puede escribir") {
		t.Errorf("into a folder that is not there: %v", err)
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := source(d).WriteFile(over, filepath.Join(dir, "otra.hito"), false); err == nil {
		t.Error("a stopped back-up is made")
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestPassphrases(t *testing.T) {
	recipient, err := age.NewScryptRecipient("lápiz nube cartero")
	if err != nil {
		t.Fatal(err)
	}
	recipient.SetWorkFactor(10)
	file := small(t, recipient)
	dir := t.TempDir()
	path := filepath.Join(dir, "phrase")
	for content, says := range map[string]string{"lápiz nube cartero\n": "", "otra cosa que no es": "no se abre", "corta\n": "demasiado corta"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		phrase, err := Passphrase(path)
		if err == nil {
			var key age.Identity
			if key, err = OpenedBy(phrase); err == nil {
				_, err = checked(file, key)
			}
		}
		if says == "" && err != nil || says != "" && (err == nil || !strings.Contains(refused(t, err), says)) {
			t.Errorf("%q: %v", content, err)
		}
	}
}
