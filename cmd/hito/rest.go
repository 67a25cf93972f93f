package main

import (
	"net/http"
	"runtime"
	"runtime/debug"
	"time"
)

// restAfter is how long nobody has asked for anything when memory is given back.
const restAfter = 2 * time.Second

// resting passes requests on, and rests each time that none has come for a while.
func resting(next http.Handler, after time.Duration, rest func()) http.Handler {
	timer := time.AfterFunc(after, rest)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		timer.Reset(after)
		next.ServeHTTP(w, r)
	})
}

// giveBack returns to the system the memory that work has left: a first collection empties the pools of buffers, the
// second one frees what was in them.
func giveBack() {
	runtime.GC()
	debug.FreeOSMemory()
}
