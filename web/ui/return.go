package ui

import (
	"net/url"
	"strings"
)

// ReturnField is the name under which a page that was asked for is carried through the sign-in.
const ReturnField = "volver"

// OwnPath tells a path of this site from what a browser may take for another host.
func OwnPath(path string) bool {
	return strings.HasPrefix(path, "/") && !strings.Contains(path, "//") && !strings.Contains(path, `\`)
}

// ReturnTo returns where to go on to after the sign-in: the address that was asked for if it is a page of this site,
// else the start page.
func ReturnTo(asked string) string {
	u, err := url.Parse(asked)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || u.Opaque != "" || len(asked) > 2000 {
		return "/"
	}
	path := u.EscapedPath()
	if !OwnPath(path) || !OwnPath(u.Path) || strings.IndexFunc(asked, func(c rune) bool { return c <= ' ' || c == 0x7f }) >= 0 ||
		strings.HasPrefix(path, "/entrar") || strings.HasPrefix(path, "/salir") || strings.HasPrefix(path, "/enlace") {
		return "/"
	}
	return (&url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery}).String()
}

// SignInPath returns the address of the sign-in that comes back to a page afterwards.
func SignInPath(page string) string {
	if page = ReturnTo(page); page == "/" {
		return "/entrar"
	}
	return "/entrar?" + url.Values{ReturnField: {page}}.Encode()
}
