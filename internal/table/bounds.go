package table

// What a file may hold. Whatever passes a bound is refused with what to do; nothing is cut in silence.
const (
	// MostRows is how many rows a sheet may have: as many as the sheets of Excel and LibreOffice.
	MostRows = 1 << 20
	// MostColumns is how many columns may hold something: a plan of sixty values a row takes about eighty.
	MostColumns = 500
	// LongestCell is how many letters a cell may hold: as many as Excel lets it.
	LongestCell = 32_767

	mostSheets = 1000

	// A file of 25 MB in which 600,000 rows repeat their texts unpacks to 300 MB; more is no table of a plan.
	mostUnpacked = 512 << 20
	// Sheets shrink to a tenth, those of OpenDocument that say the same in each row to a hundredth; a bomb to a thousandth.
	mostShrunk = 200
	// Below this a part may shrink as it likes: it is read in no time.
	smallPart = 8 << 20
	// Parts are sheets, pictures and styles: hundreds in the largest files. Each takes memory before it is read.
	mostParts = 10_000

	// A token of XML holds the text of one cell, each letter of which may be written as an entity of nine bytes.
	longestToken = 9*LongestCell + 4096
	// Cells lie ten elements deep; frames and spans in them add some.
	deepest = 200

	mostStrings = 4_000_000 // texts that the cells of an XLSX share: 32 MB to know where each begins
	// Shared texts are kept in memory up to here, and in a temporary file beyond.
	stringsInMemory = 16 << 20
	mostStyles      = 65_536 // formats of cells: as many as Excel has

	mostMerged = 200_000
	// Cells that take little room in a file and much out of it: those of merged ranges and of repeated rows.
	mostSpread = 5_000_000
)
