package transfer

import (
	"errors"
	"strings"

	"github.com/shopspring/decimal"

	"hito/internal/date"
	"hito/internal/plan"
	"hito/internal/table"
	"hito/internal/text"
	"hito/internal/unit"
)

// Existing is what an import is compared with: the records of the plan, none for a new one; all units of the
// organisation; and the plan's head, of which a new one has at least the dates that were typed.
type Existing struct {
	Records []Record
	Units   []unit.Unit
	Today   date.Date
	Plan    plan.Plan
}

// mostEntries is how many rows that are no values are taken: far more than any plan has.
const mostEntries = 300_000

// TooManyRows refuses a file with more rows of structure than are held in memory.
const TooManyRows text.Refused = "El fichero tiene más de 300.000 filas que no son valores: repártalo en varios."

// reader makes out what a file says.
type reader struct {
	file     *table.File
	settings Settings
	has      Existing
	own      index // of what the plan has
	headings map[string]bool
	decimal  string    // sign
	on       date.Date // of values without a day

	runs     []*run
	entries  []*entry
	titles   []string // of plans, as the file names them
	problems []Problem
	more     int
	asked    map[string]int // where a question stands in questions, by its key
	question []Question

	coded   map[Kind]map[string]*entry // by code, once the entries have theirs
	used    map[Kind][]string          // codes after which new ones are made
	becomes map[*Record]*entry         // what a row makes of something of the plan

	given int // values
}

// run is a table of a file while it is read.
type run struct {
	Table
	layout
	sheet   int
	places  map[Field]int
	byLine  map[int]*entry // of rows that may hold values
	single  map[string]*entry
	samples int
	unread  bool // its columns are not told yet
}

// entry is a row of a table, or what a row tells of something else, such as its objective.
type entry struct {
	Record
	of        *run
	key       int64 // of a workbook of ours
	objective string
	line      string
	evidence  string
	stated    *stated
	howMany   string
	current   decimal.NullDecimal
	currentOn date.Date
	percent   bool // its figures are written with a percent sign
	finest    int32
	matched   *Record // of the plan
	above     *thing  // the objective of an indicator
	repeated  bool    // another line describes the same
	shown     bool    // a result that the row of an indicator tells of
}

// Interpret finds out what a file says, as far as nobody has told otherwise, and how that goes together with what a
// plan has. It reads the file twice: first for its structure, which is held in memory, then for its values, which are
// given one by one to values, with the codes that their indicators have after the import; an error of values ends it.
// What is wrong with the file as a whole is a table.Refused or a text.Refused.
func Interpret(f *table.File, s Settings, has Existing, values func(Value) error) (Understood, error) {
	r := newReader(f, s, has)
	r.dated(namedDate(f.Name))
	if err := r.readTables(); err != nil {
		return Understood{}, err
	}
	r.match()
	if s.Mode != Structure {
		if err := r.readValues(values); err != nil {
			return Understood{}, err
		}
	}
	return r.understood(), nil
}

func newReader(f *table.File, s Settings, has Existing) *reader {
	r := &reader{
		file: f, settings: s, has: has, own: indexOf(has.Records), headings: knownHeadings(s), decimal: s.Decimal, on: s.On,
		asked: map[string]int{}, coded: map[Kind]map[string]*entry{}, used: map[Kind][]string{}, becomes: map[*Record]*entry{},
	}
	if r.decimal == "" && f.Decimal != 0 {
		r.decimal = string(f.Decimal)
	}
	return r
}

// dated takes over the day that a file names for its values, the last one, where nobody has told another.
func (r *reader) dated(on date.Date, named bool) {
	if named && r.settings.On.IsZero() && on <= r.has.Today {
		r.on = on
	}
}

// problem notes what is wrong in a line, up to MostProblems.
func (r *reader) problem(p Problem) {
	if len(r.problems) == MostProblems {
		r.more++
		return
	}
	r.problems = append(r.problems, p)
}

// message is the sentence of an error that a person may be told.
func message(err error) string {
	var refused text.Refused
	if errors.As(err, &refused) {
		return string(refused)
	}
	return err.Error()
}

func (r *reader) understood() Understood {
	u := Understood{
		Format: string(r.file.Format), Encoding: r.file.Encoding, Decimal: r.decimal,
		Questions: r.question, Problems: r.problems, More: r.more, Values: r.given, On: r.on, Claims: r.claims(),
	}
	if r.file.Separator != 0 {
		u.Separator = string(r.file.Separator)
	}
	for _, run := range r.runs {
		u.Own = u.Own || run.own
		run.Kind = run.kind
		run.Columns = run.columns
		u.Tables = append(u.Tables, run.Table)
	}
	for _, kind := range kinds {
		for _, e := range r.entries {
			if e.Kind == kind {
				u.Records = append(u.Records, e.Record)
			}
		}
	}
	return u
}

// kinds are those of records, in the order in which they are written.
var kinds = []Kind{Head, Section, Period, Line, Framework, Standard, Objective, Indicator, Point, Result}

// asKey reads what the hidden column of a workbook says of a row of a kind: "objective:12" is 12.
func asKey(kind Kind, text string) (id int64) {
	of, number, _ := strings.Cut(strings.TrimSpace(text), ":")
	if Kind(of) != kind || len(number) > len("999999999999999999") {
		return 0
	}
	for _, digit := range number {
		if digit < '0' || digit > '9' {
			return 0
		}
		id = id*10 + int64(digit-'0')
	}
	return id
}
