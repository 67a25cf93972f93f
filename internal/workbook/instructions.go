package workbook

import (
	"slices"

	"github.com/xuri/excelize/v2"

	"hito/internal/date"
)

// instructionsName is the name of the first sheet.
const instructionsName = "Instrucciones"

// widthOfInstructions is what a page that stands has room for, in letters.
const widthOfInstructions = 70

// paragraph is a line of the instructions. Each stands in one cell, so that nobody takes them for a table.
type paragraph struct {
	text string
	part part // title or prose
}

// instructions writes the first sheet.
func (b *book) instructions(list []paragraph) error {
	const name = instructionsName
	if err := b.file.SetSheetName(b.file.GetSheetName(0), name); err != nil {
		return err
	}
	if err := b.file.SetColWidth(name, "A", "A", widthOfInstructions); err != nil {
		return err
	}
	for n, p := range list {
		at, err := excelize.CoordinatesToCellName(1, n+1)
		if err != nil {
			return err
		}
		style, err := b.style(look{part: p.part})
		if err != nil {
			return err
		}
		if err := b.file.SetCellStr(name, at, p.text); err != nil {
			return err
		}
		lines := linesOf(p.text, widthOfInstructions)
		if p.part == title {
			lines *= 2 // larger, with room above it
		}
		if err := b.file.SetRowHeight(name, n+1, heightOf(lines)); err != nil {
			return err
		}
		if err := b.file.SetCellStyle(name, at, at, style); err != nil {
			return err
		}
	}
	fit, lines := true, false
	if err := b.file.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := b.file.SetSheetView(name, 0, &excelize.ViewOptions{ShowGridLines: &lines}); err != nil {
		return err
	}
	if err := b.lock(name); err != nil {
		return err
	}
	return b.page(name, "portrait")
}

// Paragraphs that all workbooks have in common.
var (
	howToFill = []paragraph{
		{"Qué se puede rellenar", title},
		{"Las celdas amarillas son para rellenar. Las demás están bloqueadas para que no se cambien por descuido; las columnas cuyo encabezado empieza por «Para leer» son una ayuda y no se leen al volver.", prose},
		{"Escriba los números con cifras y la coma o el punto que use su hoja de cálculo, sin la unidad ni el signo %. Escriba las fechas como fechas: 30/11/2022.", prose},
		{"Donde haya una lista, elija una de sus opciones. Si una celda puede tener varias cosas, como los códigos de las líneas, sepárelas con punto y coma.", prose},
		{"El bloqueo no tiene contraseña. Si necesita quitarlo: en Excel, «Revisar» y «Desproteger hoja»; en LibreOffice, «Herramientas» y «Proteger hoja».", prose},
	}
	whatToKeep = []paragraph{
		{"Qué conviene no cambiar", title},
		{"No cambie los encabezados de las columnas ni los nombres de las hojas. La última columna de cada hoja, «hito», está oculta: dice a qué corresponde cada fila. Déjela como está; en las filas nuevas va vacía.", prose},
		{"Si copia filas de un sitio a otro, copie solo las celdas amarillas.", prose},
	}
	howToReturn = []paragraph{
		{"Cómo devolverlo", title},
		{"Guarde el libro con el mismo formato (.xlsx o .ods). En Hito, abra «Planes» y «Importar», y elija el fichero. Antes de escribir nada, Hito muestra qué cambiaría, celda por celda, y qué no se entiende. Hasta que no se aplica, el plan sigue como estaba.", prose},
		{"Lo que falte en el fichero no se borra del plan. Una celda que se deja vacía en una fila que ya estaba sí vacía ese dato.", prose},
	}
)

// planInstructions are those of a whole plan.
func planInstructions(name string, on date.Date) []paragraph {
	return slices.Concat([]paragraph{
		{name, title},
		{"Este libro contiene el plan entero a " + on.Time().Format("2/1/2006") + ": sus textos, líneas, objetivos, indicadores, valores previstos, valores y resultados. Los resultados retirados y los seguimientos cerrados no van en él.", prose},
		{"Puede contener datos que no son públicos: guárdelo solo mientras lo necesite.", prose},
	}, howToFill, []paragraph{
		{"Para añadir algo, escríbalo en la primera fila amarilla vacía de su hoja. Un objetivo, un indicador o una línea nuevos necesitan un código que no esté en uso.", prose},
		{"En la hoja «Valores» hay una fila por indicador y fecha. Para corregir un valor, cámbielo en su fila; para añadir otro, use una fila vacía con el código de su indicador.", prose},
	}, whatToKeep, howToReturn)
}

// templateInstructions are those of a plan that is not there yet, with an example of each sheet that it needs.
func templateInstructions() []paragraph {
	return slices.Concat([]paragraph{
		{"Plantilla para un plan nuevo", title},
		{"Rellene las hojas que necesite y deje las demás como están. Hacen falta el plan, sus objetivos y sus indicadores; los valores se pueden traer ahora o más tarde.", prose},
	}, howToFill, []paragraph{
		{"Ejemplos", title},
		{"Hoja «Plan»: título «Plan de mejora 2026-2028»; organismo «Ayuntamiento de Villaejemplo»; inicio 1/1/2026; fin 31/12/2028.", prose},
		{"Hoja «Líneas»: código «1»; línea «Ciudadanía».", prose},
		{"Hoja «Objetivos»: código «O.E.1»; objetivo «Reducir la espera hasta la primera cita»; peso 1; líneas «1».", prose},
		{"Hoja «Indicadores»: código «I.1.1»; código del objetivo «O.E.1»; indicador «Días de espera hasta la primera cita»; unidad de medida «días»; responsables «Unidad de Primera Acogida»; regla «Alcanzar la meta»; valor inicial 20; meta 7.", prose},
		{"Hoja «Valores previstos»: código del indicador «I.1.1»; fecha 31/12/2026; valor previsto 14.", prose},
		{"Hoja «Valores»: código del indicador «I.1.1»; fecha del valor 30/6/2026; valor 17,5; comentario «Se incorpora una persona más».", prose},
		{"Hoja «Resultados»: resultado «Nuevo turno de tarde»; fecha 1/6/2026; códigos de los indicadores «I.1.1».", prose},
	}, whatToKeep[:2], howToReturn[:2])
}

// sheetInstructions are those of what a unit is sent.
func sheetInstructions(s Sheet) []paragraph {
	day := s.On.Time().Format("2/1/2006")
	return slices.Concat([]paragraph{
		{s.Unit + ": valores a " + day, title},
		{"Plan: " + s.Title + ".", prose},
		{"En la hoja «Valores» están los indicadores de los que responde su unidad, con el último valor que se conoce, la meta y lo previsto a esa fecha.", prose},
		{"Qué se puede rellenar", title},
		{"Escriba en las celdas amarillas el valor de cada indicador y, si quiere, un comentario. La fecha ya está puesta: cámbiela solo si el valor es de otro día. Deje vacío el valor que no tenga.", prose},
		{"Escriba los números con cifras y la coma o el punto que use su hoja de cálculo, sin la unidad ni el signo %.", prose},
		{"Las demás celdas están bloqueadas, sin contraseña, para que no se cambien por descuido.", prose},
		{"Cómo devolverlo", title},
		{"Guarde el libro con el mismo formato (.xlsx o .ods) y envíelo a quien lleva el plan, que lo importará en Hito. Antes de guardarse nada, Hito muestra qué cambiaría.", prose},
	})
}
