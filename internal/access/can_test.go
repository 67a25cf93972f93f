package access_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hito/internal/access"
	"hito/internal/fault"
)

// actors are one of each column of the matrix. Everybody who belongs to units belongs to 7 and 8.
var actors = map[string]access.Actor{
	"anonymous":  {},
	"roleless":   {Kind: access.Person, ID: 1, Units: []int64{7, 8}},
	"staff":      {Kind: access.Person, ID: 2, Role: access.Staff, Units: []int64{7, 8}},
	"technician": {Kind: access.Person, ID: 3, Role: access.Technician, Units: []int64{7, 8}},
	"director":   {Kind: access.Person, ID: 4, Role: access.Director, Units: []int64{7, 8}},
	"admin":      {Kind: access.Person, ID: 5, Role: access.Admin, Units: []int64{7, 8}},
	"command":    {Kind: access.Command},
	"system":     {Kind: access.System},
}

// targets are what the rows of the matrix are done to: "own" indicators are owed by unit 8 among others.
var targets = map[string]access.Target{
	"draft":            {},
	"draft/own":        {Units: []int64{8, 9}},
	"draft/approval":   {Approval: true},
	"active":           {Active: true},
	"active/own":       {Active: true, Units: []int64{8, 9}},
	"active/others":    {Active: true, Units: []int64{9}},
	"active/approval":  {Active: true, Approval: true},
	"closed":           {Closed: true},
	"closed/own":       {Closed: true, Units: []int64{8, 9}},
	"closed/approval":  {Closed: true, Approval: true},
	"published":        {Published: true},
	"published/active": {Published: true, Active: true},
	"published/own":    {Published: true, Active: true, Units: []int64{8, 9}},
	"published/closed": {Published: true, Closed: true, Units: []int64{8, 9}, Approval: true},
	"reto/own":         {Own: true},
	"reto/assigned":    {Assigned: true},
	"reto/followed":    {Follows: true},
	"reto/unit":        {Readers: []int64{8}},
	"reto/others":      {Readers: []int64{9}},
	"reto/open":        {Open: true},
}

