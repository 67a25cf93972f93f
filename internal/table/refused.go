package table

import "fmt"

// Refused is why a file cannot be read: a Spanish sentence that says what to do.
type Refused string

// Error returns the sentence.
func (r Refused) Error() string { return string(r) }

// Why a file is refused as a whole; test with errors.Is. Those that name a cell tell the case.
const (
	Empty       Refused = "El fichero está vacío: compruebe que es el que quería traer."
	EmptyPaste  Refused = "No hay nada pegado: copie la tabla y péguela aquí."
	OldExcel    Refused = "Es un libro de Excel antiguo o binario (.xls o .xlsb): ábralo y guárdelo como XLSX, ODS o CSV."
	Protected   Refused = "El fichero está protegido con contraseña: ábralo, quítesela y guárdelo de nuevo."
	WebPage     Refused = "Es una página web o un XML con nombre de hoja de cálculo: ábralo con la hoja de cálculo y guárdelo como XLSX, ODS o CSV."
	PDF         Refused = "Es un PDF, del que no se puede leer una tabla con seguridad: copie la tabla y péguela, o traiga la hoja de cálculo de la que salió."
	Document    Refused = "Es un documento de texto o una presentación: copie la tabla y péguela, o guárdela en una hoja de cálculo XLSX, ODS o CSV."
	Picture     Refused = "Es una imagen: traiga la tabla como hoja de cálculo XLSX, ODS o CSV, o péguela como texto."
	Packed      Refused = "Es un fichero comprimido: descomprímalo y traiga la hoja de cálculo que contiene."
	Numbers     Refused = "Es una hoja de Numbers: expórtela como Excel (.xlsx) o CSV."
	Unknown     Refused = "No es una hoja de cálculo ni un texto con columnas: guárdelo como XLSX, ODS o CSV."
	Damaged     Refused = "El fichero está dañado o incompleto: ábralo con la hoja de cálculo, guárdelo de nuevo y vuelva a traerlo."
	Encoded     Refused = "El fichero lleva dentro un XML con una codificación o unas declaraciones que no se admiten: ábralo con la hoja de cálculo y guárdelo de nuevo."
	TooLarge    Refused = "El fichero ocupa demasiado al descomprimirlo: quite las hojas, filas y formatos que sobren, o guárdelo como CSV."
	TooManyRows Refused = "Hay una hoja con más de 1.048.576 filas: quite las que sobren o reparta la tabla en varios ficheros."
	TooManyCols Refused = "Hay una hoja con más de 500 columnas con datos: quite las que sobren."
	TooLong     Refused = "Hay una celda con más de 32.767 letras: acórtela."
	TooSpread   Refused = "Hay demasiadas celdas combinadas o repetidas: deshaga las combinaciones y quite las filas que sobren."
	NoSheets    Refused = "El libro no tiene ninguna hoja con celdas: traiga uno que la tenga."
)

// tooLong is TooLong with the cell of a line, whose column is counted from 1.
func tooLong(line, column int) Refused {
	return Refused(fmt.Sprintf("La celda de la fila %d, columna %s, tiene más de 32.767 letras: acórtela. "+
		"En un CSV puede faltar la comilla que la cierra.", line, columnName(column)))
}

// columnName returns what spreadsheets call a column: 28 is AB.
func columnName(column int) string {
	name := ""
	for ; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}
