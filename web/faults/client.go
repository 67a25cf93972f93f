package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"time"

	"hito/web/sessions"
)

// technician is the account of the demo in whose name everything is written.
const technician = "tecnica@demo.example"

// client is a browser, or another application, with cookies and connections of its own.
type client struct {
	site   string
	http   *http.Client
	person string // number of the account, which the form of a reto carries
	token  string // key of another application; blank in a browser
}

// mostWait is how long a client waits for an answer before it takes it for failed.
const mostWait = 30 * time.Second

func newClient(site string) *client {
	jar, _ := cookiejar.New(nil) // without options it never fails
	return &client{site: site, http: &http.Client{
		Jar: jar, Timeout: mostWait, Transport: &http.Transport{MaxIdleConnsPerHost: 2},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// answer is what came of a request, read to its end.
type answer struct {
	status   int
	location string
	body     string
}

// do sends a request; an answer that broke off is an error.
func (c *client) do(r *http.Request) (answer, error) {
	response, err := c.http.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header.Get("Location"), string(body)}, err
}

func (c *client) get(ctx context.Context, path string) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.site+path, nil)
	if err != nil {
		return answer{}, err
	}
	return c.do(r)
}

// post sends a form as a browser does.
func (c *client) post(ctx context.Context, path string, fields url.Values) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.site+path, strings.NewReader(fields.Encode()))
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return c.do(r)
}

var personField = regexp.MustCompile(`name="persona" value="([0-9]+)"`)

// signIn opens a session and learns the number of its person.
func (c *client) signIn(ctx context.Context) error {
	a, err := c.post(ctx, "/entrar", url.Values{"email": {technician}, "password": {sessions.DemoPassword}, "clave_envio": {rand.Text()}})
	if err == nil && a.status != http.StatusSeeOther {
		err = fmt.Errorf("it answers %d", a.status)
	}
	if err == nil {
		a, err = c.get(ctx, "/retos/nuevo")
	}
	if err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	found := personField.FindStringSubmatch(a.body)
	if a.status != http.StatusOK || found == nil {
		return fmt.Errorf("sign in: the form of a reto answers %d and does not say whose it is", a.status)
	}
	c.person = found[1]
	return nil
}

var secret = regexp.MustCompile(`hito_[A-Za-z0-9_-]{20,}`)

// takeKey makes a key for another application and goes on as that one.
func (c *client) takeKey(ctx context.Context) error {
	a, err := c.post(ctx, "/cuenta/claves", url.Values{
		"name": {"Aplicación " + rand.Text()}, "scopes": {"values:record"}, "clave_envio": {rand.Text()},
		"expires_on": {time.Now().AddDate(1, 0, 0).Format(time.DateOnly)},
	})
	if err != nil {
		return fmt.Errorf("take a key: %w", err)
	}
	if c.token = secret.FindString(a.body); c.token == "" {
		return errors.New("take a key: no key is shown")
	}
	return nil
}
