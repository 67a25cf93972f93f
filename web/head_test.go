package web_test

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
)

// HEAD tells of a page what GET does. Only a length that GET alone can know may be missing, and
// the request's id and the second in which it was answered are its own.
func TestHeadTellsWhatGetDoes(t *testing.T) {
	s := open(t)
	server := httptest.NewServer(s)
	defer server.Close()
	for _, place := range s.places {
		for _, address := range []string{place.address, place.address + "?fecha=ayer", place.address + "/nada"} {
			for _, coding := range []string{"identity", "gzip, br"} {
				got, whole := ask(t, http.MethodGet, server.URL+address, coding)
				head, body := ask(t, http.MethodHead, server.URL+address, coding)
				if head.StatusCode != got.StatusCode || len(body) > 0 {
					t.Errorf("HEAD %s: status %d and %d bytes, GET %d", address, head.StatusCode, len(body), got.StatusCode)
				}
				if head.ContentLength >= 0 && head.ContentLength != int64(len(whole)) {
					t.Errorf("HEAD %s as %s: a length of %d, and GET sends %d bytes", address, coding, head.ContentLength, len(whole))
				}
				compareHeaders(t, address+" as "+coding, head.Header, got.Header)
			}
		}
	}
}

func ask(t *testing.T, method, address, coding string) (*http.Response, []byte) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", coding)
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, body
}

func compareHeaders(t *testing.T, what string, head, get http.Header) {
	t.Helper()
	names := maps.Clone(head)
	maps.Copy(names, get)
	for name := range names {
		own := name == "Date" || name == "X-Request-Id" || name == "Content-Length"
		if !own && !slices.Equal(head[name], get[name]) {
			t.Errorf("%s: %s is %q to HEAD and %q to GET", what, name, head[name], get[name])
		}
	}
}
