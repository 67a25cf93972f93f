package plan

import (
	"slices"

	"hito/internal/fault"
)

// Coded is something of a plan that has a place among its like, and a code.
type Coded struct {
	ID   int64
	Code string
}

// Move takes one thing of an ordered list to another place: a Step up (-1) or down (1), or with Place to that place,
// counted from 1. With Follow the codes stay with the places, else each thing keeps its own.
type Move struct {
	ID     int64
	Step   int
	Place  int
	Follow bool
}

// Apply returns a list as it stands after the move: the same things in their new order, with the codes that they have
// then. A thing that is not in the list is fault.NotFound.
func (m Move) Apply(list []Coded) ([]Coded, error) {
	ids := make([]int64, len(list))
	for n, c := range list {
		ids[n] = c.ID
	}
	at := slices.Index(ids, m.ID)
	if at < 0 {
		return nil, fault.NotFound
	}
	to := m.Place
	if to == 0 {
		to = at + 1 + m.Step
	}
	moved := Reorder(ids, m.ID, to)
	if m.Follow {
		return Following(list, moved), nil
	}
	return Keeping(list, moved), nil
}

// Reorder returns the identifiers in the order that they have once id has gone to a place, counted from 1; a place
// beyond an end is that end. Without id among them the order stays.
func Reorder(ids []int64, id int64, to int) []int64 {
	order := slices.Clone(ids)
	at := slices.Index(order, id)
	if at < 0 {
		return order
	}
	order = slices.Delete(order, at, at+1)
	return slices.Insert(order, min(max(to-1, 0), len(order)), id)
}

// Following gives each place the code that it had before: the k-th of order has the code of the k-th of list. For
// things that lie in several lists, such as the indicators of all objectives, both are those lists one after another.
func Following(list []Coded, order []int64) []Coded {
	coded := make([]Coded, len(order))
	for n, id := range order {
		coded[n] = Coded{ID: id, Code: list[n].Code}
	}
	return coded
}

// Keeping gives each thing of order the code that it has in list.
func Keeping(list []Coded, order []int64) []Coded {
	codes := make(map[int64]string, len(list))
	for _, c := range list {
		codes[c.ID] = c.Code
	}
	coded := make([]Coded, len(order))
	for n, id := range order {
		coded[n] = Coded{ID: id, Code: codes[id]}
	}
	return coded
}
