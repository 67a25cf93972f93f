package notice

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"
)

// headings are what e-mails of each kind begin with, before the title of the reto.
var headings = map[Kind]string{
	Submitted:     "Reto recibido",
	Moved:         "Hay novedades en un reto",
	Answered:      "Respuesta en un reto",
	Informed:      "Información nueva en un reto",
	AssignedTo:    "Reto asignado",
	DecisionAsked: "Un reto espera su decisión",
	MergedInto:    "Un reto se ha unido a otro",
	Published:     "Un reto se ha publicado",
}

// letter is an e-mail about a reto. Its fields hold text as people read it, and addresses of this site alone.
type letter struct {
	Heading, Body, Title string
	Link, LinkText       string // where to go on; blank where it is not known under which address this site is reached
	Where                string // where to look then
	Why                  string // one gets it
	Off, OffLink         string // how to get no more
}

// letter writes the e-mail that tells a reader.
func (w Writer) letter(t Telling, to reader) letter {
	l := letter{Heading: headings[t.Kind], Body: strings.TrimSpace(strings.ReplaceAll(t.Body, "\r\n", "\n")), Title: oneLine(to.Title)}
	if l.Heading == "" {
		l.Heading = headings[Moved]
	}
	if to.UserID == 0 {
		return w.forContact(l)
	}
	l.LinkText, l.Where = "Ver el reto", "Lo encontrará en la aplicación Hito, en «Avisos»."
	l.Why = "Recibe este correo porque presentó este reto, lo sigue o le corresponde atenderlo."
	l.Off = "Si no quiere más correos, desactívelos en «Avisos»: los seguirá viendo en la aplicación."
	if w.PublicURL != "" {
		l.Link, l.OffLink = w.PublicURL+"/retos/"+t.Code, w.PublicURL+"/avisos"
	}
	return l
}

// forContact is for whoever left an address with an anonymous reto: of its code only a digest is known, so that no
// link can lead to the reto itself.
func (w Writer) forContact(l letter) letter {
	l.LinkText, l.Where = "Consultar el reto con su código", "Consúltelo con su código en la aplicación Hito, en «Retos»."
	l.Why = "Recibe este correo porque alguien dejó esta dirección al presentar el reto de forma anónima."
	l.Off = "Si no quiere más correos, dígalo en la página del reto, a la que se llega con su código. Si no fue usted, no haga caso de este mensaje."
	if w.PublicURL != "" {
		l.Link = w.PublicURL + "/retos/consulta"
	}
	return l
}

// Subject is what happened and the title of the reto, in one line.
func (l letter) Subject() string { return l.Heading + ": " + l.Title }

// oneLine keeps what people typed from beginning lines of its own.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func (l letter) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n\nReto: %s\n\n", l.Heading, l.Body, l.Title)
	if l.Link != "" {
		fmt.Fprintf(&b, "%s:\n%s\n", l.LinkText, l.Link)
	} else {
		fmt.Fprintf(&b, "%s\n", l.Where)
	}
	fmt.Fprintf(&b, "\n-- \n%s\n%s\n", l.Why, l.Off)
	if l.OffLink != "" {
		fmt.Fprintf(&b, "%s\n", l.OffLink)
	}
	b.WriteString("Es un mensaje automático: no lo conteste, porque nadie lo leería.\n")
	return b.String()
}

//go:embed letter.html
var pageText string

var pageForm = template.Must(template.New("letter").Parse(pageText))

// page is the same as HTML; what people typed is text in it.
func (l letter) page() (string, error) {
	var b strings.Builder
	if err := pageForm.Execute(&b, l); err != nil {
		return "", fmt.Errorf("write an e-mail: %w", err)
	}
	return b.String(), nil
}