// matrix is who may do what. A row "*" stands for every target that no other row of its action names.
const matrix = `
action           on                anonymous  roleless  staff  technician  director  admin  command  system

browse           *                 yes        yes       yes    yes         yes       yes    yes      yes
use_account      *                 -          yes       yes    yes         yes       yes    yes      yes

read_plan        draft             -          -         -      yes         yes       yes    yes      yes
read_plan        draft/own         -          -         -      yes         yes       yes    yes      yes
read_plan        draft/approval    -          -         -      yes         yes       yes    yes      yes
read_plan        active            -          -         yes    yes         yes       yes    yes      yes
read_plan        active/own        -          -         yes    yes         yes       yes    yes      yes
read_plan        active/others     -          -         yes    yes         yes       yes    yes      yes
read_plan        active/approval   -          -         yes    yes         yes       yes    yes      yes
read_plan        closed            -          -         -      yes         yes       yes    yes      yes
read_plan        closed/own        -          -         -      yes         yes       yes    yes      yes
read_plan        closed/approval   -          -         -      yes         yes       yes    yes      yes
read_plan        published         yes        yes       yes    yes         yes       yes    yes      yes
read_plan        published/active  yes        yes       yes    yes         yes       yes    yes      yes
read_plan        published/own     yes        yes       yes    yes         yes       yes    yes      yes
read_plan        published/closed  yes        yes       yes    yes         yes       yes    yes      yes

read_plan        *                 -          -         -      yes         yes       yes    yes      yes

read_history     *                 -          -         -      yes         yes       yes    yes      yes
export_plan      *                 -          -         -      yes         yes       yes    yes      yes
issue_report     *                 -          -         -      yes         yes       -      yes      yes
add_unit         *                 -          -         -      yes         -         yes    yes      yes

write_plan       closed            -          -         -      -           -         -      yes      yes
write_plan       closed/own        -          -         -      -           -         -      yes      yes
write_plan       closed/approval   -          -         -      -           -         -      yes      yes
write_plan       published/closed  -          -         -      -           -         -      yes      yes
write_plan       *                 -          -         -      yes         -         -      yes      yes
create_plan      *                 -          -         -      yes         -         -      yes      yes
publish_plan     *                 -          -         -      yes         -         -      yes      yes
reopen_plan      *                 -          -         -      yes         -         -      yes      yes

report_values    *                 -          -         yes    yes         -         -      yes      yes

record_value     active/own        -          -         yes    yes         -         -      yes      yes
record_value     published/own     -          -         yes    yes         -         -      yes      yes
record_value     closed            -          -         -      -           -         -      yes      yes
record_value     closed/own        -          -         -      -           -         -      yes      yes
record_value     closed/approval   -          -         -      -           -         -      yes      yes
record_value     published/closed  -          -         -      -           -         -      yes      yes
record_value     *                 -          -         -      yes         -         -      yes      yes

comment          *                 -          -         -      yes         yes       -      yes      yes

approve_closing  draft/approval    -          -         -      -           yes       -      yes      yes
approve_closing  active/approval   -          -         -      -           yes       -      yes      yes
approve_closing  *                 -          -         -      -           -         -      yes      yes

submit_challenge   reto/open        yes       yes       yes       yes       yes       yes       yes       yes
submit_challenge   *                -         -         yes       yes       yes       yes       yes       yes

read_challenge     reto/own         yes       yes       yes       yes       yes       yes       yes       yes
read_challenge     reto/assigned    -         -         yes       yes       yes       yes       yes       yes
read_challenge     reto/followed    -         -         yes       yes       yes       yes       yes       yes
read_challenge     reto/unit        -         -         yes       yes       yes       yes       yes       yes
read_challenge     published        yes       yes       yes       yes       yes       yes       yes       yes
read_challenge     published/active yes       yes       yes       yes       yes       yes       yes       yes
read_challenge     published/own    yes       yes       yes       yes       yes       yes       yes       yes
read_challenge     published/closed yes       yes       yes       yes       yes       yes       yes       yes
read_challenge     *                -         -         -         yes       yes       -         yes       yes
read_challenges    *              -          -         -      yes         yes       -      yes      yes
name_author        *              -          -         -      yes         -         -      yes      yes

amend_challenge    reto/own       yes        yes       yes    yes         yes       yes    yes      yes
amend_challenge    *              -          -         -      -           -         -      yes      yes

support_challenge  reto/own         -         -         -         -         -         -         yes       yes
support_challenge  reto/assigned    -         -         yes       yes       yes       yes       yes       yes
support_challenge  reto/followed    -         -         yes       yes       yes       yes       yes       yes
support_challenge  reto/unit        -         -         yes       yes       yes       yes       yes       yes
support_challenge  published        -         -         yes       yes       yes       yes       yes       yes
support_challenge  published/active -         -         yes       yes       yes       yes       yes       yes
support_challenge  published/own    -         -         yes       yes       yes       yes       yes       yes
support_challenge  published/closed -         -         yes       yes       yes       yes       yes       yes
support_challenge  *                -         -         -         yes       yes       -         yes       yes

work_on_challenge  reto/assigned    -         -         yes       yes       yes       yes       yes       yes
work_on_challenge  *                -         -         -         yes       yes       -         yes       yes
handle_challenge   *              -          -         -      yes         -         -      yes      yes
decide_challenge   *              -          -         -      yes         yes       -      yes      yes

manage_users     *                 -          -         -      -           -         yes    yes      yes
manage_units     *                 -          -         -      -           -         yes    yes      yes
manage_settings  *                 -          -         -      -           -         yes    yes      yes
read_audit       *                 -          -         -      -           -         yes    yes      yes
`

// row is a line of the matrix: what it says by the actor's name.
type row struct {
	do      access.Action
	on      []string
	allowed map[string]string
}

