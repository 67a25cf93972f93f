package transfer

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/table"
	"hito/internal/text"
)

const (
	valuesAhead    = 4096   // read before the database has taken them
	toldEvery      = 20_000 // values
	commentLetters = 4000   // letters of a comment
	finestPlaces   = 6
	sheetNameKept  = 200 // letters
)

// limit is what a value may not reach, up or down.
var limit = decimal.New(1, 15)

// days between which the database keeps values.
var firstDay, lastDay = date.New(1900, 1, 1), date.New(2200, 12, 31)

// stage reads a file while its values go into the database, so that memory does not grow with how many they are.
func (s Store) stage(ctx context.Context, tx pgx.Tx, k kept, f *table.File, has Existing, tell teller) (Understood, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	source := &staging{id: k.ID, skip: k.Mode == Structure, rows: make(chan Value, valuesAhead), tell: tell}
	var u Understood
	var failed error
	go func() {
		defer close(source.rows)
		u, failed = Interpret(f, k.Settings, has, func(v Value) error {
			select {
			case source.rows <- v:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"import_values"},
		[]string{"import_id", "position", "sheet", "line", "col", "code", "measured_on", "value", "comment", "outcome", "problem"}, source)
	cancel()
	for range source.rows { // what is left, so that the reader ends
	}
	switch {
	case failed != nil && err == nil:
		return u, failed
	case err != nil:
		return u, fmt.Errorf("stage the values: %w", err)
	}
	return u, nil
}

// staging gives the values of a file to COPY.
type staging struct {
	id    int64
	skip  bool // the structure alone is wanted
	rows  chan Value
	tell  teller
	value Value
	nth   int
}

// Next waits for another value.
func (s *staging) Next() bool {
	for v := range s.rows {
		if s.skip {
			continue
		}
		s.value = v
		if s.nth++; s.nth%toldEvery == 0 {
			s.tell(s.nth, 0)
		}
		return true
	}
	return false
}

// Values is the row of a value.
func (s *staging) Values() ([]any, error) {
	v := s.value
	problem := v.keep()
	outcome := Created
	if problem != "" {
		outcome = Wrong
	}
	return []any{s.id, s.nth, v.Sheet, v.Line, v.Column, v.Code, v.On, v.Value, v.Comment, string(outcome), problem}, nil
}

// Err has nothing to tell: what fails while reading is told by stage.
func (*staging) Err() error { return nil }

// keep makes a value fit to be kept, and says what is wrong with it whatever its indicator is.
func (v *Value) keep() (problem string) {
	comment, err := text.Lines(v.Comment)
	switch {
	case err != nil:
		problem = "Comentario: " + err.Error()
	case utf8.RuneCountInString(comment) > commentLetters:
		problem, comment = fmt.Sprintf("El comentario no puede tener más de %d caracteres.", commentLetters), ""
	}
	v.Comment = comment
	if utf8.RuneCountInString(v.Sheet) > sheetNameKept {
		v.Sheet = string([]rune(v.Sheet)[:sheetNameKept])
	}
	switch {
	case v.Value.Abs().GreaterThanOrEqual(limit):
		problem = "El número es demasiado grande: puede tener 15 cifras antes de la coma."
	case v.Value.Exponent() < -finestPlaces && !v.Value.Equal(v.Value.Truncate(finestPlaces)):
		problem = "El número tiene demasiados decimales: se guardan 6 como mucho."
	case v.On < firstDay || v.On > lastDay:
		problem, v.On = "La fecha debe estar entre los años 1900 y 2200.", min(max(v.On, firstDay), lastDay)
	}
	return problem
}
