package web_test

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"hito/internal/access"
)

// keepingForms are those with which a plan itself is kept, each with something that would be written.
var keepingForms = map[string]url.Values{
	"/planes": {"title": {"Escrito con calma"}, "body": {"Organismo"}, "starts_on": {"2027-01-01"}, "ends_on": {"2028-12-31"}},
	"/planes/plan-de-ejemplo/editar": {
		"title": {"Escrito con calma"}, "body": {"Organismo"}, "starts_on": {"2025-05-01"}, "ends_on": {"2028-04-30"}, "on_track_from": {"90"}, "delayed_from": {"70"},
		"cadence_months": {"0"}, "version": {"1"},
	},
	"/planes/plan-de-ejemplo/duplicar":  {"title": {"Escrito con calma, copia"}, "starts_on": {"2029-01-01"}, "ends_on": {"2030-12-31"}},
	"/planes/plan-de-ejemplo/apartados": {"heading": {"Escrito con calma"}, "body": {"Texto"}},
}

func TestKeepingFormsOutliveTheSession(t *testing.T) {
	s := open(t)
	nobody, technician := s.visitor(t, access.Nobody), s.visitor(t, access.Technician)
	for address, form := range keepingForms {
		answer := nobody.post(address, form)
		if answer.Code != http.StatusUnauthorized || !strings.Contains(answer.Body.String(), "Escrito con calma") {
			t.Errorf("%s without a session: %d, and what was typed is lost", address, answer.Code)
		}
		if answer := technician.post(address, form); answer.Code != http.StatusSeeOther {
			t.Errorf("%s after signing in: %d", address, answer.Code)
		}
	}
}

func TestKeepingFormsAreForTechnicians(t *testing.T) {
	s := open(t)
	for _, role := range []access.Role{access.Staff, access.Director, access.Admin} {
		v := s.visitor(t, role)
		for address, form := range keepingForms {
			if answer := v.post(address, form); answer.Code != http.StatusForbidden {
				t.Errorf("%s as %s: %d", address, role, answer.Code)
			}
		}
		for _, address := range []string{"/planes/nuevo", "/planes/plan-de-ejemplo/editar", "/planes/plan-de-ejemplo/duplicar", "/planes/plan-de-ejemplo/apartados"} {
			if answer := v.get(address); answer.Code != http.StatusForbidden {
				t.Errorf("GET %s as %s: %d", address, role, answer.Code)
			}
		}
	}
}

func TestControlCharactersAreToldAtTheField(t *testing.T) {
	s := open(t)
	v := s.visitor(t, access.Technician)
	for address, form := range keepingForms {
		field := "title"
		if form.Has("heading") {
			field = "heading"
		}
		wrong := maps.Clone(form)
		wrong.Set(field, "a\x00b")
		wrong.Del("clave_envio")
		answer := v.post(address, wrong)
		if answer.Code != http.StatusUnprocessableEntity || !strings.Contains(answer.Body.String(), `id="`+field+`-error"`) {
			t.Errorf("%s with NUL: %d", address, answer.Code)
		}
	}
}
