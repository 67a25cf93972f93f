package board_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui/board"
)

func TestReadMove(t *testing.T) {
	for typed, want := range map[string]plan.Move{
		"id=7&mover=arriba":                {ID: 7, Step: -1},
		"id=7&mover=abajo&codigos=quedan":  {ID: 7, Step: 1},
		"id=7&posicion=3&codigos=siguen":   {ID: 7, Place: 3, Follow: true},
		"id=7&posicion=999999999&objetivo": {ID: 7, Place: 999999999},
	} {
		if got, err := read(typed); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", typed, got, err, want)
		}
	}
	for typed, want := range map[string]error{
		"mover=arriba": fault.NotFound, "id=x&mover=arriba": fault.NotFound, "id=0&mover=arriba": fault.NotFound, "id=-1&posicion=1": fault.NotFound,
		"id=7": fault.BadInput, "id=7&mover=": fault.BadInput, "id=7&mover=lado": fault.BadInput, "id=7&mover=arriba&posicion=2": fault.BadInput,
		"id=7&posicion=0": fault.BadInput, "id=7&posicion=-1": fault.BadInput, "id=7&posicion=1e3": fault.BadInput, "id=7&posicion=NaN": fault.BadInput,
		"id=7&posicion=" + strings.Repeat("9", 40): fault.BadInput, "id=7&mover=abajo&codigos=x": fault.BadInput,
	} {
		if got, err := read(typed); !errors.Is(err, want) {
			t.Errorf("%s: %+v, %v; want %v", typed, got, err, want)
		}
	}
}

func read(typed string) (plan.Move, error) {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(typed))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return board.ReadMove(r)
}

func TestOutlinePath(t *testing.T) {
	for want, got := range map[string]string{
		"/planes/p/estructura":                                    board.OutlinePath("p", "", false, ""),
		"/planes/p/estructura?hecho=orden#o-O.E.1":                board.OutlinePath("p", "orden", false, "o-O.E.1"),
		"/planes/p/estructura?hecho=orden&codigos=siguen#o-O.E.1": board.OutlinePath("p", "orden", true, "o-O.E.1"),
		"/planes/p/estructura?codigos=siguen":                     board.OutlinePath("p", "", true, ""),
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if _, err := url.Parse(got); err != nil {
			t.Error(err)
		}
	}
}
