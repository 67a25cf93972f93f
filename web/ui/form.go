package ui

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"hito/internal/date"
	"hito/internal/fault"
)

// KeyField is the name of the field by which a form that comes twice is known.
const KeyField = "clave_envio"

// newKey draws the key of a form.
func newKey() string { return rand.Text() }

const (
	shortestKey = 20
	digestBytes = 12 // of what a form holds, behind its key
)

// FormKey returns the key by which a submission is known: the form's own and a digest of where it goes and what it
// holds, so that the same form is the same submission, and one that was edited is another. The session's token goes
// into the digest, which therefore tells nothing of a password to whoever reads the database. More is what the form
// brings beside its fields, such as the digests of files. A key that is none of ours stays one that stores refuse.
func FormKey(r *http.Request, more ...string) string {
	key := r.PostFormValue(KeyField)
	if len(key) < shortestKey {
		return key
	}
	fields := maps.Clone(r.PostForm)
	fields.Del(KeyField)
	digest := hmac.New(sha256.New, []byte(SessionToken(r)))
	digest.Write([]byte(strings.Join(append([]string{r.URL.Path, fields.Encode()}, more...), "\x00")))
	return key + hex.EncodeToString(digest.Sum(nil)[:digestBytes])
}

// FormVersion reads the version that a form was made from; every form of ours has one, and least is the first there is.
func FormVersion(r *http.Request, least int) (int, error) {
	version, err := strconv.Atoi(r.PostFormValue("version"))
	if err != nil || version < least {
		return 0, fmt.Errorf("version of a form: %w", fault.BadInput)
	}
	return version, nil
}

// PasswordHint says what a password must be.
const PasswordHint = "De 12 a 128 caracteres de cualquier tipo. Varias palabras sin relación son fáciles de recordar y difíciles de adivinar." //nolint:gosec // a sentence

// FormProps is a form that changes something; its children are the fields and the button.
type FormProps struct {
	ID     string // may be blank
	Action string // where it is sent
	Class  string // "form-inline" for a button alone; may be blank
	Label  string // names it for assistive technology where no heading does; may be blank
	Hidden []Hidden
	Files  bool // some of the fields are files
}

// FieldProps is a labelled field of one line, or of several with Rows.
type FieldProps struct {
	Name, Label  string
	ID           string // Name where it is blank
	Type         string // of the input: "text" where it is blank; "password" brings a button that shows it
	Value        string
	Hint         string // below the label: what is expected; may be blank
	Error        string // what is wrong; blank where nothing is
	Autocomplete string // as HTML names it; blank leaves it to the browser
	InputMode    string
	Placeholder  string
	MaxLength    int
	Rows         int // of a text area; 0 is one line
	Optional     bool
	Focus        bool // when the page opens
	ReadOnly     bool
	Suggestions  []string // offered while it is typed; any other text is taken too
}

// DateField is a field for a day: the browser's own, unless what was typed is a day that only the server can read or
// refuse, and stays as it was typed.
func DateField(p FieldProps) FieldProps {
	if _, err := date.Parse(p.Value); p.Value == "" || err == nil {
		p.Type = "date"
	}
	p.Autocomplete = "off"
	return p
}

func (p FieldProps) id() string {
	if p.ID != "" {
		return p.ID
	}
	return p.Name
}

func (p FieldProps) kind() string {
	if p.Type != "" {
		return p.Type
	}
	return "text"
}

// describedBy names the elements that explain a field, for aria-describedby.
func describedBy(id, hint, problem string) string {
	switch {
	case hint != "" && problem != "":
		return id + "-ayuda " + id + "-error"
	case hint != "":
		return id + "-ayuda"
	case problem != "":
		return id + "-error"
	default:
		return ""
	}
}

// ChoicesProps is a group of boxes to tick, or of buttons of which one is chosen.
type ChoicesProps struct {
	Name, Legend string
	Hint, Error  string
	Single       bool // one of them; else any number
	Options      []ChoiceOption
}

// ChoiceOption is one of a group.
type ChoiceOption struct {
	Value, Text string
	Hint        string
	Checked     bool
}

// FieldError is a message with the field that it is about.
type FieldError struct{ ID, Text string }

// Problems lists messages in the order of a form's fields: names are pairs of the name that fault.Invalid has and
// the field's id. Messages of other names come last, without a link.
func Problems(invalid fault.Invalid, names ...string) []FieldError {
	var list []FieldError
	told := map[string]bool{}
	for pair := range slices.Chunk(names, 2) {
		if message := invalid[pair[0]]; message != "" {
			list, told[pair[0]] = append(list, FieldError{pair[1], message}), true
		}
	}
	for name, message := range invalid {
		if !told[name] {
			list = append(list, FieldError{"", message})
		}
	}
	return list
}

// OnTop puts a problem of a whole form, blank for none, above those of its fields.
func OnTop(problem string, list []FieldError) []FieldError {
	if problem == "" {
		return list
	}
	return append([]FieldError{{Text: problem}}, list...)
}

// Invalid returns the messages of a refused form, nil for any other error.
func Invalid(err error) fault.Invalid {
	var invalid fault.Invalid
	if errors.As(err, &invalid) {
		return invalid
	}
	return nil
}

// Done returns the sentence that belongs to ?hecho=, by which a page that follows a change tells that it was made;
// blank for what is not in the list.
func Done(r *http.Request, sentences map[string]string) string {
	return sentences[r.URL.Query().Get("hecho")]
}
