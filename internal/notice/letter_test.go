package notice

import (
	"strings"
	"testing"
)

const hostile = "</title><script>alert(1)</script>\r\nBcc: luis@example.org\n\n.\n\"x\" & <b>"

func TestEmailsHoldWhatPeopleTypedAsText(t *testing.T) {
	w := Writer{Mail: true, PublicURL: "https://hito.example"}
	l := w.letter(Telling{Code: "AAAAA-AAAAA-AAAAA", Kind: Answered, Body: "Uno.\r\n\r\nDos: <i>"}, reader{UserID: 1, Title: hostile})
	if s := l.Subject(); strings.ContainsAny(s, "\r\n") || !strings.HasPrefix(s, "Respuesta en un reto: </title><script>") {
		t.Errorf("subject %q", s)
	}
	page, err := l.page()
	if err != nil {
		t.Fatal(err)
	}
	for _, raw := range []string{"<script", "<b>", "<i>", "\nBcc"} {
		if strings.Contains(page, raw) {
			t.Errorf("the page holds %q: %s", raw, page)
		}
	}
	for _, want := range []string{"&lt;script&gt;", "Uno.\n\nDos: &lt;i&gt;", `<html lang="es">`, `href="https://hito.example/retos/AAAAA-AAAAA-AAAAA"`,
		`href="https://hito.example/avisos"`, "Recibe este correo porque"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q: %s", want, page)
		}
	}
	if text := l.text(); strings.Contains(text, "\nBcc") || !strings.Contains(text, "https://hito.example/retos/AAAAA-AAAAA-AAAAA\n") {
		t.Errorf("text %q", text)
	}
}

// Of an anonymous author no code is known, and without an address of this site nothing is linked.
func TestWhereEmailsLead(t *testing.T) {
	const at, code = "https://hito.example", "AAAAA-AAAAA-AAAAA"
	for _, c := range []struct {
		url  string
		user int64
		want []string
		none string
	}{
		{at, 1, []string{at + "/retos/" + code, at + "/avisos", "desactívelos"}, "con su código"},
		{at, 0, []string{at + "/retos/consulta", "con su código", "anónima"}, code},
		{"", 1, []string{"Hito, en «Avisos»", "desactívelos"}, "http"},
		{"", 0, []string{"con su código"}, "http"},
	} {
		l := Writer{Mail: true, PublicURL: c.url}.letter(Telling{Code: code, Kind: Moved, Body: "B"}, reader{c.user, "T"})
		page, err := l.page()
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{l.text(), page} {
			for _, want := range c.want {
				if !strings.Contains(text, want) {
					t.Errorf("%q, %d: no %q in %s", c.url, c.user, want, text)
				}
			}
			if strings.Contains(text, c.none) {
				t.Errorf("%q, %d: %q in %s", c.url, c.user, c.none, text)
			}
		}
	}
}

func TestEveryKindHasItsHeading(t *testing.T) {
	for _, k := range []Kind{Submitted, Moved, Answered, Informed, AssignedTo, DecisionAsked, MergedInto, Published, "another"} {
		if s := (Writer{}).letter(Telling{Kind: k}, reader{Title: strings.Repeat("ñ", 200)}).Subject(); len([]rune(s)) > 300 || strings.HasPrefix(s, ":") {
			t.Errorf("%s: %q", k, s)
		}
	}
}
