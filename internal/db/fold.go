package db

// Folded gives the SQL of a text as searches compare it. The accented capitals are named because
// lower knows only those of the database's locale, which may be C.
func Folded(text string) string {
	return `lower(translate(` + text + `, 'áàâäéèêëíìîïóòôöúùûüñçÁÀÂÄÉÈÊËÍÌÎÏÓÒÔÖÚÙÛÜÑÇ', 'aaaaeeeeiiiioooouuuuncaaaaeeeeiiiioooouuuunc'))`
}
