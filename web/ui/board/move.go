package board

import (
	"fmt"
	"net/http"
	"strconv"

	"hito/internal/fault"
	"hito/internal/plan"
	"hito/web/ui"
)

// FollowCodes is the value with which codes stay with the places when something moves; KeepCodes that with which each
// thing keeps its own.
const (
	CodesField  = "codigos"
	FollowCodes = "siguen"
	KeepCodes   = "quedan"
)

// ReadMove reads a form that takes something to another place: its number in id, and either mover (arriba or abajo)
// or posicion, the place counted from 1; codigos tells whether codes follow. What no form of ours sends is
// fault.BadInput or, for the number, fault.NotFound.
func ReadMove(r *http.Request) (plan.Move, error) {
	id, err := ui.ID(r.PostFormValue("id"))
	if err != nil {
		return plan.Move{}, err
	}
	m := plan.Move{ID: id}
	if m.Follow, err = ReadCodes(r.PostFormValue(CodesField)); err != nil {
		return m, err
	}
	switch step, place := r.PostFormValue("mover"), r.PostFormValue("posicion"); {
	case step == "arriba" && place == "":
		m.Step = -1
	case step == "abajo" && place == "":
		m.Step = 1
	case step == "":
		m.Place, err = strconv.Atoi(place)
		if err == nil && m.Place > 0 {
			return m, nil
		}
		fallthrough
	default:
		return m, fmt.Errorf("move %q to %q: %w", step, place, fault.BadInput)
	}
	return m, nil
}

// ReadCodes tells whether codes stay with the places; blank means that they do not.
func ReadCodes(typed string) (follow bool, err error) {
	switch typed {
	case "", KeepCodes:
		return false, nil
	case FollowCodes:
		return true, nil
	default:
		return false, fmt.Errorf("codes %q: %w", typed, fault.BadInput)
	}
}

// OutlinePath returns the address of the structure of a plan after something was done there, at the place of what it
// was done to; anchor may be blank, as done may.
func OutlinePath(slug, done string, follow bool, anchor string) string {
	path, sign := "/planes/"+slug+"/estructura", "?"
	if done != "" {
		path, sign = path+sign+"hecho="+done, "&"
	}
	if follow {
		path += sign + CodesField + "=" + FollowCodes
	}
	if anchor != "" {
		path += "#" + anchor
	}
	return path
}
