package plan

// Check returns the objective that was typed, without its links, or a fault.Invalid by the fields of its form.
func (d ObjectiveDraft) Check() (Objective, error) {
	o, err := d.check()
	return Objective{Code: o.code, Title: o.title, Weight: o.weight}, err
}

// Check returns the strategic line that was typed, without its links, or a fault.Invalid by the fields of its form.
func (d LineDraft) Check() (Line, error) {
	l, err := d.check()
	return Line{Code: l.code, Title: l.title, Description: l.description}, err
}

// Check returns the framework that was typed with its standards, without their links, or a fault.Invalid by the fields
// of its form, which are those of StandardField for a standard.
func (d FrameworkDraft) Check() (Framework, error) {
	f, err := d.check()
	standards := make([]Standard, len(f.kept))
	for n, s := range f.kept {
		standards[n] = Standard{ID: s.id, Code: s.code, Title: s.title}
	}
	return Framework{Code: f.code, Title: f.title, Description: f.description, Standards: standards}, err
}
