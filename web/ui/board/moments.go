package board

import (
	"strconv"

	"hito/internal/dashboard"
)

// MomentWord writes a moment of a plan, a snapshot's number or dashboard.Today, as addresses have it.
func MomentWord(moment int64) string {
	if moment == dashboard.Today {
		return "hoy"
	}
	return strconv.FormatInt(moment, 10)
}

// ComparePath returns the address that compares two moments of a plan.
func ComparePath(slug string, from, to int64) string {
	return "/planes/" + slug + "/comparar?de=" + MomentWord(from) + "&a=" + MomentWord(to)
}

// ViewOf returns the view that shows a board again, whatever the address asked for: its snapshot, or else today.
func ViewOf(b dashboard.Board) Asked {
	if b.Frozen == nil {
		return Asked{}
	}
	return Asked{View: dashboard.View{Snapshot: b.Frozen.ID}, Query: "seguimiento=" + strconv.FormatInt(b.Frozen.ID, 10)}
}
