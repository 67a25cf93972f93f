package ui

var administration = Crumb{Text: "Administración", Href: "/administracion"}

// AdministrationPage is the frame of a page of the administration; between are the steps to it.
func AdministrationPage(title string, between ...Crumb) PageProps {
	crumbs := append([]Crumb{{Text: "Inicio", Href: "/"}, administration}, between...)
	return PageProps{Title: title, Section: administration.Href, Crumbs: append(crumbs, Crumb{Text: title})}
}
