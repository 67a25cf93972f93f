package challenges

import (
	"fmt"
	"net/http"

	"hito/internal/challenge"
	"hito/internal/fault"
	"hito/web/ui"
)

// supportProps is whom a reto affects too, and who follows it.
type supportProps struct {
	Text    string   // "Afecta también a 3 personas."
	Names   []string // for those who may know them
	Support *switchProps
	Follow  *switchProps
}

// switchProps is something that is so or not, and can be changed.
type switchProps struct {
	Form ui.FormProps
	Text string // of the button
	On   string // what is so now; blank where it is not
}

func supportOf(v view) supportProps {
	c := v.Challenge
	s := supportProps{Names: v.Supporters}
	if c.Supporters > 0 {
		s.Text = "Afecta también a " + ui.Count(c.Supporters, "persona", "personas") + "."
	}
	if c.Allows(v.Actor, challenge.Support) {
		s.Support = switchOf(v.path()+"/apoyo", "apoyo", c.Supports, "Me afecta también", "Ya no me afecta", "Ha dicho que le afecta también.")
	}
	if c.Allows(v.Actor, challenge.Follow) {
		s.Follow = switchOf(v.path()+"/aviso", "seguir", c.Follows, "Avisarme de los cambios", "No avisarme más", "Le avisaremos de lo que pase con este reto.")
	}
	return s
}

func switchOf(action, field string, on bool, turnOn, turnOff, told string) *switchProps {
	s := &switchProps{Form: ui.FormProps{Action: action, Class: "form-inline", Hidden: []ui.Hidden{{Name: field, Value: "si"}}}, Text: turnOn}
	if on {
		s.Form.Hidden[0].Value, s.Text, s.On = "no", turnOff, told
	}
	return s
}

// Support answers POST /retos/{code}/apoyo.
func (p Pages) Support(w http.ResponseWriter, r *http.Request) error {
	f, on, err := p.switched(r, "apoyo")
	if err == nil {
		err = p.Challenges.Support(r.Context(), f.change(r), on)
	}
	switch {
	case err != nil:
		return refused(w, r, err)
	case on:
		return f.see(w, r, "?hecho=apoyado")
	}
	return f.left(w, r, f.Challenge.Follows, "sin-apoyo")
}

// Follow answers POST /retos/{code}/aviso.
func (p Pages) Follow(w http.ResponseWriter, r *http.Request) error {
	f, on, err := p.switched(r, "seguir")
	if err == nil {
		err = p.Challenges.Follow(r.Context(), f.change(r), on)
	}
	switch {
	case err != nil:
		return refused(w, r, err)
	case on:
		return f.see(w, r, "?hecho=seguido")
	}
	return f.left(w, r, f.Challenge.Supports, "sin-aviso")
}

// switched reads which reto a form is about, and whether it turns something on.
func (p Pages) switched(r *http.Request, field string) (found, bool, error) {
	f, err := p.admit(r)
	if err != nil {
		return f, false, err
	}
	typed := r.PostFormValue(field)
	if typed != "si" && typed != "no" {
		return f, false, fmt.Errorf("%s: %w", field, fault.BadInput)
	}
	return f, typed == "si", nil
}

// left leads back to the reto, or to the list where following it was all that let its reader in.
func (f found) left(w http.ResponseWriter, r *http.Request, stays bool, done string) error {
	if f.Challenge.Whole || f.Challenge.Public() || stays {
		return f.see(w, r, "?hecho="+done)
	}
	return ui.See(w, r, ui.ChallengesPath)
}
