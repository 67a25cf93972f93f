package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"hito/internal/access"
	"hito/web/sessions/openid/openidtest"
)

func TestWhatComesBackFromTheProviderIsThisBrowsers(t *testing.T) {
	o, p := withOpenID(t, byGroups)
	o.admit(t, strings.Replace(openID(p, byGroups), p.Full, "http://127.0.0.1:1", 1)) // "otras" must not even be asked
	another := func(name, value string) func(*guest, *url.URL) {
		return func(_ *guest, back *url.URL) {
			query := back.Query()
			query.Set(name, value)
			back.RawQuery = query.Encode()
		}
	}
	before := o.rows(t)
	for name, alter := range map[string]func(g *guest, back *url.URL){
		"another state":                      another("state", strings.Repeat("x", 26)),
		"no state":                           another("state", ""),
		"an invented code":                   another("code", "invented"),
		"a foreign issuer":                   another("iss", "https://evil.example"),
		"cancelled":                          another("error", "access_denied"),
		"no flow cookie":                     func(g *guest, _ *url.URL) { g.Jar = nil },
		"the flow cookie of another browser": func(g *guest, _ *url.URL) { g.Jar = begun(o.guest(t)).Jar },
		"another provider":                   func(_ *guest, back *url.URL) { back.Path = "/entrar/con/otras/respuesta" },
		"nothing at all":                     func(_ *guest, back *url.URL) { back.RawQuery = "" },
	} {
		g := o.guest(t)
		back, err := url.Parse(g.away(viaCuentas, openidtest.Ana))
		if err != nil {
			t.Fatal(err)
		}
		alter(g, back)
		answer := g.get(back.String())
		answer.wants(t, name, http.StatusForbidden, unfinished)
		if slices.ContainsFunc(answer.Cookies(), func(c *http.Cookie) bool { return c.Name == "hito" }) {
			t.Errorf("%s: a session cookie was set", name)
		}
	}
	if after := o.rows(t); after != before {
		t.Errorf("what is stored went from %s to %s", before, after)
	}
}

// begun is a guest who has set out for the provider.
func begun(g *guest) *guest {
	g.t.Helper()
	g.get(viaCuentas)
	return g
}

func TestAnAnswerOfTheProviderWorksOnce(t *testing.T) {
	o, _ := withOpenID(t, byGroups)
	g := o.guest(t)
	begun(g)
	flow := g.cookie("hito-flow")
	back := g.away(viaCuentas, openidtest.Ana)
	if again := g.cookie("hito-flow"); again == flow || again == "" {
		t.Errorf("the second way has the first one's secrets: %q", again)
	}
	flow = g.cookie("hito-flow")
	g.get(back).wants(t, "the first time", http.StatusSeeOther, "/")
	session := g.cookie("hito")
	g.get(back).wants(t, "again, without the flow", http.StatusForbidden, unfinished)
	thief := o.guest(t)
	site, err := url.Parse(o.url)
	if err != nil {
		t.Fatal(err)
	}
	thief.Jar.SetCookies(site, []*http.Cookie{{Name: "hito-flow", Value: flow}})
	thief.get(back).wants(t, "again, with the flow", http.StatusForbidden, unfinished)
	thief.in("again", "", "")
	if g.cookie("hito") != session {
		t.Error("the session from the first time was lost")
	}
	g.in("the first time", "ana.ruiz@example.org", access.Director)
}

func TestSecurity06TheFlowCookieIsTheServersAloneAndGoesAfterwards(t *testing.T) {
	o, _ := withOpenID(t, byGroups)
	g := o.guest(t)
	answer := g.get(viaCuentas)
	set := answer.Cookies()
	if len(set) != 1 || set[0].Name != "hito-flow" || !set[0].HttpOnly || set[0].SameSite != http.SameSiteLaxMode || set[0].Path != "/" ||
		set[0].Domain != "" || set[0].MaxAge != 600 || answer.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("set %v, Cache-Control %q", set, answer.Header.Get("Cache-Control"))
	}
	for person, enters := range map[string]bool{openidtest.Ana: true, openidtest.Nobody: false, openidtest.Eva: false} {
		g := o.guest(t)
		answer := g.through(viaCuentas, person)
		cleared := 0
		for _, c := range answer.Cookies() {
			if c.Name == "hito-flow" && c.MaxAge < 0 && c.Value == "" && c.HttpOnly {
				cleared++
			}
		}
		if cleared != 1 || g.cookie("hito-flow") != "" || (g.cookie("hito") != "") != enters {
			t.Errorf("%s comes back with %v", person, answer.Cookies())
		}
	}
}

