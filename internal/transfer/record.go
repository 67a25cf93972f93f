// Package transfer takes plans in from spreadsheets and gives them out again. A plan is a list of records, whichever
// way it goes: what a file holds, compared cell by cell with what the plan has, is what an import would change.
package transfer

import (
	"github.com/shopspring/decimal"

	"hito/internal/date"
)

// Kind is what a record describes.
type Kind string

// Kinds of records, in the order in which they are written: each refers to those before it alone.
const (
	Head        Kind = "plan" // the plan itself; one record
	Section     Kind = "section"
	Period      Kind = "period"
	Line        Kind = "line"
	Framework   Kind = "framework"
	Standard    Kind = "standard"
	Objective   Kind = "objective"
	Indicator   Kind = "indicator"
	Point       Kind = "point" // a planned value
	Result      Kind = "result"
	Measurement Kind = "value" // many, so they are no records but Values
)

// UnitKind is what a Question about a unit is of; units are no records of a plan.
const UnitKind Kind = "unit"

// Field names a cell of a record, as Columns lists them.
type Field string

// Record is one thing of a plan. Cells hold canonical texts by field: numbers plain ("-1234.5"), days as 2022-11-30,
// choices by their identifier ("reach"), yes as "si", shares as fractions of 1 ("0.9"), lists joined by "; ", standards in
// them as "ACSA III.1.2", the code of the framework before their own. A field that is not there is not said; one that is
// blank is said to be blank.
type Record struct {
	Kind  Kind             `json:"kind"`
	At    Place            `json:"at"`
	ID    int64            `json:"id,omitempty"` // in the plan; 0 for what is new
	Cells map[Field]string `json:"cells"`

	wrong []Problem // what could not be read of it
}

// Place is where a record stands in a file; zero for what comes from a plan.
type Place struct {
	Sheet   string        `json:"sheet,omitempty"`
	Line    int           `json:"line,omitempty"`
	Columns map[Field]int `json:"columns,omitempty"` // counted from 1
}

// Value is a measurement in a file. Code is that of its indicator in the plan, after the import.
type Value struct {
	Sheet        string
	Line, Column int
	Code         string
	On           date.Date
	Value        decimal.Decimal
	Comment      string
}

// Mode is what an import is for.
type Mode string

// Modes of an import.
const (
	NewPlan   Mode = "new"       // a plan that is not there yet, with its values
	Update    Mode = "update"    // structure and values of a plan
	Structure Mode = "structure" // the structure alone
	Values    Mode = "values"    // values alone: the structure stays as it is
)

// Settings are what a person decided about an import, beside the file. The zero Settings guess everything.
type Settings struct {
	Mode    Mode              `json:"mode"`
	On      date.Date         `json:"on"`                // of values without a day of their own
	Columns map[string]Field  `json:"columns"`           // by ColumnKey: what a column means; "" leaves it out
	Answers map[string]string `json:"answers"`           // by Question.Key: the value of the chosen Option
	Decimal string            `json:"decimal,omitempty"` // "," or "." where the file does not tell
}

// Understood is what a file was found to say: everything of it but its values, which were given one by one.
type Understood struct {
	Format    string     `json:"format"`
	Encoding  string     `json:"encoding"`
	Separator string     `json:"separator"`
	Decimal   string     `json:"decimal"`
	Own       bool       `json:"own"` // it is a workbook that Hito wrote
	On        date.Date  `json:"on"`  // of values without a day of their own: the one that was told, or that the file names; none where neither is
	Tables    []Table    `json:"tables"`
	Records   []Record   `json:"-"`
	Questions []Question `json:"questions"`
	Claims    []Claim    `json:"claims"`
	Problems  []Problem  `json:"problems"` // of no record: lines that could not be understood; at most MostProblems
	More      int        `json:"more"`     // problems beyond those
	Values    int        `json:"values"`   // how many were given
}

