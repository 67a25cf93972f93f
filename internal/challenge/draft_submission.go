package challenge

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/access"
	"hito/internal/date"
	"hito/internal/draft"
	"hito/internal/setting"
	"hito/internal/text"
)

// Most letters of each text of a reto.
const (
	LongestTitle   = 200
	LongestProblem = 5000
	LongestAffects = 500
	LongestDetail  = 3000 // evidence, what was tried, the idea
	LongestWhy     = 1000 // of the urgency
	LongestArea    = 200
	LongestContact = 120
)

const mostAffected = 10_000_000 // people

// MostSent is how many files come with a reto when it is sent; more are added afterwards.
const MostSent = 5

// Submission is a reto as it is typed, before it is sent.
type Submission struct {
	Title         string `json:"title,omitempty"`
	Problem       string `json:"problem,omitempty"`
	Unit          string `json:"unit"` // its number; blank for none
	Area          string `json:"area,omitempty"`
	Affects       string `json:"affects,omitempty"`
	Affected      string `json:"affected,omitempty"`
	Evidence      string `json:"evidence,omitempty"`
	Tried         string `json:"tried,omitempty"`
	Idea          string `json:"idea,omitempty"`
	Touches       string `json:"touches,omitempty"` // a Touchable's Value; blank for nothing
	Urgency       string `json:"urgency,omitempty"`
	UrgencyReason string `json:"urgency_reason,omitempty"`
	Privacy       string `json:"privacy,omitempty"`
	ContactName   string `json:"-"` // of an anonymous author, who has no draft
	ContactEmail  string `json:"-"`

	// Whether the author's unit may read it: one answer for each privacy.
	ShareNamed        bool `json:"share_named"`
	ShareConfidential bool `json:"share_confidential"`
}

// Texts are what was typed freely, in the order of the form.
func (d Submission) Texts() []string {
	return []string{
		d.Title, d.Problem, d.Area, d.Affects, d.Affected, d.Evidence, d.Tried, d.Idea, d.UrgencyReason, d.ContactName, d.ContactEmail,
	}
}

// fields are all that draft keeps as text.
func (d *Submission) fields() []*string {
	return []*string{
		&d.Title, &d.Problem, &d.Unit, &d.Area, &d.Affects, &d.Affected, &d.Evidence, &d.Tried, &d.Idea, &d.Touches, &d.Urgency,
		&d.UrgencyReason, &d.Privacy,
	}
}

// Blank tells a form in which nothing was written.
func (d Submission) Blank() bool { return strings.TrimSpace(strings.Join(d.Texts(), "")) == "" }

// NewSubmission is the form as an actor first sees it: from the actor's only unit, named, and open to that unit.
func NewSubmission(a access.Actor) Submission {
	d := Submission{Urgency: string(Normal), Privacy: string(Named), ShareNamed: true}
	if len(a.Units) == 1 {
		d.Unit = strconv.FormatInt(a.Units[0], 10)
	}
	return d
}

// Origin is a unit that retos may come from.
type Origin struct {
	ID   int64
	Name string
}

// Touchable is an objective or a line that a reto may be about.
type Touchable struct {
	PlanID      int64
	Plan        string // its title
	Line        bool   // a strategic line; else an objective
	ID          int64
	Code, Title string
}

// Value writes it as the form holds it: "objective-12".
func (t Touchable) Value() string {
	kind := "objective"
	if t.Line {
		kind = "line"
	}
	return kind + "-" + strconv.FormatInt(t.ID, 10)
}

// Basis is what the form is made of, and checked against.
type Basis struct {
	Setting setting.Challenges
	Today   date.Date
	Units   []Origin    // in the order of their names
	Touches []Touchable // of the plans that the actor may read, plan by plan
}

// sent is a submission that was checked.
type sent struct {
	title, problem, affects, evidence, tried, idea, area string
	affected                                             *int
	unitID                                               int64 // 0 for none
	touches                                              Touchable
	urgency                                              Urgency
	urgencyReason                                        string
	privacy                                              Privacy
	shared                                               bool
	contactName, contactEmail                            string
}

