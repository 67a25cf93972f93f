package web_test

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"encoding/csv"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hito/internal/attachment"
)

// bomb is an office document that would be a gigabyte, were it unpacked.
func bomb(t *testing.T, first, content, member string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	stored, err := w.CreateRaw(&zip.FileHeader{Name: first, CompressedSize64: uint64(len(content)), UncompressedSize64: uint64(len(content))})
	if err == nil {
		_, err = stored.Write([]byte(content))
	}
	if err != nil {
		t.Fatal(err)
	}
	packed, err := w.Create(member)
	zeros := make([]byte, 1<<20)
	for n := 0; err == nil && n < 64; n++ {
		_, err = packed.Write(zeros)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// eicar is what scanners take for a virus, written apart so that none takes this file for one.
const eicar = `X5O!P%@AP[4\PZX54(P^)7CC)7}$` + `EICAR-STANDARD-` + `ANTIVIRUS-TEST-FILE!$H+H*`

// odd are files that want to be something else, and the name under which each is kept; blank for what is refused.
func odd(t *testing.T) map[enclosed]string {
	const jpeg, png, pdf = "\xff\xd8\xff\xe0\x00\x10JFIF\x00", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "%PDF-1.7\n"
	const page, drawing = "<!DOCTYPE html><script>alert(1)</script>", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`
	types := "[Content_Types].xml"
	return map[enclosed]string{
		{"virus.com", eicar}: "virus.com.txt", {"informe.pdf.exe", pdf + "<script>alert(1)</script>"}: "informe.pdf.exe.pdf", {"foto.jpg.svg", jpeg}: "foto.jpg.svg.jpg",
		{"dibujo.svg", drawing}: "", {"foto.png", drawing}: "", {"foto.png ", page}: "", {"acta.pdf", page}: "", {"nota.txt", page}: "", {"nota.html", "hola"}: "nota.html.txt",
		{"foto.gif", "GIF89a/*" + page + "*/=1"}: "", {"foto.js", png + "*/alert(1)"}: "foto.js.png", {"vacio.txt", ""}: "", {"programa.pdf", "MZ\x90\x00" + strings.Repeat("\x00", 300)}: "",
		{"bomba.docx", bomb(t, types, "<Types/>", "word/document.xml")}: "bomba.docx", {"bomba.xlsx", bomb(t, types, "<Types/>", "xl/workbook.xml")}: "bomba.xlsx",
		{"bomba.odt", bomb(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml")}: "bomba.odt", {"bomba.zip", bomb(t, "a.txt", "x", "b.txt")}: "",
		{"grande.pdf", pdf + strings.Repeat("a", attachment.Largest-len(pdf)+1)}: "", {`..\..\C:\windows\sistema.pdf`, pdf}: "sistema.pdf", {"../../../etc/pasos.pdf", pdf}: "pasos.pdf",
		{"a\u202efdp.exe", pdf}: "", {"a\r\nSet-Cookie: b=c.pdf", pdf}: "a%0D%0ASet-Cookie: b=c.pdf", {"a\x01b.pdf", pdf}: "", {"\"><img src=x onerror=alert(1)>.pdf", pdf}: `"><img src=x onerror=alert(1)>.pdf`,
	}
}

// Whatever comes as a file, with a reto or afterwards, is refused and told, or kept as what it is and given back to be kept.
func TestSecurity17FilesOfRetosAreHarmless(t *testing.T) {
	c := settle(t)
	t.Setenv("TMPDIR", t.TempDir())
	path := c.submit("author", c.intake("author", "title", "Con ficheros", "problem", "Uno"))
	for file, kept := range odd(t) {
		for what, send := range map[string]func() (int, string){
			"with it": func() (int, string) {
				fields := c.intake("stranger", "title", rand.Text(), "problem", "Uno")
				answer := c.people["stranger"].enclose(t, "/retos", fields, file)
				return answer.Code, answer.Body.String()
			},
			"afterwards": func() (int, string) {
				c.do(`UPDATE challenge_files SET withdrawn_at = now()`)
				answer := c.people["author"].enclose(t, path+"/ficheros", url.Values{}, file)
				return answer.Code, answer.Body.String()
			},
		} {
			before := c.number(`SELECT count(*) FROM challenge_files`)
			code, body := send()
			count := c.number(`SELECT count(*) FROM challenge_files`) - before
			if kept == "" {
				broken := code == http.StatusBadRequest && strings.Contains(file.name, "\x01") // no browser sends such a header
				if !broken && code != http.StatusUnprocessableEntity && code != http.StatusRequestEntityTooLarge || count != 0 || !broken && !strings.Contains(body, "fichero") && !strings.Contains(body, "«") {
					t.Errorf("%q %s: %d, and %d were kept", file.name, what, code, count)
				}
				continue
			}
			if code != http.StatusSeeOther || count != 1 {
				t.Errorf("%q %s: %d, and %d were kept: %.300s", file.name, what, code, count, body)
				continue
			}
			c.comesBack(file, kept)
		}
	}
}

// comesBack downloads the file that was added last.
func (c *town) comesBack(file enclosed, kept string) {
	c.Helper()
	address := c.text(`SELECT '/retos/' || c.code || '/ficheros/' || f.id FROM challenge_files f JOIN challenges c ON c.id = f.challenge_id ORDER BY f.id DESC LIMIT 1`)
	answer := c.people["technician"].get(address)
	h := answer.Header()
	if answer.Code != http.StatusOK || answer.Body.String() != file.content {
		c.Errorf("%q comes back as another: %d", file.name, answer.Code)
	}
	if name := c.text(`SELECT name FROM challenge_files ORDER BY id DESC LIMIT 1`); name != kept {
		c.Errorf("%q is kept as %q, want %q", file.name, name, kept)
	}
	kind := h.Get("Content-Type")
	if !strings.HasPrefix(h.Get("Content-Disposition"), "attachment;") || h.Get("X-Content-Type-Options") != "nosniff" || len(h["Set-Cookie"]) > 0 ||
		strings.Contains(kind, "html") || strings.Contains(kind, "svg") || strings.Contains(kind, "xml;") || h.Get("Content-Security-Policy") == "" || h.Get("Cache-Control") != "no-store" {
		c.Errorf("%q is not only kept: %v", file.name, h)
	}
	if strings.ContainsAny(h.Get("Content-Disposition"), "\r\n") {
		c.Errorf("%q ends a header", file.name)
	}
}

// The bounds of a form with files are told, not a failure.
func TestSecurity16FormsOfRetosAreBounded(t *testing.T) {
	c := settle(t)
	t.Setenv("TMPDIR", t.TempDir())
	large := enclosed{"a.pdf", "%PDF-1.7\n" + strings.Repeat("a", 9<<20)}
	before := c.number(`SELECT count(*) FROM challenges`)
	for _, who := range []string{"author", "visitor"} {
		many, fields := url.Values{}, c.intake(who, "title", "Sin límites", "problem", "Uno")
		for name := range fields {
			many[name] = fields[name]
		}
		many["campo"] = make([]string, 300)
		for what, answer := range map[string]int{
			"26 MB":        c.people[who].enclose(t, "/retos", fields, large, large, large).Code,
			"300 fields":   c.people[who].enclose(t, "/retos", many).Code,
			"a huge text":  c.people[who].enclose(t, "/retos", with(fields, "problem", strings.Repeat("ñ", 3<<20))).Code,
			"a long text":  c.people[who].enclose(t, "/retos", with(fields, "problem", strings.Repeat("ñ", 5001))).Code,
			"six files":    c.people[who].enclose(t, "/retos", fields, enclosed{"1.txt", "1"}, enclosed{"2.txt", "2"}, enclosed{"3.txt", "3"}, enclosed{"4.txt", "4"}, enclosed{"5.txt", "5"}, enclosed{"6.txt", "6"}).Code,
			"a huge code":  c.people[who].post("/retos/consulta", url.Values{"code": {strings.Repeat("K", 2<<20)}}).Code,
			"a huge draft": c.people["author"].post("/retos/borrador", with(fields, "persona", c.text(`SELECT id::text FROM users WHERE name = $1`, nameOf("author")), "problem", strings.Repeat("ñ", 60_000))).Code,
		} {
			if answer != http.StatusUnprocessableEntity && answer != http.StatusRequestEntityTooLarge {
				t.Errorf("%s, %s: %d", who, what, answer)
			}
		}
	}
	if n := c.number(`SELECT count(*) FROM challenges`); n != before {
		t.Errorf("%d retos were kept", n-before)
	}
}

// What is typed into any field of a reto is text on every page, in e-mails and in what is taken away.
func TestSecurity12ScriptsInRetosStayText(t *testing.T) {
	c := settle(t)
	c.confide()
	hostile := strings.Join(payloads[:6], " ")
	for _, sql := range []string{
		`UPDATE challenges SET title = left('=1+1 ' || $1, 200), problem = $1, affects = left($1, 500), evidence = $1, tried = $1, idea = $1, urgency_reason = $1, area = left($1, 200), contact_name = CASE WHEN privacy = 'anonymous' THEN left($1, 120) ELSE '' END`,
		`UPDATE challenges SET public_title = left($1, 200), public_text = $1 WHERE published_at IS NOT NULL`,
		`UPDATE challenge_messages SET body = $1`, `UPDATE challenge_files SET name = left($1, 190) || '.txt'`,
		`UPDATE challenge_projects SET title = left($1, 200), summary = $1`, `UPDATE challenge_milestones SET title = left($1, 200), note = $1`,
		`UPDATE challenge_views SET name = left($1, 80)`, `UPDATE challenge_evaluations SET comment = $1`, `UPDATE notices SET body = left($1, 1000)`,
		`UPDATE users SET name = left($1, 120) WHERE id NOT IN (SELECT user_id FROM sessions)`, `UPDATE units SET name = left(id || $1, 200)`,
		`INSERT INTO challenge_moves (challenge_id, from_state, to_state, moved_at, moved_on, public_note, internal_note) SELECT id, 'received', 'analysis', now(), submitted_on, $1, $1 FROM challenges`,
		`INSERT INTO challenge_drafts (user_id, fields, saved_at) SELECT id, jsonb_build_object('title', $1::text, 'problem', $1::text, 'idea', $1::text), now() FROM users ON CONFLICT DO NOTHING`,
	} {
		c.exec(strings.ReplaceAll(sql, "$1", "$text$"+hostile+"$text$"))
	}
	admin := c.people["admin"]
	rules := c.read(admin.get("/administracion/retos")).is(http.StatusOK).fields("/administracion/retos")
	for name := range rules {
		if strings.Contains(name, "name") {
			rules.Set(name, payloads[0])
		}
	}
	if answer := admin.post("/administracion/retos", rules); answer.Code != http.StatusSeeOther && answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("the settings answer %d", answer.Code)
	}
	c.sends("technician", c.handled()+"/estado", http.StatusSeeOther, "desde", "received", "a", "analysis", "public", hostile)
	for _, who := range []string{"technician", "director", "assigned", "colleague", "author", "follower", "admin", "visitor"} {
		c.staysText(who)
	}
	for _, kept := range []string{`SELECT string_agg(html, '') FROM mails`} {
		if letters := c.text(kept); !strings.Contains(letters, "&lt;script&gt;") || strings.Contains(letters, "<script>alert") || strings.Contains(letters, "<img src=x") {
			t.Error("an e-mail holds markup, or none was written")
		}
	}
	exported := c.people["technician"].post("/retos/cifras/exportar", url.Values{})
	r := csv.NewReader(exported.Body)
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil || len(rows) < 3 {
		t.Fatalf("the export has %d lines: %v", len(rows), err)
	}
	for _, row := range rows[1:] {
		for _, cell := range row {
			if strings.ContainsAny(cell[:min(1, len(cell))], "=+@\t\r") {
				t.Errorf("a formula: %.40q", cell)
			}
		}
	}
}

func (c *town) staysText(who string) {
	c.Helper()
	shown, v := 0, c.people[who]
	seen := map[string]bool{}
	look := func(address string) {
		if seen[address] {
			return
		}
		seen[address] = true
		answer := v.get(address)
		body := answer.Body.String()
		if strings.Contains(body, "canario") {
			shown++
		}
		for _, raw := range []string{`<script>alert`, `<img src=x`, `<svg onload`, `href="javascript:`} {
			if strings.Contains(body, raw) && strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") {
				c.Errorf("%s as %s: %q is markup", address, who, raw)
			}
		}
	}
	for _, place := range c.site.places {
		look(place.address)
	}
	for _, code := range []string{analysed, waiting, project, strings.TrimPrefix(c.handled(), "/retos/")} {
		for _, below := range []string{"", "/estado", "/asignacion", "/fusion", "/publicacion", "/evaluacion?ver=todas", "/vinculos", "/proyecto", "/editar"} {
			look("/retos/" + code + below)
		}
	}
	if least := map[string]int{"technician": 20, "director": 8, "assigned": 3, "author": 2}[who]; shown < least {
		c.Errorf("only %d pages show what was written to %s", shown, who)
	}
}
