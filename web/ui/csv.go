package ui

import (
	"io"
	"net/http"
	"net/url"
	"time"

	"hito/internal/sheet"
)

// csvParam names the flavour of a list that goes out as data, in its address or in the form that asks for it.
const csvParam = "formato"

// csvNames say what each flavour is for.
var csvNames = map[sheet.Flavour]string{sheet.Spanish: "CSV", sheet.Plain: "CSV (coma y punto)"}

// CSV is a list that goes out as data: what its file is called, without the ending, its columns, and what gives each of
// its lines (see sheet.Writer) to its argument.
type CSV struct {
	Name    string
	Columns []string
	Fill    func(line func(...any) error) error
}

// CSVAsked tells whether the address of a list, or a form, asks for it as data, and in which flavour. What it does not
// know asks for the page.
func CSVAsked(values url.Values) (f sheet.Flavour, asked bool) {
	f = sheet.Flavour(values.Get(csvParam))
	return f, f.Known()
}

// CSVOf is the flavour that a form asks for which sends nothing but data; Spanish where it does not say.
func CSVOf(form url.Values) sheet.Flavour {
	if f, asked := CSVAsked(form); asked {
		return f
	}
	return sheet.Spanish
}

// CSVLink are the addresses of the list at an address as data, with its filters, and no page of it: all of it goes out.
func CSVLink(address string) []Link {
	to, err := url.Parse(address)
	if err != nil {
		return nil // none of ours
	}
	query := to.Query()
	query.Del("pagina")
	links := make([]Link, len(sheet.Flavours))
	for n, f := range sheet.Flavours {
		query.Set(csvParam, string(f))
		to.RawQuery = query.Encode()
		links[n] = Link{Text: csvNames[f], Href: to.String()}
	}
	return links
}

// ServeCSV answers with a list as data. An error before anything is sent comes back; after that the connection is cut,
// as half a file must not pass for a whole one.
func ServeCSV(w http.ResponseWriter, r *http.Request, f sheet.Flavour, list CSV) error {
	return Download(w, r, list.Name+".csv", "text/csv; charset=utf-8", func(file io.Writer) error {
		out, err := sheet.NewWriter(file, f, list.Columns)
		if err != nil {
			return err
		}
		if err := list.Fill(out.Line); err != nil {
			return err
		}
		return out.Flush()
	})
}

// Download answers with a file that is kept nowhere, as write makes it. Errors are those of ServeCSV.
func Download(w http.ResponseWriter, r *http.Request, name, kind string, write func(io.Writer) error) error {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(downloadWithin)) // where the connection has deadlines
	file := &begun{Writer: w}
	err := write(file)
	if err == nil {
		err = r.Context().Err()
	}
	if err != nil && file.sent {
		Cause(r.Context(), err)
		panic(http.ErrAbortHandler)
	}
	return err
}

// begun remembers whether anything of a file has gone out.
type begun struct {
	io.Writer
	sent bool
}

// Write writes b.
func (f *begun) Write(b []byte) (int, error) {
	f.sent = true
	return f.Writer.Write(b)
}
