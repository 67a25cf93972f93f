package ui_test

import (
	"context"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/internal/challenge"
	"hito/internal/user"
	"hito/web/ui"
	"hito/web/ui/pagetest"
)

func signedIn(role access.Role) context.Context {
	return ui.WithSession(within("/"), user.Session{ID: 1, Confirmed: true, User: access.Actor{Kind: access.Person, ID: 1, Role: role}})
}

func TestEveryWayToSeeRetosLeadsToTheOthers(t *testing.T) {
	for path, name := range map[string]string{
		ui.ChallengesPath: "Lista", ui.ChallengeBoardPath: "Tablero", ui.ChallengeMapPath: "Mapa", ui.ChallengeFiguresPath: "Cifras",
	} {
		page := ui.Page(ui.ChallengesView(path, "Retos"))
		doc := render(t, signedIn(access.Technician), page)
		if got := strings.Join(pagetest.Texts(doc.Find(".tabs a")), " "); got != "Lista Tablero Mapa Cifras" {
			t.Errorf("%s leads to %q", path, got)
		}
		if got := doc.Find(`.tabs a[aria-current="page"]`); pagetest.Text(got) != name || got.AttrOr("href", "") != path {
			t.Errorf("%s is shown as %q", path, pagetest.Text(got))
		}
		for _, who := range []context.Context{within("/"), signedIn(access.Staff)} {
			if render(t, who, page).Find(".tabs").Length() != 0 {
				t.Errorf("%s leads those who handle no retos to where they may not go", path)
			}
		}
	}
}

func TestPagesOfARetoLeadBackToIt(t *testing.T) {
	c := challenge.Challenge{Title: strings.Repeat("ñ", 61), Own: true, Privacy: challenge.Anonymous}
	own, below := ui.ChallengePage(c, "Reto"), ui.ChallengePage(c, "Estado", ui.Crumb{Text: "Estado"})
	if got := own.Crumbs[2]; got.Href != "" || got.Text != strings.Repeat("ñ", 59)+"…" || len(own.Crumbs) != 3 {
		t.Errorf("the page itself is %+v", got)
	}
	if got := below.Crumbs[2].Href; got != ui.ChallengePath(c.Address()) || !own.Private || !below.Private {
		t.Errorf("a page below leads to %q; told to others: %v %v", got, !own.Private, !below.Private)
	}
}
