// Package report keeps follow-up reports: what somebody prepares of them, and the issued ones, which are numbered by
// year, kept with their files for good, and verified by a code. What a report says is the caller's, as a document that
// this package does not look into.
package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"hito/internal/date"
)

// Section is a part of a report that may be chosen.
type Section string

// Sections.
const (
	Summary    Section = "summary"    // En una página
	Panels     Section = "panels"     // Cuadro de mando
	Objectives Section = "objectives" // Seguimiento por objetivo
	Deviations Section = "deviations" // Desviaciones
	Changes    Section = "changes"    // Qué ha cambiado desde el último seguimiento
	Challenges Section = "challenges" // Retos
	Evidence   Section = "evidence"   // Anexo: evidencias
	Rules      Section = "rules"      // Anexo: cómo se calcula
)

// Sections lists all of them, in the order in which a report has them unless somebody decides otherwise.
var Sections = []Section{Summary, Panels, Objectives, Deviations, Changes, Challenges, Evidence, Rules}

// Text is what somebody wrote in place of a text that is made by itself. Of is the digest of that text, so that it is
// known when it would say something else by now.
type Text struct {
	Body string `json:"body"`
	Of   string `json:"of"`
}

// Digest tells texts and documents apart: the hexadecimal digits of the SHA-256 of one.
func Digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Base is the moment of a plan that a report is of: a snapshot by its number, or else a day.
type Base struct {
	Snapshot int64     `json:"snapshot,omitempty"`
	On       date.Date `json:"on,omitzero"`
}

// Options are what somebody decides about a report. Texts and Comments hold only what is not as it would be by itself:
// the first by section, the second by the number of an indicator.
type Options struct {
	Title    string           `json:"title,omitempty"` // blank for the usual one
	To       string           `json:"to,omitempty"`    // whom it is for; may be blank
	Sections []Section        `json:"sections"`        // chosen, in order
	Texts    map[Section]Text `json:"texts,omitempty"`
	Comments map[int64]Text   `json:"comments,omitempty"`
	Base     Base             `json:"base,omitzero"`
}

// Usual are the options of a report that nobody has prepared: everything, in the usual order.
func Usual() Options { return Options{Sections: Sections} }

// Draft is what somebody prepares of a plan's report; Version is 0 where nobody has.
type Draft struct {
	Options
	Version   int
	UpdatedAt time.Time
	UpdatedBy string // name; blank for the program itself
}

// Format is a kind of file.
type Format string

// Formats, in the order in which they are offered.
const (
	PDF  Format = "pdf"
	DOCX Format = "docx"
	XLSX Format = "xlsx"
	HTML Format = "html"
)

// Formats lists all of them.
var Formats = []Format{PDF, DOCX, XLSX, HTML}

// MediaType is that of the files of a format.
func (f Format) MediaType() string {
	return map[Format]string{
		PDF:  "application/pdf",
		DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		HTML: "text/html",
	}[f]
}

// File is a kept file of an issued report. SHA256 is in hexadecimal digits.
type File struct {
	Format Format    `json:"format"`
	Name   string    `json:"name"`
	Size   int       `json:"size"` // bytes
	SHA256 string    `json:"sha256"`
	KeptAt time.Time `json:"kept_at"`
}

// Issued is a report that was issued.
type Issued struct {
	ID       int64
	PlanID   int64
	PlanSlug string
	Year     int
	Number   int // within its year, from 1
	Code     string
	Title    string
	Body     string // the organisation
	TakenOn  date.Date
	Snapshot string // title of the follow-up that it is of; blank for a day alone
	IssuedAt time.Time
	Issuer   string // name; blank for the program itself
	Files    []File // in the order of Formats
}

// Reference is how a report is called: "3/2026".
func (i Issued) Reference() string { return fmt.Sprintf("%d/%d", i.Number, i.Year) }

// Match returns the file of a report that has a SHA-256, in hexadecimal digits, and whether there is one.
func (i Issued) Match(sha256 string) (File, bool) {
	for _, f := range i.Files {
		if f.SHA256 == sha256 {
			return f, true
		}
	}
	return File{}, false
}

// File returns the file of a format, and whether there is one.
func (i Issued) File(of Format) (File, bool) {
	for _, f := range i.Files {
		if f.Format == of {
			return f, true
		}
	}
	return File{}, false
}
