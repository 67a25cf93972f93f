package challenge_test

import (
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/attachment"
	"hito/internal/challenge"
	"hito/internal/db"
	"hito/internal/fault"
)

func note(name, content string) attachment.New {
	return attachment.New{Name: name, MediaType: "text/plain", Content: []byte(content)}
}

// filesOf is what somebody reads of the files of a reto.
func (w *cases) filesOf(a access.Actor, code string) (list []challenge.File) {
	w.Helper()
	c := w.found(a, code)
	w.must(db.ReadTx(w.Context(), w.Pool, func(tx pgx.Tx) (err error) {
		list, err = challenge.Files(w.Context(), tx, a, c)
		return err
	}))
	return list
}

// names writes files as "nota.txt by technician".
func names(list []challenge.File) string {
	parts := make([]string, len(list))
	for n, f := range list {
		by := f.Adder
		if f.ByAuthor {
			by = "its author"
		}
		parts[n] = f.Name + " by " + by
		if f.Internal {
			parts[n] += " inside"
		}
	}
	return strings.Join(parts, "|")
}

func TestFilesAreReadByWhoeverMayReadAll(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, fields{"published_at": w.Now(), "public_title": "P", "public_text": "P"})
	form := w.change("author", code)
	for range 2 {
		w.must(w.AddFiles(t.Context(), form, false, []attachment.New{note("María López.txt", "Uno"), note("dos.txt", "Dos")}))
	}
	w.must(w.AddFiles(t.Context(), w.change("technician", code), false, []attachment.New{note("tres.txt", "Tres")}))
	w.must(w.AddFiles(t.Context(), w.change("assigned", code), true, []attachment.New{note("cuatro.txt", "Cuatro")}))
	outside := "María López.txt by its author|dos.txt by its author|tres.txt by technician"
	for who, want := range map[string]string{
		"author": outside, "colleague": outside, "technician": outside + "|cuatro.txt by assigned inside", "director": outside + "|cuatro.txt by assigned inside",
		"assigned": outside + "|cuatro.txt by assigned inside", "stranger": "", "admin": "", "follower": "", "visitor": "",
	} {
		if got := names(w.filesOf(w.people[who], code)); got != want {
			t.Errorf("%s reads %q, want %q", who, got, want)
		}
	}
	f := w.filesOf(w.people["author"], code)[0]
	content, err := io.ReadAll(challenge.OpenFile(t.Context(), w.Pool, w.as("author", code).ID, f.File))
	if err != nil || string(content) != "Uno" {
		t.Errorf("it holds %q, %v", content, err)
	}
	if _, err := io.ReadAll(challenge.OpenFile(t.Context(), w.Pool, 999, f.File)); err == nil {
		t.Error("it is found under another reto")
	}
	events := w.text(`SELECT string_agg(concat_ws(' ', action, actor_id, after), '|' ORDER BY id) FROM audit_events`)
	if strings.Contains(events, "María") || strings.Count(events, "challenge.add_file") != 4 || strings.Contains(events, "add_file "+w.id("author")) {
		t.Errorf("events: %s", events)
	}
}

func TestTheFilesOfAnAnonymousAuthor(t *testing.T) {
	w := openCases(t)
	code := w.secretReto(challenge.Received, nil)
	w.must(w.AddFiles(t.Context(), w.secretly(), false, []attachment.New{note("uno.txt", "Uno")}))
	w.must(w.AddFiles(t.Context(), w.change("technician", code), true, []attachment.New{note("dos.txt", "Dos")}))
	list := w.filesOf(access.Actor{}, secretCode)
	if names(list) != "uno.txt by its author" {
		t.Errorf("by the code: %s", names(list))
	}
	w.is(w.AddFiles(t.Context(), w.secretly(), true, []attachment.New{note("dos.txt", "Dos")}), fault.SignIn)
	inside := w.filesOf(w.people["technician"], code)[1].ID
	w.is(w.WithdrawFile(t.Context(), w.secretly(), inside), fault.NotFound)
	w.must(w.WithdrawFile(t.Context(), w.secretly(), list[0].ID))
	if all := w.everything(); strings.Contains(all, elsewhere.Address) || strings.Contains(all, elsewhere.RequestID) {
		t.Error("where its author was is kept")
	}
}

