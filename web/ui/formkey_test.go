package ui_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"hito/web/ui"
)

const drawnKey = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// keyOf is the key of a form that is sent, by whoever has a session's token.
func keyOf(path, body, token string) string {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if token != "" {
		r.AddCookie(&http.Cookie{Name: "hito", Value: token})
	}
	return ui.FormKey(r)
}

func TestSecurity18TheKeyOfAFormCoversWhatItHolds(t *testing.T) {
	const first = "clave_envio=" + drawnKey + "&name=Ana&units=1&units=2"
	key := keyOf("/a", first, "token")
	if !regexp.MustCompile(`^`+drawnKey+`[0-9a-f]{24}$`).MatchString(key) || keyOf("/a", first, "token") != key {
		t.Fatalf("the key is %q", key)
	}
	if again := keyOf("/a?hecho=x", "units=1&units=2&name=Ana&clave_envio="+drawnKey, "token"); again != key {
		t.Errorf("in another order it is %q, not %q", again, key)
	}
	for name, other := range map[string]string{
		"edited": keyOf("/a", strings.Replace(first, "Ana", "Eva", 1), "token"), "another form": keyOf("/b", first, "token"),
		"a field more": keyOf("/a", first+"&x=", "token"), "a field less": keyOf("/a", strings.Replace(first, "&units=2", "", 1), "token"),
		"fields that run together": keyOf("/a", strings.Replace(first, "&units=1", "%26units%3D1", 1), "token"),
		"another session":          keyOf("/a", first, "other"), "no session": keyOf("/a", first, ""),
	} {
		if other == key {
			t.Errorf("%s: the key is the same", name)
		}
	}
}

func TestAKeyThatIsNoneOfOursIsStillRefused(t *testing.T) {
	stored := regexp.MustCompile(`^[A-Za-z0-9]{20,64}$`)
	for _, typed := range []string{"", "short", strings.Repeat("A", 19), strings.Repeat("A", 41), strings.Repeat("A", 64), drawnKey + "'", "á" + drawnKey, drawnKey + " "} {
		if key := keyOf("/a", url.Values{ui.KeyField: {typed}}.Encode(), "token"); stored.MatchString(key) {
			t.Errorf("%q becomes %q, which is taken", typed, key)
		}
	}
}
