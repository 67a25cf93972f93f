package mail

import (
	"errors"
	"fmt"

	gomail "github.com/wneessen/go-mail"
)

// Refused is the server's no.
type Refused struct {
	Code int // as SMTP has it, from 400
	at   gomail.SendErrReason
}

// Error tells the code without what the server said, which may repeat the address.
func (r Refused) Error() string {
	return fmt.Sprintf("the server refused it: %v, code %d", r.at, r.Code)
}

// Unsure is a failure after which nobody knows whether the server took the message: sent again, it may arrive twice.
type Unsure struct{ cause error }

func (u Unsure) Error() string { return "it may have been taken: " + u.cause.Error() }

// Unwrap returns what went wrong.
func (u Unsure) Unwrap() error { return u.cause }

// reason tells why a message was not sent without what the server said of it.
func reason(err error) error {
	var failed *gomail.SendError
	switch {
	case !errors.As(err, &failed):
		return err
	case failed.ErrorCode() == 0:
		return fmt.Errorf("the conversation broke off: %v", failed.Reason)
	}
	return Refused{failed.ErrorCode(), failed.Reason}
}

// doubt makes cause Unsure where the library's error came once the server had agreed to take the message, and is no
// refusal. What breaks off while the text is written counts too: the library closes the text before it says goodbye.
func doubt(err, cause error) error {
	var failed *gomail.SendError
	if errors.As(err, &failed) && failed.ErrorCode() == 0 && (failed.Reason == gomail.ErrWriteContent || failed.Reason == gomail.ErrSMTPDataClose) {
		return Unsure{cause}
	}
	return cause
}
