package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"
)

func TestMemoryIsGivenBackOnceAfterEachSpellOfWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rests := 0
		h := resting(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }), 2*time.Second, func() { rests++ })
		ask := func() {
			w := httptest.NewRecorder()
			if h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)); w.Code != http.StatusTeapot {
				t.Errorf("answers %d", w.Code)
			}
		}
		for _, want := range []int{1, 2} {
			for range 5 {
				ask()
				time.Sleep(time.Second)
			}
			time.Sleep(time.Minute)
			synctest.Wait()
			if rests != want {
				t.Errorf("rested %d times after %d spells", rests, want)
			}
		}
	})
}
