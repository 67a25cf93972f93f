package intakes

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"hito/internal/challenge"
	"hito/internal/fault"
)

// Fields that the form carries along.
const (
	personField  = "persona"   // whom it was shown to
	receiptField = "resguardo" // what an anonymous author's code is made from
	knownField   = "parecidos" // codes of similar retos that its author has been told of
)

const (
	shareNamed        = "named"
	shareConfidential = "confidential"
)

// readTyped returns what was typed into the form.
func readTyped(r *http.Request) challenge.Submission {
	value := r.PostFormValue
	return challenge.Submission{
		Title: value("title"), Problem: value("problem"), Unit: value("unit"), Area: value("area"), Affects: value("affects"),
		Affected: value("affected"), Evidence: value("evidence"), Tried: value("tried"), Idea: value("idea"), Touches: value("touches"),
		Urgency: value("urgency"), UrgencyReason: value("urgency_reason"), Privacy: value("privacy"),
		ContactName: value("contact_name"), ContactEmail: value("contact_email"),
		ShareNamed:        slices.Contains(r.PostForm["shared"], shareNamed),
		ShareConfidential: slices.Contains(r.PostForm["shared"], shareConfidential),
	}
}

// shownTo returns the number of the person to whom the form was shown, 0 for somebody unknown. Every form of ours says it.
func shownTo(r *http.Request) (int64, error) {
	typed := r.PostFormValue(personField)
	id, err := strconv.ParseInt(typed, 10, 64)
	if err != nil || id < 0 || strconv.FormatInt(id, 10) != typed {
		return 0, fmt.Errorf("whom the form was shown to: %w", fault.BadInput)
	}
	return id, nil
}

// mostKnown bounds the codes that a form may carry.
const mostKnown = 20

func readKnown(r *http.Request) []string {
	known := r.PostForm[knownField]
	return known[:min(len(known), mostKnown)]
}
