package ui

// Deadline says how long there is with so many days left, 0 on the last one, or how late it is.
func Deadline(left int) (text string, late bool) {
	switch {
	case left > 1:
		return "quedan " + Count(left, "día", "días"), false
	case left == 1:
		return "queda " + Count(left, "día", "días"), false
	case left == 0:
		return "termina hoy", false
	default:
		return Count(-left, "día", "días") + " de retraso", true
	}
}