// Table is a table that was recognised in a sheet.
type Table struct {
	Sheet   string   `json:"sheet"`
	Hidden  bool     `json:"hidden"`
	Header  int      `json:"header"` // the line of its headings
	First   int      `json:"first"`  // the lines of its rows
	Last    int      `json:"last"`
	Kind    Kind     `json:"kind"`
	Columns []Column `json:"columns"`
	Rows    int      `json:"rows"`
	Joined  []int    `json:"joined"`   // lines that were joined to the row above
	LeftOut []int    `json:"left_out"` // lines that belong to no row
}

// Column is a column of a table as it was recognised.
type Column struct {
	Key     string    `json:"key"` // of Settings.Columns
	Heading string    `json:"heading"`
	Number  int       `json:"number"`  // counted from 1
	Field   Field     `json:"field"`   // "" for one that is left out
	On      date.Date `json:"on"`      // of a column of values of a day
	Guessed bool      `json:"guessed"` // not told by a person
	Sample  []string  `json:"sample"`  // the first texts in it
}

// Question is a match that a person must confirm: Text may mean one of Options. It is asked once however often it stands.
type Question struct {
	Key     string   `json:"key"`
	Kind    Kind     `json:"kind"` // Line, Objective, Indicator or UnitKind
	Text    string   `json:"text"`
	Lines   []int    `json:"lines"` // where it stands
	Options []Option `json:"options"`
	Chosen  string   `json:"chosen"`  // the value of an option: what holds unless somebody says otherwise
	Settled bool     `json:"settled"` // somebody said so
}

// Option is an answer to a question. Why says in words how it was come by: "igual salvo acentos y un sufijo".
type Option struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Why   string `json:"why"`
}

// Claim is a percentage that a file states, beside the one that its own values give.
type Claim struct {
	At       Place               `json:"at"`
	Column   int                 `json:"column"`
	Kind     Kind                `json:"kind"` // Objective or Indicator
	Code     string              `json:"code"`
	Title    string              `json:"title"`
	Stated   decimal.Decimal     `json:"stated"`   // fraction of 1
	Places   int32               `json:"places"`   // decimals of the percentage as it is written
	Computed decimal.NullDecimal `json:"computed"` // fraction of 1, invalid where the values say nothing
	Verdict  Verdict             `json:"verdict"`
	Why      string              `json:"why"` // a Spanish sentence with the figures: "(1 − 0) / (3 − 0) = 33,33 %"
}

// Verdict tells which of two percentages is right.
type Verdict string

// Verdicts.
const (
	Agrees    Verdict = "agrees"    // to the decimals that it is written with
	Clamped   Verdict = "clamped"   // it is the computed one, held between 0 and 100 %
	OtherRule Verdict = "rule"      // it comes out by another rule, such as value / target; Why says which
	Mistaken  Verdict = "mistaken"  // it does not come out of its values
	Inherited Verdict = "inherited" // a mean that is right for the percentages in the file, of which one is mistaken
	Unknown   Verdict = "unknown"   // the values do not give one
)

// Problem is what is wrong in a file, for the person who wrote it.
type Problem struct {
	Sheet  string `json:"sheet"`
	Line   int    `json:"line"`
	Column int    `json:"column"` // 0 for the whole line
	Field  Field  `json:"field"`
	Text   string `json:"text"` // a Spanish sentence: what is wrong, and what to do
}

// MostProblems is how many problems of lines are kept.
const MostProblems = 1000

// Outcome is what an import would do to something.
type Outcome string

// Outcomes.
const (
	Created Outcome = "new"
	Changed Outcome = "changed"
	Same    Outcome = "same"
	Wrong   Outcome = "wrong"
	Gone    Outcome = "gone" // the plan has it and the file does not: it stays, and is told
)

// Change is what an import would do to one record of the structure.
type Change struct {
	Record
	Outcome  Outcome   `json:"outcome"`
	Label    string    `json:"label"` // what it is called: "I.2.2 · Se ha realizado la evaluación…"
	Edits    []Edit    `json:"edits"` // of a Changed one: the cells that differ
	Problems []Problem `json:"problems"`
}

// Edit is a cell before and after.
type Edit struct {
	Field  Field  `json:"field"`
	Before string `json:"before"`
	After  string `json:"after"`
}
