package rounds

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"hito/internal/fault"
	"hito/internal/round"
	"hito/web/ui"
)

// staleEntry is an entry that is not as it was shown.
type staleEntry struct{ Code, Href, Text string }

// Accept answers POST /planes/{plan}/rondas/{id}/aceptaciones with one value that was sent, or all of them.
func (p Pages) Accept(w http.ResponseWriter, r *http.Request) error {
	id, err := ui.PathID(r, "id")
	if err != nil {
		return err
	}
	picks, err := readPicks(r.PostForm["entry"])
	if err != nil {
		return err
	}
	slug := chi.URLParam(r, "plan")
	err = p.Rounds.Accept(r.Context(), ui.Actor(r.Context()), ui.FormKey(r), slug, id, picks)
	if wrong := ui.Invalid(err); wrong != nil || errors.Is(err, fault.Conflict) {
		return p.stale(w, r, picks, wrong)
	}
	if err != nil {
		return err
	}
	return ui.See(w, r, pathOf(slug, id)+"?hecho=aceptado")
}

// readPicks reads the entries of a form, each once: "12:3" is the third version of that of indicator 12.
func readPicks(typed []string) ([]round.Pick, error) {
	picks := make([]round.Pick, 0, len(typed))
	seen := map[int64]bool{}
	for _, one := range typed {
		number, counted, _ := strings.Cut(one, ":")
		indicator, err := ui.ID(number)
		version, versionErr := strconv.Atoi(counted)
		if err != nil || versionErr != nil || seen[indicator] {
			return nil, fmt.Errorf("entry %q: %w", one, fault.BadInput)
		}
		seen[indicator] = true
		picks = append(picks, round.Pick{IndicatorID: indicator, Version: version})
	}
	if len(picks) == 0 {
		return nil, fmt.Errorf("no entries: %w", fault.BadInput)
	}
	return picks, nil
}

// stale shows the round as it is now, and what of it is not as it was shown.
func (p Pages) stale(w http.ResponseWriter, r *http.Request, picks []round.Pick, wrong fault.Invalid) error {
	v, props, err := p.reload(r)
	if err != nil {
		return err
	}
	status := http.StatusConflict
	if wrong != nil {
		status, props.Problems = http.StatusUnprocessableEntity, ui.Problems(wrong)
	} else {
		props.Stale = p.staleOf(v, picks)
	}
	return ui.Render(w, r, status, show(props))
}

func (p Pages) staleOf(v view, picks []round.Pick) []staleEntry {
	versions := map[int64]int{}
	for _, pick := range picks {
		versions[pick.IndicatorID] = pick.Version
	}
	now := byID(v.Board)
	list := []staleEntry{}
	for _, e := range v.Entries {
		version, picked := versions[e.IndicatorID]
		if picked && (e.Version != version || e.Standing != round.StandsSent || e.Basis > 0) {
			code := now[e.IndicatorID].Code
			list = append(list, staleEntry{Code: code, Href: "#i-" + code, Text: p.whatNow(e)})
		}
	}
	return list
}

// whatNow says what has come of an entry that somebody else has changed.
func (p Pages) whatNow(e round.Entry) string {
	reviewed := cmp.Or(e.Reviewer, "alguien") + ", " + ui.EventTime(e.ReviewedAt, p.Location)
	switch e.Standing {
	case round.StandsAccepted:
		return "ya lo ha aceptado " + reviewed + "."
	case round.StandsReturned:
		return "ya lo ha devuelto " + reviewed + "."
	case round.StandsDropped:
		return "el indicador se ha anulado."
	case round.StandsSent:
		if e.Basis > 0 {
			return "su fecha ya tiene un valor registrado."
		}
		return cmp.Or(e.Sender, "alguien") + " ha enviado otro valor, " + ui.EventTime(e.SentAt, p.Location) + "."
	default:
		return "ya no hay nada que revisar."
	}
}
