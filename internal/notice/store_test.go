package notice_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/notice"
)

var posts = notice.Writer{Mail: true, PublicURL: "https://hito.example"}

const (
	countNotices = `SELECT count(*) FROM notices WHERE body = 'El reto pasa a estar en análisis.'`
	countMails   = `SELECT count(*) FROM mails`
	countJobs    = `SELECT count(*) FROM river.river_job WHERE kind = 'send_mail' AND queue = 'mail' AND state = 'available'`
)

func TestWhatIsNotCommittedIsNotTold(t *testing.T) {
	w := open(t)
	w.tell(posts, w.of(w.anonymous, true, w.staff.ID, w.tech.ID), errChanged)
	for _, sql := range []string{countNotices, countMails, countJobs} {
		if n := w.number(sql); n != 0 {
			t.Errorf("%s: %d", sql, n)
		}
	}
	w.tell(posts, w.of(w.anonymous, true, w.staff.ID, w.tech.ID), nil)
	for sql, want := range map[string]int64{countNotices: 2, countMails: 3, countJobs: 3} {
		if n := w.number(sql); n != want {
			t.Errorf("%s: %d, want %d", sql, n, want)
		}
	}
}

func TestWhoIsWrittenTo(t *testing.T) {
	for name, c := range map[string]struct {
		by   notice.Writer
		sql  string
		want int64 // e-mails to one of the staff and to a contact
	}{
		"both":             {posts, `SELECT`, 2},
		"no server":        {notice.Writer{}, `SELECT`, 0},
		"turned off":       {posts, `UPDATE users SET mail_notices = false`, 1},
		"disabled":         {posts, `UPDATE users SET disabled_at = now()`, 1},
		"no contact":       {posts, `UPDATE challenges SET contact_email = ''`, 1},
		"neither of these": {posts, `UPDATE challenges SET contact_email = ''; UPDATE users SET mail_notices = false`, 0},
	} {
		w := open(t)
		w.exec(c.sql)
		w.tell(c.by, w.of(w.anonymous, true, w.staff.ID), nil)
		if n := w.number(countMails); n != c.want || w.number(countJobs) != c.want {
			t.Errorf("%s: %d e-mails, want %d", name, n, c.want)
		}
		if n := w.number(countNotices); n != 1 {
			t.Errorf("%s: %d notices", name, n)
		}
	}
}

// What goes out names no author, and of a reto only what its reader may know.
func TestEmailsNameNoAuthor(t *testing.T) {
	w := open(t)
	w.exec(`UPDATE challenges SET public_title = 'Título público', public_text = 'P' WHERE id = $1`, w.hidden)
	w.exec(`INSERT INTO users (email, name, role) VALUES ('otra@example.org', 'Otra', 'staff')`)
	other := w.number(`SELECT id FROM users WHERE name = 'Otra'`)
	w.tell(posts, w.of(w.hidden, true, w.staff.ID, w.tech.ID, w.admin.ID, other), nil)
	w.tell(posts, w.of(w.anonymous, true), nil)
	all := w.text(`SELECT string_agg(concat_ws(' ', subject, body, html, message_id), ' ') FROM mails`)
	for _, secret := range []string{"Nombre Secreto", "contacto@", w.noOnesC, "AAAAA-", "personal@demo.example"} {
		if strings.Contains(all, secret) {
			t.Errorf("%q goes out: %s", secret, all)
		}
	}
	for id, public := range map[int64]bool{w.staff.ID: false, w.tech.ID: false, w.admin.ID: true, other: true} {
		got := w.text(`SELECT concat_ws(' ', subject, body, html) FROM mails WHERE user_id = $1`, id)
		if strings.Contains(got, "Título interno") == public || strings.Contains(got, "Título público") != public {
			t.Errorf("person %d is told %s", id, got)
		}
		told := w.read(access.Actor{Kind: access.Person, ID: id, Role: access.Staff, Session: 1})
		if title := told.Notices[0].Title; (title == "Título público") != public {
			t.Errorf("person %d is told of %q", id, title)
		}
	}
}

