package mail

import (
	"errors"
	"fmt"

	gomail "github.com/wneessen/go-mail"
)

// reason tells why a message was not sent without what the server said of it, which may repeat the address.
func reason(err error) error {
	var refused *gomail.SendError
	if errors.As(err, &refused) {
		return fmt.Errorf("the server refused it: %v, code %d", refused.Reason, refused.ErrorCode())
	}
	return err
}
