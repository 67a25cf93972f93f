package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"time"

	"hito/internal/access"
	"hito/internal/bench"
	"hito/internal/date"
)

const (
	readersSpan   = 2 * time.Second // of counting each page
	rollUpRounds  = 3
	readersPlace  = "/planes/"
	publishedPath = "/publico/"
)

// readers are the pages that many read, of the plan with 21 indicators.
var readers = []struct{ what, before, after string }{
	{"Dashboard", readersPlace, "/cuadro-de-mando"},
	{"Public page", publishedPath, ""},
	{"Its panel for other sites", publishedPath, "/panel"},
	{"Open data: the indicators as CSV", "/datos-abiertos/", "/indicadores.csv"},
	{"Reading by the API: the dashboard", "/api/v1/plans/", "/dashboard"},
	{"Reading by the API: the indicators", "/api/v1/plans/", "/indicators"},
	{"Follow-up report on screen", readersPlace, "/informe"},
}

// measureReading measures what many read of one plan, and what is read of all.
func (s sites) measureReading(ctx context.Context, rounds int, t *table) error {
	small, slug := s.alone[0], sizes[0].Slug+"-1"
	if err := measureReaders(ctx, small, slug, rounds, t); err != nil {
		return err
	}
	if err := small.measureDocument(ctx, slug, rounds, t); err != nil {
		return err
	}
	return s.measureRollUp(ctx, t)
}

// measureReaders tells of each page how long it takes where nothing is kept and where everything is, how many of them
// there are in a second beside a handler that writes the same bytes, and what it takes to say that nothing is new.
func measureReaders(ctx context.Context, s *site, slug string, rounds int, t *table) error {
	for _, one := range readers {
		log.Print("readers: ", one.what)
		path := one.before + slug + one.after
		w := s.read(ctx, s.kept, path, "")
		if w.Code != http.StatusOK {
			return fmt.Errorf("%s answers %d", path, w.Code)
		}
		tag := w.Header().Get("ETag")
		things := []func() error{
			func() error { return expect(s.read(ctx, s.handler, path, ""), http.StatusOK) },
			func() error { return expect(s.read(ctx, s.kept, path, ""), http.StatusOK) },
		}
		if tag != "" {
			things = append(things, func() error { return expect(s.read(ctx, s.kept, path, tag), http.StatusNotModified) })
		}
		times, err := measure(rounds, things...)
		if err != nil {
			return err
		}
		rows, err := s.readerRows(ctx, one.what, visit{path, tag}, w.Body.Bytes(), times)
		if err != nil {
			return err
		}
		t.add(rows...)
	}
	return nil
}

func (s *site) readerRows(ctx context.Context, what string, v visit, body []byte, times []timing) ([]row, error) {
	rate, err := perSecond(ctx, s.kept, visit{path: v.path}, readersSpan)
	if err != nil {
		return nil, err
	}
	bare, err := perSecond(ctx, bareHandler(body), visit{path: v.path}, readersSpan)
	if err != nil {
		return nil, err
	}
	rows := []row{{what, fmt.Sprintf("%s; worked out again at each visit %s; %.0f/s, a bare handler that writes the same %s bytes %.0f/s",
		times[1], times[0], rate, thousands(len(body)), bare), "", unbounded}}
	if v.tag == "" {
		return rows, nil
	}
	rate, err = perSecond(ctx, s.kept, v, readersSpan)
	return append(rows, row{what + ", to whoever has it: nothing is new", fmt.Sprintf("%s; %.0f/s", times[2], rate), "", unbounded}), err
}

// measureDocument takes the report away as a file, which only somebody with an account may.
func (s *site) measureDocument(ctx context.Context, slug string, rounds int, t *table) error {
	if err := s.askNoSecondFactor(ctx); err != nil {
		return err
	}
	emails, err := addPeople(ctx, s.pool, 1, access.Technician)
	if err != nil {
		return err
	}
	cookie, err := s.signIn(ctx, emails[0])
	if err != nil {
		return err
	}
	times, err := measure(rounds, func() error { return s.visitAs(ctx, readersPlace+slug+"/informe.docx", cookie) })
	if err != nil {
		return err
	}
	t.add(row{"Follow-up report as DOCX, as a technician", times[0].String(), "", unbounded})
	return nil
}

// read asks a handler for a page, as a browser that has one with a tag already, if there is one.
func (s *site) read(ctx context.Context, h http.Handler, path, tag string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	if tag != "" {
		r.Header.Set("If-None-Match", tag)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func expect(w *httptest.ResponseRecorder, code int) error {
	if w.Code != code {
		return fmt.Errorf("a page answers %d instead of %d", w.Code, code)
	}
	return nil
}

// measureRollUp counts the indicators of all plans of the country by how they stand.
func (s sites) measureRollUp(ctx context.Context, t *table) error {
	log.Print("national roll-up")
	var total bench.Total
	times, err := measure(rollUpRounds, func() (err error) {
		total, err = bench.RollUp(ctx, s.beside.pool, date.Of(time.Now()))
		return err
	})
	if err != nil {
		return err
	}
	t.add(row{fmt.Sprintf("National roll-up, live: how the indicators of all %s plans stand today", thousands(s.others+len(sizes))),
		fmt.Sprintf("%s; %s have reached their target, %s are on their way, %s have no value", times[0],
			thousands(total.Reached), thousands(total.UnderWay), thousands(total.NoData)), "", unbounded})
	return nil
}
