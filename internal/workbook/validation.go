package workbook

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"hito/internal/transfer"
)

// largestFigure is beyond what a plan holds: 15 digits before the decimal comma.
const largestFigure = 1e15

// validate says what the cells to be filled in may hold, down to the end of the sheet.
func (s *tab) validate(int) error {
	for n, c := range s.columns {
		rule, err := validationOf(c.Heading)
		if err != nil {
			return fmt.Errorf("column %q: %w", c.Name, err)
		}
		if rule == nil || c.part != filling {
			continue
		}
		rule.SetSqref(fmt.Sprintf("%[1]s2:%[1]s%[2]d", columnName(n), rowsOfSheet))
		if err := s.book.file.AddDataValidation(s.name, rule); err != nil {
			return err
		}
	}
	return nil
}

// validationOf is what a column may hold; nil for whatever is typed.
func validationOf(h transfer.Heading) (*excelize.DataValidation, error) {
	rule := excelize.NewDataValidation(true)
	switch h.Holds {
	case transfer.OfNumber:
		rule.SetError(excelize.DataValidationErrorStyleStop, "No es un número", "Escriba un número, o deje la celda vacía.")
		return rule, rule.SetRange(-largestFigure, largestFigure, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween)
	case transfer.OfShare:
		rule.SetError(excelize.DataValidationErrorStyleStop, "No es un porcentaje", "Escriba un porcentaje de 0 % a 100 %.")
		return rule, rule.SetRange(0, 1, excelize.DataValidationTypeDecimal, excelize.DataValidationOperatorBetween)
	case transfer.OfDay:
		rule.SetError(excelize.DataValidationErrorStyleStop, "No es una fecha", "Escriba una fecha como 30/11/2022, o deje la celda vacía.")
		return rule, rule.SetRange(int(firstDay-dayZero), int(lastDay-dayZero), excelize.DataValidationTypeDate, excelize.DataValidationOperatorBetween)
	case transfer.OfChoice:
		rule.SetError(excelize.DataValidationErrorStyleStop, "No es una de las opciones", "Elija una opción de la lista de la celda.")
		var names []string
		for _, c := range h.Choices {
			names = append(names, c.Name)
		}
		return rule, rule.SetDropList(names)
	case transfer.OfText, transfer.OfLines, transfer.OfList:
	}
	return nil, nil //nolint:nilnil // anything may be typed
}
