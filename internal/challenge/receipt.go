package challenge

import (
	"crypto/sha256"
	"fmt"
	"regexp"

	"hito/internal/fault"
)

// A receipt is what the form of an anonymous author carries, drawn when it is shown.
var receiptForm = regexp.MustCompile(`^[A-Za-z0-9]{20,64}$`)

// secretOf derives the code that an anonymous author keeps from the receipt of the form: a form that comes twice is
// answered with the same code, and nothing on the server knows it in between. A malformed receipt is fault.BadInput.
func secretOf(receipt string) (string, error) {
	if !receiptForm.MatchString(receipt) {
		return "", fmt.Errorf("the receipt of a form: %w", fault.BadInput)
	}
	code := make([]byte, 0, codeLetters)
	for round := byte(0); len(code) < codeLetters; round++ {
		sum := sha256.Sum256([]byte("resguardo\x00" + receipt + string(rune(round))))
		for _, b := range sum {
			if n := int(b); n < 256/len(alphabet)*len(alphabet) && len(code) < codeLetters {
				code = append(code, alphabet[n%len(alphabet)])
			}
		}
	}
	return string(code), nil
}