func rows(t *testing.T) []row {
	t.Helper()
	var table []row
	var head []string
	named := map[string][]string{} // by action, the targets of its own rows
	for line := range strings.Lines(matrix) {
		cells := strings.Fields(line)
		switch {
		case len(cells) == 0:
			continue
		case head == nil:
			head = cells
			continue
		case len(cells) != len(actors)+2 || len(cells) != len(head):
			t.Fatalf("the row %q has %d cells", line, len(cells))
		}
		r := row{do: access.Action(cells[0]), on: []string{cells[1]}, allowed: map[string]string{}}
		if _, ok := targets[cells[1]]; !ok && cells[1] != "*" {
			t.Fatalf("the row %q names no target", line)
		}
		for i, answer := range cells[2:] {
			r.allowed[head[i+2]] = answer
		}
		named[cells[0]] = append(named[cells[0]], cells[1])
		table = append(table, r)
	}
	for i, r := range table {
		if r.on[0] != "*" {
			continue
		}
		table[i].on = nil
		for name := range targets {
			if !slices.Contains(named[string(r.do)], name) {
				table[i].on = append(table[i].on, name)
			}
		}
	}
	return table
}

func TestCanAnswersAsTheMatrixSays(t *testing.T) {
	told := map[access.Action]int{}
	for _, r := range rows(t) {
		for _, on := range r.on {
			told[r.do]++
			for name, actor := range actors {
				if got, want := access.Can(actor, r.do, targets[on]), r.allowed[name] == "yes"; got != want {
					t.Errorf("%s may %s on %s: %v, want %v", name, r.do, on, got, want)
				}
			}
		}
	}
	for _, do := range actionsInTheSource(t) {
		if told[do] != len(targets) {
			t.Errorf("the matrix answers %s for %d targets of %d", do, told[do], len(targets))
		}
		delete(told, do)
	}
	for do := range told {
		t.Errorf("the matrix tells of %s, which is no action", do)
	}
}

// actionsInTheSource reads the constants, so that a new action without rows fails here.
func actionsInTheSource(t *testing.T) []access.Action {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "can.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var actions []access.Action
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Action" {
			actions = append(actions, access.Action(strings.Trim(spec.Values[0].(*ast.BasicLit).Value, `"`)))
		}
		return true
	})
	if len(actions) < 10 {
		t.Fatalf("found only the actions %q", actions)
	}
	return actions
}

func TestUnknownActionsAreRefusedToWhoeverSignsIn(t *testing.T) {
	for name, actor := range actors {
		for _, do := range []access.Action{"", "delete_everything", "ManageUsers", "manage_users ", "*"} {
			for on, target := range targets {
				// Who runs the program has the whole database anyway.
				want := actor.Kind == access.Command || actor.Kind == access.System
				if got := access.Can(actor, do, target); got != want {
					t.Errorf("%s may %q on %s: %v, want %v", name, do, on, got, want)
				}
			}
		}
	}
}

var (
	anyTarget = rapid.Custom(func(t *rapid.T) access.Target {
		return access.Target{
			Published: rapid.Bool().Draw(t, "published"), Active: rapid.Bool().Draw(t, "active"), Closed: rapid.Bool().Draw(t, "closed"),
			Approval: rapid.Bool().Draw(t, "approval"), Units: anyUnits.Draw(t, "owing"),
			Own: rapid.Bool().Draw(t, "own"), Assigned: rapid.Bool().Draw(t, "assigned"), Follows: rapid.Bool().Draw(t, "follows"),
			Readers: anyUnits.Draw(t, "readers"), Open: rapid.Bool().Draw(t, "open"),
		}
	})
	anyUnits = rapid.SliceOfN(rapid.Int64Range(1, 4), 0, 3)
	anyRole  = rapid.SampledFrom(append([]access.Role{access.Nobody, "boss", "Admin"}, access.Roles...))
	anyActor = rapid.Custom(func(t *rapid.T) access.Actor {
		return access.Actor{
			Kind: rapid.SampledFrom([]access.Kind{access.Anonymous, access.Person, access.Command, access.System, "robot", "Person"}).Draw(t, "kind"),
			ID:   rapid.Int64Range(0, 3).Draw(t, "id"), Role: anyRole.Draw(t, "role"), Units: anyUnits.Draw(t, "units"),
		}
	})
)

