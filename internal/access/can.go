package access

import (
	"fmt"
	"slices"

	"hito/internal/fault"
)

// Action is something that may be allowed or not.
type Action string

// Actions. Those of plans and indicators look at their Target; the others at the actor alone.
const (
	Browse     Action = "browse"      // what is for everybody, and finds by itself what each may see
	UseAccount Action = "use_account" // one's own account and sessions

	CreatePlan     Action = "create_plan"
	ReadPlan       Action = "read_plan"
	ReadHistory    Action = "read_history" // who changed what of a plan
	WritePlan      Action = "write_plan"
	PublishPlan    Action = "publish_plan"
	ReopenPlan     Action = "reopen_plan"   // a closed one, so that it can be written again
	ReportValues   Action = "report_values" // one's own inbox, and the pages where RecordValue is looked at
	RecordValue    Action = "record_value"
	Comment        Action = "comment"
	ApproveClosing Action = "approve_closing"

	SubmitChallenge  Action = "submit_challenge"
	ReadChallenge    Action = "read_challenge"
	ReadChallenges   Action = "read_challenges"   // every one of them, with what those who handle them say among themselves
	NameAuthor       Action = "name_author"       // the name of a confidential author, how to reach an anonymous one, who is affected too
	AmendChallenge   Action = "amend_challenge"   // one's own: add to it, withdraw it
	SupportChallenge Action = "support_challenge" // say that it affects one too, and follow it
	WorkOnChallenge  Action = "work_on_challenge" // answer its author, comment inside, evaluate it, keep its project
	HandleChallenge  Action = "handle_challenge"  // move, assign, merge, publish and link it
	DecideChallenge  Action = "decide_challenge"  // admit or discard it

	ExportPlan  Action = "export_plan"  // take a whole plan away, with what is not public of it
	IssueReport Action = "issue_report" // prepare the follow-up report of a plan and issue it
	AddUnit     Action = "add_unit"     // of which a file that is imported speaks

	ManageUsers    Action = "manage_users"
	ManageUnits    Action = "manage_units"
	ManageSettings Action = "manage_settings"
	ReadAudit      Action = "read_audit"
)

// Target is what an action is done to. The zero Target is a plan that nobody has published nor activated.
type Target struct {
	Published bool    // the plan is open to everybody
	Active    bool    // the plan is in force: neither a draft nor closed
	Closed    bool    // the plan is closed: nothing of it is written until it is opened again
	Units     []int64 // that owe the indicator's value
	Approval  bool    // the plan asks the director to approve a closing

	Own      bool    // the actor is the reto's author
	Assigned bool    // the reto is assigned to the actor, or to a unit of the actor's
	Follows  bool    // the actor follows the reto, or is affected by it too
	Readers  []int64 // units that may read the reto
	Open     bool    // whoever has the link may submit retos
}

// Can tells whether an actor may do something to a target. Whatever is not allowed here is refused.
func Can(a Actor, do Action, on Target) bool {
	if a.Kind == Command || a.Kind == System {
		return true // who runs the program has the whole database anyway
	}
	role := a.Role
	if !a.SignedIn() {
		role = Nobody
	}
	switch do {
	case Browse:
		return true
	case UseAccount:
		return a.SignedIn()
	case ReadPlan:
		return on.Published || role == Staff && on.Active || readsEverything(role)
	case ReadHistory, ExportPlan:
		return readsEverything(role)
	case IssueReport:
		return role == Technician || role == Director
	case AddUnit:
		return role == Technician || role == Admin
	case WritePlan:
		return role == Technician && !on.Closed
	case CreatePlan, PublishPlan, ReopenPlan:
		return role == Technician
	case ReportValues:
		return role == Technician || role == Staff
	case RecordValue:
		return !on.Closed && (role == Technician || role == Staff && on.Active && share(a.Units, on.Units))
	case Comment:
		return role == Technician || role == Director
	case ApproveClosing:
		return role == Director && on.Approval && !on.Closed
	case SubmitChallenge:
		return role.Known() || on.Open
	case ReadChallenge:
		return on.Own || on.Published || role.Known() && (on.Assigned || on.Follows || share(a.Units, on.Readers)) || handles(role)
	case ReadChallenges, DecideChallenge:
		return handles(role)
	case AmendChallenge:
		return on.Own
	case SupportChallenge:
		return role.Known() && !on.Own && Can(a, ReadChallenge, on)
	case WorkOnChallenge:
		return handles(role) || role.Known() && on.Assigned
	case HandleChallenge, NameAuthor:
		return role == Technician
	case ManageUsers, ManageUnits, ManageSettings, ReadAudit:
		return role == Admin
	default:
		return false
	}
}

func readsEverything(r Role) bool { return r == Technician || r == Director || r == Admin }

// handles tells whoever handles retos: the technician, and the director, who decides on them.
func handles(r Role) bool { return r == Technician || r == Director }

func share(a, b []int64) bool {
	return slices.ContainsFunc(a, func(id int64) bool { return slices.Contains(b, id) })
}

// Require returns nil where Can allows; fault.SignIn to whoever may be allowed once they sign in, and
// fault.Forbidden to others.
func Require(a Actor, do Action, on Target) error {
	switch {
	case Can(a, do, on):
		return nil
	case !a.SignedIn():
		return fmt.Errorf("%s: %w", do, fault.SignIn)
	default:
		return fmt.Errorf("%s as %s: %w", do, a.Role, fault.Forbidden)
	}
}

// Scope is which plans an actor may read, for queries that list them: published ones always.
type Scope struct {
	All    bool
	Active bool // those in force too
}

// Plans returns which plans an actor may read. It is ReadPlan of Can, for all plans at once.
func Plans(a Actor) Scope {
	return Scope{All: Can(a, ReadPlan, Target{}), Active: Can(a, ReadPlan, Target{Active: true})}
}
