package transfer

// Makes tells whether what a question asks about is made by the import, as its answer stands.
func (q Question) Makes() bool { return q.Chosen == optionNew }

// Names tells an answer that names something that is there from making it, and from leaving it out.
func (o Option) Names() bool { return o.Value != optionNew && o.Value != optionNone }
