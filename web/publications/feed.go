package publications

import (
	"encoding/xml"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"
	"github.com/gorilla/feeds"

	"hito/internal/opendata"
	"hito/web/ui"
)

// atomMedia is the type of feeds.
const atomMedia = "application/atom+xml; charset=utf-8"

// newestEntries is how many follow-ups the feed has.
const newestEntries = 50

// atomDocument is the feed with the links that it needs beside its own.
type atomDocument struct {
	*feeds.AtomFeed
	Links []feeds.AtomLink `xml:"link"`
}

// Feed answers /publico/{plan}/seguimientos.atom with the newest closed follow-ups.
func (p Pages) Feed(w http.ResponseWriter, r *http.Request) error {
	of, err := p.Data.Find(r.Context(), chi.URLParam(r, "plan"))
	if err != nil {
		return err
	}
	ui.Share(w.Header())
	if ui.Fresh(w, r, of.Changed(), of.Stamp, p.PublicURL, ui.SiteOf(r.Context()).Version) {
		return nil
	}
	list, err := p.Data.FollowUps(r.Context(), of)
	if err != nil {
		return err
	}
	body, err := xml.MarshalIndent(p.feed(of, list[:min(len(list), newestEntries)]), "", "  ")
	if err != nil {
		return fmt.Errorf("write the feed of %q: %w", of.Slug, err)
	}
	h := w.Header()
	h.Set("Content-Type", atomMedia)
	h.Set("Content-Length", strconv.Itoa(len(xml.Header)+len(body)))
	_, _ = w.Write(append([]byte(xml.Header), body...)) //nolint:gosec // made by encoding/xml, which escapes; if it fails, the client has gone
	return nil
}

func (p Pages) feed(of opendata.Plan, list []opendata.FollowUp) atomDocument {
	page := p.PublicURL + path(of.Slug)
	feed := &feeds.Feed{
		Title: "Seguimientos de " + of.Title, Subtitle: "Cómo va el plan, cada vez que se cierra un seguimiento.", Link: &feeds.Link{Href: page},
		Author: &feeds.Author{Name: of.Body}, Updated: of.PublishedAt, Copyright: ui.LicenceLink(of.Licence).Text,
	}
	for _, f := range list {
		if f.ClosedAt.After(feed.Updated) {
			feed.Updated = f.ClosedAt
		}
		feed.Items = append(feed.Items, p.item(of, f))
	}
	atom := (&feeds.Atom{Feed: feed}).AtomFeed()
	atom.Link, atom.Id, atom.Subtitle = nil, p.tag("plan", of.ID()), feed.Subtitle
	return atomDocument{AtomFeed: atom, Links: []feeds.AtomLink{
		{Href: page, Rel: "alternate", Type: "text/html"}, {Href: page + "/seguimientos.atom", Rel: "self", Type: "application/atom+xml"},
	}}
}

func (p Pages) item(of opendata.Plan, f opendata.FollowUp) *feeds.Item {
	id := strconv.FormatInt(f.ID, 10)
	link := p.PublicURL + path(of.Slug) + "#seguimientos"
	if of.Open {
		link = p.PublicURL + planPath(of.Slug, "/seguimientos/"+id)
	}
	text := "<p>A " + ui.LongDate(f.TakenOn) + ", el plan llevaba el " + percent(f.Figures) + " del camino, cuando se esperaba el " + expected(f.Figures) + ".</p>"
	if !f.Figures.Progress.Valid {
		text = "<p>A " + ui.LongDate(f.TakenOn) + ", el plan todavía no tenía objetivos que contar.</p>"
	}
	if f.Note != "" {
		text += "<p>" + html.EscapeString(f.Note) + "</p>"
	}
	return &feeds.Item{
		Title: f.Title, Link: &feeds.Link{Href: link, Rel: "alternate"}, Id: p.tag("seguimiento", f.ID),
		Description: text, Created: f.ClosedAt, Updated: f.ClosedAt,
	}
}

// tagged is a year in which this site had its name, as the names of RFC 4151 need one.
const tagged = "2026"

// tag names a thing for good, as RFC 4151 has it, by its kind and its number: addresses of plans may change.
func (p Pages) tag(kind string, id int64) string {
	host := "localhost"
	if u, err := url.Parse(p.PublicURL); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	return "tag:" + host + "," + tagged + ":" + kind + "/" + strconv.FormatInt(id, 10)
}