func TestAProviderThatIsDownIsToldAndTheOtherWaysGoOn(t *testing.T) {
	o, p := withOpenID(t, byGroups)
	late := o.guest(t)
	back := late.away(viaCuentas, openidtest.Ana)
	p.Stop()
	late.get(back).wants(t, "down on the way back", http.StatusServiceUnavailable, "Cuenta municipal no responde")
	late.in("down on the way back", "", "")
	o.admit(t, openID(p, byGroups)) // nothing is known of the provider yet
	g := o.guest(t)
	g.get(viaCuentas).wants(t, "down", http.StatusServiceUnavailable, "Cuenta municipal no responde")
	if page := g.get("/entrar"); page.StatusCode != http.StatusOK || page.page.Find(`.providers a`).Length() != 2 || page.page.Find(`form input[name=password]`).Length() != 1 {
		t.Errorf("the sign-in page: status %d", page.StatusCode)
	}
	o.server.Close()
	if lines := o.log.String(); strings.Count(lines, `"status":503`) != 2 || strings.Count(lines, `"error":"the organisation's accounts are unavailable: `) != 2 {
		t.Errorf("the operator is not told why: %s", lines)
	}
}

func TestSecurity10NobodyIsSignedInByAnotherSitesLink(t *testing.T) {
	o, _ := withOpenID(t, "")
	_, token := o.invite(t, "carla@ayuntamiento.example", access.Staff)
	for site, starts := range map[string]bool{"cross-site": false, "same-site": false, "same-origin": true, "none": true, "": true} {
		for start, instead := range map[string]string{viaCuentas: "/entrar", viaCuentas + "?invitacion=" + token: "/enlace/" + token} {
			g := o.guest(t)
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, o.url+start, nil)
			if err != nil {
				t.Fatal(err)
			}
			if site != "" {
				r.Header.Set("Sec-Fetch-Site", site)
			}
			answer, err := g.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			if got := answer.Header.Get("Location"); answer.StatusCode != http.StatusSeeOther || (got != instead) != starts || (g.cookie("hito-flow") != "") != starts {
				t.Errorf("from %q: status %d to %s, with a flow %q", site, answer.StatusCode, got, g.cookie("hito-flow"))
			}
		}
	}
}

func TestWhatIsNoProviderIsNotFound(t *testing.T) {
	o, _ := withOpenID(t, "")
	for _, path := range []string{"/entrar/con/nadie", "/entrar/con/nadie/respuesta?state=x&code=y", "/entrar/con/CUENTAS"} {
		if answer := o.guest(t).get(path); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d", path, answer.StatusCode)
		}
	}
	if answer := o.guest(t).post(viaCuentas, url.Values{"account": {"ana"}, "password": {"x"}}); answer.StatusCode != http.StatusNotFound {
		t.Errorf("a password for an OpenID provider: status %d", answer.StatusCode)
	}
}

func TestSecurity21TheLogHoldsNothingOfWhoComesFromTheProvider(t *testing.T) {
	o, p := withOpenID(t, byGroups)
	_, token := o.invite(t, "carla@ayuntamiento.example", access.Staff)
	g := o.guest(t)
	hidden := []string{token, "ana", "Ruiz", "example.org", "luis", "Gil", "carla", "planificacion", openidtest.ClientSecret, "203.0.113."}
	for _, way := range []struct{ start, person, alter string }{
		{viaCuentas, openidtest.Ana, ""}, {viaCuentas + "?invitacion=" + token, openidtest.Luis, ""}, {viaCuentas, openidtest.Nobody, ""},
		{viaCuentas, openidtest.Ana, "state=x&"}, {"/entrar/con/otras", openidtest.Ana, ""}, {viaCuentas, openidtest.Ana, "iss=x&"},
	} {
		back := g.away(way.start, way.person)
		hidden = append(hidden, g.cookie("hito-flow"))
		u, err := url.Parse(back)
		if err != nil {
			t.Fatal(err)
		}
		hidden = append(hidden, u.Query().Get("state"), u.Query().Get("code"))
		g.get(strings.Replace(back, "?", "?"+way.alter, 1))
		hidden = append(hidden, g.cookie("hito"))
	}
	back := g.away(viaCuentas, openidtest.Ana)
	p.Stop()
	g.get(back)
	o.server.Close()
	lines := o.log.String()
	if strings.Count(lines, `"route":"/entrar/con/{provider}/respuesta"`) != 7 {
		t.Errorf("the log: %s", lines)
	}
	for _, text := range hidden {
		if text != "" && strings.Contains(lines, text) {
			t.Errorf("the log holds %q: %s", text, lines)
		}
	}
}
