package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"hito/internal/access"
	"hito/internal/db"
	"hito/internal/setting"
)

const openingRounds = 10

// measureOpening visits the pages from which values are recorded, as a technician, and counts their statements.
func (w *writer) measureOpening(ctx context.Context) ([]row, error) {
	if err := w.site.askNoSecondFactor(ctx); err != nil {
		return nil, err
	}
	emails, err := addPeople(ctx, w.site.pool, 1, access.Technician)
	if err != nil {
		return nil, err
	}
	cookie, err := w.site.signIn(ctx, emails[0])
	if err != nil {
		return nil, err
	}
	var rows []row
	for _, page := range []struct{ what, path string }{
		{"Opening the sheet of a plan of %s indicators, as a technician", "/hoja"},
		{"Opening its list of indicators, of %s", "/indicadores"},
	} {
		path := "/planes/" + w.slug + page.path
		var sent recording
		if err := w.site.visitAs(context.WithValue(ctx, recordingKey{}, &sent), path, cookie); err != nil {
			return nil, err
		}
		times, err := measure(openingRounds, func() error { return w.site.visitAs(ctx, path, cookie) })
		if err != nil {
			return nil, err
		}
		measured := fmt.Sprintf("%s; %d statements", times[0], len(sent.statements))
		rows = append(rows, row{fmt.Sprintf(page.what, thousands(w.size)), measured, "", unbounded})
	}
	return rows, nil
}

// askNoSecondFactor lets technicians in with a password alone: only pages are measured here.
func (s *site) askNoSecondFactor(ctx context.Context) error {
	security := setting.DefaultSecurity()
	var version int
	err := db.ReadTx(ctx, s.pool, func(tx pgx.Tx) (err error) {
		version, err = setting.Load(ctx, tx, setting.SecurityName, &security)
		return err
	})
	if err != nil {
		return err
	}
	security.SecondFactor = nil
	store := setting.Store{Pool: s.pool, Now: time.Now}
	return store.Save(ctx, byCommand, rand.Text(), setting.Change{Name: setting.SecurityName, Version: version, Value: security})
}
