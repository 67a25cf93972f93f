package settings

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"hito/internal/access"
	"hito/internal/fault"
	"hito/internal/number"
	"hito/internal/setting"
	"hito/web/ui"
)

// securityProps is everything that the page of the settings shows.
type securityProps struct {
	Page     ui.PageProps
	Done     string
	Problems []ui.FieldError
	Now      []ui.Definition // what somebody else has saved meanwhile; none without a conflict
	Demo     bool
	Form     ui.FormProps
	Factor   ui.ChoicesProps
	Months   ui.FieldProps
	History  ui.HistoryProps
}

// typedSecurity is what the form holds, as it was typed.
type typedSecurity struct {
	roles  []string
	months string
}

func securityAsTyped(s setting.Security) typedSecurity {
	t := typedSecurity{months: strconv.Itoa(s.AuditMonths)}
	for _, role := range s.SecondFactor {
		t.roles = append(t.roles, string(role))
	}
	return t
}

// read returns the settings that were typed, or fault.Invalid by their fields.
func (t typedSecurity) read() (setting.Security, error) {
	wrong := fault.Invalid{}
	s := setting.Security{SecondFactor: []access.Role{}} // kept as a list, empty or not
	for _, name := range t.roles {
		if role := access.Role(name); !slices.Contains(s.SecondFactor, role) {
			s.SecondFactor = append(s.SecondFactor, role)
		}
	}
	months, err := number.Parse(t.months, 0)
	if err != nil {
		wrong["audit_months"] = err.Error()
	}
	s.AuditMonths = int(months.IntPart())
	wrong, err = together(wrong, s.Check())
	if err == nil && len(wrong) > 0 {
		err = wrong
	}
	return s, err
}

func buildSecurity(t typedSecurity, version int, wrong fault.Invalid) securityProps {
	p := securityProps{
		Page: ui.AdministrationPage("Ajustes"), Form: formFor(securityPath, "Ajustes", strconv.Itoa(version)),
		Problems: ui.Problems(wrong, "second_factor", "second_factor", "audit_months", "audit_months"),
		Factor: ui.ChoicesProps{
			Name: "second_factor", Legend: "Segundo paso obligatorio al entrar", Error: wrong["second_factor"],
			Hint: "Un código del teléfono además de la contraseña. Para los demás papeles es voluntario. Desde Internet, el Esquema Nacional de Seguridad no admite solo la contraseña.",
		},
		Months: ui.FieldProps{
			Name: "audit_months", Label: "Meses que la auditoría guarda los datos personales", Value: t.months, Error: wrong["audit_months"],
			Hint: "Entre 12 y 120. Después se borran solos la dirección IP, los nombres y los correos; el suceso queda.", InputMode: "numeric", Autocomplete: "off",
		},
	}
	p.Page.Refused = len(wrong) > 0
	for _, role := range access.Roles {
		p.Factor.Options = append(p.Factor.Options, ui.ChoiceOption{
			Value: string(role), Text: ui.RoleName(role), Hint: ui.RoleDuty(role), Checked: slices.Contains(t.roles, string(role)),
		})
	}
	return p
}

// Security answers GET /administracion/ajustes.
func (p Pages) Security(w http.ResponseWriter, r *http.Request) error {
	s := setting.DefaultSecurity()
	version, err := p.load(r, setting.SecurityName, &s)
	if err != nil {
		return err
	}
	props := buildSecurity(securityAsTyped(s), version, nil)
	props.Done = ui.Done(r, savedDone)
	return p.renderSecurity(w, r, http.StatusOK, props)
}

// SaveSecurity answers POST /administracion/ajustes.
func (p Pages) SaveSecurity(w http.ResponseWriter, r *http.Request) error {
	typed := typedSecurity{months: r.PostFormValue("audit_months")}
	typed.roles = r.PostForm["second_factor"]
	s, err := typed.read()
	if wrong := ui.Invalid(err); wrong != nil {
		version, _ := strconv.Atoi(r.PostFormValue("version")) // what is no number is refused once the rest is right
		return p.renderSecurity(w, r, http.StatusUnprocessableEntity, buildSecurity(typed, version, wrong))
	}
	if err != nil {
		return err
	}
	conflict, err := p.save(r, setting.SecurityName, s)
	if err != nil {
		return err
	}
	if conflict {
		return p.securityConflict(w, r, typed)
	}
	return ui.See(w, r, securityPath+"?hecho=guardado")
}

func (p Pages) securityConflict(w http.ResponseWriter, r *http.Request, typed typedSecurity) error {
	now := setting.DefaultSecurity()
	version, err := p.load(r, setting.SecurityName, &now)
	if err != nil {
		return err
	}
	props := buildSecurity(typed, version, nil)
	props.Page.Refused = true
	props.Now = []ui.Definition{
		{Term: "Segundo paso obligatorio", Text: roleList(now.SecondFactor)},
		{Term: "Meses que se guardan los datos personales", Text: strconv.Itoa(now.AuditMonths)},
	}
	return p.renderSecurity(w, r, http.StatusConflict, props)
}

func roleList(roles []access.Role) string {
	if len(roles) == 0 {
		return "para nadie"
	}
	names := make([]string, len(roles))
	for n, role := range roles {
		names[n] = ui.RoleName(role)
	}
	return strings.Join(names, ", ")
}

func (p Pages) renderSecurity(w http.ResponseWriter, r *http.Request, status int, props securityProps) (err error) {
	props.Demo = ui.SiteOf(r.Context()).Demo
	if props.History, err = p.history(r, setting.SecurityName); err != nil {
		return err
	}
	return ui.Render(w, r, status, security(props))
}