func anyAction(t *testing.T) *rapid.Generator[access.Action] {
	return rapid.SampledFrom(append(actionsInTheSource(t), "", "unknown"))
}

// Queries that list plans and the check of one plan never disagree.
func TestPlansAgreesWithReadPlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		actor, on := anyActor.Draw(t, "actor"), anyTarget.Draw(t, "target")
		scope := access.Plans(actor)
		listed := on.Published || scope.All || scope.Active && on.Active
		if can := access.Can(actor, access.ReadPlan, on); can != listed {
			t.Fatalf("%+v may read %+v: %v, but the scope %+v lists it: %v", actor, on, can, scope, listed)
		}
	})
}

// What lacks a kind is nobody, whatever else is filled in.
func TestWhatIsNoPersonHasNoRights(t *testing.T) {
	do := anyAction(t)
	rapid.Check(t, func(t *rapid.T) {
		actor, do, on := anyActor.Draw(t, "actor"), do.Draw(t, "action"), anyTarget.Draw(t, "target")
		if slices.Contains([]access.Kind{access.Person, access.Command, access.System}, actor.Kind) {
			return
		}
		if got, want := access.Can(actor, do, on), access.Can(access.Actor{}, do, on); got != want {
			t.Fatalf("%+v may %s on %+v: %v, want %v as nobody", actor, do, on, got, want)
		}
	})
	forgotten := access.Actor{ID: 1, Name: "Ana", Role: access.Admin, Units: []int64{7}, Session: 1}
	if forgotten.SignedIn() || access.Can(forgotten, access.ManageUsers, access.Target{}) || access.Can(forgotten, access.UseAccount, access.Target{}) {
		t.Error("an administrator without a kind has rights")
	}
}

// A person with a role that does not exist has those of one without a role.
func TestUnknownRolesHaveNoRights(t *testing.T) {
	do := anyAction(t)
	rapid.Check(t, func(t *rapid.T) {
		do, on := do.Draw(t, "action"), anyTarget.Draw(t, "target")
		units := anyUnits.Draw(t, "units")
		for _, role := range []access.Role{"boss", "ADMIN", " admin"} {
			got := access.Can(access.Actor{Kind: access.Person, ID: 1, Role: role, Units: units}, do, on)
			want := access.Can(access.Actor{Kind: access.Person, ID: 1}, do, on)
			if got != want || role.Known() {
				t.Fatalf("%q may %s on %+v: %v, want %v", role, do, on, got, want)
			}
		}
	})
}

// A closed plan is written by nobody who signs in, whatever else it is; only whether it is published changes.
func TestNobodyWritesAClosedPlan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		actor, on := anyActor.Draw(t, "actor"), anyTarget.Draw(t, "target")
		on.Closed = true
		for _, do := range []access.Action{access.WritePlan, access.RecordValue, access.ApproveClosing} {
			if actor.Kind != access.Command && actor.Kind != access.System && access.Can(actor, do, on) {
				t.Fatalf("%+v may %s on %+v", actor, do, on)
			}
		}
	})
}

func TestRequireSaysWhetherSigningInWouldHelp(t *testing.T) {
	do := anyAction(t)
	rapid.Check(t, func(t *rapid.T) {
		actor, do, on := anyActor.Draw(t, "actor"), do.Draw(t, "action"), anyTarget.Draw(t, "target")
		err := access.Require(actor, do, on)
		want := fault.Forbidden
		switch {
		case access.Can(actor, do, on):
			if err != nil {
				t.Fatalf("%+v may %s, but Require returns %v", actor, do, err)
			}
			return
		case !actor.SignedIn():
			want = fault.SignIn
		}
		if !errors.Is(err, want) || errors.Is(err, fault.SignIn) && errors.Is(err, fault.Forbidden) {
			t.Fatalf("%+v: Require(%s) = %v, want %v", actor, do, err, want)
		}
	})
}

func TestRolesAreThoseThatAreOffered(t *testing.T) {
	for _, role := range access.Roles {
		if !role.Known() {
			t.Errorf("%s is offered but not known", role)
		}
	}
	if access.Nobody.Known() {
		t.Error("nobody is a role to be offered")
	}
}
