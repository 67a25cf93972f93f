package settings

import (
	"net/http"
	"strconv"
	"strings"

	"hito/internal/date"
	"hito/internal/fault"
	"hito/internal/setting"
	"hito/web/ui"
)

// conformances are the degrees of conformance in the order in which they are offered.
var conformances = []struct {
	value setting.Conformance
	text  string
}{
	{setting.FullyConformant, "Totalmente conforme"}, {setting.PartlyConformant, "Parcialmente conforme"}, {setting.NotConformant, "No conforme"},
}

// typedStatement is what the form of the accessibility statement holds, as it was typed.
type typedStatement struct {
	conformance, failing, burden, outOfScope string
	prepared, method, reviewed, extra        string
	form, phone, office, email, appeal       string
}

func statementAsTyped(a setting.Accessibility) typedStatement {
	return typedStatement{
		conformance: string(a.Conformance), failing: a.Failing, burden: a.Burden, outOfScope: a.OutOfScope,
		prepared: a.Prepared.String(), method: a.Method, reviewed: a.Reviewed.String(), extra: a.Extra,
		form: a.Contact.Form, phone: a.Contact.Phone, office: a.Contact.Office, email: a.Contact.Email, appeal: a.Contact.Appeal,
	}
}

func readStatement(r *http.Request) typedStatement {
	f := r.PostFormValue
	return typedStatement{
		conformance: f("conformance"), failing: f("failing"), burden: f("burden"), outOfScope: f("out_of_scope"),
		prepared: f("prepared"), method: f("method"), reviewed: f("reviewed"), extra: f("extra"),
		form: f("form"), phone: f("phone"), office: f("office"), email: f("email"), appeal: f("appeal"),
	}
}

// read returns the statement that was typed, or fault.Invalid by its fields.
func (t typedStatement) read(today date.Date) (setting.Accessibility, error) {
	wrong := fault.Invalid{}
	a := setting.Accessibility{
		Conformance: setting.Conformance(t.conformance), Failing: t.failing, Burden: t.burden, OutOfScope: t.outOfScope,
		Prepared: readDay(t.prepared, "prepared", wrong), Method: t.method, Reviewed: readDay(t.reviewed, "reviewed", wrong), Extra: t.extra,
		Contact: setting.Contact{Form: t.form, Phone: t.phone, Office: t.office, Email: t.email, Appeal: t.appeal},
	}
	a, err := a.Check(today)
	wrong, err = together(wrong, err)
	if err == nil && len(wrong) > 0 {
		err = wrong
	}
	return a, err
}

func (p Pages) loadStatement(r *http.Request, t legalText) (setting.Accessibility, int, error) {
	a := setting.DefaultAccessibility(p.Contact)
	version, err := p.load(r, t.setting, &a)
	return a, version, err
}

func (p Pages) statement(w http.ResponseWriter, r *http.Request, t legalText) error {
	a, version, err := p.loadStatement(r, t)
	if err != nil {
		return err
	}
	props := buildStatement(t, statementAsTyped(a), version, nil)
	props.Done = ui.Done(r, savedDone)
	return p.renderStatement(w, r, http.StatusOK, t, props)
}

func (p Pages) renderStatement(w http.ResponseWriter, r *http.Request, status int, t legalText, props statementProps) (err error) {
	if props.History, err = p.history(r, t.setting); err != nil {
		return err
	}
	return ui.Render(w, r, status, statement(props))
}

func (p Pages) saveStatement(w http.ResponseWriter, r *http.Request, t legalText) error {
	typed := readStatement(r)
	a, err := typed.read(p.today())
	if wrong := ui.Invalid(err); wrong != nil {
		version, _ := strconv.Atoi(r.PostFormValue("version")) // what is no number is refused once the rest is right
		return p.renderStatement(w, r, http.StatusUnprocessableEntity, t, buildStatement(t, typed, version, wrong))
	}
	if err != nil {
		return err
	}
	conflict, err := p.save(r, t.setting, a)
	if err != nil {
		return err
	}
	if conflict {
		return p.statementConflict(w, r, t, typed)
	}
	return ui.See(w, r, t.path()+"?hecho=guardado")
}

func (p Pages) statementConflict(w http.ResponseWriter, r *http.Request, t legalText, typed typedStatement) error {
	now, version, err := p.loadStatement(r, t)
	if err != nil {
		return err
	}
	props := buildStatement(t, typed, version, nil)
	props.Page.Refused = true
	props.Now = differences(props, buildStatement(t, statementAsTyped(now), version, nil))
	return p.renderStatement(w, r, http.StatusConflict, t, props)
}

// differences lists the fields in which what there is now is not what was typed, as they are now.
func differences(typed, now statementProps) []ui.Definition {
	var list []ui.Definition
	mine := typed.fields()
	for n, f := range now.fields() {
		if f.Value != strings.ReplaceAll(mine[n].Value, "\r\n", "\n") { // as browsers send lines
			list = append(list, ui.Definition{Term: f.Label, Content: stored(f.Value)})
		}
	}
	if degree := chosen(now.Conformance); degree != chosen(typed.Conformance) || len(list) == 0 {
		list = append(list, ui.Definition{Term: now.Conformance.Legend, Text: degree})
	}
	return list
}

func chosen(c ui.ChoicesProps) string {
	for _, o := range c.Options {
		if o.Checked {
			return o.Text
		}
	}
	return ""
}
