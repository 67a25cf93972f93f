package challenge

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"hito/internal/access"
	"hito/internal/fault"
)

// A reader is one kind of person that a reto may have to do with.
type readers struct {
	actor access.Actor
	on    func(*Challenge)
}

var everybody = map[string]readers{
	"visitor":    {access.Actor{}, nil},
	"secret":     {access.Actor{}, func(c *Challenge) { c.Own = true }}, // whoever has the code of an anonymous author
	"author":     {person(access.Staff), func(c *Challenge) { c.Own = true }},
	"colleague":  {person(access.Staff), func(c *Challenge) { c.Shared, c.UnitID = true, 7 }},
	"follower":   {person(access.Staff), func(c *Challenge) { c.Follows = true }},
	"assigned":   {person(access.Staff), func(c *Challenge) { c.Assigned = true }},
	"stranger":   {person(access.Staff), func(c *Challenge) { c.Shared, c.UnitID = true, 9 }},
	"admin":      {person(access.Admin), nil},
	"director":   {person(access.Director), nil},
	"technician": {person(access.Technician), nil},
}

func person(r access.Role) access.Actor {
	return access.Actor{Kind: access.Person, ID: 5, Role: r, Units: []int64{7}}
}

// rights is who may do what, and in which states: all, or those named by their initials in the order of States
// (R received, A analysis, W waiting, D admitted, P project, T pilot, I implemented; X discarded, M merged, B withdrawn).
const rights = `
read          RAWDPTIXMB  secret author colleague follower assigned director technician
edit          RW          secret author
add           RAWDPTIX    secret author
support       RAWDPT      colleague follower assigned director technician
follow        RAWDPTIX    colleague follower assigned director technician
answer        RAWDPTIX    assigned director technician
comment       RAWDPTIXMB  assigned director technician
evaluate      RAWD        assigned director technician
assign        RAWDPT      technician
ask_decision  A           technician
merge         RAWD        technician
publish       RAWDPTIX    technician
link          DPTI        technician
plan          DPT         technician
progress      PT          assigned director technician
`

// operations are all there are.
var operations = []Operation{
	Read, Edit, Add, Support, Follow, Answer, Comment, Evaluate, Assign, AskDecision, Merge, Publish, Link, Plan, Progress,
}

const initials = "RAWDPTIXMB"

func TestWhoMayDoWhatInWhichState(t *testing.T) {
	told := map[string]bool{}
	for line := range strings.Lines(rights) {
		cells := strings.Fields(line)
		if len(cells) == 0 {
			continue
		}
		n := slices.IndexFunc(operations, func(o Operation) bool { return o.Name == cells[0] })
		if n < 0 {
			t.Fatalf("%s is no operation", cells[0])
		}
		told[cells[0]] = true
		for who, r := range everybody {
			for i, state := range States {
				c := Challenge{State: state}
				if r.on != nil {
					r.on(&c)
				}
				may, now := slices.Contains(cells[2:], who), strings.Contains(cells[1], initials[i:i+1])
				if got := c.Allows(r.actor, operations[n]); got != (may && now) {
					t.Errorf("%s may %s a reto that is %s: %v", who, cells[0], state, got)
				}
				err := c.Require(r.actor, operations[n])
				switch {
				case may && now && err != nil, may && !now && !errors.Is(err, fault.Conflict),
					!may && !errors.Is(err, fault.Forbidden) && !errors.Is(err, fault.SignIn):
					t.Errorf("%s is asked to %s a reto that is %s: %v", who, cells[0], state, err)
				}
			}
		}
	}
	if len(told) != len(operations) {
		t.Errorf("the table tells of %d operations of %d", len(told), len(operations))
	}
}

// ways is who may move a reto where, from each state, merging apart.
const ways = `
received     analysis     technician
received     discarded    technician director
received     withdrawn    secret author
analysis     waiting      technician
analysis     admitted     technician director
analysis     discarded    technician director
analysis     withdrawn    secret author
waiting      analysis     technician
waiting      discarded    technician director
waiting      withdrawn    secret author
admitted     analysis     technician
admitted     project      technician
admitted     implemented  technician
admitted     discarded    technician director
admitted     withdrawn    secret author
project      admitted     technician
project      pilot        technician
project      implemented  technician
project      discarded    technician director
pilot        project      technician
pilot        implemented  technician
pilot        discarded    technician director
implemented  project      technician
discarded    analysis     technician director
`

func TestWhoMayMoveAReto(t *testing.T) {
	allowed := map[[3]string]bool{}
	for line := range strings.Lines(ways) {
		if cells := strings.Fields(line); len(cells) > 0 {
			for _, who := range cells[2:] {
				allowed[[3]string{cells[0], cells[1], who}] = true
			}
		}
	}
	for who, r := range everybody {
		for _, from := range States {
			c := Challenge{State: from}
			if r.on != nil {
				r.on(&c)
			}
			var ends []State
			for _, m := range c.Moves(r.actor) {
				ends = append(ends, m.To)
			}
			for _, to := range States {
				if got, want := slices.Contains(ends, to), allowed[[3]string{string(from), string(to), who}]; got != want {
					t.Errorf("%s may move a reto from %s to %s: %v", who, from, to, got)
				}
			}
		}
	}
}

// Whatever is public is read by everybody, and followed by whoever is signed in.
func TestWhatIsPublic(t *testing.T) {
	for who, r := range everybody {
		c := Challenge{State: Analysis, PublishedAt: time.Now()}
		if r.on != nil {
			r.on(&c)
		}
		if !c.Allows(r.actor, Read) {
			t.Errorf("%s may not read what is public", who)
		}
		if got, want := c.Allows(r.actor, Support), r.actor.SignedIn() && !c.Own; got != want {
			t.Errorf("%s may support what is public: %v", who, got)
		}
	}
}

func TestCodes(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		code := newCode()
		if ReadCode(code) != code || seen[code] || len(code) != codeLetters {
			t.Fatalf("the code %s", code)
		}
		seen[code] = true
	}
	for typed, want := range map[string]string{
		"k7md2-9px4t-ra3ce": "K7MD29PX4TRA3CE", "K7MD2 9PX4T\u00a0RA3CE": "K7MD29PX4TRA3CE", "K7MD2.9PX4T.RA3CE": "K7MD29PX4TRA3CE",
		"": "", "K7MD2-9PX4T-RA3C": "", "K7MD2-9PX4T-RA3CEE": "", "K7MD2-9PX4T-RA3C0": "", "K7MD2-9PX4T-RA3C\x00": "", "../../../etc/pas": "",
	} {
		if got := ReadCode(typed); got != want {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
	if got := Grouped("K7MD29PX4TRA3CE"); got != "K7MD2-9PX4T-RA3CE" {
		t.Errorf("in groups: %s", got)
	}
}
