package ui

import (
	"context"
	"strconv"
)

// NoticesPath is the address of what the person who asks was told.
const NoticesPath = "/avisos"

// mostShown is the highest number of unread notices that is told exactly.
const mostShown = 99

// unreadCount tells how many notices of whoever asks are unread; blank for none.
func unreadCount(ctx context.Context) string {
	switch n := SessionOf(ctx).Unread; {
	case n == 0:
		return ""
	case n > mostShown:
		return strconv.Itoa(mostShown) + "+"
	default:
		return strconv.Itoa(n)
	}
}