func TestFilesAreWithdrawn(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Received, fields{"privacy": "named"})
	for _, who := range []string{"author", "author", "author", "technician"} {
		w.must(w.AddFiles(t.Context(), w.change(who, code), false, []attachment.New{note(who+".txt", rand.Text())}))
	}
	list := w.filesOf(w.people["technician"], code)
	form := w.change("author", code)
	for range 2 {
		w.must(w.WithdrawFile(t.Context(), form, list[0].ID))
	}
	if got := w.happened(code); !strings.HasPrefix(got, "author challenge.withdraw_file {") || !strings.Contains(got, "sha256:") || strings.Contains(got, ".txt") {
		t.Errorf("happened: %s", got)
	}
	w.is(w.WithdrawFile(t.Context(), w.change("author", code), list[0].ID), fault.NotFound) // gone already
	w.is(w.WithdrawFile(t.Context(), w.change("author", code), list[3].ID), fault.Forbidden)
	w.is(w.WithdrawFile(t.Context(), w.change("colleague", code), list[1].ID), fault.Forbidden)
	w.is(w.WithdrawFile(t.Context(), w.change("technician", w.reto(challenge.Received, nil)), list[1].ID), fault.NotFound)
	w.must(w.WithdrawFile(t.Context(), w.change("assigned", code), list[1].ID))
	w.exec(`UPDATE challenges SET state = 'implemented' WHERE code = $1`, code)
	w.is(w.WithdrawFile(t.Context(), w.change("author", code), list[2].ID), fault.Conflict)
	w.must(w.WithdrawFile(t.Context(), w.change("technician", code), list[2].ID))
	for _, who := range []string{"author", "technician", "director", "assigned", "colleague"} {
		if got := names(w.filesOf(w.people[who], code)); got != "technician.txt by technician" {
			t.Errorf("%s still reads %q", who, got)
		}
	}
	if n := w.number(`SELECT count(*) FROM challenge_files`); n != 4 {
		t.Errorf("%d files are kept", n)
	}
}

func TestWhichFilesAreNotTaken(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Analysis, fields{"published_at": w.Now(), "public_title": "P", "public_text": "P"})
	one := []attachment.New{note("uno.txt", "Uno")}
	var many []attachment.New
	for n := range challenge.MostFiles + 1 {
		many = append(many, note(fmt.Sprint(n, ".txt"), "x"))
	}
	w.wrong(w.AddFiles(t.Context(), w.change("author", code), false, nil), "files", "Elija al menos")
	w.wrong(w.AddFiles(t.Context(), w.change("author", code), false, many), "files", "20 ficheros como mucho")
	w.is(w.AddFiles(t.Context(), w.change("author", code), true, one), fault.Forbidden)
	for _, who := range []string{"stranger", "colleague", "follower", "admin"} {
		for _, inside := range []bool{false, true} {
			w.is(w.AddFiles(t.Context(), w.change(who, code), inside, one), fault.Forbidden)
		}
	}
	w.is(w.AddFiles(t.Context(), w.change("visitor", code), false, one), fault.SignIn)
	w.is(w.AddFiles(t.Context(), w.change("author", w.reto(challenge.Withdrawn, nil)), false, one), fault.Conflict)
	if n := w.number(`SELECT count(*) FROM challenge_files`); n != 0 {
		t.Errorf("%d files are kept", n)
	}
	w.must(w.AddFiles(t.Context(), w.change("author", code), false, many[1:]))
	w.wrong(w.AddFiles(t.Context(), w.change("technician", code), true, one), "files", "caben 0 más")
	w.must(w.WithdrawFile(t.Context(), w.change("author", code), w.filesOf(w.people["author"], code)[0].ID))
	w.must(w.AddFiles(t.Context(), w.change("technician", code), true, one))
}

// Whoever waits for files learns that they are there; what the reto waited for has come.
func TestFilesAreTold(t *testing.T) {
	w := openCases(t)
	code := w.reto(challenge.Waiting, nil)
	form := w.change("author", code)
	for range 2 {
		w.must(w.AddFiles(t.Context(), form, false, []attachment.New{note("uno.txt", "Uno"), note("dos.txt", "Dos")}))
	}
	w.must(w.AddFiles(t.Context(), w.change("technician", code), false, []attachment.New{note("tres.txt", "Tres")}))
	w.must(w.AddFiles(t.Context(), w.change("technician", code), true, []attachment.New{note("cuatro.txt", "Cuatro")}))
	if c := w.as("technician", code); c.State != challenge.Analysis || !c.AnsweredAt.IsZero() {
		t.Errorf("after it: %+v", c)
	}
	if got := w.told(code); got != "follower: Ha llegado la información que se había pedido: el reto vuelve a estar en análisis.\n"+
		"assigned: Quien presentó este reto ha añadido ficheros.\nauthor: Se han añadido ficheros a su reto." {
		t.Errorf("told: %s", got)
	}
	events := w.text(`SELECT string_agg(concat_ws(' ', action, actor_id), ', ' ORDER BY id) FROM audit_events`)
	if tech := w.id("technician"); events != "challenge.move, challenge.add_file, challenge.add_file, challenge.add_file "+tech+", challenge.add_file "+tech {
		t.Errorf("events: %s", events)
	}
}