func TestEachReadsTheirOwn(t *testing.T) {
	w := open(t)
	before := w.read(w.staff)
	for range 3 {
		w.tell(notice.Writer{}, w.of(w.hidden, false, w.staff.ID, w.tech.ID), nil)
	}
	told := w.read(w.staff)
	if told.Unread != before.Unread+3 || told.Notices[0].ID != told.Newest || !told.Notices[0].Unread || told.Notices[0].Code != w.hiddenCode || !told.Mails {
		t.Fatalf("told %+v", told)
	}
	key := rand.Text()
	for range 2 { // the same form, twice
		code, err := w.store.Read(t.Context(), w.staff, key, told.Newest)
		if err != nil || code != w.hiddenCode {
			t.Errorf("Read = %q, %v", code, err)
		}
	}
	if n := w.read(w.staff).Unread; n != before.Unread+2 {
		t.Errorf("%d unread", n)
	}
	for _, who := range []access.Actor{w.tech, w.admin} {
		if _, err := w.store.Read(t.Context(), who, rand.Text(), told.Newest); !errors.Is(err, fault.NotFound) {
			t.Errorf("%s reads another's: %v", who.Role, err)
		}
	}
	if _, err := w.store.Read(t.Context(), access.Actor{}, rand.Text(), told.Newest); !errors.Is(err, fault.SignIn) {
		t.Errorf("nobody reads: %v", err)
	}
	if err := w.store.ReadAll(t.Context(), w.staff, rand.Text(), told.Notices[1].ID); err != nil {
		t.Fatal(err)
	}
	w.tell(notice.Writer{}, w.of(w.hidden, false, w.staff.ID), nil)
	if n := w.read(w.staff).Unread; n != 1 {
		t.Errorf("%d unread, want what came later", n)
	}
	if n := w.read(w.tech).Unread; n < 3 {
		t.Errorf("another's were read: %d unread", n)
	}
	if n := w.number(`SELECT count(*) FROM audit_events WHERE action LIKE 'notice%'`); n != 0 {
		t.Errorf("%d events tell who reads what", n)
	}
}

func TestEmailsAreTurnedOffAndOn(t *testing.T) {
	w := open(t)
	for _, wanted := range []bool{false, false, true} {
		if err := w.store.ChooseMails(t.Context(), w.staff, rand.Text(), wanted); err != nil || w.read(w.staff).Mails != wanted {
			t.Errorf("%t: %v", wanted, err)
		}
	}
	if n := w.number(`SELECT count(*) FROM audit_events WHERE action = 'user.choose_mails'`); n != 2 {
		t.Errorf("%d events, want one for each change", n)
	}
	if !w.read(w.tech).Mails {
		t.Error("another's were turned off")
	}
}

func TestAQueueNamesNoAuthor(t *testing.T) {
	w := open(t)
	w.tell(posts, w.of(w.hidden, false, w.staff.ID, w.tech.ID), nil)
	w.tell(posts, w.of(w.anonymous, true, w.staff.ID), nil)
	w.exec(`UPDATE mails SET state = 'failed', problem = 'refused 550', attempts = 8`)
	for _, a := range []access.Actor{w.staff, w.tech} {
		if _, err := w.queue(a); !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s reads the queue: %v", a.Role, err)
		}
	}
	q, err := w.queue(w.admin)
	if err != nil || q.Counts[notice.Failed] != 4 || len(q.Stuck) != 4 {
		t.Fatalf("queue %+v, %v", q, err)
	}
	names := map[notice.Addressee][]string{}
	for _, m := range q.Stuck {
		names[m.Addressee] = append(names[m.Addressee], m.Name)
	}
	if len(names[notice.APerson]) != 2 || len(names[notice.AnAuthor]) != 1 || names[notice.AnAuthor][0] != "" || len(names[notice.AContact]) != 1 || names[notice.AContact][0] != "" {
		t.Errorf("named %q", names)
	}
}

