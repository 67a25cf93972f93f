package web_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// canary is in everything that a person could have typed: no line of the log may hold it.
const canary = "canario-7f3a"

// typed are ways in which what was typed could get into a log, or end one of its lines.
var typed = []string{
	canary, "%22" + canary, canary + "%0a%7B%22level%22%3A%22ERROR%22%7D", canary + "%00", "%ff" + canary, canary + "%2f..%2f",
	"%3Cscript%3E" + canary, "%27" + canary, strings.Repeat(canary, 400),
}

// personal are the headers in which a browser or whoever poses as one tells about a person.
var personal = http.Header{
	"User-Agent": {canary}, "Referer": {"https://example.org/?" + canary}, "Cookie": {"session=" + canary}, "Authorization": {"Bearer " + canary},
	"X-Forwarded-For": {canary}, "X-Real-Ip": {canary}, "X-Request-Id": {canary}, "Accept-Language": {canary}, "If-None-Match": {canary},
	"Origin": {"https://" + canary},
}

func TestSecurity21TheLogNeverHoldsWhatWasTyped(t *testing.T) {
	s := open(t)
	asked := 0
	ask := func(method, target string) {
		s.do(method, target, maps.Clone(personal))
		asked++
	}
	for _, place := range s.places {
		for k, value := range typed {
			ask(http.MethodGet, place.address+"?"+parameters[k%len(parameters)]+"="+value+"&"+value+"=1")
			ask(http.MethodGet, place.address+"/"+value)
			for _, part := range []string{"{plan}", "{slug}", "{code}", "{id}", "*"} {
				if strings.Contains(place.route, part) {
					ask(http.MethodGet, s.fill(strings.Replace(place.route, part, value, 1)))
				}
			}
		}
		ask(http.MethodPost, place.address+"?"+canary)
		ask(strings.ToUpper(canary), place.address)
	}
	lines := strings.Split(strings.TrimSpace(s.log.String()), "\n")
	if len(lines) != asked {
		t.Errorf("%d lines for %d requests", len(lines), asked)
	}
	checkLines(t, lines)
}

// checkLines tells lines that hold the canary, or more than the log may hold.
func checkLines(t *testing.T, lines []string) {
	t.Helper()
	logged := []string{"bytes", "id", "level", "method", "ms", "msg", "route", "status", "time"}
	for _, line := range lines {
		if strings.Contains(strings.ToLower(line), canary) {
			t.Errorf("the log holds what was typed: %.300s", line)
		}
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatalf("not a line of the log: %.300s", line)
		}
		if names := slices.Sorted(maps.Keys(fields)); !slices.Equal(names, logged) {
			t.Errorf("a line holds %v, want %v", names, logged)
		}
	}
}