// Check returns what is wrong with the submission as a fault.Invalid by the names that its fields have in JSON, with
// "contact_name" and "contact_email", or nil.
func (d Submission) Check(a access.Actor, b Basis) error {
	_, err := d.read(a, b)
	return err
}

func (d Submission) read(a access.Actor, b Basis) (sent, error) {
	var c draft.Check
	s := sent{
		title:    c.NeededLine("title", d.Title, LongestTitle, "Escriba un título: el problema, en una frase."),
		problem:  c.NeededLines("problem", d.Problem, LongestProblem, "Cuente el problema."),
		affects:  c.Line("affects", d.Affects, LongestAffects),
		affected: readAffected(&c, d.Affected),
		evidence: c.Lines("evidence", d.Evidence, LongestDetail),
		tried:    c.Lines("tried", d.Tried, LongestDetail),
		idea:     c.Lines("idea", d.Idea, LongestDetail),
		area:     c.Line("area", d.Area, LongestArea),
		unitID:   readUnit(&c, d.Unit, b.Units),
		touches:  readTouches(&c, d.Touches, b.Touches),
		urgency:  draft.OneOf(&c, "urgency", d.Urgency, Low, Normal, High),

		urgencyReason: c.Lines("urgency_reason", d.UrgencyReason, LongestWhy),
	}
	if s.urgency == High && s.urgencyReason == "" {
		c.Refuse("urgency_reason", "Diga por qué es urgente.")
	}
	d.readAuthor(&c, a, &s)
	return s, c.Err()
}

// readAuthor reads who sends it: whoever has signed in has no contact but the account, and whoever has not no name. One's
// unit reads it only where the reto is of that unit: of another, a complaint about it would reach it.
func (d Submission) readAuthor(c *draft.Check, a access.Actor, s *sent) {
	if !a.SignedIn() {
		s.privacy = Anonymous
		s.contactName, s.contactEmail = c.Line("contact_name", d.ContactName, LongestContact), readEmail(c, d.ContactEmail)
		return
	}
	s.privacy = draft.OneOf(c, "privacy", d.Privacy, Named, Confidential)
	wanted := s.privacy == Named && d.ShareNamed || s.privacy == Confidential && d.ShareConfidential
	s.shared = wanted && slices.Contains(a.Units, s.unitID)
}

func readEmail(c *draft.Check, typed string) string {
	if strings.TrimSpace(typed) == "" {
		return ""
	}
	address, err := text.Email(typed)
	if err != nil {
		c.Refuse("contact_email", err.Error())
	}
	return address
}

func readAffected(c *draft.Check, typed string) *int {
	n := c.Number("affected", typed, 0)
	if !n.Valid {
		return nil
	}
	if n.Decimal.IsNegative() || n.Decimal.GreaterThan(decimal.New(mostAffected, 0)) {
		c.Refuse("affected", "Escriba un número de personas entre 0 y 10 millones, aunque sea aproximado.")
		return nil
	}
	count := int(n.Decimal.IntPart())
	return &count
}

func readUnit(c *draft.Check, typed string, among []Origin) int64 {
	if typed == "" {
		return 0
	}
	n := slices.IndexFunc(among, func(u Origin) bool { return strconv.FormatInt(u.ID, 10) == typed })
	if n < 0 {
		c.Refuse("unit", "Elija una de las unidades de la lista.")
		return 0
	}
	return among[n].ID
}

func readTouches(c *draft.Check, typed string, among []Touchable) Touchable {
	if typed == "" {
		return Touchable{}
	}
	n := slices.IndexFunc(among, func(t Touchable) bool { return t.Value() == typed })
	if n < 0 {
		c.Refuse("touches", "Elija uno de los objetivos o líneas de la lista.")
		return Touchable{}
	}
	return among[n]
}

// CheckFiles refuses more files than come with a reto, as a fault.Invalid by the field "files".
func CheckFiles(count int) error {
	var c draft.Check
	if count > MostSent {
		c.Refuse("files", fmt.Sprintf("Con el reto se envían %d ficheros como mucho; después podrá añadir más.", MostSent))
	}
	return c.Err()
}