func TestDecisions(t *testing.T) {
	w := open(t)
	w.tell(posts, w.of(w.hidden, false, w.staff.ID, w.tech.ID), nil)
	w.exec(`DELETE FROM river.river_job`)
	first, second := w.number(`SELECT min(id) FROM mails`), w.number(`SELECT max(id) FROM mails`)
	if err := w.store.Retry(t.Context(), w.admin, rand.Text(), first, 1); !errors.Is(err, fault.Conflict) {
		t.Errorf("what waits is retried: %v", err)
	}
	w.exec(`UPDATE mails SET state = 'uncertain', attempts = 1, version = 3`)
	for _, a := range []access.Actor{w.staff, w.tech, {}} {
		if w.store.Retry(t.Context(), a, rand.Text(), first, 3) == nil || w.store.Drop(t.Context(), a, rand.Text(), first, 3) == nil {
			t.Errorf("%q decides", a.Role)
		}
	}
	if err := w.store.Drop(t.Context(), w.admin, rand.Text(), first, 2); !errors.Is(err, fault.Conflict) {
		t.Errorf("an old form: %v", err)
	}
	if err := w.store.Drop(t.Context(), w.admin, rand.Text(), 1<<40, 1); !errors.Is(err, fault.NotFound) {
		t.Errorf("none such: %v", err)
	}
	key := rand.Text()
	for range 2 {
		if err := w.store.Retry(t.Context(), w.admin, key, first, 3); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.store.Drop(t.Context(), w.admin, rand.Text(), second, 3); err != nil {
		t.Fatal(err)
	}
	if n := w.number(countJobs); n != 1 {
		t.Errorf("%d jobs", n)
	}
	if n := w.number(`SELECT count(*) FROM mails WHERE id = $1 AND state = 'queued' AND attempts = 0 AND body <> ''`, first); n != 1 {
		t.Error("it does not wait again")
	}
	if n := w.number(`SELECT count(*) FROM mails WHERE id = $1 AND state = 'dropped' AND body = '' AND html = ''`, second); n != 1 {
		t.Error("it is not forgotten")
	}
	if n := w.number(`SELECT count(*) FROM audit_events WHERE action IN ('mail.retry', 'mail.drop') AND object_type = 'mail'`); n != 2 {
		t.Errorf("%d events", n)
	}
}

func TestAnEmailIsClaimedOnce(t *testing.T) {
	w := open(t)
	w.tell(posts, w.of(w.hidden, false, w.staff.ID), nil)
	id := w.number(`SELECT id FROM mails`)
	m, err := w.store.Claim(t.Context(), id)
	if err != nil || m.State != notice.Sending || m.Attempts != 1 || m.To != w.text(`SELECT email FROM users WHERE id = $1`, w.staff.ID) {
		t.Fatalf("Claim = %+v, %v", m, err)
	}
	if _, err := w.store.Claim(t.Context(), id); !errors.Is(err, notice.ErrUnderWay) {
		t.Errorf("a second claim: %v", err)
	}
	later := notice.Store{Pool: w.pool, Now: func() time.Time { return clock.Add(time.Hour) }}
	if doubt, err := later.Claim(t.Context(), id); err != nil || doubt.State != notice.Uncertain || doubt.Problem != notice.Died {
		t.Errorf("an hour later: %+v, %v", doubt, err)
	}
	m.State = notice.Sent
	if err := w.store.Settle(t.Context(), m); err == nil {
		t.Error("what was given up is settled")
	}
	if gone, err := w.store.Claim(t.Context(), 1<<40); err != nil || gone.State != notice.Dropped {
		t.Errorf("none such: %+v, %v", gone, err)
	}
}
